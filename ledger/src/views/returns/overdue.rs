//! Returns that are overdue on a day.

use alloc::vec::Vec;

use super::{BodyStand, CallStand, State};
use crate::events::civil::Date;
use crate::views::working_days::{BankHolidays, Elapsed};

/// A body that owes an answer to a call.
#[derive(Clone, Debug)]
pub struct Overdue<'s, 'a> {
    /// The body, and why the day it missed was that day.
    pub body: &'s BodyStand<'a>,
    /// The time since.
    pub elapsed: Elapsed,
}

impl Overdue<'_, '_> {
    /// What is missing, in words.
    pub fn missing(&self) -> &'static str {
        match self.body.state {
            State::Queried => "the answer to questions about its return",
            _ => "the return",
        }
    }

    /// The entries it rests on, ascending.
    pub fn entries(&self) -> Vec<u64> {
        let mut entries = self.body.entries();
        if self.elapsed.working.is_some() {
            entries.extend(&self.elapsed.entries);
        }
        entries.sort_unstable();
        entries.dedup();
        entries
    }
}

/// The bodies on the list that gave no answer, or whose return is queried, where
/// every day that the due date may mean is over; the longest overdue first.
///
/// Nothing is overdue to a call that was taken back.
pub fn overdue<'s, 'a>(
    held: &'s CallStand<'a>,
    holidays: &BankHolidays,
    on: Date,
) -> Vec<Overdue<'s, 'a>> {
    if held.withdrawn.is_some() {
        return Vec::new();
    }
    let owes = |body: &&BodyStand<'a>| matches!(body.state, State::Overdue | State::Queried);
    let mut found: Vec<Overdue<'s, 'a>> = held
        .bodies
        .iter()
        .filter(owes)
        .filter_map(|body| {
            let last = body.due.date.as_ref()?.range().latest?;
            Some(Overdue { body, elapsed: holidays.elapsed(last, on)? })
        })
        .collect();
    crate::views::order::sort_by_key(found.as_mut_slice(), |late| {
        (core::cmp::Reverse(late.elapsed.calendar), late.body.body)
    });
    found
}
