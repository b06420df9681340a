//! Rows in groups, for lanes of a drawing: by family, by kind, or by what
//! they name.

use super::columns::NONE;
use super::{Timeline, UNKNOWN_KIND};
use crate::events::{Family, KINDS};
use crate::views::names::Sort;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What rows are grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// The family of their kind.
    #[default]
    Family,
    /// Their kind.
    Kind,
    /// The bodies that they name.
    Body,
    /// The people that they name.
    Person,
    /// The recommendations that they name.
    Recommendation,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its code or identifier; empty for the rest.
    pub key: String,
    /// What it is called; empty for the rest.
    pub name: String,
    /// The family that all of its rows have, where that is so by nature.
    pub family: Option<Family>,
    /// How many of the rows belong to it.
    pub count: u64,
}

/// Rows in groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// The groups: families and kinds in the order of the vocabulary, others
    /// by how many rows they have. Where there are more than was asked for,
    /// the last one is the rest.
    pub groups: Vec<Group>,
    /// Place of a row and number of its group, in the order of the rows. A row
    /// that names several stands in several groups.
    pub members: Vec<(u32, u8)>,
    /// How many rows belong to none, because they name nothing of the sort.
    pub without: u64,
}

/// Gives the numbers of a row, one after another.
type Numbers<'a> = &'a dyn Fn(u32, &mut dyn FnMut(usize));

/// No group was given yet.
const NOT_YET: u8 = u8::MAX;

impl Timeline {
    /// Puts rows into at most `most` groups (2 to 100).
    pub fn group(&self, places: &[u32], by: By, most: usize) -> Groups {
        let sort = match by {
            By::Family => {
                return keyed(places, &|at| self.columns.family(at) as usize, by, most);
            }
            By::Kind => {
                let kind = |at: usize| usize::from(self.columns.kind[at]).min(KINDS.len());
                return keyed(places, &kind, by, most);
            }
            By::Body => Sort::Body,
            By::Person => Sort::Person,
            By::Recommendation => Sort::Recommendation,
        };
        let symbols = &self.columns.symbols;
        let of_sort: Vec<bool> = (0..u32::try_from(symbols.len()).unwrap_or(NONE))
            .map(|number| symbols.get(number).0 == sort)
            .collect();
        let mut counts = alloc::vec![0_u64; of_sort.len()];
        let named = |place: u32| {
            let all = self.columns.named(place as usize).iter().map(|symbol| *symbol as usize);
            all.filter(|symbol| of_sort.get(*symbol) == Some(&true))
        };
        for symbol in places.iter().flat_map(|place| named(*place)) {
            counts[symbol] += 1;
        }
        let mut groups = Numbered::new(&counts, most);
        groups.largest_first(&counts);
        let out = groups.deal(places, &counts, &|place, put| named(place).for_each(put));
        groups.finish(out, |number| {
            let (sort, id) = symbols.get(u32::try_from(number).unwrap_or(NONE));
            (id.to_string(), self.names.of(sort, id).to_string(), None)
        })
    }
}

/// Groups by a number that each row has exactly once.
fn keyed(places: &[u32], key: &dyn Fn(usize) -> usize, by: By, most: usize) -> Groups {
    let mut counts = alloc::vec![0_u64; KINDS.len() + 1];
    for place in places {
        counts[key(*place as usize)] += 1;
    }
    let mut groups = Numbered::new(&counts, most);
    if groups.rest {
        groups.largest_first(&counts);
        crate::order::sort_by_key(&mut groups.chosen, |number| *number);
        groups.number();
    }
    let out = groups.deal(places, &counts, &|place, put| put(key(place as usize)));
    groups.finish(out, |number| match (by, KINDS.get(number), Family::ALL.get(number)) {
        (By::Family, _, Some(family)) => {
            (family.as_str().into(), family.title().into(), Some(*family))
        }
        (By::Kind, Some(info), _) => (info.kind.into(), info.title.into(), Some(info.family)),
        _ => (UNKNOWN_KIND.into(), "Unknown kind".into(), Some(Family::RecordKeeping)),
    })
}

/// Which numbers become groups of their own.
struct Numbered {
    chosen: Vec<usize>,
    /// By number: the group.
    group: Vec<u8>,
    /// Whether there is a last group for the rest.
    rest: bool,
    most: usize,
}

impl Numbered {
    fn new(counts: &[u64], most: usize) -> Numbered {
        let most = most.clamp(2, 100);
        let chosen: Vec<usize> = (0..counts.len()).filter(|number| counts[*number] > 0).collect();
        let rest = chosen.len() > most;
        let mut numbered = Numbered { chosen, group: Vec::new(), rest, most };
        numbered.group = alloc::vec![NOT_YET; counts.len()];
        numbered.number();
        numbered
    }

    /// The largest groups first, and only those that are to have a lane.
    fn largest_first(&mut self, counts: &[u64]) {
        crate::order::sort_by_key(&mut self.chosen, |number| u64::MAX - counts[*number]);
        if self.rest {
            self.chosen.truncate(self.most - 1);
        }
        self.number();
    }

    fn number(&mut self) {
        self.group.fill(NOT_YET);
        for (at, number) in self.chosen.iter().enumerate().take(100) {
            self.group[*number] = u8::try_from(at).unwrap_or(NOT_YET);
        }
    }

    /// Gives each row its groups, the rest once at most.
    fn deal(&self, places: &[u32], counts: &[u64], numbers: Numbers<'_>) -> (Groups, Vec<u64>) {
        let rest = u8::try_from(self.chosen.len()).unwrap_or(NOT_YET);
        let mut out = Groups::default();
        let mut sizes: Vec<u64> = self.chosen.iter().map(|number| counts[*number]).collect();
        sizes.push(0);
        for place in places {
            let (mut any, mut in_rest) = (false, false);
            numbers(*place, &mut |number| {
                any = true;
                match self.group[number] {
                    NOT_YET => in_rest = true,
                    group => out.members.push((*place, group)),
                }
            });
            if in_rest {
                out.members.push((*place, rest));
                sizes[usize::from(rest)] += 1;
            }
            out.without += u64::from(!any);
        }
        (out, sizes)
    }

    fn finish(
        &self,
        (mut out, sizes): (Groups, Vec<u64>),
        name: impl Fn(usize) -> (String, String, Option<Family>),
    ) -> Groups {
        for (number, count) in self.chosen.iter().zip(&sizes) {
            let (key, name, family) = name(*number);
            out.groups.push(Group { key, name, family, count: *count });
        }
        if self.rest {
            let count = sizes.last().copied().unwrap_or(0);
            out.groups.push(Group { key: String::new(), name: String::new(), family: None, count });
        }
        out
    }
}
