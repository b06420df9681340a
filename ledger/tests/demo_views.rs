//! The demonstration record, asked about people, calls to attend and time. The
//! expected figures are those of the project's notes on the article.

use ledger::events::civil::Date;
use ledger::events::{Draft, Edtf};
use ledger::record::{Chain, Json, Origin, Salt, Timestamp};
use ledger::views::facts::Facts;
use ledger::views::sheet::{Cell, Figure, Sheet};
use ledger::views::timeline::Timeline;
use ledger::views::{Question, Record, ask, feed};

const RECORD: &str = include_str!("../../server/demo/occ-2015.jsonl");

fn day(text: &str) -> Date {
    Edtf::parse(text).unwrap().as_day().unwrap()
}

/// Both folds of the record, all of it recorded on 1 November 2026.
fn folds() -> (Facts, Timeline) {
    let (mut facts, mut timeline) = (Facts::new(), Timeline::new());
    let mut chain = Chain::genesis(&Origin::new("demo.example").unwrap());
    let time = Timestamp::parse("2026-11-01T12:00:00.000Z").unwrap();
    let mut n = 0_u64;
    let mut salt = || {
        n += 1;
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&n.to_be_bytes());
        Salt::from_bytes(bytes)
    };
    for line in RECORD.lines() {
        let draft = Draft::parse(&Json::parse(line.as_bytes()).unwrap()).unwrap();
        let sealed = draft.seal(&mut salt).unwrap();
        let entry = chain.seal(&sealed, time, Vec::new()).unwrap();
        feed(&mut timeline, &mut facts, &entry, sealed.openings()).unwrap();
    }
    (facts, timeline)
}

fn answer(question: &str) -> Sheet {
    let (facts, timeline) = folds();
    let (view, params) = question.split_once('?').unwrap_or((question, ""));
    let pairs = params.split('&').filter_map(|pair| pair.split_once('='));
    let question = Question {
        view: view.to_owned(),
        params: pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        today: day("2026-11-24"),
    };
    ask(&Record { facts: &facts, timeline: &timeline }, &question).unwrap()
}

fn figure<'a>(sheet: &'a Sheet, key: &str) -> &'a Figure {
    sheet.figures.iter().find(|figure| figure.key == key).unwrap()
}

fn lines(sheet: &Sheet, key: &str) -> Vec<String> {
    let table = sheet.tables.iter().find(|table| table.key == key).unwrap();
    let line = |cells: &[Cell]| {
        let words = cells.iter().map(Cell::words).filter(|words| !words.is_empty());
        words.collect::<Vec<_>>().join(" | ")
    };
    table.rows.iter().map(|row| line(&row.cells)).collect()
}

/// From the resignation, 26 August 2014, to the evidence, 10 March 2015: 196 days.
#[test]
fn from_the_resignation_to_the_evidence_are_196_days() {
    let sheet = answer("days-between?a=found-resignation&b=found-attendance");
    assert_eq!(figure(&sheet, "days").text, "196 days");
    assert_eq!(figure(&sheet, "days").entries.len(), 2);
    // The article itself gives no day for the resignation.
    let sheet = answer("days-between?a=occ-21&b=found-attendance");
    assert_eq!(figure(&sheet, "days").numerator, None);
}

/// October 2011 against 2012, twice: once from the article, once from a second
/// source for the same month.
#[test]
fn the_two_starts_of_the_inquiry_stand_side_by_side() {
    let sheet = answer("conflicts");
    let (facts, timeline) = folds();
    assert_eq!(facts.size().get(), timeline.len() as u64);
    let table = &sheet.tables[0];
    let keys: Vec<&str> = table.rows.iter().map(|row| row.key.as_str()).collect();
    assert!(keys.contains(&"occ-01.occ-02") && keys.contains(&"occ-02.found-launch"), "{keys:?}");
    let first = table.rows.iter().find(|row| row.key == "occ-01.occ-02").unwrap();
    assert_eq!(
        (first.cells[1].words(), first.cells[3].words()),
        ("October 2011".into(), "2012".into())
    );
}

/// The report and the resignation of 26 August 2014.
#[test]
fn the_report_and_the_resignation_fall_on_one_day() {
    let sheet = answer("same-day?date=2014-08-26");
    assert_eq!(figure(&sheet, "both").numerator, Some(1));
}

/// Invited and indicated that he would attend by 16 February 2015; came on 10
/// March. "Summoned" is the article's word; an order was looked for and not found.
#[test]
fn the_man_whom_the_press_called_summoned_was_invited_and_came() {
    for (on, state) in [
        ("2015-02-16", "Indicated that they would attend"),
        ("2015-03-09", "Indicated that they would attend"),
        ("2015-03-10", "Attended"),
        ("2026-11-24", "Attended"),
    ] {
        let sheet = answer(&format!("summonses?person=person-a2&on={on}"));
        let calls = lines(&sheet, "calls");
        assert_eq!(calls.len(), 1, "{calls:?}");
        assert!(calls[0].contains(&format!("| {state} |")), "{on}: {calls:?}");
        assert!(lines(&sheet, "not_appeared").is_empty());
        assert_eq!(figure(&sheet, "not_appeared").denominator, Some(0));
    }
    let sheet = answer("summonses");
    assert!(lines(&sheet, "calls")[0].ends_with("Looked for, not found"));
    assert!(sheet.notices[0].text.contains("looked for and not found"), "{:?}", sheet.notices);
}

/// "Since 2003", until 26 August 2014: definite from the last day of 2003.
#[test]
fn the_leader_of_the_council_held_office_until_the_day_of_the_report() {
    let held = |on: &str| {
        let sheet = answer(&format!("office?office=rotherham-council-leader&on={on}"));
        figure(&sheet, "holders").text.clone()
    };
    assert_eq!(held("2003-06-01"), "Roger Stone (perhaps)");
    assert_eq!(held("2003-12-31"), "Roger Stone");
    assert_eq!(held("2014-08-25"), "Roger Stone");
    assert_eq!(held("2014-08-26"), "No holder recorded");
    // Neither start nor end of the chair's office is known.
    let sheet = answer("office?office=occ-inquiry-chair&on=2013-01-01");
    assert_eq!(figure(&sheet, "holders").text, "Sue Berelowitz (perhaps)");
}
