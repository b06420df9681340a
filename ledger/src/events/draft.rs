//! A typed draft: what someone asks to record, before it has a position.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Event;
use super::envelope::{
    ActorId, Basis, Certainty, Disclosure, EventId, InquiryId, Lang, Source, When,
};
use super::moment::Moment;
use super::rules;
use crate::record::{
    DraftError, Entry, Fault, Faults, IdAt, Json, Openings, Pointer, Reader, Salt, Sealed,
    SealedDraft, Text, Writer, member, members, merge, put_member,
};

/// Everything that one record says. Sealed fields are open in a draft from a
/// caller; read back from an entry, some may be withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The stable public reference, chosen by the recorder.
    pub id: EventId,
    /// The matter it belongs to.
    pub inquiry: InquiryId,
    /// The language of its free text; English where it is left out.
    pub lang: Option<Lang>,
    /// When it happened; left out where nobody knows.
    pub occurred: Option<When>,
    /// When it was made public.
    pub announced: Option<When>,
    /// Not to be shown before this moment.
    pub embargo_until: Option<Moment>,
    /// What it rests on.
    pub basis: Basis,
    /// How the source puts it.
    pub certainty: Certainty,
    /// What is uncertain about it, in words.
    pub uncertainty: Option<Sealed<Text>>,
    /// Where it comes from; at least one.
    pub sources: Vec<Source>,
    /// Who recorded it.
    pub by: ActorId,
    /// Who authorised it: another role than that of the recorder.
    pub authorised_by: Option<ActorId>,
    /// Who may see it; everyone where it is left out.
    pub disclosure: Option<Disclosure>,
    /// The record whose place it takes, which stays as it is.
    pub supersedes: Option<EventId>,
    /// Records that say otherwise. Both stand.
    pub conflicts_with: Vec<EventId>,
    /// The facts.
    pub event: Event,
}

const MEMBERS: [&str; 17] = [
    "id",
    "inquiry",
    "lang",
    "occurred",
    "announced",
    "embargo_until",
    "basis",
    "certainty",
    "uncertainty",
    "sources",
    "by",
    "authorised_by",
    "disclosure",
    "supersedes",
    "conflicts_with",
    "kind",
    "event",
];

impl Draft {
    /// Reads a draft as a caller writes it, sealed values in their places.
    ///
    /// # Errors
    /// Every fault, in the order of the fields; nothing is half taken.
    pub fn parse(json: &Json) -> Result<Self, Faults> {
        let mut reader = Reader::new();
        let draft = Self::read_fields(json, &mut reader);
        reader.finish(draft)
    }

    /// Reads the draft of an entry together with its openings.
    ///
    /// # Errors
    /// Faults where the entry says what this vocabulary does not know, or
    /// where it shows in public what ought to be sealed.
    pub fn read(entry: &Entry, openings: &Openings) -> Result<Self, Faults> {
        let misplaced = |field: &str, problem: &str| {
            Faults(alloc::vec![Fault {
                field: field.to_string(),
                value: None,
                problem: problem.to_string(),
                remedy: "read it with a newer program".to_string(),
            }])
        };
        let merged = merge(entry.draft_json(), openings)
            .map_err(|pointer| misplaced(&pointer, "has no place in the entry"))?;
        let mut reader = Reader::with_withheld(&merged.withheld);
        let draft = Self::read_fields(&merged.json, &mut reader);
        // What the types seal and what was sealed must be the same fields, or
        // something that ought to be sealed stands open in the entry.
        let same = reader.sealed().len() == openings.as_slice().len()
            && reader.sealed().iter().all(|pointer| openings.get(pointer).is_some());
        let differs = reader.is_clean() && !same;
        let draft = reader.finish(draft)?;
        if differs {
            return Err(misplaced("", "is not split into public and sealed as its kind demands"));
        }
        Ok(draft)
    }

    /// The draft as a caller would write it; withheld fields are left out.
    pub fn to_json(&self) -> Json {
        self.write(&mut Writer::inline())
    }

    /// Seals it under salts from the caller, which must be random.
    ///
    /// # Errors
    /// [`DraftError::TooLong`] when the sealed texts together exceed the format.
    pub fn seal(&self, salts: &mut dyn FnMut() -> Salt) -> Result<SealedDraft, DraftError> {
        self.seal_noting(salts).map(|(sealed, _)| sealed)
    }

    /// Seals it and notes every identifier in its public fields, with its place:
    /// writing it out is what both take.
    ///
    /// # Errors
    /// As [`Draft::seal`].
    pub fn seal_noting(
        &self,
        salts: &mut dyn FnMut() -> Salt,
    ) -> Result<(SealedDraft, Vec<IdAt>), DraftError> {
        let mut writer = Writer::splitting().noting();
        let public = self.write(&mut writer);
        let ids = writer.take_ids();
        Ok((SealedDraft::new(public, writer.into_sealed(), salts)?, ids))
    }

    /// Every identifier in its public fields, with its place.
    pub fn ids(&self) -> Vec<IdAt> {
        let mut writer = Writer::splitting().noting();
        let _ = self.write(&mut writer);
        writer.take_ids()
    }

    /// The pointers of its sealed fields, in the order of the format: each needs
    /// a salt.
    pub fn sealed_pointers(&self) -> Vec<String> {
        let mut writer = Writer::splitting();
        let _ = self.write(&mut writer);
        writer.into_sealed().into_iter().map(|(pointer, _)| pointer).collect()
    }

    pub(super) fn read_fields(json: &Json, reader: &mut Reader<'_>) -> Option<Self> {
        let at = &Pointer::root();
        let found = members(json, &MEMBERS, at, reader)?;
        let id = member(found, "id", at, reader);
        let inquiry = member(found, "inquiry", at, reader);
        let lang = member(found, "lang", at, reader);
        let occurred = member(found, "occurred", at, reader);
        let announced = member(found, "announced", at, reader);
        let embargo_until = member(found, "embargo_until", at, reader);
        let basis = member(found, "basis", at, reader);
        let certainty = member(found, "certainty", at, reader);
        let uncertainty = member(found, "uncertainty", at, reader);
        let sources: Option<Vec<Source>> = member(found, "sources", at, reader);
        if sources.as_ref().is_some_and(Vec::is_empty) {
            let remedy = "name at least one source";
            reader.fault::<()>(&at.key("sources"), None, "is missing", remedy);
        }
        let by = member(found, "by", at, reader);
        let authorised_by = member(found, "authorised_by", at, reader);
        let disclosure = member(found, "disclosure", at, reader);
        let supersedes = member(found, "supersedes", at, reader);
        let conflicts_with = member(found, "conflicts_with", at, reader);
        let event = match (found.get("kind"), found.get("event")) {
            (Some(Json::Str(kind)), Some(event)) => {
                Event::read(kind, event, &at.key("event"), reader)
            }
            (Some(Json::Str(_)), None) => {
                reader.fault(&at.key("event"), None, "is missing", "add the facts of this kind")
            }
            (Some(other), _) => crate::record::wrong_type(other, "a kind", &at.key("kind"), reader),
            (None, _) => reader.fault(&at.key("kind"), None, "is missing", "name the kind"),
        };
        let draft = Self {
            id: id?,
            inquiry: inquiry?,
            lang: lang?,
            occurred: occurred?,
            announced: announced?,
            embargo_until: embargo_until?,
            basis: basis?,
            certainty: certainty?,
            uncertainty: uncertainty?,
            sources: sources?,
            by: by?,
            authorised_by: authorised_by?,
            disclosure: disclosure?,
            supersedes: supersedes?,
            conflicts_with: conflicts_with?,
            event: event?,
        };
        rules::envelope(&draft, reader);
        Some(draft)
    }

    fn write(&self, writer: &mut Writer) -> Json {
        let at = &Pointer::root();
        let mut all = BTreeMap::new();
        put_member(&mut all, "id", &self.id, at, writer);
        put_member(&mut all, "inquiry", &self.inquiry, at, writer);
        put_member(&mut all, "lang", &self.lang, at, writer);
        put_member(&mut all, "occurred", &self.occurred, at, writer);
        put_member(&mut all, "announced", &self.announced, at, writer);
        put_member(&mut all, "embargo_until", &self.embargo_until, at, writer);
        put_member(&mut all, "basis", &self.basis, at, writer);
        put_member(&mut all, "certainty", &self.certainty, at, writer);
        put_member(&mut all, "uncertainty", &self.uncertainty, at, writer);
        put_member(&mut all, "sources", &self.sources, at, writer);
        put_member(&mut all, "by", &self.by, at, writer);
        put_member(&mut all, "authorised_by", &self.authorised_by, at, writer);
        put_member(&mut all, "disclosure", &self.disclosure, at, writer);
        put_member(&mut all, "supersedes", &self.supersedes, at, writer);
        put_member(&mut all, "conflicts_with", &self.conflicts_with, at, writer);
        all.insert("kind".to_string(), Json::str(self.event.kind()));
        if let Some(event) = self.event.write(&at.key("event"), writer) {
            all.insert("event".to_string(), event);
        }
        Json::Object(all)
    }
}
