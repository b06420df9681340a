//! What `scripts/bench` measures: Daybook, its peers and the limits of the machine.
//!
//! One file a family of rows. [`table`] is what they are put into, [`goals`] what is
//! asked of them. Nothing here fails because something is slow: it reports.

pub mod append;
pub mod cosigned;
pub mod goals;
pub mod import;
pub mod ledgers;
pub mod nats;
pub mod open;
pub mod physical;
pub mod postgres;
#[cfg(feature = "bench")]
pub mod sqlite;
pub mod table;
pub mod viewer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ledgers::Ledgers;
use physical::Disk;
use table::{Report, Row, Section, Unit};

/// Bytes of an event as peers and the disk get it.
pub const EVENT: usize = 256;

/// Events in one request or commit where it is said "batches".
pub const BATCH: usize = 1_000;

/// Everything that can be asked for, in order.
pub const PARTS: [&str; 8] =
    ["limits", "append", "peers", "import", "verify", "open", "viewer", "cosigned"];

/// How large, how long and where.
#[derive(Clone, Debug)]
pub struct Settings {
    /// About two minutes at smaller sizes.
    pub quick: bool,
    /// Also a ledger of ten million entries.
    pub huge: bool,
    /// A folder on the disk to measure; what is made in it is removed again.
    pub folder: PathBuf,
    /// Entries of the large ledger, where not the usual number.
    pub events: Option<usize>,
}

impl Settings {
    /// How often durable rates are measured; the middle one counts.
    pub const fn turns(&self) -> usize {
        if self.quick { 1 } else { 3 }
    }

    /// How long each time.
    pub const fn time(&self) -> Duration {
        Duration::from_secs(if self.quick { 1 } else { 3 })
    }

    /// Entries of the large ledger.
    pub fn many(&self) -> usize {
        self.events.unwrap_or(if self.quick { 50_000 } else { 1_000_000 })
    }
}

/// Measures these parts; `show` gets each section when it is whole.
///
/// # Panics
/// Where the folder cannot be written at all.
pub fn run(settings: &Settings, parts: &[&str], mut show: impl FnMut(&Section)) -> Report {
    let mut report = Report::default();
    let mut ledgers = Ledgers::new(&settings.folder);
    let disk = Disk::new(&settings.folder, settings.time() / 4).expect("a file on this disk");
    for part in parts {
        let measured = catch_unwind(AssertUnwindSafe(|| match *part {
            "limits" => vec![physical::section(settings, &disk)],
            "append" => vec![append::section(settings)],
            "peers" => peers(settings, &disk),
            "import" => vec![import::section(settings, &mut ledgers, &disk)],
            "verify" => vec![import::verify(settings, &mut ledgers)],
            "open" => vec![open::section(settings, &mut ledgers)],
            "viewer" => vec![viewer::section(settings, &mut ledgers)],
            "cosigned" => vec![cosigned::section(settings, &disk)],
            other => panic!("no part is called {other}"),
        }));
        // What cannot be measured is said, and the rest goes on.
        let sections = measured.unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
            let mut section = Section::new(part);
            section.rows.push(Row::not_run(part, part, words.unwrap_or("it panicked")));
            vec![section]
        });
        for section in sections {
            show(&section);
            report.sections.push(section);
        }
    }
    report
}

fn peers(settings: &Settings, disk: &Disk) -> Vec<Section> {
    vec![
        postgres::section(settings, disk),
        sqlite_section(settings, disk),
        nats::section(settings, disk),
    ]
}

#[cfg(feature = "bench")]
use sqlite::section as sqlite_section;

#[cfg(not(feature = "bench"))]
fn sqlite_section(_: &Settings, _: &Disk) -> Section {
    let mut section = Section::new("SQLite");
    let reason = "this program was built without the feature `bench`, which brings SQLite";
    section.rows.push(Row::not_run("sqlite", "SQLite, WAL, synchronous=FULL, chain", reason));
    section
}

/// One durable rate to be measured: events a second, or why there is none.
struct Measure<'a> {
    key: &'a str,
    what: &'a str,
    /// Records to a fdatasync, for the disk beside it.
    batch: usize,
    run: &'a dyn Fn() -> Result<f64, String>,
}

/// Measures each as often as the settings say, the disk before and after it; one
/// after the other within a turn, so that a disturbed minute disturbs them all.
fn durable(settings: &Settings, disk: &Disk, measures: &[Measure<'_>]) -> Vec<Row> {
    let mut rows: Vec<Row> =
        measures.iter().map(|one| Row::new(one.key, one.what, Unit::EventsASecond)).collect();
    for _ in 0..settings.turns() {
        for (row, measure) in rows.iter_mut().zip(measures) {
            let before = disk.rate(measure.batch);
            match (measure.run)() {
                Ok(rate) => {
                    row.seen.push(rate);
                    row.disk.push([before, disk.rate(measure.batch)]);
                }
                Err(reason) => row.reason = Some(reason),
            }
        }
    }
    rows
}

/// Clients at once, each in a thread of its own, until the time is over; the events of all
/// and the time it took.
fn crowd<C>(
    clients: usize,
    time: Duration,
    connect: impl Fn(usize) -> Result<C, String> + Sync,
    append: impl Fn(&mut C, u64) -> Result<u64, String> + Sync,
) -> Result<(u64, Duration), String> {
    let whole = Instant::now();
    std::thread::scope(|scope| {
        let (connect, append) = (&connect, &append);
        let threads: Vec<_> = (0..clients)
            .map(|client| {
                scope.spawn(move || {
                    let mut connection = connect(client)?;
                    let (begin, mut events) = (Instant::now(), 0);
                    while begin.elapsed() < time {
                        events += append(&mut connection, events)?;
                    }
                    Ok(events)
                })
            })
            .collect();
        let ended = threads.into_iter().map(|thread| thread.join().expect("a client's thread"));
        let events = ended.sum::<Result<u64, String>>()?;
        Ok((events, whole.elapsed()))
    })
}

fn rate((events, took): (u64, Duration)) -> f64 {
    float(events) / took.as_secs_f64()
}

/// A number for arithmetic that is only shown.
#[expect(clippy::cast_precision_loss, reason = "rates are told in a few digits")]
fn float(number: u64) -> f64 {
    number as f64
}

/// Bytes that the files of a folder take on the disk.
fn bytes_of(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    files_of(folder)
        .iter()
        .filter_map(|file| file.metadata().ok())
        .map(|it| it.blocks() * 512)
        .sum()
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(files_of(&entry.path())),
            Ok(kind) if kind.is_file() => found.push(entry.path()),
            _ => {}
        }
    }
    found
}
