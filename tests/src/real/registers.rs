//! Registers of areas and police forces as bodies and frozen lists.

use serde_json::json;

use super::{Recorder, csv, text};

/// Forces of Wales, by the identifier of the register.
const WELSH: [&str; 4] = ["dyfed-powys", "gwent", "north-wales", "south-wales"];

/// The upper-tier authorities of England in force on 31 December 2014, and the
/// list of them; `None` where the file is absent.
pub fn authorities() -> Option<Recorder> {
    let lines = csv::rows(&text("areas/england-upper-tier-2014-12-31.csv")?, ',');
    let mut recorder = Recorder::new("English upper-tier authorities");
    let mut members = Vec::new();
    for line in &lines {
        let body = line["gss-code"].to_lowercase();
        let mut event = json!({"body": body, "name": line["official-name"],
            "body_kind": "local_authority", "jurisdiction": "E",
            "identifiers": [{"scheme": "gss", "value": line["gss-code"]}]});
        for (field, column) in [("start", "start-date"), ("end", "end-date")] {
            if !line[column].is_empty() {
                event[field] = json!(line[column]);
            }
        }
        recorder.add("body_registered", &event);
        members.push(body);
    }
    population(&mut recorder, "upper-tier-england", "Upper-tier authorities", members);
    Some(recorder)
}

/// The territorial police forces of England and Wales, and the lists of the
/// English ones and of all; `None` where the file is absent.
pub fn forces() -> Option<Recorder> {
    let lines = csv::rows(&text("police/police-force.tsv")?, '\t');
    let mut recorder = Recorder::new("Register of police forces");
    let (mut english, mut all) = (Vec::new(), Vec::new());
    for line in &lines {
        let id = line["police-force"].as_str();
        if id == "northern-ireland" {
            continue;
        }
        let welsh = WELSH.contains(&id);
        recorder.add(
            "body_registered",
            &json!({"body": format!("police-{id}"), "name": line["name"],
                "body_kind": "police_force", "jurisdiction": if welsh { "W" } else { "E" }}),
        );
        all.push(format!("police-{id}"));
        if !welsh {
            english.push(format!("police-{id}"));
        }
    }
    population(&mut recorder, "forces-england", "Police forces of England", english);
    population(&mut recorder, "forces-england-wales", "Police forces of England and Wales", all);
    Some(recorder)
}

fn population(recorder: &mut Recorder, id: &str, name: &str, mut members: Vec<String>) {
    members.sort();
    let count = members.len();
    recorder.add(
        "population_fixed",
        &json!({"population": id, "name": name, "count": count, "members": members}),
    );
}
