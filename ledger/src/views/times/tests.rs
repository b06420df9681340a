use super::*;
use crate::events::Edtf;
use crate::views::record_fixture::{Ledger, figure, lines, table};
use crate::views::sheet::Cell;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

/// A report and a resignation on 26 August 2014, a hearing on 10 March 2015, a
/// statement "in March 2015", an inquiry with two start dates; all recorded on
/// 1 April 2015.
fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    let mut add = |id: &str, kind: &str, facts: &str, when: &str, more: &str| {
        let more = match (when, more) {
            ("", more) => more.to_string(),
            (when, "") => format!(r#""occurred":{{"edtf":"{when}"}}"#),
            (when, more) => format!(r#""occurred":{{"edtf":"{when}"}},{more}"#),
        };
        ledger.on("2015-04-01", id, kind, facts, &more);
    };
    let council = r#""body":"council","name":"Aldmere council","body_kind":"local_authority""#;
    add("e0", "body_registered", council, "", "");
    let board = r#""body":"board","name":"Harbour board","body_kind":"lscb""#;
    add("e1", "body_registered", board, "", "");
    add("e2", "person_registered", r#""person":"p-a","name":"Ada Example""#, "", "");
    let office = r#""office":"leader","title":"leader","body":"council","selection":"elected""#;
    add("e3", "office_registered", office, "", "");
    let report =
        r#""report":"r1","title":"A report","report_kind":"report","about_bodies":["council"]"#;
    add("report", "report_published", report, "2014-08-26", "");
    let left = r#""spell":"s1","person":"p-a","office":"leader","reason":"resigned","effective":"2014-08-26""#;
    add("left", "office_ended", left, "2014-08-26", "");
    let came = r#""session":"x1","committee":"council","person":"p-a","mode":"in_person""#;
    add("came", "attended", came, "2015-03-10", "");
    let said = r#""body":"council","text":"Words.","channel":"press""#;
    add("said", "statement_made", said, "2015-03", "");
    let opened = r#""body":"council","subject":"Harbours","form":"not_stated""#;
    add("opened-1", "inquiry_opened", opened, "2011-10", "");
    add("opened-2", "inquiry_opened", opened, "2012", r#""conflicts_with":["opened-1"]"#);
    add("undated", "statement_made", said, "", "");
    ledger
}

fn days(a: &str, b: &str) -> String {
    let range = |text| Edtf::parse(text).unwrap().range();
    between(&range(a), &range(b)).words()
}

/// 26 August 2014 to 10 March 2015: 5 days left of August, 30 + 31 + 30 + 31
/// of September to December, 31 + 28 of January and February, and 10:
/// 5 + 122 + 59 + 10 = 196.
#[test]
fn from_the_resignation_to_the_hearing_are_196_days() {
    assert_eq!(days("2014-08-26", "2015-03-10"), "196 days");
    assert_eq!(days("2015-03-10", "2014-08-26"), "196 days");
    assert_eq!(days("2015-03-10", "2015-03-10"), "0 days");
    assert_eq!(days("2015-03-10", "2015-03-11"), "1 day");
    let ledger = ledger();
    let sheet = ledger.ask("days-between?a=left&b=came").unwrap();
    let figure = figure(&sheet, "days");
    assert_eq!((figure.text.as_str(), figure.numerator), ("196 days", Some(196)));
    assert_eq!(figure.entries, [5, 6]);
    assert!(sheet.notices.is_empty());
    // An event and a date.
    let sheet = ledger.ask("days-between?a=2015-02-16&b=came").unwrap();
    assert_eq!(super::tests::figure(&sheet, "days").text, "22 days");
}

/// March 2015 has 31 days: from 26 August 2014 to its first are 187 days
/// (196 - 9), to its last 217 (196 + 21). No value between them is picked.
#[test]
fn a_month_gives_the_least_and_the_most() {
    assert_eq!(days("2014-08-26", "2015-03"), "between 187 and 217 days");
    assert_eq!(days("2015-03", "2014-08-26"), "between 187 and 217 days");
    // Within one month they may be one day, or 30 days apart.
    assert_eq!(days("2015-03", "2015-03-01"), "between 0 and 30 days");
    assert_eq!(days("2015-03", "2015-03-31"), "between 0 and 30 days");
    assert_eq!(days("2015-03", "2015-03-11"), "between 0 and 20 days");
    assert_eq!(days("2003/..", "2015"), "Cannot be told");
    let ledger = ledger();
    let sheet = ledger.ask("days-between?a=came&b=said").unwrap();
    // From 10 to 31 March: 21 days at the most; and nobody knows which was first.
    assert_eq!(figure(&sheet, "days").text, "between 0 and 21 days");
    assert_eq!(figure(&sheet, "days").numerator, None);
    assert_eq!(sheet.notices[0].text, "Which of the two came first cannot be told.");
    let sheet = ledger.ask("days-between?a=came&b=undated").unwrap();
    assert_eq!(figure(&sheet, "days").text, "Cannot be told");
    assert_eq!(sheet.notices[0].entries, [10]);
}

#[test]
fn what_is_neither_an_event_nor_a_date_is_refused() {
    let ledger = ledger();
    let error = |question| ledger.ask(question).unwrap_err();
    assert!(error("days-between?a=left").starts_with("b: \"\" is missing"));
    assert!(error("days-between?a=left&b=soon").contains("b: \"soon\" is neither an event"));
    // Known today, but not at size 5: "came" is entry 6.
    assert!(error("days-between?a=left&b=came&at=6").contains("b: \"came\""));
}

/// Report and resignation: one of the one day that has more than one event.
#[test]
fn a_report_and_a_resignation_on_one_day_are_found() {
    let ledger = ledger();
    let sheet = ledger.ask("same-day").unwrap();
    assert_eq!(lines(&sheet, "days"), ["26 August 2014 | 2 | Left office; Report published | Yes"]);
    let both = figure(&sheet, "both");
    assert_eq!((both.text.as_str(), both.entries.as_slice()), ("1 of 1", &[4, 5][..]));
    let sheet = ledger.ask("same-day?date=2015-03-10").unwrap();
    assert_eq!(table(&sheet, "events").rows[0].entries, [6]);
    // "March 2015" is not the tenth of March.
    assert_eq!(table(&sheet, "events").rows.len(), 1);
    assert!(table(&sheet, "days").rows.is_empty());
    let sheet = ledger.ask("same-day?date=1999-01-01").unwrap();
    assert!(table(&sheet, "events").rows.is_empty());
    assert!(ledger.ask("same-day?date=2014-08").unwrap_err().contains("is not a day"));
    // Before the resignation was recorded, the report stood alone.
    let sheet = ledger.ask("same-day?at=5").unwrap();
    assert_eq!(figure(&sheet, "both").text, "0 of 0");
}

/// On 9 April 2016: the newest event of the council is the statement of unknown
/// date, recorded on 1 April 2015: 366 days (2016 has a 29 February) and 8, 374.
/// The board has none but its registration.
#[test]
fn silence_is_counted_from_the_latest_day_possible() {
    let ledger = ledger();
    let silent = |question: &str| lines(&ledger.ask(question).unwrap(), "silent");
    assert_eq!(
        silent("silence?on=2016-04-09"),
        [
            "Aldmere council | Aldmere council: statement | 1 April 2015 | 374",
            "Harbour board | None recorded",
        ]
    );
    assert_eq!(silent("silence?on=2016-04-09&days=374"), ["Harbour board | None recorded"]);
    let sheet = ledger.ask("silence?on=2016-04-09&days=373").unwrap();
    let figure = figure(&sheet, "silent");
    assert_eq!((figure.text.as_str(), figure.denominator), ("2 of 2", Some(2)));
    assert_eq!(figure.entries, [0, 1, 10]);
    assert!(ledger.ask("silence?days=many").unwrap_err().contains("is not a whole number"));
    assert!(ledger.ask("silence?days=99999999999").unwrap_err().contains("more days than"));
}

/// October 2011 and 2012: both stand, as one pair.
#[test]
fn records_that_disagree_are_shown_side_by_side() {
    let ledger = ledger();
    let sheet = ledger.ask("conflicts").unwrap();
    let found = &table(&sheet, "conflicts").rows;
    let when: Vec<String> = found[0].cells.iter().map(Cell::words).collect();
    assert_eq!((when[1].as_str(), when[3].as_str()), ("October 2011", "2012"));
    assert_eq!((found.len(), found[0].entries.as_slice()), (1, &[8, 9][..]));
    // Before the second was recorded nothing contradicted the first.
    assert!(table(&ledger.ask("conflicts?at=9").unwrap(), "conflicts").rows.is_empty());
}

/// Recorded on 1 April 2015. Report and resignation: 196 + 22 = 218 days after.
/// The hearing: 22 days. "March 2015": 1 day after its last. "October 2011":
/// 1 April 2015 less 31 October 2011 = 3 years of 365, one leap day, and 152
/// (November to March) = 1,248. "2012": from 31 December 2012 = 2 years and 91
/// days = 821. Six of the eleven entries have a date.
#[test]
fn what_was_recorded_late_is_listed_with_the_least_delay() {
    let ledger = ledger();
    let sheet = ledger.ask("integrity").unwrap();
    let late = figure(&sheet, "late");
    assert_eq!((late.text.as_str(), late.entries.as_slice()), ("4 of 6", &[4, 5, 8, 9][..]));
    let days: Vec<String> =
        table(&sheet, "late").rows.iter().map(|row| row.cells[3].words()).collect();
    assert_eq!(days, ["218", "218", "1248", "821"]);
    let sheet = ledger.ask("integrity?days=21").unwrap();
    assert_eq!(figure(&sheet, "late").text, "5 of 6");
    assert_eq!(figure(&sheet, "withheld").text, "0 of 11");
}
