//! How each check came out, in a sentence.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::finding::{Finding, What};
use super::report::{CheckId, Outcome};
use super::verdict::{Judge, Proof, always_open, not, signature};

impl Judge<'_> {
    pub(super) fn outcomes(&self, past: Option<&Finding>) -> Vec<(CheckId, Outcome)> {
        let mut outcomes = always_open().map(|(id, why)| (id, not(why))).to_vec();
        outcomes.extend([
            (CheckId::Readable, self.readable()),
            (CheckId::Bytes, self.bytes()),
            (CheckId::Chain, self.chain()),
            (CheckId::Root, self.root()),
            (CheckId::Tiles, self.tiles()),
            (CheckId::Signature, signature(&self.body.summary)),
            (CheckId::Cosigners, self.confirmations.outcome(self.size)),
            (CheckId::Consistency, self.consistency(past)),
            (CheckId::Freshness, self.freshness()),
            (CheckId::Authors, self.authors()),
            (CheckId::Openings, self.openings()),
        ]);
        outcomes
    }

    fn failed(findings: &[Finding], of: impl Fn(&What) -> bool) -> Option<Outcome> {
        let first = findings.iter().filter(|finding| of(&finding.what)).min_by_key(|f| f.at)?;
        Some(Outcome::Failed(first.to_string()))
    }

    /// Not checked as long as some entries could not be had.
    fn all_loaded(&self, passed: &str) -> Outcome {
        let (size, checked) = (self.size.get(), self.body.entries.proven);
        if self.unloaded > 0 {
            not(format!("{} of {size} entries could not be loaded", self.unloaded))
        } else if matches!(self.proof, Proof::None) {
            not(format!(
                "nothing leads to the signed summary; {} entries are vouched for",
                self.vouched
            ))
        } else {
            debug_assert!(checked <= size, "an entry was counted twice");
            Outcome::Passed(format!("{size} of {size} entries {passed}"))
        }
    }

    fn readable(&self) -> Outcome {
        let bad = |what: &What| matches!(what, What::Malformed | What::NewerVersion { .. });
        Self::failed(&self.entries.list, bad).unwrap_or_else(|| {
            if self.unloaded > 0 {
                return not(format!("{} entries could not be loaded", self.unloaded));
            }
            Outcome::Passed("the signed summary and all entries are well formed".into())
        })
    }

    fn bytes(&self) -> Outcome {
        let bad = |what: &What| matches!(what, What::Changed | What::Resealed { .. } | What::Extra);
        Self::failed(&self.entries.list, bad)
            .unwrap_or_else(|| self.all_loaded("have the bytes that were signed"))
    }

    fn chain(&self) -> Outcome {
        let bad = |what: &What| {
            use What::{BrokenLink, Duplicated, Missing, Reordered, Truncated};
            matches!(
                what,
                BrokenLink
                    | Missing { .. }
                    | Truncated { .. }
                    | Reordered { .. }
                    | Duplicated { .. }
            )
        };
        Self::failed(&self.entries.list, bad).unwrap_or_else(|| {
            // A link over other bytes than the signed ones proves nothing.
            let other = |what: &What| matches!(what, What::Changed | What::Malformed);
            match self.entries.list.iter().filter(|f| other(&f.what)).filter_map(|f| f.at).min() {
                Some(at) => not(format!(
                    "entry {at} has other bytes than the signed ones: its links cannot be checked"
                )),
                None => self.all_loaded("are in their place and link to the one before"),
            }
        })
    }

    fn root(&self) -> Outcome {
        let bad = |what: &What| what.is_mismatch() && *what != What::BrokenLink;
        Self::failed(&self.entries.list, bad).unwrap_or_else(|| {
            self.all_loaded("lead to the root and the size in the signed summary")
        })
    }

    fn tiles(&self) -> Outcome {
        let tiles = &self.verifier.tiles;
        if let Some(failed) = Self::failed(&self.tiles.list, |_| true) {
            failed
        } else if tiles.missing > 0 {
            not(format!(
                "{} of {} tiles could not be loaded",
                tiles.missing,
                self.verifier.plan.tiles.len()
            ))
        } else if matches!(self.proof, Proof::None) {
            Outcome::Failed("they lead to another root than the signed one".into())
        } else {
            Outcome::Passed(format!(
                "{} tiles are those of the signed tree",
                self.verifier.plan.tiles.len()
            ))
        }
    }

    fn consistency(&self, past: Option<&Finding>) -> Outcome {
        if let Some(finding) = past {
            return Outcome::Failed(finding.to_string());
        }
        match (self.verifier.seen, self.seen) {
            (None, _) => not("first visit on this device: there is nothing to compare with"),
            (Some(_), None) => not("nobody you know vouches for this summary"),
            (_, Some(_)) if matches!(self.proof, Proof::None) => {
                not("the entries do not lead to the signed summary")
            }
            (_, Some(seen)) => {
                Outcome::Passed(format!("begins with the {} entries seen before", seen.size))
            }
        }
    }

    fn authors(&self) -> Outcome {
        self.body.entries.people.outcome(self.size.get())
    }

    fn openings(&self) -> Outcome {
        let tally = &self.body.entries.openings;
        let of = tally.good + tally.unloaded + tally.findings.list.len() as u64;
        if let Some(failed) = Self::failed(&tally.findings.list, |_| true) {
            failed
        } else if tally.unloaded > 0 || self.unloaded > 0 {
            let missing = self.size.get() - tally.good.min(self.size.get());
            not(format!(
                "the sealed values of {missing} of {} entries could not be loaded",
                self.size
            ))
        } else {
            Outcome::Passed(format!("the sealed values of {of} entries are those recorded"))
        }
    }
}
