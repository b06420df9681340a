//! What must hold for every value, not only for the examples.

use ledger::events::Draft;
use ledger::proof::{BundleId, Checkpoint, SignedCheckpoint, SignerKey, TileId, TreeHash};
use ledger::record::bundle::{
    decode_entries, decode_opening_list, encode_entries, encode_opening_list, encode_openings,
    split_openings,
};
use ledger::record::{
    Chain, Entry, Json, MAX_INT, Opening, OpeningState, Openings, Origin, Salt, Size, Timestamp,
    Unverified, is_canonical,
};
use proptest::prelude::*;
use tests::drafts;

const ORIGIN: &str = "daybook.example/props";

fn origin() -> Origin {
    Origin::new(ORIGIN).expect("an origin")
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        (-MAX_INT..=MAX_INT).prop_map(Json::Int),
        any::<String>().prop_map(Json::Str),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            proptest::collection::btree_map(any::<String>(), inner, 0..6).prop_map(Json::Object),
        ]
    })
}

fn any_openings() -> impl Strategy<Value = Openings> {
    let one = (any::<[u8; 32]>(), any_json(), any::<bool>());
    proptest::collection::btree_map("/[a-z0-9/~\u{e9}]{0,20}", one, 0..8).prop_map(|map| {
        let sealer = ledger::record::Sealer::new();
        let list = map.into_iter().map(|(pointer, (salt, value, withheld))| {
            let salt = Salt::from_bytes(salt);
            let state = OpeningState::Open { salt, value: value.to_canonical() };
            let open = Opening { pointer, state };
            if withheld { open.withhold(&sealer) } else { open }
        });
        Openings::new(list.collect()).expect("a map is in order")
    })
}

/// Visible text as people write it: no control characters, no empty ends.
fn any_words() -> impl Strategy<Value = String> {
    "[\\p{L}\\p{N}\\p{P}\\p{S}][\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]{0,200}[\\p{L}\\p{N}]"
}

/// A chain of `texts.len()` statements with given salts and steps of time.
fn chain_of(texts: &[String], steps: &[u16]) -> (Vec<Entry>, Vec<Vec<u8>>) {
    let mut chain = Chain::genesis(&origin());
    let mut salt = 0_u8;
    let mut time = 1_795_459_464_123_i64;
    let (mut entries, mut lists) = (Vec::new(), Vec::new());
    for (n, text) in texts.iter().enumerate() {
        let json = drafts::statement(&format!("prop-{n}"), text);
        let draft = parse(&json).expect("a valid draft");
        let mut salts = || {
            salt = salt.wrapping_add(1);
            Salt::from_bytes([salt; 32])
        };
        let sealed = draft.seal(&mut salts).expect("short texts");
        time += i64::from(steps[n % steps.len()]);
        let sealed_at = Timestamp::from_millis(time);
        entries.push(chain.seal(&sealed, sealed_at, Vec::new()).expect("time goes on"));
        lists.push(sealed.encoded_openings().to_vec());
    }
    (entries, lists)
}

fn parse(json: &serde_json::Value) -> Result<Draft, String> {
    let json = Json::parse(&drafts::body(json)).map_err(|e| e.to_string())?;
    Draft::parse(&json).map_err(|e| e.to_string())
}

/// Accepts lines one after the other; the number accepted and the last hash.
fn accepted(lines: &[Vec<u8>]) -> (usize, Chain) {
    let mut chain = Chain::genesis(&origin());
    for (n, line) in lines.iter().enumerate() {
        let Ok(entry) = Unverified::parse(line) else { return (n, chain) };
        if chain.accept(entry).is_err() {
            return (n, chain);
        }
    }
    (lines.len(), chain)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn canonical_json_is_read_back_and_written_the_same(value in any_json()) {
        let text = value.to_canonical();
        prop_assert!(is_canonical(&text));
        prop_assert_eq!(Json::parse(text.as_bytes()), Ok(value));
        // A reader that is not ours reads the same value.
        let theirs: serde_json::Value = serde_json::from_str(&text).expect("plain JSON");
        let back = Json::parse(theirs.to_string().as_bytes()).expect("their JSON");
        prop_assert_eq!(back.to_canonical(), text);
    }

    #[test]
    fn openings_are_read_back_and_lead_to_the_same_root(openings in any_openings()) {
        let encoded = encode_opening_list(&openings);
        prop_assert_eq!(decode_opening_list(&encoded), Ok(openings.clone()));
        let sealer = ledger::record::Sealer::new();
        let withheld = openings.as_slice().iter().map(|o| o.withhold(&sealer)).collect();
        let withheld = Openings::new(withheld).expect("the same pointers");
        prop_assert_eq!(withheld.root(), openings.root());
    }

    #[test]
    fn a_changed_opening_is_caught(
        openings in any_openings(), at in any::<prop::sample::Index>(), bit in 0_u8..8
    ) {
        let root = openings.root();
        let mut encoded = encode_opening_list(&openings);
        let at = at.index(encoded.len());
        encoded[at] ^= 1 << bit;
        // It is no list any more, or it leads elsewhere.
        if let Ok(changed) = decode_opening_list(&encoded) {
            prop_assert!(changed.verify(&root).is_err(), "byte {} bit {}", at, bit);
        }
    }

    #[test]
    fn a_draft_survives_being_sealed_recorded_and_read(text in any_words()) {
        let Ok(draft) = parse(&drafts::statement("prop", &text)) else { return Ok(()) };
        prop_assert_eq!(Draft::parse(&draft.to_json()), Ok(draft.clone()));
        let mut salt = 0_u8;
        let mut salts = || { salt += 1; Salt::from_bytes([salt; 32]) };
        let sealed = draft.seal(&mut salts).expect("a short text");
        let time = Timestamp::from_millis(1_795_459_464_123);
        let entry = Chain::genesis(&origin()).seal(&sealed, time, Vec::new()).expect("the first");
        let line = String::from_utf8(entry.line().to_vec()).expect("UTF-8");
        prop_assert!(text.len() < 12 || !line.contains(&text), "the text stands open in the entry");
        let openings = decode_opening_list(sealed.encoded_openings()).expect("openings");
        let read = Unverified::parse(entry.line()).expect("an entry");
        let again = Chain::genesis(&origin()).accept(read).expect("the first");
        prop_assert_eq!(Draft::read(&again, &openings), Ok(draft));
    }

    #[test]
    fn bundles_are_read_back(lines in proptest::collection::vec(
        proptest::collection::vec(any::<u8>(), 0..300), 0..256)
    ) {
        let lines: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
        let joined = encode_entries(&lines);
        prop_assert_eq!(decode_entries(&joined), Ok(lines.clone()));
        let joined = encode_openings(lines.iter().copied());
        prop_assert_eq!(split_openings(&joined), Ok(lines));
    }

    /// No decoder may panic on, or take without bound, what a stranger sends.
    #[test]
    fn rubbish_is_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Json::parse(&bytes);
        let _ = Unverified::parse(&bytes);
        let _ = decode_opening_list(&bytes);
        let _ = decode_entries(&bytes);
        let _ = split_openings(&bytes);
        let _ = SignedCheckpoint::parse(&bytes);
        let _ = ledger::proof::decode_history(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _ = (is_canonical(&text), TileId::parse(&text), BundleId::parse(&text));
        let _ = (Timestamp::parse(&text), ledger::proof::VerifierKey::parse(&text));
        let _ = (text.parse::<ledger::events::Edtf>(), Origin::new(&text));
    }

    #[test]
    fn paths_are_read_back(n in 0_u64..10_000_000_000, width in 1_u16..=256, level in 0_u8..8) {
        let tile = TileId { level, n, width };
        prop_assert_eq!(TileId::parse(&tile.path()), Ok(tile));
        let bundle = BundleId { n, width };
        prop_assert_eq!(BundleId::parse(&bundle.path()), Ok(bundle));
        prop_assert_eq!(BundleId::parse_openings(&bundle.openings_path()), Ok(bundle));
        prop_assert_eq!(BundleId::parse_history(&bundle.history_path()), Ok(bundle));
    }

    #[test]
    fn a_changed_checkpoint_is_caught(
        size in any::<u64>(), root in any::<[u8; 32]>(), seed in any::<[u8; 32]>(),
        at in any::<prop::sample::Index>(), bit in 0_u8..8,
    ) {
        let signer = SignerKey::from_seed(origin(), &seed);
        let checkpoint = Checkpoint {
            origin: origin(), size: Size::new(size), root: TreeHash::from_bytes(root),
        };
        let signed = SignedCheckpoint::sign(checkpoint.clone(), &signer);
        let keys = [signer.verifier().clone()];
        let mut bytes = signed.to_bytes();
        let read = SignedCheckpoint::parse(&bytes).expect("our own note");
        prop_assert_eq!(read.checkpoint(), &checkpoint);
        prop_assert!(read.verify(&keys).is_ok());
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let taken = SignedCheckpoint::parse(&bytes).is_ok_and(|note| note.verify(&keys).is_ok());
        prop_assert!(!taken, "byte {} bit {} goes unnoticed", at, bit);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is done to the lines of a chain, either it stops being
    /// accepted at or just after that place, or its end is another one.
    #[test]
    fn any_change_to_a_chain_is_caught(
        texts in proptest::collection::vec("[a-z ]{1,40}[a-z]", 2..8),
        steps in proptest::collection::vec(any::<u16>(), 1..8),
        place in any::<prop::sample::Index>(), byte in any::<prop::sample::Index>(),
        bit in 0_u8..8, what in 0..5,
    ) {
        let (entries, _) = chain_of(&texts, &steps);
        let good: Vec<Vec<u8>> = entries.iter().map(|e| e.line().to_vec()).collect();
        let (count, end) = accepted(&good);
        prop_assert_eq!(count, good.len(), "positive control");
        let mut lines = good.clone();
        let at = place.index(lines.len());
        match what {
            0 => { let b = byte.index(lines[at].len()); lines[at][b] ^= 1 << bit; }
            1 => { lines.remove(at); }
            2 => { let twin = lines[at].clone(); lines.insert(at, twin); }
            3 => { let other = (at + 1) % lines.len(); lines.swap(at, other); }
            _ => lines.truncate(at),
        }
        let (count, found) = accepted(&lines);
        let caught = count < lines.len() || found.head() != end.head();
        prop_assert!(caught, "change {} at {}", what, at);
        // Never accepted beyond the entry after the change.
        let first = if what == 3 && at + 1 == lines.len() { 0 } else { at };
        prop_assert!(count <= first + 1 || count == lines.len());
    }
}
