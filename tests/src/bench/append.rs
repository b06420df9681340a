//! Durable appends to Daybook, over HTTP and in its process: `daybook bench`.

use serde_json::Value;

use super::table::{Row, Section, Unit};
use super::{BATCH, Settings};
use crate::daybook;

/// Clients at once.
const CLIENTS: &str = "1,8,64,512";

/// `daybook bench` as often as the settings say.
pub fn section(settings: &Settings) -> Section {
    let mut section = Section::new("Daybook, durable events with receipts");
    let (seconds, batch) = (settings.time().as_secs().to_string(), BATCH.to_string());
    let dir = daybook::text(&settings.folder);
    for _ in 0..settings.turns() {
        let said = daybook::expect(
            0,
            &[
                ["bench", "--json", "--in-process"].as_slice(),
                &["--dir", dir, "--clients", CLIENTS, "--batch", &batch, "--seconds", &seconds],
            ]
            .concat(),
        );
        let said: Value = serde_json::from_str(&said).expect("JSON");
        for (place, rate) in said["rates"].as_array().expect("a list").iter().enumerate() {
            if section.rows.len() <= place {
                section.rows.push(row(rate));
            }
            let number = |name: &str| rate[name].as_f64().expect("a number");
            let row = &mut section.rows[place];
            row.seen.push(number("events_a_second"));
            row.disk.push([number("disk_before"), number("disk_after")]);
        }
    }
    section.notes.push(format!(
        "the middle one of turns of {seconds} s (here {}); the disk alone just before and after, as many \
         records of 256 bytes to a fdatasync; clients and server share the machine",
        settings.turns()
    ));
    section
}

fn row(rate: &Value) -> Row {
    let through = rate["through"].as_str().expect("a word");
    let place = if through == "http" { "over HTTP" } else { "in process" };
    let (key, what) = match (rate["clients"].as_u64(), rate["events_a_request"].as_u64()) {
        (Some(1), Some(1)) => (format!("{through}_1"), format!("1 client {place}")),
        (Some(clients), Some(1)) => {
            (format!("{through}_{clients}"), format!("{clients} clients {place}"))
        }
        _ => (format!("{through}_batch"), format!("1 client {place}, 1,000 events a request")),
    };
    Row::new(&key, &what, Unit::EventsASecond)
}
