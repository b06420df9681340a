//! Who held which office, and when: domain rule 4.6.

mod handovers;
mod held;
mod list;
mod one;
mod terms;
mod turnover;

pub use handovers::{Handover, Handovers, handovers};
pub use held::{Holder, Seats, holders, seats};
pub use terms::{Away, End, Hold, State, Term, terms};
pub use turnover::{Year, lengths, twice_the_median, years};

pub(super) use list::OFFICES;
pub(super) use one::{OFFICE, span_row, term_columns, term_row};
pub(super) use turnover::TURNOVER;

#[cfg(test)]
mod absence_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod turnover_tests;
