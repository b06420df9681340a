//! What a reported percentage can mean: which whole counts round to it.

mod sheet;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub(super) use sheet::PERCENT;

use super::facts::returns::SummaryFact;
use super::facts::{Facts, Stand};
use super::share::share;
use crate::events::Decimal;
use crate::events::codes::{BodyKind, CountBasis};

/// What a percentage of a total can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// One count alone rounds to it.
    One(u32),
    /// Several do: the least and the most.
    Between(u32, u32),
    /// None does: percentage or total is wrong.
    CannotBe,
}

/// The whole counts of `total` that round, half up, to `percent`.
pub fn meaning(percent: &Decimal, total: u32) -> Meaning {
    match percent.counts_of(total) {
        None => Meaning::CannotBe,
        Some(counts) if counts.start() == counts.end() => Meaning::One(*counts.start()),
        Some(counts) => Meaning::Between(*counts.start(), *counts.end()),
    }
}

/// "34 of 43", "between 475 and 484 of 1000", or why it cannot be right.
pub fn meaning_words(percent: &Decimal, total: u32) -> String {
    match meaning(percent, total) {
        Meaning::One(count) => format!("{count} of {total}"),
        Meaning::Between(least, most) => format!("between {least} and {most} of {total}"),
        Meaning::CannotBe => {
            format!("cannot be right: no whole number of {total} rounds to {percent}%")
        }
    }
}

/// A base that a share may have where its source states none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// How many bodies.
    pub total: u32,
    /// Which, in words.
    pub words: String,
    /// The entry that fixes the list; `None` for a number that is not of this
    /// record.
    pub entry: Option<u64>,
}

/// Numbers of police forces that sources count by. Not of the record: shown only
/// as what an unstated base could be.
const FORCES: [(u32, &str); 2] =
    [(43, "territorial forces of England and Wales"), (39, "territorial forces of England")];

/// The bases that a share of bodies of a kind may have: every list of that kind
/// that the record fixes, then the usual numbers.
pub fn bases(facts: &Facts, stand: &Stand, kind: BodyKind) -> Vec<Base> {
    let mut bases: Vec<Base> = Vec::new();
    for list in facts.populations(stand).filter(|list| list.fact.kind == Some(kind)) {
        let base = Base {
            total: list.fact.count,
            words: list.fact.name.clone(),
            entry: Some(list.index.get()),
        };
        if bases.iter().all(|known| known.total != base.total) {
            bases.push(base);
        }
    }
    if kind == BodyKind::PoliceForce {
        let usual = FORCES.iter().filter(|(total, _)| bases.iter().all(|b| b.total != *total));
        let usual: Vec<Base> = usual
            .map(|(total, words)| Base { total: *total, words: (*words).to_string(), entry: None })
            .collect();
        bases.extend(usual);
    }
    bases
}

/// What a reported share says, read with its base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// As it is to be read: "71 of 148 (48%)", never a bare percentage.
    pub text: String,
    /// How many, where that is certain.
    pub numerator: Option<u64>,
    /// Out of how many, where stated.
    pub denominator: Option<u64>,
    /// How the number came about, or why there is none.
    pub how: String,
    /// The entries of the lists it was read against.
    pub entries: Vec<u64>,
    /// Whether it cannot be right.
    pub wrong: bool,
}

/// Reads a share as reported, against the bases it may have.
pub fn read(summary: &SummaryFact, bases: &[Base]) -> Reading {
    let reading = |text: String, how: &str| Reading {
        text,
        numerator: None,
        denominator: summary.denominator.map(u64::from),
        how: how.to_string(),
        entries: Vec::new(),
        wrong: false,
    };
    match (summary.percent, summary.numerator, summary.denominator) {
        (percent, Some(count), Some(total)) => {
            let fits = percent.and_then(|p| p.counts_of(total)).is_none_or(|k| k.contains(&count));
            let how = match summary.numerator_basis {
                _ if !fits => "the count does not round to the percentage",
                CountBasis::Stated => "as stated",
                CountBasis::Derived => "derived: no other whole number rounds to it",
                CountBasis::Assumed => "assumed by the recorder",
            };
            let text = share(count.into(), total.into());
            Reading { numerator: Some(count.into()), wrong: !fits, ..reading(text, how) }
        }
        (Some(percent), None, Some(total)) => match meaning(&percent, total) {
            Meaning::One(count) => Reading {
                numerator: Some(count.into()),
                ..reading(
                    share(count.into(), total.into()),
                    "derived: no other whole number rounds to it",
                )
            },
            Meaning::Between(..) => {
                let text = format!("{} ({percent}%)", meaning_words(&percent, total));
                reading(text, "several whole numbers round to it")
            }
            Meaning::CannotBe => Reading {
                wrong: true,
                ..reading(
                    format!("{percent}% of {total} {}", "cannot be right"),
                    "no whole number of the total rounds to it",
                )
            },
        },
        (Some(percent), None, None) => unstated(&percent, bases),
        (None, Some(count), None) => {
            reading(format!("{count} of a number not stated"), "as stated")
        }
        (_, _, _) => reading("not stated".to_string(), "no figure"),
    }
}

/// Reads a percentage whose base its source does not state.
fn unstated(percent: &Decimal, bases: &[Base]) -> Reading {
    let mut could: Vec<String> = Vec::new();
    let mut entries = Vec::new();
    for base in bases {
        if meaning(percent, base.total) != Meaning::CannotBe {
            could.push(meaning_words(percent, base.total));
            entries.extend(base.entry);
        }
    }
    let text = if could.is_empty() {
        format!("{percent}% of a number not stated")
    } else {
        format!("{}: base not stated", could.join(" or "))
    };
    let how = format!("{percent}% as stated; the source does not say of how many");
    Reading { text, numerator: None, denominator: None, how, entries, wrong: false }
}

#[cfg(test)]
mod tests;
