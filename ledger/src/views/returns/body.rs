//! One body and one data call: the answer that counts, what became of it, the
//! due date in force.

use alloc::vec::Vec;

use super::state::{State, Timing, last_day, starts_after};
use crate::events::Edtf;
use crate::events::civil::Date;
use crate::events::edtf::Compared;
use crate::record::Index;
use crate::views::facts::returns::{
    AnswerFact, Answered, ExtensionFact, Step, StepFact, ValueFact,
};
use crate::views::facts::{Body, Known};

/// The last day to answer, and why it is that day.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The day; `None` where the record gives none.
    pub date: Option<Edtf>,
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
    /// The newest extension that this body was granted.
    Extension,
    /// The day until which questions about its return are to be answered.
    Query,
}

impl DueReason {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            DueReason::Call => "set by the call for all",
            DueReason::Extension => "extended for this body",
            DueReason::Query => "set with the questions about the return",
        }
    }
}

/// A body's answer, as it stands.
#[derive(Clone, Debug)]
pub struct BodyStand<'a> {
    /// The body.
    pub body: Body,
    /// The last day to answer.
    pub due: Due,
    /// The answer that counts, as it came.
    pub answer: Option<Known<'a, AnswerFact>>,
    /// What the answer says, with the values of later versions.
    pub says: Option<Answered>,
    /// The newest version of it.
    pub version: u16,
    /// Where it stands.
    pub state: State,
    /// Whether the answer came in time.
    pub timing: Timing,
    /// Returns of this body that it took back.
    pub taken_back: usize,
    /// How many reminders it was sent.
    pub reminders: usize,
    /// The entries that its state rests on beside the answer.
    more: Vec<u64>,
}

/// What there is to know of one body before its state is worked out.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard<'a> {
    pub(super) answers: Vec<Known<'a, AnswerFact>>,
    pub(super) steps: Vec<Known<'a, StepFact>>,
    pub(super) extension: Option<Known<'a, ExtensionFact>>,
    pub(super) reminders: Vec<u64>,
}

/// What the call says to all.
#[derive(Clone, Copy, Debug)]
pub(super) struct ToAll<'a> {
    pub(super) issued: Option<&'a Edtf>,
    pub(super) due: Option<&'a Edtf>,
    pub(super) entry: Index,
    pub(super) withdrawn: bool,
}

fn entry<T>(known: &Known<'_, T>) -> Index {
    known.corrected.unwrap_or(known.index)
}

impl<'a> BodyStand<'a> {
    /// The stand of a body on a day.
    pub(super) fn new(body: Body, to_all: &ToAll<'_>, heard: &Heard<'a>, on: Date) -> Self {
        let due = match &heard.extension {
            Some(known) => Due {
                date: known.fact.due.clone(),
                reason: DueReason::Extension,
                entry: entry(known),
            },
            None => Due { date: to_all.due.cloned(), reason: DueReason::Call, entry: to_all.entry },
        };
        let mut stand = Self {
            body,
            due,
            answer: None,
            says: None,
            version: 0,
            state: State::NotDue,
            timing: Timing::CannotTell,
            taken_back: 0,
            reminders: heard.reminders.len(),
            more: heard.reminders.clone(),
        };
        let taken_back = |answer: &Known<'_, AnswerFact>| {
            let same = |step: &&Known<'_, StepFact>| {
                step.fact.id == answer.fact.id && step.index > answer.index
            };
            heard.steps.iter().filter(same).find(|step| matches!(step.fact.step, Step::Withdrawn))
        };
        for answer in &heard.answers {
            if let Some(step) = taken_back(answer) {
                stand.taken_back += 1;
                stand.more.extend([answer.index.get(), step.index.get()]);
                continue;
            }
            if stand.answer.is_none_or(|newest| replaces(answer.fact, newest.fact)) {
                stand.answer = Some(*answer);
            }
        }
        let Some(answer) = stand.answer else {
            let date = stand.due.date.as_ref();
            stand.state = if to_all.withdrawn {
                State::CallWithdrawn
            } else {
                State::unanswered(to_all.issued, date, on)
            };
            return stand;
        };
        stand.timing = Timing::of(answer.fact.received.as_ref(), stand.due.date.as_ref());
        stand.version = answer.fact.version;
        stand.says = Some(answer.fact.answered.clone());
        stand.state = state(&answer.fact.answered, answer.fact.version);
        let after = |step: &&Known<'_, StepFact>| {
            step.fact.id == answer.fact.id && step.index > answer.index
        };
        for step in heard.steps.iter().filter(after) {
            stand.step(step);
        }
        stand
    }

    /// Takes what became of the answer, in the order of the ledger.
    fn step(&mut self, known: &Known<'_, StepFact>) {
        self.more.push(known.index.get());
        self.more.extend(known.corrected.map(Index::get));
        match &known.fact.step {
            Step::Corrected(version, completeness, values) => {
                let mut merged = match self.says.take() {
                    Some(Answered::Data(_, before)) => before,
                    _ => Vec::new(),
                };
                merge(&mut merged, values);
                self.says = Some(Answered::Data(*completeness, merged));
                self.version = *version;
                self.state = State::Corrected;
            }
            Step::Queried(reply_by) => {
                self.state = State::Queried;
                // Whichever is later is in force: a question gives no less time
                // than there was.
                let last = |date: &Edtf| last_day(date).latest;
                let later = reply_by
                    .as_ref()
                    .filter(|by| self.due.date.as_ref().is_none_or(|due| last(by) > last(due)));
                if let Some(by) = later {
                    self.more.push(self.due.entry.get());
                    let date = Some(by.clone());
                    self.due = Due { date, reason: DueReason::Query, entry: entry(known) };
                }
            }
            Step::Accepted => self.state = State::Accepted,
            Step::Withdrawn => {}
        }
    }

    /// Whether the body returned something: data, some data, or none to count.
    pub fn returned(&self) -> bool {
        self.data() || self.nil()
    }

    /// Whether the body gave data, all or some.
    pub fn data(&self) -> bool {
        matches!(self.says, Some(Answered::Data(..)))
    }

    /// Whether the body's answer is that there are none.
    pub fn nil(&self) -> bool {
        matches!(self.says, Some(Answered::Nil(_)))
    }

    /// The entries it rests on, ascending.
    pub fn entries(&self) -> Vec<u64> {
        let mut entries: Vec<u64> = alloc::vec![self.due.entry.get()];
        entries.extend(self.answer.iter().map(|known| known.index.get()));
        entries.extend(self.answer.and_then(|known| known.corrected).map(Index::get));
        entries.extend(&self.more);
        entries.sort_unstable();
        entries.dedup();
        entries
    }
}

/// The state of an answer by what it says.
fn state(answered: &Answered, version: u16) -> State {
    match answered {
        Answered::Data(completeness, _) if version < 2 => State::of(*completeness),
        Answered::Data(..) => State::Corrected,
        Answered::Nil(_) => State::Nil,
        Answered::Unable(_) => State::Unable,
        Answered::Declined => State::Declined,
    }
}

/// Puts the values that changed in the place of those before.
fn merge(values: &mut Vec<ValueFact>, changed: &[ValueFact]) {
    for new in changed {
        match values.iter_mut().find(|value| value.indicator == new.indicator) {
            Some(value) => *value = new.clone(),
            None => values.push(new.clone()),
        }
    }
}

/// Whether something dated counts on a day: it may have been by then. A body is
/// not called overdue while its answer may have been there.
pub(super) fn counts_on(date: Option<&Edtf>, on: Date) -> bool {
    !date.is_some_and(|date| starts_after(date, on))
}

/// Whether a later entry takes the place of an earlier one: unless it says that
/// it came before it.
fn replaces(later: &AnswerFact, earlier: &AnswerFact) -> bool {
    match (later.received.as_ref(), earlier.received.as_ref()) {
        (Some(later), Some(earlier)) => later.compare(earlier) != Compared::Before,
        _ => true,
    }
}
