//! The state of one body towards one data call: computed, never recorded.

use alloc::format;
use alloc::string::{String, ToString};

use crate::events::civil::Date;
use crate::events::returns::Completeness;
use crate::events::{DateRange, Edtf};
use crate::views::sheet::Mark;

/// Where a body stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// No answer, and the last day to answer is over.
    Overdue,
    /// No answer, and the record gives no last day.
    NoDate,
    /// No answer yet, and there is time.
    Due,
    /// The call was not yet issued.
    NotDue,
    /// No answer, and none is due: the call was taken back.
    CallWithdrawn,
    /// Whoever asked has questions about the return.
    Queried,
    /// The body said that it cannot give data.
    Unable,
    /// The body said that it will not give data.
    Declined,
    /// Data came, some of it missing.
    Partial,
    /// The body said that its count is zero.
    Nil,
    /// Data came.
    Received,
    /// A later version took the place of the data.
    Corrected,
    /// Whoever asked accepted the return.
    Accepted,
}

impl State {
    /// All states, in the order in which a table asks for attention.
    pub const ALL: &'static [State] = &[
        State::Overdue,
        State::NoDate,
        State::Due,
        State::NotDue,
        State::CallWithdrawn,
        State::Queried,
        State::Unable,
        State::Declined,
        State::Partial,
        State::Nil,
        State::Received,
        State::Corrected,
        State::Accepted,
    ];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            State::Overdue => "overdue",
            State::NoDate => "no answer on record, no due date known",
            State::Due => "due",
            State::NotDue => "not due",
            State::CallWithdrawn => "not due, the call was withdrawn",
            State::Queried => "received, queried",
            State::Unable => "unable to provide",
            State::Declined => "declined",
            State::Partial => "received in part",
            State::Nil => "nil return",
            State::Received => "received",
            State::Corrected => "received, corrected",
            State::Accepted => "accepted",
        }
    }

    /// How it is marked.
    pub const fn mark(self) -> Mark {
        match self {
            State::Overdue => Mark::Late,
            State::NoDate => Mark::Unknown,
            State::Due | State::Queried => Mark::Waiting,
            State::NotDue | State::CallWithdrawn => Mark::Plain,
            State::Unable | State::Declined => Mark::No,
            State::Partial => Mark::Part,
            State::Nil | State::Received | State::Corrected | State::Accepted => Mark::Done,
        }
    }

    /// The state of data that came, by how much of it did.
    pub(super) const fn of(completeness: Completeness) -> State {
        match completeness {
            Completeness::Full => State::Received,
            Completeness::Partial => State::Partial,
        }
    }

    /// The state without an answer, on a day.
    pub(super) fn unanswered(issued: Option<&Edtf>, due: Option<&Edtf>, on: Date) -> State {
        let after = |date: Option<&Edtf>| date.is_some_and(|date| starts_after(date, on));
        match due {
            _ if after(issued) => State::NotDue,
            // Only when every day it may mean is over.
            Some(due) if ends_before(due, on) => State::Overdue,
            Some(_) => State::Due,
            None => State::NoDate,
        }
    }
}

/// Whether an answer came in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// On the last day or before it.
    InTime,
    /// After it, by so many days at least and at most.
    Late(i32, i32),
    /// The dates do not tell.
    CannotTell,
}

impl Timing {
    /// Compares the day of receipt with the last day to answer.
    pub(super) fn of(received: Option<&Edtf>, due: Option<&Edtf>) -> Timing {
        let (Some(received), Some(due)) = (received, due) else { return Timing::CannotTell };
        match last_day(due).days_until(&received.range()) {
            Some((least, most)) if least > 0 => Timing::Late(least, most),
            Some((_, most)) if most <= 0 => Timing::InTime,
            _ => Timing::CannotTell,
        }
    }

    /// "12 days late", "between 3 and 33 days late", or nothing.
    pub fn words(self) -> Option<String> {
        match self {
            Timing::Late(1, 1) => Some("1 day late".to_string()),
            Timing::Late(least, most) if least == most => Some(format!("{least} days late")),
            Timing::Late(least, most) => Some(format!("between {least} and {most} days late")),
            Timing::InTime | Timing::CannotTell => None,
        }
    }
}

/// A due date as the last day on which an answer is in time: "by March 2015"
/// runs to its end.
pub(super) fn last_day(due: &Edtf) -> DateRange {
    let latest = due.range().latest;
    DateRange { earliest: latest, latest }
}

/// Whether every day a date may mean is before `day`.
pub(super) fn ends_before(date: &Edtf, day: Date) -> bool {
    date.range().latest.is_some_and(|latest| latest < day)
}

/// Whether every day a date may mean is after `day`.
pub(super) fn starts_after(date: &Edtf, day: Date) -> bool {
    date.range().earliest.is_some_and(|earliest| earliest > day)
}
