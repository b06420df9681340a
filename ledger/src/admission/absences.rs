//! Leave and suspension: each begins once, ends once, and belongs to one time in
//! office. Bodies and offices cease once.

use alloc::format;

use super::Register;
use super::findings::{Context, Findings};
use super::sorts::Sort;
use crate::events::absences::ActingStarted;
use crate::events::ids::SpellId;
use crate::events::{Draft, Edtf, Event};
use crate::record::Index;

/// A leave or a suspension.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// The entry that recorded it.
    index: Index,
    spell: u32,
    /// The entry that says that it ended.
    ended: Option<Index>,
}

impl Register {
    pub(super) fn take_absence(&mut self, index: Index, draft: &Draft) {
        match &draft.event {
            Event::LeaveStarted(event) => {
                self.begin_stretch(index, (Sort::Leave, event.leave.as_str()), &event.spell);
            }
            Event::Suspended(event) => {
                let suspension = (Sort::Suspension, event.suspension.as_str());
                self.begin_stretch(index, suspension, &event.spell);
            }
            Event::LeaveEnded(event) => {
                self.end_stretch(index, (Sort::Leave, event.leave.as_str()));
            }
            Event::SuspensionLifted(event) => {
                self.end_stretch(index, (Sort::Suspension, event.suspension.as_str()));
            }
            Event::BodyAbolished(event) => {
                let body = self.ids.number(event.body.as_str());
                self.ceased.put((Sort::Body, body), index);
            }
            Event::OfficeAbolished(event) => {
                let office = self.ids.number(event.office.as_str());
                self.ceased.put((Sort::Office, office), index);
            }
            _ => {}
        }
    }

    fn begin_stretch(&mut self, index: Index, (sort, id): (Sort, &str), spell: &SpellId) {
        let (number, spell) = (self.ids.number(id), self.ids.number(spell.as_str()));
        let ended = self.stretches.get((sort, number)).and_then(|known| known.ended);
        self.stretches.put((sort, number), Stretch { index, spell, ended });
    }

    fn end_stretch(&mut self, index: Index, (sort, id): (Sort, &str)) {
        let number = self.ids.find(id);
        let known = number.and_then(|number| self.stretches.get((sort, number)).copied());
        if let (Some(number), Some(mut known)) = (number, known) {
            known.ended = Some(index);
            self.stretches.put((sort, number), known);
        }
    }

    /// A leave or suspension ends once, in the time in office that it is of.
    pub(super) fn check_stretch(
        &self,
        (sort, id, field): (Sort, &str, &str),
        spell: &SpellId,
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let number = self.ids.find(id);
        let Some(known) = number.and_then(|number| self.stretches.get((sort, number))) else {
            return;
        };
        let noun = sort.about().noun;
        let recorded = self.ids.text(known.spell);
        if recorded != spell.as_str() {
            let entry = cx.name(known.index);
            let problem = format!("is not the time in office of the {noun} in {entry}");
            let remedy = format!("write {recorded}, or name another {noun}");
            found.refuse("/event/spell", Some(spell.as_str()), problem, remedy);
        }
        if let Some(entry) = known.ended.filter(|ended| self.stands(*ended))
            && !cx.contradicts(draft, entry)
        {
            let entry = cx.name(entry);
            let problem = format!("is a {noun} whose end {entry} recorded");
            let remedy = format!(
                "correct {entry}, or, where sources disagree, name its event in conflicts_with"
            );
            found.refuse(field, Some(id), problem, remedy);
        }
    }

    /// Whoever acts stands in for somebody: not for themselves, and for a holder who
    /// holds the office.
    pub(super) fn check_acting(
        &self,
        event: &ActingStarted,
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let from = event.effective.as_ref().or(draft.occurred.as_ref().map(|when| &when.edtf));
        let Some(from) = from.map(Edtf::range) else { return };
        let own = self.holds(event.person.as_str(), event.office.as_str(), &from);
        if let Some(entry) = own.filter(|entry| !cx.contradicts(draft, *entry)) {
            let problem = format!("holds that office on that day, as {} has it", cx.name(entry));
            let remedy = "record the end of that time first, or check person and date";
            found.warn("/event/person", Some(event.person.as_str()), problem, remedy);
        }
        let Some(holder) = &event.acting_for else { return };
        if self.knows_holder(holder.as_str(), event.office.as_str())
            && self.holds(holder.as_str(), event.office.as_str(), &from).is_none()
        {
            let problem = "does not hold that office on that day";
            let remedy = "check the date, or leave it out where the office was vacant";
            found.warn("/event/acting_for", Some(holder.as_str()), problem, remedy);
        }
    }

    /// What has ceased does not cease again, and nobody is appointed to it.
    pub(super) fn check_ceased(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        let (sort, id, member, again) = match &draft.event {
            Event::BodyAbolished(event) => (Sort::Body, event.body.as_str(), "body", true),
            Event::OfficeAbolished(event) => (Sort::Office, event.office.as_str(), "office", true),
            Event::Appointed(event) => (Sort::Office, event.office.as_str(), "office", false),
            _ => return,
        };
        let ceased = self.ids.find(id).and_then(|number| self.ceased.get((sort, number)));
        let Some(entry) = ceased.copied().filter(|entry| self.stands(*entry)) else { return };
        let (field, noun, name) = (format!("/event/{member}"), sort.about().noun, cx.name(entry));
        if again && !cx.contradicts(draft, entry) {
            let problem = format!("is a {noun} whose end {name} recorded");
            let remedy = format!(
                "correct {name}, or, where sources disagree, name its event in conflicts_with"
            );
            found.refuse(&field, Some(id), problem, remedy);
        } else if !again {
            let problem = format!("is an {noun} that was abolished, as {name} has it");
            let remedy = "nothing, if it was before; else check the office";
            found.warn(&field, Some(id), problem, remedy);
        }
    }
}
