//! Tables from spreadsheets, taken in as drafts.
//!
//! Nothing is recorded here and nothing is guessed in silence: a table is read
//! strictly ([`table`]), its columns are laid onto fields by a plan that a person
//! has seen ([`Plan`]), and each row becomes a draft that the vocabulary judges
//! ([`stage`]). What is wrong is told with row, column, what was found and what
//! to do, and can be put together by repair ([`groups`]), because seventeen bad
//! dates are one question and not seventeen.

mod dates;
mod guess;
mod plan;
mod report;
pub mod table;
#[cfg(test)]
mod tests;

pub use dates::Order;
pub use guess::{guess, kind_of};
pub use plan::{Plan, Sort, Target};
pub use report::{Group, Problem, Report, bad_rows, groups, stage};

/// Most rows of one table: as many drafts as one write may hold.
pub const MAX_ROWS: usize = 5_000;
