//! Data calls, populations and returns.

mod answers;
mod calls;
mod chasing;
mod holidays;
mod populations;
mod steps;
mod summaries;

pub use answers::{AnswerFact, Answered, Given, ValueFact};
pub use calls::{CallFact, IndicatorFact};
pub use chasing::{CallWithdrawnFact, ExtensionFact, ReminderFact};
pub use populations::{AmendedFact, PopulationFact};
pub use steps::{Step, StepFact};
pub use summaries::{RangeFact, SummaryFact};

use holidays::HolidaysFact;

use super::ids::Ids;
use super::log::{Amend, Known, Log};
use super::{Facts, Family, Heard, Place, Stand};
use crate::events::Event;
use crate::views::working_days::BankHolidays;

/// Data calls, populations and returns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Returns {
    populations: Log<PopulationFact>,
    calls: Log<CallFact>,
    answers: Log<AnswerFact>,
    summaries: Log<SummaryFact>,
    ranges: Log<RangeFact>,
    amended: Log<AmendedFact>,
    steps: Log<StepFact>,
    extensions: Log<ExtensionFact>,
    reminders: Log<ReminderFact>,
    withdrawn: Log<CallWithdrawnFact>,
    holidays: Log<HolidaysFact>,
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
            Event::PopulationAmended(event) => {
                (5, self.amended.push(index, AmendedFact::new(event, heard.draft, ids)))
            }
            Event::ExtensionGranted(event) => {
                (7, self.extensions.push(index, ExtensionFact::new(event, heard.draft, ids)))
            }
            Event::ReminderSent(event) => {
                (8, self.reminders.push(index, ReminderFact::new(event, heard.draft, ids)))
            }
            Event::CallWithdrawn(event) => {
                (9, self.withdrawn.push(index, CallWithdrawnFact::new(event, heard.draft, ids)))
            }
            Event::BankHolidaysListed(event) => {
                (10, self.holidays.push(index, HolidaysFact::new(event)))
            }
            _ => match StepFact::new(heard.draft, ids) {
                Some(step) => (6, self.steps.push(index, step)),
                None => (2, self.answers.push(index, AnswerFact::new(heard.draft, ids)?)),
            },
        })
    }

    fn log(&mut self, at: u8) -> &mut dyn Amend {
        match at {
            0 => &mut self.populations,
            1 => &mut self.calls,
            2 => &mut self.answers,
            3 => &mut self.summaries,
            4 => &mut self.ranges,
            5 => &mut self.amended,
            6 => &mut self.steps,
            7 => &mut self.extensions,
            8 => &mut self.reminders,
            9 => &mut self.withdrawn,
            _ => &mut self.holidays,
        }
    }
}

impl Facts {
    /// The bank holidays of England and Wales that the record lists, as known at
    /// the stand.
    pub fn bank_holidays(&self, stand: &Stand) -> BankHolidays {
        let mut lists = BankHolidays::default();
        for known in self.known(&self.returns.holidays, stand) {
            if known.fact.counts {
                let days = known.fact.days.iter().copied();
                lists.list(known.fact.year, days, known.corrected.unwrap_or(known.index));
            }
        }
        lists
    }

    /// Changes of lists of bodies.
    pub fn amendments(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, AmendedFact>> {
        self.known(&self.returns.amended, stand)
    }

    /// What became of returns after they came.
    pub fn return_steps(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, StepFact>> {
        self.known(&self.returns.steps, stand)
    }

    /// Later days to answer that were granted.
    pub fn extensions(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, ExtensionFact>> {
        self.known(&self.returns.extensions, stand)
    }

    /// Reminders to answer a data call.
    pub fn reminders(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, ReminderFact>> {
        self.known(&self.returns.reminders, stand)
    }

    /// Data calls that were taken back.
    pub fn calls_withdrawn(
        &self,
        stand: &Stand,
    ) -> impl Iterator<Item = Known<'_, CallWithdrawnFact>> {
        self.known(&self.returns.withdrawn, stand)
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
