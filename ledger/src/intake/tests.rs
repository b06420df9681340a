//! Tables as people make them, and as people make them to do harm.

use super::table::{read, words};
use super::{Order, Plan, Sort, Target, bad_rows, groups, guess, kind_of, stage};
use crate::events::{Draft, kind_schema};
use crate::record::{Fault, Json};
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

fn cells(text: &str) -> Vec<Vec<String>> {
    read(text.as_bytes()).unwrap().rows.into_iter().map(|row| row.cells).collect()
}

#[test]
fn a_table_is_read_as_rfc_4180_says_and_as_spreadsheets_write_it() {
    assert_eq!(cells("a,b\r\n1,2\r\n"), [["1", "2"]]);
    assert_eq!(cells("\u{feff}a;b\n1,5;2\n"), [["1,5", "2"]], "semicolons, a byte order mark");
    assert_eq!(cells("a\tb\n007\t x \n"), [["007", " x "]], "zeros and spaces stay");
    assert_eq!(cells("a,b\n\"x, \"\"y\"\"\",\"two\nlines\"\n"), [["x, \"y\"", "two\nlines"]]);
    assert_eq!(cells("a,b\r1,2\r"), [["1", "2"]], "line ends of old");
    assert_eq!(cells("a,b\r1;2;3;4,5\r"), [["1;2;3;4", "5"]], "only the header says which");
    assert_eq!(cells("\n ;;\r\na;b\n1,5;2\n"), [["1,5", "2"]], "empty lines above it");
    let table = read(b"a,b\n\"x\ny\",1\n,\n3,4\n").unwrap();
    let lines: Vec<u32> = table.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [2, 5], "empty rows are left out and lines counted all the same");
}

#[test]
fn what_is_no_table_is_named_with_its_line() {
    let many = format!("a\n{}", "1\n".repeat(5_001));
    let wide = format!("{}\n1\n", (0..201).map(|n| format!("c{n}")).collect::<Vec<_>>().join(","));
    for (bytes, line, problem) in [
        (&b""[..], 1, "is empty"),
        (b"\n\n,,\n", 1, "is empty"),
        (b"a,b\n", 1, "no rows"),
        (b"a,a\n1,2\n", 1, "twice"),
        (b"a,b\n1,\"x\n", 2, "never closed"),
        (b"a,b\n1,x\"y\n", 2, "inside a cell"),
        (b"a,b\n1,2\n\"x\"y,1\n", 3, "follows a closing"),
        (b"a,b\n1,\xff\n", 2, "not UTF-8"),
        (b"PK\x03\x04\0\0", 1, "zero bytes"),
        (many.as_bytes(), 1, "5001 rows"),
        (wide.as_bytes(), 1, "201 columns"),
    ] {
        let error = read(bytes).unwrap_err();
        assert!(error.problem.contains(problem), "{error}");
        assert_eq!(error.line, line, "{error}");
        assert!(!error.remedy.is_empty());
    }
}

/// Every pointer to a value in the schema of a kind, the first items of lists.
fn leaves(schema: &Json, at: &str, found: &mut Vec<String>) {
    if let Some(Json::Object(members)) = schema.get("properties") {
        for (name, member) in members {
            leaves(member, &format!("{at}/{name}"), found);
        }
    } else if let Some(items) = schema.get("items") {
        for place in 0..2 {
            leaves(items, &format!("{at}/{place}"), found);
        }
    } else {
        found.push(at.to_string());
    }
}

fn plan(kinds: &[&str], columns: &[(&str, Sort)], fixed: &[(&str, Sort, &str)]) -> Plan {
    let target = |pointer: &str, sort: Sort| Target { pointer: pointer.to_string(), sort };
    let common = [
        ("/id", Sort::Id, "row-{line}"),
        ("/inquiry", Sort::Id, "demo"),
        ("/basis", Sort::Code, "direct_submission"),
        ("/certainty", Sort::Code, "Stated"),
        ("/sources/0/kind", Sort::Code, "dataset"),
        ("/sources/0/title", Sort::Text, "A table"),
    ];
    Plan {
        kind: kinds[0].to_string(),
        fields: kinds
            .iter()
            .map(|kind| {
                let mut found = Vec::new();
                leaves(&kind_schema(kind).unwrap(), "", &mut found);
                (kind.to_string(), found)
            })
            .collect(),
        columns: columns
            .iter()
            .map(|(pointer, sort)| (!pointer.is_empty()).then(|| target(pointer, *sort)))
            .collect(),
        fixed: common
            .iter()
            .chain(fixed)
            .map(|(pointer, sort, text)| (target(pointer, *sort), text.to_string()))
            .collect(),
        order: Some(Order::DayFirst),
        by: "clerk".to_string(),
    }
}

const RETURNS: [&str; 4] = ["return_received", "nil_return", "unable_to_provide", "declined"];

fn returns() -> Plan {
    plan(
        &RETURNS,
        &[
            ("/event/body", Sort::Id),
            ("/kind", Sort::Code),
            ("/event/received", Sort::Date),
            ("/event/values/0/numerator", Sort::Number),
            ("/event/values/0/denominator", Sort::Number),
            ("/event/reason", Sort::Code),
            ("", Sort::Text),
        ],
        &[
            ("/event/call", Sort::Id, "call-1"),
            ("/event/return_id", Sort::Id, "{call}-{body}"),
            ("/event/version", Sort::Number, "1"),
            ("/event/completeness", Sort::Code, "full"),
            ("/event/values/0/indicator", Sort::Id, "cse-1"),
        ],
    )
}

const HEADER: &str = "Board,Answer,Received,Count,Children,Reason,Ignored\n";

#[test]
fn rows_of_several_kinds_become_drafts_that_the_vocabulary_takes() {
    let text = format!(
        "{HEADER}a,data,26/08/2014,1,\"20,000\",,x\nb,Nil,August 2014,,,,\nc,unable,2014,,,Not held,\n\
         d,declined,2014-08-26,,,,\n"
    );
    let report = stage(&read(text.as_bytes()).unwrap(), &returns(), &[]);
    assert_eq!(report.problems, []);
    assert_eq!(report.lines, [2, 3, 4, 5]);
    for draft in &report.drafts {
        Draft::parse(draft).unwrap();
    }
    let event = |n: usize| report.drafts[n].get("event").unwrap();
    assert_eq!(event(0).get("return_id").and_then(Json::as_str), Some("call-1-a"));
    assert_eq!(
        event(0).get("values").unwrap().to_canonical(),
        r#"[{"denominator":20000,"indicator":"cse-1","numerator":1}]"#
    );
    assert_eq!(event(1).get("received").and_then(Json::as_str), Some("2014-08"));
    assert!(event(1).get("values").is_none() && event(1).get("version").is_none());
    assert_eq!(event(2).get("reason").and_then(Json::as_str), Some("not_held"));
    assert_eq!(report.drafts[3].get("id").and_then(Json::as_str), Some("row-5"));
}

/// 17 rows, one question.
#[test]
fn seventeen_bad_dates_are_one_group_and_no_draft() {
    let mut text = HEADER.to_string();
    for n in 0..17 {
        let row = format!("body-{n},nil,03/04/{},,,,\n", 2000 + n);
        text.push_str(&row);
    }
    let mut undecided = returns();
    undecided.order = None;
    let table = read(text.as_bytes()).unwrap();
    let report = stage(&table, &undecided, &[]);
    assert!(report.drafts.is_empty());
    let grouped = groups(&report.problems);
    assert_eq!(grouped.len(), 1, "{grouped:?}");
    assert_eq!((grouped[0].column.as_str(), grouped[0].rows.len()), ("Received", 17));
    assert_eq!(grouped[0].rows[0], (2, "03/04/2000".to_string()));
    assert!(grouped[0].remedy.contains("day or month comes first"));
    // Once somebody has said which, they are 17 dates, and not the same ones.
    let day = stage(&table, &returns(), &[]).drafts;
    let month = stage(&table, &Plan { order: Some(Order::MonthFirst), ..returns() }, &[]).drafts;
    let received = |draft: &Json| draft.get("event").unwrap().get("received").cloned().unwrap();
    assert_eq!(received(&day[0]), Json::str("2000-04-03"));
    assert_eq!(received(&month[0]), Json::str("2000-03-04"));
}

#[test]
fn dates_that_are_none_say_what_to_write() {
    for (cell, remedy) in [
        ("31/02/2014", "check the day"),
        ("29 February 2015", "check the day"),
        ("3/4/14", "four digits"),
        ("26 Aug 14", "four digits"),
        ("last August", "26 August 2014"),
        ("41877", "26 August 2014"),
        ("2014-08-26T10:00", "26 August 2014"),
        ("26/Aug/2014", "26 August 2014"),
    ] {
        let text = format!("{HEADER}a,nil,{cell},,,,\n");
        let report = stage(&read(text.as_bytes()).unwrap(), &returns(), &[]);
        let [problem] = report.problems.as_slice() else { panic!("{cell}: {report:?}") };
        assert!(problem.remedy.contains(remedy), "{cell}: {problem:?}");
        assert_eq!((problem.line, problem.column.as_str()), (2, "Received"));
        assert_eq!(problem.value, cell);
    }
}

#[test]
fn each_row_says_what_is_wrong_with_it_and_none_is_half_taken() {
    for (row, column, problem) in [
        ("a,nil,2014,,,", "", "has 6 cells, the header has 7"),
        ("a,perhaps,2014,,,,", "Answer", "none of the kinds"),
        ("A Board,nil,2014,,,,", "Board", "is not an identifier"),
        ("a,data,2014,007,100,,", "Count", "begins with a zero"),
        ("a,data,2014,1.5,100,,", "Count", "not a whole number"),
        ("a,data,2014,-1,100,,", "Count", "not a whole number"),
        ("a,data,2014,200,100,,", "Count", "is more than the denominator"),
        ("a,nil,2014,3,,,", "Count", "has no place in nil_return"),
        ("a,unable,2014,,,because,", "Reason", "is not one of the codes"),
        (",nil,2014,,,,", "Board", "is missing"),
    ] {
        let text = format!("{HEADER}{row}\n");
        let report = stage(&read(text.as_bytes()).unwrap(), &returns(), &[]);
        let fits =
            |found: &&super::Problem| found.problem.contains(problem) && found.column == column;
        let found = report.problems.iter().find(fits);
        assert!(found.is_some_and(|found| !found.remedy.is_empty()), "{row}: {report:?}");
        assert!(report.drafts.is_empty(), "{row}");
    }
}

#[test]
fn what_a_row_says_again_is_noticed() {
    let text = format!("{HEADER}a,nil,2014,,,,\nb,nil,2014,,,,\na,nil,2014,,,,\nb,nil,2015,,,,\n");
    let report = stage(&read(text.as_bytes()).unwrap(), &returns(), &[]);
    let told: Vec<(u32, &str)> =
        report.problems.iter().map(|p| (p.line, p.problem.as_str())).collect();
    assert_eq!(told, [(4, "says the same as line 2"), (5, "was answered in line 3 already")]);
    // One reference for all rows.
    let mut one = returns();
    one.fixed[0].1 = "same".to_string();
    let text = format!("{HEADER}a,nil,2014,,,,\nb,nil,2014,,,,\n");
    let report = stage(&read(text.as_bytes()).unwrap(), &one, &[]);
    assert!(report.problems[0].problem.contains("is the reference of line 2 too"));
}

#[test]
fn appointments_are_rows_too() {
    let plan = plan(
        &["appointed", "office_ended"],
        &[
            ("/kind", Sort::Code),
            ("/event/person", Sort::Id),
            ("/event/office", Sort::Id),
            ("/event/effective", Sort::Date),
            ("/event/reason", Sort::Code),
        ],
        &[("/event/spell", Sort::Id, "{person}-{office}")],
    );
    let text = "What,Person,Office,Date,Reason\nappointed,person-a1,chair,1 May 2010,\n\
                resigned,person-a1,chair,26 August 2014,Resigned\n";
    let report = stage(&read(text.as_bytes()).unwrap(), &plan, &[]);
    assert_eq!(report.problems, []);
    let spell = |n: usize| report.drafts[n].get("event").unwrap().get("spell").cloned();
    assert_eq!(spell(0), spell(1));
    assert_eq!(report.drafts[1].get("kind").and_then(Json::as_str), Some("office_ended"));
}

#[test]
fn faults_of_the_server_come_back_at_their_row_and_column() {
    let text = format!("{HEADER}a,nil,2014,,,,\nb,nil,2014,,,,\n");
    let table = read(text.as_bytes()).unwrap();
    let fault = |field: &str| Fault {
        field: field.to_string(),
        value: Some("\"b\"".to_string()),
        problem: "is not registered".to_string(),
        remedy: "register it first".to_string(),
    };
    let report = stage(&table, &returns(), &[fault("/1/event/body"), fault("/0/inquiry")]);
    let told: Vec<_> = report.problems.iter().map(|p| (p.line, p.column.as_str())).collect();
    assert_eq!(told, [(2, ""), (3, "Board")]);
    assert_eq!(report.problems[1].value, "b", "as it stands in the file");
    assert_eq!(report.drafts.len(), 2);
}

#[test]
fn hostile_cells_stay_words_and_run_nowhere() {
    let text = format!("{HEADER}\"=HYPERLINK(\"\"https://x\"\",\"\"y\"\")\",nil,+1,,,@SUM(A1),\n");
    let table = read(text.as_bytes()).unwrap();
    let report = stage(&table, &returns(), &[]);
    let bad = bad_rows(&table, &report.problems);
    for line in bad.split("\r\n") {
        assert!(!line.starts_with(['=', '+', '-', '@']), "{bad}");
        assert!(!line.contains(",@") && !line.contains(",+") && !line.contains("\"="), "{bad}");
    }
    // Taken in again, the cells are what they were.
    let again = read(bad.as_bytes()).unwrap();
    let before: Vec<&str> = table.rows[0].cells.iter().map(String::as_str).collect();
    let after: Vec<&str> = again.rows[0].cells.iter().map(|cell| words(cell)).collect();
    assert_eq!(after[..7], before[..]);
    assert!(again.rows[0].cells[7].contains("Received"), "{bad}");
    assert_eq!(words("'quoted'"), "'quoted'", "an apostrophe of its own stays");
}

/// The table that is given back has commas, whatever a name of a column looks like.
#[test]
fn a_name_with_semicolons_comes_back_as_one() {
    let table = read("\nA,\"b;c;d;e\tf\tg\th\"\r\nx;y\r\n".as_bytes()).unwrap();
    let plan = Plan { columns: std::vec![None, None], ..returns() };
    let bad = bad_rows(&table, &stage(&table, &plan, &[]).problems);
    let again = read(bad.as_bytes()).unwrap();
    assert_eq!(again.header[..2], ["A", "b;c;d;e\tf\tg\th"], "{bad}");
    assert_eq!(again.rows[0].cells[0], "x;y", "{bad}");
}

#[test]
fn columns_are_guessed_by_name_and_never_far_fetched() {
    let fields: Vec<(String, String)> = [
        ("/kind", "Kind"),
        ("/event/body", "Body"),
        ("/event/received", "Received"),
        ("/event/values/0/numerator", "Count"),
        ("/event/note", "Note"),
    ]
    .map(|(pointer, label)| (pointer.to_string(), label.to_string()))
    .to_vec();
    for (name, due) in [
        ("body", Some(1)),
        ("Local Authority", None),
        ("Authority", Some(1)),
        ("Date received", Some(2)),
        (" COUNT ", Some(3)),
        ("Answer", Some(0)),
        ("Comments", Some(4)),
        ("", None),
        ("Postcode", None),
    ] {
        assert_eq!(guess(name, &fields), due, "{name}");
    }
    assert_eq!(kind_of("Nil return"), Some("nil_return"));
    assert_eq!(kind_of("unable-to-provide"), Some("unable_to_provide"));
    assert_eq!(kind_of("Resigned"), Some("office_ended"));
    assert_eq!(kind_of("rumour"), None);
}
