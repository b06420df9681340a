//! What became of a recommendation, step by step.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::super::ids::{Body, Ids, Recommendation};
use super::super::log::Patch;
use super::super::patch;
use super::taken;
use crate::events::closing::{AssessorRole, CloseOutcome, EscalationStep};
use crate::events::due::DueRule;
use crate::events::recommendations::{Position, Progress, ReporterRole};
use crate::events::{Draft, Edtf};

/// One step of one recommendation, or of several at once.
#[derive(Clone, Debug)]
pub struct StepFact {
    /// The recommendation.
    pub recommendation: Recommendation,
    /// Further recommendations that the same step is about.
    pub also: Vec<Recommendation>,
    /// The body that it addresses, or that answered.
    pub addressee: Body,
    /// The day in its own facts: when an answer was received, when someone
    /// reported, assessed or closed it. `None` where that is left out.
    pub on: Option<Edtf>,
    /// When it happened, as the entry says; `None` is not known.
    pub occurred: Option<Edtf>,
    /// When it was published.
    pub published: Option<Edtf>,
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
    /// A date was set for the answer.
    DueSet {
        /// The date.
        due: Edtf,
        /// By what rule it came about.
        rule: DueRule,
    },
    /// The addressee wrote that an answer will follow.
    Holding {
        /// When it says that its answer will come.
        expected: Option<Edtf>,
    },
    /// The recommender asked for more.
    Further {
        /// Who asks.
        by: Body,
        /// When that is due.
        due: Option<Edtf>,
    },
    /// Someone judged how far it has come.
    Assessed {
        /// The body that judges; `None` where it is a person or this ledger's
        /// recorders.
        by: Option<Body>,
        /// In what role.
        role: AssessorRole,
        /// The place on the assessor's own scale, such as `amber`.
        level: Box<str>,
        /// How far it has come, where the scale says so.
        status: Option<Progress>,
    },
    /// The date by which it is to be done was set or moved.
    Target {
        /// The date.
        date: Edtf,
        /// When the recommender was told; `None` where no source says so.
        notified: Option<Edtf>,
        /// Whether it takes the place of an earlier date.
        moved: bool,
    },
    /// It was closed.
    Closed {
        /// Who closed it.
        by: Body,
        /// In what role.
        role: ReporterRole,
        /// How.
        outcome: CloseOutcome,
    },
    /// It was opened again.
    Reopened {
        /// Who opened it.
        by: Body,
    },
    /// The addressee was written to because an answer or action is wanting.
    Letter {
        /// Who wrote.
        by: Body,
        /// How far it has gone.
        step: EscalationStep,
        /// 1 for the first letter.
        ordinal: u16,
    },
}

impl StepFact {
    /// The step that a draft records; `None` for other kinds.
    pub(super) fn new(draft: &Draft, ids: &mut Ids) -> Option<Self> {
        let taken = taken::step(&draft.event, ids)?;
        let mut of = taken.recommendations.into_iter();
        Some(Self {
            recommendation: of.next()?,
            also: of.collect(),
            addressee: taken.addressee,
            on: taken.on,
            occurred: draft.occurred.as_ref().map(|when| when.edtf.clone()),
            published: taken.published,
            announced: draft.announced.as_ref().map(|when| when.edtf.clone()),
            step: taken.step,
        })
    }

    /// The recommendations that it is about.
    pub fn recommendations(&self) -> impl Iterator<Item = Recommendation> + '_ {
        core::iter::once(self.recommendation).chain(self.also.iter().copied())
    }

    /// The date that counts: that of its own facts, such as when an answer was
    /// received; otherwise when it happened, was published or was made known.
    pub fn when(&self) -> Option<&Edtf> {
        let when = self.on.as_ref().or(self.occurred.as_ref());
        when.or(self.published.as_ref()).or(self.announced.as_ref())
    }
}

impl Patch for StepFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        if let Some(at) = field.strip_prefix("/event/recommendations") {
            let mut all: Vec<Recommendation> = self.recommendations().collect();
            let changed = patch::ids(&mut all, at, new, ids);
            let mut of = all.into_iter();
            self.recommendation = of.next().unwrap_or(self.recommendation);
            self.also = of.collect();
            return changed;
        }
        match field {
            "/event/responder" | "/event/addressee" => patch::id(&mut self.addressee, new, ids),
            "/event/recommendation" => patch::id(&mut self.recommendation, new, ids),
            "/event/received" | "/event/reported_on" | "/event/assessed_on"
            | "/event/closed_on" => patch::date(&mut self.on, new),
            "/event/published" => patch::date(&mut self.published, new),
            "/announced" | "/announced/edtf" => patch::entry_date(&mut self.announced, new),
            "/occurred" | "/occurred/edtf" => patch::entry_date(&mut self.occurred, new),
            _ => self.step.patch(field, new, ids),
        }
    }
}

impl Step {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match (field, self) {
            ("/event/position", Step::Response { position }) => {
                patch::set(position, Position::parse(new))
            }
            ("/event/reported_by", Step::Progress { by, .. })
            | ("/event/requested_by", Step::Further { by, .. })
            | ("/event/closed_by", Step::Closed { by, .. })
            | ("/event/reopened_by", Step::Reopened { by })
            | ("/event/sent_by", Step::Letter { by, .. }) => patch::id(by, new, ids),
            ("/event/assessor", Step::Assessed { by, .. }) => patch::maybe_id(by, new, ids),
            ("/event/reporter_role", Step::Progress { role, .. })
            | ("/event/closer_role", Step::Closed { role, .. }) => {
                patch::set(role, ReporterRole::parse(new))
            }
            ("/event/assessor_role", Step::Assessed { role, .. }) => {
                patch::set(role, AssessorRole::parse(new))
            }
            ("/event/status", Step::Progress { status, .. }) => {
                patch::set(status, Progress::parse(new))
            }
            ("/event/status", Step::Assessed { status, .. }) => {
                patch::maybe(status, new, Progress::parse)
            }
            ("/event/level", Step::Assessed { level, .. }) => {
                patch::set(level, Some(Box::from(new)))
            }
            ("/event/next_report", Step::Progress { next, .. }) => patch::date(next, new),
            ("/event/expected", Step::Holding { expected }) => patch::date(expected, new),
            ("/event/due", Step::Further { due, .. }) => patch::date(due, new),
            ("/event/due", Step::DueSet { due, .. }) => patch::set(due, Edtf::parse(new).ok()),
            ("/event/due_rule", Step::DueSet { rule, .. }) => patch::set(rule, DueRule::parse(new)),
            ("/event/target_date", Step::Target { date, .. }) => {
                patch::set(date, Edtf::parse(new).ok())
            }
            ("/event/notified_on", Step::Target { notified, .. }) => patch::date(notified, new),
            ("/event/outcome", Step::Closed { outcome, .. }) => {
                patch::set(outcome, CloseOutcome::parse(new))
            }
            ("/event/step", Step::Letter { step, .. }) => {
                patch::set(step, EscalationStep::parse(new))
            }
            ("/event/ordinal", Step::Letter { ordinal, .. }) => {
                patch::set(ordinal, new.parse().ok())
            }
            _ => false,
        }
    }
}
