//! Disclosure control: what a view may show of counts of people.
//!
//! A count of children in a small area can point at one child. So counts below a
//! threshold are hidden, the others are rounded, and what could be worked out
//! from totals, rates or earlier versions is hidden with them.
//!
//! One door. A count of people comes into the views as a [`Raw`], which nothing
//! outside this folder can read, and leaves them as a [`Shown`], which nothing
//! outside this folder can make. A view cannot show what was not let through, by
//! mistake or otherwise.
//!
//! # What it covers
//! Every sheet: on the page, in the API, as CSV, in print. Rates, shares and
//! flags are worked out from what is shown and from nothing else, so they give
//! away no more than the counts beside them. A sheet can be asked for at every
//! size of the ledger, so no total of unrounded counts is shown beside hidden
//! ones: totals at two sizes differ by the count that came between.
//! Counts of bodies are not counts of people and are shown as they are.
//!
//! # What it does not cover
//! * The entries themselves. The opening of a sealed count is in the read tree
//!   like any other, unless the entry is restricted: whoever downloads it reads
//!   the count. Who may download which opening is for access rules to say.
//! * Counts written into free text.
//! * What readers know from elsewhere, such as another publication of the same
//!   counts by other rules.
//! * The algorithm as knowledge: who knows that a cell was hidden to protect
//!   another learns that much of both.

mod control;
mod flow;
mod grid;
mod raw;
mod shown;

pub use control::{Control, Unfit};
pub use grid::{Grid, Published, Refused, Totals};
pub use raw::Raw;
pub use shown::Shown;

#[cfg(test)]
mod attack;
#[cfg(test)]
mod tests;
