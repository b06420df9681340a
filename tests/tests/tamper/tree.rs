//! In the served tree: every byte of every file, and whole entries.

use ledger::proof::{Seen, SignerKey, What};
use ledger::record::{Index, Json, Origin, Size};
use std::sync::OnceLock;
use tests::daybook::{ORIGIN, TestServer, signing_key};
use tests::drafts::{body, numbered};
use tests::read_tree::{Checked, Copy};
use tests::tamper::{Forger, change_one_byte};

/// The copy of a ledger of five, each recorded and signed by itself, as the
/// real server serves it; and the ledger's secret key.
struct Five {
    copy: Copy,
    secret: SignerKey,
    /// The copies as they were at 0 to 5 entries.
    past: Vec<Copy>,
}

fn five() -> &'static Five {
    static FIVE: OnceLock<Five> = OnceLock::new();
    FIVE.get_or_init(|| {
        let server = TestServer::start();
        let client = server.client();
        let mut past = vec![Copy::download(&client)];
        for n in 0..5 {
            client.post("/api/v1/events", &[], &body(&numbered("five", n))).expect(201);
            past.push(Copy::download(&client));
        }
        let secret = signing_key(server.data());
        Five { copy: past[5].clone(), secret, past }
    })
}

impl Five {
    fn check(&self, copy: &Copy) -> Checked {
        copy.check(&self.copy.key(), None)
    }

    /// What a reader remembers who saw the ledger at `size`.
    fn seen(&self, size: usize) -> Seen {
        let then = self.past[size].check(&self.copy.key(), None);
        Seen { size: Size::new(size as u64), root: then.report.root.expect("a root") }
    }
}

/// Not verified, and the first entry named is `at`.
#[track_caller]
fn named_at(checked: &Checked, at: u64, what: &str) {
    assert_eq!(checked.key(), "mismatch", "{what}: {}", checked.told());
    assert_eq!(checked.report.first_bad(), Some(Index::new(at)), "{what}: {}", checked.told());
    // Everything before it stays readable.
    for (n, entry) in (0..at).zip(&checked.entries) {
        assert_eq!(entry.entry.index(), Index::new(n), "{what}");
    }
    assert!(checked.entries.len() as u64 >= at, "{what}: a good entry was held back");
}

#[track_caller]
fn first_what(checked: &Checked) -> &What {
    &checked.report.findings.first().unwrap_or_else(|| panic!("{}", checked.told())).what
}

#[test]
fn untouched_it_verifies() {
    let five = five();
    let checked = five.check(&five.copy);
    assert_eq!(checked.key(), "firstvisit", "{}", checked.told());
    assert_eq!(checked.entries.len(), 5);
    // A reader who was here before, at any size, is told so.
    for size in 0..=5 {
        let again = five.copy.check(&five.copy.key(), Some(five.seen(size)));
        let due = if size == 0 { ["firstvisit", "verified"] } else { ["verified"; 2] };
        assert!(due.contains(&again.key()), "seen at {size}: {}", again.told());
    }
    // Taken apart and laid out again it is the same: the forger is honest.
    assert_eq!(Forger::new(&five.copy).copy(), five.copy);
}

/// Which entry of a bundle each byte of it belongs to.
fn owners(bundle: &[u8], width: usize) -> Vec<u64> {
    let mut owners = Vec::new();
    let mut rest = bundle;
    for n in 0.. {
        let Some(prefix) = rest.get(..width) else { break };
        let length = prefix.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        owners.extend(std::iter::repeat_n(n, width + length));
        rest = &rest[width + length..];
    }
    owners
}

#[test]
fn every_byte_of_the_served_entries_is_guarded() {
    let five = five();
    let path = "tile/entries/000.p/5";
    for (at, owner) in owners(five.copy.file(path), 2).into_iter().enumerate() {
        let mut copy = five.copy.clone();
        copy.file_mut(path)[at] ^= 1 << (at % 8);
        named_at(&five.check(&copy), owner, &format!("byte {at} of the entries"));
    }
}

#[test]
fn every_byte_of_the_served_openings_is_guarded() {
    let five = five();
    let path = "openings/000.p/5";
    for (at, owner) in owners(five.copy.file(path), 4).into_iter().enumerate() {
        let mut copy = five.copy.clone();
        copy.file_mut(path)[at] ^= 1 << (at % 8);
        named_at(&five.check(&copy), owner, &format!("byte {at} of the openings"));
    }
}

#[test]
fn every_byte_of_the_tiles_is_guarded_and_the_entries_stay_good() {
    let five = five();
    let path = "tile/0/000.p/5";
    for at in 0..five.copy.file(path).len() {
        let mut copy = five.copy.clone();
        copy.file_mut(path)[at] ^= 1 << (at % 8);
        let checked = five.check(&copy);
        assert_eq!(checked.key(), "mismatch", "byte {at}: {}", checked.told());
        assert!(matches!(first_what(&checked), What::TileChanged { .. }), "{}", checked.told());
        assert_eq!(checked.entries.len(), 5, "byte {at}: the entries themselves are good");
    }
}

#[test]
fn every_byte_of_the_checkpoint_is_guarded() {
    let five = five();
    for at in 0..five.copy.file("checkpoint").len() {
        let mut copy = five.copy.clone();
        copy.file_mut("checkpoint")[at] ^= 1 << (at % 8);
        let key = five.check(&copy).key();
        let due = ["badsig", "unreadable", "unknownkey"];
        assert!(due.contains(&key), "byte {at} of the checkpoint: {key}");
    }
}

#[test]
fn swapped_entries_are_named() {
    let five = five();
    for (a, b) in [(0, 1), (1, 3), (0, 4), (3, 4)] {
        let mut forger = Forger::new(&five.copy);
        forger.lines.swap(a, b);
        forger.openings.swap(a, b);
        let checked = five.check(&forger.copy_with_tiles_of(&five.copy));
        named_at(&checked, a as u64, "swapped");
        let found = Index::new(b as u64);
        assert_eq!(first_what(&checked), &What::Reordered { found }, "{}", checked.told());
    }
}

#[test]
fn a_removed_entry_is_named() {
    let five = five();
    for at in 0..4 {
        let mut forger = Forger::new(&five.copy);
        forger.lines.remove(at);
        forger.openings.remove(at);
        let checked = five.check(&forger.copy_with_tiles_of(&five.copy));
        named_at(&checked, at as u64, "removed");
        assert_eq!(first_what(&checked), &What::Missing { count: 1 }, "{}", checked.told());
    }
}

#[test]
fn a_repeated_entry_is_named() {
    let five = five();
    for at in 0..4 {
        let mut forger = Forger::new(&five.copy);
        forger.lines[at + 1] = forger.lines[at].clone();
        forger.openings[at + 1] = forger.openings[at].clone();
        let checked = five.check(&forger.copy_with_tiles_of(&five.copy));
        named_at(&checked, at as u64 + 1, "repeated");
        let of = Index::new(at as u64);
        assert_eq!(first_what(&checked), &What::Duplicated { of }, "{}", checked.told());
    }
}

#[test]
fn a_copy_cut_short_is_named() {
    let five = five();
    for size in 0..5 {
        let mut forger = Forger::new(&five.copy);
        forger.lines.truncate(size);
        forger.openings.truncate(size);
        let checked = five.check(&forger.copy_with_tiles_of(&five.copy));
        if size == 0 {
            // Not even a file of entries: nothing to check is no sign of tampering.
            assert_ne!(checked.key(), "firstvisit", "{}", checked.told());
            continue;
        }
        named_at(&checked, size as u64, "cut short");
        let have = Size::new(size as u64);
        assert_eq!(first_what(&checked), &What::Truncated { have }, "{}", checked.told());
    }
}

fn another_basis(draft: &mut std::collections::BTreeMap<String, Json>) {
    draft.insert("basis".into(), Json::str("official_record"));
}

/// A forger without the key who hashes everything anew: the chain holds, and
/// the history of signatures still names the entry.
#[test]
fn a_ledger_sealed_anew_is_named_at_its_first_change() {
    let five = five();
    for at in 0..5 {
        let mut forger = Forger::new(&five.copy);
        forger.reseal(at, another_basis);
        assert_ne!(forger.lines[4], Forger::new(&five.copy).lines[4], "everything after changes");
        let checked = five.check(&forger.copy());
        assert_eq!(checked.key(), "mismatch", "{}", checked.told());
        assert_eq!(checked.report.first_bad(), Some(Index::new(at as u64)), "{}", checked.told());
        let index = Index::new(at as u64);
        let due = What::Resealed { from: index, to: index };
        assert!(checked.report.findings.iter().any(|f| f.what == due), "{}", checked.told());
    }
}

/// The holder of the key who rewrites history: only memory tells.
#[test]
fn a_rewritten_and_signed_ledger_is_a_fork_to_whoever_was_there() {
    let five = five();
    for at in 0..5 {
        let mut forger = Forger::new(&five.copy);
        forger.reseal(at, another_basis);
        forger.sign(&five.secret);
        let copy = forger.copy();
        let checked = copy.check(&five.copy.key(), Some(five.seen(5)));
        assert_eq!(checked.key(), "fork", "{}", checked.told());
        // Whoever left before the change is still right.
        if at > 0 {
            let checked = copy.check(&five.copy.key(), Some(five.seen(at)));
            assert_eq!(checked.key(), "verified", "{}", checked.told());
        }
    }
}

#[test]
fn a_ledger_rolled_back_is_named_to_whoever_was_there() {
    let five = five();
    for size in 1..5 {
        let old = &five.past[size];
        assert_eq!(five.check(old).key(), "firstvisit", "an old copy is good in itself");
        let checked = old.check(&five.copy.key(), Some(five.seen(5)));
        assert_eq!(checked.key(), "rollback", "{}", checked.told());
        let told =
            checked.report.findings.iter().any(|f| matches!(f.what, What::RolledBack { .. }));
        assert!(told, "{}", checked.told());
    }
}

#[test]
fn an_entry_that_nobody_signed_is_not_taken() {
    let five = five();
    let mut forger = Forger::new(&five.copy);
    let recorded = ledger::record::Timestamp::from_millis(4_000_000_000_000);
    forger.append(Json::object([("id", Json::str("extra"))]), recorded);
    let checked = five.check(&forger.copy_with_tiles_of(&five.copy));
    assert_ne!(checked.key(), "firstvisit", "{}", checked.told());
    assert_eq!(checked.entries.len(), 5);
}

#[test]
fn another_key_is_not_ours() {
    let five = five();
    let name = Origin::new(ORIGIN).expect("an origin");
    let stranger = SignerKey::from_seed(name, &[7; 32]);
    let mut forger = Forger::new(&five.copy);
    forger.sign(&stranger);
    assert_eq!(five.check(&forger.copy()).key(), "unknownkey");
}

/// The demonstration's own forgery is noticed where it is made.
#[test]
fn one_letter_changed_is_named() {
    let five = five();
    for at in 0..5 {
        let checked = five.check(&change_one_byte(&five.copy, at));
        named_at(&checked, at as u64, "one letter");
        assert_eq!(first_what(&checked), &What::Changed, "{}", checked.told());
    }
}
