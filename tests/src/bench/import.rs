//! A large ledger on the command line: imported, its size on the disk, verified.

use std::time::Instant;

use super::ledgers::Ledgers;
use super::physical::Disk;
use super::table::{Row, Section, Unit};
use super::{BATCH, Settings, float};
use crate::daybook;

/// `daybook import`, and what it left on the disk.
pub fn section(settings: &Settings, ledgers: &mut Ledgers, disk: &Disk) -> Section {
    let count = settings.many();
    let mut section = Section::new(&format!("{count} events on the command line"));
    let before = disk.rate(BATCH);
    let ledger = ledgers.of(count);
    let rate = float(count as u64) / ledger.import.as_secs_f64();
    let mut row = Row::one("import", "import: checked, sealed, durable", Unit::EventsASecond, rate);
    row.disk.push([before, disk.rate(BATCH)]);
    section.rows.push(row);
    let seconds = ledger.import.as_secs_f64();
    section.rows.push(Row::one("import_time", "the same", Unit::Seconds, seconds));
    let bytes = float(ledger.bytes) / float(count as u64);
    section.rows.push(Row::one("bytes", "bytes on the disk", Unit::BytesAnEvent, bytes));
    section
}

/// `daybook verify`, with one thread and two where it can be told.
pub fn verify(settings: &Settings, ledgers: &mut Ledgers) -> Section {
    let count = settings.many();
    let ledger = ledgers.of(count);
    let mut section = Section::new(&format!("{count} events verified, every byte"));
    let path = daybook::text(&ledger.data);
    let mut row = |key: &str, what: &str, more: &[&str]| {
        let mut row = Row::new(key, what, Unit::EventsASecond);
        for _ in 0..settings.turns() {
            let begin = Instant::now();
            let said = daybook::expect(0, &[["verify", path].as_slice(), more].concat());
            assert!(said.contains("VERIFIED"), "{said}");
            row.seen.push(float(count as u64) / begin.elapsed().as_secs_f64());
        }
        section.rows.push(row);
    };
    if daybook::expect(0, &["verify", "--help"]).contains("--threads") {
        row("verify_one", "daybook verify --threads 1", &["--threads", "1"]);
        row("verify_two", "daybook verify --threads 2", &["--threads", "2"]);
    } else {
        row("verify_usual", "daybook verify", &[]);
        section.notes.push("this daybook verify cannot be told how many threads to use".to_owned());
    }
    section
}
