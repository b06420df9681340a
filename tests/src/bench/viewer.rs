//! What a reader of a large ledger waits for in headless Chromium.

use std::time::{Duration, Instant};

use super::ledgers::Ledgers;
use super::table::{Row, Section, Unit};
use super::{Settings, float};
use crate::daybook::TestServer;
use crate::measured;

/// The timeline, from navigation on.
pub fn section(settings: &Settings, ledgers: &mut Ledgers) -> Section {
    let count = settings.many();
    let ledger = ledgers.of(count);
    let server = TestServer::open(&ledger.data, &ledger.token);
    // The server folds a ledger when it opens it; this reader comes later.
    let until = Instant::now() + Duration::from_mins(5);
    while server.client().get("/api/v1/events?limit=1").status != 200 {
        assert!(Instant::now() < until, "the server does not take the ledger in");
        std::thread::sleep(Duration::from_millis(200));
    }
    let seen = measured::timeline(server.url(), count as u64);
    let mut section = Section::new(&format!("viewer in headless Chromium, {count} events"));
    let mut row = |key: &str, what: &str, unit, seen| {
        section.rows.push(Row::one(key, what, unit, seen));
    };
    let strip = format!("first strip ({} events, {})", seen.strip_events, seen.strip_state);
    row("viewer_strip", &strip, Unit::Seconds, seen.strip / 1e3);
    row("viewer_check", "full check: navigation to Verified", Unit::Seconds, seen.verified / 1e3);
    let rate = float(count as u64) / (seen.verified / 1e3);
    row("viewer_rate", "the same, wasm and fetching together", Unit::EventsASecond, rate);
    row("viewer_drawn", "all events drawn", Unit::Seconds, seen.drawn / 1e3);
    let [middle, p95, most] = seen.frames;
    row("frame_95", "frame while panning, 95th of a hundred", Unit::Milliseconds, p95);
    row("frame_50", "frame while panning, middle", Unit::Milliseconds, middle);
    row("frame_most", "frame while panning, longest", Unit::Milliseconds, most);
    row("task", "longest task of the page (0: under 50)", Unit::Milliseconds, seen.longest_task);
    row("elements", "elements of the page", Unit::Count, float(seen.elements));
    row("memory", "memory of the worker", Unit::Mebibytes, float(seen.worker_bytes >> 20));
    section
}
