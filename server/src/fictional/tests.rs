use super::*;
use std::collections::BTreeSet;

use ledger::record::Json;

fn lines(seed: u64, events: u64) -> Vec<String> {
    Fictional::new(seed, events).collect()
}

/// Every draft is one that the ledger takes, and no identifier comes twice.
#[test]
fn every_draft_is_good() {
    let mut ids = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for line in lines(1, 6_000) {
        let json = Json::parse(line.trim_end().as_bytes()).unwrap();
        let draft =
            ledger::events::Draft::parse(&json).unwrap_or_else(|faults| panic!("{line}{faults}"));
        assert!(ids.insert(draft.id.to_string()), "{} twice", draft.id);
        kinds.insert(draft.event.kind());
    }
    assert_eq!(ids.len(), 6_000);
    assert!(kinds.len() >= 30, "{kinds:?}");
}

/// Events come in the order in which they happened; registrations first.
#[test]
fn time_does_not_run_backwards() {
    let mut newest = String::new();
    for line in lines(5, 4_000) {
        let draft: Value = serde_json::from_str(&line).unwrap();
        let day = draft["occurred"]["edtf"].as_str().unwrap_or_default().to_owned();
        assert!(day >= newest, "{day} after {newest}");
        newest = day;
    }
}

/// Nothing invented lies in the future, whatever the size.
#[test]
fn the_last_event_is_before_2026() {
    for events in [1, 40, 700, 3_000, 9_000, 30_000] {
        let last: Value = serde_json::from_str(lines(3, events).last().unwrap()).unwrap();
        let day = last["occurred"]["edtf"].as_str().unwrap_or_default();
        assert!(day < "2026", "{events} events end on {day}");
    }
}

/// Nobody can take the invented for the real.
#[test]
fn every_body_says_that_it_is_fictional() {
    let mut bodies = 0;
    for line in lines(2, 3_000) {
        let draft: Value = serde_json::from_str(&line).unwrap();
        if draft["kind"] == "body_registered" {
            bodies += 1;
            let name = draft["event"]["name"].as_str().unwrap();
            assert!(name.ends_with("(fictional)"), "{name}");
        }
    }
    assert!(bodies > 12);
    let first: Value = serde_json::from_str(&lines(2, 1)[0]).unwrap();
    assert_eq!(first["kind"], "ledger_labelled");
    assert_eq!(first["event"]["label"], "fictional");
}

/// The same seed gives the same record; a longer one begins like a shorter one
/// only where the world has the same size, so sizes are compared at one.
#[test]
fn a_seed_names_one_record() {
    assert_eq!(lines(9, 2_000), lines(9, 2_000));
    assert_ne!(lines(9, 2_000), lines(10, 2_000));
}

#[test]
fn the_reader_gives_the_same_lines() {
    let mut text = String::new();
    std::io::Read::read_to_string(&mut Lines::new(Fictional::new(4, 500)), &mut text).unwrap();
    assert_eq!(text, lines(4, 500).concat());
}
