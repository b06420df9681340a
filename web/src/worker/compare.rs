//! Does one copy of a ledger continue another? Answered from both signed
//! summaries and a proof made from the tiles of the longer copy; nothing that
//! either side says of itself is believed.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use ledger::proof::{
    ProofError, SignedCheckpoint, TileId, TileReader, TileTree, TreeHash, VerifierKey,
    consistency_proof, plan_tiles, verify_consistency,
};
use ledger::record::Size;

use super::fetch::{self, Cache};
use crate::wire::{CompareAsk, Comparison, Kinship};

/// A signed summary whose signature holds.
struct Side {
    origin: String,
    size: Size,
    root: TreeHash,
    note: String,
}

/// Compares the open file with another copy.
pub(super) async fn compare(ask: &CompareAsk) -> Comparison {
    let mut told = Comparison::default();
    match kinship(ask, &mut told).await {
        Ok(kinship) => told.kinship = kinship,
        Err(reason) => (told.kinship, told.reason) = (Kinship::Unable, reason),
    }
    told
}

async fn kinship(ask: &CompareAsk, told: &mut Comparison) -> Result<Kinship, String> {
    let file = side(&ask.file, &ask.key).await.map_err(|why| format!("the file: {why}"))?;
    told.file = file.size.get();
    let other = side(&ask.with, &ask.key).await.map_err(|why| format!("the other copy: {why}"))?;
    told.other = other.size.get();
    told.notes = (file.note.clone(), other.note.clone());
    if file.origin != other.origin {
        told.reason = other.origin;
        return Ok(Kinship::Stranger);
    }
    Ok(match file.size.cmp(&other.size) {
        std::cmp::Ordering::Equal if file.root == other.root => Kinship::Same,
        std::cmp::Ordering::Less if continues(&ask.with, &file, &other).await? => Kinship::Older,
        std::cmp::Ordering::Greater if continues(&ask.file, &other, &file).await? => Kinship::Newer,
        _ => Kinship::Forked,
    })
}

/// Reads a signed summary and holds it against the key.
async fn side(base: &str, key: &str) -> Result<Side, String> {
    let note = fetch::file(format!("{base}checkpoint"), Cache::Check).await.bytes()?;
    let signed = SignedCheckpoint::parse(&note).map_err(|error| error.to_string())?;
    let checkpoint = signed.checkpoint();
    let (origin, size, root) =
        (checkpoint.origin.as_str().to_owned(), checkpoint.size, checkpoint.root);
    let key = VerifierKey::parse(key).map_err(|error| error.to_string())?;
    // Another ledger has another key: that is told by its name.
    if key.name().as_str() == origin {
        signed
            .verify(&[key])
            .map_err(|_| "its signed summary is not signed by the key of this file".to_owned())?;
    }
    Ok(Side { origin, size, root, note: String::from_utf8_lossy(&note).into_owned() })
}

/// Whether the longer copy, whose tiles are below `base`, begins with the shorter.
async fn continues(base: &str, old: &Side, new: &Side) -> Result<bool, String> {
    let tiles = RefCell::new(BTreeMap::<TileId, Vec<u8>>::new());
    let wanted = Cell::new(None);
    let reader = TileReader::new(new.size, |id| {
        let found = tiles.borrow().get(&id).cloned();
        if found.is_none() {
            wanted.set(Some(id));
        }
        found
    });
    loop {
        match consistency_proof(old.size, new.size, &reader) {
            Ok(proof) => {
                let held = verify_consistency(old.size, new.size, &old.root, &new.root, &proof);
                return match held {
                    Ok(()) => Ok(true),
                    // Before anybody is accused, all the leaves are looked at.
                    Err(_) => by_all_leaves(base, old, new).await,
                };
            }
            Err(ProofError::MissingHash { .. }) => {
                let Some(id) = wanted.take().filter(|id| !tiles.borrow().contains_key(id)) else {
                    return Err("a tile has another length than it should".into());
                };
                let bytes = tile(base, id).await?;
                tiles.borrow_mut().insert(id, bytes);
            }
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// The same from every leaf hash: `false` only when the longer copy is what was
/// signed and does not begin as the shorter one.
async fn by_all_leaves(base: &str, old: &Side, new: &Side) -> Result<bool, String> {
    let mut tree = TileTree::new();
    let mut then = (old.size == Size::ZERO).then(|| tree.root());
    for id in plan_tiles(new.size).into_iter().filter(|id| id.level == 0) {
        for hash in tile(base, id).await?.chunks_exact(32).filter_map(TreeHash::from_slice) {
            tree.push(hash);
            if tree.size() == old.size {
                then = Some(tree.root());
            }
        }
    }
    if tree.size() != new.size || tree.root() != new.root {
        return Err("the tiles of the longer copy do not lead to its signed summary".into());
    }
    Ok(then == Some(old.root))
}

async fn tile(base: &str, id: TileId) -> Result<Vec<u8>, String> {
    let path = id.path();
    let got = fetch::file(format!("{base}{path}"), Cache::Usual).await.bytes();
    got.map_err(|why| format!("{path}: {why}"))
}
