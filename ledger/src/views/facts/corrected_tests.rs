//! What a correction makes of a fact is what the corrected draft would have
//! given: for every kind, every field and every shape of value. Admission applies
//! corrections to whole drafts, the facts to what they keep; the two must agree.

use super::*;
use crate::admission::changed;
use crate::events::care::Change;
use crate::events::{Draft, Event, KINDS, samples, schema};
use crate::record::{Field, Json, Pointer, Reader, get_at};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Values of every sort that a field may take; each field takes those that fit.
const VALUES: &[&str] = &[
    "null",
    "zz-1",
    "Some words.",
    "2009-02-03",
    "2009-02-03T18:00+00:00",
    "7",
    "true",
    "false",
    "3.5",
    r#"["zz-1"]"#,
    r#"["zz-1","zz-2"]"#,
    r#"["2013-05-06"]"#,
    r#"[{"body":"zz-1"},{"body":"zz-2","due":"2009"}]"#,
    r#"{"body":"zz-1","due":"2009"}"#,
    r#"[{"indicator":"zz-1","numerator":7,"denominator":90,"denominator_year":2001},{"indicator":"zz-2","missing":"system"}]"#,
    r#"{"indicator":"zz-1","numerator":7,"denominator":90}"#,
    r#"[{"indicator":"zz-1","title":"t","scale":100,"threshold":3,"base":2}]"#,
    r#"{"indicator":"zz-1","title":"t","direction":"neither"}"#,
    r#"{"threshold":9,"base":3,"zero_shown":false}"#,
    r#"[{"panel":1,"witnesses":[{"person":"zz-1"}]}]"#,
    r#"{"status":"corrected"}"#,
    r#"{"edtf":"2009-02","written":"early that year"}"#,
];

/// Kinds and fields of which a correction makes a fact of another sort, or none:
/// the record keeps what it was, and the view shows the correction beside it.
const TURNS: &[(&str, &str)] = &[
    ("record_not_found", "/event/sought"),
    // Another identifier is another thing: names and all that follows keep to the
    // one that they were recorded with.
    ("body_registered", "/event/body"),
    ("office_registered", "/event/office"),
];

fn change(field: &str, new: &str) -> Change {
    let json = Json::object([("field", Json::str(field)), ("new", Json::str(new))]);
    Change::read(&json, &Pointer::root(), &mut Reader::new()).unwrap()
}

fn with_id(draft: &Draft, id: &str) -> Draft {
    let mut json = draft.to_json();
    if let Json::Object(members) = &mut json {
        members.insert("id".into(), Json::str(id));
    }
    Draft::parse(&json).unwrap()
}

/// Every place in a draft that a correction can name: members that are there,
/// items of lists, and members of the event that are not.
fn places(json: &Json, at: &str, all: &mut Vec<String>) {
    match json {
        Json::Object(members) => {
            for (name, value) in members {
                let at = format!("{at}/{name}");
                all.push(at.clone());
                places(value, &at, all);
            }
        }
        Json::Array(items) => {
            for (place, value) in items.iter().enumerate() {
                let at = format!("{at}/{place}");
                all.push(at.clone());
                places(value, &at, all);
            }
        }
        _ => {}
    }
}

/// Codes of the vocabulary: a field that takes one refuses the others.
fn codes(schema: &Json, all: &mut Vec<String>) {
    match schema {
        Json::Object(members) => {
            if let Some(Json::Array(codes)) = members.get("enum") {
                all.extend(codes.iter().filter_map(Json::as_str).map(ToString::to_string));
            }
            if let Some(Json::Str(code)) = members.get("const") {
                all.push(code.clone());
            }
            for value in members.values() {
                codes(value, all);
            }
        }
        Json::Array(items) => {
            for item in items {
                codes(item, all);
            }
        }
        _ => {}
    }
}

/// A draft with each of its event's members alone left out, and the whole one:
/// a correction adds what is missing as well as it changes what is there.
///
/// Each with the pointer of what is left out.
fn variants(sample: &Draft) -> Vec<(String, Draft)> {
    let mut json = sample.to_json();
    if let Json::Object(members) = &mut json {
        let when = |text: &str| Json::object([("edtf", Json::str(text))]);
        members.insert("occurred".into(), when("2015-05-05"));
        members.insert("announced".into(), when("2015-06-06"));
    }
    let mut all = alloc::vec![(String::new(), json.clone())];
    let mut names: Vec<String> = alloc::vec!["/occurred".into(), "/announced".into()];
    if let Some(Json::Object(event)) = json.get("event") {
        names.extend(event.keys().map(|name| format!("/event/{name}")));
    }
    for name in names {
        let mut less = json.clone();
        crate::record::take_at(&mut less, &name);
        all.push((name, less));
    }
    all.into_iter().filter_map(|(name, json)| Some((name, Draft::parse(&json).ok()?))).collect()
}

#[test]
fn a_correction_gives_the_fact_that_the_corrected_draft_would_have_given() {
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong: BTreeMap<(&str, String), String> = BTreeMap::new();
    for (info, sample) in KINDS.iter().zip(samples()) {
        if matches!(sample.event, Event::Correction(_) | Event::Withdrawal(_)) {
            continue;
        }
        let mut values: Vec<String> = VALUES.iter().map(ToString::to_string).collect();
        codes(&schema(info.kind).unwrap(), &mut values);
        let mut all = Vec::new();
        let whole = variants(&sample);
        places(&whole[0].1.to_json(), "", &mut all);
        all.retain(|at| {
            at.starts_with("/event/")
                || at.starts_with("/occurred")
                || at.starts_with("/announced")
                || at == "/inquiry"
                || at == "/basis"
        });
        for (left_out, draft) in &whole {
            let before = with_id(draft, "before");
            for at in &all {
                // Of a draft without something: that, and the dates behind it.
                let of_it = left_out == at || !at.starts_with("/event");
                if !left_out.is_empty() && !of_it {
                    continue;
                }
                if get_at(&before.to_json(), at).is_none() && at.matches('/').count() > 2 {
                    continue;
                }
                for new in &values {
                    let change = change(at, new);
                    let Ok(after) = changed(&before, &change) else { continue };
                    if TURNS.contains(&(info.kind, at.as_str())) {
                        continue;
                    }
                    *tried.entry(info.kind).or_default() += 1;
                    if let Some(told) = compare(&before, &with_id(&after, "after"), at, new) {
                        wrong.entry((info.kind, at.clone())).or_insert(format!("= {new}: {told}"));
                    }
                }
            }
        }
    }
    let first = wrong.values().next().cloned().unwrap_or_default();
    assert!(wrong.is_empty(), "{:?}\n{first}", wrong.keys().collect::<Vec<_>>());
    let all: usize = tried.values().sum();
    assert!(tried.len() > 80 && all > 5_000, "{} kinds, {all} corrections", tried.len());
}

/// What is wrong, if anything: both drafts are recorded and the first of them is
/// corrected; then both have the same fact and the same names.
fn compare(before: &Draft, after: &Draft, at: &str, new: &str) -> Option<String> {
    let mut facts = Facts::new();
    let time = Timestamp::from_millis(1_600_000_000_000);
    facts.take(Index::new(0), time, before);
    facts.take(Index::new(1), time, after);
    let (a, b) =
        (facts.filed.get(&key(&before.id)).copied()?, facts.filed.get(&key(&after.id)).copied()?);
    let correction = Json::object([
        ("target", Json::str("before")),
        ("correction_kind", Json::str("clerical")),
        ("reason", Json::str("a slip")),
        (
            "changes",
            Json::Array(alloc::vec![Json::object([
                ("field", Json::str(at)),
                ("new", Json::str(new))
            ])]),
        ),
    ]);
    let correction = super::tests::draft("c", "correction", &correction.to_canonical());
    facts.take(Index::new(2), time, &correction);
    if a.family == NONE && b.family == NONE {
        return None;
    }
    if (a.family, a.place.0) != (b.family, b.place.0) {
        return Some(format!("kept in {:?}, would be in {:?}", a.place, b.place));
    }
    let mut told = |filed: Filed| {
        let family: &mut dyn Family = match filed.family {
            0 => &mut facts.bodies,
            1 => &mut facts.offices,
            2 => &mut facts.returns,
            3 => &mut facts.recommendations,
            _ => &mut facts.hearings,
        };
        family.log(filed.place.0).newest(filed.place.1)
    };
    let (got, due) = (told(a), told(b));
    (got != due).then(|| format!("\n  is {got}\n  not {due}"))
}
