//! Data calls, populations and returns.

mod answers;
mod calls;
mod populations;
mod summaries;

pub use answers::{AnswerFact, Answered, Given, ValueFact};
pub use calls::{CallFact, IndicatorFact};
pub use populations::PopulationFact;
pub use summaries::{RangeFact, SummaryFact};

use super::ids::Ids;
use super::log::{Known, Log};
use super::{Facts, Family, Heard, Place, Stand};
use crate::events::{Draft, Edtf, Event};
use crate::record::Index;
use crate::views::working_days::BankHolidays;

/// Data calls, populations and returns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Returns {
    populations: Log<PopulationFact>,
    calls: Log<CallFact>,
    answers: Log<AnswerFact>,
    summaries: Log<SummaryFact>,
    ranges: Log<RangeFact>,
}

impl Family for Returns {
    fn take(&mut self, heard: &Heard<'_>, ids: &mut Ids) -> Option<Place> {
        let index = heard.index;
        Some(match &heard.draft.event {
            Event::PopulationFixed(event) => {
                (0, self.populations.push(index, PopulationFact::new(event, ids)))
            }
            Event::DataCallIssued(event) => (1, self.calls.push(index, CallFact::new(event, ids))),
            Event::ReturnSummary(event) => {
                (3, self.summaries.push(index, SummaryFact::new(event, heard.draft, ids)))
            }
            Event::IndicatorRange(event) => {
                (4, self.ranges.push(index, RangeFact::new(event, ids)))
            }
            _ => (2, self.answers.push(index, AnswerFact::new(heard.draft, ids)?)),
        })
    }

    fn amend(&mut self, place: Place, by: Index, changes: &[(&str, &str)], ids: &mut Ids) {
        let changes = changes.iter().copied();
        match place.0 {
            0 => self.populations.amend(place.1, by, changes, ids),
            1 => self.calls.amend(place.1, by, changes, ids),
            2 => self.answers.amend(place.1, by, changes, ids),
            3 => self.summaries.amend(place.1, by, changes, ids),
            _ => self.ranges.amend(place.1, by, changes, ids),
        }
    }
}

/// When something happened: the date in its facts, else that of the record.
fn when(own: Option<&Edtf>, draft: &Draft) -> Option<Edtf> {
    own.or(draft.occurred.as_ref().map(|when| &when.edtf)).cloned()
}

impl Facts {
    /// The bank holidays that the record lists, as known at the stand.
    pub fn bank_holidays(&self, _stand: &Stand) -> BankHolidays {
        BankHolidays::default()
    }

    /// The lists of bodies that were fixed.
    pub fn populations(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, PopulationFact>> {
        self.known(&self.returns.populations, stand)
    }

    /// The data calls.
    pub fn calls(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, CallFact>> {
        self.known(&self.returns.calls, stand)
    }

    /// The answers of bodies to data calls.
    pub fn answers(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, AnswerFact>> {
        self.known(&self.returns.answers, stand)
    }

    /// Shares of bodies as reported or derived, without word of which bodies.
    pub fn summaries(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, SummaryFact>> {
        self.known(&self.returns.summaries, stand)
    }

    /// Lowest and highest rates as reported.
    pub fn ranges(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, RangeFact>> {
        self.known(&self.returns.ranges, stand)
    }
}
