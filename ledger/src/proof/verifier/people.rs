//! Signatures of people on entries, judged in the order of the ledger by the
//! register of keys that its own entries make.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::finding::{Code, Finding, Findings, What};
use super::report::Outcome;
use crate::record::{Entry, Hash, Index, Json};
use crate::signing::{KeyEvent, Registered, Signed, Wrong, judge};

/// What has been learned of people's signatures so far.
#[derive(Default)]
pub(super) struct People {
    pub(super) keys: BTreeMap<Hash, Registered>,
    pub(super) findings: Findings,
    /// Entries that carry signatures.
    signed: u64,
    /// Signatures whose key may be registered by an entry that was not read.
    unsure: u64,
    /// The entries that each key signed.
    uses: BTreeMap<Hash, Vec<Index>>,
    /// The position that is due next.
    next: u64,
    gaps: bool,
}

impl People {
    /// Takes the next entry.
    pub(super) fn take(&mut self, entry: &Entry) {
        // What stands in between may have registered, or revoked, a key.
        self.gaps |= entry.index().get() != self.next;
        self.next = entry.index().get() + 1;
        if entry.signatures().is_empty() && !entry.is_of_keys() {
            return;
        }
        let draft = entry.draft_json();
        let counted = self.judge(entry, &draft);
        if entry.is_of_keys()
            && let Some(event) = KeyEvent::read(&draft)
        {
            let keys = &self.keys;
            let changed = event.apply(entry.index(), &counted, &|id| keys.get(id).cloned());
            self.keys.extend(changed);
        }
    }

    /// Judges the signatures on an entry; the keys of those that count.
    fn judge(&mut self, entry: &Entry, draft: &Json) -> Vec<Hash> {
        let mut counted = Vec::new();
        let signatures = entry.signatures();
        self.signed += u64::from(!signatures.is_empty());
        let by = draft.get("by").and_then(Json::as_str).unwrap_or_default();
        let (text, recorded) = (entry.draft_text(), entry.recorded());
        let signed = Signed { text, by, recorded, signatures };
        let keys = &self.keys;
        let judged = judge(&signed, &|id| keys.get(id).cloned());
        for (place, (wrong, signature)) in judged.into_iter().zip(signatures).enumerate() {
            match wrong {
                None => {
                    self.uses.entry(signature.key).or_default().push(entry.index());
                    counted.push(signature.key);
                }
                Some(Wrong::Unknown) if self.gaps => self.unsure += 1,
                Some(wrong) => self.findings.push(Finding {
                    code: Code::Person,
                    at: Some(entry.index()),
                    expected: "a signature by a key that was good then".to_string(),
                    computed: format!("key {}", signature.key),
                    what: What::PersonSignature { approver: place > 0, wrong: Box::new(wrong) },
                }),
            }
        }
        counted
    }

    /// How it came out, of `size` entries.
    pub(super) fn outcome(&self, size: u64) -> Outcome {
        let signed = self.signed;
        if let Some(first) = self.findings.list.iter().min_by_key(|finding| finding.at) {
            return Outcome::Failed(first.to_string());
        }
        if signed == 0 {
            return Outcome::NotChecked("no record is signed by a person".to_string());
        }
        if self.unsure > 0 {
            let unsure = self.unsure;
            return Outcome::NotChecked(format!(
                "{unsure} signatures are by keys that entries which could not be loaded may register"
            ));
        }
        let doubtful = self.doubtful();
        if doubtful > 0 {
            return Outcome::NotChecked(format!(
                "{doubtful} of {signed} signed records are signed with a key that was later revoked \
                 as compromised from before them"
            ));
        }
        Outcome::Passed(format!(
            "{signed} of {size} records are signed, each by a key that was valid then"
        ))
    }

    fn doubtful(&self) -> usize {
        let mut found: Vec<Index> = Vec::new();
        for (id, uses) in &self.uses {
            let from = self.keys.get(id).and_then(|key| key.ended?.unreliable_from);
            if let Some(from) = from {
                found.extend(uses.iter().filter(|at| **at >= from));
            }
        }
        found.sort_unstable();
        found.dedup();
        found.len()
    }
}
