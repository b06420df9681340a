//! Ledgers of a size, made once in a run by `daybook import`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::bytes_of;
use crate::{daybook, drafts};

/// One that nobody holds open.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Its folder.
    pub data: PathBuf,
    /// A token that may write.
    pub token: String,
    /// How long its import took.
    pub import: Duration,
    /// Bytes on the disk after it.
    pub bytes: u64,
}

/// Those made so far.
pub struct Ledgers {
    folder: PathBuf,
    made: BTreeMap<usize, Ledger>,
}

impl Ledgers {
    /// None yet.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), made: BTreeMap::new() }
    }

    /// The one of `count` entries.
    ///
    /// # Panics
    /// Where it cannot be made.
    pub fn of(&mut self, count: usize) -> Ledger {
        let folder = self.folder.join(format!("ledger-{count}"));
        self.made.entry(count).or_insert_with(|| make(&folder, count)).clone()
    }
}

fn make(folder: &Path, count: usize) -> Ledger {
    eprintln!("making a ledger of {count} events");
    std::fs::create_dir_all(folder).expect("a folder");
    let data = folder.join("ledger");
    let token = daybook::new_ledger(&data);
    let file = folder.join("in.jsonl");
    let mut out = BufWriter::new(File::create(&file).expect("a file"));
    for n in 0..count {
        writeln!(out, "{}", drafts::varied(n)).expect("written");
    }
    out.into_inner().expect("written").sync_all().expect("a disk that can be written");
    let begin = Instant::now();
    let paths = [daybook::text(&file), daybook::text(&data)];
    daybook::expect(0, &["import", paths[0], "--data", paths[1], "--by", "clerk"]);
    let import = begin.elapsed();
    std::fs::remove_file(&file).expect("the file can go");
    Ledger { bytes: bytes_of(&data), data, token, import }
}
