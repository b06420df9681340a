//! Compares `ledger` with the golden vectors that the Python twin made.
//!
//! Pure, so that the same comparison runs natively and, compiled to wasm, in
//! the browser. Nothing here knows how the vectors were made.

mod c2sp;
pub mod pack;
mod proof;
mod record;
mod signed;
mod suites;

use data_encoding::HEXLOWER;
use serde_json::Value;
use std::fmt::{Debug, Display};

/// The vector file of format version 1, as it is in the repository.
pub const V1: &str = include_str!("../../vectors/v1.json");

/// Ledgers with signatures of people, in the same version.
pub const V1_SIGNED: &str = include_str!("../../vectors/v1-signed.json");

/// What a comparison found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// How many comparisons were made.
    pub checked: usize,
    /// One line for each that failed.
    pub faults: Vec<String>,
}

impl Outcome {
    /// Notes a comparison of two values.
    fn same<T: PartialEq + Debug>(&mut self, what: impl Display, expected: &T, found: &T) {
        self.checked += 1;
        if expected != found {
            self.faults.push(format!("{what}: expected {expected:?}, found {found:?}"));
        }
    }

    /// Notes something that must be refused.
    fn refused<T: Debug, E>(&mut self, what: impl Display, found: &Result<T, E>) {
        self.checked += 1;
        if let Ok(taken) = found {
            self.faults.push(format!("{what}: accepted as {taken:?}, must be refused"));
        }
    }

    /// Notes something that must be accepted, and hands it on.
    fn accepted<T, E: Display>(&mut self, what: impl Display, found: Result<T, E>) -> Option<T> {
        self.checked += 1;
        found.map_err(|error| self.faults.push(format!("{what}: refused: {error}"))).ok()
    }
}

/// Compares everything in a vector file.
///
/// # Panics
/// Where the file itself is not of the shape that the twin writes.
pub fn check(text: &str) -> Outcome {
    let vectors: Value = serde_json::from_str(text).expect("the vector file is JSON");
    assert_eq!(vectors["version"], 1, "a vector file of another format version");
    let mut outcome = Outcome::default();
    record::check(&vectors, &mut outcome);
    proof::check(&vectors, &mut outcome);
    outcome
}

/// Compares everything in a pack: the neutral C2SP vectors, other people's
/// tables, and of their public files those that are in it.
///
/// # Panics
/// Where a file is not of its shape.
pub fn check_pack(pack: &pack::Pack) -> Outcome {
    let mut outcome = Outcome::default();
    c2sp::check(pack, &mut outcome);
    suites::check(pack, &mut outcome);
    outcome
}

/// The first three entries of the twin's ledger as a pack of their read tree, with
/// a proof of the third as `proof`, as JSON for a page. The fourth is signed with a key
/// that nobody registered, which is a finding (FORMAT.md section 6).
///
/// # Panics
/// Where the vector file is not of the shape that the twin writes.
pub fn copy_and_proof() -> String {
    use ledger::proof::{
        LogProof, SignedCheckpoint, TileTree, TreeHash, encode_extra, inclusion_proof,
    };
    use ledger::record::bundle::{encode_entries, encode_openings, split_openings};
    let vectors: Value = serde_json::from_str(V1).expect("the vector file is JSON");
    let case = &vectors["ledger"];
    let file = |path: &str| unhex(case["files"][path].as_str().expect("hex"));
    let mut files = pack::Pack::new();
    let lines: Vec<&str> =
        items(case, "entries").iter().take(3).map(|entry| text(entry, "line")).collect();
    files.insert("tile/0/000.p/3".into(), file("tile/0/000.p/5")[..3 * 32].to_vec());
    files.insert(
        "tile/entries/000.p/3".into(),
        encode_entries(&lines.iter().map(|line| line.as_bytes()).collect::<Vec<_>>()),
    );
    let all = file("openings/000.p/5");
    let lists = split_openings(&all).expect("a bundle");
    files.insert("openings/000.p/3".into(), encode_openings(lists.into_iter().take(3)));
    let checkpoint = &items(case, "checkpoints")[3];
    let note = text(checkpoint, "note").as_bytes();
    files.insert("checkpoint".into(), note.to_vec());
    files.insert("vkey".into(), text(case, "vkey").as_bytes().to_vec());
    let tree: TileTree = lines.iter().map(|line| TreeHash::leaf(line.as_bytes())).collect();
    let index = ledger::record::Index::new(2);
    let hashes = inclusion_proof(index, tree.size(), &tree).expect("a proof");
    let extra = Some(encode_extra(lines[2].as_bytes(), None));
    let checkpoint = SignedCheckpoint::parse(note).expect("a checkpoint");
    files.insert("proof".into(), LogProof { extra, index, hashes, checkpoint }.to_bytes());
    pack::to_json(&files)
}

/// Compares everything in the file of people's signatures.
///
/// # Panics
/// As [`check`].
pub fn check_signed(text: &str) -> Outcome {
    let vectors: Value = serde_json::from_str(text).expect("the vector file is JSON");
    assert_eq!(vectors["version"], 1, "a vector file of another format version");
    let mut outcome = Outcome::default();
    signed::check(&vectors, &mut outcome);
    outcome
}

/// The items of a list in the file.
fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    let list = value[name].as_array();
    list.unwrap_or_else(|| panic!("the vector file has no list {name}"))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}"))
}

fn number(value: &Value, name: &str) -> u64 {
    value[name].as_u64().unwrap_or_else(|| panic!("no number {name} in {value}"))
}

/// The bytes of a hex text.
fn bytes(value: &Value, name: &str) -> Vec<u8> {
    unhex(text(value, name))
}

fn unhex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).expect("hex")
}

fn bytes32(value: &Value, name: &str) -> [u8; 32] {
    bytes(value, name).try_into().expect("32 bytes")
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}
