//! One step on the way to a hearing, or away from it.

use super::super::ids::{Body, Ids, Inquiry, Matter, Order, Person, Request, Session};
use super::super::log::Patch;
use super::super::{When, patch};
use super::read::{came, demanded};
use crate::events::committee::Acceptance;
use crate::events::matters::SanctionOutcome;
use crate::events::notices::NoticeDemand;
use crate::events::returns::Completeness;
use crate::events::{Edtf, Moment};

/// What was done, in the order of how far along it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// A source says "summoned": no order, and no invitation either.
    ReportedSummoned,
    /// An order was looked for and not found.
    OrderNotFound,
    /// Someone is expected to attend.
    Expected,
    /// A committee invited.
    Invited,
    /// An inquiry asked for a written statement.
    StatementRequested,
    /// The one invited offered something else.
    Countered,
    /// The one invited said that they would not come.
    Declined,
    /// The one invited said that they would come.
    Accepted(Acceptance),
    /// A date was agreed.
    DateAgreed,
    /// A committee ordered to attend.
    Ordered,
    /// Ordered to hand over papers.
    PapersOrdered,
    /// Ordered to give a written statement.
    StatementOrdered,
    /// The order was served.
    Served,
    /// The order was changed.
    Varied,
    /// They did not attend.
    Absent,
    /// They refused the papers or the statement.
    PapersRefused,
    /// The committee reported it to the House.
    ReportedToHouse,
    /// The House ordered.
    HouseOrdered,
    /// It was reported that the order was not complied with.
    NotComplied,
    /// The matter was referred, as to a committee of privileges.
    Referred,
    /// It was found to be a contempt.
    ContemptFound,
    /// The House decided on a sanction, or on none.
    Decided(SanctionOutcome),
    /// The order was discharged.
    Discharged,
    /// Some of the papers came.
    PapersInPart,
    /// The papers or the statement came.
    PapersReceived,
    /// They gave oral evidence.
    Attended,
    /// They came, and refused to answer.
    RefusedToAnswer,
}

impl Act {
    /// The step without what is further said of it: one of a sort.
    #[must_use]
    pub const fn bare(self) -> Self {
        match self {
            Self::Accepted(_) => Self::Accepted(Acceptance::Accepted),
            Self::Decided(_) => Self::Decided(SanctionOutcome::NoSanction),
            other => other,
        }
    }
}

/// The day that a step asks for: to reply by, to attend on.
#[derive(Clone, Debug, Default)]
pub struct Asks {
    /// The days that it gives, the one to attend on first.
    stated: [Option<Edtf>; 2],
    /// The moment, where the hour is set.
    pub at: Option<Moment>,
}

impl Asks {
    pub(super) const fn of(stated: [Option<Edtf>; 2], at: Option<Moment>) -> Self {
        Self { stated, at }
    }

    /// The day; a moment names its day.
    pub fn day(&self) -> Option<Edtf> {
        let stated = self.stated.iter().flatten().next().cloned();
        stated.or_else(|| self.at.map(|at| Edtf::day(at.date())))
    }
}

/// One step.
#[derive(Clone, Debug)]
pub struct StepFact {
    /// What was done.
    pub act: Act,
    /// The matter it belongs to.
    pub inquiry: Inquiry,
    /// The committee or House.
    pub committee: Option<Body>,
    /// The person called.
    pub person: Option<Person>,
    /// The body called, where no person is.
    pub body: Option<Body>,
    /// The invitation it belongs to.
    pub request: Option<Request>,
    /// The order it belongs to.
    pub order: Option<Order>,
    /// The matter of the House that it belongs to.
    pub matter: Option<Matter>,
    /// The session it belongs to.
    pub session: Option<Session>,
    /// When it happened.
    pub when: When,
    /// What day it asks for.
    pub asks: Asks,
    /// Where its kind says which committee or House it is.
    pub(super) committee_at: &'static str,
}

impl Patch for StepFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        if field == self.committee_at {
            return patch::maybe_id(&mut self.committee, new, ids);
        }
        match field {
            "/inquiry" => patch::id(&mut self.inquiry, new, ids),
            "/event/person" => patch::maybe_id(&mut self.person, new, ids),
            "/event/body" => patch::maybe_id(&mut self.body, new, ids),
            "/event/request" => patch::maybe_id(&mut self.request, new, ids),
            "/event/order" => patch::maybe_id(&mut self.order, new, ids),
            "/event/matter" => patch::maybe_id(&mut self.matter, new, ids),
            "/event/session" => patch::maybe_id(&mut self.session, new, ids),
            "/event/acceptance" => {
                patch::set(&mut self.act, Acceptance::parse(new).map(Act::Accepted))
            }
            "/event/outcome" => {
                patch::set(&mut self.act, SanctionOutcome::parse(new).map(Act::Decided))
            }
            "/event/demands" => patch::set(&mut self.act, NoticeDemand::parse(new).map(demanded)),
            "/event/completeness" => {
                let mut stated = None;
                patch::maybe(&mut stated, new, Completeness::parse)
                    && patch::set(&mut self.act, Some(came(stated)))
            }
            "/event/made" | "/event/received" => self.when.correct(new),
            "/event/attend_on" | "/event/reply_by" | "/event/expected" | "/event/agreed_for" => {
                patch::date(&mut self.asks.stated[0], new)
            }
            "/event/due" => patch::date(&mut self.asks.stated[1], new),
            "/event/deadline" | "/event/attend_time" => {
                patch::maybe(&mut self.asks.at, new, patch::moment)
            }
            _ => self.when.correct_occurred(field, new),
        }
    }
}
