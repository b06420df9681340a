//! What is outstanding, by addressee: domain rule 4.5.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::pairs::Pair;
use super::state::{Stage, Target};
use crate::events::Edtf;
use crate::events::civil::Date;
use crate::events::recommendations::Position;
use crate::views::facts::Body;

/// What one body has outstanding. Pairs of a body that is gone count for its
/// successor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// Pairs that have not ended.
    pub outstanding: u64,
    /// Of those, by the position that the addressee stated; `None` is none.
    pub by_position: BTreeMap<Option<Position>, u64>,
    /// The age of the oldest of them in days, at least and at most; the least
    /// alone where no first day is known.
    pub oldest: Option<(i32, Option<i32>)>,
    /// Of those, with the first target date passed.
    pub past_first: u64,
    /// Of those, with the newest target date passed.
    pub past_current: u64,
    /// How often target dates of those were moved.
    pub revisions: u64,
    /// Of those, accepted in whole, in part or in principle, and without a
    /// progress report of the addressee for more than 365 days.
    pub silent: u64,
    /// Of those, with no answer though it is overdue.
    pub unanswered: u64,
    /// Of those, said by the addressee to be implemented and not confirmed.
    pub claimed: u64,
    /// Of those, confirmed as implemented and not closed.
    pub confirmed: u64,
    /// Pairs that the addressee rejected: ended, and counted apart.
    pub rejected: u64,
    /// Pairs that ended in another way.
    pub closed: u64,
    /// The entries it came from, ascending.
    pub entries: Vec<u64>,
}

/// What is outstanding on a day, by who answers now.
pub fn outstanding<'p>(
    pairs: impl IntoIterator<Item = &'p Pair>,
    on: Date,
) -> BTreeMap<Body, Outstanding> {
    let mut found: BTreeMap<Body, Outstanding> = BTreeMap::new();
    for pair in pairs {
        found.entry(pair.heir.body).or_default().take(pair, on);
    }
    for line in found.values_mut() {
        line.entries.sort_unstable();
        line.entries.dedup();
    }
    found
}

/// A year without a report is silence; the day itself is not over it.
const SILENT_DAYS: i32 = 365;

impl Outstanding {
    fn take(&mut self, pair: &Pair, on: Date) {
        self.entries.extend(&pair.entries);
        match pair.stage {
            stage if stage.is_rejected() => {
                self.rejected += 1;
                return;
            }
            Stage::Closed(_) => {
                self.closed += 1;
                return;
            }
            Stage::NoResponse => self.unanswered += 1,
            Stage::Claimed => self.claimed += 1,
            Stage::Confirmed => self.confirmed += 1,
            _ => {}
        }
        self.outstanding += 1;
        let position = pair.state.position.map(|(position, _)| position);
        *self.by_position.entry(position).or_default() += 1;
        self.age(pair, on);
        let passed =
            |target: Option<&Target>| target.is_some_and(|target| surely_passed(&target.date, on));
        self.past_first += u64::from(passed(pair.state.targets.first()));
        self.past_current += u64::from(passed(pair.state.targets.last()));
        self.revisions += u64::try_from(pair.state.revisions()).unwrap_or(u64::MAX);
        self.silent += u64::from(is_silent(pair, on));
    }

    fn age(&mut self, pair: &Pair, on: Date) {
        let Some(latest) = pair.made_range.latest else { return };
        let on = on.days_since_1970();
        let least = (on - latest.days_since_1970()).max(0);
        let most = pair.made_range.earliest.map(|earliest| on - earliest.days_since_1970());
        let older = |a: (i32, Option<i32>), b: (i32, Option<i32>)| {
            // With no first day there is no upper end.
            let most = a.1.zip(b.1).map(|(a, b)| a.max(b));
            (a.0.max(b.0), most)
        };
        let age = (least, most);
        self.oldest = Some(self.oldest.map_or(age, |oldest| older(oldest, age)));
    }
}

fn surely_passed(date: &Edtf, on: Date) -> bool {
    date.range().latest.is_some_and(|latest| latest < on)
}

/// Whether the addressee accepted it and has not reported for over 365 days.
/// What it says is done needs no further report, and is counted as claimed.
pub(super) fn is_silent(pair: &Pair, on: Date) -> bool {
    let accepted = matches!(
        pair.state.position,
        Some((Position::Accepted | Position::AcceptedInPart | Position::AcceptedInPrinciple, _))
    );
    let answered = pair.state.positioned.and_then(|range| range.latest);
    let reported = pair.state.progress.and_then(|(_, range)| range.latest);
    let last = answered.max(reported);
    let days = last.map(|last| on.days_since_1970() - last.days_since_1970());
    accepted
        && !matches!(pair.stage, Stage::Closed(_) | Stage::Claimed | Stage::Confirmed)
        && days.is_some_and(|days| days > SILENT_DAYS)
}
