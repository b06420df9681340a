//! Hostile words, empty tables, and calendars that change.

use super::agenda::{Ended, Item, Revision, items};
use super::*;
use crate::events::Draft;
use crate::record::{Chain, Entry, Index, Openings, Origin, Salt, Timestamp};
use crate::views::sheet::{Cell, ColumnKind, Ref, Row as Cells, Sheet, Table, columns};
use crate::views::timeline::Timeline;
use std::format;
use std::string::ToString;
use std::vec;

/// Words that would do something almost anywhere they were not escaped.
const HOSTILE: &str = "=HYPERLINK(\"http://x\";\"y\"), <b>&'\u{1}\u{feff}";

struct Ledger {
    chain: Chain,
    entries: Vec<(Entry, Openings)>,
    timeline: Timeline,
}

impl Ledger {
    fn new() -> Ledger {
        let chain = Chain::genesis(&Origin::new("test.example/a").unwrap());
        Ledger { chain, entries: vec![], timeline: Timeline::new() }
    }

    fn add(&mut self, id: &str, kind: &str, event: &str) -> &mut Ledger {
        let text = format!(
            r#"{{"id":"{id}","inquiry":"i","kind":"{kind}","basis":"official_record","certainty":
            "stated","by":"clerk","sources":[{{"kind":"report","title":"B"}}],"event":{event}}}"#
        );
        let draft = Draft::parse(&Json::parse(text.as_bytes()).unwrap()).unwrap();
        let sealed = draft.seal(&mut || Salt::from_bytes([7; 32])).unwrap();
        let millis = 1_795_000_000_000 + i64::try_from(self.entries.len()).unwrap() * 86_400_000;
        let entry = self.chain.seal(&sealed, Timestamp::from_millis(millis), vec![]).unwrap();
        self.timeline.apply(&entry, sealed.openings()).unwrap();
        self.entries.push((entry, sealed.openings().clone()));
        self
    }

    fn row(&self, index: u64) -> crate::views::timeline::Row {
        self.timeline.row(Index::new(index)).unwrap()
    }

    fn agenda(&self, index: u64) -> Vec<Item> {
        let row = self.row(index);
        let changing = row.corrected_by.iter().chain(&row.related);
        let revisions = changing.filter_map(|by| {
            let (entry, openings) = &self.entries[usize::try_from(by.get()).unwrap()];
            Revision::read(entry, openings)
        });
        let public = self.entries[usize::try_from(index).unwrap()].0.draft_json();
        let ended = self.timeline.rows().filter_map(|row| {
            let at = usize::try_from(row.index.get()).unwrap();
            Ended::read(&row, &self.entries[at].0.draft_json())
        });
        items(&row, &public, &revisions.collect::<Vec<_>>(), &ended.collect::<Vec<_>>())
    }
}

/// A row whose words are worse than the vocabulary would let anyone record.
fn hostile() -> crate::views::timeline::Row {
    let mut ledger = Ledger::new();
    let event = r#"{"body":"a","name":"A","body_kind":"lscb"}"#;
    let mut row = ledger.add("a-registered", "body_registered", event).row(0);
    row.title = HOSTILE.to_string();
    row
}

const WARNED: Stamp<'_> = Stamp { size: 200, warning: "Fictional." };

/// A spreadsheet runs nothing, and still every word can be had back.
#[test]
fn a_cell_that_a_spreadsheet_would_run_is_marked_and_can_be_restored() {
    let lines: Vec<Line> =
        ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "plain", "a=b", "'quoted", ""]
            .map(|text| vec![("a".to_string(), Json::str(text)), ("n".to_string(), Json::Int(-5))])
            .into();
    let mut out = String::new();
    csv::header(&lines, &mut out);
    csv::rows(&lines, &mut out);
    assert_eq!(
        out,
        "a,n,altered_for_spreadsheet\r\n'=1+1,-5,a\r\n'+1,-5,a\r\n'-1,-5,a\r\n'@SUM(A1),-5,a\r\n\
         \"'\tx\",-5,a\r\n\"'\rx\",-5,a\r\n\"'\nx\",-5,a\r\nplain,-5,\r\na=b,-5,\r\n'quoted,-5,\r\n,-5,\r\n"
    );
}

#[test]
fn quotes_commas_and_spaces_survive() {
    let line = |text: &str| vec![("a".to_string(), Json::str(text))];
    let mut out = String::new();
    csv::rows(&[line("a \"b\", c"), line(" lead"), line("ŵ")], &mut out);
    assert_eq!(out, "\"a \"\"b\"\", c\",\r\n\" lead\",\r\nŵ,\r\n");
}

#[test]
fn a_row_is_the_same_in_both_forms_and_carries_the_warning() {
    let line = event(&hostile(), Some("00ff"), &WARNED);
    let mut text = String::new();
    jsonl::lines(core::slice::from_ref(&line), &mut text);
    let json = Json::parse(text.trim_end().as_bytes()).unwrap();
    assert_eq!(json.get("warning").and_then(Json::as_str), Some("Fictional."));
    assert_eq!(json.get("ledger_size").and_then(Json::as_int), Some(200));
    assert_eq!(json.get("hash").and_then(Json::as_str), Some("00ff"));
    let title = json.get("title").and_then(Json::as_str).unwrap();
    assert!(title.contains("HYPERLINK"), "{title}");
    assert!(!text.contains("'="), "programs get the words as they are");
    let mut cells = String::new();
    csv::header(core::slice::from_ref(&line), &mut cells);
    assert!(cells.starts_with("ledger_size,warning,index,id,kind,"), "{cells}");
    assert!(cells.ends_with(",hash,altered_for_spreadsheet\r\n"), "{cells}");
}

#[test]
fn a_table_has_its_identifiers_and_a_header_even_without_rows() {
    let mut table = Table {
        key: "t".to_string(),
        columns: columns(&[
            ("body", "Organisation", ColumnKind::Text),
            ("due", "Due", ColumnKind::Date),
            ("n", "Number", ColumnKind::Number),
        ]),
        ..Table::default()
    };
    let sheet = Sheet::default();
    let stamp = Stamp { size: 3, warning: "" };
    let none = super::table(&sheet, &table, &stamp);
    let header = "ledger_size,warning,on,row,body,due,n,entries,altered_for_spreadsheet\r\n";
    assert_eq!(csv::table(&table, &none), header);
    table.rows.push(Cells {
        key: "k".to_string(),
        cells: vec![
            Cell::Link(Ref::Body("lscb-a".to_string()), "-Board".to_string()),
            Cell::Date("2014-08".to_string(), "August 2014".to_string()),
            // A cell is missing: it is empty, and nothing moves.
        ],
        entries: vec![1, 2],
    });
    let lines = super::table(&sheet, &table, &stamp);
    let whole = csv::table(&table, &lines);
    assert!(whole.ends_with("3,,,k,'-Board,lscb-a,2014-08,,1 2,body\r\n"), "{whole}");
}

#[test]
fn a_feed_is_well_formed_whatever_the_record_says() {
    let about = atom::Feed {
        origin: "test.example/\"<a>",
        site: "https://x.example",
        query: "q=\"><script>&kind=a",
        updated: Timestamp::from_millis(0),
        warning: "",
    };
    let feed = atom::feed(&about, &[hostile()]);
    assert!(!feed.contains("<script>") && !feed.contains("<b>"), "{feed}");
    assert!(!feed.contains('\u{1}'), "no XML may contain this, not even escaped");
    assert!(feed.contains("&lt;b&gt;&amp;&#39;\u{fffd}"), "{feed}");
    assert!(feed.contains("<id>tag:test.example,2026:"), "{feed}");
    for line in feed.lines().filter(|line| line.contains("href=")) {
        assert_eq!(line.matches('"').count() % 2, 0, "{line}");
    }
    assert_eq!(feed.matches("<entry>").count(), 1);
}

const ORDER: &str = r#"{"order":"o1","committee":"c","person":"person-b2","made":"2015-03-01",
    "attend_on":"2015-03-10"}"#;

/// A hearing that is moved keeps its identity, and calendars take the change.
#[test]
fn a_day_that_is_corrected_is_the_same_event_with_a_higher_sequence() {
    let mut ledger = Ledger::new();
    ledger.add("order-1", "order_to_attend", ORDER);
    let before = ledger.agenda(0);
    ledger.add(
        "fix",
        "correction",
        r#"{"target":"order-1","correction_kind":"clerical","reason":"slip",
        "changes":[{"field":"/event/attend_on","new":"2015-03-12"}]}"#,
    );
    let after = ledger.agenda(0);
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_eq!(before[0].key, after[0].key);
    assert_eq!((before[0].revisions, after[0].revisions), (0, 1));
    assert!(before[0].revised < after[0].revised);
    let about = ics::Calendar { origin: "test.example/a", site: "https://x", warning: "" };
    let calendar = ics::calendar(&about, &after);
    for wanted in [
        "UID:order-1.event.attend_on@test.example\r\n",
        "SEQUENCE:1\r\n",
        "DTSTART;VALUE=DATE:20150312\r\n",
        "DTEND;VALUE=DATE:20150313\r\n",
        "STATUS:CONFIRMED\r\n",
        "URL:https://x/events/0\r\n",
    ] {
        assert!(calendar.contains(wanted), "{wanted} in {calendar}");
    }
}

/// What is taken back or called off stays in the calendar, as cancelled.
#[test]
fn a_withdrawn_or_discharged_order_is_cancelled_and_a_time_is_a_time() {
    let mut ledger = Ledger::new();
    ledger.add("order-1", "order_to_attend", ORDER);
    ledger.add("order-2", "order_to_attend", &ORDER.replace("o1", "o2"));
    let session = r#"{"session":"s1","committee":"c","starts":"2018-06-11T14:15+01:00",
        "ends":"2018-06-11T16:00+01:00","private":false}"#;
    ledger.add("session-1", "evidence_session", session);
    assert!(!ledger.agenda(0)[0].cancelled && !ledger.agenda(1)[0].cancelled);
    let back = r#"{"target":"order-1","withdrawal_kind":"wrong_person","reason":"slip",
        "decided_by":"clerk"}"#;
    ledger.add("back", "withdrawal", back);
    let off = r#"{"order":"o2","committee":"c","person":"person-b2","reason":"attended"}"#;
    ledger.add("off", "order_discharged", off);
    for n in [0, 1] {
        let item = ledger.agenda(n).remove(0);
        assert!(item.cancelled, "order {n}");
        assert_eq!(item.revisions, 1);
    }
    let hearing = ledger.agenda(2);
    assert_eq!(hearing.len(), 1, "{hearing:?}");
    assert!(!hearing[0].cancelled);
    let about = ics::Calendar { origin: "o", site: "", warning: "" };
    let calendar = ics::calendar(&about, &hearing);
    assert!(
        calendar.contains("DTSTART:20180611T131500Z\r\nDTEND:20180611T150000Z\r\n"),
        "{calendar}"
    );
}

/// Every page and file of an invented ledger says so.
#[test]
fn a_label_of_the_ledger_is_what_files_warn_of() {
    let mut ledger = Ledger::new();
    ledger.add("o", "order_to_attend", ORDER);
    assert_eq!(warning(&ledger.timeline), "");
    let label = r#"{"label":"fictional","text":"All of it is invented."}"#;
    ledger.add("label", "ledger_labelled", label);
    assert_eq!(warning(&ledger.timeline), "This ledger is fictional. All of it is invented.");
    assert_eq!(file_name(&["a/../b"], Size::new(3), "x"), "daybook-WARNING-ab-at-3");
}

/// A month is a month: the calendar shows all of it, and no day is made up.
/// A year is no day at all.
#[test]
fn vague_days_stay_vague_and_days_without_end_stay_out() {
    let mut ledger = Ledger::new();
    let order = |on: &str| ORDER.replace("2015-03-10", on).replace("2015-03-01", "1999-01-01");
    for (n, on) in ["2015-03", "2015", "2015-03-10/..", "2015-03-10~"].iter().enumerate() {
        let event = order(on).replace("o1", &format!("o-{n}"));
        ledger.add(&format!("order-{n}"), "order_to_attend", &event);
    }
    let days =
        |n| ledger.agenda(n).iter().map(|i| (i.from.to_string(), i.to.to_string())).collect();
    let days: Vec<Vec<_>> = (0..4).map(days).collect();
    assert_eq!(days[0], [("2015-03-01".to_string(), "2015-03-31".to_string())]);
    assert_eq!((days[1].len(), days[2].len(), days[3].len()), (0, 0, 1));
}

#[test]
fn no_line_of_a_calendar_is_long_or_forged() {
    let ledger = Ledger::new();
    let mut item = {
        let mut ledger = ledger;
        ledger.add("order-1", "order_to_attend", ORDER);
        ledger.agenda(0).remove(0)
    };
    item.title = format!("{}; a, b\\c\r\nEND:VEVENT", "ŵ".repeat(100));
    item.key = "x\r\nSTATUS:CANCELLED".to_string();
    item.from_time = Some(Timestamp::parse("2018-06-11T17:00:00.000Z").unwrap());
    item.cancelled = true;
    let about = ics::Calendar { origin: "o", site: "https://x\r\nX:y", warning: "Fictional." };
    let calendar = ics::calendar(&about, &[item]);
    for line in calendar.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains(['\r', '\n']), "{line}");
    }
    let unfolded = calendar.replace("\r\n ", "");
    assert_eq!(unfolded.matches("\r\nEND:VEVENT").count(), 1, "{unfolded}");
    assert_eq!(unfolded.matches("\r\nSTATUS:").count(), 1, "{unfolded}");
    assert!(unfolded.contains("\\; a\\, b\\\\c\\nEND:VEVENT"), "{unfolded}");
    assert!(unfolded.contains("SUMMARY:Fictional. ŵŵ"), "{unfolded}");
    assert!(unfolded.contains("DTSTART:20180611T170000Z") && unfolded.contains("CANCELLED"));
}
