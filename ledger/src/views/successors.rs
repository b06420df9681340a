//! Which body has taken over from which: what is asked of a body that is gone
//! is asked of its successor, and both names are shown.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::facts::{Body, Facts, Stand};
use crate::events::Edtf;

/// The successors of bodies, as known at a stand and effective on its day.
#[derive(Clone, Debug, Default)]
pub struct Successors {
    of: BTreeMap<Body, Vec<(Body, u64)>>,
}

/// Who answers for a body now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heir {
    /// The body that answers: the successor of the successor where there is
    /// one, and the body itself where there is none.
    pub body: Body,
    /// All bodies that answered for it, the body itself first.
    pub chain: Vec<Body>,
    /// Where its functions went to several bodies, these: the record does not
    /// say which of them answers for what, so `body` is the last single one.
    pub split: Vec<Body>,
    /// The entries that say so, ascending.
    pub entries: Vec<u64>,
}

impl Heir {
    /// Whether a body answers for the one that was asked, or did.
    pub fn speaks(&self, body: Body) -> bool {
        self.chain.contains(&body) || self.split.contains(&body)
    }
}

impl Successors {
    /// Reads the successors.
    pub fn of(facts: &Facts, stand: &Stand) -> Successors {
        let mut found = Successors::default();
        for known in facts.bodies(stand) {
            let Some(before) = known.fact.successor_of else { continue };
            // A body that has perhaps not begun has not taken over.
            let start = known.fact.start.as_ref().map(Edtf::range);
            let begun = start.is_none_or(|start| start.latest.is_none_or(|day| day <= stand.on));
            if begun && before != known.fact.body {
                let heirs = found.of.entry(before).or_default();
                heirs.push((known.fact.body, known.index.get()));
            }
        }
        found
    }

    /// Who answers for a body.
    pub fn heir(&self, body: Body) -> Heir {
        let mut heir =
            Heir { body, chain: alloc::vec![body], split: Vec::new(), entries: Vec::new() };
        loop {
            match self.of.get(&heir.body).map_or(&[][..], Vec::as_slice) {
                [(next, entry)] if !heir.chain.contains(next) => {
                    heir.body = *next;
                    heir.chain.push(*next);
                    heir.entries.push(*entry);
                }
                // A record may name bodies in a circle.
                [] | [_] => break,
                several => {
                    heir.split = several.iter().map(|(next, _)| *next).collect();
                    heir.entries.extend(several.iter().map(|(_, entry)| *entry));
                    break;
                }
            }
        }
        heir.entries.sort_unstable();
        heir.entries.dedup();
        heir
    }
}
