//! The state machine of one recommendation and one addressee: domain rule 1.9.
//!
//! A state is computed from the steps that are recorded, never typed in. What
//! the addressee claims and what the recommender or an assessor confirms are
//! different states, and what a third party reports changes neither.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::events::closing::{AssessorRole, CloseOutcome, EscalationStep};
use crate::events::due::DueRule;
use crate::events::recommendations::{Position, Progress, ReporterRole};
use crate::events::{DateRange, Edtf};
use crate::views::facts::Body;
use crate::views::facts::recommendations::Step;

/// A step with the days on which it may have happened.
#[derive(Clone, Debug)]
pub struct Happened {
    /// The entries that say so, ascending.
    pub entries: Vec<u64>,
    /// The body that the step names as the one addressed or answering.
    pub body: Body,
    /// The date as recorded; `None` is not known.
    pub when: Option<Edtf>,
    /// The days on which it may have happened, none after it was recorded.
    pub range: DateRange,
    /// What happened.
    pub step: Step,
}

/// How far a pair has come, by its steps alone. The clock comes on top: see
/// [`Stage`].
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The newest position that the addressee itself stated, and its entry.
    pub position: Option<(Position, u64)>,
    /// When it stated that.
    pub positioned: Option<DateRange>,
    /// When it first answered; holding replies are no answers.
    pub answered: Option<DateRange>,
    /// When the first answer came that is not only a part of one.
    pub completed: Option<DateRange>,
    /// How many holding replies came.
    pub holding: u32,
    /// The due date that was set after the recommendation was made.
    pub due_set: Option<(Edtf, DueRule, Vec<u64>)>,
    /// More was asked for after the newest answer: when it is due.
    pub further: Option<(Option<Edtf>, Vec<u64>)>,
    /// The target dates, first to newest.
    pub targets: Vec<Target>,
    /// Where the addressee says that it is done: the entry.
    pub claimed: Option<u64>,
    /// Who confirmed that it is done, and the entry; `None` for a body is a
    /// person, whom the entry names.
    pub confirmed: Option<(Option<Body>, u64)>,
    /// The newest report of the addressee itself on how far it has come.
    pub progress: Option<(Progress, DateRange)>,
    /// What others reported: who, in what role, what, and the entry.
    pub others: Vec<(Body, ReporterRole, Progress, u64)>,
    /// What assessors found, first to newest.
    pub assessed: Vec<Assessment>,
    /// The letters that asked for the answer: how far each went, which letter it
    /// was, and the entry.
    pub letters: Vec<(EscalationStep, u16, u64)>,
    /// How it was closed, and when.
    pub closed: Option<(Ending, DateRange)>,
    /// Whether it was opened again after being closed.
    pub reopened: bool,
    course: Course,
}

/// What an assessor found.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The body that judges; `None` for a person, or for who records.
    pub by: Option<Body>,
    /// In what role.
    pub role: AssessorRole,
    /// The place on its own scale.
    pub level: Box<str>,
    /// How far it has come, where the scale says so.
    pub status: Option<Progress>,
    /// The entry.
    pub entry: u64,
}

/// A date by which the addressee means to be done.
#[derive(Clone, Debug)]
pub struct Target {
    /// The date.
    pub date: Edtf,
    /// When it was set.
    pub when: Option<Edtf>,
    /// When the recommender was told; `None` where no source says so.
    pub notified: Option<Edtf>,
    /// The entries, ascending.
    pub entries: Vec<u64>,
}

/// How a pair came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The addressee rejected it.
    Rejected,
    /// Someone closed it.
    By(ReporterRole, CloseOutcome),
}

/// What the addressee does about it, by its own word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Course {
    #[default]
    None,
    InProgress,
    Claimed,
    Stopped(Progress),
}

/// Where a pair stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Made; no due date is known and no answer is recorded.
    Made,
    /// An answer is due and not overdue.
    ResponseDue,
    /// No answer is recorded and the due date has passed.
    NoResponse,
    /// Answered, with the addressee's own position.
    Answered(Position),
    /// The addressee says that it has begun.
    InProgress,
    /// The addressee says that it has stopped, or will not do it.
    Stopped(Progress),
    /// The addressee says that it is done; nobody has confirmed it.
    Claimed,
    /// The recommender or an assessor says that it is done.
    Confirmed,
    /// It has ended.
    Closed(Ending),
}

impl State {
    /// The state after steps, in the order in which they happened; `own` is the
    /// addressee with its successors.
    pub fn after<'a>(own: &[Body], steps: impl IntoIterator<Item = &'a Happened>) -> State {
        let mut state = State::default();
        for happened in steps {
            state.take(own, happened);
        }
        state
    }

    fn take(&mut self, own: &[Body], happened: &Happened) {
        let entry = happened.entries.first().copied().unwrap_or_default();
        match &happened.step {
            Step::Response { position } => self.respond(*position, entry, happened.range),
            Step::Progress { role: ReporterRole::Addressee, status, .. } => {
                self.own_progress(*status, entry, happened.range);
            }
            Step::Progress { by, role, status, .. } => {
                self.others.push((*by, *role, *status, entry));
                if *role == ReporterRole::Recommender {
                    self.judge(Some(*by), *status == Progress::Implemented, entry);
                }
            }
            Step::Assessed { by, role, level, status } => {
                let (by, role, status) = (*by, *role, *status);
                self.assessed.push(Assessment { by, role, level: level.clone(), status, entry });
                match status {
                    // Nobody confirms its own work.
                    Some(status) if by.is_some_and(|by| own.contains(&by)) => {
                        self.own_progress(status, entry, happened.range);
                    }
                    Some(status) if confirms(role) => {
                        self.judge(by, status == Progress::Implemented, entry);
                    }
                    _ => {}
                }
            }
            Step::DueSet { due, rule } => {
                self.due_set = Some((due.clone(), *rule, happened.entries.clone()));
            }
            Step::Holding { .. } => self.holding += 1,
            Step::Further { due, .. } => {
                self.further = Some((due.clone(), happened.entries.clone()));
            }
            Step::Target { date, notified, .. } => self.targets.push(Target {
                date: date.clone(),
                when: happened.when.clone(),
                notified: notified.clone(),
                entries: happened.entries.clone(),
            }),
            Step::Closed { role, outcome, .. } => {
                self.closed = Some((Ending::By(*role, *outcome), happened.range));
                self.reopened = false;
            }
            Step::Reopened { .. } => {
                self.reopened = true;
                self.closed = None;
            }
            Step::Letter { step, ordinal, .. } => self.letters.push((*step, *ordinal, entry)),
        }
    }

    fn respond(&mut self, position: Position, entry: u64, range: DateRange) {
        self.answered.get_or_insert(range);
        if position != Position::PartialResponse {
            self.completed.get_or_insert(range);
        }
        self.position = Some((position, entry));
        self.positioned = Some(range);
        self.further = None;
        let rejected = matches!(self.closed, Some((Ending::Rejected, _)));
        if position == Position::Rejected {
            if self.closed.is_none() {
                self.closed = Some((Ending::Rejected, range));
                self.reopened = false;
            }
        } else if rejected {
            // The addressee changed its mind.
            self.closed = None;
        }
    }

    fn own_progress(&mut self, status: Progress, entry: u64, range: DateRange) {
        self.progress = Some((status, range));
        if matches!(self.closed, Some((Ending::Rejected, _)))
            && matches!(status, Progress::InProgress | Progress::Implemented)
        {
            // It acts on what it had rejected.
            self.closed = None;
        }
        self.claimed = None;
        self.course = match status {
            Progress::NotStarted => Course::None,
            Progress::InProgress => Course::InProgress,
            Progress::Implemented => {
                self.claimed = Some(entry);
                Course::Claimed
            }
            Progress::NotAdopted | Progress::Ceased | Progress::Superseded => {
                Course::Stopped(status)
            }
        };
    }

    /// What the recommender or an assessor says. A later word takes the place of
    /// an earlier one.
    fn judge(&mut self, by: Option<Body>, done: bool, entry: u64) {
        self.confirmed = done.then_some((by, entry));
    }

    /// Where the pair stands by its steps; `None` while there is no answer and
    /// the clock decides.
    pub fn stage(&self) -> Option<Stage> {
        if let Some((ending, _)) = self.closed {
            return Some(Stage::Closed(ending));
        }
        if self.confirmed.is_some() {
            return Some(Stage::Confirmed);
        }
        match self.course {
            Course::Claimed => Some(Stage::Claimed),
            Course::InProgress => Some(Stage::InProgress),
            Course::Stopped(status) => Some(Stage::Stopped(status)),
            Course::None => self.position.map(|(position, _)| Stage::Answered(position)),
        }
    }

    /// How often the target date was moved: the dates after the first.
    pub fn revisions(&self) -> usize {
        self.targets.len().saturating_sub(1)
    }
}

/// Whose judgement counts as confirmation: those whose office it is to follow it
/// up. What the recorders or others think is shown, and changes no state.
const fn confirms(role: AssessorRole) -> bool {
    matches!(
        role,
        AssessorRole::Recommender
            | AssessorRole::Committee
            | AssessorRole::Auditor
            | AssessorRole::Researcher
    )
}

impl Stage {
    /// Whether it ended because it was rejected, by the addressee's answer or as
    /// the closing says.
    pub fn is_rejected(self) -> bool {
        matches!(self, Stage::Closed(Ending::Rejected | Ending::By(_, CloseOutcome::Rejected)))
    }

    /// Whether it counts as outstanding: it has not ended.
    pub fn is_outstanding(self) -> bool {
        !matches!(self, Stage::Closed(_))
    }

    /// A code for addresses and programs.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Made => "made",
            Stage::ResponseDue => "response_due",
            Stage::NoResponse => "no_response",
            Stage::Answered(position) => position.as_str(),
            Stage::InProgress => "in_progress",
            Stage::Stopped(_) => "stopped",
            Stage::Claimed => "claimed",
            Stage::Confirmed => "confirmed",
            Stage::Closed(_) if self.is_rejected() => "rejected",
            Stage::Closed(_) => "closed",
        }
    }
}
