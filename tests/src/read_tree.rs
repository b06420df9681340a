//! The read tree as a map of files, checked by the one `Verifier`.
//!
//! A copy in memory can be changed byte by byte; `write` makes it a folder.

use crate::http::Client;
use ledger::proof::{
    BundleId, CheckedEntry, Plan, Report, Seen, SignedCheckpoint, Trust, Verifier, VerifierKey,
};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Path below the tree's top, and bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copy(pub BTreeMap<String, Vec<u8>>);

/// What checking a copy gave.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The verdict and everything behind it.
    pub report: Report,
    /// The entries that were handed on as good, in order.
    pub entries: Vec<CheckedEntry>,
}

impl Checked {
    /// The stable key of the verdict, such as `mismatch`.
    pub fn key(&self) -> &'static str {
        self.report.state.key()
    }

    /// One line for a failed assertion.
    pub fn told(&self) -> String {
        format!("{}: {:?}", self.key(), self.report.findings)
    }
}

impl Copy {
    /// Downloads the tree that a server serves below `/log/`.
    #[track_caller]
    pub fn download(client: &Client) -> Self {
        let get = |path: &str| {
            let reply = client.get(&format!("/log/{path}"));
            (reply.status == 200).then_some(reply.body)
        };
        let mut copy = Self::default();
        let mut take = |path: String| {
            let found = get(&path);
            if let Some(bytes) = &found {
                copy.0.insert(path, bytes.clone());
            }
            found
        };
        take("vkey".into());
        let checkpoint = take("checkpoint".into()).expect("a server serves a checkpoint");
        let plan = plan(&checkpoint);
        for id in &plan.tiles {
            take(id.path()).unwrap_or_else(|| panic!("{} is not served", id.path()));
        }
        for id in &plan.bundles {
            take(id.path()).unwrap_or_else(|| panic!("{} is not served", id.path()));
            take(id.openings_path()).unwrap_or_else(|| panic!("no {}", id.openings_path()));
        }
        for n in 0.. {
            match take(history_path(n)) {
                Some(bytes) if bytes.len() == 256 * 72 => {}
                _ => break,
            }
        }
        copy
    }

    /// Reads every file of a folder.
    pub fn read(folder: &Path) -> Self {
        fn walk(top: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    walk(top, &path, found);
                } else {
                    let name = path.strip_prefix(top).expect("below the top");
                    let bytes = fs::read(&path).expect("a readable file");
                    found.insert(name.to_string_lossy().into_owned(), bytes);
                }
            }
        }
        let mut copy = Self::default();
        walk(folder, folder, &mut copy.0);
        copy
    }

    /// Writes every file into an empty or new folder.
    pub fn write(&self, folder: &Path) {
        for (path, bytes) in &self.0 {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        }
    }

    /// The bytes of a file.
    #[track_caller]
    pub fn file(&self, path: &str) -> &[u8] {
        self.0.get(path).unwrap_or_else(|| panic!("the copy has no {path}"))
    }

    /// The bytes of a file, to be changed.
    #[track_caller]
    pub fn file_mut(&mut self, path: &str) -> &mut Vec<u8> {
        self.0.get_mut(path).unwrap_or_else(|| panic!("the copy has no {path}"))
    }

    /// The ledger's key, from the file beside the tree.
    #[track_caller]
    pub fn key(&self) -> VerifierKey {
        let text = String::from_utf8(self.file("vkey").to_vec()).expect("a text");
        VerifierKey::parse(text.trim()).expect("a verifier key")
    }

    /// Checks the copy as a reader who trusts `key` and saw `seen` before.
    pub fn check(&self, key: &VerifierKey, seen: Option<Seen>) -> Checked {
        let trust = Trust { keys: vec![key.clone()], ..Trust::default() };
        let mut verifier = Verifier::new(trust, seen);
        let mut entries = Vec::new();
        let get = |path: &str| self.0.get(path).map(Vec::as_slice);
        if let Ok(plan) = verifier.checkpoint(get("checkpoint")) {
            for id in plan.tiles {
                verifier.tile(id, get(&id.path()));
            }
            for id in plan.bundles {
                let mut sink = |entry| entries.push(entry);
                verifier.bundle(id, get(&id.path()), get(&id.openings_path()), &mut sink);
            }
            while let Some(n) = verifier.wants_history() {
                verifier.history(n, self.history(n));
            }
        }
        Checked { report: verifier.finish(), entries }
    }

    /// File `n` of the history: whole, or whatever part there is.
    fn history(&self, n: u64) -> Option<&[u8]> {
        let path = history_path(n);
        let part = format!("{path}.p/");
        let whole = self.0.get(&path);
        let mut parts = self.0.range(part.clone()..).take_while(|(p, _)| p.starts_with(&part));
        whole.or_else(|| parts.next().map(|(_, bytes)| bytes)).map(Vec::as_slice)
    }
}

fn history_path(n: u64) -> String {
    BundleId { n, width: 256 }.history_path()
}

/// What a checkpoint promises, its signature not looked at.
fn plan(checkpoint: &[u8]) -> Plan {
    let signed = SignedCheckpoint::parse(checkpoint).expect("a checkpoint");
    let size = signed.checkpoint().size;
    Plan {
        size,
        tiles: ledger::proof::plan_tiles(size),
        bundles: ledger::proof::plan_bundles(size),
    }
}
