//! Where a call to attend stands on a day. Computed, never typed in.

use alloc::format;
use alloc::string::{String, ToString};

use super::calls::{Call, Reached, Step};
use super::words::act_words;
use crate::events::civil::Date;
use crate::events::committee::Acceptance;
use crate::events::matters::SanctionOutcome;
use crate::views::facts::Act;
use crate::views::sheet::Mark;

/// The state of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing of it had surely happened by the day asked for.
    NotYet,
    /// A source calls it a summons; the record holds no invitation, no order.
    ReportedSummoned,
    /// Expected to attend; the record holds no invitation, no order.
    Expected,
    /// Invited, no answer recorded for so many days, least and most; `None`
    /// where the day of the invitation has no bound.
    NoAnswer(Option<(i32, i32)>),
    /// Offered something else.
    Countered,
    /// Declined.
    Declined,
    /// Accepted, as they put it.
    Accepted(Acceptance),
    /// A date was agreed.
    DateAgreed,
    /// Ordered to attend.
    Ordered,
    /// The order was served.
    Served,
    /// The order was varied.
    Varied,
    /// Did not attend.
    Absent,
    /// Reported to the House.
    ReportedToHouse,
    /// Ordered by the House.
    HouseOrdered,
    /// Reported as not complied with.
    NotComplied,
    /// Referred.
    Referred,
    /// Decided: a contempt was found.
    ContemptFound,
    /// The House decided on a sanction, or on none.
    Decided(SanctionOutcome),
    /// The order was discharged.
    Discharged,
    /// Attended.
    Attended,
}

/// How far along a step is: what decides between steps of one day.
pub(super) fn rank(act: Act) -> u8 {
    match act {
        Act::ReportedSummoned => 0,
        Act::OrderNotFound => 1,
        Act::Expected => 2,
        Act::Invited => 3,
        Act::Countered => 4,
        Act::Declined => 5,
        Act::Accepted(_) => 6,
        Act::DateAgreed => 7,
        Act::Ordered => 8,
        Act::Served => 9,
        Act::Varied => 10,
        Act::Absent => 11,
        Act::ReportedToHouse => 12,
        Act::HouseOrdered => 13,
        Act::NotComplied => 14,
        Act::Referred => 15,
        Act::ContemptFound => 16,
        Act::Decided(_) => 17,
        Act::Discharged => 18,
        Act::Attended => 19,
    }
}

/// Whether a step is one of the call itself, and not somebody's word about it.
fn is_of_the_call(act: Act) -> bool {
    rank(act) > rank(Act::Expected)
}

impl Call<'_> {
    /// Where it stands on a day: at the last step that had surely been taken.
    /// What the press calls a summons never moves a call that has steps of its
    /// own.
    pub fn state(&self, on: Date) -> State {
        let last = |own: bool| {
            let steps = self.taken(move |act| is_of_the_call(act) == own);
            steps.filter(|step| step.fact.act != Act::OrderNotFound).last()
        };
        match last(true).or_else(|| last(false)) {
            Some(step) => state_after(step, on),
            None => State::NotYet,
        }
    }

    /// The step beyond its state that may have been taken by then.
    pub fn perhaps(&self) -> Option<&Step<'_>> {
        let open =
            |step: &&Step<'_>| step.reached == Reached::Perhaps && is_of_the_call(step.fact.act);
        self.steps.iter().rev().find(open)
    }
}

fn state_after(step: &Step<'_>, on: Date) -> State {
    match step.fact.act {
        Act::ReportedSummoned | Act::OrderNotFound => State::ReportedSummoned,
        Act::Expected => State::Expected,
        Act::Invited => {
            let day = on.days_since_1970();
            let since = |sent: Option<Date>| Some(day - sent?.days_since_1970());
            State::NoAnswer(since(step.range.latest).zip(since(step.range.earliest)))
        }
        Act::Countered => State::Countered,
        Act::Declined => State::Declined,
        Act::Accepted(how) => State::Accepted(how),
        Act::DateAgreed => State::DateAgreed,
        Act::Ordered => State::Ordered,
        Act::Served => State::Served,
        Act::Varied => State::Varied,
        Act::Absent => State::Absent,
        Act::ReportedToHouse => State::ReportedToHouse,
        Act::HouseOrdered => State::HouseOrdered,
        Act::NotComplied => State::NotComplied,
        Act::Referred => State::Referred,
        Act::ContemptFound => State::ContemptFound,
        Act::Decided(outcome) => State::Decided(outcome),
        Act::Discharged => State::Discharged,
        Act::Attended => State::Attended,
    }
}

impl State {
    /// The state in words and how it is marked.
    pub fn words(self) -> (Mark, String) {
        let (mark, words) = match self {
            State::NotYet => (Mark::Waiting, "Not yet begun"),
            State::ReportedSummoned => {
                (Mark::Unknown, "Reported as summoned; no invitation or order recorded")
            }
            State::Expected => (Mark::Waiting, "Expected to attend"),
            State::NoAnswer(days) => return (Mark::Waiting, unanswered(days)),
            State::Countered => (Mark::Part, "Offered something else"),
            State::Declined => (Mark::No, "Declined"),
            State::Accepted(Acceptance::Accepted) => (Mark::Part, "Accepted"),
            State::Accepted(Acceptance::Indicated) => {
                (Mark::Part, "Indicated that they would attend")
            }
            State::Accepted(Acceptance::Conditional) => (Mark::Part, "Accepted with conditions"),
            State::DateAgreed => (Mark::Part, "Date agreed"),
            State::Ordered => (Mark::Waiting, "Ordered to attend"),
            State::Served => (Mark::Waiting, "Order served"),
            State::Varied => (Mark::Waiting, "Order varied"),
            State::Absent => (Mark::No, "Did not attend"),
            State::ReportedToHouse => (Mark::No, "Reported to the House"),
            State::HouseOrdered => (Mark::Waiting, "Ordered by the House"),
            State::NotComplied => (Mark::No, "Reported as not complied with"),
            State::Referred => (Mark::No, "Referred"),
            State::ContemptFound => (Mark::No, "Contempt found"),
            State::Decided(SanctionOutcome::NoSanction) => (Mark::Plain, "Ended: no sanction"),
            State::Decided(outcome) => {
                return (Mark::No, act_words(Act::Decided(outcome)).to_string());
            }
            State::Discharged => (Mark::Plain, "Order discharged"),
            State::Attended => (Mark::Done, "Attended"),
        };
        (mark, words.to_string())
    }
}

fn unanswered(days: Option<(i32, i32)>) -> String {
    let day = |n: i32| if n == 1 { "day" } else { "days" };
    match days {
        Some((0, 0)) => "Invited".to_string(),
        Some((n, most)) if n == most => {
            format!("Invited; no answer recorded for {n} {}", day(n))
        }
        Some((least, most)) => {
            format!("Invited; no answer recorded for between {least} and {most} days")
        }
        None => "Invited; no answer recorded; day of the invitation not known".to_string(),
    }
}
