//! Who held an office on a day: always a set, because several can.

use alloc::vec::Vec;

use super::terms::{Hold, State, Term};
use crate::events::civil::Date;
use crate::views::facts::Office;

/// Someone who held an office on a day, or may have.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// The time in office.
    pub term: &'a Term,
    /// How surely.
    pub hold: Hold,
    /// Where it stands on that day.
    pub state: State,
}

/// Those who held an office on a day, definite ones first, then by the order of
/// the ledger.
pub fn holders(terms: &[Term], office: Office, on: Date) -> Vec<Holder<'_>> {
    let mine = terms.iter().filter(|term| term.office == office);
    let mut found: Vec<Holder<'_>> = mine
        .map(|term| Holder { term, hold: term.hold(on), state: term.state(on) })
        .filter(|holder| holder.hold != Hold::No)
        .collect();
    crate::views::order::sort_by_key(found.as_mut_slice(), |holder| {
        core::cmp::Reverse(holder.hold)
    });
    found
}

/// The seats of an office on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seats {
    /// How many there are; `None` where that is not known.
    pub seats: Option<u16>,
    /// People who definitely hold one in their own right.
    pub filled: usize,
    /// People who may hold one in their own right.
    pub perhaps: usize,
    /// People who stand in, definitely or perhaps: a seat that is covered is
    /// not a seat that is filled.
    pub standing_in: usize,
}

impl Seats {
    /// The least and the most seats that are vacant; `None` where the number of
    /// seats is not known.
    pub fn vacant(&self) -> Option<(usize, usize)> {
        let seats = usize::from(self.seats?);
        Some((seats.saturating_sub(self.filled + self.perhaps), seats.saturating_sub(self.filled)))
    }
}

/// Counts the seats among the holders of one office.
pub fn seats(holders: &[Holder<'_>], seats: Option<u16>) -> Seats {
    let mut counted = Seats { seats, ..Seats::default() };
    for holder in holders {
        match holder.hold {
            _ if holder.term.stands_in() => counted.standing_in += 1,
            Hold::Definite => counted.filled += 1,
            _ => counted.perhaps += 1,
        }
    }
    counted
}
