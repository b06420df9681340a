//! Links between rows. The ledger holds each in one direction, because nothing
//! in it can be changed; the view shows both.

use crate::events::{Draft, Event, EventId};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// What one event says of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// It says otherwise.
    Conflicts,
    /// It replies to it.
    Replies,
    /// It corrects it.
    Corrects,
    /// It names it for another reason, such as the same day.
    Relates,
}

/// The events that a draft names, and why.
pub(super) fn of(draft: &Draft) -> Vec<(&EventId, Link)> {
    let conflicts = draft.conflicts_with.iter().map(|id| (id, Link::Conflicts));
    let mut links: Vec<(&EventId, Link)> = conflicts.collect();
    links.extend(draft.supersedes.iter().map(|id| (id, Link::Relates)));
    match &draft.event {
        Event::ReplyPublished(event) => links.push((&event.reply_to, Link::Replies)),
        Event::Correction(event) => links.push((&event.target, Link::Corrects)),
        Event::OfficeEnded(event) => {
            links.extend(event.same_day_as.iter().map(|id| (id, Link::Relates)));
        }
        Event::SilenceReported(event) => {
            links.extend(event.since.iter().map(|id| (id, Link::Relates)));
        }
        Event::StatementMade(event) => {
            links.extend(event.about.iter().map(|id| (id, Link::Relates)));
        }
        Event::RecordNotFound(event) => {
            links.extend(event.about.iter().map(|id| (id, Link::Relates)));
        }
        Event::ReportsSummarised(event) => {
            links.extend(event.listed.iter().map(|id| (id, Link::Relates)));
        }
        Event::Withdrawal(event) => {
            links.push((&event.target, Link::Relates));
            links.extend(event.replaced_by.iter().map(|id| (id, Link::Relates)));
        }
        Event::Redaction(event) => links.push((&event.target, Link::Relates)),
        Event::RedactionLifted(event) => {
            links.push((&event.target, Link::Relates));
            links.push((&event.redaction, Link::Relates));
        }
        Event::DocumentReleased(event) => links.push((&event.withholding, Link::Relates)),
        Event::Annotation(event) => links.push((&event.target, Link::Relates)),
        Event::ApprovalOverridden(event) => links.push((&event.target, Link::Relates)),
        _ => {}
    }
    links
}

/// What one row is to another, as rows show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// Says otherwise.
    Conflicts,
    /// Is the reply, or what is replied to.
    Replies,
    /// Is corrected by it.
    Corrects,
    /// Corrects it.
    CorrectedBy,
    /// Is linked for another reason.
    Relates,
}

/// All links by the places of their rows. Few rows have any.
///
/// Each is one number, which sorts as row, way, other: maps of numbers are in
/// the viewer already, and each further type of map is two kilobytes of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Links(BTreeSet<u64>);

/// Bits of a row's place: the columns of more rows than this fit in no memory.
const BITS: u32 = 30;
const PLACE: u64 = (1 << BITS) - 1;
const WAYS: [Way; 5] =
    [Way::Conflicts, Way::Replies, Way::Corrects, Way::CorrectedBy, Way::Relates];

const fn pack(row: u32, way: Way, other: u32) -> u64 {
    ((row as u64) << (BITS + 3)) | ((way as u64) << BITS) | other as u64
}

fn unpack(link: u64) -> (u32, Way, u32) {
    let way = WAYS.get((link >> BITS) as usize & 7).copied().unwrap_or(Way::Relates);
    ((link >> (BITS + 3)) as u32, way, (link & PLACE) as u32)
}

impl Links {
    /// Notes a link on the row that says it and on the row it is said of.
    pub(super) fn join(&mut self, from: u32, to: u32, link: Link) {
        if from == to || u64::from(from.max(to)) > PLACE {
            return;
        }
        let (there, back) = match link {
            Link::Conflicts => (Way::Conflicts, Way::Conflicts),
            Link::Replies => (Way::Replies, Way::Replies),
            Link::Corrects => (Way::Corrects, Way::CorrectedBy),
            Link::Relates => (Way::Relates, Way::Relates),
        };
        self.0.insert(pack(from, there, to));
        self.0.insert(pack(to, back, from));
    }

    /// The links of a row, one way after another, places ascending.
    pub(super) fn of(&self, row: u32) -> impl Iterator<Item = (Way, u32)> {
        let all = u64::from(row) << (BITS + 3)..(u64::from(row) + 1) << (BITS + 3);
        self.0.range(all).map(|link| unpack(*link)).map(|(_, way, other)| (way, other))
    }

    /// All links: a row, what the other is to it, the other.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, Way, u32)> {
        self.0.iter().map(|link| unpack(*link))
    }

    /// How many rows have a link of this way.
    pub(super) fn rows_with(&self, way: Way) -> u64 {
        let mut rows = 0;
        let mut last = None;
        for (row, ..) in self.all().filter(|(_, other, _)| *other == way) {
            rows += u64::from(last != Some(row));
            last = Some(row);
        }
        rows
    }
}
