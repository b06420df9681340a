//! Calls to attend, calls for papers, and what became of each: domain rules 1.9
//! and 4.7.

mod calls;
mod lists;
mod papers;
mod sessions;
mod sheet;
mod state;
mod words;

pub use calls::{Call, Reached, Step, Wanted, Who, calls};
pub use lists::{Outstanding, Standing, outstanding};
pub use state::State;

pub(super) use sheet::{SUMMONSES, call_columns, call_row};

#[cfg(test)]
mod cases;
#[cfg(test)]
mod papers_tests;
#[cfg(test)]
mod tests;
