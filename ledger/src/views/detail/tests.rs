use super::labels::{LABELS, Shape};
use super::*;
use crate::events::{Draft, draft_schema};
use crate::record::{Chain, Opening, Origin, Salt, Sealer, Timestamp};
use alloc::vec;

const LINES: [&str; 3] = [
    r#"{"id":"p1","inquiry":"demo","kind":"person_registered","basis":"official_record",
        "certainty":"stated","by":"clerk","sources":[{"kind":"report","title":"Blue Book"}],
        "event":{"person":"person-a1","name":"Ada Example"}}"#,
    r#"{"id":"left","inquiry":"demo","kind":"office_ended","basis":"press_report",
        "certainty":"stated","by":"clerk","conflicts_with":["p1","other"],
        "occurred":{"edtf":"2014-08","written":"last August"},
        "sources":[{"kind":"article","title":"A paper","date":"2014-08-27"},
                   {"kind":"page","title":"A page","url":"https://a.example/"}],
        "event":{"spell":"s1","person":"person-a1","office":"leader","reason":"resigned",
                 "effective":"2014-08-26","same_day_as":"p1",
                 "stated_reason":{"text":"To rest.","speaker":"person-a1"}}}"#,
    r#"{"id":"sum","inquiry":"demo","kind":"return_summary","basis":"press_report",
        "certainty":"reported","by":"clerk","sources":[{"kind":"report","title":"Blue Book"}],
        "event":{"body_kind":"lscb","measure":"m","percent":"48","denominator":1480}}"#,
];

fn ledger() -> (Timeline, Vec<(Entry, Openings)>) {
    let mut chain = Chain::genesis(&Origin::new("test.example").unwrap());
    let mut timeline = Timeline::new();
    let record = |text: &&str| {
        let draft = Draft::parse(&Json::parse(text.as_bytes()).unwrap()).unwrap();
        let sealed = draft.seal(&mut || Salt::from_bytes([7; 32])).unwrap();
        let entry = chain.seal(&sealed, Timestamp::from_millis(0), vec![]).unwrap();
        timeline.apply(&entry, sealed.openings()).unwrap();
        (entry, sealed.openings().clone())
    };
    let entries = LINES.iter().map(record).collect();
    (timeline, entries)
}

fn shown(facts: &[Fact]) -> Vec<(&str, &str, String)> {
    let row = |fact: &Fact| fact.value.in_words();
    facts.iter().map(|fact| (fact.pointer.as_str(), fact.label.as_str(), row(fact))).collect()
}

#[test]
fn every_field_is_shown_in_order_with_its_label() {
    let (timeline, entries) = ledger();
    let (entry, openings) = &entries[1];
    let facts = detail(entry, openings, &timeline);
    let told = "Person registered: Ada Example";
    let due = [
        ("/kind", "Kind", "Left office"),
        ("/event/person", "Person", "Ada Example"),
        ("/event/office", "Office", "leader"),
        ("/event/reason", "Reason", "Resigned"),
        ("/event/stated_reason/text", "Reason stated: text", "To rest."),
        ("/event/stated_reason/speaker", "Reason stated: speaker", "Ada Example"),
        ("/event/effective", "Effective", "26 August 2014"),
        ("/event/same_day_as", "On the same day as", told),
        ("/event/spell", "Time in office", "s1"),
        ("/occurred/edtf", "Happened", "August 2014"),
        ("/occurred/written", "Happened, in the words of the source", "last August"),
        ("/certainty", "How firmly", "Stated"),
        ("/basis", "Rests on", "Press report"),
        ("/conflicts_with/0", "Conflicts with", told),
        ("/conflicts_with/1", "Conflicts with", "other"),
        ("/sources/0/kind", "Source 1: kind", "Article"),
        ("/sources/0/title", "Source 1: title", "A paper"),
        ("/sources/0/date", "Source 1: date", "27 August 2014"),
        ("/sources/1/kind", "Source 2: kind", "Page"),
        ("/sources/1/title", "Source 2: title", "A page"),
        ("/sources/1/url", "Source 2: address", "https://a.example/"),
        ("/inquiry", "Inquiry", "demo"),
        ("/id", "Reference", "left"),
        ("/by", "Recorded by", "clerk"),
    ];
    let due: Vec<_> = due.map(|(at, label, value)| (at, label, value.to_string())).into();
    assert_eq!(shown(&facts), due);
    let sealed: Vec<&str> =
        facts.iter().filter(|fact| fact.sealed).map(|fact| fact.pointer.as_str()).collect();
    let mut all: Vec<&str> =
        openings.as_slice().iter().map(|opening| opening.pointer.as_str()).collect();
    all.sort_by_key(|pointer| sealed.iter().position(|known| known == pointer));
    assert_eq!(sealed, all);
    let found = facts.iter().find(|fact| fact.pointer == "/conflicts_with/0").unwrap();
    assert_eq!(
        found.value,
        Shown::Event { id: "p1".into(), found: Some((Index::new(0), told.into())) }
    );
}

#[test]
fn a_redacted_field_keeps_its_place_and_says_so() {
    let (timeline, entries) = ledger();
    let (entry, openings) = &entries[1];
    let sealer = Sealer::new();
    let gone: Vec<Opening> =
        openings.as_slice().iter().map(|opening| opening.withhold(&sealer)).collect();
    let before = detail(entry, openings, &timeline);
    let after = detail(entry, &Openings::new(gone).unwrap(), &timeline);
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!((&before.pointer, &before.label), (&after.pointer, &after.label));
        assert_eq!(after.value == Shown::Withheld, before.sealed, "{}", before.pointer);
    }
}

#[test]
fn numbers_and_shares_read_as_such() {
    let (timeline, entries) = ledger();
    let (entry, openings) = &entries[2];
    let facts = detail(entry, openings, &timeline);
    let value =
        |pointer: &str| facts.iter().find(|fact| fact.pointer == pointer).unwrap().value.in_words();
    assert_eq!(value("/event/percent"), "48%");
    assert_eq!(value("/event/denominator"), "1,480");
    assert_eq!(value("/event/body_kind"), "Local safeguarding children board");
    // Without its openings the public part is shown all the same.
    let public = detail(entry, &Openings::default(), &timeline);
    assert!(public.iter().any(|fact| fact.pointer == "/event/percent"));
    assert!(public.iter().all(|fact| fact.pointer != "/event/measure"));
}

/// Names of all members of a schema, with the schema of each.
fn members(schema: &Json, out: &mut Vec<(String, Json)>) {
    match schema {
        Json::Object(map) => {
            for (key, value) in map {
                if let ("properties", Json::Object(properties)) = (key.as_str(), value) {
                    out.extend(properties.iter().map(|(name, of)| (name.clone(), of.clone())));
                }
                members(value, out);
            }
        }
        Json::Array(items) => items.iter().for_each(|item| members(item, out)),
        _ => {}
    }
}

#[test]
fn every_field_of_the_vocabulary_has_a_label_that_fits_it() {
    let mut all = Vec::new();
    members(&draft_schema(), &mut all);
    assert!(all.len() > 300, "the walk over the schema found too little");
    for (name, schema) in &all {
        let Some((_, label, shape)) = LABELS.iter().find(|(known, ..)| known == name) else {
            panic!("{name} has no label");
        };
        assert!(label.starts_with(char::is_uppercase), "{label}");
        let of = schema.get("items").unwrap_or(schema);
        let has = |key: &str| of.get(key).is_some();
        // Sealed values are shown as they are; objects have labels of their own.
        if has("x-sealed")
            || has("properties")
            || has("const")
            || of.get("type").is_none() && !has("enum")
        {
            continue;
        }
        let date = of.get("maxLength") == Some(&Json::Int(24));
        assert_eq!(has("enum"), *shape == Shape::Code, "{name}");
        assert_eq!(date, *shape == Shape::Date, "{name}");
    }
    let mut names: Vec<&str> = LABELS.iter().map(|(name, ..)| *name).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "a label stands twice");
    for name in names {
        assert!(all.iter().any(|(known, _)| known == name), "{name} is no field");
    }
}
