//! What else in the record holds a value that is about to be redacted.
//!
//! A correction repeats what it corrects, and a quotation may repeat a name. Such
//! copies are fields of other entries: they stay unless they are redacted as well, so
//! whoever redacts is told of them. It is a search, and never stands in the way.

use std::collections::{BTreeMap, BTreeSet};

use ledger::admission::Warning;
use ledger::events::Event;
use ledger::record::bundle::decode_opening_list;
use ledger::record::{Index, Json, OpeningState, Openings, Size};

use crate::config::COPIES_MAX;
use crate::sequencer::Ready;
use crate::store::Store;

/// From so many characters on, a text is looked for inside of others: shorter ones
/// and numbers stand in many places by chance.
const WORD: usize = 4;

/// Copies that are named in one warning.
const NAMED: usize = 10;

/// A value that goes, and where it stands in its redaction.
struct Doomed {
    draft: usize,
    place: usize,
    target: String,
    text: String,
    found: Vec<String>,
}

/// For each draft, what is to be said about copies of what it redacts. Looks at the
/// newest [`COPIES_MAX`] entries below `size`.
pub(super) fn warnings(
    store: &Store,
    size: Size,
    drafts: &[Ready],
) -> BTreeMap<usize, Vec<Warning>> {
    let (mut doomed, gone) = doomed(store, drafts);
    if doomed.is_empty() {
        return BTreeMap::new();
    }
    let first = size.get().saturating_sub(COPIES_MAX);
    for n in first..size.get() {
        let index = Index::new(n);
        let Some(openings) = openings(store, index) else { continue };
        let corrects = target_of_correction(store, index);
        for opening in openings.as_slice() {
            let OpeningState::Open { value, .. } = &opening.state else { continue };
            if gone.contains(&(index, opening.pointer.clone())) {
                continue;
            }
            let text = plain(value);
            for one in &mut doomed {
                let repeats = corrects.as_deref() == Some(&one.target) && text == one.text;
                let holds = one.text.chars().count() >= WORD && text.contains(&one.text);
                if repeats || holds {
                    one.found.push(format!("entry {index} {}", opening.pointer));
                }
            }
        }
    }
    let mut told: BTreeMap<usize, Vec<Warning>> = BTreeMap::new();
    for one in doomed {
        let field = format!("/event/fields/{}", one.place);
        let (named, more) = one.found.split_at(one.found.len().min(NAMED));
        if !named.is_empty() {
            let more =
                if more.is_empty() { String::new() } else { format!(", and {} more", more.len()) };
            told.entry(one.draft).or_default().push(Warning {
                field: field.clone(),
                value: None,
                problem: format!("holds what can also be read in {}{more}", named.join(", ")),
                remedy: "redact those fields as well, if they are to go".to_owned(),
            });
        }
        if first > 0 {
            told.entry(one.draft).or_default().push(Warning {
                field,
                value: None,
                problem: format!("was looked for in the newest {COPIES_MAX} entries only"),
                remedy: "search the older ones yourself".to_owned(),
            });
        }
    }
    told
}

/// What the drafts redact of stored entries, and all places that they name.
fn doomed(store: &Store, drafts: &[Ready]) -> (Vec<Doomed>, BTreeSet<(Index, String)>) {
    let (mut values, mut gone) = (Vec::new(), BTreeSet::new());
    for (draft, ready) in drafts.iter().enumerate() {
        let Event::Redaction(redaction) = &ready.candidate.draft().event else { continue };
        let Ok(Some(target)) = store.find_id(redaction.target.as_str()) else { continue };
        let Some(openings) = openings(store, target) else { continue };
        for (place, field) in redaction.fields.iter().enumerate() {
            gone.insert((target, field.as_str().to_owned()));
            if let Some(OpeningState::Open { value, .. }) =
                openings.get(field.as_str()).map(|opening| &opening.state)
            {
                values.push(Doomed {
                    draft,
                    place,
                    target: redaction.target.as_str().to_owned(),
                    text: plain(value),
                    found: Vec::new(),
                });
            }
        }
    }
    (values, gone)
}

fn openings(store: &Store, index: Index) -> Option<Openings> {
    decode_opening_list(&store.whole_openings(index).ok()??).ok()
}

/// The event that an entry corrects, if it is a correction.
fn target_of_correction(store: &Store, index: Index) -> Option<String> {
    let line = store.entry(index).ok()??.line;
    // Parsing every entry would take ten times as long.
    let mark = b"\"kind\":\"correction\"";
    line.windows(mark.len()).any(|window| window == mark).then_some(())?;
    let entry = ledger::record::Unverified::parse(&line).ok()?;
    let draft = entry.claimed().draft_json();
    Some(draft.get("event")?.get("target")?.as_str()?.to_owned())
}

/// A value as somebody reads it: a text without its quotation marks.
fn plain(value: &str) -> String {
    match Json::parse(value.as_bytes()) {
        Ok(Json::Str(text)) => text,
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sequencer::Submission;
    use crate::sequencer::tests::{bench, one, ready_from};

    fn draft(id: &str, kind: &str, event: &str) -> Ready {
        ready_from(&format!(
            r#"{{"id":"{id}","inquiry":"demo","kind":"{kind}","basis":"inference","by":"clerk",
            "certainty":"stated","sources":[{{"kind":"page","title":"A page"}}],"event":{event}}}"#
        ))
    }

    #[test]
    fn copies_in_corrections_and_quotations_are_named_and_chance_is_not() {
        let mut bench = bench();
        let missing =
            |text: &str| format!(r#"{{"sought":"other","text":"{text}","searched":"7"}}"#);
        let drafts = vec![
            draft("a", "record_not_found", &missing("Jane Doe")),
            draft("b", "record_not_found", &missing("A letter by Jane Doe.")),
            draft("c", "record_not_found", &missing("7")),
            draft(
                "d",
                "correction",
                r#"{"target":"a","correction_kind":"clerical","reason":"r",
                "changes":[{"field":"/event/searched","old":"7","new":"8"}]}"#,
            ),
        ];
        one(&mut bench.writer, Submission { drafts, expected: None, key: None }).unwrap();
        let redaction = draft(
            "r",
            "redaction",
            r#"{"target":"a","fields":["/event/text","/event/searched"],"ground":"third_party",
            "decided_by":"editor","decided_on":"1970-01-01"}"#,
        );
        let told = warnings(&bench.store, Size::new(4), &[redaction]);
        let texts: Vec<String> = told[&0].iter().map(ToString::to_string).collect();
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert!(texts[0].contains("entry 1 /event/text;"), "{texts:?}");
        assert!(texts[1].starts_with("/event/fields/1"), "{texts:?}");
        assert!(texts[1].contains("in entry 3 /event/changes/0/old;"), "a 7 elsewhere is chance");
        assert!(!texts.concat().contains("Jane"), "no value in a warning");
        assert!(
            warnings(&bench.store, Size::new(4), &[draft("x", "record_not_found", &missing("y"))])
                .is_empty()
        );
    }
}
