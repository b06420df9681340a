//! Every kind: a good event is read, sealed and read back; each rule refuses.

mod later;
mod table;

use super::{Draft, Event, Family, KINDS, draft_schema, kind_info, schema};
use crate::record::{Chain, Json, Origin, Salt, Timestamp};
use alloc::collections::BTreeSet;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

pub(super) fn good() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    table::GOOD.iter().chain(later::GOOD)
}

fn facts(kind: &str) -> Json {
    let (_, text) = good().find(|(good, _)| *good == kind).unwrap();
    Json::parse(text.as_bytes()).unwrap()
}

pub(super) fn draft(kind: &str, facts: Json) -> Json {
    let certainty = if kind == "allegation_reported" { "alleged" } else { "stated" };
    let mut draft = Json::object([
        ("id", Json::str("this-event")),
        ("inquiry", Json::str("demo")),
        ("kind", Json::str(kind)),
        ("basis", Json::str("official_record")),
        ("certainty", Json::str(certainty)),
        ("by", Json::str("clerk")),
        ("sources", Json::parse(br#"[{"kind":"report","title":"A report"}]"#).unwrap()),
        ("event", facts),
    ]);
    if let ("warning_letter_sent", Json::Object(members)) = (kind, &mut draft) {
        members.insert("disclosure".into(), Json::str("restricted"));
    }
    draft
}

/// One good draft of each kind.
pub(crate) fn samples() -> Vec<Draft> {
    KINDS.iter().map(|info| Draft::parse(&draft(info.kind, facts(info.kind))).unwrap()).collect()
}

/// Puts `value` at `pointer` in a good event; no value takes the member away.
fn with(kind: &str, pointer: &str, value: &str) -> Json {
    let mut whole = draft(kind, facts(kind));
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    let mut here = &mut whole;
    for part in parent.split('/').skip(1) {
        here = match here {
            Json::Object(members) => members.get_mut(part).unwrap(),
            Json::Array(items) => &mut items[part.parse::<usize>().unwrap()],
            _ => unreachable!("{pointer}"),
        };
    }
    let Json::Object(members) = here else { unreachable!("{pointer}") };
    if value.is_empty() {
        members.remove(last).unwrap();
    } else {
        members.insert(last.to_string(), Json::parse(value.as_bytes()).unwrap());
    }
    whole
}

#[test]
fn every_kind_has_one_entry_in_the_table_and_one_good_event() {
    let kinds: Vec<&str> = KINDS.iter().map(|info| info.kind).collect();
    let good: Vec<&str> = good().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds.iter().collect::<BTreeSet<_>>(), good.iter().collect::<BTreeSet<_>>());
    assert_eq!(kinds.len(), kinds.iter().collect::<BTreeSet<_>>().len());
    for family in Family::ALL {
        assert!(KINDS.iter().any(|info| info.family == *family), "{}", family.title());
    }
    assert_eq!(kind_info("attended").unwrap().title, "Attended");
    assert_eq!(kind_info("rumour"), None);
}

#[test]
fn a_good_event_of_each_kind_is_sealed_and_read_back() {
    let mut chain = Chain::genesis(&Origin::new("test.example").unwrap());
    let mut n = 0_u64;
    for (kind, _) in good() {
        let json = draft(kind, facts(kind));
        let read = Draft::parse(&json).unwrap_or_else(|faults| panic!("{kind}: {faults}"));
        assert_eq!(read.event.kind(), *kind);
        assert_eq!(read.to_json(), json, "{kind}");
        let sealed = read.seal(&mut || {
            n += 1;
            let mut bytes = [0; 32];
            bytes[..8].copy_from_slice(&n.to_be_bytes());
            Salt::from_bytes(bytes)
        });
        let sealed = sealed.unwrap();
        let entry = chain.seal(&sealed, Timestamp::from_millis(0), Vec::new()).unwrap();
        assert_eq!(Draft::read(&entry, sealed.openings()).as_ref(), Ok(&read), "{kind}");
    }
}

#[test]
fn every_field_of_every_good_event_is_in_its_schema_and_the_other_way_round() {
    for (kind, _) in good() {
        let schema = schema(kind).unwrap();
        let (Some(Json::Object(properties)), Json::Object(given)) =
            (schema.get("properties"), facts(kind))
        else {
            unreachable!()
        };
        for name in given.keys() {
            assert!(properties.contains_key(name), "{kind}: {name} is not in the schema");
        }
        for name in properties.keys() {
            // Two that exclude others of the same event.
            let excluded = matches!(
                (*kind, name.as_str()),
                ("invitation_sent" | "invitation_accepted" | "silence_reported", "body")
            ) || name == "body" && later::ONE_OF.contains(kind)
                || *kind == "return_corrected" && name == "missing";
            assert!(excluded || given.contains_key(name), "{kind}: no test has {name}");
        }
    }
    assert_eq!(schema("rumour"), None);
    let whole = draft_schema();
    let Some(Json::Array(branches)) = whole.get("allOf") else { unreachable!() };
    assert_eq!(branches.len(), KINDS.len());
}

#[test]
fn free_text_names_and_rates_are_sealed_and_nothing_else_is() {
    // What is left in public is made of codes, identifiers, dates and counts of
    // bodies only: no text of the good events but those.
    for (kind, _) in good() {
        let read = Draft::parse(&draft(kind, facts(kind))).unwrap();
        let sealed = read.seal(&mut || Salt::from_bytes([1; 32])).unwrap();
        let schema = schema(kind).unwrap().to_canonical();
        let public = sealed.public_text();
        assert!(!public.contains("A report"), "{kind}");
        let marked = schema.matches("\"x-sealed\":true").count();
        assert!(marked > 0, "{kind} seals nothing");
        // An unsealed text of no pattern would be free text.
        assert!(!schema.contains(r#""minLength":1,"type":"string"}"#), "{kind}: {schema}");
    }
}

#[test]
fn every_rule_refuses_and_names_its_field() {
    for (kind, pointer, value, fault) in table::BROKEN.iter().chain(later::BROKEN) {
        let Err(faults) = Draft::parse(&with(kind, pointer, value)) else {
            panic!("{kind} was taken with {pointer} = {value}");
        };
        let named: Vec<&str> = faults.0.iter().map(|fault| fault.field.as_str()).collect();
        assert!(named.contains(fault), "{kind} {pointer} = {value}: {faults}");
        assert!(faults.0.iter().all(|f| !f.remedy.is_empty()), "{faults}");
    }
    for (kind, facts) in table::SPARSE.iter().chain(later::SPARSE) {
        let facts = Json::parse(facts.as_bytes()).unwrap();
        let faults = Draft::parse(&draft(kind, facts)).expect_err(kind);
        assert_eq!(faults.0[0].field, "/event", "{kind}: {faults}");
    }
}

#[test]
fn sealed_numbers_are_not_repeated_in_an_error() {
    let faults = Draft::parse(&with("return_received", "/event/values/0/denominator", "1"));
    let told = faults.unwrap_err().to_string();
    assert!(!told.contains('2'), "{told}");
}

#[test]
fn a_share_says_which_counts_would_fit() {
    let told = |value: &str| {
        Draft::parse(&with("return_summary", "/event/numerator", value)).unwrap_err().to_string()
    };
    assert_eq!(
        told("70"),
        "/event/numerator: 70 does not round to 48% of 148; that percentage means 71; \
         record claims that differ as two events"
    );
    let mut share = facts("return_summary");
    let Json::Object(members) = &mut share else { unreachable!() };
    members.insert("denominator".into(), Json::Int(1_000));
    members.insert("numerator".into(), Json::Int(480));
    members.insert("numerator_basis".into(), Json::str("derived"));
    let told = Draft::parse(&draft("return_summary", share)).unwrap_err().to_string();
    assert!(told.contains("475 to 484 all round to 48%"), "{told}");
}

#[test]
fn subjects_are_sorted_and_named_once() {
    let json = draft("recommendation_made", facts("recommendation_made"));
    let subjects = Draft::parse(&json).unwrap().event.subjects();
    let show = |list: Vec<String>| list.join(" ");
    assert_eq!(show(subjects.bodies.iter().map(ToString::to_string).collect()), "g occ");
    assert_eq!(show(subjects.persons.iter().map(ToString::to_string).collect()), "person-a1");
    assert_eq!(
        show(subjects.recommendations.iter().map(ToString::to_string).collect()),
        "r0 r1 r2"
    );
    let json = draft("allegation_reported", facts("allegation_reported"));
    let Event::AllegationReported(event) = Draft::parse(&json).unwrap().event else {
        unreachable!()
    };
    assert_eq!(format!("{}", event.about_persons[0]), "person-a1");
}
