//! All documents of a ledger, folded from its entries.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::said::{Said, Withholding, said, speaks_of_documents};
use crate::record::{Hash, Held, Index, Json, Size};

/// One place that names a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The entry.
    pub index: Index,
    /// Where in its draft, as a JSON pointer.
    pub pointer: String,
    /// The SHA-256 that it gives.
    pub sha256: Hash,
    /// How long that entry is held back from the public.
    pub held: Held,
}

/// A document, as entries speak of it.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Who cites it, in the order of the ledger.
    pub cited: Vec<Citation>,
    /// Withholdings and releases, in the order of the ledger.
    acts: Vec<(Index, Option<Withholding>)>,
}

/// Whether a document may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Nothing stands against it.
    Open,
    /// An entry withholds it.
    Withheld(Index, &'a Withholding),
}

/// The fold. Feed it the lines of entries in order.
#[derive(Clone, Debug, Default)]
pub struct Documents(BTreeMap<Hash, Document>);

impl Documents {
    /// Of a ledger without entries.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Takes the line of an entry; one that says nothing of documents costs one
    /// look over its bytes.
    pub fn take(&mut self, index: Index, line: &[u8]) {
        if !speaks_of_documents(line) {
            return;
        }
        let draft = Json::parse(line).ok();
        if let Some(draft) = draft.as_ref().and_then(|entry| entry.get("draft")) {
            self.take_draft(index, draft);
        }
    }

    /// Takes the public draft of an entry.
    pub fn take_draft(&mut self, index: Index, draft: &Json) {
        let held = Held::of_draft(draft);
        for said in said(draft) {
            match said {
                Said::Cites { pointer, digest } => {
                    let sha256 = digest.sha256;
                    let citation = Citation { index, pointer, sha256, held };
                    self.0.entry(digest.blake3).or_default().cited.push(citation);
                }
                Said::Withheld(withholding) => {
                    let document = self.0.entry(withholding.document).or_default();
                    // What was destroyed stays so: nothing brings the bytes back.
                    if !document.is_destroyed() {
                        document.acts.push((index, Some(withholding)));
                    }
                }
                Said::Released(hash) => {
                    let document = self.0.entry(hash).or_default();
                    if !document.is_destroyed() {
                        document.acts.push((index, None));
                    }
                }
            }
        }
    }

    /// What entries say of a document; `None` where none speaks of it.
    pub fn get(&self, document: &Hash) -> Option<&Document> {
        self.0.get(document)
    }

    /// All of them, by their BLAKE3.
    pub fn iter(&self) -> impl Iterator<Item = (&Hash, &Document)> {
        self.0.iter()
    }

    /// Whether a document may be shown, as known now.
    pub fn standing(&self, document: &Hash) -> Standing<'_> {
        self.get(document).map_or(Standing::Open, |document| document.standing(Size::new(u64::MAX)))
    }
}

impl Document {
    /// Whether it may be shown, as known at a size.
    pub fn standing(&self, size: Size) -> Standing<'_> {
        let known = self.acts.iter().rfind(|(index, _)| index.get() < size.get());
        match known {
            Some((index, Some(withholding))) => Standing::Withheld(*index, withholding),
            _ => Standing::Open,
        }
    }

    /// How long it is held back: as long as every entry that cites it is. What no entry
    /// cites is held back by none.
    pub fn held(&self) -> Held {
        self.cited.iter().map(|citation| citation.held).min().unwrap_or(Held::No)
    }

    /// The entries that withhold and release it, in the order of the ledger.
    pub fn acts(&self) -> impl Iterator<Item = Index> {
        self.acts.iter().map(|(index, _)| *index)
    }

    fn is_destroyed(&self) -> bool {
        use crate::events::documents::WithholdingMode::Destroyed;
        let last = self.acts.last().and_then(|(_, act)| act.as_ref());
        last.is_some_and(|act| act.mode == Destroyed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;
    use std::string::ToString;

    fn hash() -> Hash {
        Hash::of(b"a document")
    }

    fn line(kind: &str, event: &str) -> String {
        let event = event.replace("HASH", &hash().to_hex());
        format!(r#"{{"draft":{{"event":{event},"kind":"{kind}"}},"index":0}}"#)
    }

    fn withheld(mode: &str) -> String {
        let event = r#"{"decided_by":"editor","decided_on":"2015","document":"HASH","ground":"court_order","withholding_mode":"MODE"}"#;
        line("document_withheld", &event.replace("MODE", mode))
    }

    #[test]
    fn a_document_is_cited_withheld_and_shown_again() {
        let mut all = Documents::new();
        let cites = line("x", r#"{"digest":{"blake3":"HASH","sha256":"HASH"}}"#);
        for (n, line) in [
            cites.clone(),
            withheld("not_published"),
            line("document_released", r#"{"document":"HASH"}"#),
            cites,
            line("statement_made", "{}"),
        ]
        .iter()
        .enumerate()
        {
            all.take(Index::new(n as u64), line.as_bytes());
        }
        let document = all.get(&hash()).unwrap();
        let cited: Vec<u64> = document.cited.iter().map(|one| one.index.get()).collect();
        assert_eq!(cited, [0, 3]);
        let open = |size| document.standing(Size::new(size)) == Standing::Open;
        assert_eq!([1, 2, 3, 9].map(open), [true, false, true, true]);
        assert_eq!(all.standing(&Hash::of(b"another")), Standing::Open);
        assert_eq!(all.iter().count(), 1);
    }

    /// A file that stands in a public record as well was public already.
    #[test]
    fn a_document_is_held_back_as_long_as_everyone_who_cites_it_is() {
        let cites = |mark: &str| {
            let hash = hash().to_hex();
            let digest = format!(r#"{{"blake3":"{hash}","sha256":"{hash}"}}"#);
            let text = format!(r#"{{"event":{{"digest":{digest}}},"kind":"x"{mark}}}"#);
            Json::parse(text.as_bytes()).unwrap()
        };
        let until = |year| {
            format!(r#","disclosure":"embargoed","embargo_until":"{year}-01-01T00:00+00:00""#)
        };
        let end = |text| Held::Until(crate::record::Timestamp::parse(text).unwrap());
        let mut all = Documents::new();
        let restricted = r#","disclosure":"restricted""#.to_string();
        for (n, mark, held) in [
            (0, restricted, Held::ForGood),
            (1, until("2031"), end("2031-01-01T00:00:00.000Z")),
            (2, until("2033"), end("2031-01-01T00:00:00.000Z")),
            (3, until("2029"), end("2029-01-01T00:00:00.000Z")),
            (4, String::new(), Held::No),
            (5, until("2030"), Held::No),
        ] {
            all.take_draft(Index::new(n), &cites(&mark));
            assert_eq!(all.get(&hash()).unwrap().held(), held, "{mark}");
        }
        let mut uncited = Documents::new();
        uncited.take(Index::new(0), withheld("destroyed").as_bytes());
        assert_eq!(uncited.get(&hash()).unwrap().held(), Held::No);
    }

    #[test]
    fn what_was_destroyed_is_never_open_again() {
        let mut all = Documents::new();
        for (n, line) in [
            withheld("destroyed"),
            line("document_released", r#"{"document":"HASH"}"#),
            withheld("not_published"),
            line("document_released", r#"{"document":"HASH"}"#),
        ]
        .iter()
        .enumerate()
        {
            all.take(Index::new(n as u64), line.as_bytes());
        }
        let Standing::Withheld(at, why) = all.standing(&hash()) else { panic!("it is open") };
        assert_eq!((at.get(), why.mode.as_str()), (0, "destroyed"));
    }
}
