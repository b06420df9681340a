//! Recommendations: what is answered and reported on is a recommendation and a
//! body that it addresses.

use alloc::format;
use alloc::vec::Vec;

use super::Register;
use super::findings::{Context, Findings};
use super::sorts::Sort;
use crate::events::{BodyId, Draft, Event, RecommendationId};

/// Bodies that are looked through for one that took over or stands above.
const STEPS: usize = 64;

impl Register {
    pub(super) fn take_recommendation(&mut self, draft: &Draft) {
        match &draft.event {
            Event::RecommendationMade(event) => {
                let recommendation = self.ids.number(event.recommendation.as_str());
                let bodies = event.addressees.iter().map(|addressee| addressee.body.as_str());
                let bodies = self.numbers(bodies);
                self.addressees.put(recommendation, bodies);
            }
            Event::BodyRegistered(event) => {
                for other in event.successor_of.iter().chain(&event.part_of) {
                    self.stand_for(&event.body, other);
                }
            }
            Event::BodyMerged(event) => {
                for later in &event.later {
                    event.earlier.iter().for_each(|earlier| self.stand_for(later, earlier));
                }
            }
            Event::BodyAbolished(event) => {
                event.functions_to.iter().for_each(|later| self.stand_for(later, &event.body));
            }
            _ => {}
        }
    }

    fn stand_for(&mut self, body: &BodyId, other: &BodyId) {
        let pair = (self.ids.number(body.as_str()), self.ids.number(other.as_str()));
        self.stands_for.put(pair, ());
    }

    pub(super) fn check_recommendations(
        &self,
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        for (field, recommendation, body) in pairs(&draft.event) {
            self.check_pair(field, recommendation, body, cx, found);
        }
    }

    /// The body must be addressed, or have taken over from one that is, or
    /// belong to it: the Government is often addressed and a department answers.
    fn check_pair(
        &self,
        field: &str,
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
        let names: Vec<&str> =
            addressed.iter().take(8).map(|number| self.ids.text(*number)).collect();
        let problem = format!("is not addressed by the recommendation {recommendation}");
        let entry = self.entry_of(Sort::Recommendation, recommendation.as_str());
        let entry = entry.map(|entry| format!(" in {}", cx.name(entry))).unwrap_or_default();
        let remedy = format!(
            "write a body that it addresses ({}), register {body} as part or successor of one, \
             or correct the addressees{entry}",
            names.join(", ")
        );
        found.refuse(field, Some(body.as_str()), problem, remedy);
    }

    /// Whether `body` is one of `bodies`, took over from one or belongs to one.
    fn stands_for(&self, body: u32, bodies: &[u32]) -> bool {
        let mut seen = alloc::vec![body];
        let mut next = 0;
        while let Some(here) = seen.get(next).copied() {
            if bodies.binary_search(&here).is_ok() {
                return true;
            }
            for ((_, other), ()) in self.stands_for.range((here, 0), (here, u32::MAX)) {
                if !seen.contains(other) && seen.len() < STEPS {
                    seen.push(*other);
                }
            }
            next += 1;
        }
        false
    }
}

/// The pairs that an event is about: where the body stands, the recommendation,
/// the body.
pub(super) fn pairs(event: &Event) -> Vec<(&'static str, &RecommendationId, &BodyId)> {
    let (responder, addressee) = ("/event/responder", "/event/addressee");
    alloc::vec![match event {
        Event::ResponseReceived(e) => (responder, &e.recommendation, &e.responder),
        Event::HoldingReply(e) => (responder, &e.recommendation, &e.responder),
        Event::ProgressReported(e) => (addressee, &e.recommendation, &e.addressee),
        Event::ResponseDueSet(e) => (addressee, &e.recommendation, &e.addressee),
        Event::FurtherResponseRequested(e) => (addressee, &e.recommendation, &e.addressee),
        Event::TargetDateSet(e) => (addressee, &e.recommendation, &e.addressee),
        Event::TargetDateRevised(e) => (addressee, &e.recommendation, &e.addressee),
        Event::AssessmentMade(e) => (addressee, &e.recommendation, &e.addressee),
        Event::RecommendationClosed(e) => (addressee, &e.recommendation, &e.addressee),
        Event::RecommendationReopened(e) => (addressee, &e.recommendation, &e.addressee),
        Event::EscalationLetter(e) => {
            return e.recommendations.iter().map(|rec| (addressee, rec, &e.addressee)).collect();
        }
        _ => return Vec::new(),
    }]
}
