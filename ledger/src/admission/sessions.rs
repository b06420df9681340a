//! Sessions that were called off: nobody came to them.

use alloc::format;

use super::Register;
use super::findings::{Context, Findings};
use crate::events::sessions::CancelReason;
use crate::events::{Draft, Event};
use crate::record::Index;

impl Register {
    /// A session that was put off is still to be held, so only one that was called
    /// off is kept.
    pub(super) fn take_called_off(&mut self, index: Index, draft: &Draft) {
        if let Event::SessionCancelled(event) = &draft.event
            && event.reason != CancelReason::Postponed
        {
            let session = self.ids.number(event.session.as_str());
            self.called_off.put(session, index);
        }
    }

    pub(super) fn check_called_off(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        let session = match &draft.event {
            Event::SessionCancelled(event) => {
                return self.check_calling_off(
                    event.session.as_str(),
                    event.reason,
                    draft,
                    cx,
                    found,
                );
            }
            Event::Attended(event) => &event.session,
            Event::RefusedToAnswer(event) => &event.session,
            _ => return,
        };
        let number = self.ids.find(session.as_str());
        let off = number.and_then(|number| self.called_off.get(number)).copied();
        let Some(entry) = off.filter(|entry| self.stands(*entry)) else { return };
        if !cx.contradicts(draft, entry) {
            let entry = cx.name(entry);
            let problem = format!("is a session that was called off, as {entry} has it");
            let remedy = format!(
                "correct {entry}, or, where sources disagree, name its event in conflicts_with"
            );
            found.refuse("/event/session", Some(session.as_str()), problem, remedy);
        }
    }

    /// A session that somebody came to was not called off. It may have been put off
    /// afterwards, which is unusual.
    fn check_calling_off(
        &self,
        session: &str,
        reason: CancelReason,
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let Some(number) = self.ids.find(session) else { return };
        let mut heard = self.heard.range((number, 0), (number, u32::MAX));
        let came = heard.find(|(_, (entry, came))| *came && self.stands(*entry));
        let Some(((_, person), (entry, _))) = came else { return };
        if cx.contradicts(draft, *entry) {
            return;
        }
        let (person, entry) = (self.ids.text(*person), cx.name(*entry));
        let problem = format!("is a session that {person} attended, as {entry} has it");
        if reason == CancelReason::Postponed {
            let remedy = "nothing, if the rest of it was put off";
            found.warn("/event/session", Some(session), problem, remedy);
        } else {
            let remedy = format!(
                "correct {entry}, or, where sources disagree, name its event in conflicts_with"
            );
            found.refuse("/event/session", Some(session), problem, remedy);
        }
    }
}
