//! Care of the record itself: corrections, and searches that found nothing.

use super::envelope::EventId;
use super::ids::{BodyId, PersonId};
use super::subjects::{Mentions, Subjects};
use crate::record::{Field, Json, Pointer, Reader, Sealed, Text, Writer};
use crate::{codes, record};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

codes! {
    /// Why an entry is corrected.
    pub enum CorrectionKind {
        /// The recorder made a slip.
        Clerical = "clerical",
        /// The source was wrong, or has corrected itself.
        SourceCorrected = "source_corrected",
        /// It was ascribed to the wrong person or body.
        Misattributed = "misattributed",
        /// A better source has settled what was uncertain.
        SupersededByFact = "superseded_by_fact",
    }
}

record! {
    /// One field that is corrected. Values are sealed, whatever the field is.
    pub struct Change {
        /// Where in the corrected draft the field stands, as a JSON pointer.
        pub field: FieldPath,
        /// What it said; left out where nothing stood there.
        pub old: Option<Sealed<Text>>,
        /// What it should say: a text as it is, anything else as JSON.
        pub new: Sealed<Text>,
    }
}

record! {
    /// An earlier entry was wrong. It stays as it is; this one says what is
    /// right, and both are shown.
    pub struct Correction {
        rules = Correction::check;
        /// The event that is corrected.
        pub target: EventId,
        /// Why.
        pub correction_kind: CorrectionKind,
        /// The fields.
        pub changes: Vec<Change>,
        /// The reason in words.
        pub reason: Sealed<Text>,
    }
}

impl Correction {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let list = at.key("changes");
        if self.changes.is_empty() {
            reader.fault::<()>(&list, None, "is missing", "name at least one field");
        }
        let fields = self.changes.iter().map(|change| change.field.as_str());
        super::rules::no_repeats(fields, &list, reader);
    }
}

impl Mentions for Correction {
    fn mention(&self, _subjects: &mut Subjects) {}
}

/// A JSON pointer (RFC 6901) to a field of a draft, such as `/event/name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath(String);

impl FieldPath {
    /// The pointer, if it is one: 1 to 200 ASCII characters from `/` on.
    pub fn new(text: &str) -> Option<FieldPath> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'/');
        let sound = text.starts_with('/')
            && text.len() <= 200
            && text.bytes().all(plain)
            && !text.ends_with('/')
            && !text.contains("//");
        sound.then(|| FieldPath(text.to_string()))
    }

    /// The pointer.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Field for FieldPath {
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        match value.as_str().and_then(FieldPath::new) {
            Some(path) => Some(path),
            None => reader.fault(
                at,
                Some(value),
                "is not a field of a draft",
                "write a JSON pointer such as \"/event/name\" or \"/occurred\"",
            ),
        }
    }

    fn blank() -> Self {
        Self(String::new())
    }

    fn write(&self, _at: &Pointer, _writer: &mut Writer) -> Option<Json> {
        Some(Json::str(self.0.clone()))
    }

    fn schema() -> Json {
        Json::object([
            ("type", Json::str("string")),
            ("format", Json::str("json-pointer")),
            ("pattern", Json::str("^(/[A-Za-z0-9_-]+)+$")),
            ("maxLength", Json::Int(200)),
        ])
    }
}

codes! {
    /// What was looked for.
    pub enum SoughtKind {
        /// A formal order to attend.
        OrderToAttend = "order_to_attend",
        /// A response to a recommendation.
        Response = "response",
        /// A document.
        Document = "document",
        /// Something else; the text says what.
        Other = "other",
    }
}

record! {
    /// Someone looked for a record and did not find one. That it was not found
    /// does not show that it does not exist.
    pub struct RecordNotFound {
        /// What was looked for.
        pub sought: SoughtKind,
        /// What was looked for, in words.
        pub text: Sealed<Text>,
        /// Where it was looked for.
        pub searched: Sealed<Text>,
        /// The person it would concern.
        pub person: Option<PersonId>,
        /// The body it would concern.
        pub body: Option<BodyId>,
        /// The event that gave rise to the search.
        pub about: Option<EventId>,
    }
}

impl Mentions for RecordNotFound {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies(&self.body).persons(&self.person);
    }
}
