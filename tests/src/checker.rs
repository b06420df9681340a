//! The check after every step: read everything, both ways, and compare.

use crate::daybook::TestServer;
use crate::read_tree::{Checked, Copy};
use ledger::record::{OpeningState, Openings, Size};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// That every redaction on record is carried out in the copy, and nothing else is
/// withheld. A lifted redaction counts as none. Gives the number of fields withheld.
///
/// # Panics
/// With the first field that is not as the record says.
#[track_caller]
pub fn check_redactions(checked: &Checked) -> usize {
    let mut by_id = BTreeMap::new();
    let mut expected: BTreeSet<(u64, String)> = BTreeSet::new();
    for (at, found) in (0_u64..).zip(&checked.entries) {
        let line: Value = serde_json::from_slice(found.entry.line()).expect("an entry is JSON");
        let (draft, event) = (&line["draft"], &line["draft"]["event"]);
        by_id.insert(draft["id"].as_str().expect("an id").to_owned(), at);
        let lifts = draft["kind"] == "redaction_lifted";
        if !lifts && draft["kind"] != "redaction" {
            continue;
        }
        let target = by_id[event["target"].as_str().expect("a target")];
        for field in event["fields"].as_array().expect("fields") {
            let field = (target, field.as_str().expect("a pointer").to_owned());
            if lifts {
                expected.remove(&field)
            } else {
                expected.insert(field)
            };
        }
    }
    let mut withheld = BTreeSet::new();
    for (at, found) in (0_u64..).zip(&checked.entries) {
        for opening in found.openings.iter().flat_map(Openings::as_slice) {
            if matches!(opening.state, OpeningState::Withheld(_)) {
                withheld.insert((at, opening.pointer.clone()));
            }
        }
    }
    assert_eq!(withheld, expected, "what is withheld is what the record says");
    withheld.len()
}

/// Reads the whole read tree of a server, verifies it with the one
/// `Verifier`, and compares it with what the API says about each entry.
///
/// # Panics
/// With a story, where anything differs.
#[track_caller]
pub fn check_ledger(server: &TestServer, size: u64) -> Checked {
    let client = server.client();
    let copy = Copy::download(&client);
    let checked = copy.check(&copy.key(), None);
    assert_eq!(checked.key(), "firstvisit", "{}", checked.told());
    assert_eq!(checked.report.size, Size::new(size), "the ledger has another size");
    assert_eq!(checked.report.good, Size::new(size), "{}", checked.told());
    assert_eq!(checked.entries.len() as u64, size, "entries handed on");
    for (at, found) in (0_u64..).zip(&checked.entries) {
        let entry = &found.entry;
        assert_eq!(entry.index().get(), at, "entries come in order");
        assert!(found.openings.is_some(), "the openings of entry {at} are missing");
        // A ledger of thousands is compared at its ends and in between.
        if size > 200 && at > 20 && at % 97 != 0 && at + 20 < size {
            continue;
        }
        let told = client.get(&format!("/api/v1/events/{at}")).expect(200).json();
        assert_eq!(told["index"], at, "the API's entry {at}");
        assert_eq!(told["hash"], entry.hash().to_hex(), "the fingerprint of entry {at}");
        let line: Value = serde_json::from_slice(entry.line()).expect("an entry is JSON");
        assert_eq!(told["recorded"], line["recorded"], "the time of entry {at}");
    }
    checked
}
