//! Documents: a withholding is lifted by naming it, and what was destroyed is
//! never shown again.

use alloc::format;

use super::Register;
use super::findings::{Context, Findings};
use crate::events::documents::{DocumentReleased, DocumentWithheld, WithholdingMode};
use crate::events::{Draft, Event};
use crate::record::{Hash, Index};

/// Where a document stands that was withheld once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    /// The newest entry that withheld it, or showed it again.
    by: Index,
    /// What became of the file; `None` once it is shown again.
    mode: Option<WithholdingMode>,
}

impl Register {
    pub(super) fn take_document(&mut self, index: Index, draft: &Draft) {
        let (document, mode) = match &draft.event {
            Event::DocumentWithheld(event) => (event.document, Some(event.withholding_mode)),
            Event::DocumentReleased(event) => (event.document, None),
            _ => return,
        };
        if !self.documents.get(document).is_some_and(Held::is_destroyed) {
            self.documents.put(document, Held { by: index, mode });
        }
    }

    pub(super) fn check_document(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        match &draft.event {
            Event::DocumentWithheld(event) => self.check_withheld(event, cx, found),
            Event::DocumentReleased(event) => self.check_released(event, cx, found),
            _ => {}
        }
    }

    fn held(&self, document: Hash) -> Option<&Held> {
        self.documents.get(document).filter(|held| held.mode.is_some())
    }

    fn check_withheld(&self, event: &DocumentWithheld, cx: &Context<'_>, found: &mut Findings) {
        let Some(held) = self.held(event.document) else { return };
        let (hash, by) = (event.document.to_hex(), cx.name(held.by));
        if held.is_destroyed() {
            let problem = format!("was destroyed by {by} already");
            let remedy = "name another document, or annotate that entry";
            found.refuse("/event/document", Some(&hash), problem, remedy);
        } else if event.withholding_mode == WithholdingMode::NotPublished {
            let problem = format!("is withheld by {by} already");
            let remedy = "nothing, if the ground or the review day is to change";
            found.warn("/event/document", Some(&hash), problem, remedy);
        }
    }

    fn check_released(&self, event: &DocumentReleased, cx: &Context<'_>, found: &mut Findings) {
        let Some(at) = cx.shelf.find(&event.withholding) else { return };
        let (name, hash) = (cx.name(at), event.document.to_hex());
        let Some(Draft { event: Event::DocumentWithheld(withheld), .. }) = cx.shelf.draft(at)
        else {
            let problem = format!("names {name}, which does not withhold a document");
            let remedy = "name the event that withholds it";
            let id = Some(event.withholding.as_str());
            return found.refuse("/event/withholding", id, problem, remedy);
        };
        if withheld.document != event.document {
            let problem = format!("is {} in {name}", withheld.document);
            let remedy = format!("write {}, or name another withholding", withheld.document);
            return found.refuse("/event/document", Some(&hash), problem, remedy);
        }
        match self.held(event.document) {
            Some(held) if held.is_destroyed() => {
                let problem = format!("was destroyed by {}", cx.name(held.by));
                let remedy = "record what is known of it as a new event: the file is gone";
                found.refuse("/event/document", Some(&hash), problem, remedy);
            }
            Some(_) => {}
            None => {
                let problem = "is not withheld any more";
                found.refuse("/event/document", Some(&hash), problem, "leave the event out");
            }
        }
    }
}

impl Held {
    fn is_destroyed(&self) -> bool {
        self.mode == Some(WithholdingMode::Destroyed)
    }
}
