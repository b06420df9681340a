//! Tree, tiles, proofs, keys, checkpoints, history.

use super::{Outcome, bytes32, hex, items, number, text, unhex};
use ledger::proof::{
    BundleId, Checkpoint, HashReader, HistoryRecord, SignedCheckpoint, SignerKey, TileId, TileTree,
    Tree, TreeHash, VerifierKey, consistency_proof, decode_history, encode_history,
    inclusion_proof, plan_bundles, plan_tiles, verify_consistency, verify_inclusion,
};
use ledger::record::{Index, Origin, Size};
use serde_json::Value;
use sha2::{Digest, Sha256};

pub(super) fn check(vectors: &Value, out: &mut Outcome) {
    tree(&vectors["tree"], out);
    ledger(&vectors["ledger"], out);
    checkpoints(vectors, out);
}

fn tree(cases: &Value, out: &mut Outcome) {
    let leaf = |n: u64| TreeHash::leaf(n.to_string().as_bytes());
    let mut tiles = TileTree::new();
    let mut frontier = Tree::new();
    let mut roots = vec![frontier.root()];
    for n in 0..600 {
        tiles.push(leaf(n));
        frontier.push(leaf(n));
        roots.push(frontier.root());
    }
    let root = |size: u64| roots[usize::try_from(size).expect("a small size")];
    for case in items(cases, "roots") {
        let size = number(case, "size");
        let name = format!("root of {size}");
        out.same(&name, &text(case, "root").to_owned(), &root(size).to_hex());
        out.same(&name, &Some(root(size)), &tiles.root_at(Size::new(size)));
    }
    for case in items(cases, "inclusion") {
        let (index, size) = (Index::new(number(case, "index")), Size::new(number(case, "size")));
        let name = format!("inclusion of {index} in {size}");
        let due = hashes(case);
        let made = out.accepted(&name, inclusion_proof(index, size, &Prefix(&tiles, size)));
        out.same(&name, &Some(&due), &made.as_ref());
        let (leaf, root) = (leaf(index.get()), root(size.get()));
        out.accepted(&name, verify_inclusion(index, size, &leaf, &due, &root));
        wrong_proofs(&due, |proof| {
            out.refused(&name, &verify_inclusion(index, size, &leaf, proof, &root));
        });
        out.refused(&name, &verify_inclusion(index, size, &TreeHash::empty(), &due, &root));
    }
    for case in items(cases, "consistency") {
        let (old, new) = (Size::new(number(case, "old")), Size::new(number(case, "new")));
        let name = format!("consistency of {old} with {new}");
        let due = hashes(case);
        let made = out.accepted(&name, consistency_proof(old, new, &Prefix(&tiles, new)));
        out.same(&name, &Some(&due), &made.as_ref());
        let (before, after) = (root(old.get()), root(new.get()));
        out.accepted(&name, verify_consistency(old, new, &before, &after, &due));
        wrong_proofs(&due, |proof| {
            out.refused(&name, &verify_consistency(old, new, &before, &after, proof));
        });
        out.refused(&name, &verify_consistency(old, new, &TreeHash::empty(), &after, &due));
    }
    for case in items(cases, "tiles") {
        let size = Size::new(number(case, "size"));
        let mut tiles = TileTree::new();
        for n in 0..size.get() {
            tiles.push(leaf(n));
        }
        let plan = plan_tiles(size);
        let due = case["sha256"].as_object().expect("paths");
        out.same(format!("tiles of {size}"), &due.len(), &plan.len());
        for id in plan {
            let name = format!("{} of {size}", id.path());
            let found = tiles.tile_bytes(id).map(|bytes| hex(Sha256::digest(bytes)));
            let due = due.get(&id.path()).and_then(Value::as_str).map(String::from);
            out.same(&name, &due, &found);
            out.same(&name, &Ok(id), &TileId::parse(&id.path()));
        }
    }
    for case in items(cases, "numbers") {
        let id = BundleId { n: number(case, "n"), width: 256 };
        let due = format!("tile/entries/{}", text(case, "path"));
        out.same("number", &due, &id.path());
        out.same("number", &Ok(id), &BundleId::parse(&due));
    }
}

/// The tree as it was at an earlier size.
struct Prefix<'a>(&'a TileTree, Size);

impl HashReader for Prefix<'_> {
    fn subtree(&self, level: u8, n: u64) -> Option<TreeHash> {
        let end = n.checked_add(1)?.checked_shl(u32::from(level))?;
        if end > self.1.get() { None } else { self.0.subtree(level, n) }
    }
}

fn hashes(case: &Value) -> Vec<TreeHash> {
    let one = |hash: &Value| {
        TreeHash::from_slice(&unhex(hash.as_str().expect("a hash"))).expect("32 bytes")
    };
    items(case, "proof").iter().map(one).collect()
}

/// A proof with one hash more, one less, and each hash changed.
fn wrong_proofs(good: &[TreeHash], mut check: impl FnMut(&[TreeHash])) {
    check(&[good, &[TreeHash::empty()]].concat());
    for at in 0..good.len() {
        let mut changed = good.to_vec();
        changed[at] = TreeHash::empty();
        check(&changed);
        changed.remove(at);
        check(&changed);
    }
}

fn ledger(case: &Value, out: &mut Outcome) {
    let origin = Origin::new(text(case, "origin")).expect("an origin");
    let signer = SignerKey::from_seed(origin.clone(), &bytes32(case, "seed"));
    let key = signer.verifier().clone();
    out.same("public key", &text(case, "public_key").to_owned(), &hex(key.public_key()));
    out.same("verifier key", &text(case, "vkey").to_owned(), &key.to_string());
    out.same("verifier key", &Ok(key.clone()), &VerifierKey::parse(text(case, "vkey")));
    for case in items(case, "checkpoints") {
        let size = Size::new(number(case, "size"));
        let root = TreeHash::from_bytes(bytes32(case, "root"));
        let checkpoint = Checkpoint { origin: origin.clone(), size, root };
        let signed = SignedCheckpoint::sign(checkpoint.clone(), &signer);
        let name = format!("checkpoint {size}");
        let note = text(case, "note");
        out.same(&name, &note.to_owned(), &String::from_utf8_lossy(&signed.to_bytes()).into());
        if let Some(read) = out.accepted(&name, SignedCheckpoint::parse(note.as_bytes())) {
            out.same(&name, &checkpoint, read.checkpoint());
            out.accepted(&name, read.verify(std::slice::from_ref(&key)));
        }
    }
    let leaves: Vec<_> =
        items(case, "entries").iter().map(|e| TreeHash::leaf(text(e, "line").as_bytes())).collect();
    let mut tiles = TileTree::new();
    for leaf in leaves {
        tiles.push(leaf);
    }
    for id in plan_tiles(tiles.size()) {
        let due = text(&case["files"], &id.path()).to_owned();
        out.same(id.path(), &Some(due), &tiles.tile_bytes(id).map(hex));
    }
    for id in plan_bundles(tiles.size()) {
        out.same("bundle", &true, &case["files"].get(id.path()).is_some());
        out.same("openings", &true, &case["files"].get(id.openings_path()).is_some());
    }
    history(case, &origin, &tiles, &key, out);
}

fn history(case: &Value, origin: &Origin, tiles: &TileTree, key: &VerifierKey, out: &mut Outcome) {
    let raw = unhex(text(&case["files"], "history/000.p/4"));
    let Some(records) = out.accepted("history", decode_history(&raw)) else { return };
    out.same("history", &hex(&raw), &hex(encode_history(&records)));
    let sizes: Vec<u64> = records.iter().map(|r| r.size.get()).collect();
    out.same("history", &vec![1, 2, 3, 5], &sizes);
    for record in records {
        let root = tiles.root_at(record.size).expect("a size in the tree");
        let text = Checkpoint { origin: origin.clone(), size: record.size, root };
        out.same("history record", &true, &record.verify(&text, key));
        let other = Checkpoint { root: TreeHash::empty(), ..text };
        out.same("history record of another root", &false, &record.verify(&other, key));
        let mut signature = record.signature;
        signature[40] ^= 1;
        let changed = HistoryRecord { signature, ..record };
        let text = Checkpoint { root, ..other };
        out.same("changed history record", &false, &changed.verify(&text, key));
    }
    out.refused("history cut short", &decode_history(&raw[..raw.len() - 1]));
}

fn checkpoints(vectors: &Value, out: &mut Outcome) {
    let key = VerifierKey::parse(text(&vectors["ledger"], "vkey")).expect("a key");
    let keys = [key];
    let open = |case: &Value| -> Result<Checkpoint, String> {
        let signed = SignedCheckpoint::parse(text(case, "note").as_bytes());
        let signed = signed.map_err(|e| e.to_string())?;
        signed.verify(&keys).map_err(|e| e.to_string())?;
        Ok(signed.checkpoint().clone())
    };
    for case in items(&vectors["checkpoints"], "good") {
        let name = format!("checkpoint {}", text(case, "name"));
        if let Some(found) = out.accepted(&name, open(case)) {
            out.same(&name, &number(case, "size"), &found.size.get());
            out.same(&name, &text(case, "root").to_owned(), &found.root.to_hex());
        }
    }
    for case in items(&vectors["checkpoints"], "bad") {
        out.refused(format!("checkpoint {}", text(case, "name")), &open(case));
    }
}
