//! Read models: pure folds over entries, the same on server and in browser.
//!
//! A view never decides whether an entry is genuine; it is fed entries that
//! were checked, in order, and forgets nothing that it was fed.

mod ask;
mod bodies;
mod body;
pub mod detail;
pub mod disclosure;
mod documents;
pub mod due;
pub mod export;
pub mod facts;
#[cfg(test)]
mod fixture;
pub mod names;
pub mod offices;
pub mod outliers;
mod overdue;
mod people;
pub mod percent;
pub mod recommendations;
#[cfg(test)]
mod record_fixture;
pub mod returns;
mod rows;
pub mod share;
pub mod sheet;
pub mod successors;
pub mod summonses;
pub mod timeline;
pub mod times;
pub mod working_days;

pub(crate) use crate::order;
pub use ask::{AskError, Question, Record, VIEWS, ViewInfo, ask, feed};
