//! Where a call to attend stands on a day. Computed, never typed in.

use alloc::format;
use alloc::string::{String, ToString};

use super::calls::{Call, Reached, Step};
use super::words::act_words;
use crate::events::civil::Date;
use crate::events::matters::SanctionOutcome;
use crate::views::facts::Act;
use crate::views::sheet::Mark;

/// The state of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing of it had surely happened by the day asked for.
    NotYet,
    /// Invited, no answer recorded for so many days, least and most; `None`
    /// where the day of the invitation has no bound.
    NoAnswer(Option<(i32, i32)>),
    /// After this step, and no other.
    After(Act),
}

/// Whether a step is one of the call itself, and not somebody's word about it.
fn is_of_the_call(act: Act) -> bool {
    act > Act::Expected
}

/// Whether a step is an order: one that has to be followed.
pub(super) const fn is_order(act: Act) -> bool {
    matches!(act, Act::Ordered | Act::PapersOrdered | Act::StatementOrdered | Act::HouseOrdered)
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
        Act::Invited => {
            let day = on.days_since_1970();
            let since = |sent: Option<Date>| Some(day - sent?.days_since_1970());
            State::NoAnswer(since(step.range.latest).zip(since(step.range.earliest)))
        }
        act => State::After(act),
    }
}

impl State {
    /// The state in words and how it is marked.
    pub fn words(self) -> (Mark, String) {
        let act = match self {
            State::NotYet => return (Mark::Waiting, "Not yet begun".to_string()),
            State::NoAnswer(days) => return (Mark::Waiting, unanswered(days)),
            State::After(act) => act,
        };
        let words = match act {
            Act::ReportedSummoned | Act::OrderNotFound => {
                "Reported as summoned; no invitation or order recorded"
            }
            Act::Decided(SanctionOutcome::NoSanction) => "Ended: no sanction",
            act => act_words(act),
        };
        (mark(act), words.to_string())
    }
}

const fn mark(act: Act) -> Mark {
    match act {
        Act::ReportedSummoned | Act::OrderNotFound => Mark::Unknown,
        Act::Expected
        | Act::Invited
        | Act::StatementRequested
        | Act::Ordered
        | Act::PapersOrdered
        | Act::StatementOrdered
        | Act::Served
        | Act::Varied
        | Act::HouseOrdered => Mark::Waiting,
        Act::Countered
        | Act::Accepted(_)
        | Act::DateAgreed
        | Act::PapersInPart
        | Act::RefusedToAnswer => Mark::Part,
        Act::Decided(SanctionOutcome::NoSanction) | Act::Discharged => Mark::Plain,
        Act::Decided(_)
        | Act::Declined
        | Act::Absent
        | Act::PapersRefused
        | Act::ReportedToHouse
        | Act::NotComplied
        | Act::Referred
        | Act::ContemptFound => Mark::No,
        Act::PapersReceived | Act::Attended => Mark::Done,
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
