//! Records that are held back: which may be, and that no later one says in public what
//! an earlier one holds back.

use alloc::format;
use alloc::string::String;

use super::Register;
use super::findings::{Context, Findings};
use crate::events::care::Correction;
use crate::events::{Draft, Event, EventId};
use crate::record::{Held, Index};

impl Register {
    pub(super) fn check_holding(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        let held = draft.held();
        if held.is_held(cx.now) && draft.event.is_always_public() {
            let problem = format!("holds back a {}, which every reader must see", kind(draft));
            let code = draft.disclosure.map(crate::events::Disclosure::as_str);
            found.refuse("/disclosure", code, problem, "write \"public\", or leave it out");
        }
        match &draft.event {
            Event::Correction(correction) => {
                no_other_reader(correction, found);
                if let Some((longest, by, until)) = self.longest(correction, cx)
                    && longest > held
                {
                    let problem = format!("says in public what {} holds back {until}", cx.name(by));
                    let remedy = same_way(longest, &until);
                    let code = draft.disclosure.map(crate::events::Disclosure::as_str);
                    found.refuse("/disclosure", code, problem, remedy);
                }
            }
            Event::Withdrawal(event) => beside(&event.target, held, cx, found),
            Event::Annotation(event) => beside(&event.target, held, cx, found),
            _ => {}
        }
    }

    /// What is held back longest of what a correction repeats: the event itself, and the
    /// corrections so far of a field that it changes.
    fn longest(&self, correction: &Correction, cx: &Context<'_>) -> Option<(Held, Index, String)> {
        let target = cx.shelf.find(&correction.target)?;
        let before = self.corrected.get(target).map_or(&[][..], |before| before);
        let repeats = |draft: &Draft| match &draft.event {
            Event::Correction(other) => other.changes.iter().any(|one| {
                correction.changes.iter().any(|it| touch(one.field.as_str(), it.field.as_str()))
            }),
            _ => false,
        };
        let mut found: Option<(Held, Index, String)> = None;
        for index in core::iter::once(target).chain(before.iter().copied()) {
            let Some(draft) = cx.shelf.draft(index) else { continue };
            let held = draft.held();
            let counts = held.is_held(cx.now) && (index == target || repeats(&draft));
            if counts && found.as_ref().is_none_or(|(longest, ..)| held > *longest) {
                found = Some((held, index, until(&draft)));
            }
        }
        found
    }
}

/// Who may read a record stands in its own line, which no later entry changes.
fn no_other_reader(correction: &Correction, found: &mut Findings) {
    for (place, change) in correction.changes.iter().enumerate() {
        let field = change.field.as_str();
        if matches!(field, "/disclosure" | "/embargo_until") {
            let at = format!("/event/changes/{place}/field");
            let problem = "cannot be corrected: a record is held back, or not, as it was recorded";
            let remedy = "redact what must go; record the event anew where it may be read earlier";
            found.refuse(&at, Some(field), problem, remedy);
        }
    }
}

/// A note beside a record that is held back can give it away by its own words.
fn beside(target: &EventId, held: Held, cx: &Context<'_>, found: &mut Findings) {
    let Some(index) = cx.shelf.find(target) else { return };
    let Some(draft) = cx.shelf.draft(index) else { return };
    if draft.held().is_held(cx.now) && draft.held() > held {
        let problem = format!("is {}, which is held back {}", cx.name(index), until(&draft));
        let remedy = "say nothing of it in these words, or hold them back in the same way";
        found.warn("/event/target", Some(target.as_str()), problem, remedy);
    }
}

fn touch(one: &str, other: &str) -> bool {
    let inside = |outer: &str, inner: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    inside(one, other) || inside(other, one)
}

/// "until 11am on 27 March 2019", "for good".
fn until(draft: &Draft) -> String {
    match (draft.held(), draft.embargo_until) {
        (Held::Until(_), Some(moment)) => format!("until {}", moment.in_words()),
        _ => String::from("for good"),
    }
}

fn same_way(longest: Held, until: &str) -> String {
    let way = match longest {
        Held::Until(_) => format!("\"embargoed\", {until} or longer"),
        Held::No | Held::ForGood => String::from("\"restricted\""),
    };
    format!("mark the correction as held back in the same way: {way}")
}

fn kind(draft: &Draft) -> &'static str {
    crate::events::kind_info(draft.event.kind()).map_or("record", |info| info.title)
}
