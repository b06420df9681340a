//! Which body has taken over from which: what is asked of a body that is gone
//! is asked of its successor, and both names are shown.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use super::facts::{Body, Facts, Stand};
use crate::events::Edtf;
use crate::events::successions::BodyLink;

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
    /// Reads the successors. A body passes on what was asked of it when it is
    /// renamed into another, merges or is abolished. One that splits, or gives
    /// only some functions away and stays, has several heirs, itself among them.
    pub fn of(facts: &Facts, stand: &Stand) -> Successors {
        let mut found = Successors::default();
        let begun = |date: Option<&Edtf>| {
            let range = date.map(Edtf::range);
            range.is_none_or(|range| range.latest.is_none_or(|day| day <= stand.on))
        };
        let mut ended: BTreeSet<Body> = BTreeSet::new();
        for known in facts.bodies(stand) {
            if known.fact.end.is_some() && begun(known.fact.end.as_ref()) {
                ended.insert(known.fact.body);
            }
            // A body that has perhaps not begun has not taken over.
            if let Some(before) = known.fact.successor_of
                && begun(known.fact.start.as_ref())
            {
                found.add(before, known.fact.body, known.index.get());
            }
        }
        let steps =
            || facts.successions(stand).filter(|known| begun(known.fact.effective.as_ref()));
        ended.extend(steps().filter(|s| s.fact.link.is_none()).flat_map(|s| &s.fact.earlier));
        for known in steps() {
            for before in &known.fact.earlier {
                let stays = match known.fact.link {
                    Some(BodyLink::TransferOfFunctions) => !ended.contains(before),
                    _ => {
                        known.fact.link != Some(BodyLink::Merger)
                            && known.fact.later.contains(before)
                    }
                };
                if stays && !known.fact.later.contains(before) {
                    found.add_any(*before, *before, known.index.get());
                }
                for later in &known.fact.later {
                    // One that takes others in stays what it is.
                    if later != before || stays {
                        found.add_any(*before, *later, known.index.get());
                    }
                }
            }
        }
        found
    }

    fn add(&mut self, before: Body, later: Body, entry: u64) {
        if before != later {
            self.add_any(before, later, entry);
        }
    }

    fn add_any(&mut self, before: Body, later: Body, entry: u64) {
        let heirs = self.of.entry(before).or_default();
        // Two entries may say the same.
        if !heirs.iter().any(|(body, _)| *body == later) {
            heirs.push((later, entry));
        }
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
