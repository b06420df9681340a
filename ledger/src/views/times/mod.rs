//! Questions of time: how long between, what on one day, who has gone silent,
//! what contradicts what, what changed since. Domain rules 4.8 to 4.11.

mod between;
mod changes;
mod compare;
mod conflicts;
mod integrity;
mod redactions;
mod same_day;
mod silence;
mod stages;

pub use between::{Between, between};

pub(super) use between::DAYS_BETWEEN;
pub(super) use compare::COMPARE;
pub(super) use conflicts::CONFLICTS;
pub(super) use integrity::INTEGRITY;
pub(super) use redactions::REDACTIONS;
pub(super) use same_day::SAME_DAY;
pub(super) use silence::SILENCE;
#[cfg(test)]
mod care_tests;
#[cfg(test)]
mod compare_tests;
#[cfg(test)]
mod held_tests;
#[cfg(test)]
mod redactions_tests;
#[cfg(test)]
mod tests;
