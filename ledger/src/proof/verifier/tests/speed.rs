//! The verifier must not be what a reader waits for.

use std::time::{Duration, Instant};
use std::{format, println};

use super::fixture::{Ledger, trust, verify_all};
use crate::record::Size;

/// Run with `cargo test --release -p ledger -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement: takes 100,000 entries and a release build"]
fn a_hundred_thousand_entries_take_less_than_two_seconds() {
    let files = {
        let ledger = Ledger::new(100_000);
        let mut files = ledger.unsigned_files(ledger.size());
        files.insert("checkpoint".into(), ledger.signed(&super::fixture::key()).to_bytes());
        files
    };
    let bytes: usize = files.values().map(std::vec::Vec::len).sum();
    for what in ["with tiles", "without tiles"] {
        let mut files = files.clone();
        if what == "without tiles" {
            files.retain(|path, _| !path.starts_with("tile/0") && !path.starts_with("tile/1"));
        }
        let begin = Instant::now();
        let (report, entries) = verify_all(&files, trust(), None);
        let took = begin.elapsed();
        assert_eq!((report.good, entries.len()), (Size::new(100_000), 100_000));
        let rate = format!("{:.0}", 100_000.0 / took.as_secs_f64());
        println!("{what}: {took:?}, {rate} entries/s, {bytes} bytes");
        assert!(took < Duration::from_secs(2), "{took:?}");
    }
}
