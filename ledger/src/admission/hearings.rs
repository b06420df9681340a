//! Invitations and orders, and who came.

use alloc::format;

use super::Register;
use super::dates::expect_order;
use super::findings::{Context, Findings};
use crate::events::ids::{OrderId, RequestId, SessionId};
use crate::events::{BodyId, Draft, Edtf, Event, PersonId};
use crate::record::Index;

/// An invitation or an order.
#[derive(Clone, Debug)]
pub(super) struct Summons {
    index: Index,
    committee: u32,
    /// The person, where one was invited and not a body.
    person: Option<u32>,
    /// The body, where it was one.
    body: Option<u32>,
    /// When it was made.
    made: Option<Edtf>,
    /// The entry that discharges it.
    discharged: Option<Index>,
}

/// Whom an invitation or an order names.
type Named<'a> = (Option<&'a PersonId>, Option<&'a BodyId>);

impl Register {
    pub(super) fn take_hearing(&mut self, index: Index, draft: &Draft) {
        let occurred = || draft.occurred.as_ref().map(|when| when.edtf.clone());
        match &draft.event {
            Event::InvitationSent(event) => {
                let named = (event.person.as_ref(), event.body.as_ref());
                let summons = self.summons(index, &event.committee, named, occurred());
                let request = self.ids.number(event.request.as_str());
                self.requests.put(request, summons);
            }
            Event::Rule9Request(event) => {
                let named = (event.person.as_ref(), event.body.as_ref());
                let summons = self.summons(index, &event.issuer, named, occurred());
                let request = self.ids.number(event.request.as_str());
                self.requests.put(request, summons);
            }
            Event::OrderToAttend(event) => {
                let made = event.made.clone().or_else(occurred);
                let named = (Some(&event.person), None);
                let summons = self.summons(index, &event.committee, named, made);
                let order = self.ids.number(event.order.as_str());
                self.orders.put(order, summons);
            }
            Event::OrderForPapers(event) => {
                let made = event.made.clone().or_else(occurred);
                let named = (event.person.as_ref(), event.body.as_ref());
                let summons = self.summons(index, &event.committee, named, made);
                let order = self.ids.number(event.order.as_str());
                self.orders.put(order, summons);
            }
            Event::S21Notice(event) => {
                let made = event.made.clone().or_else(occurred);
                let named = (event.person.as_ref(), event.body.as_ref());
                let summons = self.summons(index, &event.issuer, named, made);
                let order = self.ids.number(event.order.as_str());
                self.orders.put(order, summons);
            }
            Event::OrderDischarged(event) => {
                let number = self.ids.number(event.order.as_str());
                if let Some(mut order) = self.orders.get(number).cloned() {
                    order.discharged = Some(index);
                    self.orders.put(number, order);
                }
            }
            Event::Attended(event) => {
                let session = self.ids.number(event.session.as_str());
                let person = self.ids.number(event.person.as_str());
                self.heard.put((session, person), (index, true));
            }
            Event::DidNotAttend(event) => {
                if let Some(session) = &event.session {
                    let session = self.ids.number(session.as_str());
                    let person = self.ids.number(event.person.as_str());
                    self.heard.put((session, person), (index, false));
                }
            }
            _ => {}
        }
    }

    fn summons(
        &mut self,
        index: Index,
        committee: &BodyId,
        (person, body): Named<'_>,
        made: Option<Edtf>,
    ) -> Summons {
        Summons {
            index,
            committee: self.ids.number(committee.as_str()),
            person: person.map(|id| self.ids.number(id.as_str())),
            body: body.map(|id| self.ids.number(id.as_str())),
            made,
            discharged: None,
        }
    }

    pub(super) fn check_hearings(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        let occurred = draft.occurred.as_ref().map(|when| &when.edtf);
        macro_rules! follows {
            ($event:expr, $request:expr, $order:expr) => {{
                let named = ($event.person.as_ref(), $event.body.as_ref());
                self.check_summons(
                    ($request, $order),
                    &$event.committee,
                    named,
                    occurred,
                    cx,
                    found,
                );
            }};
        }
        match &draft.event {
            Event::InvitationAccepted(e) => follows!(e, e.request.as_ref(), None),
            Event::InvitationDeclined(e) => follows!(e, e.request.as_ref(), None),
            Event::DateAgreed(e) => follows!(e, e.request.as_ref(), None),
            Event::CounterOffer(e) => follows!(e, e.request.as_ref(), None),
            Event::OrderForPapers(e) => follows!(e, e.request.as_ref(), None),
            Event::PapersReceived(e) => follows!(e, e.request.as_ref(), e.order.as_ref()),
            Event::PapersRefused(e) => follows!(e, e.request.as_ref(), e.order.as_ref()),
            Event::OrderServed(e) => {
                follows!(e, None, Some(&e.order));
                self.check_discharged(&e.order, false, draft, cx, found);
            }
            Event::OrderVaried(e) => {
                follows!(e, None, Some(&e.order));
                self.check_discharged(&e.order, false, draft, cx, found);
            }
            Event::OrderDischarged(e) => {
                follows!(e, None, Some(&e.order));
                self.check_discharged(&e.order, true, draft, cx, found);
            }
            Event::OrderToAttend(event) => {
                let asked = (event.request.as_ref(), None);
                let named = (Some(&event.person), None);
                self.check_summons(asked, &event.committee, named, None, cx, found);
            }
            Event::Attended(event) => {
                let asked = (event.request.as_ref(), event.order.as_ref());
                let named = (Some(&event.person), None);
                self.check_summons(asked, &event.committee, named, occurred, cx, found);
                let session = Some(event.session.as_str());
                self.check_heard(session, &event.person, true, draft, cx, found);
            }
            Event::DidNotAttend(event) => {
                let asked = (event.request.as_ref(), event.order.as_ref());
                let named = (Some(&event.person), None);
                self.check_summons(asked, &event.committee, named, occurred, cx, found);
                let session = event.session.as_ref().map(SessionId::as_str);
                self.check_heard(session, &event.person, false, draft, cx, found);
            }
            Event::AllegationReported(_) => {
                let problem = "has no reply beside it yet";
                let remedy = "ask those it is about, and record what they say with reply_published";
                found.warn("/event", None, problem, remedy);
            }
            _ => {}
        }
    }

    /// Whoever follows an invitation or an order is the one it names, before the
    /// committee that made it.
    fn check_summons(
        &self,
        (request, order): (Option<&RequestId>, Option<&OrderId>),
        committee: &BodyId,
        (person, body): Named<'_>,
        occurred: Option<&Edtf>,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let request = request.and_then(|id| self.requests.get(self.ids.find(id.as_str())?));
        let order = order.and_then(|id| self.orders.get(self.ids.find(id.as_str())?));
        for (what, summons) in [("invitation", request), ("order", order)] {
            let Some(summons) = summons else { continue };
            let entry = cx.name(summons.index);
            let mut same = |field: &str, said: &str, number: u32| {
                let recorded = self.ids.text(number);
                if recorded != said {
                    let problem = format!("is {recorded} in the {what} in {entry}");
                    let remedy = format!("write {recorded}, name another {what}, or leave it out");
                    found.refuse(field, Some(said), problem, remedy);
                }
            };
            same("/event/committee", committee.as_str(), summons.committee);
            if let (Some(said), Some(recorded)) = (person, summons.person) {
                same("/event/person", said.as_str(), recorded);
            }
            if let (Some(said), Some(recorded)) = (body, summons.body) {
                same("/event/body", said.as_str(), recorded);
            }
            let problem = format!("is before the {what} in {entry}");
            expect_order("/occurred/edtf", summons.made.as_ref(), occurred, &problem, found);
        }
    }

    /// An order is discharged once, and then nothing is due under it.
    fn check_discharged(
        &self,
        id: &OrderId,
        again: bool,
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let order = self.ids.find(id.as_str()).and_then(|id| self.orders.get(id));
        let entry = order.and_then(|order| order.discharged).filter(|entry| self.stands(*entry));
        let Some(entry) = entry.filter(|entry| !cx.contradicts(draft, *entry)) else { return };
        let entry = cx.name(entry);
        let problem = format!("is an order that was discharged, as {entry} has it");
        if again {
            let remedy = format!(
                "correct {entry}, or, where sources disagree, name its event in conflicts_with"
            );
            found.refuse("/event/order", Some(id.as_str()), problem, remedy);
        } else {
            let remedy = "nothing, if it was before that";
            found.warn("/event/order", Some(id.as_str()), problem, remedy);
        }
    }

    /// Nobody both came to a session and did not.
    fn check_heard(
        &self,
        session: Option<&str>,
        person: &PersonId,
        came: bool,
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let session = session.and_then(|session| self.ids.find(session));
        let pair = session.zip(self.ids.find(person.as_str()));
        let Some((entry, recorded)) = pair.and_then(|pair| self.heard.get(pair)).copied() else {
            return;
        };
        if recorded != came && self.stands(entry) && !cx.contradicts(draft, entry) {
            let entry = cx.name(entry);
            let verb = if recorded { "attended" } else { "did not attend" };
            let problem = format!("{verb} that session, as {entry} has it");
            let remedy = format!(
                "correct {entry}, or, where sources disagree, name its event in \
                 conflicts_with"
            );
            found.refuse("/event/person", Some(person.as_str()), problem, remedy);
        }
    }
}
