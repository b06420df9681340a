//! The files of `docs/verify-it-yourself.md`: what a stranger may be handed,
//! and what every checker has to say about it.

use crate::archive::pack;
use crate::read_tree::Copy;
use crate::tamper::{Forger, change_one_byte};
use ledger::proof::SignerKey;

/// One file, and what checking it must come to.
#[derive(Clone, Debug)]
pub struct Case {
    /// What happened to it.
    pub name: &'static str,
    /// The `.daybook` file.
    pub file: Vec<u8>,
    /// A checkpoint that the stranger kept from an earlier time.
    pub seen: Option<Vec<u8>>,
    /// The exit code of `daybook verify` and `scripts/check.py`.
    pub code: i32,
    /// The state that the viewer shows.
    pub state: &'static str,
}

/// The cases, made from a good copy of at least 6 entries and the ledger's own key.
///
/// # Panics
/// Where the copy is not whole.
pub fn cases(good: &Copy, key: &SignerKey) -> Vec<Case> {
    let newest = good.file("checkpoint").to_vec();
    let whole = pack(good);
    let case = |name, file: &Vec<u8>, seen: Option<&Vec<u8>>, code, state| Case {
        name,
        file: file.clone(),
        seen: seen.cloned(),
        code,
        state,
    };
    let mut back = Forger::new(good);
    back.lines.truncate(4);
    back.openings.truncate(4);
    back.sign(key);
    let back = back.copy();
    let mut fork = Forger::new(good);
    fork.dispute(4);
    let remade = pack(&fork.copy());
    fork.sign(key);
    let mut gone = good.clone();
    gone.0.retain(|path, _| !path.starts_with("tile/entries/"));
    let older = back.file("checkpoint").to_vec();
    vec![
        case("good", &whole, None, 0, "firstvisit"),
        case("good, seen before", &whole, Some(&older), 0, "verified"),
        case("one byte changed", &pack(&change_one_byte(good, 3)), None, 1, "mismatch"),
        case("changed and hashed anew", &remade, None, 1, "mismatch"),
        case("without its entries", &pack(&gone), None, 1, "mismatch"),
        case("cut at half", &whole[..whole.len() / 2].to_vec(), None, 3, "unreadable"),
        case("cut before its end", &whole[..whole.len() - 1].to_vec(), None, 3, "unreadable"),
        case(
            "another file",
            &b"PK\x03\x04 a zip of something else".to_vec(),
            None,
            3,
            "unreadable",
        ),
        case("rolled back, not known", &pack(&back), None, 0, "firstvisit"),
        case("rolled back", &pack(&back), Some(&newest), 1, "rollback"),
        case("forked", &pack(&fork.copy()), Some(&newest), 1, "fork"),
    ]
}
