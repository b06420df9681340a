//! The Institute for Government's ministers database (CC BY 4.0) as events.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Recorder, csv, text};

/// One row, by column.
pub type Line = BTreeMap<String, String>;

/// The tables, as they are.
pub struct Ministers {
    /// Departments and other organisations.
    pub organisations: Vec<Line>,
    /// How one followed another.
    pub links: Vec<Line>,
    /// Posts.
    pub posts: Vec<Line>,
    /// People, one row for each name.
    pub people: Vec<Line>,
    /// Appointments, by start, then by end.
    pub appointments: Vec<Line>,
    /// What an appointment was like, and when: acting, on leave.
    pub characteristics: Vec<Line>,
}

impl Ministers {
    /// Reads the tables; `None` where they are absent.
    pub fn read() -> Option<Ministers> {
        let table =
            |name: &str| text(&format!("offices/ifg/{name}.csv")).map(|text| csv::rows(&text, ','));
        let mut appointments = table("appointment")?;
        let end = |line: &Line| match line["end_date"].as_str() {
            "" => "9999".to_owned(),
            end => end.to_owned(),
        };
        appointments.sort_by_key(|line| (line["start_date"].clone(), end(line)));
        Some(Ministers {
            organisations: table("organisation")?,
            links: table("organisation_link")?,
            posts: table("post")?,
            people: table("person")?,
            appointments,
            characteristics: table("appointment_characteristics")?,
        })
    }

    /// The register as events.
    pub fn record(&self) -> Recorder {
        let mut recorder = Recorder::new("IfG Ministers Database");
        self.bodies(&mut recorder);
        self.names(&mut recorder);
        for post in &self.posts {
            recorder.add(
                "office_registered",
                &json!({"office": office(&post["id"]), "title": post["name"],
                    "body": body(&post["organisation_id"]), "selection": "appointed"}),
            );
        }
        let mut characteristics: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
        for line in &self.characteristics {
            characteristics.entry(&line["appointment_id"]).or_default().push(line);
        }
        for line in &self.appointments {
            let mine = characteristics.get(line["id"].as_str());
            appointment(&mut recorder, line, mine.map_or(&[][..], Vec::as_slice));
        }
        recorder
    }

    fn bodies(&self, recorder: &mut Recorder) {
        for line in &self.organisations {
            let mut event =
                json!({"body": body(&line["id"]), "name": line["name"], "body_kind": "department"});
            for (field, column) in [("start", "start_date"), ("end", "end_date")] {
                if !line[column].is_empty() {
                    event[field] = json!(line[column]);
                }
            }
            recorder.add("body_registered", &event);
        }
        for line in &self.links {
            let link = match line["type"].as_str() {
                "Name change" => "name_change",
                "Merger" => "merger",
                "Demerger" => "demerger",
                _ => "transfer_of_functions",
            };
            recorder.add(
                "body_merged",
                &json!({"link": link, "earlier": [body(&line["predecessor_organisation_id"])],
                    "later": [body(&line["successor_organisation_id"])],
                    "announced": line["link_start_date"], "effective": line["link_end_date"]}),
            );
        }
    }

    /// Each person with the first name known, then each later name.
    fn names(&self, recorder: &mut Recorder) {
        let mut people: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
        for line in &self.people {
            people.entry(&line["id"]).or_default().push(line);
        }
        for (id, mut names) in people {
            // The first name is the one without a start, or with an end where
            // two have none.
            names.sort_by_key(|line| (line["start_date"].clone(), line["end_date"].is_empty()));
            let first = names[0];
            recorder
                .add("person_registered", &json!({"person": person(id), "name": first["name"]}));
            for pair in names.windows(2) {
                let from = match pair[1]["start_date"].as_str() {
                    "" => &pair[0]["end_date"],
                    start => start,
                };
                recorder.add(
                    "person_renamed",
                    &json!({"person": person(id), "name": pair[1]["name"], "from": from}),
                );
            }
        }
    }
}

fn appointment(recorder: &mut Recorder, line: &Line, characteristics: &[&Line]) {
    let spell = json!({"spell": format!("spell-{}", line["id"]), "person": person(&line["person_id"]),
        "office": office(&line["post_id"])});
    let with = |more: serde_json::Value| {
        let mut event = spell.clone();
        let (Some(event), Some(more)) = (event.as_object_mut(), more.as_object()) else {
            unreachable!("both are objects");
        };
        event.extend(more.clone());
        json!(event)
    };
    let (start, end) = (&line["start_date"], &line["end_date"]);
    // In this register somebody who acts has an appointment of their own.
    let acting = characteristics.iter().any(|line| line["is_acting"] == "True");
    if acting {
        recorder.add("acting_started", &with(json!({"reason": "not_stated", "effective": start})));
    } else {
        recorder.add("appointed", &with(json!({"effective": start})));
    }
    let leaves = characteristics.iter().filter(|line| line["is_on_leave"] == "True");
    for leave in leaves {
        let id = format!("leave-{}", leave["id"]);
        let kind =
            if leave["leave_reason"] == "Maternity leave" { "parental" } else { "not_stated" };
        recorder.add(
            "leave_started",
            &with(json!({"leave": id, "leave_kind": kind, "effective": leave["start_date"]})),
        );
        if !leave["end_date"].is_empty() {
            recorder
                .add("leave_ended", &with(json!({"leave": id, "effective": leave["end_date"]})));
        }
    }
    match (end.is_empty(), acting) {
        (true, _) => {}
        (_, true) => recorder
            .add("acting_ended", &with(json!({"acting_end": "not_stated", "effective": end}))),
        (_, false) => {
            recorder.add("office_ended", &with(json!({"reason": "unknown", "effective": end})));
        }
    }
}

/// The identifier of an organisation.
pub fn body(id: &str) -> String {
    format!("body-{id}")
}

/// The identifier of a post.
pub fn office(id: &str) -> String {
    format!("office-{id}")
}

/// The pseudonym of a person.
pub fn person(id: &str) -> String {
    format!("person-{id}")
}
