//! One body and one data call: the answer that counts, the due date in force.

use alloc::vec::Vec;

use super::state::{State, Timing, starts_after};
use crate::events::Edtf;
use crate::events::civil::Date;
use crate::events::edtf::Compared;
use crate::record::Index;
use crate::views::facts::returns::{AnswerFact, Answered};
use crate::views::facts::{Body, Known};

/// The last day to answer, and why it is that day.
#[derive(Clone, Debug)]
pub struct Due<'a> {
    /// The day; `None` where the record gives none.
    pub date: Option<&'a Edtf>,
    /// Where it comes from.
    pub reason: DueReason,
    /// The entry that sets it.
    pub entry: Index,
}

/// Where a due date comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueReason {
    /// The call sets it for all.
    Call,
}

impl DueReason {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            DueReason::Call => "set by the call",
        }
    }
}

/// A body's answer, as it stands.
#[derive(Clone, Debug)]
pub struct BodyStand<'a> {
    /// The body.
    pub body: Body,
    /// The last day to answer.
    pub due: Due<'a>,
    /// The answer that counts.
    pub answer: Option<Known<'a, AnswerFact>>,
    /// Where it stands.
    pub state: State,
    /// Whether the answer came in time.
    pub timing: Timing,
}

impl<'a> BodyStand<'a> {
    /// The stand of a body that gave `answer`, on a day.
    pub(super) fn new(
        body: Body,
        issued: Option<&Edtf>,
        due: Due<'a>,
        answer: Option<Known<'a, AnswerFact>>,
        on: Date,
    ) -> Self {
        let Some(known) = answer else {
            let state = State::unanswered(issued, due.date, on);
            return Self { body, due, answer, state, timing: Timing::CannotTell };
        };
        let state = match &known.fact.answered {
            Answered::Data(completeness, _) if known.fact.version < 2 => State::of(*completeness),
            Answered::Data(..) => State::Corrected,
            Answered::Nil(_) => State::Nil,
            Answered::Unable(_) => State::Unable,
            Answered::Declined => State::Declined,
        };
        let timing = Timing::of(known.fact.received.as_ref(), due.date);
        Self { body, due, answer, state, timing }
    }

    /// Whether the body returned something: data, some data, or none to count.
    pub fn returned(&self) -> bool {
        self.data() || self.nil()
    }

    /// Whether the body gave data, all or some.
    pub fn data(&self) -> bool {
        matches!(self.answered(), Some(Answered::Data(..)))
    }

    /// Whether the body's answer is that there are none.
    pub fn nil(&self) -> bool {
        matches!(self.answered(), Some(Answered::Nil(_)))
    }

    /// What the answer that counts says.
    pub fn answered(&self) -> Option<&'a Answered> {
        self.answer.map(|known| &known.fact.answered)
    }

    /// The entries it rests on, ascending.
    pub fn entries(&self) -> Vec<u64> {
        let mut entries: Vec<u64> = alloc::vec![self.due.entry.get()];
        entries.extend(self.answer.iter().map(|known| known.index.get()));
        entries.extend(self.answer.and_then(|known| known.corrected).map(Index::get));
        entries.sort_unstable();
        entries.dedup();
        entries
    }
}

/// Whether an answer counts on a day: it may have come by then. A body is not
/// called overdue while its answer may have been there.
pub(super) fn counts_on(answer: &AnswerFact, on: Date) -> bool {
    !answer.received.as_ref().is_some_and(|received| starts_after(received, on))
}

/// Whether a later entry takes the place of an earlier one: unless it says that
/// it came before it.
pub(super) fn replaces(later: &AnswerFact, earlier: &AnswerFact) -> bool {
    match (&later.received, &earlier.received) {
        (Some(later), Some(earlier)) => later.compare(earlier) != Compared::Before,
        _ => true,
    }
}
