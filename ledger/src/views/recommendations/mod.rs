//! What became of recommendations: domain rules 1.9, 4.4 and 4.5.
//!
//! The unit is the pair of a recommendation and a body that it addresses. The
//! addressee's own position, what it claims, what others confirm or report, and
//! what the clock says are kept apart.

mod accountable;
mod charts;
mod filter;
mod one;
mod outstanding;
mod pairs;
mod reports;
mod rules;
mod state;
mod story;
mod tracker;
pub(super) mod words;

#[cfg(test)]
mod tests;

pub use outstanding::{Outstanding, outstanding};
pub use pairs::{Answer, Pair, Pairs, pairs};
pub use reports::{Followed, followed};
pub use rules::{Deadline, Grounds, Published};
pub use state::{Assessment, Ending, Happened, Stage, State, Target};

pub(super) use one::RECOMMENDATION;
pub(super) use reports::REPORTS;
pub(super) use tracker::RECOMMENDATIONS;
