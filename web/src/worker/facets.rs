//! What the filters can be set to, counted from the rows.

use std::collections::BTreeMap;

use ledger::events::{BodyId, Family, PersonId};

use super::replay::Replay;
use super::rows;
use crate::wire::{Facet, Facets};

/// Every value that occurs, with its count.
pub(super) fn facets(replay: &Replay) -> Facets {
    let names = replay.timeline.names();
    let mut kinds = BTreeMap::<&str, u64>::new();
    let mut families = BTreeMap::<&str, u64>::new();
    let mut bodies = BTreeMap::<&str, u64>::new();
    let mut persons = BTreeMap::<&str, u64>::new();
    let mut inquiries = BTreeMap::<&str, u64>::new();
    for row in replay.timeline.rows() {
        *kinds.entry(row.kind).or_default() += 1;
        *families.entry(row.family.as_str()).or_default() += 1;
        for body in &row.bodies {
            *bodies.entry(body.as_str()).or_default() += 1;
        }
        for person in &row.persons {
            *persons.entry(person.as_str()).or_default() += 1;
        }
        if let Some(inquiry) = &row.inquiry {
            *inquiries.entry(inquiry.as_str()).or_default() += 1;
        }
    }
    let facet = |value: &str, label: &str, count: u64| Facet {
        value: value.into(),
        label: label.into(),
        count,
    };
    Facets {
        kinds: sorted(
            kinds.into_iter().map(|(kind, count)| facet(kind, rows::kind_title(kind), count)),
        ),
        families: Family::ALL
            .iter()
            .map(|family| {
                facet(
                    family.as_str(),
                    family.title(),
                    families.get(family.as_str()).copied().unwrap_or(0),
                )
            })
            .collect(),
        bodies: sorted(bodies.into_iter().map(|(id, count)| {
            facet(id, BodyId::new(id).as_ref().map_or(id, |known| names.body(known)), count)
        })),
        persons: sorted(persons.into_iter().map(|(id, count)| {
            facet(id, PersonId::new(id).as_ref().map_or(id, |known| names.person(known)), count)
        })),
        inquiries: sorted(inquiries.into_iter().map(|(id, count)| facet(id, id, count))),
    }
}

fn sorted(facets: impl Iterator<Item = Facet>) -> Vec<Facet> {
    crate::order::by_text(facets.collect(), |facet| facet.label.to_ascii_lowercase())
}
