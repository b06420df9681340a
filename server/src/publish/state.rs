//! What a target is known to hold of the files that may change: `publish.json`
//! at its top.
//!
//! Immutable files need no such list: the checkpoint of the target implies
//! them. Of the others a fingerprint says whether they have to be sent again.
//! A file is struck off the list before it is overwritten and put back after,
//! so that a run that broke off never leaves a fingerprint of other bytes.

use std::collections::{BTreeMap, BTreeSet};

use ledger::record::Timestamp;
use serde::{Deserialize, Serialize};

/// Its name.
pub(super) const STATE: &str = "publish.json";

/// Milliseconds by which two clocks may differ.
const CLOCKS_DIFFER: i64 = 60_000;

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
    /// Documents that entries cite and that could not be had yet, or are withheld, or
    /// held back.
    #[serde(default)]
    pub(super) awaited: BTreeSet<String>,
    /// When embargoes end, in milliseconds since 1970. Absent in a list that was written
    /// by a program which held nothing back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ends: Option<BTreeSet<i64>>,
    /// Of those that are awaited: documents that only entries cite which are held back,
    /// and until when; `null` is for good.
    #[serde(default)]
    pub(super) held: BTreeMap<String, Option<i64>>,
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
            ends: Some(BTreeSet::new()),
            held: BTreeMap::new(),
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

    /// Whether an embargo has ended since openings were looked at.
    pub(super) fn has_ended(&self, now: Timestamp) -> bool {
        self.ends.as_ref().is_none_or(|ends| ends.iter().any(|end| *end <= now.millis()))
    }

    /// When the next embargo ends.
    pub(super) fn next_end(&self, now: Timestamp) -> Option<Timestamp> {
        let coming = self.ends.iter().flatten().find(|end| **end > now.millis());
        coming.map(|end| Timestamp::from_millis(*end))
    }

    /// Forgets the embargoes that ended, now that what they held back is there. Not those
    /// of the last minute: the clock of a server that is read from may be behind ours, and
    /// what it held back at our time is looked at once more.
    pub(super) fn forget_ended(&mut self, now: Timestamp) {
        let until = now.millis().saturating_sub(CLOCKS_DIFFER);
        self.ends.get_or_insert_default().retain(|end| *end > until);
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

#[cfg(test)]
mod tests {
    use super::*;

    const AT: fn(i64) -> Timestamp = Timestamp::from_millis;

    #[test]
    fn a_list_of_before_anything_was_held_back_is_read_and_everything_looked_at() {
        let old = br#"{"v":1,"origin":"o","checkpoints":3,"files":{},"documents":["a"]}"#;
        let mut state = State::read(old).unwrap();
        assert!(state.has_ended(AT(0)), "what it says nothing of is looked at");
        state.forget_ended(AT(0));
        let again = State::read(&state.to_bytes()).unwrap();
        assert_eq!(again, state);
        assert!(!again.has_ended(AT(0)));
    }

    #[test]
    fn an_end_is_looked_at_from_its_moment_on_and_for_a_minute() {
        let mut state = State::new("o");
        state.ends = Some([100_000, 300_000].into());
        assert!(!state.has_ended(AT(99_999)));
        assert_eq!(state.next_end(AT(99_999)), Some(AT(100_000)));
        assert!(state.has_ended(AT(100_000)));
        assert_eq!(state.next_end(AT(100_000)), Some(AT(300_000)));
        state.forget_ended(AT(159_999));
        assert!(state.has_ended(AT(159_999)), "the other clock may be behind");
        state.forget_ended(AT(160_000));
        assert!(!state.has_ended(AT(160_000)));
        assert_eq!(state.ends, Some([300_000].into()));
    }
}
