//! What runs once an entry, or once in 256 of them: `scripts/bench loops`.
//!
//! The entry is a usual one: two sealed texts, one source, about 450 bytes.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use ledger::proof::{TileTree, Tree, TreeHash};
use ledger::record::{
    Chain, Json, Opening, OpeningState, Openings, Origin, Salt, SealedDraft, Sealer, Timestamp,
    Unverified, is_canonical,
};

/// Leaves of a full tile.
const WIDTH: u64 = 256;

fn openings() -> Openings {
    let one = |pointer: &str, value: &str, salt| Opening {
        pointer: pointer.to_owned(),
        state: OpeningState::Open { salt: Salt::from_bytes([salt; 32]), value: value.to_owned() },
    };
    let text = "\"Event number 31415, invented to see how long many of them take.\"";
    let list =
        vec![one("/event/text", text, 1), one("/sources/0/title", "\"An invented article\"", 2)];
    Openings::new(list).expect("pointers in order")
}

fn draft() -> SealedDraft {
    let text = br#"{"basis":"press_report","by":"clerk","certainty":"stated",
        "event":{"body":"body-17"},"id":"many-31415","inquiry":"test-inquiry",
        "kind":"statement_made","occurred":{"edtf":"2009-04-18"},
        "sources":[{"kind":"article"}]}"#;
    let public = Json::parse(text).expect("JSON");
    SealedDraft::with_openings(public, openings()).expect("a draft")
}

fn chain() -> Chain {
    Chain::genesis(&Origin::new("bench.example").expect("a name"))
}

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn entries(criterion: &mut Criterion) {
    let (draft, start) = (draft(), chain());
    let entry = start.clone().seal(&draft, NOW, Vec::new()).expect("an entry");
    let line = entry.line().to_vec();
    let text = String::from_utf8(line.clone()).expect("an entry is text");
    let mut group = criterion.benchmark_group("entry");
    group.throughput(Throughput::Bytes(line.len() as u64));
    group.bench_function("canonical scan", |bencher| {
        bencher.iter(|| assert!(is_canonical(black_box(&text))));
    });
    group.bench_function("parse", |bencher| {
        bencher.iter(|| Unverified::parse(black_box(&line)).expect("an entry"));
    });
    group.bench_function("chain: accept", |bencher| {
        let unverified = Unverified::parse(&line).expect("an entry");
        let fresh = || (start.clone(), unverified.clone());
        let accept = |(mut chain, entry): (Chain, Unverified)| chain.accept(entry).expect("a link");
        bencher.iter_batched(fresh, accept, BatchSize::SmallInput);
    });
    group.bench_function("chain: seal", |bencher| {
        let seal = |mut chain: Chain| chain.seal(&draft, NOW, Vec::new()).expect("an entry");
        bencher.iter_batched(|| start.clone(), seal, BatchSize::SmallInput);
    });
    group.bench_function("leaf hash", |bencher| {
        bencher.iter(|| TreeHash::leaf(black_box(&line)));
    });
    group.finish();
    let (sealer, openings) = (Sealer::new(), openings());
    criterion.bench_function("openings: sealed root", |bencher| {
        bencher.iter(|| sealer.root(black_box(&openings)));
    });
}

fn trees(criterion: &mut Criterion) {
    let leaves: Vec<TreeHash> = (0..WIDTH).map(|n| TreeHash::leaf(&n.to_be_bytes())).collect();
    let mut group = criterion.benchmark_group("tree");
    group.throughput(Throughput::Elements(WIDTH));
    group.bench_function("Merkle root over 256", |bencher| {
        bencher.iter(|| {
            let mut tree = Tree::new();
            for leaf in black_box(&leaves) {
                tree.push(*leaf);
            }
            tree.root()
        });
    });
    group.bench_function("tile root", |bencher| {
        // The last leaf of a tile: its 255 nodes are hashed then.
        let tile: TileTree = leaves[1..].iter().copied().collect();
        let close = |mut tile: TileTree| {
            tile.push(leaves[0]);
            tile
        };
        bencher.iter_batched(|| tile.clone(), close, BatchSize::SmallInput);
    });
    group.finish();
}

criterion_group!(benches, entries, trees);
criterion_main!(benches);
