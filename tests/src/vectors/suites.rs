//! Other people's tables and files (tests/vectors/suites/README.md).

use super::pack::Pack;
use super::{Outcome, items, number, text};
use data_encoding::{BASE64, HEXLOWER};
use ledger::proof::{
    AddCheckpoint, Checkpoint, LogProof, Note, Policy, SignedCheckpoint, SignerKey, TileTree,
    TreeHash, VerifierKey, receive, verify_consistency, verify_cosignature, verify_inclusion,
};
use ledger::record::bundle::decode_entries;
use ledger::record::{Hash, Index, Origin, Size};
use serde_json::Value;

pub(super) fn check(pack: &Pack, out: &mut Outcome) {
    tables(&json(pack, "suites/tables.json"), out);
    litewitness(&json(pack, "suites/litewitness.json"), out);
    blake3(&json(pack, "suites/blake3.json"), out);
    merkle_constants(out);
    for (path, bytes) in pack {
        if path.starts_with("merkle/testdata/inclusion/") {
            inclusion(path, bytes, out);
        } else if path.starts_with("merkle/testdata/consistency/") {
            consistency(path, bytes, out);
        } else if path == "CCTV/ed25519/ed25519vectors.json" {
            ed25519(bytes, out);
        }
    }
    golden_log(pack, out);
    golden_mirror(pack, out);
}

fn json(pack: &Pack, path: &str) -> Value {
    let bytes = pack.get(path).unwrap_or_else(|| panic!("no file {path}"));
    serde_json::from_slice(bytes).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn tables(tables: &Value, out: &mut Outcome) {
    let peter = VerifierKey::parse(text(tables, "peter"));
    let peter = out.accepted("Peter's key", peter).expect("a key");
    let enoch = VerifierKey::parse(text(tables, "enoch")).expect("a key");
    for name in ["peter", "peter_secret"] {
        mangled(text(tables, name), name == "peter", out);
    }
    for key in items(tables, "bad_keys") {
        out.refused(key, &VerifierKey::parse(key.as_str().expect("a key")));
    }
    let (body, own) = (text(tables, "text"), text(tables, "peter_line"));
    let other = text(tables, "enoch_line");
    let signer = SignerKey::parse(text(tables, "peter_secret")).expect("a key");
    let mut note = Note::new(body.into()).expect("a text");
    note.sign(&signer);
    let made = String::from_utf8(note.to_bytes()).expect("UTF-8");
    out.same("signed as Go signs", &format!("{body}\n{own}"), &made);
    let open = |note: &str, keys: &[VerifierKey]| {
        let note = Note::parse(note.as_bytes()).map_err(|e| e.to_string())?;
        note.verify_strict(keys).map(|good| good.len()).map_err(|e| e.to_string())
    };
    let both = format!("{body}\n{own}{other}");
    out.same("one known", &Ok(1), &open(&both, std::slice::from_ref(&peter)));
    out.same("both known", &Ok(2), &open(&both, &[peter.clone(), enoch.clone()]));
    out.refused("none known", &open(&both, &[]));
    let twice = [enoch.clone(), peter.clone(), enoch.clone()];
    // Go calls this list ambiguous. Here one key that is listed twice is one key, which
    // `ledger` holds in a test of its own; two keys of one name and number are refused.
    out.same("one key twice", &Ok(1), &open(&format!("{body}\n{other}"), &twice));
    let changed = format!("{}ABCD{}", &own[..62], &own[62..]);
    out.refused(
        "wrong signature",
        &open(&format!("{body}\n{changed}"), std::slice::from_ref(&peter)),
    );
    for bad in [
        body.to_owned(),
        format!("{body}\n"),
        format!("{body}\n{}", own.trim_end()),
        format!("\u{1}{body}\n{own}"),
        format!("{body}\n{}", own.replace("PeterNeumann", "Bad Name")),
        format!("{body}\n{own}Unexpected line.\n"),
        format!("{body}\n{}", own.repeat(101)),
    ] {
        out.refused("malformed note", &Note::parse(bad.as_bytes()));
    }
    for case in items(tables, "checkpoints") {
        out.refused(&case[0], &Checkpoint::parse(case[1].as_str().expect("a text")));
    }
    for case in items(tables, "proofs") {
        out.refused(&case[0], &LogProof::parse(case[1].as_str().expect("a text").as_bytes()));
    }
    for (list, is_key) in [("keys", true), ("policies", false)] {
        for case in items(tables, list) {
            let given = case[1].as_str().expect("a text");
            let good = if is_key {
                VerifierKey::parse(given).is_ok()
            } else {
                Policy::parse(given.as_bytes()).is_ok()
            };
            out.same(&case[0], &case[2], &Value::Bool(good));
        }
    }
}

/// Every part of a key's text, and every byte one higher: refused.
fn mangled(key: &str, is_public: bool, out: &mut Outcome) {
    let good = |text: &str| {
        if is_public { VerifierKey::parse(text).is_ok() } else { SignerKey::parse(text).is_ok() }
    };
    out.same("a whole key", &true, &good(key));
    let mut taken = 0;
    for from in 0..key.len() {
        for to in from + 1..=key.len() {
            taken += usize::from((from, to) != (0, key.len()) && good(&key[from..to]));
        }
        let mut bytes = key.as_bytes().to_vec();
        bytes[from] += 1;
        taken += usize::from(std::str::from_utf8(&bytes).is_ok_and(good));
    }
    out.same("mangled keys that were taken", &0, &taken);
}

fn litewitness(suite: &Value, out: &mut Outcome) {
    let log = VerifierKey::parse(text(suite, "log")).expect("a key");
    let mut last: Option<Checkpoint> = None;
    for case in items(suite, "requests") {
        let body = text(case, "body").as_bytes();
        let name = text(case, "name");
        if name != "unknown log" {
            let read = out.accepted(name, AddCheckpoint::parse(body)).map(|r| r.to_bytes());
            out.same(name, &Some(body.to_vec()), &read);
        }
        if name == "wrong signature" {
            let other = text(case, "body").replace("6gw=", text(suite, "noncanonical"));
            out.refused("base64 in another spelling", &AddCheckpoint::parse(other.as_bytes()));
        }
        let found = receive(body, std::slice::from_ref(&log))
            .and_then(|request| request.continues(last.as_ref()).map(|_| request));
        let status = match found {
            Ok(request) => {
                last = Some(request.checkpoint().clone());
                200
            }
            Err(refusal) => u64::from(refusal.status()),
        };
        out.same(format!("litewitness: {name}"), &number(case, "status"), &status);
    }
}

fn blake3(suite: &Value, out: &mut Outcome) {
    let context = text(suite, "context_string");
    let key: [u8; 32] = text(suite, "key").as_bytes().try_into().expect("32 bytes");
    for case in items(suite, "cases") {
        let length = usize::try_from(number(case, "input_len")).expect("a length");
        let input: Vec<u8> = (0..251).cycle().take(length).collect();
        let mut ours = [
            blake3::Hasher::new(),
            blake3::Hasher::new_keyed(&key),
            blake3::Hasher::new_derive_key(context),
        ];
        for (hasher, mode) in ours.iter_mut().zip(["hash", "keyed_hash", "derive_key"]) {
            hasher.update(&input);
            let due = text(case, mode);
            let mut found = vec![0; due.len() / 2];
            hasher.finalize_xof().fill(&mut found);
            out.same(
                format!("BLAKE3 {mode} of {length}"),
                &due.to_owned(),
                &HEXLOWER.encode(&found),
            );
        }
        let plain = text(case, "hash")[..64].to_owned();
        out.same(format!("Hash::of {length}"), &plain, &Hash::of(&input).to_hex());
    }
}

/// The trees of RFC 6962's first test, by way of the merkle library's constants.
fn merkle_constants(out: &mut Outcome) {
    let leaves = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let leaf = |hex: &&str| TreeHash::leaf(&HEXLOWER.decode(hex.as_bytes()).expect("hex"));
    for (size, root) in roots.iter().enumerate() {
        let tree: TileTree = leaves[..size].iter().map(leaf).collect();
        out.same(format!("RFC 6962 root of {size}"), &(*root).to_owned(), &tree.root().to_hex());
    }
}

fn hash(value: &Value) -> Option<TreeHash> {
    let bytes = BASE64.decode(value.as_str().unwrap_or_default().as_bytes()).ok()?;
    TreeHash::from_slice(&bytes)
}

/// The hashes of a proof; `None` when one is no hash, which our types cannot hold.
fn hashes(case: &Value) -> Option<Vec<TreeHash>> {
    case["proof"].as_array().map_or(Some(Vec::new()), |list| list.iter().map(hash).collect())
}

fn inclusion(path: &str, bytes: &[u8], out: &mut Outcome) {
    let case: Value = serde_json::from_slice(bytes).expect("JSON");
    let (Some(leaf), Some(root), Some(proof)) =
        (hash(&case["leafHash"]), hash(&case["root"]), hashes(&case))
    else {
        return out.same(path, &Value::Bool(true), &case["wantErr"]);
    };
    let (index, size) = (number(&case, "leafIdx"), number(&case, "treeSize"));
    let found = verify_inclusion(Index::new(index), Size::new(size), &leaf, &proof, &root);
    out.same(path, &case["wantErr"], &Value::Bool(found.is_err()));
}

fn consistency(path: &str, bytes: &[u8], out: &mut Outcome) {
    let case: Value = serde_json::from_slice(bytes).expect("JSON");
    let (Some(one), Some(two), Some(proof)) =
        (hash(&case["root1"]), hash(&case["root2"]), hashes(&case))
    else {
        return out.same(path, &Value::Bool(true), &case["wantErr"]);
    };
    let (old, new) = (number(&case, "size1"), number(&case, "size2"));
    let found = verify_consistency(Size::new(old), Size::new(new), &one, &two, &proof);
    // From nothing that library takes no proof at all; a cosigner has to take
    // the empty one (C2SP tlog-witness), if the old root is that of nothing.
    let due = if old == 0 && proof.is_empty() && one == TreeHash::empty() && (new > 0 || one == two)
    {
        Value::Bool(false)
    } else {
        case["wantErr"].clone()
    };
    out.same(path, &due, &Value::Bool(found.is_err()));
}

/// Our rule is dalek's `verify_strict`: no point of small order, no residue that
/// only the cofactor clears, one spelling of each point.
fn ed25519(bytes: &[u8], out: &mut Outcome) {
    let cases: Value = serde_json::from_slice(bytes).expect("JSON");
    let cases = cases.as_array().expect("a list");
    let mut good = 0;
    for case in cases {
        let unhex = |name: &str| HEXLOWER.decode(text(case, name).as_bytes()).expect("hex");
        let flags: Vec<&str> = case["flags"]
            .as_array()
            .map(|f| f.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let key: [u8; 32] = unhex("key").try_into().expect("32 bytes");
        let signature: [u8; 64] = unhex("sig").try_into().expect("64 bytes");
        let origin = Origin::new("cctv").expect("a name");
        let key = VerifierKey::new(origin, ledger::proof::KeyKind::Ledger, &key);
        let found = key.is_ok_and(|key| key.verify(text(case, "msg").as_bytes(), &signature));
        let must_fail = [
            "low_order_R",
            "low_order_A",
            "low_order_residue",
            "non_canonical_R",
            "non_canonical_A",
        ];
        let due = !flags.iter().any(|flag| must_fail.contains(flag));
        good += usize::from(found);
        out.same(format!("CCTV Ed25519 {} {flags:?}", case["number"]), &due, &found);
    }
    out.same("CCTV Ed25519 vectors", &914, &cases.len());
    out.same("some are good", &true, &(good > 0));
}

/// Tessera's log of fifteen entries, signed at every size.
fn golden_log(pack: &Pack, out: &mut Outcome) {
    let Some(newest) = pack.get("tessera/testdata/log/tile/entries/000.p/15") else { return };
    let key = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
    let key = VerifierKey::parse(key).expect("a key");
    let leaves: Vec<TreeHash> =
        decode_entries(newest).expect("a bundle").into_iter().map(TreeHash::leaf).collect();
    for size in 0..=15 {
        let name = format!("tessera/testdata/log/checkpoint.{size}");
        let Some(note) = pack.get(&name) else { continue };
        let Some(signed) = out.accepted(&name, SignedCheckpoint::parse(note)) else { continue };
        out.accepted(&name, signed.verify(std::slice::from_ref(&key)));
        let tree: TileTree = leaves[..size].iter().copied().collect();
        out.same(&name, &tree.root(), &signed.checkpoint().root);
        let tile = format!("tessera/testdata/log/tile/0/000.p/{size}");
        if let Some(tile) = pack.get(&tile) {
            let own: Vec<u8> = leaves[..size].iter().flat_map(|leaf| *leaf.as_bytes()).collect();
            out.same(&name, tile, &own);
        }
    }
}

/// Sunlight's mirror of 300 entries, with a cosignature.
fn golden_mirror(pack: &Pack, out: &mut Outcome) {
    let top = "sunlight/cmd/skylight/testdata/witness/mirror/";
    let key = "mirror.example.org+3fb148ef+BAAjjch9GyYz0sJsJx7ALhbdAtz2ov0unbzSl1vMp94O";
    let key = VerifierKey::parse(key).expect("a key");
    let notes =
        pack.iter().filter(|(path, _)| path.starts_with(top) && path.ends_with("/checkpoint"));
    for (path, note) in notes {
        let Some(signed) = out.accepted(path, SignedCheckpoint::parse(note)) else { continue };
        let own = verify_cosignature(signed.note(), &key);
        if signed.checkpoint().size == Size::new(300) {
            out.same(path, &Ok(Some(1_767_139_200)), &own);
            let below = path.trim_end_matches("checkpoint");
            let tiles =
                ["tile/0/000", "tile/0/001.p/44"].map(|tile| pack.get(&format!("{below}{tile}")));
            let leaves = tiles.into_iter().flatten().flat_map(|tile| tile.chunks_exact(32));
            let tree: TileTree = leaves.filter_map(TreeHash::from_slice).collect();
            out.same(path, &signed.checkpoint().root, &tree.root());
        }
    }
}
