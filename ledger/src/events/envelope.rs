//! What every record says beside its facts: who, when, on what basis, from
//! which source.

use alloc::string::ToString;

use super::edtf::Edtf;
use crate::record::{
    Field, Hash, Index, Json, Name, Pointer, Reader, Sealed, Text, Writer, wrong_type,
};
use crate::{codes, record, slug_id};

slug_id! {
    /// The stable public reference of one record; never used twice in a ledger.
    pub struct EventId;
}

impl EventId {
    /// What stands for the reference of an entry whose own cannot be read.
    pub(crate) fn of_entry(index: Index) -> Self {
        Self(alloc::format!("entry-{index}"))
    }
}

slug_id! {
    /// The matter that a record belongs to.
    pub struct InquiryId;
}
slug_id! {
    /// Who recorded it: the name of a role, not of a person.
    pub struct ActorId;
}

codes! {
    /// What kind of evidence a record rests on.
    pub enum Basis {
        /// Minutes, Hansard, a statutory register.
        OfficialRecord = "official_record",
        /// A report or page that an official body published.
        OfficialPublication = "official_publication",
        /// Sent to the recorder by the body itself.
        DirectSubmission = "direct_submission",
        /// A newspaper, broadcaster or news site.
        PressReport = "press_report",
        /// Computed from other records by a stated rule.
        Derived = "derived",
        /// Concluded by the recorder from what is and is not there.
        Inference = "inference",
    }
}

codes! {
    /// How the source itself puts the fact.
    pub enum Certainty {
        /// Said outright by someone in a position to know.
        Stated = "stated",
        /// Passed on.
        Reported = "reported",
        /// Claimed against someone.
        Alleged = "alleged",
        /// Contradicted by another source.
        Disputed = "disputed",
    }
}

codes! {
    /// The language of the free text (BCP 47).
    pub enum Lang {
        /// English.
        En = "en",
        /// Welsh.
        Cy = "cy",
    }
}

codes! {
    /// Who may see what a record says. It marks; whoever serves the record acts.
    pub enum Disclosure {
        /// Everyone.
        Public = "public",
        /// Nothing that is sealed in it is shown, because of small counts.
        Suppressed = "suppressed",
        /// Whoever records, approves, administers or audits; nobody else reads what is sealed.
        Restricted = "restricted",
        /// The same, until a moment that it names; then everyone.
        Embargoed = "embargoed",
    }
}

codes! {
    /// What a source is.
    pub enum SourceKind {
        /// A news article.
        Article = "article",
        /// A published report.
        Report = "report",
        /// A transcript of evidence.
        Transcript = "transcript",
        /// A letter or an electronic message.
        Letter = "letter",
        /// A page of a site.
        Page = "page",
        /// Debates or minutes.
        Proceedings = "proceedings",
        /// A set of data.
        Dataset = "dataset",
        /// Another record of this ledger, or a computation over some.
        Ledger = "ledger",
        /// Something else; the title says what.
        Other = "other",
    }
}

record! {
    /// A date as it is known: machine-readable without false precision, and
    /// the words in which the source gave it.
    pub struct When {
        /// The date (EDTF, ISO 8601-2).
        pub edtf: Edtf,
        /// The source's words, such as "last August".
        pub written: Option<Sealed<Text>>,
    }
}

record! {
    /// Digests of a document, so that a copy can be recognised.
    pub struct DocumentDigest {
        /// BLAKE3 of its bytes.
        pub blake3: Hash,
        /// SHA-256 of its bytes, for ordinary tools; 64 hexadecimal digits.
        pub sha256: Hash,
    }
}

record! {
    /// Where a fact comes from.
    pub struct Source {
        rules = source_rules;
        /// What the source is.
        pub kind: SourceKind,
        /// Its title.
        pub title: Sealed<Text>,
        /// Who published it.
        pub publisher: Option<Sealed<Name>>,
        /// The date on the document.
        pub date: Option<Edtf>,
        /// Where it can be read.
        pub url: Option<Sealed<Text>>,
        /// When the recorder read it.
        pub retrieved: Option<Edtf>,
        /// Page, paragraph, question or time code.
        pub locator: Option<Sealed<Text>>,
        /// A short quotation, at most 300 characters.
        pub quotation: Option<Sealed<Text>>,
        /// Digests of the document.
        pub digest: Option<DocumentDigest>,
    }
}

/// Most characters of a quotation: enough to find the place, too few to
/// replace the source.
pub const MAX_QUOTATION: usize = 300;

fn source_rules(source: &Source, at: &Pointer, reader: &mut Reader<'_>) {
    if let Some(quotation) = source.quotation.as_ref().and_then(Sealed::open) {
        let length = quotation.as_str().chars().count();
        if length > MAX_QUOTATION {
            let problem = words!("is {length} characters long");
            reader.fault::<()>(&at.key("quotation"), None, problem, "quote at most 300");
        }
    }
    if let Some(url) = source.url.as_ref().and_then(Sealed::open) {
        let text = url.as_str();
        let known = text.starts_with("https://") || text.starts_with("http://");
        if !known || text.chars().any(char::is_whitespace) {
            let value = Json::str(text);
            let remedy = "write an address that starts with https:// and has no spaces";
            reader.fault::<()>(&at.key("url"), Some(&value), "is not a web address", remedy);
        }
    }
}

impl Field for Edtf {
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        let Json::Str(text) = value else {
            return wrong_type(value, "a date such as \"2014-08-26\" or \"2014-08\"", at, reader);
        };
        match Self::parse(text) {
            Ok(date) => Some(date),
            Err(error) => {
                let problem = words!("is not a date: {}", error.problem);
                reader.fault(at, Some(value), problem, error.remedy)
            }
        }
    }

    fn blank() -> Self {
        Self::blank_date()
    }

    fn write(&self, _at: &Pointer, _writer: &mut Writer) -> Option<Json> {
        Some(Json::str(self.to_string()))
    }

    fn schema() -> Json {
        Json::object([
            ("type", Json::str("string")),
            ("format", Json::str("edtf")),
            ("maxLength", Json::Int(24)),
            ("description", Json::str("a date in EDTF (ISO 8601-2), level 1 and \"one of\"")),
        ])
    }
}

impl Field for Hash {
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        match value.as_str().and_then(|text| Self::parse(text).ok()) {
            Some(hash) => Some(hash),
            None => {
                let remedy = "write 64 lower-case hexadecimal digits";
                reader.fault(at, Some(value), "is not a digest", remedy)
            }
        }
    }

    fn blank() -> Self {
        Self::of(&[])
    }

    fn write(&self, _at: &Pointer, _writer: &mut Writer) -> Option<Json> {
        Some(Json::str(self.to_hex()))
    }

    fn schema() -> Json {
        Json::object([
            ("type", Json::str("string")),
            ("format", Json::str("digest")),
            ("pattern", Json::str("^[0-9a-f]{64}$")),
        ])
    }
}
