//! What happens around a call and to a return: lists that change, reminders,
//! extensions, queries, withdrawals.

use alloc::format;

use super::Register;
use super::findings::{Context, Findings};
use super::sorts::Sort;
use crate::events::ids::ReturnId;
use crate::events::lists::PopulationAmended;
use crate::events::{BodyId, CallId, Draft, Event};

impl Register {
    pub(super) fn check_chasing(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        match &draft.event {
            Event::PopulationAmended(event) => self.check_amended(event, cx, found),
            Event::ExtensionGranted(event) => self.check_asked(&event.call, &event.body, cx, found),
            Event::ReminderSent(event) => self.check_asked(&event.call, &event.body, cx, found),
            Event::CallWithdrawn(event) => {
                let call = self.call(&event.call);
                if let Some(entry) = call.and_then(|call| call.withdrawn)
                    && self.stands(entry)
                    && !cx.contradicts(draft, entry)
                {
                    let problem = format!("was withdrawn by {} already", cx.name(entry));
                    let remedy = "correct that entry instead";
                    found.refuse("/event/call", Some(event.call.as_str()), problem, remedy);
                }
            }
            Event::ReturnWithdrawn(event) => {
                let whose = (&event.return_id, &event.call, &event.body);
                self.check_return(whose, None, true, draft, cx, found);
            }
            Event::ReturnAccepted(event) => {
                let whose = (&event.return_id, &event.call, &event.body);
                self.check_return(whose, event.version, false, draft, cx, found);
            }
            Event::ReturnQueried(event) => {
                let whose = (&event.return_id, &event.call, &event.body);
                self.check_return(whose, event.version, false, draft, cx, found);
                if let Some(call) = self.call(&event.call) {
                    self.check_indicators(draft, call, cx, found);
                }
            }
            _ => {}
        }
    }

    /// A list gains bodies that are not on it and loses bodies that are.
    fn check_amended(&self, event: &PopulationAmended, cx: &Context<'_>, found: &mut Findings) {
        let list = event.population.as_str();
        let members = self.ids.find(list).and_then(|list| self.members.get(list));
        let Some(members) = members.filter(|members| !members.is_empty()) else { return };
        let entry = self.entry_of(Sort::Population, list).map(|entry| cx.name(entry));
        let entry = entry.unwrap_or_default();
        for (name, bodies, on) in
            [("added", &event.added, true), ("removed", &event.removed, false)]
        {
            for (place, body) in bodies.iter().enumerate() {
                let number = self.ids.find(body.as_str());
                let is_on = number.is_some_and(|body| members.binary_search(&body).is_ok());
                if is_on == on {
                    let field = format!("/event/{name}/{place}");
                    let problem = if on { "is on the list already" } else { "is not on the list" };
                    let remedy = format!("leave it out, or correct the list in {entry}");
                    found.refuse(&field, Some(body.as_str()), problem, remedy);
                }
            }
        }
        let after = (members.len() + event.added.len()).saturating_sub(event.removed.len());
        if let Some(count) = event.count.filter(|count| usize::try_from(*count).ok() != Some(after))
        {
            let problem = format!("is not the number of bodies then, {after}");
            let remedy = format!("write {after}, or name every body added and removed");
            found.refuse("/event/count", Some(&format!("{count}")), problem, remedy);
        }
    }

    /// What is said of a return is said of that of this body, in a version that
    /// came, and not of one that was taken back.
    fn check_return(
        &self,
        (id, call, body): (&ReturnId, &CallId, &BodyId),
        version: Option<u16>,
        withdraws: bool,
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let number = self.ids.find(id.as_str());
        let Some(known) = number.and_then(|number| self.returns.get(number)) else { return };
        let entry = cx.name(known.index);
        for (field, said, number) in
            [("/event/call", call.as_str(), known.call), ("/event/body", body.as_str(), known.body)]
        {
            let recorded = self.ids.text(number);
            if recorded != said {
                let problem = format!("is {recorded} in {entry}, which has the return {id}");
                let remedy = format!("write {recorded}, or name another return");
                found.refuse(field, Some(said), problem, remedy);
            }
        }
        if let Some(version) = version.filter(|version| *version > known.version) {
            let problem = format!("has not come: the newest is {} in {entry}", known.version);
            let remedy = format!("write at most {}, or record that version first", known.version);
            found.refuse("/event/version", Some(&format!("{version}")), problem, remedy);
        }
        if let Some(by) = known.withdrawn.filter(|by| self.stands(*by))
            && !cx.contradicts(draft, by)
        {
            let problem = format!("was taken back, as {} has it", cx.name(by));
            if withdraws {
                let remedy = "correct that entry instead";
                found.refuse("/event/return_id", Some(id.as_str()), problem, remedy);
            } else {
                let remedy = "nothing, if it was before that";
                found.warn("/event/return_id", Some(id.as_str()), problem, remedy);
            }
        }
    }
}
