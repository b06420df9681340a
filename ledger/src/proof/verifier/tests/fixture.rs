//! A small ledger in memory, the files it serves, and a reader of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::super::{CheckedEntry, Keep, Prepared, Report, Seen, State, Trust, Verifier, What};
use crate::proof::{
    BundleId, Checkpoint, SignedCheckpoint, SignerKey, TileTree, TreeHash, VerifierKey,
    encode_history, plan_bundles, plan_tiles,
};
use crate::record::bundle::{encode_entries, encode_openings};
use crate::record::{Chain, Json, Origin, Salt, SealedDraft, Size, Timestamp};

/// A path of the read tree and its bytes.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

pub(super) fn origin() -> Origin {
    Origin::new("ledger.example/inquiry").unwrap()
}

pub(super) fn key() -> SignerKey {
    SignerKey::from_seed(origin(), &[1; 32])
}

pub(super) fn trust() -> Trust {
    Trust { keys: Vec::from([key().verifier().clone()]), ..Trust::default() }
}

/// Entry lines and their openings, before they are cut into files.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    pub(super) lines: Vec<Vec<u8>>,
    pub(super) openings: Vec<Vec<u8>>,
}

impl Ledger {
    /// `size` entries whose texts are `n` and the given word, from entry `from` on.
    pub(super) fn of(size: u64, from: u64, word: &str) -> Self {
        let mut chain = Chain::genesis(&origin());
        let mut ledger = Self::default();
        for n in 0..size {
            let word = if n >= from { word } else { "said" };
            let public = Json::object([("kind", Json::str("test"))]);
            let sealed = [("/n", Json::Int(7)), ("/text", Json::str(format!("{n} {word}")))];
            let sealed = sealed.map(|(pointer, value)| (pointer.to_string(), value)).to_vec();
            let mut salt = || Salt::from_bytes([3; 32]);
            let draft = SealedDraft::new(public, sealed, &mut salt).unwrap();
            let time = Timestamp::from_millis(1_000 * i64::try_from(n).unwrap());
            let entry = chain.seal(&draft, time, Vec::new()).unwrap();
            ledger.lines.push(entry.line().to_vec());
            ledger.openings.push(draft.encoded_openings().to_vec());
        }
        ledger
    }

    pub(super) fn new(size: u64) -> Self {
        Self::of(size, 0, "said")
    }

    pub(super) fn tree(&self) -> TileTree {
        self.lines.iter().map(|line| TreeHash::leaf(line)).collect()
    }

    pub(super) fn size(&self) -> Size {
        Size::new(self.lines.len() as u64)
    }

    /// What a reader who verified these entries remembers.
    pub(super) fn seen(&self) -> Seen {
        Seen { size: self.size(), root: self.tree().root() }
    }

    /// The signed summary of all entries.
    pub(super) fn signed(&self, key: &SignerKey) -> SignedCheckpoint {
        let root = self.tree().root();
        SignedCheckpoint::sign(Checkpoint { origin: origin(), size: self.size(), root }, key)
    }

    /// Every file of the read tree, signed, with a history of every size.
    pub(super) fn files(&self) -> Files {
        let mut files = self.unsigned_files(self.size());
        files.insert("checkpoint".into(), self.signed(&key()).to_bytes());
        let tree = self.tree();
        let records: Vec<_> = (0..=self.lines.len() as u64)
            .map(|size| {
                let size = Size::new(size);
                let root = tree.root_at(size).unwrap();
                let signed = Checkpoint { origin: origin(), size, root };
                let signed = SignedCheckpoint::sign(signed, &key());
                signed.history_record(key().verifier()).unwrap()
            })
            .collect();
        for (n, records) in records.chunks(256).enumerate() {
            files.insert(history(n as u64), encode_history(records));
        }
        files
    }

    /// Tiles and bundles for the plan of a size; entries fill them as far as they go.
    pub(super) fn unsigned_files(&self, size: Size) -> Files {
        let mut files = Files::new();
        let tree = self.tree();
        for id in plan_tiles(size) {
            if let Some(bytes) = tree.tile_bytes(id) {
                files.insert(id.path(), bytes);
            }
        }
        for id in plan_bundles(size) {
            let first = usize::try_from(id.first().get()).unwrap().min(self.lines.len());
            let end = (first + usize::from(id.width)).min(self.lines.len());
            let lines: Vec<_> = self.lines[first..end].iter().map(Vec::as_slice).collect();
            files.insert(id.path(), encode_entries(&lines));
            let openings = self.openings[first..end].iter().map(Vec::as_slice);
            files.insert(id.openings_path(), encode_openings(openings));
        }
        files
    }
}

pub(super) fn history(n: u64) -> String {
    format!("history/{n:03}")
}

/// Feeds the files as a reader does; a file that is not there could not be had. The
/// report is the same for a reader who has bundles looked at on other threads.
pub(super) fn verify_all(
    files: &Files,
    trust: Trust,
    seen: Option<Seen>,
) -> (Report, Vec<CheckedEntry>) {
    let get = |path: &str| files.get(path).map(Vec::as_slice);
    let one = |verifier: &mut Verifier, id: BundleId, sink: &mut dyn FnMut(CheckedEntry)| {
        verifier.bundle(id, get(&id.path()), get(&id.openings_path()), sink);
    };
    let told = feed(files, Verifier::new(trust.clone(), seen), one);
    let elsewhere = |verifier: &mut Verifier, id: BundleId, sink: &mut dyn FnMut(CheckedEntry)| {
        let entries = get(&id.path()).map(Cow::Borrowed);
        let prepared = std::thread::scope(|scope| {
            let prepare = || Prepared::new(id, entries, get(&id.openings_path()), Keep::Nothing);
            scope.spawn(prepare).join().unwrap()
        });
        verifier.prepared(prepared, sink);
    };
    let (report, mut entries) = feed(files, Verifier::new(trust, seen), elsewhere);
    assert_eq!(report, told.0, "on another thread");
    assert!(entries.iter().all(|entry| entry.openings.is_none()));
    for (entry, kept) in entries.iter_mut().zip(&told.1) {
        entry.openings.clone_from(&kept.openings);
    }
    assert_eq!(entries, told.1);
    told
}

fn feed(
    files: &Files,
    mut verifier: Verifier,
    one: impl Fn(&mut Verifier, BundleId, &mut dyn FnMut(CheckedEntry)),
) -> (Report, Vec<CheckedEntry>) {
    let get = |path: &str| files.get(path).map(Vec::as_slice);
    let mut entries = Vec::new();
    if let Ok(plan) = verifier.checkpoint(get("checkpoint")) {
        verifier.cosigned(get("cosigned"));
        for id in plan.tiles {
            verifier.tile(id, get(&id.path()));
        }
        for id in plan.bundles {
            one(&mut verifier, id, &mut |entry| entries.push(entry));
            let through = id.first().get() + u64::from(id.width);
            assert_eq!(verifier.checked(), Size::new(through));
        }
        while let Some(n) = verifier.wants_history() {
            verifier.history(n, get(&history(n)));
        }
    }
    (verifier.finish(), entries)
}

pub(super) fn verify(files: &Files) -> Report {
    verify_all(files, trust(), None).0
}

pub(super) fn verify_seen(files: &Files, seen: Seen) -> Report {
    verify_all(files, trust(), Some(seen)).0
}

/// The positive control: this copy is good, to the last check.
pub(super) fn assert_good(files: &Files) {
    let report = verify(files);
    assert_eq!(report.state, State::FirstVisit, "{report:#?}");
    assert_eq!(report.findings, [], "{report:#?}");
    assert_eq!((report.good, report.checked), (report.size, report.size));
}

/// A key that the reader does not know.
pub(super) fn stranger() -> SignerKey {
    SignerKey::from_seed(origin(), &[9; 32])
}

pub(super) fn cosigner(name: &str) -> (SignerKey, VerifierKey) {
    let key = SignerKey::cosigner_from_seed(Origin::new(name).unwrap(), &[5; 32]);
    let public = key.verifier().clone();
    (key, public)
}

/// The state, the first finding that concerns an entry, and the good part.
pub(super) fn told(report: &Report) -> (State, Option<(u64, What)>, u64) {
    let first = report.findings.iter().find(|finding| finding.at.is_some());
    let first = first.map(|finding| (finding.at.unwrap().get(), finding.what.clone()));
    (report.state, first, report.good.get())
}

/// The usual answer: does not match, named at the entry before which all is good.
pub(super) fn mismatch_at(at: u64, what: What) -> (State, Option<(u64, What)>, u64) {
    (State::Mismatch, Some((at, what)), at)
}

pub(super) fn flip(files: &Files, path: &str, byte: usize, bit: u32) -> Files {
    let mut files = files.clone();
    files.get_mut(path).unwrap()[byte] ^= 1 << bit;
    files
}
