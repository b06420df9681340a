//! Recommendations: what is answered and reported on is a recommendation and a
//! body that it addresses.

use alloc::format;

use super::Register;
use super::findings::{Context, Findings};
use super::sorts::Sort;
use crate::events::{BodyId, Draft, Event, RecommendationId};

/// Bodies that are looked through for one that took over or stands above.
const STEPS: usize = 16;

impl Register {
    pub(super) fn take_recommendation(&mut self, draft: &Draft) {
        if let Event::RecommendationMade(event) = &draft.event {
            let recommendation = self.ids.number(event.recommendation.as_str());
            let bodies = event.addressees.iter().map(|addressee| addressee.body.as_str());
            let bodies = self.numbers(bodies);
            self.addressees.put(recommendation, bodies);
        }
    }

    pub(super) fn check_recommendations(
        &self,
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        match &draft.event {
            Event::ResponseReceived(event) => {
                self.check_pair("responder", &event.recommendation, &event.responder, cx, found);
            }
            Event::ProgressReported(event) => {
                self.check_pair("addressee", &event.recommendation, &event.addressee, cx, found);
            }
            _ => {}
        }
    }

    /// The body must be addressed, or have taken over from one that is, or
    /// belong to it: the Government is often addressed and a department answers.
    fn check_pair(
        &self,
        member: &str,
        recommendation: &RecommendationId,
        body: &BodyId,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let number = self.ids.find(recommendation.as_str());
        let addressed = number.and_then(|number| self.addressees.get(number));
        let Some(addressed) = addressed.filter(|bodies| !bodies.is_empty()) else { return };
        if self.ids.find(body.as_str()).is_some_and(|body| self.stands_for(body, addressed)) {
            return;
        }
        let names: alloc::vec::Vec<&str> =
            addressed.iter().take(8).map(|number| self.ids.text(*number)).collect();
        let problem = format!("is not addressed by the recommendation {recommendation}");
        let entry = self.entry_of(Sort::Recommendation, recommendation.as_str());
        let entry = entry.map(|entry| format!(" in {}", cx.name(entry))).unwrap_or_default();
        let remedy = format!(
            "write a body that it addresses ({}), register {body} as part or successor of one, \
             or correct the addressees{entry}",
            names.join(", ")
        );
        found.refuse(&format!("/event/{member}"), Some(body.as_str()), problem, remedy);
    }

    /// Whether `body` is one of `bodies`, took over from one or belongs to one.
    pub(super) fn stands_for(&self, body: u32, bodies: &[u32]) -> bool {
        let mut here = body;
        for _ in 0..STEPS {
            if bodies.binary_search(&here).is_ok() {
                return true;
            }
            let above = self.part_of.get(here);
            if above.is_some_and(|above| bodies.binary_search(above).is_ok()) {
                return true;
            }
            match self.successor_of.get(here).or(above) {
                Some(next) => here = *next,
                None => return false,
            }
        }
        false
    }
}
