//! What an auditor remembers from one run to the next: one file, replaced whole.

use std::io;
use std::path::{Path, PathBuf};

use ledger::proof::{SignedCheckpoint, TreeHash};
use ledger::record::{Hash, Head, Size, Timestamp};
use serde::{Deserialize, Serialize};

use super::report::Report;
use crate::files::{self, Readers};
use crate::sequencer::edge::Edge;

/// Largest file that is read as memory, in bytes. It has some 40 KiB for each
/// level of the tree.
const FILE_MAX: u64 = 4 << 20;

/// The file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// 1.
    v: u32,
    /// The key that was seen first, or given.
    pub(super) vkey: String,
    /// The newest signed checkpoint that was verified.
    pub(super) note: String,
    /// Where the part of the ledger ends that was verified whole.
    pub(super) good: Option<Place>,
    /// How far a run has come that did not end.
    pub(super) begun: Option<Place>,
    /// The verdict of the last run.
    pub(super) state: String,
    /// A report that nobody took yet.
    pub(super) unsent: Option<Report>,
}

/// A place in the ledger from which checking can go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// How many entries lie before it.
    pub(super) size: u64,
    /// Fingerprint of the last of them.
    hash: String,
    /// When that was recorded, milliseconds since 1970.
    recorded: Option<i64>,
    /// The hashes of the tiles that are not full, by level, hexadecimal.
    tiles: Vec<String>,
    /// When the run began that came here, milliseconds since 1970.
    pub(super) since: i64,
}

impl Place {
    pub(super) fn new(head: &Head, edge: &Edge, since: i64) -> Self {
        let hex =
            |level: u8| -> String { edge.open_tile(level).iter().map(TreeHash::to_hex).collect() };
        Self {
            size: head.size.get(),
            hash: head.hash.to_hex(),
            recorded: head.recorded.map(Timestamp::millis),
            tiles: (0..8).map(hex).collect(),
            since,
        }
    }

    /// The chain and the tree at this place; `None` when the file was changed.
    pub(super) fn resume(&self) -> Option<(Head, Edge)> {
        let size = Size::new(self.size);
        let edge = Edge::resume(size, |level, n| {
            let at = usize::try_from(n % 256).map_err(drop)? * 64;
            let tile = self.tiles.get(usize::from(level)).ok_or(())?;
            TreeHash::parse_hex(tile.get(at..at + 64).ok_or(())?).map_err(drop)
        });
        let hash = Hash::parse(&self.hash).ok()?;
        let recorded = self.recorded.map(Timestamp::from_millis);
        Some((Head { size, hash, recorded }, edge.ok()?))
    }
}

impl Memory {
    /// Reads the file; nothing is remembered where there is none.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let bytes = match std::fs::metadata(path) {
            Ok(found) if found.len() > FILE_MAX => return Err("is too long to be our own".into()),
            Ok(_) => std::fs::read(path).map_err(|error| error.to_string())?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self { v: 1, ..Self::default() });
            }
            Err(error) => return Err(error.to_string()),
        };
        let memory: Self = serde_json::from_slice(&bytes).map_err(|error| {
            format!(
                "is not what an audit wrote ({error}); keep it as evidence and name another file"
            )
        })?;
        if memory.v == 1 { Ok(memory) } else { Err(format!("is of version {}", memory.v)) }
    }

    /// Writes the file: after any crash it is the old or the new one.
    pub(super) fn write(&self, path: &Path) -> Result<(), String> {
        let bytes = serde_json::to_vec(self).map_err(|error| error.to_string())?;
        files::replace(path, &bytes, Readers::Anyone).map_err(|error| error.to_string())
    }

    /// The checkpoint that was verified before.
    pub(super) fn checkpoint(&self) -> Result<Option<SignedCheckpoint>, String> {
        if self.note.is_empty() {
            return Ok(None);
        }
        SignedCheckpoint::parse(self.note.as_bytes()).map(Some).map_err(|error| error.to_string())
    }
}

/// Keeps two signed checkpoints that cannot both be of one ledger, in a folder
/// beside the memory. What was kept before is never replaced.
pub(super) fn keep_evidence(
    memory: &Path,
    run_at: Timestamp,
    notes: [(&str, &[u8]); 2],
) -> io::Result<Vec<PathBuf>> {
    let mut name = memory.file_name().unwrap_or_default().to_os_string();
    name.push(".evidence");
    let folder = memory.with_file_name(name);
    std::fs::create_dir_all(&folder)?;
    files::sync_parent(&folder)?;
    let stamp: String = run_at
        .to_string()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let mut kept = Vec::new();
    for (what, bytes) in notes {
        let path = folder.join(format!("{stamp}-{what}.checkpoint"));
        files::create(&path, bytes, Readers::Anyone)?;
        kept.push(path);
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::record::{Chain, Origin};

    #[test]
    fn a_place_is_gone_on_from_and_a_changed_one_is_not() {
        let origin = Origin::new("a.example").unwrap();
        let mut edge = Edge::new();
        let mut places = Vec::new();
        for n in 0..70_000_u32 {
            if [0, 1, 255, 256, 257, 65_535, 65_536, 69_999].contains(&n) {
                let hash = Chain::genesis(&origin).head().hash;
                let size = edge.size();
                let head = Head { size, hash, recorded: Some(Timestamp::from_millis(7)) };
                places.push((Place::new(&head, &edge, 1), head, edge.clone()));
            }
            edge.push(TreeHash::leaf(&n.to_be_bytes()), |_| {});
        }
        for (place, head, edge) in &places {
            let text = serde_json::to_vec(place).unwrap();
            let read: Place = serde_json::from_slice(&text).unwrap();
            assert_eq!(read.resume(), Some((*head, edge.clone())), "at {}", place.size);
        }
        let good = &places[2].0;
        let broken = [
            Place { size: 300, ..good.clone() },
            Place { hash: "x".into(), ..good.clone() },
            Place { tiles: Vec::new(), ..good.clone() },
            Place { tiles: vec!["zz".repeat(255 * 32)], ..good.clone() },
        ];
        for place in broken {
            assert_eq!(place.resume(), None, "{place:?}");
        }
    }

    #[test]
    fn a_file_that_is_not_ours_is_refused_and_evidence_is_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("audit.json");
        assert_eq!(Memory::read(&path).unwrap().vkey, "");
        std::fs::write(&path, "{}").unwrap();
        assert!(Memory::read(&path).is_err());
        let memory = Memory { v: 1, state: "verified".into(), ..Memory::default() };
        memory.write(&path).unwrap();
        assert_eq!(Memory::read(&path).unwrap().state, "verified");
        let at = Timestamp::from_millis(5);
        let kept = keep_evidence(&path, at, [("a", b"one"), ("b", b"two")]).unwrap();
        assert_eq!(std::fs::read(&kept[1]).unwrap(), b"two");
        assert!(keep_evidence(&path, at, [("a", b"three"), ("b", b"four")]).is_err());
        assert_eq!(std::fs::read(&kept[0]).unwrap(), b"one");
    }
}
