//! How one holder of an office followed another.

use alloc::vec::Vec;

use super::terms::{End, Term};
use crate::events::Edtf;
use crate::views::facts::Office;

/// How the next holder followed the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover {
    /// On the day the one before left.
    SameDay,
    /// Later, by so many days at the least and the most.
    Gap(i32, i32),
    /// Earlier, by so many days at the least and the most; `None` where the one
    /// before has not left.
    Overlap(Option<(i32, i32)>),
    /// The dates do not settle it.
    CannotTell,
}

/// The handovers of one office.
#[derive(Clone, Debug, Default)]
pub struct Handovers<'a> {
    /// Each with the term before and the term after.
    pub pairs: Vec<(&'a Term, &'a Term, Handover)>,
    /// Terms without a known start, which are in no order.
    pub unplaced: Vec<&'a Term>,
}

/// Compares each holder of an office with the one who took it next.
pub fn handovers(terms: &[Term], office: Office) -> Handovers<'_> {
    let mut found = Handovers::default();
    let mut placed: Vec<(_, &Term)> = Vec::new();
    for term in terms.iter().filter(|term| term.office == office) {
        match &term.start {
            Some(start) => placed.push((start.range().sort_key(), term)),
            None => found.unplaced.push(term),
        }
    }
    crate::views::order::sort_by_key(placed.as_mut_slice(), |(key, term)| {
        (*key, term.entries.first().copied())
    });
    for pair in placed.windows(2) {
        let (before, after) = (pair[0].1, pair[1].1);
        found.pairs.push((before, after, between(before, after)));
    }
    found
}

fn between(before: &Term, after: &Term) -> Handover {
    let end = match &before.end {
        End::Open => return Handover::Overlap(None),
        End::Unknown => return Handover::CannotTell,
        End::On(end) => end.range(),
    };
    let Some(start) = after.start.as_ref().map(Edtf::range) else { return Handover::CannotTell };
    match end.days_until(&start) {
        Some((0, 0)) => Handover::SameDay,
        Some((least, most)) if least > 0 => Handover::Gap(least, most),
        Some((least, most)) if most < 0 => Handover::Overlap(Some((-most, -least))),
        _ => Handover::CannotTell,
    }
}
