//! What the cosigners confirmed, held against the policy and the clock.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::report::{CosignerSeen, Outcome, Witnessed};
use super::summary::Summary;
use super::verdict::{Judge, NO_COSIGNERS, not};
use crate::proof::{Cosigned, Policy, PolicyCosigner};
use crate::record::Size;

/// How far a cosigner's clock may be ahead of the reader's, in seconds.
const AHEAD: u64 = 600;

/// Who confirmed what, and whether it is enough.
#[derive(Debug)]
pub(super) struct Confirmations {
    pub(super) seen: Vec<CosignerSeen>,
    pub(super) witnessed: Option<Witnessed>,
    /// Of those needed, how many confirmed the summary itself.
    pub(super) have: usize,
    pub(super) need: usize,
}

impl Confirmations {
    pub(super) fn new(summary: &Summary, policy: &Policy) -> Self {
        let (now, older) = (summary.checkpoint.size, summary.older.as_ref());
        let at = |judged: &[Cosigned], n: usize, size: Size| match judged.get(n) {
            Some(Cosigned::At(time)) => Some((size, *time)),
            _ => None,
        };
        let one = |(n, cosigner): (usize, &PolicyCosigner)| CosignerSeen {
            name: cosigner.name.clone(),
            key_id: cosigner.key.id(),
            confirmed: at(&summary.judged, n, now)
                .or_else(|| older.and_then(|old| at(&old.judged, n, old.checkpoint.size))),
            is_wrong: summary.judged.get(n) == Some(&Cosigned::Wrong),
        };
        let witnessed = |judged: &[Cosigned], size| {
            policy.confirmed_at(judged).map(|time| Witnessed { size, time })
        };
        let confirmed = |n: usize| matches!(summary.judged.get(n), Some(Cosigned::At(_)));
        let need = policy.need();
        Self {
            seen: policy.cosigners().iter().enumerate().map(one).collect(),
            witnessed: witnessed(&summary.judged, now)
                .or_else(|| older.and_then(|old| witnessed(&old.judged, old.checkpoint.size))),
            have: need.saturating_sub(policy.lacking(&confirmed)),
            need,
        }
    }

    fn any_wrong(&self) -> bool {
        self.seen.iter().any(|cosigner| cosigner.is_wrong)
    }

    /// Names of those for whom `wanted` says so, with commas.
    fn names(&self, wanted: impl Fn(&CosignerSeen) -> bool) -> String {
        let mut text = String::new();
        for cosigner in self.seen.iter().filter(|cosigner| wanted(cosigner)) {
            if !text.is_empty() {
                text.push_str(", ");
            }
            text.push_str(&cosigner.name);
        }
        text
    }

    /// Whether a reader should wait for more, or for better ones.
    pub(super) fn is_wanting(&self) -> bool {
        self.have < self.need || self.any_wrong()
    }

    /// Whether enough cosigners confirmed the summary, which is of this size.
    pub(super) fn outcome(&self, size: Size) -> Outcome {
        let (have, need) = (self.have, self.need);
        let names = self.names(|one| one.confirmed.is_some_and(|(of, _)| of == size));
        if self.seen.is_empty() {
            not(NO_COSIGNERS)
        } else if self.any_wrong() {
            let names = self.names(|one| one.is_wrong);
            Outcome::Failed(format!(
                "the signature of {names} does not fit; {have} of {need} confirmed"
            ))
        } else if have < need {
            let earlier = match self.witnessed {
                Some(earlier) => format!("; up to {} entries enough have", earlier.size),
                None => String::new(),
            };
            not(format!(
                "{have} of the {need} required independent witnesses have confirmed{earlier}"
            ))
        } else if names.is_empty() {
            not("none of the independent witnesses confirmed, and none is required")
        } else {
            Outcome::Passed(format!("confirmed by {names}; {need} required"))
        }
    }
}

impl Judge<'_> {
    /// Whether the newest confirmation by enough cosigners is recent.
    pub(super) fn freshness(&self) -> Outcome {
        let found = &self.confirmations;
        if found.need == 0 {
            return not(
                "the signed summary carries no time, and no independent witness is required",
            );
        }
        if let Some(newer) = self.body.summary.newer {
            return not(format!(
                "independent witnesses confirmed {newer} entries already, more than this copy has"
            ));
        }
        let Some(witnessed) = found.witnessed.filter(|one| one.size == self.size) else {
            return not("too few independent witnesses confirmed the newest summary");
        };
        let Some(clock) = self.verifier.trust.clock else {
            return not("this program was not told the time");
        };
        if witnessed.time > clock.now.saturating_add(AHEAD) {
            return not("the independent witnesses' clocks are ahead of this one");
        }
        let old = clock.now.saturating_sub(witnessed.time);
        let sentence = format!("independent witnesses confirmed it {} before this check", age(old));
        if old <= clock.stale_after {
            Outcome::Passed(sentence)
        } else {
            Outcome::Failed(format!("{sentence}; the limit is {}", age(clock.stale_after)))
        }
    }
}

/// A duration in the largest unit that gives two or more of it.
fn age(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} seconds"),
        120..7_200 => format!("{} minutes", seconds / 60),
        7_200..172_800 => format!("{} hours", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
