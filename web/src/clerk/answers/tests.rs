//! Typed texts become drafts, and what cannot be read is named by the ledger.

use super::*;
use crate::clerk::form::tests::form;
use ledger::events::Draft;

fn typed(pairs: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::default();
    for (key, value) in pairs {
        answers.set(key, (*value).to_owned());
    }
    answers
}

const ENVELOPE: [(&str, &str); 6] = [
    ("/id", "e-1"),
    ("/inquiry", "demo"),
    ("/basis", "press_report"),
    ("/certainty", "stated"),
    ("/sources/0/kind", "article"),
    ("/sources/0/title", " An article "),
];

fn draft(kind: &str, facts: &[(&str, &str)]) -> Json {
    let mut draft = typed(&[&ENVELOPE, facts].concat()).draft(&form(kind));
    if let Json::Object(members) = &mut draft {
        members.insert("by".into(), Json::str("clerk"));
    }
    draft
}

#[test]
fn what_is_typed_becomes_a_draft_that_the_ledger_takes() {
    let draft = draft(
        "statement_made",
        &[
            ("/event/body", " occ "),
            ("/event/text", "  Much has improved.\n"),
            ("/occurred/edtf#m", "8"),
            ("/occurred/edtf#y", "2014"),
            ("/occurred/written", "last August"),
        ],
    );
    let read = Draft::parse(&draft).unwrap();
    assert_eq!(read.to_json(), draft);
    assert_eq!(draft.get("occurred").unwrap().get("edtf").unwrap().as_str(), Some("2014-08"));
    let event = draft.get("event").unwrap();
    assert_eq!(event.get("body").unwrap().as_str(), Some("occ"));
    assert_eq!(event.get("text").unwrap().as_str(), Some("  Much has improved.\n"));
}

#[test]
fn what_cannot_be_read_reaches_the_ledger_and_is_named_there() {
    let draft = draft(
        "office_registered",
        &[
            ("/event/office", "x"),
            ("/event/title", "T"),
            ("/event/body", "Not An Id"),
            ("/event/seats", "two"),
            ("/event/selection", "elected"),
            ("/occurred/edtf#d", "31"),
            ("/occurred/edtf#m", "02"),
            ("/occurred/edtf#y", "2014"),
        ],
    );
    let faults = Draft::parse(&draft).unwrap_err();
    let fields: Vec<&str> = faults.0.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["/occurred/edtf", "/event/body", "/event/seats"]);
}

#[test]
fn dates_are_as_precise_as_they_are_typed() {
    for (parts, due) in [
        ([("d", "6"), ("m", "3"), ("y", "2015")], Some("2015-03-06")),
        ([("d", ""), ("m", "11"), ("y", "2015")], Some("2015-11")),
        ([("d", ""), ("m", ""), ("y", "2015")], Some("2015")),
        ([("d", ""), ("m", ""), ("y", " ")], None),
        ([("d", "6"), ("m", ""), ("y", "2015")], Some("2015-XX-06")),
        ([("d", "6"), ("m", "3"), ("y", "")], Some("(no year)-03-06")),
    ] {
        let mut answers = Answers::default();
        for (name, value) in parts {
            answers.set(&format!("/x#{name}"), value.to_owned());
        }
        assert_eq!(date("/x", &answers).as_deref(), due, "{parts:?}");
    }
    assert_eq!(date("/x", &typed(&[("/x#e", "2003~"), ("/x#y", "1")])).as_deref(), Some("2003~"));
}

#[test]
fn an_item_taken_out_lets_the_others_move_up() {
    let mut answers = typed(&[
        ("/l#n", "3"),
        ("/l/0/a", "first"),
        ("/l/1/a", "second"),
        ("/l/1/d#y", "2011"),
        ("/l/2/a", "third"),
        ("/l/2/d#y", "2012"),
        ("/list/2", "another list"),
    ]);
    answers.remove("/l", 1);
    assert_eq!(answers.count("/l"), 2);
    assert_eq!(answers.get("/l/1/a"), "third");
    assert_eq!(answers.get("/l/1/d#y"), "2012");
    assert_eq!(answers.get("/l/2/a"), "");
    assert_eq!(answers.get("/list/2"), "another list");
}

#[test]
fn empty_items_are_taken_out_before_places_are_counted() {
    let form = form("statement_made");
    let conflicts = form.around("/conflicts_with").unwrap();
    let mut answers = typed(&[
        ("/conflicts_with#n", "4"),
        ("/conflicts_with/1", "e-7"),
        ("/conflicts_with/3", "e-9"),
    ]);
    answers.tidy(&conflicts.field, "/conflicts_with");
    assert_eq!(answers.get("/conflicts_with/0"), "e-7");
    assert_eq!(answers.get("/conflicts_with/1"), "e-9");
    assert_eq!(answers.count("/conflicts_with"), 2);
}

#[test]
fn a_value_that_is_there_can_be_typed_in_again() {
    let form = form("data_call_issued");
    let facts = br#"{"call":"c-1","issuer":"occ","due":"2012-05~","issued":"2012-03-01",
        "indicators":[{"code":"i-1","title":"T","scale":10000}],"nil_counts_as_data":false}"#;
    let facts = Json::parse(facts).unwrap();
    let mut answers = Answers::default();
    for question in &form.asked {
        if let Some(value) = facts.get(&question.field.name) {
            fill(&question.field, &question.pointer, value, &mut answers);
        }
    }
    let event = answers.draft(&form).get("event").cloned().unwrap();
    for name in ["call", "issuer", "due", "issued"] {
        assert_eq!(event.get(name), facts.get(name), "{name}");
    }
    let due = form.around("/event/due").unwrap();
    assert_eq!(words(&due.field, facts.get("due").unwrap()), "about May 2012");
    let nil = form.around("/event/nil_counts_as_data").unwrap();
    assert_eq!(words(&nil.field, &Json::Bool(false)), "No");
    let kept = Answers::from_json(&answers.to_json());
    assert_eq!(kept, answers);
    assert_eq!(Answers::from_json(&Json::Null), Answers::default());
}
