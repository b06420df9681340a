//! References resolve, and an identifier is recorded once.

use alloc::format;
use alloc::string::String;

use super::Register;
use super::findings::{Candidate, Context, Findings};
use super::sorts::{Sort, about};
use crate::events::{Event, EventId};
use crate::record::IdAt;

/// The identifier that an event records.
pub(super) struct Recorded<'a> {
    pub(super) sort: Sort,
    pub(super) id: &'a str,
    /// Its member of the facts.
    member: &'static str,
    again: Again,
}

/// What a second event with the same identifier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    /// A contradiction, unless it says so: the thing was recorded already.
    Refused,
    /// A second account, which is unusual.
    Unusual,
    /// A second account; other rules compare the two.
    Compared,
}

/// The identifier that an event records, if its kind does.
pub(super) fn recorded(event: &Event) -> Option<Recorded<'_>> {
    use Again::{Compared, Refused, Unusual};
    let (sort, id, member, again) = match event {
        Event::BodyRegistered(e) => (Sort::Body, e.body.as_str(), "body", Refused),
        Event::PersonRegistered(e) => (Sort::Person, e.person.as_str(), "person", Refused),
        Event::OfficeRegistered(e) => (Sort::Office, e.office.as_str(), "office", Refused),
        Event::Appointed(e) => (Sort::Spell, e.spell.as_str(), "spell", Compared),
        Event::ActingStarted(e) => (Sort::Spell, e.spell.as_str(), "spell", Compared),
        Event::LeaveStarted(e) => (Sort::Leave, e.leave.as_str(), "leave", Refused),
        Event::Suspended(e) => (Sort::Suspension, e.suspension.as_str(), "suspension", Refused),
        Event::OfficeHeld(e) => (Sort::Spell, e.spell.as_str(), "spell", Compared),
        Event::PopulationFixed(e) => {
            (Sort::Population, e.population.as_str(), "population", Refused)
        }
        Event::DataCallIssued(e) => (Sort::Call, e.call.as_str(), "call", Refused),
        Event::ReturnReceived(e) => (Sort::Return, e.return_id.as_str(), "return_id", Compared),
        Event::NilReturn(e) => (Sort::Return, e.return_id.as_str(), "return_id", Compared),
        Event::UnableToProvide(e) => (Sort::Return, e.return_id.as_str(), "return_id", Compared),
        Event::Declined(e) => (Sort::Return, e.return_id.as_str(), "return_id", Compared),
        Event::ReportPublished(e) => (Sort::Report, e.report.as_str(), "report", Unusual),
        Event::RecommendationMade(e) => {
            (Sort::Recommendation, e.recommendation.as_str(), "recommendation", Refused)
        }
        Event::InvitationSent(e) => (Sort::Request, e.request.as_str(), "request", Refused),
        Event::OrderToAttend(e) => (Sort::Order, e.order.as_str(), "order", Refused),
        Event::OrderForPapers(e) => (Sort::Order, e.order.as_str(), "order", Refused),
        Event::S21Notice(e) => (Sort::Order, e.order.as_str(), "order", Refused),
        Event::Rule9Request(e) => (Sort::Request, e.request.as_str(), "request", Refused),
        // Any step of a matter may be the first that is recorded.
        Event::ReportedToHouse(e) => (Sort::Matter, e.matter.as_str(), "matter", Compared),
        Event::HouseOrder(e) => (Sort::Matter, e.matter.as_str(), "matter", Compared),
        Event::NonComplianceReported(e) => (Sort::Matter, e.matter.as_str(), "matter", Compared),
        Event::ReferredToPrivileges(e) => (Sort::Matter, e.matter.as_str(), "matter", Compared),
        Event::ContemptFound(e) => (Sort::Matter, e.matter.as_str(), "matter", Compared),
        Event::Sanction(e) => (Sort::Matter, e.matter.as_str(), "matter", Compared),
        // Once before it, once with each transcript.
        Event::EvidenceSession(e) => (Sort::Session, e.session.as_str(), "session", Compared),
        Event::Attended(e) => (Sort::Session, e.session.as_str(), "session", Compared),
        Event::DidNotAttend(e) => {
            (Sort::Session, e.session.as_ref()?.as_str(), "session", Compared)
        }
        _ => return None,
    };
    Some(Recorded { sort, id, member, again })
}

impl Recorded<'_> {
    fn field(&self) -> String {
        format!("/event/{}", self.member)
    }
}

impl Register {
    pub(super) fn check_references(
        &self,
        candidate: &Candidate,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let draft = candidate.draft();
        let own = recorded(&draft.event);
        if let Some(own) = &own {
            self.check_new(own, candidate, cx, found);
        }
        let own = own.map(|own| own.field());
        for named in candidate.ids() {
            if own.as_deref() == Some(named.field.as_str()) {
                continue;
            }
            if named.sort == "EventId" {
                check_event(named, cx, found);
            } else if let Some(about) = about(named.sort)
                && self.entry_of(about.sort, &named.id).is_none()
            {
                let noun = about.noun;
                if about.may_follow || may_follow(&draft.event, &named.field) {
                    let problem = format!("names a {noun} that is not recorded yet");
                    let remedy = format!("record it with {}, or check the spelling", about.by);
                    found.warn(&named.field, Some(&named.id), problem, remedy);
                } else {
                    let problem = format!("names a {noun} that is not recorded");
                    let remedy =
                        format!("record it first with {}, or check the spelling", about.by);
                    found.refuse(&named.field, Some(&named.id), problem, remedy);
                }
            }
        }
    }

    /// An identifier is recorded once.
    fn check_new(
        &self,
        own: &Recorded<'_>,
        candidate: &Candidate,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let Some(entry) = self.entry_of(own.sort, own.id) else { return };
        let noun = own.sort.about().noun;
        let (at, entry) = (entry, cx.name(entry));
        match own.again {
            Again::Compared => {}
            Again::Refused if !cx.contradicts(candidate.draft(), at) => {
                let problem = format!("is a {noun} that {entry} recorded");
                let remedy = format!(
                    "choose another identifier; correct {entry}; or, where sources \
                     disagree, name its event in conflicts_with"
                );
                found.refuse(&own.field(), Some(own.id), problem, remedy);
            }
            Again::Refused | Again::Unusual => {
                let problem = format!("is a {noun} that {entry} recorded as well");
                let remedy = format!("if it is not the same {noun}, choose another identifier");
                found.warn(&own.field(), Some(own.id), problem, remedy);
            }
        }
    }
}

/// Whether what an event names comes after it in the ordinary course of things:
/// the call after the list of bodies it goes to, the successor after the end.
fn may_follow(event: &Event, field: &str) -> bool {
    match event {
        Event::PopulationFixed(_) => field == "/event/call",
        Event::OfficeEnded(_) => field == "/event/successor",
        _ => false,
    }
}

/// An event that is named must be there. Claims that contradict each other name
/// each other, so one of them names an event to come.
fn check_event(named: &IdAt, cx: &Context<'_>, found: &mut Findings) {
    let there = EventId::new(&named.id).and_then(|id| cx.shelf.find(&id));
    if there.is_some() {
        return;
    }
    let follows =
        named.field.starts_with("/conflicts_with") || named.field.ends_with("/replaced_by");
    if follows {
        let problem = "names an event that is not recorded yet";
        let remedy = "record that event too, or check the spelling";
        found.warn(&named.field, Some(&named.id), problem, remedy);
    } else {
        let problem = "names an event that is not recorded";
        let remedy = "record that event first, or write the id of a recorded one";
        found.refuse(&named.field, Some(&named.id), problem, remedy);
    }
}
