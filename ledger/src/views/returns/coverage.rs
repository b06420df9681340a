//! Coverage of a data call: who was asked, who answered what.

mod sheet;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

pub(crate) use sheet::COVERAGE;
pub(in crate::views) use sheet::{call_of, population_words};

use super::body::{BodyStand, Due, DueReason, counts_on, replaces};
use super::state::{State, Timing};
use crate::events::Edtf;
use crate::record::Index;
use crate::views::disclosure::{Control, Unfit};
use crate::views::facts::returns::{AnswerFact, CallFact, PopulationFact, SummaryFact};
use crate::views::facts::{Body, Call, Facts, Indicator, Known, Stand};

/// A data call as it stands, body by body.
#[derive(Clone, Debug)]
pub struct CallStand<'a> {
    /// The call.
    pub call: Known<'a, CallFact>,
    /// The list of bodies asked.
    pub population: Option<Known<'a, PopulationFact>>,
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
        let population = facts
            .populations(stand)
            .filter(|list| match fact.population {
                Some(id) => list.fact.population == id,
                None => list.fact.call == Some(call),
            })
            .last();
        let mut answers: BTreeMap<Body, Known<'a, AnswerFact>> = BTreeMap::new();
        for answer in facts.answers(stand).filter(|known| known.fact.call == call) {
            if !counts_on(answer.fact, stand.on) {
                continue;
            }
            let newest = answers.get(&answer.fact.body);
            if newest.is_none_or(|newest| replaces(answer.fact, newest.fact)) {
                answers.insert(answer.fact.body, answer);
            }
        }
        let listed: Vec<Body> = population.map_or_else(Vec::new, |list| members(list.fact));
        let issued: Option<&Edtf> = fact.issued.as_ref();
        let one = |body: Body, answer| {
            let entry = known.corrected.unwrap_or(known.index);
            let due = Due { date: fact.due.as_ref(), reason: DueReason::Call, entry };
            BodyStand::new(body, issued, due, answer, stand.on)
        };
        let (mut bodies, mut outside) = (Vec::new(), Vec::new());
        for body in &listed {
            bodies.push(one(*body, answers.remove(body)));
        }
        let others = answers.into_iter().map(|(body, answer)| one(body, Some(answer)));
        // Without a list by name, whoever answered was asked.
        if listed.is_empty() {
            bodies.extend(others);
        } else {
            outside.extend(others);
        }
        let reported = facts.summaries(stand).filter(|known| known.fact.call == Some(call));
        let reported = reported.collect();
        Some(Self { call: known, population, bodies, outside, reported })
    }

    /// The counts.
    pub fn counts(&self) -> Counts {
        let count = |is: &dyn Fn(&BodyStand<'_>) -> bool| {
            self.bodies.iter().filter(|body| is(body)).count() as u64
        };
        Counts {
            asked: self.population.map(|list| u64::from(list.fact.count)),
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
    pub fn control(&self, _indicator: Indicator) -> Result<Control, Unfit> {
        Ok(Control::default())
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
        entries.extend(self.population.map(|list| list.index.get()));
        entries.extend(self.population.and_then(|list| list.corrected).map(Index::get));
        entries.sort_unstable();
        entries
    }
}

/// The bodies on a list, each once.
fn members(list: &PopulationFact) -> Vec<Body> {
    let mut members = list.members.clone();
    members.sort_unstable();
    members.dedup();
    members
}
