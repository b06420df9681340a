//! Data calls and what came back: coverage, states, lateness.

mod asked;
mod body;
mod calls;
mod coverage;
mod overdue;
mod state;

pub use asked::Asked;
pub use body::{BodyStand, Due, DueReason};
pub(super) use calls::{CALLS, held as all_calls};
pub(super) use coverage::{COVERAGE, call_of, population_words};
pub use coverage::{CallStand, Counts};
pub use overdue::{Overdue, overdue};
pub use state::{State, Timing};

#[cfg(test)]
mod steps_tests;
#[cfg(test)]
mod tests;
