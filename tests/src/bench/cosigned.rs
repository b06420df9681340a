//! How long until three independent witnesses have confirmed an event.

use std::fmt::Write;
use std::time::{Duration, Instant};

use ledger::proof::SignedCheckpoint;

use super::Settings;
use super::physical::Disk;
use super::table::{Row, Section, Unit};
use crate::cosigner::TestCosigner;
use crate::daybook::{self, TestServer};
use crate::drafts::{body, numbered};
use crate::http::Client;

/// From the request to the receipt, and to the summary that all three signed.
pub fn section(settings: &Settings, disk: &Disk) -> Section {
    let folder = settings.folder.join("cosigned");
    std::fs::create_dir_all(&folder).expect("a folder");
    let data = folder.join("ledger");
    let token = daybook::new_ledger(&data);
    let key = daybook::signing_key(&data);
    let mut policy = format!("log {}\n", key.verifier());
    let cosigners: Vec<TestCosigner> = ["a", "b", "c"]
        .iter()
        .map(|name| {
            let origin = format!("{name}.example");
            let one = TestCosigner::start(&origin, &folder.join(name), key.verifier());
            let _ = writeln!(policy, "witness {name} {} {}", one.key(), one.url());
            one
        })
        .collect();
    policy.push_str("group every all a b c\nquorum every\n");
    let file = folder.join("policy");
    std::fs::write(&file, policy).expect("a file");
    let server = TestServer::open_as(&data, &token, &["--policy", daybook::text(&file)]);
    let client = server.client();
    let mut receipt = Row::new("receipt", "event to receipt", Unit::Milliseconds);
    let mut confirmed = Row::new("cosigned", "event to cosigned proof", Unit::Milliseconds);
    let before = disk.rate(1);
    for n in 0..if settings.quick { 5 } else { 15 } {
        let draft = body(&numbered("cosigned", n));
        let begin = Instant::now();
        client.post("/api/v1/events", &[], &draft).expect(201);
        receipt.seen.push(begin.elapsed().as_secs_f64() * 1e3);
        let until = begin + Duration::from_mins(1);
        while confirmed_size(&client).is_none_or(|size| size <= n as u64) {
            assert!(Instant::now() < until, "event {n}: not confirmed within a minute");
            std::thread::sleep(Duration::from_millis(2));
        }
        confirmed.seen.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    let mut section = Section::new("three cosigners on loopback, all of them needed");
    section.rows.extend([receipt, confirmed]);
    section.notes.push(format!(
        "{} of them run; the disk alone: {:.0}/s before, {:.0}/s after",
        cosigners.len(),
        before,
        disk.rate(1)
    ));
    section
}

fn confirmed_size(client: &Client) -> Option<u64> {
    let reply = client.get("/log/cosigned");
    let signed = SignedCheckpoint::parse(&reply.body).ok()?;
    (reply.status == 200).then(|| signed.checkpoint().size.get())
}
