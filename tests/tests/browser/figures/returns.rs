//! Computations 4.1 to 4.3: coverage, percentages, outliers, overdue returns.

use super::{Stage, body, fact, with};
use serde_json::{Value, json};

fn list(id: &str, members: &[String]) -> Value {
    let event = json!({"population": id, "name": format!("Boards of {id}"), "body_kind": "lscb",
        "count": members.len(), "members": members});
    fact(&format!("list-{id}"), "population_fixed", event)
}

fn call(id: &str, list: &str, more: &Value) -> Value {
    let event = json!({"call": id, "issuer": "office", "population": list,
        "legal_basis": "request"});
    fact(&format!("call-{id}"), "data_call_issued", with(event, more))
}

fn answer(kind: &str, call: &str, body: &str, received: &str, more: &Value) -> Value {
    let event = json!({"return_id": format!("{call}-{body}"), "call": call, "body": body,
        "received": received});
    fact(&format!("{call}-{body}"), kind, with(event, more))
}

/// Five boards and two calls to them, both due on Friday 15 February 2013.
///
/// c1: a in time, b three days late, c nil on the last day, d unable, e silent.
/// c2: b was given until 1 March and is silent; all others answered nil.
fn record() -> Vec<(&'static str, Value)> {
    let five: Vec<String> = ["a", "b", "c", "d", "e"].map(String::from).to_vec();
    let due = json!({"issued": "2013-01-07", "due": "2013-02-15"});
    let full = json!({"version": 1, "completeness": "full", "values": []});
    let mut all = vec![body("office", "Office of the Invented Commissioner", "commissioner")];
    all.extend(five.iter().map(|id| body(id, &format!("Board {id}"), "lscb")));
    all.push(list("exshire", &five));
    all.push(call("c1", "exshire", &due));
    all.push(call("c2", "exshire", &due));
    all.push(answer("return_received", "c1", "a", "2013-02-01", &full));
    all.push(answer("return_received", "c1", "b", "2013-02-18", &full));
    all.push(answer("nil_return", "c1", "c", "2013-02-15", &json!({})));
    all.push(answer("unable_to_provide", "c1", "d", "2013-02-11", &json!({"reason": "system"})));
    for id in ["a", "c", "d", "e"] {
        all.push(answer("nil_return", "c2", id, "2013-02-01", &json!({})));
    }
    let later = json!({"call": "c2", "body": "b", "due": "2013-03-01"});
    all.push(fact("later-b", "extension_granted", later));
    let letter = json!({"call": "c1", "body": "e", "ordinal": 1, "means": "letter"});
    all.push(fact("letter-e", "reminder_sent", letter));
    let days = json!({"jurisdiction": "EW", "year": 2013, "days": ["2013-01-01"]});
    all.push(fact("days-2013", "bank_holidays_listed", days));
    // A call of its own for the outliers: 24 boards.
    let many: Vec<String> = (0..24).map(|n| format!("b{n:02}")).collect();
    all.extend(many.iter().map(|id| body(id, &format!("Board {id}"), "lscb")));
    all.push(list("wyshire", &many));
    let victims = json!({"indicators": [{"indicator": "v", "title": "Victims", "scale": 10000}]});
    all.push(call("c3", "wyshire", &victims));
    for (n, id) in many.iter().enumerate().take(21) {
        let values = json!([{"indicator": "v", "numerator": if n == 20 { 15 } else { 40 },
            "denominator": 10_000}]);
        let data = json!({"version": 1, "completeness": "full", "values": values});
        all.push(answer("return_received", "c3", id, "2013-02-01", &data));
    }
    all.push(answer("nil_return", "c3", "b21", "2013-02-01", &json!({})));
    all.push(answer("unable_to_provide", "c3", "b22", "2013-02-01", &json!({"reason": "system"})));
    all.into_iter().map(|draft| ("2013-04-01", draft)).collect()
}

#[test]
fn coverage_outliers_and_overdue_returns_are_on_their_pages() {
    let stage = Stage::of(&record());
    let desk = &stage.desk;

    // 4.1: returned are a, b and c, 3 of 5 = 60%. Data are a and b, 2 of 5 = 40%:
    // the call does not say that nil counts. Late: b. Unable: d. Overdue: e.
    let sheet = desk.ask("/returns/c1?on=2013-03-05");
    assert_eq!(sheet.figure("returned"), "3 of 5 (60%)");
    assert_eq!(sheet.figure("able"), "2 of 5 (40%)");
    assert_eq!(sheet.figure("late"), "1 of 5 (20%)");
    assert_eq!(sheet.figure("state-overdue"), "1 of 5 (20%)");
    assert_eq!(sheet.figure("state-unable-to-provide"), "1 of 5 (20%)");
    assert_eq!(sheet.keys("bodies"), ["e", "d", "c", "a", "b"], "what is missing comes first");
    assert_eq!(sheet.row("bodies", "b")[5], "3 days late");
    // On the last day nobody is overdue, and b has not answered.
    let sheet = desk.ask("/returns/c1?on=2013-02-15");
    assert_eq!(sheet.figure("returned"), "2 of 5 (40%)");
    assert!(!sheet.0["figures"].to_string().contains("state-overdue\",\"1"), "{:?}", sheet.0);

    // 71/148 = 47.97%, 70 gives 47.30%, 72 gives 48.65%. 34/43 = 79.07%, 31/39 =
    // 79.49%. 34/44 = 77.27% and 35/44 = 79.55%, which rounds to 80. Of 1,000,
    // 475 (47.5, up) to 484 (48.4).
    let sheet = desk.ask("/questions/percent?percent=48&of=148,1000");
    assert_eq!(sheet.figure("of-148"), "71 of 148");
    assert_eq!(sheet.figure("of-1000"), "between 475 and 484 of 1000");
    let sheet = desk.ask("/questions/percent?percent=79&of=43,39,44");
    assert_eq!((sheet.figure("of-43"), sheet.figure("of-39")), ("34 of 43", "31 of 39"));
    assert!(sheet.row("totals", "44")[2].starts_with("cannot be right"), "{:?}", sheet.0);

    // 4.2: twenty of 40 in 10,000 and one of 15: sum 815, of 210,000, so 38.8 are
    // expected of each. P(X <= 15 | 38.81) = 0.00001 < 0.001: low. Byar of 15:
    // 15 (1 - 0.0074074 - 0.168690)^3 = 8.39; 16 (1 - 0.0069444 + 0.163333)^3 =
    // 24.74. 40 / 15 = 2.67, shown as 3. Compared are 21 of 24 = 87.5%, up to 88%.
    let sheet = desk.ask("/questions/outliers?call=c3&indicator=v");
    assert_eq!(sheet.keys("compared")[0], "b20", "the low one comes first");
    let b20: Vec<String> =
        sheet.row("compared", "b20").iter().map(|cell| cell.replace(',', "")).collect();
    assert_eq!(b20[1..], ["low", "15", "10000", "15", "8 to 25", "38.8"]);
    assert_eq!((sheet.figure("low"), sheet.figure("high")), ("1 of 21", "0 of 21"));
    assert_eq!(sheet.figure("compared"), "21 of 24 (88%)");
    assert_eq!(sheet.figure("common"), "39 per 10000");
    assert_eq!((sheet.figure("lowest"), sheet.figure("median")), ("15 per 10000", "40 per 10000"));
    assert_eq!(sheet.figure("ratio"), "3");
    // Nil, unable and silent are listed, each with its own word, never as a zero.
    let apart: Vec<&str> =
        ["b21", "b22", "b23"].iter().map(|id| sheet.row("apart", id)[1]).collect();
    assert_eq!(apart, ["nil return", "unable to provide", "no answer on record"]);

    // 4.3 on Tuesday 5 March 2013. e: 15 February to 5 March are 18 days, of which
    // two weeks of 5 and Monday and Tuesday are working days: 12. b: from Friday 1
    // March 4 days, Monday and Tuesday: 2. Ten bodies had a last day: 2 of 10.
    let sheet = desk.ask("/overdue?on=2013-03-05");
    assert_eq!(sheet.figure("returns"), "2 of 10 (20%)");
    assert_eq!(sheet.keys("returns"), ["c1 e", "c2 b"], "the longest first");
    assert_eq!(
        sheet.row("returns", "c1 e")[2..],
        ["15 February 2013", "set by the call for all", "18", "12", "the return", "1"]
    );
    assert_eq!(
        sheet.row("returns", "c2 b")[2..],
        ["1 March 2013", "extended for this body", "4", "2", "the return", "0"]
    );
    let sheet = desk.ask("/overdue?on=2013-02-15");
    assert_eq!(sheet.figure("returns"), "0 of 10 (0%)");
    super::super::silent(&desk.browser, "returns");
}
