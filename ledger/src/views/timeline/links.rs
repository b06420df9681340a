//! Links between rows. The ledger holds each in one direction, because nothing
//! in it can be changed; the view shows both.

use super::row::Row;
use crate::events::{Draft, Event, EventId};
use crate::record::Index;
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
        _ => {}
    }
    links
}

/// Notes a link on the row that says it and on the row it is said of.
pub(super) fn join(rows: &mut [Row], from: usize, to: usize, link: Link) {
    if from == to {
        return;
    }
    let (said_by, said_of) = (rows[from].index, rows[to].index);
    match link {
        Link::Conflicts => {
            note(&mut rows[from].conflicts, said_of);
            note(&mut rows[to].conflicts, said_by);
        }
        Link::Replies => {
            note(&mut rows[from].replies, said_of);
            note(&mut rows[to].replies, said_by);
        }
        Link::Corrects => {
            rows[from].corrects = Some(said_of);
            note(&mut rows[to].corrected_by, said_by);
        }
        Link::Relates => {
            note(&mut rows[from].related, said_of);
            note(&mut rows[to].related, said_by);
        }
    }
}

fn note(list: &mut Vec<Index>, index: Index) {
    if let Err(place) = list.binary_search(&index) {
        list.insert(place, index);
    }
}
