//! One row of the timeline, put together when somebody looks at it.

use super::Timeline;
use super::columns::NewRow;
use super::links::Way;
use super::phrase::Phrase;
use crate::events::{
    Basis, BodyId, CallId, Certainty, DateRange, Draft, Edtf, EventId, Family, InquiryId, OfficeId,
    PersonId, RecommendationId, kind_info,
};
use crate::record::{Entry, Index, Json, OpeningState, Openings, Timestamp};
use crate::views::names::Sort;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// The kind of a row whose entry this program cannot read.
pub const UNKNOWN_KIND: &str = "unknown";

/// One entry as the timeline shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its position in the ledger.
    pub index: Index,
    /// The stable reference of the event.
    pub id: EventId,
    /// The code of its kind, or [`UNKNOWN_KIND`].
    pub kind: &'static str,
    /// The family of its kind.
    pub family: Family,
    /// What happened, in a few plain words.
    pub title: String,
    /// A sentence or two more; empty where there is nothing to add.
    pub summary: String,
    /// The matter it belongs to; `None` where the entry cannot be read.
    pub inquiry: Option<InquiryId>,
    /// When it happened; `None` is "Date not known".
    pub occurred: Option<Edtf>,
    /// When it was made public.
    pub announced: Option<Edtf>,
    /// When the ledger took it.
    pub recorded: Timestamp,
    /// What it rests on; `None` where the entry cannot be read.
    pub basis: Option<Basis>,
    /// How firmly the source puts it; `None` where the entry cannot be read.
    pub certainty: Option<Certainty>,
    /// The bodies it names.
    pub bodies: Vec<BodyId>,
    /// The people it names.
    pub persons: Vec<PersonId>,
    /// The offices it names.
    pub offices: Vec<OfficeId>,
    /// The recommendations it names.
    pub recommendations: Vec<RecommendationId>,
    /// The data calls it names.
    pub calls: Vec<CallId>,
    /// The entries that correct it, oldest first.
    pub corrected_by: Vec<Index>,
    /// The entry that it corrects.
    pub corrects: Option<Index>,
    /// The entries that say otherwise, whichever says so.
    pub conflicts: Vec<Index>,
    /// The reply to it, or what it replies to.
    pub replies: Vec<Index>,
    /// Entries linked for another reason, such as the same day.
    pub related: Vec<Index>,
    /// Whether something of it was redacted.
    pub withheld: bool,
    /// Whether its recorder noted what is uncertain about it.
    pub uncertain: bool,
}

impl Row {
    /// When it happened, in words: "August 2014", or "Date not known".
    pub fn occurred_in_words(&self) -> String {
        self.occurred.as_ref().map_or_else(|| "Date not known".to_string(), Edtf::in_words)
    }

    /// The days on which it may have happened; `None` when nothing is known.
    pub fn occurred_range(&self) -> Option<DateRange> {
        self.occurred.as_ref().map(Edtf::range)
    }
}

impl Timeline {
    /// The row at a place; `None` beyond the newest.
    pub fn row_at(&self, place: u32) -> Option<Row> {
        let columns = &self.columns;
        let at = place as usize;
        let id = columns.ids.get(*columns.id.get(at)?);
        let (title, summary) = self.say(place);
        let mut row = Row {
            index: columns.index[at],
            id: EventId::new(id).unwrap_or_else(|| EventId::of_entry(columns.index[at])),
            kind: columns.kind(at).map_or(UNKNOWN_KIND, |info| info.kind),
            family: columns.family(at),
            title,
            summary,
            inquiry: InquiryId::new(columns.inquiries.get(columns.inquiry[at])),
            occurred: columns.dates.get(columns.occurred[at]).cloned(),
            announced: columns.days_made_public.get(columns.announced[at]).cloned(),
            recorded: columns.recorded[at],
            basis: columns.basis[at],
            certainty: columns.certainty[at],
            bodies: Vec::new(),
            persons: Vec::new(),
            offices: Vec::new(),
            recommendations: Vec::new(),
            calls: Vec::new(),
            corrected_by: Vec::new(),
            corrects: None,
            conflicts: Vec::new(),
            replies: Vec::new(),
            related: Vec::new(),
            withheld: columns.withheld[at] > 0,
            uncertain: columns.uncertain[at],
        };
        for symbol in columns.named(at) {
            let (sort, id) = columns.symbols.get(*symbol);
            match sort {
                Sort::Body => row.bodies.extend(BodyId::new(id)),
                Sort::Person => row.persons.extend(PersonId::new(id)),
                Sort::Office => row.offices.extend(OfficeId::new(id)),
                Sort::Recommendation => row.recommendations.extend(RecommendationId::new(id)),
                Sort::Call => row.calls.extend(CallId::new(id)),
            }
        }
        for (way, other) in self.links.of(place) {
            let Some(index) = columns.index.get(other as usize) else { continue };
            match way {
                Way::Conflicts => row.conflicts.push(*index),
                Way::Replies => row.replies.push(*index),
                Way::Corrects => row.corrects = Some(*index),
                Way::CorrectedBy => row.corrected_by.push(*index),
                Way::Relates => row.related.push(*index),
            }
        }
        Some(row)
    }
}

/// The row of an entry that was read.
pub(super) fn read<'a>(entry: &Entry, openings: &Openings, draft: &'a Draft) -> NewRow<'a> {
    let states = openings.as_slice().iter().map(|opening| &opening.state);
    let withheld = states.filter(|state| matches!(state, OpeningState::Withheld(_)));
    NewRow {
        index: entry.index(),
        id: draft.id.as_str(),
        kind: kind_info(draft.event.kind()),
        inquiry: Some(draft.inquiry.as_str()),
        occurred: draft.occurred.as_ref().map(|when| &when.edtf),
        announced: draft.announced.as_ref().map(|when| &when.edtf),
        recorded: entry.recorded(),
        basis: Some(draft.basis),
        certainty: Some(draft.certainty),
        withheld: u16::try_from(withheld.count()).unwrap_or(u16::MAX),
        uncertain: draft.uncertainty.is_some(),
    }
}

/// Takes in the row of an entry that cannot be read: what its public part
/// says, and that there is more. Gives its words, too.
pub(super) fn unread(entry: &Entry, take: &mut dyn FnMut(&NewRow<'_>, [Phrase; 2])) {
    let public = entry.draft_json();
    let text = |name: &str| public.get(name).and_then(Json::as_str);
    let date = |name: &str| {
        let edtf = public.get(name)?.get("edtf")?.as_str()?;
        Edtf::parse(edtf).ok()
    };
    let kind = text("kind").and_then(kind_info);
    let own = text("id").and_then(EventId::new);
    let id = own.unwrap_or_else(|| EventId::of_entry(entry.index()));
    let inquiry = text("inquiry").and_then(InquiryId::new);
    let (occurred, announced) = (date("occurred"), date("announced"));
    let row = NewRow {
        index: entry.index(),
        id: id.as_str(),
        kind,
        inquiry: inquiry.as_ref().map(InquiryId::as_str),
        occurred: occurred.as_ref(),
        announced: announced.as_ref(),
        recorded: entry.recorded(),
        basis: text("basis").and_then(Basis::parse),
        certainty: text("certainty").and_then(Certainty::parse),
        withheld: 0,
        uncertain: false,
    };
    let title = match (kind, text("kind")) {
        (Some(info), _) => format!("{}: content not available", info.title),
        (None, Some(kind)) => format!("Entry of a kind that this program does not know: {kind}"),
        (None, None) => "Entry that this program cannot read".to_string(),
    };
    let summary = "Its place in the ledger can be checked all the same.";
    take(&row, [Phrase::new().say(title), Phrase::new().say(summary)]);
}
