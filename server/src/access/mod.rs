//! Who may write, and what needs a second person.

pub mod four_eyes;
pub mod tokens;
