//! Computations 4.4 and 4.5: when answers are due, and what is outstanding.

use super::{Stage, body, fact, of, on, with};
use serde_json::{Value, json};

const GOVERNMENT: &str = "government";

fn made(id: &str, report: &str, maker: &str) -> Value {
    let event = json!({"recommendation": id, "made_by": maker, "report": report, "number": id,
        "text": format!("Do {id}."), "verbatim": true, "item_kind": "recommendation",
        "addressees": [{"body": GOVERNMENT}]});
    fact(&format!("made-{id}"), "recommendation_made", event)
}

fn report(id: &str, publisher: &str, published: &str) -> Value {
    let event = json!({"report": id, "publisher": publisher, "title": format!("Report {id}"),
        "report_kind": "report"});
    on(published, fact(&format!("report-{id}"), "report_published", event))
}

fn response(id: &str, position: &str, received: &str) -> Value {
    let event = json!({"recommendation": id, "responder": GOVERNMENT, "position": position,
        "received": received});
    fact(&format!("response-{id}"), "response_received", event)
}

fn progress(id: &str, status: &str, when: &str) -> Value {
    let event = json!({"recommendation": id, "addressee": GOVERNMENT, "reported_by": GOVERNMENT,
        "reporter_role": "addressee", "status": status});
    on(when, fact(&format!("progress-{id}"), "progress_reported", event))
}

fn target(id: &str, kind: &str, more: &Value, when: &str) -> Value {
    let event = json!({"recommendation": id, "addressee": GOVERNMENT});
    on(when, fact(&format!("{}-{id}-{when}", kind.replace('_', "-")), kind, with(event, more)))
}

/// A committee of Parliament, whose reports the Government answers within two
/// months, and a statutory inquiry with six.
fn record() -> Vec<(&'static str, Value)> {
    let opened = json!({"body": "inquiry", "subject": "Harbours", "form": "statutory"});
    let mut all = vec![
        body("committee", "Health Committee", "committee"),
        body(GOVERNMENT, "the Government", "government"),
        body("inquiry", "The Invented Inquiry", "inquiry"),
        fact("opened", "inquiry_opened", opened),
        // Two reports of a 31 December, one before a leap year.
        of("ends", report("r-2014", "committee", "2014-12-31")),
        of("ends", report("r-2015", "committee", "2015-12-31")),
        of("ends", made("e1", "r-2014", "committee")),
        of("ends", made("e2", "r-2015", "committee")),
        // 56 days, set to a day; six months of an inquiry.
        of("rules", report("r-inq", "inquiry", "2015-08-31")),
        of("rules", made("i1", "r-inq", "inquiry")),
        report("hc-1", "committee", "2015-03-18"),
    ];
    for id in ["1", "2", "3", "4", "5", "6"] {
        all.push(made(id, "hc-1", "committee"));
    }
    all.extend([
        response("1", "accepted", "2015-05-10"),
        response("2", "accepted", "2015-05-10"),
        response("5", "noted", "2015-05-10"),
        response("6", "accepted_in_part", "2015-05-10"),
        response("3", "rejected", "2015-05-20"),
        progress("2", "in_progress", "2015-09-01"),
        progress("6", "implemented", "2015-09-01"),
        target("2", "target_date_set", &json!({"target_date": "2015-12-31"}), "2015-06-01"),
        target(
            "2",
            "target_date_revised",
            &json!({"old_target": "2015-12-31", "target_date": "2017-12-31", "sequence": 2}),
            "2016-01-05",
        ),
    ]);
    all.into_iter().map(|draft| ("2016-05-01", draft)).collect()
}

#[test]
fn answers_due_and_outstanding_are_on_their_pages() {
    let stage = Stage::of(&record());
    let desk = &stage.desk;

    // 4.4: two months after 31 December is the end of February: the 28th of 2015,
    // the 29th of 2016. On 10 March 2016 those are 376 days ago (365 to 28 February
    // 2016, and 11) and 10.
    let sheet = desk.ask("/recommendations?inquiry=ends&on=2016-03-10");
    let row = |id: &str| -> Vec<String> {
        let lines = sheet.lines("recommendations");
        let found = lines.iter().find(|line| line.starts_with(&format!("{id}: ")));
        let line = found.unwrap_or_else(|| panic!("no {id}: {lines:?}"));
        line.split(" | ").map(String::from).collect()
    };
    assert_eq!(row("e1")[3..5], ["28 February 2015", "overdue 376 days"]);
    assert_eq!(row("e2")[3..5], ["29 February 2016", "overdue 10 days"]);
    let sheet = desk.ask("/overdue?on=2016-03-10");
    let lines = sheet.lines("responses");
    let e1 = lines.iter().find(|line| line.contains("e1: Do e1.")).expect("e1");
    assert!(e1.contains("two months from publication, by convention; Erskine May 38.54"), "{e1}");
    // Six months after 31 August is the last of February; letters of the ladder at
    // 3, 6, 7, 9 and 12 months: 30 November, 29 February, 31 March, 31 May, 31 August.
    let sheet = desk.ask("/recommendations/i1?on=2016-03-10");
    let days: Vec<&str> =
        ["3", "6", "7", "9", "12"].iter().map(|months| sheet.row("ladder", months)[1]).collect();
    assert_eq!(
        days,
        ["30 November 2015", "29 February 2016", "31 March 2016", "31 May 2016", "31 August 2016"]
    );
    assert_eq!(sheet.row("ladder", "6")[3], "none recorded");
    assert_eq!(sheet.row("ladder", "7")[3], "still to come");

    // 4.5 on 1 June 2016. 1: accepted on 10 May 2015 and never reported, 388 days
    // (366 to 10 May 2016, which has a leap day, and 22): silent. 2: in progress,
    // its target moved once. 3: rejected, apart. 4: no answer. 5: noted. 6: claimed.
    // Outstanding are 1, 2, 4, 5, 6 = 5 of 6 = 83%; the oldest is of 18 March 2015,
    // 366 + 75 = 441 days. The first target (31 December 2015) has passed, the
    // present one (31 December 2017) has not.
    let sheet = desk.ask("/recommendations?inquiry=demo&on=2016-06-01");
    assert_eq!(sheet.figure("answered"), "5 of 6 (83%)");
    assert_eq!(sheet.figure("outstanding"), "5 of 6 (83%)");
    assert_eq!(sheet.figure("overdue"), "1 of 6 (17%)");
    assert_eq!(sheet.figure("rejected"), "1 of 6 (17%)");
    assert_eq!(
        sheet.lines("addressees"),
        ["the Government | 5 | 441 | 1 | 1 | 0 | 1 | 1 | 1 | 0 | 1 | 0"]
    );
    let sheet = desk.ask("/recommendations/2?on=2016-06-01");
    assert_eq!(
        sheet.figure("target-government"),
        "31 December 2015, now 31 December 2017: moved once"
    );
    super::super::silent(&desk.browser, "answers");
}
