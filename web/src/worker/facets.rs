//! What the filters can be set to, counted from the rows.

use ledger::events::{BodyId, PersonId};

use super::replay::Replay;
use super::rows;
use crate::wire::{Facet, Facets};

/// Every value that occurs, with its count.
pub(super) fn facets(replay: &Replay) -> Facets {
    let names = replay.timeline.names();
    let tally = replay.timeline.tally();
    let facet = |value: &str, label: &str, count: u64| Facet {
        value: value.into(),
        label: label.into(),
        count,
    };
    let kinds = tally.kinds.iter();
    let families = tally.families.iter();
    let bodies = tally.bodies.iter().map(|(id, count)| {
        facet(id, BodyId::new(id).as_ref().map_or(*id, |known| names.body(known)), *count)
    });
    let persons = tally.persons.iter().map(|(id, count)| {
        facet(id, PersonId::new(id).as_ref().map_or(*id, |known| names.person(known)), *count)
    });
    Facets {
        kinds: sorted(kinds.map(|(kind, count)| facet(kind, rows::kind_title(kind), *count))),
        families: families
            .map(|(family, count)| facet(family.as_str(), family.title(), *count))
            .collect(),
        bodies: most_frequent(bodies.collect()),
        persons: most_frequent(persons.collect()),
        inquiries: sorted(tally.inquiries.iter().map(|(id, count)| facet(id, id, *count))),
    }
}

/// Most choices of one filter: a list of thousands is no help, and every choice
/// is an element of the page. The search finds the others.
const MOST: usize = 300;

fn most_frequent(all: Vec<Facet>) -> Vec<Facet> {
    if all.len() <= MOST {
        return sorted(all.into_iter());
    }
    let keys: Vec<_> =
        all.iter().map(|facet| (-i64::try_from(facet.count).unwrap_or(i64::MAX), 0)).collect();
    let chosen = crate::order::places(&keys).into_iter().take(MOST);
    sorted(chosen.map(|at| all[at].clone()))
}

fn sorted(facets: impl Iterator<Item = Facet>) -> Vec<Facet> {
    crate::order::by_text(facets.collect(), |facet| facet.label.to_ascii_lowercase())
}
