//! What the disk alone can do, as a limit beside every durable rate.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

use super::per_second;

/// Bytes of a record: about those of a small event.
const RECORD: usize = 256;

/// Bytes of the file, which is written over from its start when it is full.
const LENGTH: u64 = 32 << 20;

/// A file whose blocks are there already: a write into it commits data and no
/// sizes, which is the least that anything durable can cost.
pub(super) struct Raw {
    file: File,
    time: Duration,
}

impl Raw {
    /// Makes the file in `folder`; each measurement will take about `time`.
    pub(super) fn new(folder: &Path, time: Duration) -> std::io::Result<Self> {
        let file = File::create_new(folder.join("raw"))?;
        let block = vec![0x61; 1 << 20];
        for at in (0..LENGTH).step_by(block.len()) {
            file.write_all_at(&block, at)?;
        }
        file.sync_all()?;
        Ok(Self { file, time })
    }

    /// Records a second, `batch` of them written together and synced once.
    pub(super) fn rate(&self, batch: u64) -> std::io::Result<u64> {
        let records = vec![0x62; RECORD * usize::try_from(batch).unwrap_or(1)];
        let length = records.len() as u64;
        let (begin, mut at, mut written) = (Instant::now(), 0, 0);
        while written == 0 || begin.elapsed() < self.time {
            if at + length > LENGTH {
                at = 0;
            }
            self.file.write_all_at(&records, at)?;
            self.file.sync_data()?;
            at += length;
            written += batch;
        }
        Ok(per_second(written, begin.elapsed()))
    }
}
