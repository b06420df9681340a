//! The neutral C2SP vectors (tests/vectors/c2sp/README.md), which the Python
//! twin made.

use super::pack::Pack;
use super::{Outcome, items, text};
use ledger::proof::{
    Checkpoint, LogProof, Policy, SignedCheckpoint, TreeHash, VerifierKey, receive,
    verify_cosignature,
};
use ledger::record::Size;
use serde_json::Value;

pub(super) fn check(pack: &Pack, out: &mut Outcome) {
    let index = pack.get("c2sp/index.json").expect("the index of the C2SP vectors");
    let index: Value = serde_json::from_slice(index).expect("the index is JSON");
    for case in items(&index, "cases") {
        let bytes = file(pack, text(case, "file"));
        let found = match text(case, "kind") {
            "checkpoint" => checkpoint(case, bytes),
            "cosignature" => cosignature(case, bytes),
            "proof" => proof(case, bytes),
            "policy" => policy(bytes, pack, &index),
            "request" => {
                // What comes out is a status: told for good and bad alike.
                let expect = &case["expect"];
                out.same(text(case, "file"), &expect["status"], &request(case, bytes)["status"]);
                out.same(text(case, "file"), &expect["body"], &request(case, bytes)["body"]);
                continue;
            }
            other => panic!("a vector of kind {other}"),
        };
        match text(case, "verdict") {
            "accept" => {
                if let Some(found) = out.accepted(text(case, "file"), found) {
                    out.same(text(case, "file"), &case["expect"], &found);
                }
            }
            _ => out.refused(text(case, "file"), &found),
        }
    }
}

fn file<'a>(pack: &'a Pack, path: &str) -> &'a [u8] {
    pack.get(&format!("c2sp/{path}")).unwrap_or_else(|| panic!("no file {path}"))
}

fn key(case: &Value, name: &str) -> VerifierKey {
    VerifierKey::parse(text(case, name)).expect("a verifier key")
}

fn checkpoint(case: &Value, bytes: &[u8]) -> Result<Value, String> {
    let signed = SignedCheckpoint::parse(bytes).map_err(|e| e.to_string())?;
    signed.verify(&[key(case, "log")]).map_err(|e| e.to_string())?;
    let found = signed.checkpoint();
    Ok(serde_json::json!({
        "origin": found.origin.as_str(), "size": found.size.get(), "root": found.root.to_base64(),
    }))
}

fn cosignature(case: &Value, bytes: &[u8]) -> Result<Value, String> {
    let signed = SignedCheckpoint::parse(bytes).map_err(|e| e.to_string())?;
    let time = verify_cosignature(signed.note(), &key(case, "cosigner"));
    Ok(serde_json::json!({ "time": time.map_err(|e| e.to_string())? }))
}

fn proof(case: &Value, bytes: &[u8]) -> Result<Value, String> {
    let proof = LogProof::parse(bytes).map_err(|e| e.to_string())?;
    proof.checkpoint.verify(&[key(case, "log")]).map_err(|e| e.to_string())?;
    proof.verify_entry(text(case, "entry").as_bytes()).map_err(|e| e.to_string())?;
    let size = proof.checkpoint.checkpoint().size.get();
    Ok(serde_json::json!({ "index": proof.index.get(), "size": size }))
}

fn policy(bytes: &[u8], pack: &Pack, index: &Value) -> Result<Value, String> {
    let policy = Policy::parse(bytes).map_err(|e| e.to_string())?;
    let met = |path: &Value| {
        let note = file(pack, path.as_str().expect("a path"));
        let signed = SignedCheckpoint::parse(note).expect("a good note");
        policy.is_met(&policy.judge(&signed))
    };
    let notes = index["notes"].as_object().expect("notes");
    let notes: serde_json::Map<String, Value> =
        notes.iter().map(|(title, path)| (title.clone(), met(path).into())).collect();
    Ok(serde_json::json!({ "notes": notes }))
}

fn request(case: &Value, bytes: &[u8]) -> Value {
    let log = key(case, "log");
    let last = case["last"].as_object().map(|last| Checkpoint {
        origin: log.name().clone(),
        size: Size::new(last["size"].as_u64().expect("a size")),
        root: TreeHash::parse_base64(last["root"].as_str().expect("a root")).expect("a root"),
    });
    match receive(bytes, &[log]).and_then(|request| request.continues(last.as_ref())) {
        Ok(_) => serde_json::json!({ "status": 200 }),
        Err(refusal) if refusal.status() == 409 => {
            serde_json::json!({ "status": 409, "body": refusal.body() })
        }
        Err(refusal) => serde_json::json!({ "status": refusal.status() }),
    }
}
