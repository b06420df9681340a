//! Data calls and what came back: coverage, states, lateness.

mod body;
mod calls;
mod coverage;
mod state;

pub use body::{BodyStand, Due, DueReason};
pub(super) use calls::{CALLS, held as all_calls};
pub(super) use coverage::{COVERAGE, call_of, population_words};
pub use coverage::{CallStand, Counts};
pub use state::{State, Timing};

#[cfg(test)]
mod tests;
