//! What must hold of every decoder and verifier, for any bytes at all.
//!
//! One function for each, without any test tool: `cargo fuzz` looks for bytes that
//! break it (`scripts/fuzz`), and the required run tries the kept corpus, pieces of
//! it and rubbish (`tests/tests/decoders.rs`). No panic is the least of it: what is
//! taken is written back the same, so that nothing has two spellings, and what is not
//! the recorded file never verifies.

use ledger::archive::{Step, Walk};
use ledger::events::{Draft, Edtf};
use ledger::intake::{self, Plan, Sort, Target as Column};
use ledger::proof::{
    AddCheckpoint, BundleId, LogProof, Note, Policy, SignedCheckpoint, SignerKey, TileId, Trust,
    VerifierKey, check_proof, decode_history, encode_history, largest_file,
};
use ledger::record::bundle::{
    decode_entries, decode_opening_list, encode_entries, encode_opening_list, encode_openings,
    split_openings,
};
use ledger::record::{Chain, Json, Salt, Timestamp, Unverified, is_canonical};

use super::good;

/// A name and what must hold.
pub type Target = (&'static str, fn(&[u8]));

/// All of them, in order of name.
pub const TARGETS: [Target; 18] = [
    ("add_checkpoint", add_checkpoint),
    ("archive", archive),
    ("bundle", bundle),
    ("canonical", canonical),
    ("checkpoint", checkpoint),
    ("csv", csv),
    ("draft", draft),
    ("edtf", edtf),
    ("entry", entry),
    ("history", history),
    ("json", json),
    ("openings", openings),
    ("path", path),
    ("policy", policy),
    ("proof_file", proof_file),
    ("tile", tile),
    ("tree", tree),
    ("vkey", vkey),
];

/// A request to a cosigner.
pub fn add_checkpoint(bytes: &[u8]) {
    if let Ok(request) = AddCheckpoint::parse(bytes) {
        assert_eq!(request.to_bytes(), bytes, "one spelling");
    }
}

/// A `.daybook` file: every member lies inside it and behind the one before.
pub fn archive(bytes: &[u8]) {
    let length = bytes.len() as u64;
    let (mut walk, mut end) = (Walk::new(length), 0);
    for _ in 0..=bytes.len() / ledger::archive::BLOCK + 1 {
        let wants = walk.wants();
        assert!(wants.end <= length && wants.end - wants.start <= 1_535, "a bounded piece");
        let from = usize::try_from(wants.start).unwrap_or(usize::MAX);
        let to = usize::try_from(wants.end).unwrap_or(usize::MAX);
        match walk.step(bytes.get(from..to).unwrap_or_default()) {
            Ok(Step::Member(member)) => {
                assert!(member.at >= end && member.at + member.size <= length, "it lies inside");
                end = member.at + member.size;
            }
            Ok(Step::End) | Err(_) => return,
        }
    }
    panic!("a walk that is longer than its file");
}

/// A bundle of entries.
pub fn bundle(bytes: &[u8]) {
    if let Ok(lines) = decode_entries(bytes) {
        assert_eq!(encode_entries(&lines), bytes, "one spelling");
        let width = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        assert!(bytes.len() <= largest_file(&BundleId { n: 0, width: width.max(1) }.path()));
    }
}

/// Whether a text is canonical JSON, in one pass, against reading and writing it.
pub fn canonical(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    let slowly = Json::parse(bytes).is_ok_and(|json| json.to_canonical() == text);
    assert_eq!(is_canonical(text), slowly, "two ways to judge {text:?}");
}

/// A signed summary, and any signed note.
pub fn checkpoint(bytes: &[u8]) {
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(note.to_bytes(), bytes, "one spelling");
    }
    if let Ok(signed) = SignedCheckpoint::parse(bytes) {
        assert_eq!(signed.to_bytes(), bytes, "one spelling");
        if signed.verify(&[good::key()]).is_ok() {
            let begins = signed.checkpoint().to_text();
            assert_eq!(begins, good::signed().checkpoint().to_text(), "a forged signature");
        }
    }
}

/// A table, taken apart and staged under a plan that names a few fields.
pub fn csv(bytes: &[u8]) {
    let Ok(table) = intake::table::read(bytes) else { return };
    assert!(table.rows.len() <= intake::MAX_ROWS, "no more rows than allowed");
    let column = |pointer: &str, sort| Some(Column { pointer: pointer.to_owned(), sort });
    let mut columns = vec![
        column("/id", Sort::Text),
        column("/event/text", Sort::Text),
        column("/occurred/edtf", Sort::Date),
        column("/event/count", Sort::Number),
    ];
    columns.resize(table.header.len(), None);
    let plan = Plan { kind: "record_not_found".into(), columns, ..Plan::default() };
    let report = intake::stage(&table, &plan, &[]);
    let groups = intake::groups(&report.problems);
    assert!(groups.len() <= report.problems.len());
    let bad = intake::bad_rows(&table, &report.problems);
    // What is given back to be mended is a table again.
    assert!(intake::table::read(bad.as_bytes()).is_ok(), "{bad:?}");
}

/// A draft: what is taken is read back, sealed, recorded and read again.
pub fn draft(bytes: &[u8]) {
    let Ok(json) = Json::parse(bytes) else { return };
    let Ok(draft) = Draft::parse(&json) else { return };
    assert_eq!(Draft::parse(&draft.to_json()).as_ref(), Ok(&draft), "read back");
    let mut salts = || Salt::from_bytes([7; 32]);
    let Ok(sealed) = draft.seal(&mut salts) else { return };
    let time = Timestamp::from_millis(good::TIME);
    let Ok(entry) = Chain::genesis(&good::origin()).seal(&sealed, time, Vec::new()) else { return };
    let openings = decode_opening_list(sealed.encoded_openings()).expect("our own openings");
    let read = Unverified::parse(entry.line()).expect("our own entry");
    let again = Chain::genesis(&good::origin()).accept(read).expect("the first entry");
    assert_eq!(Draft::read(&again, &openings), Ok(draft), "recorded and read");
}

/// A date.
pub fn edtf(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    if let Ok(date) = Edtf::parse(text) {
        let written = date.to_string();
        assert_eq!(Edtf::parse(&written), Ok(date), "{text:?} is written {written:?}");
    }
}

/// An entry: taken only as the one line that it would be written as.
pub fn entry(bytes: &[u8]) {
    let Ok(entry) = Unverified::parse(bytes) else { return };
    assert_eq!(entry.claimed().line(), bytes, "one spelling");
    let text = core::str::from_utf8(bytes).expect("an entry is UTF-8");
    assert!(is_canonical(text), "canonical");
    let _ = entry.claimed().draft_json();
    if Chain::genesis(&good::origin()).accept(entry).is_ok() {
        assert!(bytes.len() > 100, "a first entry names its ledger");
    }
}

/// The list of signed summaries.
pub fn history(bytes: &[u8]) {
    if let Ok(records) = decode_history(bytes) {
        assert_eq!(encode_history(&records), bytes, "one spelling");
    }
}

/// JSON: what is taken has one canonical text, which reads back as the same.
pub fn json(bytes: &[u8]) {
    let Ok(value) = Json::parse(bytes) else { return };
    let text = value.to_canonical();
    assert!(is_canonical(&text), "{text:?}");
    assert_eq!(Json::parse(text.as_bytes()), Ok(value), "{text:?}");
}

/// Openings: a bundle of them, and one list.
pub fn openings(bytes: &[u8]) {
    if let Ok(lists) = split_openings(bytes) {
        assert_eq!(encode_openings(lists.iter().copied()), bytes, "one spelling");
    }
    if let Ok(list) = decode_opening_list(bytes) {
        assert_eq!(encode_opening_list(&list), bytes, "one encoding");
        let _ = list.root();
    }
}

/// Paths of the read tree.
pub fn path(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    if let Ok(tile) = TileId::parse(text) {
        assert_eq!(tile.path(), text, "one spelling");
        assert_eq!(largest_file(text), tile.len_bytes());
    }
    for (read, written) in [
        (BundleId::parse(text), BundleId::path as fn(&BundleId) -> String),
        (BundleId::parse_openings(text), BundleId::openings_path),
        (BundleId::parse_history(text), BundleId::history_path),
    ] {
        if let Ok(bundle) = read {
            assert_eq!(written(&bundle), text, "one spelling");
        }
    }
    assert!(largest_file(text) <= 17 << 20, "whatever the name");
}

/// A policy of cosigners.
pub fn policy(bytes: &[u8]) {
    let Ok(policy) = Policy::parse(bytes) else { return };
    let need = policy.need();
    assert!(need <= policy.cosigners().len(), "a quorum of more than there are");
    assert_eq!(policy.lacking(&|_| true), 0, "all of them are enough");
    assert_eq!(policy.lacking(&|_| false), need, "none of them lack as many as are needed");
    let _ = policy.is_met(&policy.judge(&good::signed()));
}

/// A proof file: only of the recorded entries.
pub fn proof_file(bytes: &[u8]) {
    if let Ok(proof) = LogProof::parse(bytes) {
        assert_eq!(proof.to_bytes(), bytes, "one spelling");
    }
    let trust = Trust { keys: vec![good::key()], ..Trust::default() };
    if let Some(entry) = check_proof(bytes, None, &trust).entry {
        assert!(good::is_recorded(entry.line()), "an entry that was never recorded is proven");
    }
}

/// A tile in place of the right one: nothing else ever verifies.
pub fn tile(bytes: &[u8]) {
    instead("tile/0/000.p/3", bytes);
}

/// Any file of a ledger of three entries in place of the right one: the first byte
/// chooses which.
pub fn tree(bytes: &[u8]) {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let files = good::files();
    let Some((path, _)) = files.get(usize::from(*which) % files.len()) else { return };
    instead(path, bytes);
}

fn instead(path: &str, bytes: &[u8]) {
    let (state, good) = good::verify(path, bytes);
    let is_whole = matches!(state, "verified" | "firstvisit");
    let is_same = good::file(path) == bytes;
    if is_same {
        assert!(is_whole, "the recorded {path} is {state}");
    }
    // Openings may say that a value is withheld, and none of the history is looked at
    // while all else is good.
    let may_differ = path.starts_with("openings/") || path.starts_with("history/");
    assert!(is_same || may_differ || !is_whole, "another {path} is {state}");
    assert!(good <= 3, "more entries than there are");
}

/// Keys.
pub fn vkey(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    if let Ok(key) = VerifierKey::parse(text) {
        assert_eq!(key.to_string(), text, "one spelling");
        assert!(!key.verify(b"x", &[0; 64]), "nothing signs by itself");
    }
    if let Ok(key) = SignerKey::parse(text) {
        assert_eq!(key.to_secret_text(), text, "one spelling");
    }
}
