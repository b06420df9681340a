//! Computations 4.8, 4.9 and 4.11: days between, what was known when, what
//! changed, silence, same days, integrity. And scenario 22.

use super::{Stage, body, fact, on, person};
use serde_json::{Value, json};

/// A report and a resignation on 26 August 2014, a hearing on 10 March 2015, a
/// statement "in March 2015", an inquiry with two start dates. Recommendation 14
/// of 1 February 2015 was answered on 3 March, which was recorded on 15 March and
/// corrected on 25 March.
fn record() -> Vec<(&'static str, Value)> {
    let office = json!({"office": "leader", "title": "leader", "body": "council",
        "selection": "elected"});
    let report = json!({"report": "r1", "title": "A report", "report_kind": "report",
        "about_bodies": ["council"]});
    let left = json!({"spell": "s1", "person": "p-a", "office": "leader", "reason": "resigned",
        "effective": "2014-08-26"});
    let held = json!({"spell": "s1", "person": "p-a", "office": "leader"});
    let rec = json!({"recommendation": "rec-14", "made_by": "council", "text": "Light the quay.",
        "verbatim": true, "item_kind": "recommendation", "addressees": [{"body": "dept"}]});
    let answer = json!({"recommendation": "rec-14", "responder": "dept", "position": "accepted"});
    let came = json!({"session": "x1", "committee": "council", "person": "p-a",
        "mode": "in_person"});
    let said = json!({"body": "council", "text": "Words.", "channel": "press"});
    let opened = json!({"body": "council", "subject": "Harbours", "form": "not_stated"});
    let mut again = on("2012", fact("opened-2", "inquiry_opened", opened.clone()));
    again["conflicts_with"] = json!(["opened-1"]);
    let fix = json!({"target": "answer", "correction_kind": "clerical", "reason": "slip",
        "changes": [{"field": "/occurred/edtf", "new": "2015-03-04"}]});
    vec![
        ("2015-02-01", body("council", "Aldmere council", "local_authority")),
        ("2015-02-01", body("dept", "Harbour Department", "department")),
        ("2015-02-01", person("p-a", "Ada Example")),
        ("2015-02-01", fact("reg-leader", "office_registered", office)),
        ("2015-02-01", on("2003/..", fact("held", "office_held", held))),
        ("2015-02-02", on("2015-02-01", fact("rec", "recommendation_made", rec))),
        ("2015-03-15", on("2015-03-03", fact("answer", "response_received", answer))),
        ("2015-03-25", fact("fix", "correction", fix)),
        ("2015-04-01", on("2014-08-26", fact("report", "report_published", report))),
        ("2015-04-01", on("2014-08-26", fact("left", "office_ended", left))),
        ("2015-04-01", on("2015-03-10", fact("came", "attended", came))),
        ("2015-04-01", on("2015-03", fact("said", "statement_made", said))),
        ("2015-04-01", on("2011-10", fact("opened-1", "inquiry_opened", opened))),
        ("2015-04-01", again),
    ]
}

#[test]
fn days_points_changes_silence_and_integrity_are_on_their_pages() {
    let stage = Stage::of(&record());
    let desk = &stage.desk;

    // 4.8: 26 August 2014 to 10 March 2015: 5 days left of August, 122 of September
    // to December, 31 + 28, and 10 = 196. March 2015: to its first day 187 (196 - 9),
    // to its last 217 (196 + 21), and no value between them.
    let days = |query: &str| {
        desk.ask(&format!("/questions/days-between?{query}")).figure("days").to_owned()
    };
    assert_eq!(days("a=left&b=came"), "196 days");
    assert_eq!(days("a=2015-02-16&b=came"), "22 days");
    assert_eq!(days("a=left&b=said"), "between 187 and 217 days");
    let sheet = desk.ask("/questions/days-between?a=came&b=said");
    assert_eq!(sheet.figure("days"), "between 0 and 21 days");
    assert!(sheet.notes("Which of the two came first cannot be told."));

    // Scenario 22: answered on 3 March, recorded on 15 March. As of 10 March, what
    // *happened* was an answer; what was *recorded* was none.
    let answered =
        |query: &str| desk.ask(&format!("/recommendations?{query}")).figure("answered").to_owned();
    assert_eq!(answered("on=2015-03-10"), "1 of 1 (100%)");
    assert_eq!(answered("known=2015-03-10&on=2015-03-10"), "0 of 1 (0%)");
    assert_eq!(answered("known=2015-03-15&on=2015-03-10"), "1 of 1 (100%)");
    // Compared from 1 to 20 March it is listed once, with both dates, 12 days apart.
    for clock in ["recorded", "happened"] {
        let sheet = desk
            .ask(&format!("/compare?from=2015-03-01&to=2015-03-20&clock={clock}&known=2015-03-24"));
        let rows: Vec<String> = sheet.lines("changes");
        let mine: Vec<&String> =
            rows.iter().filter(|row| row.contains("Recommendation answered")).collect();
        assert_eq!(mine.len(), 1, "{clock}: {rows:?}");
        assert!(mine[0].contains("3 March 2015 | 15 March 2015 | 12 days"), "{clock}: {mine:?}");
    }
    // The correction moved it to 4 March, 11 days before it was recorded.
    let sheet = desk.ask("/compare?from=2015-03-01&to=2015-03-31");
    assert_eq!(sheet.figure("corrected"), "1 of 2");
    assert_eq!(sheet.figure("answered"), "1 of 2");
    // By 10 March nothing had been recorded of it.
    let sheet = desk.ask("/compare?from=2015-03-01&to=2015-03-10");
    assert!(sheet.keys("changes").is_empty());

    // 4.9, known on a day: 6 records at the end of 2 February, 7 on 15 March, 8 on the
    // 25th, and the fingerprint is that of the newest of them.
    for (known, size) in
        [("2015-02-02", 6), ("2015-03-14", 6), ("2015-03-15", 7), ("2015-03-25", 8)]
    {
        let sheet = desk.ask(&format!("/bodies?known={known}"));
        assert_eq!(sheet.0["size"], size, "{known}");
        let at = desk.ask(&format!("/bodies?at={size}"));
        assert_eq!(sheet.0["hash"], at.0["hash"], "{known}");
        assert_eq!(sheet.0["hash"].as_str().map(str::len), Some(64));
    }
    // Silence on 9 April 2016. Of the council the newest is "March 2015", which ended
    // on the 31st: 366 days to 31 March 2016 (a leap year) and 9 = 375. Of the
    // department it is the answer of the first days of March: more than 400.
    let sheet = desk.ask("/questions/silence?on=2016-04-09&days=300");
    assert_eq!(sheet.figure("silent"), "2 of 2");
    let lines = sheet.lines("silent").join("\n");
    assert!(lines.contains("Aldmere council") && lines.contains("| 375"), "{lines}");
    let sheet = desk.ask("/questions/silence?on=2016-04-09&days=400");
    assert_eq!(sheet.figure("silent"), "1 of 2", "{:?}", sheet.0);
    // One day has a report and a resignation.
    let sheet = desk.ask("/questions/same-day");
    assert_eq!(sheet.figure("both"), "1 of 1");
    assert_eq!(sheet.lines("days"), ["26 August 2014 | 2 | Left office; Report published | Yes"]);

    // 4.11: more than 30 days after: report and resignation, 26 August 2014 to 1 April
    // 2015 = 196 + 22 = 218; "October 2011", from its last day 3 years, a leap day and
    // 152 = 1,248; "2012", from 31 December two years and 91 days = 821. The hearing
    // (22), "March 2015" (1), recommendation and answer (1 and 12) are not late; of
    // "2003/.." nobody can say. 4 of the 9 that have a date.
    let sheet = desk.ask("/questions/integrity");
    assert!(sheet.figure("late").starts_with("4 of "), "{}", sheet.figure("late"));
    let late: Vec<String> = sheet.lines("late");
    for days in ["218", "1,248", "821"] {
        assert!(late.iter().any(|line| line.contains(days)), "{days}: {late:?}");
    }
    assert_eq!(sheet.figure("withheld"), "0 of 14");
    super::super::silent(&desk.browser, "times");
}
