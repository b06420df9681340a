//! Corrections: the field must be there, or be one that the record could have,
//! and must say what the correction says it said.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Register;
use super::findings::{Context, Findings, Shelf};
use crate::events::care::{Change, Correction};
use crate::events::removal::Withdrawal;
use crate::events::{Draft, Event};
use crate::record::{Fault, Faults, Index, Json, Text, get_at, set_at};

/// How the vocabulary says that a kind has no such field.
const NO_FIELD: &str = "is not a known field";

impl Register {
    /// Takes what the corrected entry says now.
    pub(super) fn apply_correction(
        &mut self,
        index: Index,
        correction: &Correction,
        shelf: &dyn Shelf,
    ) {
        let Some(target) = shelf.find(&correction.target) else { return };
        let mut draft = self.as_corrected(target, shelf);
        for change in &correction.changes {
            draft = draft.map(|draft| changed(&draft, change).unwrap_or(draft));
        }
        let before = self.corrected.get(target).map_or(&[][..], |before| before);
        let all: Vec<Index> = before.iter().copied().chain([index]).collect();
        self.corrected.put(target, Arc::from(all));
        if let Some(draft) = draft {
            self.take(target, &draft);
        }
    }

    /// An entry with the corrections made so far.
    fn as_corrected(&self, target: Index, shelf: &dyn Shelf) -> Option<Draft> {
        let mut draft = shelf.draft(target)?;
        let by = self.corrected.get(target).map_or(&[][..], |by| by);
        for correction in by.iter().filter_map(|by| shelf.draft(*by)) {
            if let Event::Correction(correction) = &correction.event {
                for change in &correction.changes {
                    draft = changed(&draft, change).unwrap_or(draft);
                }
            }
        }
        Some(draft)
    }

    pub(super) fn check_care(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        match &draft.event {
            Event::Correction(correction) => self.check_correction(correction, cx, found),
            Event::Withdrawal(withdrawal) => {
                let target = cx.shelf.find(&withdrawal.target);
                check_not_removal(withdrawal, target, cx, found);
                if let Some(target) = target.filter(|target| !self.stands(*target)) {
                    let by = self.withdrawn.get(target).map(|by| cx.name(*by)).unwrap_or_default();
                    let problem = format!("was withdrawn by {by} already");
                    let remedy = "name another event, or correct that entry";
                    let id = Some(withdrawal.target.as_str());
                    found.refuse("/event/target", id, problem, remedy);
                }
            }
            Event::Redaction(redaction) => self.check_redaction(redaction, cx, found),
            Event::RedactionLifted(lifted) => self.check_lifted(lifted, cx, found),
            _ => {}
        }
    }

    fn check_correction(&self, correction: &Correction, cx: &Context<'_>, found: &mut Findings) {
        let Some(target) = cx.shelf.find(&correction.target) else { return };
        let Some(now) = self.as_corrected(target, cx.shelf) else { return };
        if !self.stands(target) {
            let problem = format!("is withdrawn: {} counts no more", cx.name(target));
            let remedy = "nothing, if the correction is to stand beside it";
            found.warn("/event/target", Some(correction.target.as_str()), problem, remedy);
        }
        let target = cx.name(target);
        let json = now.to_json();
        // A record that lost something to redaction cannot be tried out.
        let whole = Draft::parse(&json).is_ok();
        for (place, change) in correction.changes.iter().enumerate() {
            let at = format!("/event/changes/{place}");
            let path = change.field.as_str();
            if matches!(path, "/id" | "/kind" | "/event") || is_destruction(&now, path) {
                let problem = "cannot be corrected";
                let remedy = "record the event anew under another id, and say so in its words";
                found.refuse(&format!("{at}/field"), Some(path), problem, remedy);
                continue;
            }
            let stands = get_at(&json, path);
            check_old(&at, change, stands, &target, found);
            if !whole {
                continue;
            }
            if let Err(faults) = changed(&now, change) {
                let fault = faults.0.into_iter().next();
                let (problem, remedy) = match fault {
                    Some(fault) if fault.field == path && fault.problem.ends_with(NO_FIELD) => {
                        let problem = format!("is not a field of {target}");
                        found.refuse(&format!("{at}/field"), Some(path), problem, fault.remedy);
                        continue;
                    }
                    Some(fault) => (
                        format!("would make {} wrong: it {}", fault.field, fault.problem),
                        fault.remedy,
                    ),
                    None => (format!("does not fit {target}"), "check the field".to_string()),
                };
                found.refuse(&format!("{at}/new"), None, problem, remedy);
            }
        }
    }
}

/// Whether a field says what was destroyed or withheld, which no words undo: the
/// store does as the entry said when it was recorded.
fn is_destruction(draft: &Draft, path: &str) -> bool {
    let parts: &[&str] = match draft.event {
        Event::Redaction(_) => &["/event/target", "/event/fields"],
        Event::RedactionLifted(_) => &["/event/redaction", "/event/fields"],
        Event::DocumentWithheld(_) => &["/event/document", "/event/withholding_mode"],
        Event::DocumentReleased(_) => &["/event/document", "/event/withholding"],
        _ => &[],
    };
    parts.iter().any(|part| path.starts_with(part))
}

/// What destroys or withholds is not taken back by calling it a mistake.
fn check_not_removal(
    withdrawal: &Withdrawal,
    target: Option<Index>,
    cx: &Context<'_>,
    found: &mut Findings,
) {
    let Some(target) = target else { return };
    let remedy = match cx.shelf.draft(target).map(|draft| draft.event) {
        Some(Event::Redaction(_) | Event::RedactionLifted(_)) => {
            "record redaction_lifted, with the values, or another redaction"
        }
        Some(Event::DocumentWithheld(_) | Event::DocumentReleased(_)) => {
            "record document_released, or document_withheld, with the reason in its words"
        }
        _ => return,
    };
    let problem = format!("is {}, and what was done to what is kept stays done", cx.name(target));
    found.refuse("/event/target", Some(withdrawal.target.as_str()), problem, remedy);
}

/// What stood there must be what the correction says stood there.
fn check_old(at: &str, change: &Change, stands: Option<&Json>, target: &str, found: &mut Findings) {
    let old = change.old.as_ref().and_then(|old| old.open()).map(Text::as_str);
    match (old, stands) {
        (Some(old), Some(stands)) if !says(stands, old) => {
            // The text may be sealed, so the message does not repeat it.
            let problem = format!("is not what {target} says there now");
            let remedy = "copy the value from that entry as it stands, or leave old out";
            found.refuse(&format!("{at}/old"), None, problem, remedy);
        }
        (Some(_), None) => {
            let problem = format!("is given, and {target} says nothing there");
            found.refuse(&format!("{at}/old"), None, problem, "leave old out");
        }
        _ => {}
    }
}

/// Whether a value, as a correction spells one, is `text`.
fn says(value: &Json, text: &str) -> bool {
    match value {
        Json::Str(value) => value == text,
        Json::Object(members) if members.get("edtf").and_then(Json::as_str) == Some(text) => true,
        other => Json::parse(text.as_bytes()).is_ok_and(|json| json == *other),
    }
}

/// A draft with one field changed: to a text as it is, to a date, or to what the
/// text is as JSON, whichever the field takes.
pub(crate) fn changed(draft: &Draft, change: &Change) -> Result<Draft, Faults> {
    let Some(new) = change.new.open().map(Text::as_str) else { return Ok(draft.clone()) };
    let path = change.field.as_str();
    let json = draft.to_json();
    let parse = |value: Json| {
        let mut json = json.clone();
        if set_at(&mut json, path, value) {
            return Draft::parse(&json);
        }
        Err(Faults(alloc::vec![Fault {
            field: path.to_string(),
            value: None,
            problem: NO_FIELD.to_string(),
            remedy: "name a field of that record, or the whole of what is missing".to_string(),
        }]))
    };
    let as_text = parse(Json::str(new));
    if as_text.is_ok() {
        return as_text;
    }
    let mut tries = Vec::new();
    tries.extend(Json::parse(new.as_bytes()).ok());
    tries.push(Json::object([("edtf", Json::Str(String::from(new)))]));
    tries.into_iter().map(parse).find(Result::is_ok).unwrap_or(as_text)
}
