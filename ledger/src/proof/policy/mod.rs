//! Who has to confirm a ledger (C2SP tlog-policy): logs, cosigners, a quorum.
//!
//! The file says `witness` where this code says cosigner. Names in it are
//! octets that mean nothing outside the file; keys tell who somebody is.

mod parse;
#[cfg(test)]
mod tests;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{SignedCheckpoint, VerifierKey, verify_cosignature};

pub use parse::{MAX_POLICY_BYTES, PolicyError};

/// A policy: which ledgers, which cosigners, and how many of them are enough.
///
/// The default asks for nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<PolicyLog>,
    cosigners: Vec<PolicyCosigner>,
    groups: Vec<Group>,
    /// `None` is the quorum `none`.
    quorum: Option<Member>,
}

/// A ledger that the policy knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyLog {
    /// Its key, whose name is its origin.
    pub key: VerifierKey,
    /// Where it is, if the file says so. Not checked to be an address.
    pub url: Option<String>,
}

/// A cosigner that the policy knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyCosigner {
    /// Its name in the file, for people. Octets that are no UTF-8 are replaced.
    pub name: String,
    /// Its key.
    pub key: VerifierKey,
    /// Where it is asked, if the file says so. Not checked to be an address.
    pub url: Option<String>,
}

/// One of the things that can confirm: a cosigner or a group, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member {
    Cosigner(usize),
    Group(usize),
}

/// Confirms when at least `least` of its members do. Members stand before it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    least: usize,
    members: Vec<Member>,
}

/// What one cosigner of a policy did with one checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cosigned {
    /// It did not sign.
    Absent,
    /// It signed, at this many seconds since 1970 UTC.
    At(u64),
    /// There is a signature in its name that does not hold.
    Wrong,
}

impl Policy {
    /// The policy "at least `least` of these", each under the name of its key.
    ///
    /// `least` 0 is the quorum `none`; above the number of keys it is never met.
    pub fn threshold(keys: Vec<VerifierKey>, least: usize) -> Self {
        let members = (0..keys.len()).map(Member::Cosigner).collect();
        let cosigner =
            |key: VerifierKey| PolicyCosigner { name: key.name().to_string(), key, url: None };
        Self {
            logs: Vec::new(),
            cosigners: keys.into_iter().map(cosigner).collect(),
            groups: Vec::from([Group { least, members }]),
            quorum: (least > 0).then_some(Member::Group(0)),
        }
    }

    /// Reads a policy file.
    ///
    /// # Errors
    /// [`PolicyError`] with the line that is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, PolicyError> {
        parse::policy(bytes)
    }

    /// The ledgers, in the order of the file.
    pub fn logs(&self) -> &[PolicyLog] {
        &self.logs
    }

    /// The cosigners, in the order of the file.
    pub fn cosigners(&self) -> &[PolicyCosigner] {
        &self.cosigners
    }

    /// What each cosigner did with this checkpoint, in the order of the file.
    /// Signatures of others are ignored.
    pub fn judge(&self, signed: &SignedCheckpoint) -> Vec<Cosigned> {
        let of = |cosigner: &PolicyCosigner| match verify_cosignature(signed.note(), &cosigner.key)
        {
            Ok(None) => Cosigned::Absent,
            Ok(Some(seconds)) => Cosigned::At(seconds),
            Err(_) => Cosigned::Wrong,
        };
        self.cosigners.iter().map(of).collect()
    }

    /// The fewest cosigners that can meet the quorum; 0 for `none`.
    pub fn need(&self) -> usize {
        self.lacking(&|_| false)
    }

    /// The fewest further cosigners that would meet the quorum, when those for
    /// whose position `confirmed` says `true` have confirmed; 0 when it is met.
    pub fn lacking(&self, confirmed: &dyn Fn(usize) -> bool) -> usize {
        // Members stand before their group, so one pass from the first is enough.
        let mut by_group: Vec<usize> = Vec::with_capacity(self.groups.len());
        for group in &self.groups {
            let mut each: Vec<usize> = Vec::with_capacity(group.members.len());
            for member in &group.members {
                let lacks = lacks(*member, &by_group, confirmed);
                let at = each.partition_point(|other| *other <= lacks);
                each.insert(at, lacks);
            }
            // A group that asks for more members than it has is never met.
            let beyond = group.least.saturating_sub(each.len());
            by_group.push(each.iter().take(group.least).sum::<usize>() + beyond);
        }
        self.quorum.map_or(0, |member| lacks(member, &by_group, confirmed))
    }

    /// Whether those cosigners meet the quorum.
    pub fn is_met(&self, judged: &[Cosigned]) -> bool {
        self.lacking(&|n| matches!(judged.get(n), Some(Cosigned::At(_)))) == 0
    }

    /// The newest time at or after which a whole quorum signed, in seconds since
    /// 1970 UTC: how recent the confirmation is. `None` when it is not met, and
    /// for the quorum `none`.
    pub fn confirmed_at(&self, judged: &[Cosigned]) -> Option<u64> {
        let mut best = None;
        for one in judged {
            let Cosigned::At(from) = *one else { continue };
            let since = |n: usize| matches!(judged.get(n), Some(Cosigned::At(at)) if *at >= from);
            if self.need() > 0 && self.lacking(&since) == 0 {
                best = best.max(Some(from));
            }
        }
        best
    }
}

fn lacks(member: Member, groups: &[usize], confirmed: &dyn Fn(usize) -> bool) -> usize {
    match member {
        Member::Cosigner(n) => usize::from(!confirmed(n)),
        Member::Group(n) => groups.get(n).copied().unwrap_or(usize::MAX / 2),
    }
}
