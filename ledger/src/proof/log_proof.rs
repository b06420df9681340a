//! Proof files (C2SP tlog-proof): one entry, its place, and the signed summary,
//! in a text that needs nothing else to be checked.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{
    CheckpointError, MAX_NOTE_BYTES, ProofError, SignedCheckpoint, TreeHash, verify_inclusion,
};
use crate::record::bundle::{decode_entries, encode_entries};
use crate::record::{Index, bundle};
use crate::spelling::{base64, parse_base64};

/// The first line of every proof file.
const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// Most hashes: a tree of 2^63 entries has no longer path.
const MAX_HASHES: usize = 63;
/// Most bytes of the extra data: an entry and its openings with their lengths.
pub const MAX_EXTRA_BYTES: usize = 2 * 65_535 + 6;
/// Most bytes of a proof file: extra data in base64, 63 hashes, a note.
pub const MAX_LOG_PROOF_BYTES: usize = MAX_EXTRA_BYTES / 3 * 4 + 4_096 + MAX_NOTE_BYTES;

/// A proof that something is in a ledger. Parsed is not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogProof {
    /// What else the maker put in. Nothing vouches for it: what is made of it
    /// must be hashed and compared.
    pub extra: Option<Vec<u8>>,
    /// Where the entry stands.
    pub index: Index,
    /// From the leaf's sibling to the root's child.
    pub hashes: Vec<TreeHash>,
    /// The summary that covers it.
    pub checkpoint: SignedCheckpoint,
}

/// Why bytes are not a proof file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogProofError {
    /// Not of the form of C2SP tlog-proof.
    #[error("not a proof file: {0}; get it again")]
    Form(&'static str),
    /// What should be the signed summary is none.
    #[error("proof file: {0}")]
    Checkpoint(#[from] CheckpointError),
}

impl LogProof {
    /// The text of the file, as it is stored with the extension `.tlog-proof`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = String::from(HEADER);
        text.push('\n');
        if let Some(extra) = &self.extra {
            text.push_str("extra ");
            text.push_str(&base64(extra));
            text.push('\n');
        }
        text.push_str("index ");
        text.push_str(&self.index.to_string());
        text.push('\n');
        for hash in &self.hashes {
            text.push_str(&hash.to_base64());
            text.push('\n');
        }
        text.push('\n');
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.checkpoint.to_bytes());
        bytes
    }

    /// Whether these bytes mean to be a proof file.
    pub fn is_meant(bytes: &[u8]) -> bool {
        bytes.starts_with(b"c2sp.org/tlog-proof@")
    }

    /// Reads a proof file. Nothing is verified.
    ///
    /// # Errors
    /// [`LogProofError`], for a summary with extension lines too.
    pub fn parse(bytes: &[u8]) -> Result<Self, LogProofError> {
        use LogProofError::Form;
        if bytes.len() > MAX_LOG_PROOF_BYTES {
            return Err(Form("it is longer than any proof"));
        }
        // The head ends with the first empty line; the note has one of its own.
        let gap = bytes.windows(2).position(|pair| pair == b"\n\n");
        let gap = gap.ok_or(Form("it has no empty line"))?;
        let (head, note) = (&bytes[..gap], &bytes[gap + 2..]);
        let head = core::str::from_utf8(head).map_err(|_| Form("it is not UTF-8"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(Form("its first line is not c2sp.org/tlog-proof@v1"));
        }
        let extra = match lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            Some(text) => {
                lines.next();
                Some(parse_base64(text).ok_or(Form("its extra data are not base64"))?)
            }
            None => None,
        };
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = super::checkpoint::parse_decimal(index.ok_or(Form("it has no index"))?);
        let index = Index::new(index.ok_or(Form("its index is not a decimal number"))?);
        let mut hashes = Vec::new();
        for line in lines {
            if hashes.len() == MAX_HASHES {
                return Err(Form("it has more than 63 hashes"));
            }
            let hash = TreeHash::parse_base64(line);
            hashes.push(hash.map_err(|_| Form("a hash is not 32 bytes in base64"))?);
        }
        Ok(Self { extra, index, hashes, checkpoint: SignedCheckpoint::parse(note)? })
    }

    /// Whether the bytes of an entry are what stands at this index of the tree
    /// that the summary speaks of. Who signed that summary is another question.
    ///
    /// # Errors
    /// [`ProofError`], as [`verify_inclusion`] gives it.
    pub fn verify_entry(&self, entry: &[u8]) -> Result<(), ProofError> {
        let (checkpoint, leaf) = (self.checkpoint.checkpoint(), TreeHash::leaf(entry));
        verify_inclusion(self.index, checkpoint.size, &leaf, &self.hashes, &checkpoint.root)
    }
}

/// The extra data of a Daybook proof file (FORMAT.md section 13): the entry's
/// line, and the list of its openings if there is one.
pub fn encode_extra(line: &[u8], openings: Option<&[u8]>) -> Vec<u8> {
    let mut extra = encode_entries(&[line]);
    extra.extend_from_slice(openings.unwrap_or_default());
    extra
}

/// Splits extra data into the entry's line and its list of openings, which is
/// empty when there is none. `None` when they are not of that form.
pub fn decode_extra(extra: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = extra.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (line, openings) = rest.split_at_checked(length)?;
    debug_assert!(decode_entries(&extra[..length + 2]).is_ok_and(|lines| lines == [line]));
    (!line.is_empty() && openings.len() <= bundle::MAX_OPENINGS_BYTES).then_some((line, openings))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::{Checkpoint, SignerKey, TileTree, inclusion_proof};
    use crate::record::{Origin, Size};
    use proptest::prelude::*;
    use std::format;
    use std::vec;

    fn entry(n: u64) -> Vec<u8> {
        format!("entry {n}").into_bytes()
    }

    fn proof(index: u64, size: u64, extra: Option<&[u8]>) -> LogProof {
        let tree: TileTree = (0..size).map(|n| TreeHash::leaf(&entry(n))).collect();
        let (origin, size) = (Origin::new("ledger.example").unwrap(), Size::new(size));
        let key = SignerKey::from_seed(origin.clone(), &[1; 32]);
        let checkpoint = Checkpoint { origin, size, root: tree.root() };
        let hashes = inclusion_proof(Index::new(index), size, &tree).unwrap();
        let checkpoint = SignedCheckpoint::sign(checkpoint, &key);
        LogProof { extra: extra.map(<[u8]>::to_vec), index: Index::new(index), hashes, checkpoint }
    }

    #[test]
    fn a_proof_comes_back_and_proves_its_entry_alone() {
        for (index, size) in [(0, 1), (0, 2), (1, 2), (4, 5), (2, 7), (299, 300)] {
            for extra in [None, Some(&b""[..]), Some(b"anything")] {
                let made = proof(index, size, extra);
                let read = LogProof::parse(&made.to_bytes()).unwrap();
                assert_eq!(read, made);
                assert_eq!(read.verify_entry(&entry(index)), Ok(()));
                assert!(read.verify_entry(&entry(index + 1)).is_err());
                let elsewhere = LogProof { index: Index::new(index + 1), ..read };
                assert!(elsewhere.verify_entry(&entry(index)).is_err());
            }
        }
        let text = String::from_utf8(proof(1, 2, Some(b"x")).to_bytes()).unwrap();
        assert!(text.starts_with("c2sp.org/tlog-proof@v1\nextra eA==\nindex 1\n"), "{text}");
    }

    #[test]
    fn what_is_no_proof_file_is_refused() {
        let good = String::from_utf8(proof(2, 5, Some(b"x")).to_bytes()).unwrap();
        let hash = TreeHash::empty().to_base64();
        for (why, bad) in [
            ("empty", String::new()),
            ("other header", good.replace("@v1", "@v2")),
            ("no header", good.replacen("c2sp.org/tlog-proof@v1\n", "", 1)),
            ("carriage returns", good.replacen('\n', "\r\n", 1)),
            ("extra not base64", good.replace("extra eA==", "extra eA=")),
            ("extra twice", good.replace("extra eA==", "extra eA==\nextra eA==")),
            ("extra after the index", good.replace("extra eA==\nindex 2", "index 2\nextra eA==")),
            ("no index", good.replace("index 2\n", "")),
            ("index in words", good.replace("index 2", "index two")),
            ("negative index", good.replace("index 2", "index -2")),
            ("padded index", good.replace("index 2", "index 02")),
            ("two spaces", good.replace("index 2", "index  2")),
            ("far index", good.replace("index 2", "index 18446744073709551616")),
            ("short hash", good.replace("index 2\n", "index 2\nAAAA\n")),
            ("long hash", good.replace("index 2\n", &format!("index 2\n{hash}AAAA\n"))),
            (
                "64 hashes",
                good.replace("index 2\n", &format!("index 2\n{}", format!("{hash}\n").repeat(61))),
            ),
            ("no gap", good.replacen("\n\n", "\n", 1)),
            ("no note", good.split("\n\n").next().unwrap().into()),
            ("cut note", good[..good.len() - 1].into()),
            ("note with an extension", good.replacen("\n\n\u{2014}", "\nmore\n\n\u{2014}", 1)),
        ] {
            assert_ne!(bad, good, "{why}");
            assert!(LogProof::parse(bad.as_bytes()).is_err(), "{why}");
        }
        assert!(LogProof::parse(&vec![b'\n'; MAX_LOG_PROOF_BYTES + 1]).is_err());
        assert!(LogProof::parse(b"c2sp.org/tlog-proof@v1\nindex \xff\n\n").is_err());
    }

    #[test]
    fn extra_data_are_a_line_and_its_openings() {
        for openings in [None, Some(&[0_u8][..]), Some(&[7; 300])] {
            let extra = encode_extra(b"line", openings);
            assert_eq!(decode_extra(&extra), Some((&b"line"[..], openings.unwrap_or_default())));
        }
        for bad in [&b""[..], b"\0", b"\0\0", b"\0\x05line", &[1; 100]] {
            assert_eq!(decode_extra(bad), None, "{bad:?}");
        }
        let most = encode_extra(&vec![b'x'; 65_535], Some(&vec![1; 65_535]));
        assert!(most.len() <= MAX_EXTRA_BYTES && decode_extra(&most).is_some());
        let long = encode_extra(b"x", Some(&vec![1; 65_536]));
        assert_eq!(decode_extra(&long), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_back_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let whole = [&b"c2sp.org/tlog-proof@v1\n"[..], &bytes].concat();
            for bytes in [&bytes, &whole] {
                if let Ok(read) = LogProof::parse(bytes) {
                    prop_assert_eq!(&read.to_bytes(), bytes);
                }
            }
        }
    }
}
