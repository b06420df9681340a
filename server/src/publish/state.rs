//! What a target is known to hold of the files that may change: `publish.json`
//! at its top.
//!
//! Immutable files need no such list: the checkpoint of the target implies
//! them. Of the others a fingerprint says whether they have to be sent again.
//! A file is struck off the list before it is overwritten and put back after,
//! so that a run that broke off never leaves a fingerprint of other bytes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Its name.
pub(super) const STATE: &str = "publish.json";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// 1.
    v: u32,
    /// The ledger that is published here.
    pub(super) origin: String,
    /// How many signed checkpoints the files of the history hold.
    #[serde(default)]
    pub(super) checkpoints: u64,
    /// Half a BLAKE3 of each file that may change, by its path.
    #[serde(default)]
    pub(super) files: BTreeMap<String, String>,
    /// Documents that are there, by their BLAKE3.
    #[serde(default)]
    pub(super) documents: BTreeSet<String>,
    /// Documents that entries cite and that could not be had yet, or are withheld.
    #[serde(default)]
    pub(super) awaited: BTreeSet<String>,
}

impl State {
    pub(super) fn new(origin: &str) -> Self {
        Self {
            v: 1,
            origin: origin.to_owned(),
            checkpoints: 0,
            files: BTreeMap::new(),
            documents: BTreeSet::new(),
            awaited: BTreeSet::new(),
        }
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let state: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if state.v == 1 { Ok(state) } else { Err(format!("version {} is not known", state.v)) }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Maps of strings always serialise.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Whether the target has these bytes at `path`.
    pub(super) fn has(&self, path: &str, mark: &str) -> bool {
        self.files.get(path).is_some_and(|known| known == mark)
    }
}

/// A fingerprint: 128 bits of BLAKE3, hexadecimal. What it covers holds salts
/// of 32 random bytes, so it tells nothing about a value that was erased.
pub(super) fn mark(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}
