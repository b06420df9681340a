//! What the machine itself can do: nothing durable is faster, nothing hashes faster.

use std::fs::File;
use std::hint::black_box;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::table::{Row, Section, Unit};
use super::{BATCH, EVENT, Settings, float};

/// Bytes of the file, which is written over from its start when it is full.
const LENGTH: u64 = 32 << 20;

/// A file whose blocks are there already: a write into it commits data and no
/// sizes, which is the least that anything durable can cost.
pub struct Disk {
    file: File,
    grown: std::path::PathBuf,
    time: Duration,
}

impl Disk {
    /// Makes the file in `folder`; each measurement will take about `time`.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn new(folder: &Path, time: Duration) -> std::io::Result<Self> {
        let file = File::create(folder.join("raw"))?;
        let block = vec![0x61; 1 << 20];
        for at in (0..LENGTH).step_by(block.len()) {
            file.write_all_at(&block, at)?;
        }
        file.sync_all()?;
        Ok(Self { file, grown: folder.join("grown"), time })
    }

    /// Records of 256 bytes a second, `batch` of them written together and synced once.
    ///
    /// # Panics
    /// Where the disk fails.
    pub fn rate(&self, batch: usize) -> f64 {
        write(&self.file, batch, self.time, Some(LENGTH)).expect("a disk that can be written")
    }

    /// The same at the end of a file that grows, which also commits its size.
    fn growing(&self, batch: usize) -> f64 {
        let file = File::create(&self.grown).expect("a file");
        let rate = write(&file, batch, self.time, None).expect("a disk that can be written");
        std::fs::remove_file(&self.grown).expect("the file can go");
        rate
    }
}

fn write(file: &File, batch: usize, time: Duration, length: Option<u64>) -> std::io::Result<f64> {
    let records = vec![0x62; EVENT * batch];
    let step = records.len() as u64;
    let (begin, mut at, mut written) = (Instant::now(), 0, 0);
    while written == 0 || begin.elapsed() < time {
        if length.is_some_and(|length| at + step > length) {
            at = 0;
        }
        file.write_all_at(&records, at)?;
        file.sync_data()?;
        at += step;
        written += batch as u64;
    }
    Ok(float(written) / begin.elapsed().as_secs_f64())
}

/// Hashing and copying on one thread, and the disk.
pub fn section(settings: &Settings, disk: &Disk) -> Section {
    let mut section = Section::new("the machine: disk, and one thread");
    let mut durable = |key: &str, what: &str, rate: &dyn Fn() -> f64| {
        let mut row = Row::new(key, what, Unit::EventsASecond);
        row.seen = (0..settings.turns()).map(|_| rate()).collect();
        section.rows.push(row);
    };
    durable("disk_1", "256 bytes into a file that is there + fdatasync", &|| disk.rate(1));
    durable("disk_batch", "1,000 of them + one fdatasync", &|| disk.rate(BATCH));
    durable("grown_1", "256 bytes at the end of a file + fdatasync", &|| disk.growing(1));
    durable("grown_batch", "1,000 of them + one fdatasync", &|| disk.growing(BATCH));
    let time = settings.time() / 4;
    let source = vec![0x5a_u8; 1 << 20];
    let large = vec![0x5a_u8; 64 << 20];
    let mut target = vec![0_u8; 64 << 20];
    let mega = |key: &str, what: &str, bytes: usize, act: &mut dyn FnMut()| {
        let rate = a_second(time, act) * float(bytes as u64) / 1e6;
        Row::one(key, what, Unit::MegabytesASecond, rate)
    };
    section.rows.push(mega("blake3", "BLAKE3, 1 MiB at a time", source.len(), &mut || {
        black_box(blake3::hash(black_box(&source)));
    }));
    section.rows.push(mega("sha256", "SHA-256, 1 MiB at a time", source.len(), &mut || {
        black_box(Sha256::digest(black_box(&source)));
    }));
    section.rows.push(mega("memcpy", "memcpy, 64 MiB at a time", large.len(), &mut || {
        target.copy_from_slice(black_box(&large));
        black_box(&mut target);
    }));
    let event = vec![0x5a_u8; EVENT];
    let mut link = [0_u8; 32];
    let chained = a_second(time, &mut || {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&link).update(&event);
        link = *hasher.finalize().as_bytes();
    });
    section.rows.push(Row::one(
        "chain_blake3",
        "chain of 256-byte events, BLAKE3",
        Unit::EventsASecond,
        chained,
    ));
    let chained = a_second(time, &mut || {
        link = Sha256::new().chain_update(link).chain_update(&event).finalize().into();
    });
    section.rows.push(Row::one(
        "chain_sha256",
        "chain of 256-byte events, SHA-256",
        Unit::EventsASecond,
        chained,
    ));
    section
}

/// How often a second something can be done; the clock is read every 16 times.
fn a_second(time: Duration, act: &mut dyn FnMut()) -> f64 {
    let (begin, mut done) = (Instant::now(), 0_u64);
    while begin.elapsed() < time {
        for _ in 0..16 {
            act();
        }
        done += 16;
    }
    float(done) / begin.elapsed().as_secs_f64()
}
