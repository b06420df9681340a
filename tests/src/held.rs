//! One word that is held back, and every place where it could be read.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use ledger::events::civil::Date;
use ledger::proof::LogProof;
use ledger::record::Timestamp;
use ledger::views::VIEWS;
use serde_json::{Value, json};

use crate::daybook::TestServer;
use crate::drafts::statement;
use crate::http::Client;

const EVENTS: &str = "/api/v1/events";

/// One word that stands nowhere else.
pub const SECRET: &str = "zirconium4711";

/// Milliseconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_millis()).expect("before the end of time")
}

/// The next full minute that is at least so many seconds ahead, as a draft spells it,
/// and in milliseconds. Embargoes end at full minutes.
pub fn minute_after(seconds: i64) -> (String, i64) {
    let end = ((now() + seconds * 1_000) / 60_000 + 1) * 60_000;
    // In summer the next day has begun in London half an hour before midnight by UTC.
    let late = end - end % 86_400_000 + 84_600_000;
    let day = Date::in_london(late).expect("a day of the calendar").days_since_1970();
    let summer = i64::from(day) != late / 86_400_000;
    let local = Timestamp::from_millis(end + if summer { 3_600_000 } else { 0 }).to_string();
    (format!("{}+0{}:00", &local[..16], u8::from(summer)), end)
}

/// A draft that says the word wherever it can.
pub fn secret(id: &str, kind: &str, event: Value, marks: &Value) -> Value {
    let mut draft = statement(id, "");
    draft["kind"] = json!(kind);
    draft["event"] = event;
    draft["occurred"]["written"] = json!(SECRET);
    draft["uncertainty"] = json!(SECRET);
    draft["sources"] = json!([{"kind": "article", "title": SECRET, "publisher": SECRET,
        "url": format!("https://{SECRET}.example/"), "locator": SECRET, "quotation": SECRET}]);
    for (name, mark) in marks.as_object().expect("members") {
        draft[name] = mark.clone();
    }
    draft
}

/// Records of kinds that stand in many views, each with the word.
pub fn secrets(marks: &Value) -> Vec<Value> {
    let of = |id: &str, kind: &str, event: Value| secret(id, kind, event, marks);
    vec![
        of(
            "s-body",
            "body_registered",
            json!({"body": "board", "name": SECRET,
            "body_kind": "committee", "short_name": SECRET, "note": SECRET}),
        ),
        of("s-person", "person_registered", json!({"person": "person-a1", "name": SECRET})),
        of(
            "s-office",
            "office_registered",
            json!({"office": "chair", "title": SECRET,
            "body": "board", "seats": 1, "selection": "elected"}),
        ),
        of("s-said", "statement_made", json!({"body": "board", "text": SECRET})),
        of(
            "s-rec",
            "recommendation_made",
            json!({"recommendation": "rec-1", "made_by": "board",
            "text": SECRET, "verbatim": true, "item_kind": "recommendation",
            "addressees": [{"body": "board"}]}),
        ),
        of(
            "s-due",
            "response_due_set",
            json!({"recommendation": "rec-1", "addressee": "board",
            "due": "2015-03-10", "due_rule": "two_months", "set_by": "board", "reason": SECRET}),
        ),
        of(
            "s-sought",
            "record_not_found",
            json!({"sought": "other", "text": SECRET, "searched": SECRET}),
        ),
    ]
}

/// Whether the word is in some bytes.
pub fn has(bytes: &[u8]) -> bool {
    bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes())
}

/// Every public answer about a ledger of `size` entries, and whether the word is in it.
pub fn answers(server: &TestServer, size: u64, documents: &[&str]) -> Vec<(String, bool)> {
    let public = Client::new(server.url());
    let mut found = Vec::new();
    let mut paths: Vec<String> = documents.iter().map(|path| (*path).to_owned()).collect();
    for file in ["checkpoint", "vkey", "policy", "history/000"] {
        paths.push(format!("/log/{file}"));
    }
    for folder in ["tile/0", "tile/entries", "openings"] {
        paths.push(format!("/log/{folder}/000.p/{size}"));
    }
    for query in ["limit=500", "format=csv", "format=jsonl", "format=ics", "format=atom"] {
        paths.push(format!("{EVENTS}?{query}"));
    }
    for view in VIEWS {
        for more in [
            "",
            "?format=csv",
            "?format=jsonl",
            "?body=board",
            "?person=person-a1",
            "?recommendation=rec-1",
            "?office=chair",
        ] {
            paths.push(format!("/api/v1/views/{}{more}", view.name));
        }
    }
    for index in 0..size {
        paths.push(format!("{EVENTS}/{index}"));
        paths.push(format!("/events/{index}"));
        let proof = public.get(&format!("{EVENTS}/{index}/proof")).expect(200);
        let proof = LogProof::parse(&proof.body).expect("a proof");
        found.push((format!("the proof of {index}"), has(&proof.extra.expect("its entry"))));
    }
    for path in paths {
        let answer = public.get(&path);
        assert!([200, 400, 404, 451].contains(&answer.status), "{path}: {}", answer.text());
        found.push((path, has(&answer.body)));
    }
    let searched = public.get(&format!("{EVENTS}?q={SECRET}")).expect(200).json();
    found.push(("the search".to_owned(), searched["total"] != 0));
    let mut live = public.live("/api/v1/events/live", Some("0"));
    for _ in 1..size {
        let event = live.next_event().expect("an event");
        found.push((format!("live {}", event.id), has(event.data.as_bytes())));
    }
    found
}

/// No answer has the word.
#[track_caller]
pub fn nowhere(when: &str, answers: &[(String, bool)]) {
    assert!(answers.len() > 100, "hardly anything was asked: {}", answers.len());
    let leaks: Vec<&str> =
        answers.iter().filter(|(_, has)| *has).map(|(path, _)| path.as_str()).collect();
    assert!(leaks.is_empty(), "{when}: {leaks:?}");
}

/// The files below a folder that hold the word.
pub fn files_with_it(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with_it(&path));
        } else if path.is_file() && has(&std::fs::read(&path).expect("a file")) {
            found.push(path.display().to_string());
        }
    }
    found.sort();
    found
}
