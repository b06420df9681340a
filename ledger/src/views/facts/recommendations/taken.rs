//! From the kinds of the vocabulary to the steps of a recommendation.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::super::ids::{Body, Ids, Recommendation};
use super::made::recommendation;
use super::reports::body;
use super::steps::Step;
use crate::events::{BodyId, Edtf, Event, RecommendationId};

/// What an event says, beside the dates of its draft.
pub(super) struct Taken {
    pub(super) recommendations: Vec<Recommendation>,
    pub(super) addressee: Body,
    pub(super) on: Option<Edtf>,
    pub(super) published: Option<Edtf>,
    pub(super) step: Step,
}

impl Taken {
    fn new(of: &RecommendationId, addressee: &BodyId, step: Step, ids: &mut Ids) -> Taken {
        Taken {
            recommendations: alloc::vec![recommendation(of.as_str(), ids)],
            addressee: body(addressee.as_str(), ids),
            on: None,
            published: None,
            step,
        }
    }
}

/// The step that an event is; `None` for other kinds.
pub(super) fn step(event: &Event, ids: &mut Ids) -> Option<Taken> {
    Some(match event {
        Event::ResponseReceived(e) => {
            let step = Step::Response { position: e.position };
            let taken = Taken::new(&e.recommendation, &e.responder, step, ids);
            Taken { on: e.received.clone(), published: e.published.clone(), ..taken }
        }
        Event::HoldingReply(e) => {
            let step = Step::Holding { expected: e.expected.clone() };
            let taken = Taken::new(&e.recommendation, &e.responder, step, ids);
            Taken { on: e.received.clone(), published: e.published.clone(), ..taken }
        }
        Event::ProgressReported(e) => {
            let step = Step::Progress {
                by: body(e.reported_by.as_str(), ids),
                role: e.reporter_role,
                status: e.status,
                next: e.next_report.clone(),
            };
            let taken = Taken::new(&e.recommendation, &e.addressee, step, ids);
            Taken { on: e.reported_on.clone(), ..taken }
        }
        Event::ResponseDueSet(e) => {
            let step = Step::DueSet { due: e.due.clone(), rule: e.due_rule };
            Taken::new(&e.recommendation, &e.addressee, step, ids)
        }
        Event::FurtherResponseRequested(e) => {
            let by = body(e.requested_by.as_str(), ids);
            let step = Step::Further { by, due: e.due.clone() };
            Taken::new(&e.recommendation, &e.addressee, step, ids)
        }
        Event::TargetDateSet(e) => {
            let (date, notified) = (e.target_date.clone(), e.notified_on.clone());
            Taken::new(
                &e.recommendation,
                &e.addressee,
                Step::Target { date, notified, moved: false },
                ids,
            )
        }
        Event::TargetDateRevised(e) => {
            let (date, notified) = (e.target_date.clone(), e.notified_on.clone());
            Taken::new(
                &e.recommendation,
                &e.addressee,
                Step::Target { date, notified, moved: true },
                ids,
            )
        }
        Event::AssessmentMade(e) => {
            let step = Step::Assessed {
                by: e.assessor.as_ref().map(|id| body(id.as_str(), ids)),
                role: e.assessor_role,
                level: Box::from(e.level.as_str()),
                status: e.status,
            };
            let taken = Taken::new(&e.recommendation, &e.addressee, step, ids);
            Taken { on: e.assessed_on.clone(), ..taken }
        }
        Event::RecommendationClosed(e) => {
            let by = body(e.closed_by.as_str(), ids);
            let step = Step::Closed { by, role: e.closer_role, outcome: e.outcome };
            let taken = Taken::new(&e.recommendation, &e.addressee, step, ids);
            Taken { on: e.closed_on.clone(), ..taken }
        }
        Event::RecommendationReopened(e) => {
            let step = Step::Reopened { by: body(e.reopened_by.as_str(), ids) };
            Taken::new(&e.recommendation, &e.addressee, step, ids)
        }
        Event::EscalationLetter(e) => {
            let by = body(e.sent_by.as_str(), ids);
            let step = Step::Letter { by, step: e.step, ordinal: e.ordinal };
            let taken = Taken::new(e.recommendations.first()?, &e.addressee, step, ids);
            let all = e.recommendations.iter().map(|id| recommendation(id.as_str(), ids)).collect();
            Taken { recommendations: all, ..taken }
        }
        _ => return None,
    })
}
