//! Disclosure control: what a view may show of counts of people.
//!
//! One door. A count of people comes into the views as a [`Raw`], which nothing
//! outside this folder can read, and leaves them as a [`Shown`], which nothing
//! outside this folder can make. So a sheet cannot show what was not let through.
mod raw;

pub use raw::Raw;
