//! What the worker answers with: rows, marks, pages and figures.

use bincode::{Decode, Encode};

use super::Check;

/// A date as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Stamp {
    /// In words, as precise as it is known.
    pub(crate) words: String,
    /// Machine form (EDTF), for `datetime`.
    pub(crate) machine: String,
    /// How precise it is, in words.
    pub(crate) precision: String,
    /// The words of the source, when given.
    pub(crate) written: Option<String>,
}

/// One row of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Row {
    /// Position in the ledger, from 0.
    pub(crate) index: u64,
    /// The month (or "Undated") it stands under on the chosen clock.
    pub(crate) group: String,
    /// Name of its kind, for reading.
    pub(crate) kind: String,
    /// Which family, 0 to 5, as in [`crate::family::FAMILIES`].
    pub(crate) family: u8,
    /// Title.
    pub(crate) title: String,
    /// One or two sentences.
    pub(crate) summary: String,
    /// When it happened, if known.
    pub(crate) happened: Option<Stamp>,
    /// When it was recorded, milliseconds since 1970 UTC.
    pub(crate) recorded: i64,
    /// Organisations and people it names.
    pub(crate) names: Vec<String>,
    /// Entries that correct this one.
    pub(crate) corrected_by: Vec<u64>,
    /// Entries that say otherwise.
    pub(crate) conflicts: Vec<u64>,
    /// Replies to it, or what it replies to.
    pub(crate) replies: Vec<u64>,
    /// Some of its words were withheld (redacted).
    pub(crate) withheld: bool,
    /// From here on the copy does not match what was signed.
    pub(crate) bad: bool,
}

/// One page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct ListPage {
    /// How many match.
    pub(crate) matching: u64,
    /// How many there are.
    pub(crate) all: u64,
    /// The page these rows are, from 1; the last one when too high a number was asked for.
    pub(crate) page: u64,
    /// The rows.
    pub(crate) rows: Vec<Row>,
    /// What a typed date that could not be read is, in words; empty when all could.
    pub(crate) problem: String,
}

/// An entry that is named on another's page.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Related {
    /// What it is to this entry.
    pub(crate) relation: Relation,
    /// Its row.
    pub(crate) row: Row,
}

/// What one entry is to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Relation {
    /// Says otherwise; both stand.
    Conflict,
    /// Allegation and reply, either way.
    Reply,
    /// Corrects this one.
    CorrectedBy,
    /// Is corrected by this one.
    Corrects,
    /// Named by one of its fields.
    Mentions,
}

/// One field of an entry, for reading.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Field {
    /// Label.
    pub(crate) label: String,
    /// Its value, or `None` where it was withheld.
    pub(crate) value: Option<String>,
    /// A web address it leads to.
    pub(crate) link: Option<String>,
}

/// An opening of a sealed field.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct OpeningLine {
    /// JSON pointer of the field.
    pub(crate) pointer: String,
    /// Salt as hex and the value, or `None` where it was withheld.
    pub(crate) open: Option<(String, String)>,
    /// Commitment as hex, where only that is left.
    pub(crate) commitment: String,
}

/// A signature of a person on an entry.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Signer {
    /// Whose key it is; empty where no entry says so.
    pub(crate) holder: String,
    /// The key's identifier, hex.
    pub(crate) key: String,
    /// The entry that registered the key.
    pub(crate) since: Option<u64>,
    /// What became of the key, in a sentence.
    pub(crate) standing: String,
}

/// Everything about one entry.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct EntryPage {
    /// Its row.
    pub(crate) row: Row,
    /// Public id.
    pub(crate) id: String,
    /// Name of the inquiry.
    pub(crate) inquiry: String,
    /// When it was announced, if that was another date.
    pub(crate) announced: Option<Stamp>,
    /// The gap between happened and recorded, in words.
    pub(crate) gap: String,
    /// How it is known, in plain words.
    pub(crate) basis: String,
    /// How sure that is, in plain words.
    pub(crate) certainty: String,
    /// What is uncertain about it, in the recorder's words.
    pub(crate) uncertainty: Option<String>,
    /// Who recorded it.
    pub(crate) by: String,
    /// Who authorised it, where the record says so.
    pub(crate) authorised_by: String,
    /// Who may read its sealed words, as its public part says; empty where it says nothing.
    pub(crate) disclosure: String,
    /// How long these are held back by that: "until 11:00 on 27 March 2019", or who may
    /// read them; empty where they are not.
    pub(crate) held: String,
    /// When that ends, in milliseconds since 1970; `None` where it does not.
    pub(crate) held_until: Option<i64>,
    /// Fields of its kind.
    pub(crate) fields: Vec<Field>,
    /// Sources; each a short list of fields.
    pub(crate) sources: Vec<Vec<Field>>,
    /// Entries named beside it.
    pub(crate) related: Vec<Related>,
    /// Fingerprint (BLAKE3), hex.
    pub(crate) hash: String,
    /// Fingerprint of the entry before, hex.
    pub(crate) previous: String,
    /// Leaf hash (SHA-256), hex.
    pub(crate) leaf: String,
    /// The exact bytes.
    pub(crate) line: String,
    /// Openings of its sealed fields.
    pub(crate) openings: Vec<OpeningLine>,
    /// Who signed it: the author, then approvers.
    pub(crate) signatures: Vec<Signer>,
    /// The checks for this entry alone.
    pub(crate) checks: Vec<Check>,
    /// How many entries there are.
    pub(crate) all: u64,
}

/// The front page's figures, all computed from the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Overview {
    /// Records loaded.
    pub(crate) all: u64,
    /// Records of each family.
    pub(crate) families: Vec<u64>,
    /// What every page must say of this ledger; empty where there is nothing.
    pub(crate) label: String,
    /// Organisations named.
    pub(crate) bodies: u64,
    /// Sources cited.
    pub(crate) conflicts: u64,
    /// Inquiries, id and name.
    pub(crate) inquiries: Vec<(String, String)>,
    /// First and last date on which something happened, in words.
    pub(crate) span: Option<(String, String)>,
    /// The newest rows by position, newest first.
    pub(crate) newest: Vec<Row>,
}

/// What one filter can be set to.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Facet {
    /// Value in the URL.
    pub(crate) value: String,
    /// Words on screen.
    pub(crate) label: String,
    /// How many events have it.
    pub(crate) count: u64,
}

/// What the filters can be set to, each sorted by its label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Facets {
    /// Kinds that occur.
    pub(crate) kinds: Vec<Facet>,
    /// Families, all six, in their own order.
    pub(crate) families: Vec<Facet>,
    /// Organisations that occur.
    pub(crate) bodies: Vec<Facet>,
    /// People that occur.
    pub(crate) persons: Vec<Facet>,
    /// Inquiries.
    pub(crate) inquiries: Vec<Facet>,
}
