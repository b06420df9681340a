//! A ledger of three entries that is made anew, and always the same.

use ledger::events::Draft;
use ledger::proof::{
    BundleId, Checkpoint, SignedCheckpoint, SignerKey, TileId, Tree, TreeHash, Trust, Verifier,
    VerifierKey, encode_history,
};
use ledger::record::bundle::{encode_entries, encode_openings};
use ledger::record::{Chain, Json, Origin, Salt, Size, Timestamp};
use std::sync::OnceLock;

/// When its first entry was recorded, milliseconds since 1970 UTC.
pub const TIME: i64 = 1_795_459_464_123;

/// Its name.
pub fn origin() -> Origin {
    Origin::new("daybook.example/fuzz").expect("an origin")
}

fn signer() -> SignerKey {
    SignerKey::from_seed(origin(), &[5; 32])
}

/// Its key.
pub fn key() -> VerifierKey {
    signer().verifier().clone()
}

struct Made {
    signed: SignedCheckpoint,
    lines: Vec<Vec<u8>>,
    files: Vec<(String, Vec<u8>)>,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(make)
}

fn make() -> Made {
    let (mut chain, mut tree) = (Chain::genesis(&origin()), Tree::new());
    let (mut lines, mut lists) = (Vec::new(), Vec::new());
    for n in 0_u8..3 {
        let text = format!(
            r#"{{"id":"fuzz-{n}","inquiry":"fuzz","kind":"record_not_found","event":{{"sought":"other","text":"Text {n}.","searched":"A shelf"}},"occurred":{{"edtf":"2014-08","written":"last August"}},"basis":"press_report","certainty":"stated","sources":[{{"kind":"article","title":"An article"}}],"by":"clerk"}}"#
        );
        let draft = Draft::parse(&Json::parse(text.as_bytes()).expect("JSON")).expect("a draft");
        let mut salt = n * 50;
        let mut salts = || {
            salt += 1;
            Salt::from_bytes([salt; 32])
        };
        let sealed = draft.seal(&mut salts).expect("short texts");
        let time = Timestamp::from_millis(TIME + i64::from(n));
        let entry = chain.seal(&sealed, time, Vec::new()).expect("time goes on");
        tree.push(TreeHash::leaf(entry.line()));
        lines.push(entry.line().to_vec());
        lists.push(sealed.encoded_openings().to_vec());
    }
    let checkpoint = Checkpoint { origin: origin(), size: Size::new(3), root: tree.root() };
    let signed = SignedCheckpoint::sign(checkpoint, &signer());
    let bundle = BundleId { n: 0, width: 3 };
    let tile = TileId { level: 0, n: 0, width: 3 };
    let hashes = lines.iter().flat_map(|line| TreeHash::leaf(line).as_bytes().to_vec());
    let record = signed.history_record(&key()).expect("our own signature");
    let as_slices: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
    let files = vec![
        ("checkpoint".to_owned(), signed.to_bytes()),
        (tile.path(), hashes.collect()),
        (bundle.path(), encode_entries(&as_slices)),
        (bundle.openings_path(), encode_openings(lists.iter().map(Vec::as_slice))),
        (BundleId { n: 0, width: 1 }.history_path(), encode_history(&[record])),
    ];
    Made { signed, lines, files }
}

/// Its signed summary.
pub fn signed() -> SignedCheckpoint {
    made().signed.clone()
}

/// Its files: path and bytes.
pub fn files() -> &'static [(String, Vec<u8>)] {
    &made().files
}

/// One of its files.
pub fn file(path: &str) -> &'static [u8] {
    let found = files().iter().find(|(name, _)| name == path);
    found.map_or(&[], |(_, bytes)| bytes.as_slice())
}

/// Whether it holds this line.
pub fn is_recorded(line: &[u8]) -> bool {
    made().lines.iter().any(|one| one == line)
}

/// Verifies it with other bytes in place of one file: the verdict's key, and how many
/// entries are good.
pub fn verify(path: &str, bytes: &[u8]) -> (&'static str, u64) {
    let get = |name: &str| if name == path { bytes } else { file(name) };
    let trust = Trust { keys: vec![key()], ..Trust::default() };
    let mut verifier = Verifier::new(trust, None);
    if let Ok(plan) = verifier.checkpoint(Some(get("checkpoint"))) {
        for id in plan.tiles {
            verifier.tile(id, Some(get(&id.path())));
        }
        for id in plan.bundles {
            let (lines, opened) = (get(&id.path()), get(&id.openings_path()));
            verifier.bundle(id, Some(lines), Some(opened), &mut |_| {});
        }
        while let Some(n) = verifier.wants_history() {
            let path = BundleId { n, width: 1 }.history_path();
            verifier.history(n, Some(get(&path)));
        }
    }
    let report = verifier.finish();
    (report.state.key(), report.good.get())
}
