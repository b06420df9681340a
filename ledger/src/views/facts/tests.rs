use super::*;
use crate::events::civil::Date;
use crate::record::Json;
use alloc::string::{String, ToString};

fn day(text: &str) -> Date {
    crate::events::Edtf::parse(text).unwrap().as_day().unwrap()
}

pub(super) fn draft(id: &str, kind: &str, event: &str) -> Draft {
    let text = alloc::format!(
        r#"{{"id":"{id}","inquiry":"i","basis":"official_record","certainty":"stated","by":"clerk",
        "sources":[{{"kind":"page","title":"T"}}],"kind":"{kind}","event":{event}}}"#
    );
    Draft::parse(&Json::parse(text.as_bytes()).unwrap()).unwrap()
}

fn body(id: &str, name: &str) -> Draft {
    let event = alloc::format!(r#"{{"body":"{id}","name":"{name}","body_kind":"lscb"}}"#);
    draft(&alloc::format!("registered-{id}"), "body_registered", &event)
}

fn correction(id: &str, target: &str, field: &str, new: &str) -> Draft {
    let event = alloc::format!(
        r#"{{"target":"{target}","correction_kind":"clerical","reason":"slip",
        "changes":[{{"field":"{field}","new":"{new}"}}]}}"#
    );
    draft(id, "correction", &event)
}

fn fold(drafts: &[(&str, Draft)]) -> Facts {
    let mut facts = Facts::new();
    for (n, (recorded, draft)) in drafts.iter().enumerate() {
        let time = Timestamp::parse(recorded).unwrap();
        facts.take(Index::new(n as u64), time, draft);
    }
    facts
}

fn name(facts: &Facts, size: u64, id: &str) -> String {
    let stand = Stand { size: Size::new(size), on: day("2020-01-01") };
    facts.body_name(facts.find(id).unwrap(), &stand).to_string()
}

/// The record says what was known when: a correction changes what is known from
/// its own entry on, never what was known before.
#[test]
fn a_view_stands_before_and_after_a_correction() {
    let facts = fold(&[
        ("2019-01-01T10:00:00.000Z", body("a", "Aldmere Board")),
        (
            "2019-02-01T10:00:00.000Z",
            correction("c1", "registered-a", "/event/name", "Aldmore Board"),
        ),
        ("2019-03-01T10:00:00.000Z", correction("c2", "registered-a", "/event/end", "2018-05")),
    ]);
    assert_eq!(name(&facts, 1, "a"), "Aldmere Board");
    assert_eq!(name(&facts, 2, "a"), "Aldmore Board");
    // Before the first entry nothing is known, so the identifier stands for it.
    assert_eq!(name(&facts, 0, "a"), "a");
    let end = |size| {
        let stand = Stand { size: Size::new(size), on: day("2020-01-01") };
        let known: Vec<_> = facts.bodies(&stand).collect();
        (
            known.len(),
            known.first().and_then(|k| k.corrected),
            known.first().and_then(|k| k.fact.end.clone()).map(|e| e.to_string()),
        )
    };
    assert_eq!(end(0), (0, None, None));
    assert_eq!(end(2), (1, None, None));
    assert_eq!(end(3), (1, Some(Index::new(2)), Some("2018-05".to_string())));
}

/// A correction that cannot be read as the field's type leaves the fact as it was.
#[test]
fn a_correction_that_is_no_date_changes_nothing() {
    let facts = fold(&[
        ("2019-01-01T10:00:00.000Z", body("a", "A")),
        ("2019-02-01T10:00:00.000Z", correction("c1", "registered-a", "/event/end", "soon")),
        ("2019-02-01T10:00:00.000Z", correction("c2", "nobody", "/event/end", "2018")),
    ]);
    let stand = Stand { size: facts.size(), on: day("2020-01-01") };
    let known = facts.bodies(&stand).next().unwrap();
    assert_eq!((known.corrected, known.fact.end.is_none()), (None, true));
}

/// "As known on day k" means recorded until midnight in London, summer time
/// included: 23:30 UTC on 30 June is 00:30 on 1 July in London.
#[test]
fn a_day_ends_at_midnight_in_london() {
    let facts = fold(&[
        ("2019-06-30T22:59:00.000Z", body("a", "A")),
        ("2019-06-30T23:30:00.000Z", body("b", "B")),
    ]);
    let size = |text| facts.size_known_on(day(text)).get();
    assert_eq!((size("2019-06-29"), size("2019-06-30"), size("2019-07-01")), (0, 1, 2));
    assert_eq!(facts.last_day(Size::new(1)), Some(day("2019-06-30")));
    assert_eq!(facts.last_day(Size::new(2)), Some(day("2019-07-01")));
    assert_eq!(facts.last_day(Size::ZERO), Some(day("2019-06-30")));
}

/// What was withdrawn is gone from the view on, and back when the withdrawal is
/// itself withdrawn; what was known before stays what it was.
#[test]
fn a_withdrawal_of_a_withdrawal_restores() {
    let mut withdrawn = log::Withdrawals::default();
    withdrawn.note(Index::new(0), Index::new(2));
    withdrawn.note(Index::new(2), Index::new(4));
    let by = |size| withdrawn.of(Index::new(0), Size::new(size)).map(Index::get);
    assert_eq!((by(2), by(3), by(4), by(5)), (None, Some(2), Some(2), None));
    assert_eq!(withdrawn.of(Index::new(1), Size::new(9)), None);
}
