//! Invitations, orders, sessions and attendance: each act as one step, in the
//! order of the ledger. What the steps add up to is for the views to say.

use super::ids::{Body, Handle, Ids, Inquiry, Matter, Order, Person, Request, Session};
use super::log::{Known, Log, Patch};
use super::{Facts, Family, Heard, Place, Stand, patch};
use crate::events::care::SoughtKind;
use crate::events::committee::Acceptance;
use crate::events::ids::{MatterId, OrderId, RequestId, SessionId};
use crate::events::matters::SanctionOutcome;
use crate::events::notices::NoticeDemand;
use crate::events::{BodyId, Draft, Edtf, Event, Moment, PersonId};
use crate::record::Index;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A source says "summoned": no order, and no invitation either.
    ReportedSummoned,
    /// An order was looked for and not found.
    OrderNotFound,
    /// Someone is expected to attend.
    Expected,
    /// A committee invited.
    Invited,
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
    /// The order was served.
    Served,
    /// The order was changed.
    Varied,
    /// They did not attend.
    Absent,
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
    /// They gave oral evidence.
    Attended,
}

/// One step on the way to a hearing, or away from it.
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
    pub when: Option<Edtf>,
    /// The day it asks for: to reply by, to attend on.
    pub asks: Option<Edtf>,
    /// The moment it asks for, where the hour is set.
    pub at: Option<Moment>,
}

impl Patch for StepFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/person" => {
                patch::set(&mut self.person, Some(Some(Person::from_number(ids.number(new)))))
            }
            "/event/committee" => {
                patch::set(&mut self.committee, Some(Some(Body::from_number(ids.number(new)))))
            }
            "/event/made" => patch::date(&mut self.when, new),
            "/event/reply_by" | "/event/attend_on" | "/event/expected" | "/event/agreed_for" => {
                patch::date(&mut self.asks, new)
            }
            "/event/deadline" | "/event/attend_time" => {
                let at = patch::moment(new);
                self.asks = at.map(|at| Edtf::day(at.date())).or(self.asks.take());
                patch::set(&mut self.at, at.map(Some))
            }
            _ => patch::occurred(&mut self.when, field, new),
        }
    }
}

/// A step in the making.
struct Making<'i> {
    ids: &'i mut Ids,
    step: StepFact,
}

impl<'i> Making<'i> {
    fn new(act: Act, draft: &Draft, ids: &'i mut Ids) -> Self {
        let step = StepFact {
            act,
            inquiry: Inquiry::from_number(ids.number(draft.inquiry.as_str())),
            committee: None,
            person: None,
            body: None,
            request: None,
            order: None,
            matter: None,
            session: None,
            when: draft.occurred.as_ref().map(|when| when.edtf.clone()),
            asks: None,
            at: None,
        };
        Self { ids, step }
    }

    fn committee(mut self, id: Option<&BodyId>) -> Self {
        self.step.committee = id.map(|id| Body::from_number(self.ids.number(id.as_str())));
        self
    }

    fn who(mut self, person: Option<&PersonId>, body: Option<&BodyId>) -> Self {
        self.step.person = person.map(|id| Person::from_number(self.ids.number(id.as_str())));
        self.step.body = body.map(|id| Body::from_number(self.ids.number(id.as_str())));
        self
    }

    fn by(mut self, request: Option<&RequestId>, order: Option<&OrderId>) -> Self {
        self.step.request = request.map(|id| Request::from_number(self.ids.number(id.as_str())));
        self.step.order = order.map(|id| Order::from_number(self.ids.number(id.as_str())));
        self
    }

    fn session(mut self, id: Option<&SessionId>) -> Self {
        self.step.session = id.map(|id| Session::from_number(self.ids.number(id.as_str())));
        self
    }

    fn matter(mut self, id: &MatterId) -> Self {
        self.step.matter = Some(Matter::from_number(self.ids.number(id.as_str())));
        self
    }

    /// What it asks for: a moment names its day.
    fn by_the(mut self, at: Option<Moment>) -> Self {
        self.step.at = at;
        let day = at.map(|at| Edtf::day(at.date()));
        self.step.asks = self.step.asks.or(day);
        self
    }

    fn asks(mut self, date: Option<&Edtf>) -> Self {
        self.step.asks = date.cloned();
        self
    }

    /// When it happened, where the event itself says so.
    fn on(mut self, date: Option<&Edtf>) -> Self {
        self.step.when = date.cloned().or(self.step.when);
        self
    }
}

fn step(draft: &Draft, ids: &mut Ids) -> Option<StepFact> {
    let making = |act, ids| Making::new(act, draft, ids);
    let made = match &draft.event {
        Event::SummonsReported(event) => making(Act::ReportedSummoned, ids)
            .committee(event.committee.as_ref())
            .who(Some(&event.person), None),
        Event::AttendanceExpected(event) => making(Act::Expected, ids)
            .committee(Some(&event.committee))
            .who(Some(&event.person), None)
            .asks(event.expected.as_ref()),
        Event::InvitationSent(event) => making(Act::Invited, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(Some(&event.request), None)
            .asks(event.reply_by.as_ref()),
        Event::InvitationAccepted(event) => making(Act::Accepted(event.acceptance), ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(event.request.as_ref(), None)
            .asks(event.expected.as_ref()),
        Event::OrderToAttend(event) => making(Act::Ordered, ids)
            .committee(Some(&event.committee))
            .who(Some(&event.person), None)
            .by(event.request.as_ref(), Some(&event.order))
            .on(event.made.as_ref())
            .asks(event.attend_on.as_ref())
            .by_the(event.attend_time),
        Event::Attended(event) => making(Act::Attended, ids)
            .committee(Some(&event.committee))
            .who(Some(&event.person), None)
            .by(event.request.as_ref(), event.order.as_ref())
            .session(Some(&event.session)),
        Event::DidNotAttend(event) => making(Act::Absent, ids)
            .committee(Some(&event.committee))
            .who(Some(&event.person), None)
            .by(event.request.as_ref(), event.order.as_ref())
            .session(event.session.as_ref()),
        Event::RecordNotFound(event) if event.sought == SoughtKind::OrderToAttend => {
            making(Act::OrderNotFound, ids)
                .committee(event.body.as_ref())
                .who(event.person.as_ref(), None)
        }
        _ => return ladder(draft, ids),
    };
    Some(made.step)
}

/// The answers to an invitation, and the ladder from an order upwards.
fn ladder(draft: &Draft, ids: &mut Ids) -> Option<StepFact> {
    let making = |act, ids| Making::new(act, draft, ids);
    let made = match &draft.event {
        // A notice that has force of law is an order, whoever makes it.
        Event::S21Notice(event) if event.demands == NoticeDemand::Attend => {
            making(Act::Ordered, ids)
                .committee(Some(&event.issuer))
                .who(event.person.as_ref(), event.body.as_ref())
                .by(event.request.as_ref(), Some(&event.order))
                .on(event.made.as_ref())
                .asks(event.due.as_ref())
                .by_the(event.deadline)
        }
        Event::InvitationDeclined(event) => making(Act::Declined, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(event.request.as_ref(), None),
        Event::DateAgreed(event) => making(Act::DateAgreed, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(event.request.as_ref(), None)
            .session(event.session.as_ref())
            .asks(Some(&event.agreed_for)),
        Event::CounterOffer(event) => making(Act::Countered, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(event.request.as_ref(), None),
        Event::OrderServed(event) => making(Act::Served, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, Some(&event.order)),
        Event::OrderDischarged(event) => making(Act::Discharged, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, Some(&event.order)),
        Event::OrderVaried(event) => making(Act::Varied, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, Some(&event.order))
            .asks(event.attend_on.as_ref().or(event.due.as_ref()))
            .by_the(event.attend_time),
        Event::ReportedToHouse(event) => making(Act::ReportedToHouse, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, event.order.as_ref())
            .matter(&event.matter),
        Event::HouseOrder(event) => making(Act::HouseOrdered, ids)
            .committee(Some(&event.house))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, event.order.as_ref())
            .matter(&event.matter)
            .on(event.made.as_ref())
            .by_the(event.deadline),
        Event::NonComplianceReported(event) => making(Act::NotComplied, ids)
            .committee(Some(&event.reported_by))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, event.order.as_ref())
            .matter(&event.matter),
        Event::ReferredToPrivileges(event) => making(Act::Referred, ids)
            .committee(event.house.as_ref())
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, event.order.as_ref())
            .matter(&event.matter),
        Event::ContemptFound(event) => making(Act::ContemptFound, ids)
            .committee(Some(&event.found_by))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, event.order.as_ref())
            .matter(&event.matter),
        Event::Sanction(event) => making(Act::Decided(event.outcome), ids)
            .committee(Some(&event.decided_by))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, event.order.as_ref())
            .matter(&event.matter),
        _ => return None,
    };
    Some(made.step)
}

/// Invitations, orders, sessions and attendance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hearings {
    steps: Log<StepFact>,
}

impl Family for Hearings {
    fn take(&mut self, heard: &Heard<'_>, ids: &mut Ids) -> Option<Place> {
        let step = step(heard.draft, ids)?;
        Some((0, self.steps.push(heard.index, step)))
    }

    fn amend(&mut self, place: Place, by: Index, changes: &[(&str, &str)], ids: &mut Ids) {
        self.steps.amend(place.1, by, changes.iter().copied(), ids);
    }
}

impl Facts {
    /// The steps towards hearings, as known at the stand, in the order of the
    /// ledger.
    pub fn steps(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, StepFact>> {
        self.known(&self.hearings.steps, stand)
    }
}
