//! Data calls and what came back: coverage, states, lateness.

mod body;
mod calls;
mod coverage;
mod state;

pub use body::{BodyStand, Due, DueReason};
pub(super) use calls::CALLS;
pub(super) use coverage::COVERAGE;
pub use coverage::{CallStand, Counts};
pub use state::{State, Timing};

#[cfg(test)]
mod tests;
