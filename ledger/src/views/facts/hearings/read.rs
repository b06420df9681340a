//! Which step a draft records.

use super::super::When;
use super::super::ids::{Body, Handle, Ids, Inquiry, Matter, Order, Person, Request, Session};
use super::step::{Act, Asks, StepFact};
use crate::events::care::SoughtKind;
use crate::events::ids::{MatterId, OrderId, RequestId, SessionId};
use crate::events::notices::NoticeDemand;
use crate::events::returns::Completeness;
use crate::events::{BodyId, Draft, Edtf, Event, Moment, PersonId};

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
            when: When::of(None, draft),
            asks: Asks::default(),
            committee_at: "/event/committee",
        };
        Self { ids, step }
    }

    /// The committee or House, and the field that names it.
    fn house(mut self, field: &'static str, id: Option<&BodyId>) -> Self {
        self.step.committee_at = field;
        self.committee(id)
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

    /// What it asks for: a day, a moment, or both.
    fn asks(mut self, days: [Option<&Edtf>; 2], at: Option<Moment>) -> Self {
        self.step.asks = Asks::of(days.map(Option::<&Edtf>::cloned), at);
        self
    }

    /// When it happened, where the event itself says so.
    fn on(mut self, date: Option<&Edtf>, draft: &Draft) -> Self {
        self.step.when = When::of(date, draft);
        self
    }
}

pub(super) fn step(draft: &Draft, ids: &mut Ids) -> Option<StepFact> {
    let making = |act, ids| Making::new(act, draft, ids);
    let made = match &draft.event {
        Event::SummonsReported(event) => making(Act::ReportedSummoned, ids)
            .committee(event.committee.as_ref())
            .who(Some(&event.person), None),
        Event::AttendanceExpected(event) => making(Act::Expected, ids)
            .committee(Some(&event.committee))
            .who(Some(&event.person), None)
            .asks([event.expected.as_ref(), None], None),
        Event::InvitationSent(event) => making(Act::Invited, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(Some(&event.request), None)
            .asks([event.reply_by.as_ref(), None], None),
        Event::InvitationAccepted(event) => making(Act::Accepted(event.acceptance), ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(event.request.as_ref(), None)
            .asks([event.expected.as_ref(), None], None),
        Event::OrderToAttend(event) => making(Act::Ordered, ids)
            .committee(Some(&event.committee))
            .who(Some(&event.person), None)
            .by(event.request.as_ref(), Some(&event.order))
            .on(event.made.as_ref(), draft)
            .asks([event.attend_on.as_ref(), None], event.attend_time),
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
                .house("/event/body", event.body.as_ref())
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
        Event::S21Notice(event) => making(demanded(event.demands), ids)
            .house("/event/issuer", Some(&event.issuer))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(event.request.as_ref(), Some(&event.order))
            .on(event.made.as_ref(), draft)
            .asks([None, event.due.as_ref()], event.deadline),
        Event::InvitationDeclined(event) => making(Act::Declined, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(event.request.as_ref(), None),
        Event::DateAgreed(event) => making(Act::DateAgreed, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(event.request.as_ref(), None)
            .session(event.session.as_ref())
            .asks([Some(&event.agreed_for), None], None),
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
            .asks([event.attend_on.as_ref(), event.due.as_ref()], event.attend_time),
        Event::ReportedToHouse(event) => making(Act::ReportedToHouse, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, event.order.as_ref())
            .matter(&event.matter),
        Event::HouseOrder(event) => making(Act::HouseOrdered, ids)
            .house("/event/house", Some(&event.house))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, event.order.as_ref())
            .matter(&event.matter)
            .on(event.made.as_ref(), draft)
            .asks([None, None], event.deadline),
        Event::NonComplianceReported(event) => making(Act::NotComplied, ids)
            .house("/event/reported_by", Some(&event.reported_by))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, event.order.as_ref())
            .matter(&event.matter),
        Event::ReferredToPrivileges(event) => making(Act::Referred, ids)
            .house("/event/house", event.house.as_ref())
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, event.order.as_ref())
            .matter(&event.matter),
        Event::ContemptFound(event) => making(Act::ContemptFound, ids)
            .house("/event/found_by", Some(&event.found_by))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, event.order.as_ref())
            .matter(&event.matter),
        Event::Sanction(event) => making(Act::Decided(event.outcome), ids)
            .house("/event/decided_by", Some(&event.decided_by))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(None, event.order.as_ref())
            .matter(&event.matter),
        _ => return papers(draft, ids),
    };
    Some(made.step)
}

/// What is asked for on paper, and what came of that; and answers refused.
fn papers(draft: &Draft, ids: &mut Ids) -> Option<StepFact> {
    let making = |act, ids| Making::new(act, draft, ids);
    let made = match &draft.event {
        Event::Rule9Request(event) => making(Act::StatementRequested, ids)
            .house("/event/issuer", Some(&event.issuer))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(Some(&event.request), None)
            .asks([event.reply_by.as_ref(), None], None),
        Event::OrderForPapers(event) => making(Act::PapersOrdered, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(event.request.as_ref(), Some(&event.order))
            .on(event.made.as_ref(), draft)
            .asks([None, event.due.as_ref()], event.deadline),
        Event::PapersReceived(event) => making(came(event.completeness), ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(event.request.as_ref(), event.order.as_ref())
            .on(event.received.as_ref(), draft),
        Event::PapersRefused(event) => making(Act::PapersRefused, ids)
            .committee(Some(&event.committee))
            .who(event.person.as_ref(), event.body.as_ref())
            .by(event.request.as_ref(), event.order.as_ref()),
        Event::RefusedToAnswer(event) => making(Act::RefusedToAnswer, ids)
            .committee(Some(&event.committee))
            .who(Some(&event.person), None)
            .session(Some(&event.session)),
        _ => return None,
    };
    Some(made.step)
}

/// The step that a notice with force of law is.
pub(super) const fn demanded(what: NoticeDemand) -> Act {
    match what {
        NoticeDemand::Attend => Act::Ordered,
        NoticeDemand::Statement => Act::StatementOrdered,
        NoticeDemand::Documents => Act::PapersOrdered,
    }
}

/// Whether all of the papers came; all of them unless it is said that some did.
pub(super) fn came(completeness: Option<Completeness>) -> Act {
    if completeness == Some(Completeness::Partial) {
        Act::PapersInPart
    } else {
        Act::PapersReceived
    }
}
