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
    /// When it was made.
    made: Option<Edtf>,
}

impl Register {
    pub(super) fn take_hearing(&mut self, index: Index, draft: &Draft) {
        let occurred = || draft.occurred.as_ref().map(|when| when.edtf.clone());
        match &draft.event {
            Event::InvitationSent(event) => {
                let request = self.ids.number(event.request.as_str());
                let committee = self.ids.number(event.committee.as_str());
                let person = event.person.as_ref().map(|id| self.ids.number(id.as_str()));
                let made = occurred();
                self.requests.put(request, Summons { index, committee, person, made });
            }
            Event::OrderToAttend(event) => {
                let order = self.ids.number(event.order.as_str());
                let committee = self.ids.number(event.committee.as_str());
                let person = Some(self.ids.number(event.person.as_str()));
                let made = event.made.clone().or_else(occurred);
                self.orders.put(order, Summons { index, committee, person, made });
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

    pub(super) fn check_hearings(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        let occurred = draft.occurred.as_ref().map(|when| &when.edtf);
        match &draft.event {
            Event::InvitationAccepted(event) => {
                let person = event.person.as_ref();
                let asked = (event.request.as_ref(), None);
                self.check_summons(asked, &event.committee, person, occurred, cx, found);
            }
            Event::OrderToAttend(event) => {
                let asked = (event.request.as_ref(), None);
                self.check_summons(asked, &event.committee, Some(&event.person), None, cx, found);
            }
            Event::Attended(event) => {
                let asked = (event.request.as_ref(), event.order.as_ref());
                self.check_summons(
                    asked,
                    &event.committee,
                    Some(&event.person),
                    occurred,
                    cx,
                    found,
                );
                let session = Some(event.session.as_str());
                self.check_heard(session, &event.person, true, draft, cx, found);
            }
            Event::DidNotAttend(event) => {
                let asked = (event.request.as_ref(), event.order.as_ref());
                self.check_summons(
                    asked,
                    &event.committee,
                    Some(&event.person),
                    occurred,
                    cx,
                    found,
                );
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
        person: Option<&PersonId>,
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
            let problem = format!("is before the {what} in {entry}");
            expect_order("/occurred/edtf", summons.made.as_ref(), occurred, &problem, found);
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
        if recorded != came && !cx.contradicts(draft, entry) {
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
