//! Redactions: of sealed fields that are there, once each; and lifting them again.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Register;
use super::findings::{Context, Findings, Shelf};
use crate::events::removal::{Redaction, RedactionLifted};
use crate::events::{Draft, Event, EventId};
use crate::record::{Index, get_at};

impl Register {
    /// Notes that an entry redacts something of another, or lifts that.
    pub(super) fn apply_removal(&mut self, index: Index, target: &EventId, shelf: &dyn Shelf) {
        let Some(target) = shelf.find(target) else { return };
        let before = self.redacted.get(target).map_or(&[][..], |before| before);
        let all: Vec<Index> = before.iter().copied().chain([index]).collect();
        self.redacted.put(target, Arc::from(all));
    }

    /// The fields of an entry that are redacted now, each with the entry that did it.
    fn redacted_now(&self, target: Index, shelf: &dyn Shelf) -> BTreeMap<String, Index> {
        let mut fields = BTreeMap::new();
        let by = self.redacted.get(target).map_or(&[][..], |by| by);
        for index in by {
            match shelf.draft(*index).map(|draft| draft.event) {
                Some(Event::Redaction(redaction)) => fields.extend(
                    redaction.fields.iter().map(|field| (String::from(field.as_str()), *index)),
                ),
                Some(Event::RedactionLifted(lifted)) => {
                    for field in &lifted.fields {
                        fields.remove(field.as_str());
                    }
                }
                _ => {}
            }
        }
        fields
    }

    /// Only sealed fields can be redacted: the rest is in the chain for ever.
    pub(super) fn check_redaction(
        &self,
        redaction: &Redaction,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let Some(target) = cx.shelf.find(&redaction.target) else { return };
        let before = self.redacted_now(target, cx.shelf);
        let name = cx.name(target);
        let Some(draft) = cx.shelf.draft(target) else {
            let problem =
                format!("is {name}, which cannot be read here, so nothing of it can be destroyed");
            let remedy = "see the log of the server for what is damaged, or use a newer program";
            found.refuse("/event/target", Some(redaction.target.as_str()), problem, remedy);
            return;
        };
        let json = draft.to_json();
        let open: Vec<String> = draft
            .sealed_pointers()
            .into_iter()
            .filter(|pointer| !before.contains_key(pointer))
            .collect();
        for (place, field) in redaction.fields.iter().enumerate() {
            let path = field.as_str();
            if open.iter().any(|pointer| pointer == path) {
                continue;
            }
            let mut remedy = match &open[..] {
                [] => String::from("leave it out: nothing of that record is left to redact"),
                open => format!("write one of: {}", open.join(", ")),
            };
            let problem = if let Some(by) = before.get(path) {
                remedy = String::from("leave it out");
                format!("was redacted by {} already", cx.name(*by))
            } else if get_at(&json, path).is_some() {
                format!("is not sealed in {name}, so it cannot be redacted")
            } else {
                format!("is not a field of {name}")
            };
            found.refuse(&format!("/event/fields/{place}"), Some(path), problem, remedy);
        }
    }

    /// What is lifted is a redaction, of that event, of those fields, and in force.
    pub(super) fn check_lifted(
        &self,
        lifted: &RedactionLifted,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let Some(entry) = cx.shelf.find(&lifted.redaction) else { return };
        let name = cx.name(entry);
        let Some(Draft { event: Event::Redaction(redaction), .. }) = cx.shelf.draft(entry) else {
            let problem = format!("names {name}, which is not a redaction");
            let remedy = "name the event that records the redaction";
            found.refuse("/event/redaction", Some(lifted.redaction.as_str()), problem, remedy);
            return;
        };
        if redaction.target != lifted.target {
            let problem = format!("is {} in {name}", redaction.target);
            let remedy = format!("write {}, or name another redaction", redaction.target);
            found.refuse("/event/target", Some(lifted.target.as_str()), problem, remedy);
            return;
        }
        let target = cx.shelf.find(&lifted.target);
        let now = target.map(|target| self.redacted_now(target, cx.shelf)).unwrap_or_default();
        for (place, field) in lifted.fields.iter().enumerate() {
            let (problem, remedy) = match now.get(field.as_str()) {
                Some(by) if *by == entry => continue,
                _ if !redaction.fields.contains(field) => (
                    format!("was not redacted by {name}"),
                    String::from("leave it out, or name the redaction that it is in"),
                ),
                Some(by) => (
                    format!("was redacted again by {}", cx.name(*by)),
                    String::from("name that redaction"),
                ),
                None => (String::from("can be read again already"), String::from("leave it out")),
            };
            let at = format!("/event/fields/{place}");
            found.refuse(&at, Some(field.as_str()), problem, remedy);
        }
    }
}
