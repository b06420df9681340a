//! Reports, recommendations and what became of them.

mod made;
mod reports;
mod steps;
mod taken;

pub use made::{AddresseeFact, MadeFact};
pub use reports::{CountedFact, InquiryFact, ReportFact, ReportsCountedFact};
pub use steps::{Step, StepFact};

use super::ids::Ids;
use super::log::{Amend, Known, Log};
use super::{Facts, Family, Heard, Place, Stand};
use crate::events::Event;

/// Reports, recommendations and what became of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recommendations {
    reports: Log<ReportFact>,
    made: Log<MadeFact>,
    counted: Log<CountedFact>,
    inquiries: Log<InquiryFact>,
    reports_counted: Log<ReportsCountedFact>,
    steps: Log<StepFact>,
}

impl Family for Recommendations {
    fn take(&mut self, heard: &Heard<'_>, ids: &mut Ids) -> Option<Place> {
        let (index, draft) = (heard.index, heard.draft);
        Some(match &draft.event {
            Event::ReportPublished(event) => {
                (0, self.reports.push(index, ReportFact::new(event, draft, ids)))
            }
            Event::RecommendationMade(event) => {
                (1, self.made.push(index, MadeFact::new(event, draft, ids)))
            }
            Event::RecommendationsSummarised(event) => {
                (2, self.counted.push(index, CountedFact::new(event, draft, ids)))
            }
            Event::InquiryOpened(event) => {
                (4, self.inquiries.push(index, InquiryFact::new(event, draft, ids)))
            }
            Event::ReportsSummarised(event) => {
                (5, self.reports_counted.push(index, ReportsCountedFact::new(event, ids)))
            }
            _ => (3, self.steps.push(index, StepFact::new(draft, ids)?)),
        })
    }

    fn log(&mut self, at: u8) -> &mut dyn Amend {
        match at {
            0 => &mut self.reports,
            1 => &mut self.made,
            2 => &mut self.counted,
            3 => &mut self.steps,
            4 => &mut self.inquiries,
            _ => &mut self.reports_counted,
        }
    }
}

impl Facts {
    /// The reports that were published, as known at the stand. A report that
    /// several entries speak of comes once for each.
    pub fn reports(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, ReportFact>> {
        self.known(&self.recommendations.reports, stand)
    }

    /// The reports of which only a number is recorded.
    pub fn reports_counted(
        &self,
        stand: &Stand,
    ) -> impl Iterator<Item = Known<'_, ReportsCountedFact>> {
        self.known(&self.recommendations.reports_counted, stand)
    }

    /// The recommendations and conclusions recorded one by one.
    pub fn recommendations_made(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, MadeFact>> {
        self.known(&self.recommendations.made, stand)
    }

    /// The recommendations of which only a number is recorded.
    pub fn recommendations_counted(
        &self,
        stand: &Stand,
    ) -> impl Iterator<Item = Known<'_, CountedFact>> {
        self.known(&self.recommendations.counted, stand)
    }

    /// The inquiries that were opened: one for each claim of when.
    pub fn inquiries_opened(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, InquiryFact>> {
        self.known(&self.recommendations.inquiries, stand)
    }

    /// What became of recommendations, step by step, in the order of the ledger.
    pub fn recommendation_steps(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, StepFact>> {
        self.known(&self.recommendations.steps, stand)
    }
}
