//! What the page and its worker say to each other.
//!
//! The worker holds the whole record and answers questions about it; the page
//! holds only what it shows. Messages are bincode (both sides are the same
//! build of the same file), carried in a transferred buffer, so a page of
//! rows costs one copy and the page never waits for a long computation.

mod answers;
#[cfg(feature = "whole")]
mod desk;
#[cfg(feature = "whole")]
mod documents;
#[cfg(feature = "timeline")]
mod drawn;
#[cfg(feature = "whole")]
mod files;
#[cfg(feature = "whole")]
mod sheets;
mod verdict;

use bincode::{Decode, Encode};

use crate::query::Params;
pub(crate) use answers::{
    EntryPage, Facet, Facets, Field, ListPage, OpeningLine, Overview, Related, Relation, Row,
    Signer, Stamp,
};
#[cfg(feature = "whole")]
pub(crate) use desk::{
    Call, Called, Columns, Desk, Fault, Group, Import, KeyRow, Reply, SealedPage, Staged, Taken,
};
#[cfg(feature = "whole")]
pub(crate) use documents::{Citing, Digests, DocumentPage, FileAsk, FileTell, Withheld};
#[cfg(feature = "timeline")]
pub(crate) use drawn::{DrawAsk, Drawn, DrawnLane, Single, Step, StepAsk, Stop};
#[cfg(feature = "whole")]
pub(crate) use files::{CompareAsk, Comparison, Kinship};
#[cfg(feature = "whole")]
pub(crate) use sheets::{Asking, ExportFormat, ExportPiece, SheetAnswer, Wrong};
#[cfg(feature = "whole")]
pub(crate) use verdict::FileStamp;
pub(crate) use verdict::{Check, Finding, Outcome, StateKey, Verdict, Witness};

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
    #[cfg(feature = "timeline")]
    List(Params),
    /// A window of the drawn timeline, counted.
    #[cfg(feature = "timeline")]
    Drawn(DrawAsk),
    /// Where a step of the drawn timeline's cursor leads.
    #[cfg(feature = "timeline")]
    Step(StepAsk),
    /// One row.
    #[cfg(feature = "whole")]
    Row(u64),
    /// Everything about one entry.
    Entry(u64),
    /// The figures of the front page.
    Overview,
    /// What the filters can be set to.
    #[cfg(feature = "timeline")]
    Facets,
    /// What only those who record ask.
    #[cfg(feature = "whole")]
    Desk(Desk),
    /// A question to the record.
    #[cfg(feature = "whole")]
    Sheet(Asking),
    /// A piece of a file of events.
    #[cfg(feature = "whole")]
    Export(Params, ExportFormat, u64),
    /// What the record says of a document.
    #[cfg(feature = "whole")]
    Document(Digests),
    /// Hash a file, or send it.
    #[cfg(feature = "whole")]
    File(FileAsk),
    /// Whether the open file and another copy are of one history.
    #[cfg(feature = "whole")]
    Compare(CompareAsk),
}

/// What a check needs to know from the page: a worker has no local storage.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct Start {
    /// Where the read tree is, absolute, with a slash at its end;
    /// `file:<number>/` for the tree in a file that was handed over.
    pub(crate) base: String,
    /// The C2SP verifier key line this device trusts; `None` on a first visit,
    /// when the key the ledger gives is taken.
    pub(crate) trusted: Option<String>,
    /// The policy this device goes by: which independent witnesses must confirm
    /// the ledger. `None` when the one that the ledger gives is taken.
    pub(crate) policy: Option<String>,
    /// The last signed summary this device checked.
    pub(crate) seen: Option<Seen>,
    /// Go past the browser's cache: after a failure, the copy there may be the
    /// damaged one.
    pub(crate) fresh: bool,
    /// For a file: the key that this device trusts for the ledger of this site;
    /// used when the file is of the same ledger.
    #[cfg(feature = "whole")]
    pub(crate) known: Option<String>,
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
    #[cfg(feature = "timeline")]
    List(ListPage),
    /// Answer to [`Ask::Drawn`].
    #[cfg(feature = "timeline")]
    Drawn(Drawn),
    /// Answer to [`Ask::Step`]; `None` when there is no event to stand on.
    #[cfg(feature = "timeline")]
    Stop(Option<Box<Stop>>),
    /// Answer to [`Ask::Row`]; `None` when it is not loaded (yet).
    #[cfg(feature = "whole")]
    Row(Option<Row>),
    /// Answer to [`Ask::Entry`]; `None` when it is not loaded (yet).
    Entry(Option<Box<EntryPage>>),
    /// Answer to [`Ask::Entry`] when it was checked before, but its bytes could
    /// not be had again; says why.
    Gone(String),
    /// Answer to [`Ask::Overview`].
    Overview(Overview),
    /// Answer to [`Ask::Facets`].
    #[cfg(feature = "timeline")]
    Facets(Facets),
    /// Answer to [`Ask::Desk`].
    #[cfg(feature = "whole")]
    Desk(Reply),
    /// Answer to [`Ask::Sheet`].
    #[cfg(feature = "whole")]
    Sheet(Box<SheetAnswer>),
    /// Answer to [`Ask::Export`].
    #[cfg(feature = "whole")]
    Export(ExportPiece),
    /// Answer to [`Ask::Document`]; `None` where no event speaks of it.
    #[cfg(feature = "whole")]
    Document(Option<Box<DocumentPage>>),
    /// Answer to [`Ask::File`].
    #[cfg(feature = "whole")]
    File(FileTell),
    /// Answer to [`Ask::Compare`].
    #[cfg(feature = "whole")]
    Compared(Box<Comparison>),
}

/// How far a check has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Progress {
    /// Records checked so far.
    pub(crate) checked: u64,
    /// Records that can be read although nothing of them was checked yet.
    pub(crate) arrived: u64,
    /// Records the signed summary promises; 0 until it is read.
    pub(crate) total: u64,
}

/// Numbers at their full width: messages do not leave the machine, and the code
/// that shortens numbers would be a part of every first visit.
const FORM: bincode::config::Configuration<bincode::config::LittleEndian, bincode::config::Fixint> =
    bincode::config::standard().with_fixed_int_encoding();

/// Encodes a message for the other side.
pub(crate) fn pack<T: Encode>(id: u32, body: T) -> Vec<u8> {
    // Writing to memory cannot fail: the limit of the configuration is "none".
    bincode::encode_to_vec(Envelope { id, body }, FORM).unwrap_or_default()
}

/// Decodes a message from the other side; `None` when it is not one.
pub(crate) fn unpack<T: Decode<()>>(bytes: &[u8]) -> Option<Envelope<T>> {
    let (envelope, read) = bincode::decode_from_slice(bytes, FORM).ok()?;
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
