//! How often everything occurs, counted in one pass over the columns.

use super::links::Way;
use super::{Timeline, UNKNOWN_KIND};
use crate::events::civil::Date;
use crate::events::{Family, KINDS};
use crate::views::names::Sort;
use alloc::vec::Vec;

/// What occurs in a timeline, and in how many of its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally<'a> {
    /// Kinds by code, in the order of the vocabulary; unknown ones last.
    pub kinds: Vec<(&'static str, u64)>,
    /// All families, in the order of the vocabulary.
    pub families: Vec<(Family, u64)>,
    /// Bodies by identifier, in the order in which they first occurred.
    pub bodies: Vec<(&'a str, u64)>,
    /// People by pseudonym, in that order too.
    pub persons: Vec<(&'a str, u64)>,
    /// Inquiries by identifier, in that order too.
    pub inquiries: Vec<(&'a str, u64)>,
    /// Rows that another row contradicts.
    pub conflicts: u64,
    /// The least and the greatest of the days on which events began, where
    /// that is known.
    pub span: Option<(Date, Date)>,
}

impl Timeline {
    /// Counts everything.
    pub fn tally(&self) -> Tally<'_> {
        let columns = &self.columns;
        let mut kinds = [0_u64; 256];
        columns.kind.iter().for_each(|kind| kinds[usize::from(*kind)] += 1);
        let mut symbols = alloc::vec![0_u64; columns.symbols.len()];
        let mut inquiries = alloc::vec![0_u64; columns.inquiries.len()];
        for place in 0..columns.len() {
            for symbol in columns.named(place) {
                symbols[*symbol as usize] += 1;
            }
            if let Some(count) = inquiries.get_mut(columns.inquiry[place] as usize) {
                *count += 1;
            }
        }
        let mut tally = Tally::default();
        let unknown: u64 = kinds[KINDS.len()..].iter().sum();
        let known = KINDS.iter().zip(kinds).map(|(info, count)| (info.kind, count));
        let all = known.chain([(UNKNOWN_KIND, unknown)]);
        tally.kinds.extend(all.filter(|(_, count)| *count > 0));
        let of = |family: Family| {
            let kinds = KINDS.iter().zip(kinds).filter(move |(info, _)| info.family == family);
            kinds.map(|(_, count)| count).sum::<u64>()
        };
        tally.families.extend(Family::ALL.iter().map(|family| match family {
            Family::RecordKeeping => (*family, of(*family) + unknown),
            _ => (*family, of(*family)),
        }));
        for (number, count) in (0_u32..).zip(symbols).filter(|(_, count)| *count > 0) {
            match columns.symbols.get(number) {
                (Sort::Body, id) => tally.bodies.push((id, count)),
                (Sort::Person, id) => tally.persons.push((id, count)),
                _ => {}
            }
        }
        let inquiries = (0_u32..).zip(inquiries);
        tally.inquiries.extend(inquiries.map(|(n, count)| (columns.inquiries.get(n), count)));
        tally.conflicts = self.links.rows_with(Way::Conflicts);
        let begins = columns.dates.ranges().filter_map(|range| range.earliest);
        tally.span = begins.fold(None, |span: Option<(Date, Date)>, day| {
            Some(span.map_or((day, day), |(first, last)| (first.min(day), last.max(day))))
        });
        tally
    }
}
