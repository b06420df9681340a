//! Coverage of a data call: who was asked, who answered what.

mod sheet;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

pub(crate) use sheet::COVERAGE;
pub(in crate::views) use sheet::{call_of, population_words};

use super::asked::Asked;
use super::body::{BodyStand, Heard, ToAll, counts_on};
use super::state::{State, Timing};
use crate::events::Edtf;
use crate::record::Index;
use crate::views::disclosure::{Control, Unfit};
use crate::views::facts::returns::{CallFact, SummaryFact};
use crate::views::facts::{Body, Call, Facts, Indicator, Known, Return, Stand};

/// A data call as it stands, body by body.
#[derive(Clone, Debug)]
pub struct CallStand<'a> {
    /// The call.
    pub call: Known<'a, CallFact>,
    /// The list of bodies asked.
    pub asked: Option<Asked>,
    /// The entry that takes the call back, where it was taken back by the day.
    pub withdrawn: Option<Index>,
    /// The bodies on the list, and those that answered where there is no list by
    /// name; in the order of their handles.
    pub bodies: Vec<BodyStand<'a>>,
    /// Bodies that answered and are not on the list: shown, and not counted.
    pub outside: Vec<BodyStand<'a>>,
    /// Shares of this call as reported, without word of which bodies.
    pub reported: Vec<Known<'a, SummaryFact>>,
}

/// How many bodies of the list did what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The list: `None` where the record holds no number.
    pub asked: Option<u64>,
    /// Data, some data, or none to count.
    pub returned: u64,
    /// Data, all or some.
    pub data: u64,
    /// None to count.
    pub nil: u64,
    /// After the last day to answer, for certain.
    pub late: u64,
    /// Answers of which the dates do not tell whether they were late.
    pub unclear: u64,
}

impl<'a> CallStand<'a> {
    /// The call as known at the stand, on its day; `None` where the record does
    /// not know the call.
    pub fn of(facts: &'a Facts, stand: &Stand, call: Call) -> Option<Self> {
        let known = facts.calls(stand).filter(|known| known.fact.call == call).last()?;
        let fact = known.fact;
        let asked = Asked::of(facts, stand, fact);
        let withdrawn = facts
            .calls_withdrawn(stand)
            .filter(|known| known.fact.call == call)
            .find(|known| counts_on(known.fact.effective.as_ref(), stand.on))
            .map(|known| known.index);
        let mut heard = heard(facts, stand, call);
        let to_all = ToAll {
            issued: fact.issued.as_ref(),
            due: fact.due.as_ref(),
            entry: known.corrected.unwrap_or(known.index),
            withdrawn: withdrawn.is_some(),
        };
        let one = |body: Body, heard: &Heard<'a>| BodyStand::new(body, &to_all, heard, stand.on);
        let (mut bodies, mut outside) = (Vec::new(), Vec::new());
        for body in asked.iter().flat_map(|asked| &asked.members) {
            bodies.push(one(*body, &heard.remove(body).unwrap_or_default()));
        }
        // Without a list by name, whoever answered, was given time or was reminded
        // was asked.
        let by_name = !bodies.is_empty();
        for (body, heard) in heard {
            let stand = one(body, &heard);
            if !by_name {
                bodies.push(stand);
            } else if stand.answer.is_some() {
                outside.push(stand);
            }
        }
        let reported = facts.summaries(stand).filter(|known| known.fact.call == Some(call));
        let reported = reported.collect();
        Some(Self { call: known, asked, withdrawn, bodies, outside, reported })
    }

    /// The counts.
    pub fn counts(&self) -> Counts {
        let count = |is: &dyn Fn(&BodyStand<'_>) -> bool| {
            self.bodies.iter().filter(|body| is(body)).count() as u64
        };
        Counts {
            asked: self.asked.as_ref().map(|asked| asked.count),
            returned: count(&|b| b.returned()),
            data: count(&|b| b.data()),
            nil: count(&|b| b.nil()),
            late: count(&|body| matches!(body.timing, Timing::Late(..))),
            unclear: count(&|body| body.answer.is_some() && body.timing == Timing::CannotTell),
        }
    }

    /// How counts of people are shown for an indicator of this call.
    ///
    /// # Errors
    /// When the call's own settings would not protect a small count.
    pub fn control(&self, indicator: Indicator) -> Result<Control, Unfit> {
        let usual = Control::default();
        let (threshold, base, zero) = self
            .call
            .fact
            .control
            .map_or((usual.threshold(), usual.base(), true), |(threshold, base, zero)| {
                (threshold.into(), base.into(), zero)
            });
        let mut own = self.call.fact.indicators.iter();
        let own = own.find(|asked| asked.indicator == indicator);
        let threshold = own.and_then(|asked| asked.threshold).map_or(threshold, u64::from);
        let base = own.and_then(|asked| asked.base).map_or(base, u64::from);
        Control::new(threshold, base, zero)
    }

    /// Whether the record holds answers of bodies, or only shares as reported.
    pub fn by_body(&self) -> bool {
        !self.bodies.is_empty()
    }

    /// How many bodies are in each state, in the order of [`State::ALL`].
    pub fn by_state(&self) -> Vec<(State, u64)> {
        let count = |state: &State| {
            let of = self.bodies.iter().filter(|body| body.state == *state);
            (*state, of.count() as u64)
        };
        State::ALL.iter().map(count).collect()
    }

    /// How many bodies of the list the record does not name.
    pub fn unnamed(&self) -> u64 {
        let named = self.bodies.len() as u64;
        self.counts().asked.map_or(0, |asked| asked.saturating_sub(named))
    }

    /// The entries of the call and its list, ascending.
    pub fn entries(&self) -> Vec<u64> {
        let mut entries: Vec<u64> = alloc::vec![self.call.index.get()];
        entries.extend(self.call.corrected.map(Index::get));
        entries.extend(self.withdrawn.map(Index::get));
        entries.extend(self.asked.iter().flat_map(|asked| &asked.entries));
        entries.sort_unstable();
        entries
    }
}

/// What is on record of each body and a call, as far as it counts on the day.
fn heard<'a>(facts: &'a Facts, stand: &Stand, call: Call) -> BTreeMap<Body, Heard<'a>> {
    let mut all: BTreeMap<Body, Heard<'a>> = BTreeMap::new();
    let mut whose: BTreeMap<Return, Body> = BTreeMap::new();
    let counts = |date: Option<&Edtf>| counts_on(date, stand.on);
    for known in facts.answers(stand).filter(|known| known.fact.call == call) {
        if counts(known.fact.received.as_ref()) {
            whose.insert(known.fact.id, known.fact.body);
            all.entry(known.fact.body).or_default().answers.push(known);
        }
    }
    for known in facts.return_steps(stand).filter(|known| known.fact.call == call) {
        // What became of a return that is not on record says nothing.
        if let (true, Some(body)) = (counts(known.fact.when.as_ref()), whose.get(&known.fact.id)) {
            all.entry(*body).or_default().steps.push(known);
        }
    }
    for known in facts.extensions(stand).filter(|known| known.fact.call == call) {
        if counts(known.fact.granted.as_ref()) {
            all.entry(known.fact.body).or_default().extension = Some(known);
        }
    }
    for known in facts.reminders(stand).filter(|known| known.fact.call == call) {
        if counts(known.fact.sent.as_ref()) {
            all.entry(known.fact.body).or_default().reminders.push(known.index.get());
        }
    }
    all
}
