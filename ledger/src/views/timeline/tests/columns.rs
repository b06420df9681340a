//! What can go wrong when rows are kept as columns.

use super::*;
use crate::record::SealedDraft;

/// Seals a public part as it is, whatever this program thinks of it.
fn seal_raw(ledger: &mut Ledger, public: &str) {
    let public = Json::parse(public.as_bytes()).unwrap();
    let sealed = SealedDraft::new(public, vec![], &mut || Salt::from_bytes([1; 32])).unwrap();
    let entry = ledger.chain.seal(&sealed, Timestamp::from_millis(1_900_000_000_000), vec![]);
    ledger.entries.push((entry.unwrap(), sealed.openings().clone()));
}

fn statement(ledger: &mut Ledger, id: &str, occurred: &str) {
    let more = match occurred {
        "" => String::new(),
        edtf => format!(r#","occurred":{{"edtf":"{edtf}"}}"#),
    };
    ledger.add(id, "statement_made", r#"{"body":"council","text":"Words."}"#, &more);
}

fn ask(timeline: &Timeline, pairs: &[(&str, &str)]) -> Vec<String> {
    let mut query = Query::default();
    for (name, value) in pairs {
        assert_eq!(query.set(name, value), Ok(true), "{name}");
    }
    titles(timeline, &query)
}

#[test]
fn an_unknown_kind_is_shown_found_and_cannot_break_the_words_of_its_row() {
    let mut ledger = Ledger::new();
    statement(&mut ledger, "known", "2014");
    // The code of a kind that nobody checked may hold the marks of kept words.
    seal_raw(
        &mut ledger,
        r#"{"id":"odd","inquiry":"demo","kind":"new\u0001\u0003\u0002kind","occurred":{"edtf":"2013"}}"#,
    );
    seal_raw(&mut ledger, r#"{"id":"Not An Id","kind":7}"#);
    let mut timeline = Timeline::new();
    for (entry, openings) in &ledger.entries {
        let _ = timeline.apply(entry, openings);
    }
    let odd = at(&timeline, 1);
    let told = "Entry of a kind that this program does not know: new\u{fffd}\u{fffd}\u{fffd}kind";
    assert_eq!((odd.title.as_str(), odd.kind), (told, UNKNOWN_KIND));
    assert_eq!(odd.summary, "Its place in the ledger can be checked all the same.");
    assert_eq!(odd.occurred_in_words(), "2013");
    let bad = at(&timeline, 2);
    assert_eq!((bad.id.as_str(), bad.inquiry.as_ref()), ("entry-2", None));
    assert_eq!(bad.title, "Entry that this program cannot read");
    assert_eq!(ask(&timeline, &[("kind", "unknown")]), ["odd", "entry-2"]);
    assert_eq!(ask(&timeline, &[("family", "record_keeping")]), ["odd", "entry-2"]);
    assert_eq!(ask(&timeline, &[("inquiry", "demo")]), ["known", "odd"]);
    assert_eq!(ask(&timeline, &[("q", "cannot read")]), ["entry-2"]);
}

#[test]
fn a_search_finds_the_name_that_is_known_now_and_no_earlier_one() {
    let mut ledger = Ledger::new();
    statement(&mut ledger, "first", "");
    let search = |ledger: &Ledger, words| ask(&ledger.timeline(), &[("q", words)]);
    // The identifier stands for the name until there is one; a word may span
    // the end of a name and what follows it.
    assert_eq!(search(&ledger, "COUNCIL:"), ["first"]);
    ledger.add(
        "reg",
        "body_registered",
        r#"{"body":"council","name":"Old Ŵyr","body_kind":"other"}"#,
        "",
    );
    assert_eq!(search(&ledger, "ŵyr: statement"), ["first"]);
    assert_eq!(search(&ledger, "council:"), Vec::<String>::new());
    ledger.add("fix", "correction", r#"{"target":"reg","correction_kind":"clerical","reason":"Slip.","changes":[{"field":"/event/name","old":"Old Ŵyr","new":"New Ŵyr"}]}"#, "");
    assert_eq!(search(&ledger, "new ŵyr: statement"), ["first"]);
    assert_eq!(search(&ledger, "old ŵyr: statement"), Vec::<String>::new());
    // A correction of a name that is no name of anything changes nothing.
    ledger.add("vain", "correction", r#"{"target":"first","correction_kind":"clerical","reason":"Slip.","changes":[{"field":"/event/name","old":"a","new":"b"}]}"#, "");
    assert_eq!(at(&ledger.timeline(), 0).title, "New Ŵyr: statement");
    assert_eq!(at(&ledger.timeline(), 0).corrected_by, [Index::new(3)]);
}

#[test]
fn dates_that_mean_the_same_days_keep_the_order_of_the_ledger() {
    let mut ledger = Ledger::new();
    for (id, occurred) in [
        ("a", "2014?"),
        ("b", ""),
        ("c", "2014"),
        ("d", "2013-12"),
        ("e", "2014~"),
        ("f", ""),
        ("g", "2014/.."),
        ("h", "/2014-06"),
        ("i", "2014-01-01"),
        ("j", "2014"),
    ] {
        statement(&mut ledger, id, occurred);
    }
    let timeline = ledger.timeline();
    let oldest = ["d", "i", "a", "c", "e", "j", "g", "h", "b", "f"];
    assert_eq!(ask(&timeline, &[("order", "oldest")]), oldest);
    let mut newest = oldest;
    newest[..8].reverse();
    assert_eq!(ask(&timeline, &[]), newest);
    assert_eq!(ask(&timeline, &[("from", "2015"), ("order", "oldest")]), ["g", "b", "f"]);
    assert_eq!(ask(&timeline, &[("to", "2013"), ("order", "oldest")]), ["d", "h", "b", "f"]);
}

#[test]
fn a_row_keeps_its_index_where_entries_could_not_be_had() {
    let mut ledger = people();
    ledger.add("again", "statement_made", r#"{"person":"person-a1","text":"More."}"#, "");
    let mut timeline = Timeline::new();
    for (at, (entry, openings)) in ledger.entries.iter().enumerate() {
        if ![0, 3, 4].contains(&at) {
            timeline.apply(entry, openings).unwrap();
        }
    }
    assert_eq!(timeline.len(), 6);
    assert_eq!(timeline.place(Index::new(5)), Some(2));
    assert_eq!(timeline.index_at(2), Some(Index::new(5)));
    assert_eq!(timeline.row(Index::new(5)).unwrap().id.as_str(), "left");
    for missing in [0, 3, 4, 9, u64::MAX] {
        assert_eq!(timeline.row(Index::new(missing)), None, "{missing}");
    }
    // What it is linked to is not there: no link is made up.
    assert_eq!(timeline.row(Index::new(5)).unwrap().related, []);
    assert_eq!(timeline.row(Index::new(6)).unwrap().replies, [Index::new(7)]);
    assert_eq!(
        (timeline.row_at(6), timeline.index_at(6), timeline.recorded_at(6)),
        (None, None, 0)
    );
}

#[test]
fn an_identifier_used_twice_means_the_first_event() {
    let mut ledger = Ledger::new();
    for (id, text, others) in [
        ("twin", "One.", r#""late""#),
        ("twin", "Two.", r#""late""#),
        ("other", "Three.", r#""twin","late""#),
    ] {
        let facts = format!(r#"{{"body":"council","text":"{text}"}}"#);
        let more = format!(r#","conflicts_with":[{others}]"#);
        ledger.add(id, "statement_made", &facts, &more);
    }
    statement(&mut ledger, "late", "");
    let timeline = ledger.timeline();
    let first = timeline.event(&EventId::new("twin").unwrap()).unwrap();
    assert_eq!(first.index, Index::new(0));
    assert_eq!(first.conflicts, [2, 3].map(Index::new));
    assert_eq!(at(&timeline, 3).conflicts, [0, 1, 2].map(Index::new));
    assert_eq!(timeline.event(&EventId::new("never").unwrap()), None);
}

#[test]
fn the_tally_counts_each_row_once_for_each_thing() {
    let mut ledger = people();
    statement(&mut ledger, "one", "1999-05");
    ledger.add(
        "two",
        "statement_made",
        r#"{"body":"council","text":"No."}"#,
        r#","conflicts_with":["one","reply"]"#,
    );
    let timeline = ledger.timeline();
    let tally = timeline.tally();
    // Two statements, the registration and the office that belongs to it.
    assert_eq!(tally.bodies, [("council", 4)]);
    // All eight of `people` but the body, the office and the report.
    assert_eq!(tally.persons, [("person-a1", 5)]);
    assert_eq!(tally.inquiries, [("demo", 10)]);
    assert_eq!(tally.conflicts, 3);
    let span = tally.span.map(|(first, last)| (first.to_string(), last.to_string()));
    assert_eq!(span, Some(("1999-05-01".into(), "2015-03-10".into())));
    let all: u64 = tally.kinds.iter().map(|(_, count)| count).sum();
    assert_eq!((all, tally.kinds.contains(&("statement_made", 2))), (10, true));
    let families: Vec<u64> = tally.families.iter().map(|(_, count)| *count).collect();
    assert_eq!(families, [0, 2, 1, 0, 4, 3]);
    assert_eq!(Timeline::new().tally().span, None);
}
