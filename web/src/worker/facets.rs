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
        bodies: sorted(bodies),
        persons: sorted(persons),
        inquiries: sorted(tally.inquiries.iter().map(|(id, count)| facet(id, id, *count))),
    }
}

fn sorted(facets: impl Iterator<Item = Facet>) -> Vec<Facet> {
    crate::order::by_text(facets.collect(), |facet| facet.label.to_ascii_lowercase())
}
