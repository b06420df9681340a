//! Signatures of people and the register of their keys.

use super::{Outcome, items, number, text};
use ledger::record::{Chain, Hash, Index, Origin, Unverified};
use ledger::signing::{How, KeyEvent, Registered, Signed, Wrong, judge};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Compares every ledger of the file of signatures.
pub(super) fn check(vectors: &Value, out: &mut Outcome) {
    let origin = Origin::new(text(vectors, "origin")).expect("an origin");
    for case in items(vectors, "ledgers") {
        let name = text(case, "name");
        let mut chain = Chain::genesis(&origin);
        let mut keys: BTreeMap<Hash, Registered> = BTreeMap::new();
        let mut told = Vec::new();
        for line in items(case, "lines") {
            let line = line.as_str().expect("a line").as_bytes();
            let Some(entry) = out.accepted(name, Unverified::parse(line)) else { break };
            let Some(entry) = out.accepted(name, chain.accept(entry)) else { break };
            let draft = entry.draft_json();
            let by = draft.get("by").and_then(ledger::record::Json::as_str).unwrap_or_default();
            let (text, recorded) = (entry.draft_text(), entry.recorded());
            let signed = Signed { text, by, recorded, signatures: entry.signatures() };
            let judged = judge(&signed, &|id| keys.get(id).cloned());
            let mut counting = Vec::new();
            for (place, (wrong, one)) in judged.iter().zip(entry.signatures()).enumerate() {
                let why = wrong.as_ref().map(why);
                told.push(json!({"entry": entry.index().get(), "place": place, "why": why}));
                counting.extend(wrong.is_none().then_some(one.key));
            }
            let event = KeyEvent::read(&draft);
            out.same(format!("{name}: of keys"), &entry.is_of_keys(), &draft_of_keys(&draft));
            let changed = event
                .map(|event| event.apply(entry.index(), &counting, &|id| keys.get(id).cloned()));
            keys.extend(changed.unwrap_or_default());
        }
        out.same(name, &case["signatures"], &Value::Array(told));
        out.same(name, &items(case, "keys").len(), &keys.len());
        for due in items(case, "keys") {
            let id = Hash::parse(text(due, "key")).expect("a key");
            let Some(key) = keys.get(&id) else { continue };
            out.same(name, &text(due, "holder"), &key.holder.as_str());
            out.same(name, &number(due, "since"), &key.since.get());
            let how = |how| if how == How::Rotated { "rotated" } else { "revoked" };
            let ended = key.ended.map(|ended| json!([how(ended.how), ended.at.get()]));
            out.same(name, &due["ended"], &json!(ended));
            let from = key.ended.and_then(|ended| ended.unreliable_from).map(Index::get);
            out.same(name, &due["unreliable_from"], &json!(from));
        }
    }
}

fn draft_of_keys(draft: &ledger::record::Json) -> bool {
    let kind = draft.get("kind").and_then(ledger::record::Json::as_str);
    kind.is_some_and(|kind| kind.starts_with("key_"))
}

fn why(wrong: &Wrong) -> &'static str {
    match wrong {
        Wrong::Unknown => "unknown",
        Wrong::NotYet(_) => "not_yet",
        Wrong::Over(..) => "over",
        Wrong::NotAuthor(_) => "not_author",
        Wrong::Same(_) => "same",
        Wrong::MayNot => "may_not",
        Wrong::DoesNotHold => "does_not_hold",
    }
}
