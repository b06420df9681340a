mod columns;
mod groups;

use super::*;
use crate::events::Edtf;
use crate::events::civil::Date;
use crate::record::{Chain, Json, Opening, Origin, Salt, Sealer, Timestamp};
use std::format;
use std::string::{String, ToString};
use std::vec;
use std::vec::Vec;

/// A ledger in memory.
struct Ledger {
    chain: Chain,
    entries: Vec<(Entry, Openings)>,
}

impl Ledger {
    fn new() -> Ledger {
        let origin = Origin::new("test.example").unwrap();
        Ledger { chain: Chain::genesis(&origin), entries: Vec::new() }
    }

    /// Records facts; `more` is further members of the draft.
    fn add(&mut self, id: &str, kind: &str, facts: &str, more: &str) -> &mut Ledger {
        let certainty = if kind == "allegation_reported" { "alleged" } else { "stated" };
        let text = format!(
            r#"{{"id":"{id}","inquiry":"demo","kind":"{kind}","basis":"official_record",
                "certainty":"{certainty}","by":"clerk","sources":[{{"kind":"report",
                "title":"Blue Book"}}],"event":{facts}{more}}}"#
        );
        let draft = Draft::parse(&Json::parse(text.as_bytes()).unwrap())
            .unwrap_or_else(|faults| panic!("{id}: {faults}"));
        let mut n = 0;
        let sealed = draft.seal(&mut || {
            n += 1;
            Salt::from_bytes([n; 32])
        });
        let sealed = sealed.unwrap();
        // One entry a day, from 1 March 2026 at 23:30 in London, then summer time.
        let day = Date::new(2026, 3, 1).unwrap().days_since_1970();
        let count = i64::try_from(self.entries.len()).unwrap();
        let millis = (i64::from(day) + count) * 86_400_000 + 84_600_000;
        let entry = self.chain.seal(&sealed, Timestamp::from_millis(millis), vec![]).unwrap();
        self.entries.push((entry, sealed.openings().clone()));
        self
    }

    fn timeline(&self) -> Timeline {
        let mut timeline = Timeline::new();
        for (entry, openings) in &self.entries {
            timeline.apply(entry, openings).unwrap();
        }
        timeline
    }
}

fn people() -> Ledger {
    let mut ledger = Ledger::new();
    ledger
        .add("b1", "body_registered", r#"{"body":"council","name":"Ŵyrborough council","body_kind":"local_authority"}"#, "")
        .add("p1", "person_registered", r#"{"person":"person-a1","name":"Ada Example"}"#, "")
        .add("o1", "office_registered", r#"{"office":"leader","title":"leader of the council","body":"council","selection":"elected"}"#, "")
        .add("held", "office_held", r#"{"spell":"s1","person":"person-a1","office":"leader"}"#, r#","occurred":{"edtf":"2003/"}"#)
        .add("report", "report_published", r#"{"report":"r1","title":"A report","report_kind":"report","says":"Much to do."}"#, r#","occurred":{"edtf":"2014-08"}"#)
        .add("left", "office_ended", r#"{"spell":"s1","person":"person-a1","office":"leader","reason":"resigned","effective":"2014-08-26","same_day_as":"report"}"#, r#","occurred":{"edtf":"2014-08-26"}"#)
        .add("claim", "allegation_reported", r#"{"about_persons":["person-a1"],"text":"Shouting","reported_in":"a newspaper","accuser":"not_named"}"#, "")
        .add("reply", "reply_published", r#"{"reply_to":"claim","person":"person-a1","text":"Not so.","channel":"press"}"#, r#","occurred":{"edtf":"2015-03-10"}"#);
    ledger
}

fn rows(timeline: &Timeline, query: &Query) -> Vec<Row> {
    timeline.select(query).into_iter().filter_map(|place| timeline.row_at(place)).collect()
}

/// The row at a place, which is there.
fn at(timeline: &Timeline, place: u32) -> Row {
    timeline.row_at(place).unwrap()
}

fn titles(timeline: &Timeline, query: &Query) -> Vec<String> {
    rows(timeline, query).iter().map(|row| row.id.to_string()).collect()
}

#[test]
fn titles_are_plain_words_with_the_names_of_the_ledger() {
    let ledger = people();
    let timeline = ledger.timeline();
    let shown: Vec<String> = timeline.rows().map(|row| row.title).collect();
    assert_eq!(
        shown,
        [
            "Body registered: Ŵyrborough council",
            "Person registered: Ada Example",
            "Office registered: leader of the council",
            "Ada Example, leader of the council: held office",
            "Report published, “A report”",
            "Ada Example, leader of the council: resigned",
            "Allegation reported about Ada Example",
            "Ada Example: reply published",
        ]
    );
    assert_eq!(at(&timeline, 5).summary, "Effective 26 August 2014.");
    assert_eq!(
        at(&timeline, 6).summary,
        "Shouting. An allegation, not a finding; reported in a newspaper, \
         which does not name who makes it."
    );
    assert_eq!(at(&timeline, 6).occurred_in_words(), "Date not known");
    assert_eq!(at(&timeline, 3).occurred_in_words(), "from 2003, end not known");
}

#[test]
fn links_show_in_both_directions_whichever_entry_came_first() {
    let mut ledger = people();
    ledger
        .add(
            "early",
            "statement_made",
            r#"{"body":"council","text":"In 2011."}"#,
            r#","conflicts_with":["late"]"#,
        )
        .add(
            "late",
            "statement_made",
            r#"{"body":"council","text":"In 2012."}"#,
            r#","conflicts_with":["early"]"#,
        );
    let timeline = ledger.timeline();
    let index = Index::new;
    assert_eq!(at(&timeline, 6).replies, [index(7)]);
    assert_eq!(at(&timeline, 7).replies, [index(6)]);
    assert_eq!(at(&timeline, 5).related, [index(4)]);
    assert_eq!(at(&timeline, 4).related, [index(5)]);
    assert_eq!(at(&timeline, 8).conflicts, [index(9)]);
    assert_eq!(at(&timeline, 9).conflicts, [index(8)]);
}

#[test]
fn a_corrected_name_reaches_every_row_and_both_entries_point_at_each_other() {
    let mut ledger = people();
    ledger.add("fix", "correction", r#"{"target":"p1","correction_kind":"clerical","reason":"Slip.","changes":[{"field":"/event/name","old":"Ada Example","new":"Ada Sample"}]}"#, "");
    let timeline = ledger.timeline();
    assert_eq!(at(&timeline, 5).title, "Ada Sample, leader of the council: resigned");
    assert_eq!(at(&timeline, 1).title, "Person registered: Ada Sample");
    // What was corrected is named as it was.
    assert_eq!(at(&timeline, 8).title, "Correction of: Person registered: Ada Example");
    assert_eq!(at(&timeline, 8).corrects, Some(Index::new(1)));
    assert_eq!(at(&timeline, 1).corrected_by, [Index::new(8)]);
    let found = Query { text: "SAMPLE resigned".into(), ..Query::default() };
    assert_eq!(titles(&timeline, &found), ["left"]);
}

#[test]
fn a_name_registered_later_reaches_earlier_rows() {
    let mut ledger = Ledger::new();
    ledger.add("s", "statement_made", r#"{"person":"person-b2","text":"Hello."}"#, "").add(
        "p",
        "person_registered",
        r#"{"person":"person-b2","name":"Bea Example"}"#,
        "",
    );
    let mut timeline = Timeline::new();
    let (entry, openings) = &ledger.entries[0];
    timeline.apply(entry, openings).unwrap();
    assert_eq!(at(&timeline, 0).title, "person-b2: statement");
    let (entry, openings) = &ledger.entries[1];
    timeline.apply(entry, openings).unwrap();
    assert_eq!(at(&timeline, 0).title, "Bea Example: statement");
}

#[test]
fn what_is_withheld_is_said_to_be_and_cannot_be_found() {
    let mut ledger = people();
    let sealer = Sealer::new();
    for (_, openings) in &mut ledger.entries {
        let all = openings.as_slice().iter();
        let gone: Vec<Opening> = all.map(|opening| opening.withhold(&sealer)).collect();
        *openings = Openings::new(gone).unwrap();
    }
    let timeline = ledger.timeline();
    assert_eq!(at(&timeline, 5).title, "[withheld], [withheld]: resigned");
    assert!(timeline.rows().all(|row| row.withheld));
    assert!(at(&timeline, 6).summary.starts_with("[withheld]. An allegation"));
    let ada = Query { text: "ada".into(), ..Query::default() };
    assert_eq!(timeline.select(&ada), Vec::<u32>::new());
}

#[test]
fn an_entry_that_cannot_be_read_keeps_its_place() {
    let ledger = people();
    let mut timeline = Timeline::new();
    let none = Openings::default();
    for (at, (entry, openings)) in ledger.entries.iter().enumerate() {
        let openings = if at == 5 { &none } else { openings };
        assert_eq!(timeline.apply(entry, openings).is_err(), at == 5);
        // Again: nothing happens.
        timeline.apply(entry, openings).unwrap();
    }
    assert_eq!(timeline.len(), ledger.entries.len());
    let row = timeline.row(Index::new(5)).unwrap();
    assert_eq!(row.title, "Left office: content not available");
    assert_eq!(row.occurred, Some(Edtf::parse("2014-08-26").unwrap()));
    assert_eq!(timeline.event(&row.id).unwrap().index, row.index);
}

#[test]
fn queries_filter_and_sort_and_keep_the_undated_last() {
    let timeline = people().timeline();
    let oldest = Query { order: Order::Oldest, ..Query::default() };
    assert_eq!(
        titles(&timeline, &oldest),
        ["held", "report", "left", "reply", "b1", "p1", "o1", "claim"]
    );
    assert_eq!(
        titles(&timeline, &Query::default()),
        ["reply", "left", "report", "held", "b1", "p1", "o1", "claim"]
    );
    let ask = |pairs: &[(&str, &str)]| {
        let mut query = Query { order: Order::Oldest, ..Query::default() };
        for (name, value) in pairs {
            assert_eq!(query.set(name, value), Ok(true), "{name}");
        }
        titles(&timeline, &query)
    };
    assert_eq!(ask(&[("kind", "office_ended,office_held")]), ["held", "left"]);
    assert_eq!(ask(&[("kind", "office_ended"), ("kind", "reply_published")]), ["left", "reply"]);
    assert_eq!(ask(&[("family", "people")]), ["held", "left"]);
    assert_eq!(ask(&[("person", "person-a1"), ("family", "responses")]), ["reply", "claim"]);
    assert_eq!(ask(&[("body", "council")]), ["b1", "o1"]);
    assert_eq!(ask(&[("inquiry", "other")]), Vec::<String>::new());
    assert_eq!(ask(&[("q", "ŵYRBOROUGH")]), ["b1", "o1"]);
    assert_eq!(ask(&[("q", "blue book"), ("family", "people")]), ["held", "left"]);
    assert_eq!(ask(&[("q", "  ")]).len(), 8);
    // "From 2003" may still go on in 2014; what has no date may lie anywhere.
    assert_eq!(ask(&[("from", "2014-08-27"), ("to", "2015"), ("family", "people")]), ["held"]);
    assert_eq!(ask(&[("from", "2014-08"), ("to", "2014-08"), ("kind", "office_ended")]), ["left"]);
    assert_eq!(ask(&[("from", "2015"), ("family", "responses")]), ["reply", "claim"]);
}

#[test]
fn the_recorded_clock_goes_by_days_in_london() {
    let timeline = people().timeline();
    let ask = |from: &str, to: &str, order: &str| {
        let mut query = Query::default();
        for (name, value) in [("clock", "recorded"), ("from", from), ("to", to), ("order", order)] {
            query.set(name, value).unwrap();
        }
        titles(&timeline, &query)
    };
    assert_eq!(ask("2026-03-02", "2026-03-03", "oldest"), ["p1", "o1"]);
    assert_eq!(ask("2026-03-02", "2026-03-03", "newest"), ["o1", "p1"]);
    assert_eq!(ask("", "2026-03-01", "newest"), ["b1"]);
    assert_eq!(ask("", "", "oldest").len(), 8);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (name, value) in [
        ("kind", "rumour"),
        ("family", "people,ghosts"),
        ("body", "No Body"),
        ("person", "ä"),
        ("inquiry", "-"),
        ("from", "last August"),
        ("to", "2014-13"),
        ("from", "/2014"),
        ("clock", "cuckoo"),
        ("order", "random"),
    ] {
        let error = Query::default().set(name, value).unwrap_err();
        assert!(error.to_string().starts_with(name), "{error}");
    }
    assert_eq!(Query::default().set("page", "2"), Ok(false));
}

#[test]
fn the_same_entries_give_the_same_timeline() {
    let ledger = people();
    let rows = |timeline: Timeline| timeline.rows().collect::<Vec<_>>();
    assert_eq!(rows(ledger.timeline()), rows(ledger.timeline()));
}
