//! Whether the documents beside a copy are those that its entries cite (check C9).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::fold::{Documents, Standing};
use crate::events::DocumentDigest;
use crate::proof::Outcome;
use crate::record::{Hash, Json};

/// What was found of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Its file, with these digests.
    File(DocumentDigest),
    /// No file. Never a sign of tampering: documents may lie elsewhere.
    NotHeld,
    /// A file that could not be read, and why. No sign of tampering either.
    Unreadable(String),
}

/// A file that is not the one that its name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Different {
    /// The document that it should be.
    pub document: Hash,
    /// What it is.
    pub found: Hash,
    /// The entries that cite the document, in order.
    pub entries: Vec<u64>,
}

/// The result, document by document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Documents that entries cite.
    pub cited: u64,
    /// Of these, those that are there and are the same.
    pub same: u64,
    /// Of these, those that are not there because they are withheld.
    pub withheld: u64,
    /// Of these, those that are not there.
    pub not_held: u64,
    /// Those that could not be read.
    pub unreadable: Vec<(Hash, String)>,
    /// Those that are other files.
    pub different: Vec<Different>,
    /// Entries that give a SHA-256 which is not that of the file: a slip of the
    /// recorder, because the BLAKE3 beside it is right.
    pub slips: Vec<(Hash, u64)>,
}

impl Checked {
    /// Checks every document that entries cite, and each of `others`: files that
    /// are there though no entry cites them. `look` reads a file.
    pub fn of(
        documents: &Documents,
        others: impl IntoIterator<Item = Hash>,
        mut look: impl FnMut(&Hash) -> Found,
    ) -> Self {
        let mut checked = Self::default();
        for (hash, document) in documents.iter().filter(|(_, known)| !known.cited.is_empty()) {
            checked.cited += 1;
            let mut entries: Vec<u64> = document.cited.iter().map(|at| at.index.get()).collect();
            entries.dedup();
            match look(hash) {
                Found::File(found) if found.blake3 == *hash => {
                    checked.same += 1;
                    let wrong = document.cited.iter().filter(|at| at.sha256 != found.sha256);
                    checked.slips.extend(wrong.map(|at| (*hash, at.index.get())));
                }
                Found::File(found) => checked.different.push(Different {
                    document: *hash,
                    found: found.blake3,
                    entries,
                }),
                Found::NotHeld if documents.standing(hash) != Standing::Open => {
                    checked.withheld += 1;
                }
                Found::NotHeld => checked.not_held += 1,
                Found::Unreadable(why) => checked.unreadable.push((*hash, why)),
            }
        }
        for hash in others {
            if documents.get(&hash).is_some_and(|known| !known.cited.is_empty()) {
                continue;
            }
            match look(&hash) {
                Found::File(found) if found.blake3 != hash => checked.different.push(Different {
                    document: hash,
                    found: found.blake3,
                    entries: Vec::new(),
                }),
                Found::Unreadable(why) => checked.unreadable.push((hash, why)),
                Found::File(_) | Found::NotHeld => {}
            }
        }
        checked
    }

    /// The outcome of check C9.
    pub fn outcome(&self) -> Outcome {
        if !self.different.is_empty() {
            let count = self.different.len();
            return Outcome::Failed(format!("{count} documents are other files than were cited"));
        }
        if self.cited == 0 {
            return Outcome::NotChecked("no entry cites a document".to_string());
        }
        let mut text = format!("{} of {} cited documents held and checked", self.same, self.cited);
        let unreadable = self.unreadable.len() as u64;
        for (count, words) in [
            (self.not_held, "not held"),
            (self.withheld, "withheld"),
            (unreadable, "could not be read"),
        ] {
            if count > 0 {
                text = format!("{text}; {count} {words}");
            }
        }
        if self.same == 0 { Outcome::NotChecked(text) } else { Outcome::Passed(text) }
    }

    /// What a reader has to know beside the outcome, a line each.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.different.iter().map(Different::to_string).collect();
        for (hash, why) in &self.unreadable {
            lines.push(format!("document {hash} could not be read: {why}"));
        }
        for (hash, entry) in &self.slips {
            lines.push(format!(
                "entry {entry} gives another SHA-256 for document {hash} than the file has; the \
                 BLAKE3 is right"
            ));
        }
        lines
    }

    /// For programs: `cited`, `same`, `withheld`, `not_held`, `different`
    /// (`document`, `found`, `entries`), `unreadable`.
    pub fn to_json(&self) -> Json {
        let different = self.different.iter().map(|one| {
            Json::object([
                ("document", Json::str(one.document.to_hex())),
                ("found", Json::str(one.found.to_hex())),
                ("entries", Json::Array(one.entries.iter().map(|at| number(*at)).collect())),
            ])
        });
        let unreadable = self.unreadable.iter().map(|(hash, _)| Json::str(hash.to_hex()));
        Json::object([
            ("cited", number(self.cited)),
            ("same", number(self.same)),
            ("withheld", number(self.withheld)),
            ("not_held", number(self.not_held)),
            ("different", Json::Array(different.collect())),
            ("unreadable", Json::Array(unreadable.collect())),
        ])
    }
}

impl core::fmt::Display for Different {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "E-DOC document {} is another file: it has BLAKE3 {}",
            self.document, self.found
        )?;
        match self.entries.as_slice() {
            [] => f.write_str("; no entry cites it"),
            [one] => write!(f, "; cited by entry {one}"),
            many => {
                let all: Vec<String> = many.iter().map(u64::to_string).collect();
                write!(f, "; cited by entries {}", all.join(", "))
            }
        }
    }
}

fn number(value: u64) -> Json {
    Json::Int(i64::try_from(value).unwrap_or(i64::MAX).min(crate::record::MAX_INT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Index;
    use alloc::vec;

    fn cited(names: &[&[u8]]) -> Documents {
        let mut documents = Documents::new();
        for (n, name) in names.iter().enumerate() {
            let hash = Hash::of(name);
            let line = format!(
                r#"{{"draft":{{"sources":[{{"digest":{{"blake3":"{hash}","sha256":"{hash}"}}}}]}}}}"#
            );
            documents.take(Index::new(n as u64), line.as_bytes());
        }
        documents
    }

    fn file(name: &[u8]) -> Found {
        let hash = Hash::of(name);
        Found::File(DocumentDigest { blake3: hash, sha256: hash })
    }

    #[test]
    fn what_is_not_there_is_not_held_and_another_file_is_named_with_its_entries() {
        let documents = cited(&[b"a", b"b", b"a", b"c"]);
        let checked = Checked::of(&documents, [], |hash| match hash {
            hash if *hash == Hash::of(b"a") => file(b"changed"),
            hash if *hash == Hash::of(b"b") => file(b"b"),
            _ => Found::NotHeld,
        });
        assert_eq!((checked.cited, checked.same, checked.not_held), (3, 1, 1));
        assert_eq!(checked.different[0].entries, [0, 2]);
        assert!(matches!(checked.outcome(), Outcome::Failed(_)));
        let line = &checked.lines()[0];
        assert!(line.contains(&Hash::of(b"a").to_hex()) && line.contains("entries 0, 2"), "{line}");
    }

    #[test]
    fn nothing_there_is_not_checked_and_never_failed() {
        let documents = cited(&[b"a"]);
        let none = Checked::of(&documents, [], |_| Found::NotHeld);
        assert!(matches!(none.outcome(), Outcome::NotChecked(_)), "{:?}", none.outcome());
        let broken = Checked::of(&documents, [], |_| Found::Unreadable("no".to_string()));
        assert!(matches!(broken.outcome(), Outcome::NotChecked(_)), "{:?}", broken.outcome());
        let good = Checked::of(&documents, [], |_| file(b"a"));
        let due = Outcome::Passed("1 of 1 cited documents held and checked".to_string());
        assert_eq!(good.outcome(), due);
        let empty = Checked::of(&Documents::new(), [], |_| file(b"a"));
        assert!(matches!(empty.outcome(), Outcome::NotChecked(_)));
    }

    #[test]
    fn a_file_that_nobody_cites_must_have_its_name_too() {
        let others = vec![Hash::of(b"x"), Hash::of(b"y")];
        let checked = Checked::of(&cited(&[]), others, |_| file(b"x"));
        assert_eq!(checked.different.len(), 1);
        assert!(checked.lines()[0].contains("no entry cites it"));
    }
}
