//! What became of a recommendation, step by step.

use super::super::ids::{Body, Ids, Recommendation};
use super::super::log::Patch;
use super::super::patch;
use super::made::recommendation;
use super::reports::body;
use crate::events::recommendations::{Position, Progress, ReporterRole};
use crate::events::{Draft, Edtf, Event};

/// One step of one recommendation.
#[derive(Clone, Debug)]
pub struct StepFact {
    /// The recommendation.
    pub recommendation: Recommendation,
    /// The body that it addresses, or that answered; `None` for all of them.
    pub addressee: Option<Body>,
    /// When it happened, as the entry says; `None` is not known.
    pub occurred: Option<Edtf>,
    /// When it was made known.
    pub announced: Option<Edtf>,
    /// What happened.
    pub step: Step,
}

/// What happened to a recommendation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The addressee answered.
    Response {
        /// Its position, as it states it.
        position: Position,
        /// When the recommender received it.
        received: Option<Edtf>,
        /// When it was published.
        published: Option<Edtf>,
    },
    /// Someone reported how far it has come.
    Progress {
        /// Who reports.
        by: Body,
        /// In what role.
        role: ReporterRole,
        /// How far it has come, as reported.
        status: Progress,
        /// When the next report is due.
        next: Option<Edtf>,
    },
    /// The recommender set a date for the answer.
    DueSet {
        /// The date.
        due: Edtf,
    },
    /// The addressee said that an answer will follow.
    Holding,
    /// The recommender asked for more.
    Further {
        /// When that is due.
        due: Option<Edtf>,
    },
    /// Someone judged how far it has come.
    Assessed {
        /// Who judges.
        by: Body,
        /// The judgement.
        level: Level,
    },
    /// The addressee set or moved the date by which it means to be done.
    Target {
        /// The date.
        date: Edtf,
        /// When the recommender was told; `None` where no source says so.
        notified: Option<Edtf>,
    },
    /// It was closed.
    Closed {
        /// Who closed it.
        role: ReporterRole,
        /// How.
        outcome: Outcome,
    },
    /// It was opened again.
    Reopened,
    /// The recommender wrote to ask where the answer is.
    Letter {
        /// Which letter of how many it was, from 1.
        nth: u32,
    },
}

/// What an assessor found, whatever scale it uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Done.
    Implemented,
    /// Done in part.
    Partly,
    /// Not done.
    NotImplemented,
    /// Anything else.
    Other,
}

/// How a recommendation was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Implemented,
    /// Not done.
    NotImplemented,
    /// Overtaken by something else.
    Superseded,
    /// Taken back by the recommender.
    Withdrawn,
    /// No longer relevant.
    NoLongerRelevant,
}

impl StepFact {
    /// The step that a draft records; `None` for other kinds.
    pub(super) fn new(draft: &Draft, ids: &mut Ids) -> Option<Self> {
        let (of, addressee, step) = match &draft.event {
            Event::ResponseReceived(event) => (
                event.recommendation.as_str(),
                Some(event.responder.as_str()),
                Step::Response {
                    position: event.position,
                    received: event.received.clone(),
                    published: event.published.clone(),
                },
            ),
            Event::ProgressReported(event) => (
                event.recommendation.as_str(),
                Some(event.addressee.as_str()),
                Step::Progress {
                    by: body(event.reported_by.as_str(), ids),
                    role: event.reporter_role,
                    status: event.status,
                    next: event.next_report.clone(),
                },
            ),
            _ => return None,
        };
        Some(Self {
            recommendation: recommendation(of, ids),
            addressee: addressee.map(|id| body(id, ids)),
            occurred: draft.occurred.as_ref().map(|when| when.edtf.clone()),
            announced: draft.announced.as_ref().map(|when| when.edtf.clone()),
            step,
        })
    }

    /// The date that counts: of an answer, when it was received; otherwise when
    /// it happened, was published or was made known.
    pub fn when(&self) -> Option<&Edtf> {
        let (received, published) = match &self.step {
            Step::Response { received, published, .. } => (received.as_ref(), published.as_ref()),
            _ => (None, None),
        };
        received.or(self.occurred.as_ref()).or(published).or(self.announced.as_ref())
    }
}

impl Patch for StepFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match (field, &mut self.step) {
            ("/event/responder" | "/event/addressee", _) => {
                patch::set(&mut self.addressee, Some(Some(body(new, ids))))
            }
            ("/event/recommendation", _) => {
                patch::set(&mut self.recommendation, Some(recommendation(new, ids)))
            }
            ("/event/position", Step::Response { position, .. }) => {
                patch::set(position, Position::parse(new))
            }
            ("/event/received", Step::Response { received, .. }) => patch::date(received, new),
            ("/event/published", Step::Response { published, .. }) => patch::date(published, new),
            ("/event/reported_by", Step::Progress { by, .. }) => {
                patch::set(by, Some(body(new, ids)))
            }
            ("/event/reporter_role", Step::Progress { role, .. }) => {
                patch::set(role, ReporterRole::parse(new))
            }
            ("/event/status", Step::Progress { status, .. }) => {
                patch::set(status, Progress::parse(new))
            }
            ("/event/next_report", Step::Progress { next, .. }) => patch::date(next, new),
            ("/announced" | "/announced/edtf", _) => patch::date(&mut self.announced, new),
            _ => patch::occurred(&mut self.occurred, field, new),
        }
    }
}
