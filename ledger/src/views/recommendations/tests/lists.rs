//! Reports with what became of them, and answers that are overdue.

use std::format;

use super::{TO_GOVERNMENT, ledger, make, respond};
use crate::views::record_fixture::{Ledger, figure, lines, table};

/// Four recommendations of one report, published on 18 March 2015 (due 18 May):
/// 1 to two bodies, answered by one in time; 2 rejected late; 3 not answered; 4
/// stands in no report. And a conclusion.
fn four() -> Ledger {
    let mut ledger = ledger();
    make(&mut ledger, "1", r#"{"body":"government"},{"body":"dclg","due":"2015-04-30"}"#, "");
    make(&mut ledger, "2", TO_GOVERNMENT, "");
    make(&mut ledger, "3", TO_GOVERNMENT, "");
    ledger.on(
        "2015-03-20",
        "made-4",
        "recommendation_made",
        r#""recommendation":"4","made_by":"committee","text":"Do 4.","verbatim":true,
        "item_kind":"recommendation","addressees":[]"#,
        "",
    );
    ledger.on(
        "2015-03-20",
        "made-5",
        "recommendation_made",
        r#""recommendation":"5","made_by":"committee","report":"hc-1","text":"It was late.",
        "verbatim":true,"item_kind":"conclusion","addressees":[{"body":"government"}]"#,
        "",
    );
    respond(&mut ledger, "2015-05-10", "1", "government", "accepted", "2015-05-10");
    respond(&mut ledger, "2015-05-20", "2", "government", "rejected", "2015-05-20");
    ledger
}

/// On 1 June 2015: four pairs (1 twice, 2, 3). Answered 2. Overdue 2: 3, and 1
/// of DCLG. Outstanding 3: all but the rejected one.
#[test]
fn a_report_shows_what_became_of_what_it_recommends() {
    let ledger = four();
    let sheet = ledger.ask("reports?on=2015-06-01").unwrap();
    assert_eq!(
        lines(&sheet, "reports"),
        [
            "First report (HC 1) | 18 March 2015 | Health Committee | 3 | 1 | 4 | 2 | 2 | 3 | 1",
            "In no report that the record names | 1 | 0 | 0 | 0 | 0 | 0 | 0",
        ]
    );
    assert_eq!(figure(&sheet, "reports").text, "1");
    assert!(lines(&ledger.ask("reports?at=5").unwrap(), "reports").is_empty());
    let wrong = ledger.ask("reports?inquiry=nobody").unwrap_err();
    assert!(wrong.starts_with("inquiry: \"nobody\" has no report on record"), "{wrong}");
    assert_eq!(ledger.ask("reports?inquiry=demo&on=2015-06-01").unwrap().tables[0].rows.len(), 1);
}

/// The article gives six reports as a number; three are found one by one, and
/// three more belong to Rotherham and to the article's "latest".
#[test]
fn the_real_record_names_reports_and_counts_others() {
    let sheet = Ledger::occ().ask("reports?on=2020-06-02").unwrap();
    let rows = lines(&sheet, "reports");
    // Newest first; those of unknown date last; one row for the report that two
    // entries speak of, with the day of the better source.
    assert_eq!(
        rows[0],
        "“The Jay report” into grooming in Rotherham | 26 August 2014 | 0 | 0 | 0 | 0 | 0 | 0 | 0"
    );
    assert!(rows[1].starts_with("If only someone had listened | November 2013"), "{}", rows[1]);
    assert_eq!(rows.len(), 7);
    assert_eq!(rows[6], "In no report that the record names | 2 | 0 | 1 | 0 | 0 | 1 | 0");
    assert!(sheet.notices[0].text.contains("6 reports are recorded as a number only"));
}

/// 30 April to 1 June are 32 days, 18 May to 1 June 14. Of four pairs that have a
/// due date one has ended, so two of three are overdue.
#[test]
fn overdue_answers_come_with_their_rule_the_longest_first() {
    let ledger = four();
    let sheet = ledger.ask("overdue?on=2015-06-01").unwrap();
    assert_eq!(figure(&sheet, "responses").text, "2 of 3 (67%)");
    assert_eq!(
        lines(&sheet, "responses"),
        [
            "DCLG | 1: Do 1. | 30 April 2015 | as the recommendation itself states | 32 | the answer",
            "the Government | 3: Do 3. | 18 May 2015 | two months from publication, by convention; \
             Erskine May 38.54; counted from 18 March 2015 | 14 | the answer",
        ]
    );
    // The entries lead back to the report (5) and the recommendation.
    assert_eq!(table(&sheet, "responses").rows[0].entries, [5, 6]);
    assert!(
        sheet.notices.iter().any(|n| n.text.contains("no bank holidays for 2015")),
        "{:?}",
        sheet.notices
    );
    // One body only; on the due day nothing is overdue; later all that is left.
    let of = |question: &str| ledger.ask(question).unwrap().tables[0].rows.len();
    assert_eq!(of("overdue?on=2015-06-01&body=dclg"), 1);
    assert_eq!(of("overdue?on=2015-06-01&body=board"), 0);
    assert_eq!(of("overdue?on=2015-04-30"), 0);
    assert_eq!(of("overdue?on=2015-05-01"), 1);
    // What was known on 15 May holds no word of 20 May: 2 and 3 are overdue then
    // on 1 June, with DCLG.
    assert_eq!(of("overdue?on=2015-06-01&known=2015-05-15"), 3);
    let wrong = ledger.ask("overdue?body=nobody").unwrap_err();
    assert!(wrong.starts_with("body: \"nobody\" is not a body"), "{wrong}");
}

/// A report of November 2013, the day not known: an answer is due between 1 and
/// 30 January 2014.
#[test]
fn a_due_date_that_is_not_known_to_the_day_is_overdue_only_after_its_last() {
    let mut ledger = ledger();
    ledger.on(
        "2015-03-18",
        "report-2",
        "report_published",
        r#""report":"hc-2","publisher":"committee","report_kind":"report""#,
        r#""occurred":{"edtf":"2013-11"}"#,
    );
    let facts = r#""recommendation":"9","made_by":"committee","report":"hc-2","text":"Do 9.",
        "verbatim":true,"item_kind":"recommendation","addressees":[{"body":"government"}]"#;
    ledger.on("2015-03-20", "made-9", "recommendation_made", facts, "");
    let of = |on: &str| ledger.ask(&format!("overdue?on={on}")).unwrap();
    let sheet = of("2014-01-15");
    assert_eq!(figure(&sheet, "responses").text, "0 of 1 (0%)");
    assert!(sheet.notices[0].text.contains("perhaps overdue on 15 January 2014"));
    // 30 January to 2 February are 3 days, 1 January to 2 February 32.
    assert_eq!(
        lines(&of("2014-02-02"), "responses"),
        ["the Government | Do 9. | between 1 January 2014 and 30 January 2014 | two months from \
          publication, by convention; Erskine May 38.54; counted from November 2013 | between 3 and 32 \
          | the answer"]
    );
}
