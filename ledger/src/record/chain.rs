//! The chain: the only maker of entries.

use alloc::vec::Vec;

use super::draft::SealedDraft;
use super::entry::{DraftSignature, Entry, EntryError, Unverified};
use super::hash::Hash;
use super::index::{Index, Size};
use super::origin::Origin;
use super::time::Timestamp;

/// Where a chain stands: what the next entry must link to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are.
    pub size: Size,
    /// The fingerprint of the newest, or the genesis of an empty ledger.
    pub hash: Hash,
    /// When the newest was recorded; `None` in an empty ledger.
    pub recorded: Option<Timestamp>,
}

/// The rules of the chain and its current head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    head: Head,
}

/// Why a draft cannot be sealed here. The chain is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The clock stands before the newest entry.
    #[error("time {given} is before the newest entry, recorded {newest}; set the clock right")]
    TimeWentBack {
        /// The time of recording that was given.
        given: Timestamp,
        /// The newest entry's.
        newest: Timestamp,
    },
    /// The line would break a limit of the format.
    #[error(transparent)]
    Entry(#[from] EntryError),
}

/// The first place where the bytes stop telling one story.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {at} {why}")]
pub struct Break {
    /// The position where the break shows.
    pub at: Index,
    /// What is wrong there.
    pub why: Why,
}

/// See [`Break`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Another position than the next one.
    #[error("is numbered {found} where {expected} was due")]
    Gap {
        /// The position that was due.
        expected: Index,
        /// The position it claims.
        found: Index,
    },
    /// It names another entry before it than the one that is there.
    #[error("does not link to the entry before it: expected {expected}, found {found}")]
    BadLink {
        /// The fingerprint of the entry before.
        expected: Hash,
        /// What it names.
        found: Hash,
    },
    /// It was recorded before the entry before it.
    #[error("was recorded {found}, before the entry before it ({newest})")]
    TimeWentBack {
        /// The time of the entry before.
        newest: Timestamp,
        /// Its own time.
        found: Timestamp,
    },
}

impl Chain {
    /// The chain of a ledger without entries.
    pub fn genesis(origin: &Origin) -> Self {
        Self { head: Head { size: Size::ZERO, hash: origin.genesis(), recorded: None } }
    }

    /// The chain that continues from `head`. The caller answers for the head.
    pub const fn resume(head: Head) -> Self {
        Self { head }
    }

    /// Where it stands.
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// Seals a draft at the next index and moves the head. On an error the
    /// chain is unchanged.
    pub fn seal(
        &mut self,
        draft: &SealedDraft,
        recorded: Timestamp,
        signatures: Vec<DraftSignature>,
    ) -> Result<Entry, SealError> {
        if let Some(newest) = self.head.recorded
            && recorded < newest
        {
            return Err(SealError::TimeWentBack { given: recorded, newest });
        }
        let index = self.head.size.next_index();
        let entry = Entry::write(index, self.head.hash, recorded, draft, signatures)?;
        self.advance(&entry);
        Ok(entry)
    }

    /// Takes bytes that link to the head and moves it. On an error the chain
    /// is unchanged.
    pub fn accept(&mut self, unverified: Unverified) -> Result<Entry, Break> {
        let entry = unverified.into_entry();
        let at = self.head.size.next_index();
        let why = if entry.index() != at {
            Why::Gap { expected: at, found: entry.index() }
        } else if entry.previous() != self.head.hash {
            Why::BadLink { expected: self.head.hash, found: entry.previous() }
        } else if let Some(newest) = self.head.recorded
            && entry.recorded() < newest
        {
            Why::TimeWentBack { newest, found: entry.recorded() }
        } else {
            self.advance(&entry);
            return Ok(entry);
        };
        Err(Break { at, why })
    }

    fn advance(&mut self, entry: &Entry) {
        self.head = Head {
            size: entry.index().size_through(),
            hash: entry.hash(),
            recorded: Some(entry.recorded()),
        };
    }
}

impl core::fmt::Display for Head {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} entries, newest {}", self.size, self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::super::json::Json;
    use super::super::sealed::Salt;
    use super::*;
    use std::string::ToString;
    use std::vec;

    fn draft(text: &str) -> SealedDraft {
        let public = Json::object([("kind", Json::str("test"))]);
        let sealed = vec![("/text".to_string(), Json::str(text))];
        SealedDraft::new(public, sealed, &mut || Salt::from_bytes([5; 32])).unwrap()
    }

    fn three() -> (Chain, Vec<Entry>) {
        let mut chain = Chain::genesis(&Origin::new("test.example").unwrap());
        let entries = (0..3)
            .map(|n| chain.seal(&draft("hello"), Timestamp::from_millis(n), vec![]).unwrap())
            .collect();
        (chain, entries)
    }

    #[test]
    fn sealed_entries_read_back_and_link() {
        let (sealed, entries) = three();
        let mut chain = Chain::genesis(&Origin::new("test.example").unwrap());
        for entry in &entries {
            let read = Unverified::parse(entry.line()).unwrap();
            assert_eq!(chain.accept(read).as_ref(), Ok(entry));
        }
        assert_eq!(chain, sealed);
    }

    #[test]
    fn every_flipped_bit_of_an_entry_is_refused_or_breaks_the_chain() {
        let (_, entries) = three();
        for at in 0..entries[1].line().len() {
            for bit in 0..8 {
                let mut line = entries[1].line().to_vec();
                line[at] ^= 1 << bit;
                let mut chain = Chain::genesis(&Origin::new("test.example").unwrap());
                chain.accept(Unverified::parse(entries[0].line()).unwrap()).unwrap();
                let Ok(changed) = Unverified::parse(&line) else {
                    continue;
                };
                // Well formed all the same: then the links must tell.
                if chain.accept(changed).is_ok() {
                    let next = Unverified::parse(entries[2].line()).unwrap();
                    assert!(matches!(
                        chain.accept(next),
                        Err(Break { why: Why::BadLink { .. }, .. })
                    ));
                }
            }
        }
    }

    #[test]
    fn a_ledger_under_another_name_does_not_link() {
        let (_, entries) = three();
        let mut other = Chain::genesis(&Origin::new("other.example").unwrap());
        let first = Unverified::parse(entries[0].line()).unwrap();
        assert!(matches!(other.accept(first), Err(Break { why: Why::BadLink { .. }, .. })));
    }

    #[test]
    fn time_never_goes_back() {
        let (mut chain, _) = three();
        let before = chain.clone();
        let early = chain.seal(&draft("x"), Timestamp::from_millis(1), vec![]);
        assert!(matches!(early, Err(SealError::TimeWentBack { .. })));
        assert_eq!(chain, before);
    }

    #[test]
    fn a_newer_version_is_said_to_be_newer_and_not_broken() {
        let (_, entries) = three();
        let text = std::string::String::from_utf8(entries[0].line().to_vec()).unwrap();
        let newer = text.replace("\"v\":1}", "\"v\":99}");
        assert_eq!(Unverified::parse(newer.as_bytes()), Err(EntryError::Version(99)));
        let spaced = text.replace("\"v\":1}", "\"v\": 1}");
        assert_eq!(Unverified::parse(spaced.as_bytes()), Err(EntryError::NotCanonical));
        let extra = text.replace("\"v\":1}", "\"v\":1,\"x\":1}");
        assert!(matches!(Unverified::parse(extra.as_bytes()), Err(EntryError::Member(_))));
    }
}
