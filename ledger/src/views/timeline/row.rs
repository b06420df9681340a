//! One row of the timeline.

use super::phrase::{Phrase, Wording, fold_into, folded_texts};
use crate::events::{
    Basis, BodyId, CallId, Certainty, DateRange, Draft, Edtf, EventId, Family, InquiryId, OfficeId,
    PersonId, RecommendationId,
};
use crate::record::{Entry, Index, Json, OpeningState, Openings, Timestamp};
use crate::views::names::Names;
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
    /// Title, summary and reference as a search sees them.
    folded: String,
    /// The free texts as a search sees them.
    texts: String,
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

    /// Whether a search for a text that is already case-folded finds it.
    pub(super) fn has(&self, folded: &str) -> bool {
        self.folded.contains(folded) || self.texts.contains(folded)
    }

    /// Makes title and summary, with the names known by now.
    pub(super) fn say(&mut self, wording: &Wording, names: &Names) {
        self.title = wording.title(names);
        self.summary = wording.summary(names);
        self.folded.clear();
        for text in [self.title.as_str(), "\n", &self.summary, "\n", self.id.as_str(), "\n"] {
            fold_into(text, &mut self.folded);
        }
    }
}

/// The row of an entry that was read; its words come with [`Row::say`].
pub(super) fn read(entry: &Entry, openings: &Openings, draft: &Draft) -> Row {
    let subjects = draft.event.subjects();
    let mut states = openings.as_slice().iter().map(|opening| &opening.state);
    Row {
        index: entry.index(),
        id: draft.id.clone(),
        kind: draft.event.kind(),
        family: draft.event.family(),
        title: String::new(),
        summary: String::new(),
        inquiry: Some(draft.inquiry.clone()),
        occurred: draft.occurred.as_ref().map(|when| when.edtf.clone()),
        announced: draft.announced.as_ref().map(|when| when.edtf.clone()),
        recorded: entry.recorded(),
        basis: Some(draft.basis),
        certainty: Some(draft.certainty),
        bodies: subjects.bodies,
        persons: subjects.persons,
        offices: subjects.offices,
        recommendations: subjects.recommendations,
        calls: subjects.calls,
        corrected_by: Vec::new(),
        corrects: None,
        conflicts: Vec::new(),
        replies: Vec::new(),
        related: Vec::new(),
        withheld: states.any(|state| matches!(state, OpeningState::Withheld(_))),
        uncertain: draft.uncertainty.is_some(),
        folded: String::new(),
        texts: folded_texts(openings),
    }
}

/// The row of an entry that cannot be read: what its public part says, and
/// that there is more.
pub(super) fn unread(entry: &Entry) -> (Row, Wording) {
    let public = entry.draft_json();
    let text = |name: &str| public.get(name).and_then(Json::as_str);
    let date = |name: &str| {
        let edtf = public.get(name)?.get("edtf")?.as_str()?;
        Edtf::parse(edtf).ok()
    };
    let kind = text("kind").and_then(crate::events::kind_info);
    let row = Row {
        index: entry.index(),
        id: text("id").and_then(EventId::new).unwrap_or_else(|| EventId::of_entry(entry.index())),
        kind: kind.map_or(UNKNOWN_KIND, |info| info.kind),
        family: kind.map_or(Family::RecordKeeping, |info| info.family),
        title: String::new(),
        summary: String::new(),
        inquiry: text("inquiry").and_then(InquiryId::new),
        occurred: date("occurred"),
        announced: date("announced"),
        recorded: entry.recorded(),
        basis: text("basis").and_then(Basis::parse),
        certainty: text("certainty").and_then(Certainty::parse),
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
        withheld: false,
        uncertain: false,
        folded: String::new(),
        texts: String::new(),
    };
    let title = match (kind, text("kind")) {
        (Some(info), _) => format!("{}: content not available", info.title),
        (None, Some(kind)) => format!("Entry of a kind that this program does not know: {kind}"),
        (None, None) => "Entry that this program cannot read".to_string(),
    };
    let summary = "Its place in the ledger can be checked all the same.".to_string();
    (row, Wording::new(Phrase::new().say(title), Phrase::new().say(summary)))
}
