//! What the page and its worker say to each other.
//!
//! The worker holds the whole record and answers questions about it; the page
//! holds only what it shows. Messages are bincode (both sides are the same
//! build of the same file), carried in a transferred buffer, so a page of
//! rows costs one copy and the page never waits for a long computation.

use bincode::{Decode, Encode};

use crate::query::Params;

/// One message with the number of the question it belongs to; 0 for news that
/// nobody asked for.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct Envelope<T> {
    /// Number of the question.
    pub(crate) id: u32,
    /// The message.
    pub(crate) body: T,
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) enum Ask {
    /// Download and check everything. Sent once at the start and again for
    /// "try again".
    Check(Start),
    /// Look whether there is a newer signed summary; if so, check again.
    Look(Start),
    /// One page of the list.
    List(Params),
    /// Every matching event as marks on the drawn timeline.
    Marks(Params),
    /// One row, for the cursor of the drawn timeline.
    Row(u64),
    /// Everything about one entry.
    Entry(u64),
    /// The figures of the front page.
    Overview,
    /// What the filters can be set to.
    Facets,
}

/// What a check needs to know from the page: a worker has no local storage.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct Start {
    /// Where the read tree is, absolute, with a slash at its end.
    pub(crate) base: String,
    /// The C2SP verifier key line this device trusts; `None` on a first visit,
    /// when the key the ledger gives is taken.
    pub(crate) trusted: Option<String>,
    /// The last signed summary this device checked.
    pub(crate) seen: Option<Seen>,
    /// Go past the browser's cache: after a failure, the copy there may be the
    /// damaged one.
    pub(crate) fresh: bool,
}

/// A signed summary that this device has checked before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Seen {
    /// Number of records then.
    pub(crate) size: u64,
    /// Root then, 64 hex characters.
    pub(crate) root: String,
    /// The signed note as text, kept as evidence.
    pub(crate) note: String,
    /// When it was checked, milliseconds since 1970 UTC.
    pub(crate) time: i64,
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) enum Tell {
    /// The worker runs and can be asked. Messages sent before are lost.
    Ready,
    /// A check is under way.
    Progress(Progress),
    /// A check has ended.
    Verdict(Box<Verdict>),
    /// Nothing newer than what was checked.
    NothingNewer,
    /// Answer to [`Ask::List`].
    List(ListPage),
    /// Answer to [`Ask::Marks`].
    Marks(Marks),
    /// Answer to [`Ask::Row`]; `None` when it is not loaded (yet).
    Row(Option<Row>),
    /// Answer to [`Ask::Entry`]; `None` when it is not loaded (yet).
    Entry(Option<Box<EntryPage>>),
    /// Answer to [`Ask::Overview`].
    Overview(Overview),
    /// Answer to [`Ask::Facets`].
    Facets(Facets),
}

/// How far a check has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Progress {
    /// Records checked so far.
    pub(crate) checked: u64,
    /// Records the signed summary promises; 0 until it is read.
    pub(crate) total: u64,
}

/// The state keys of the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum StateKey {
    /// An entry is not what was signed.
    Mismatch,
    /// Fewer records than this device has seen.
    Rollback,
    /// Does not continue what this device has seen.
    Fork,
    /// The signature does not fit.
    BadSig,
    /// Not a ledger, or cut short.
    Unreadable,
    /// Signed by a key this device does not trust.
    UnknownKey,
    /// Written by newer rules than this viewer knows.
    TooNew,
    /// The proof could not be fetched.
    NoProof,
    /// Too few independent witnesses.
    LowWitness,
    /// Only part was loaded.
    Partial,
    /// Older than the policy allows.
    Stale,
    /// Everything checked, nothing to compare with.
    FirstVisit,
    /// Everything checked.
    Verified,
}

/// How one check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Outcome {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// It was not done, and the note says why.
    NotChecked,
}

/// One of the checks C1 to C10.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Check {
    /// 1 to 10.
    pub(crate) number: u8,
    /// How it went.
    pub(crate) outcome: Outcome,
    /// What was found, or why it was not checked.
    pub(crate) note: String,
}

/// One thing that does not fit, with the values that were compared.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Finding {
    /// `E-LEAF`, `E-ROOT` and so on.
    pub(crate) code: String,
    /// What it means, one sentence.
    pub(crate) words: String,
    /// The first entry it concerns, from 0.
    pub(crate) index: Option<u64>,
    /// What was signed.
    pub(crate) expected: String,
    /// What was computed from the copy.
    pub(crate) computed: String,
}

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Verdict {
    /// The state that decides what the status bar says.
    pub(crate) state: StateKey,
    /// Records the signed summary promises.
    pub(crate) size: u64,
    /// Records that fit: those below this index are unaffected.
    pub(crate) good: u64,
    /// Records that could be read and shown.
    pub(crate) loaded: u64,
    /// Name of the ledger, which is the name of its signing key.
    pub(crate) origin: String,
    /// Short id of the key that signed, 8 hex characters.
    pub(crate) key_id: String,
    /// The key line the summary was checked with.
    pub(crate) vkey: String,
    /// The key line that the ledger offers now.
    pub(crate) offered: String,
    /// Root, 64 hex characters.
    pub(crate) root: String,
    /// The signed summary as text.
    pub(crate) note: String,
    /// Fingerprint of the last entry.
    pub(crate) head: String,
    /// Cosigners that confirmed, and how many are required.
    pub(crate) cosigners: (u64, u64),
    /// The checks in order.
    pub(crate) checks: Vec<Check>,
    /// What does not fit, worst first.
    pub(crate) findings: Vec<Finding>,
    /// Date and title of the first entry that does not fit, when known.
    pub(crate) first_bad: Option<(String, String)>,
    /// Why something could not be fetched or read; empty when all could.
    pub(crate) reason: String,
    /// What this device had seen before this check.
    pub(crate) seen: Option<Seen>,
    /// When the check ended, milliseconds since 1970 UTC.
    pub(crate) time: i64,
    /// How long it took, milliseconds.
    pub(crate) took: u32,
    /// How much was downloaded, bytes.
    pub(crate) bytes: u64,
    /// The same as JSON, for other programs.
    pub(crate) json: String,
}

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

/// Matching events as columns, sorted by time, undated ones last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Marks {
    /// Position in the ledger.
    pub(crate) index: Vec<u64>,
    /// Earliest moment, ms; `i64::MIN` when open.
    pub(crate) from: Vec<i64>,
    /// Latest moment, ms; `i64::MAX` when open.
    pub(crate) to: Vec<i64>,
    /// Family, 0 to 5.
    pub(crate) family: Vec<u8>,
    /// How many at the end have no date at all.
    pub(crate) undated: u64,
    /// From this position in the ledger on the copy does not match.
    pub(crate) bad_from: u64,
    /// Single positions that do not match, ascending.
    pub(crate) bad: Vec<u64>,
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
    /// Author's and approver's signatures, one line each.
    pub(crate) signatures: Vec<String>,
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

/// Encodes a message for the other side.
pub(crate) fn pack<T: Encode>(id: u32, body: T) -> Vec<u8> {
    // Writing to memory cannot fail: the limit of the configuration is "none".
    bincode::encode_to_vec(Envelope { id, body }, bincode::config::standard()).unwrap_or_default()
}

/// Decodes a message from the other side; `None` when it is not one.
pub(crate) fn unpack<T: Decode<()>>(bytes: &[u8]) -> Option<Envelope<T>> {
    let (envelope, read) = bincode::decode_from_slice(bytes, bincode::config::standard()).ok()?;
    (read == bytes.len()).then_some(envelope)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_out_as_they_went_in() {
        let ask = Ask::List(Params { text: "ŵ".into(), ..Params::default() });
        let bytes = pack(7, ask.clone());
        assert_eq!(unpack::<Ask>(&bytes), Some(Envelope { id: 7, body: ask }));
        assert_eq!(unpack::<Ask>(&bytes[..bytes.len() - 1]), None);
        assert_eq!(unpack::<Ask>(&[bytes.as_slice(), b"x"].concat()), None);
    }
}
