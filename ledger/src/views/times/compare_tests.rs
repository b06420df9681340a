//! Scenario 22 of the reference: answered on one day, recorded on another.

use crate::views::record_fixture::{Ledger, figure, lines, table};
use std::format;

fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    let dept = r#""body":"dept","name":"Harbour Department","body_kind":"department""#;
    ledger.on("2015-02-01", "e0", "body_registered", dept, "");
    let board = r#""body":"board","name":"Harbour Board","body_kind":"lscb""#;
    ledger.on("2015-02-01", "e1", "body_registered", board, "");
    let made = r#""recommendation":"rec-14","made_by":"board","text":"Light the quay.","verbatim":true,"item_kind":"recommendation","addressees":[{"body":"dept"}]"#;
    ledger.on(
        "2015-02-02",
        "rec",
        "recommendation_made",
        made,
        r#""occurred":{"edtf":"2015-02-01"}"#,
    );
    let answer = r#""recommendation":"rec-14","responder":"dept","position":"accepted""#;
    ledger.on(
        "2015-03-15",
        "answer",
        "response_received",
        answer,
        r#""occurred":{"edtf":"2015-03-03"}"#,
    );
    let said = r#""body":"dept","text":"Words.","channel":"press""#;
    ledger.on("2015-03-16", "said", "statement_made", said, r#""occurred":{"edtf":"2015-03"}"#);
    let fix = r#""target":"answer","correction_kind":"clerical","reason":"slip","changes":[{"field":"/occurred/edtf","new":"2015-03-04"}]"#;
    ledger.on("2015-03-25", "fix", "correction", fix, "");
    ledger
}

/// Answered on 3 March, recorded on 15 March, 12 days later: compared on either
/// clock, 1 March to 20 March lists it once, with both dates.
#[test]
fn what_was_answered_and_recorded_between_is_listed_once_with_both_dates() {
    let ledger = ledger();
    for clock in ["recorded", "happened"] {
        let sheet =
            ledger.ask(&format!("compare?from=2015-03-01&to=2015-03-20&clock={clock}")).unwrap();
        let rows = &table(&sheet, "changes").rows;
        let mine: std::vec::Vec<_> = rows.iter().filter(|row| row.key == "answer").collect();
        assert_eq!(mine.len(), 1, "{clock}");
        let answered = figure(&sheet, "answered");
        assert_eq!((answered.numerator, answered.entries.as_slice()), (Some(1), &[3][..]));
        let cells: std::vec::Vec<_> =
            mine[0].cells.iter().map(crate::views::sheet::Cell::words).collect();
        assert_eq!(cells[0], "Recommendation answered");
        assert_eq!(cells[2..5], ["3 March 2015", "15 March 2015", "12 days"]);
    }
}

/// By 10 March it had happened and was not recorded.
#[test]
fn the_two_clocks_disagree_on_the_days_in_between() {
    let ledger = ledger();
    let keys = |question: &str| -> std::vec::Vec<_> {
        let sheet = ledger.ask(question).unwrap();
        table(&sheet, "changes").rows.iter().map(|row| row.key.clone()).collect()
    };
    assert!(keys("compare?from=2015-03-01&to=2015-03-10").is_empty());
    assert_eq!(keys("compare?from=2015-03-01&to=2015-03-10&clock=happened"), ["answer"]);
    // The day of the earlier point is over, the day of the later one counts.
    assert_eq!(keys("compare?from=2015-03-02&to=2015-03-03&clock=happened"), ["answer"]);
    assert!(keys("compare?from=2015-03-03&to=2015-03-10&clock=happened").is_empty());
    // "March 2015" is in the first half, or not: said, and not counted.
    let sheet = ledger.ask("compare?from=2015-03-01&to=2015-03-10&clock=happened").unwrap();
    assert!(sheet.notices[0].text.ends_with("do not settle it: 1."));
    assert_eq!(sheet.notices[0].entries, [4]);
    assert_eq!(keys("compare?from=2015-02-28&to=2015-03-31&clock=happened"), ["answer", "said"]);
}

/// Sizes: entries 3, 4 and 5 lie between 3 and 6; the correction leads to what
/// it corrects.
#[test]
fn two_sizes_are_compared_entry_by_entry() {
    let ledger = ledger();
    let sheet = ledger.ask("compare?from=3&to=6").unwrap();
    assert_eq!(
        [figure(&sheet, "added"), figure(&sheet, "answered"), figure(&sheet, "corrected")]
            .map(|figure| figure.text.as_str()),
        ["1 of 3", "1 of 3", "1 of 3"]
    );
    let row = &table(&sheet, "changes").rows[2];
    assert_eq!((row.key.as_str(), row.entries.as_slice()), ("fix", &[3, 5][..]));
    assert!(lines(&ledger.ask("compare?from=6").unwrap(), "changes").is_empty());
    let sheet = ledger.ask("compare?from=0&limit=2").unwrap();
    assert_eq!(table(&sheet, "changes").rows.len(), 2);
    assert!(sheet.notices[0].text.starts_with("The first 2 of 6 changes"));
}

#[test]
fn points_that_cannot_be_meant_are_refused() {
    let ledger = ledger();
    let error = |question: &str| ledger.ask(question).unwrap_err();
    assert!(error("compare").starts_with("from: \"\" is missing"));
    assert!(error("compare?from=7").contains("is more than the 6 entries"));
    assert!(error("compare?from=soon").contains("neither a day nor a size"));
    assert!(error("compare?from=5&to=4").contains("is before the point"));
    assert!(error("compare?from=2015-03-20&to=2015-03-01").contains("is before the point"));
    assert!(error("compare?from=3&clock=happened").contains("from: \"3\" is a size"));
    assert!(error("compare?from=3&clock=noon").contains("is not a clock"));
}

/// Made on 1 February, to be answered within two months: due 1 April 2015. On 2
/// April, with what was known on 10 March, the answer is overdue; with the answer
/// of 3 March, recorded on the 15th, it is not. Known on 1 March it was made and
/// due; known on 20 March it is answered.
#[test]
fn where_recommendations_stood_is_compared_at_both_points() {
    let ledger = ledger();
    let sheet = ledger.ask("compare?from=2015-03-01&to=2015-03-20").unwrap();
    let moved = lines(&sheet, "stages");
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert_eq!(figure(&sheet, "overdue").text, "0 of 1 (0%)");
    // Answered on the clock of what happened, too; and not a day later.
    let sheet = ledger.ask("compare?from=2015-03-02&to=2015-03-04&clock=happened").unwrap();
    assert_eq!(lines(&sheet, "stages").len(), 1);
    let sheet = ledger.ask("compare?from=2015-03-05&to=2015-03-14&clock=happened").unwrap();
    assert!(lines(&sheet, "stages").is_empty());
    // Until it was recorded that it was made, there was nothing to compare with.
    let sheet = ledger.ask("compare?from=2015-02-01&to=2015-02-02").unwrap();
    assert!(lines(&sheet, "stages")[0].contains("Not yet made, as far as was known"));
}
