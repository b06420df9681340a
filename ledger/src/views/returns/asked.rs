//! Who was asked: the list that was fixed, and what was put on it and taken off.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::state::starts_after;
use crate::record::Index;
use crate::views::facts::returns::{CallFact, PopulationFact};
use crate::views::facts::{Body, Facts, Known, Population, Stand};

/// A list of bodies as it stands on a day.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The list.
    pub population: Population,
    /// What it is called.
    pub name: String,
    /// How many bodies are on it.
    pub count: u64,
    /// The bodies; empty where only their number is known.
    pub members: BTreeSet<Body>,
    /// The entries that fix and change it, ascending.
    pub entries: Vec<u64>,
    /// Whether it was changed after it was fixed.
    pub amended: bool,
}

impl Asked {
    /// The list of a call; `None` where the record fixes none.
    pub fn of(facts: &Facts, stand: &Stand, call: &CallFact) -> Option<Self> {
        let fixed: Known<'_, PopulationFact> = facts
            .populations(stand)
            .filter(|list| match call.population {
                Some(id) => list.fact.population == id,
                None => list.fact.call == Some(call.call),
            })
            .last()?;
        let list = fixed.fact;
        let mut entries: Vec<u64> = alloc::vec![fixed.index.get()];
        entries.extend(fixed.corrected.map(Index::get));
        let mut asked = Asked {
            population: list.population,
            name: list.name.clone(),
            count: u64::from(list.count),
            members: list.members.iter().copied().collect(),
            entries,
            amended: false,
        };
        let named = !asked.members.is_empty();
        for known in facts.amendments(stand) {
            let change = known.fact;
            let later = change.effective.as_ref().is_some_and(|from| starts_after(from, stand.on));
            if change.population != asked.population || later || known.index < fixed.index {
                continue;
            }
            asked.amended = true;
            asked.entries.push(known.index.get());
            asked.entries.extend(known.corrected.map(Index::get));
            if named {
                asked.members.extend(&change.added);
                asked.members.retain(|body| !change.removed.contains(body));
                asked.count = asked.members.len() as u64;
            } else {
                let (added, removed) = (change.added.len() as u64, change.removed.len() as u64);
                let count = asked.count.saturating_add(added).saturating_sub(removed);
                asked.count = change.count.map_or(count, u64::from);
            }
        }
        asked.entries.sort_unstable();
        asked.entries.dedup();
        Some(asked)
    }
}
