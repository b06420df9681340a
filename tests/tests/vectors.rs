//! The golden vectors hold byte for byte, in native code and in wasm.
//!
//! They were made by `scripts/vectors.py` from the text of FORMAT.md, so this
//! compares two implementations that share no line. The same comparison then
//! runs compiled to wasm, in Chromium.

use std::time::Duration;
use tests::browser::Browser;
use tests::static_server::StaticServer;
use tests::{vectors, wasm};

#[test]
fn native_code_agrees_with_the_twin() {
    let outcome = vectors::check(vectors::V1);
    assert!(outcome.checked > 600, "only {} comparisons were made", outcome.checked);
    assert!(outcome.faults.is_empty(), "{}", outcome.faults.join("\n"));
}

/// A comparison that cannot fail would be no guard.
#[test]
fn a_changed_vector_is_noticed() {
    for (from, to) in [
        ("\"size\": 600", "\"size\": 599"),
        ("vector-2", "vector-9"),
        ("2028-02-29T12:00:00.000Z", "2028-02-29T12:00:00.001Z"),
    ] {
        assert!(vectors::V1.contains(from), "{from} is not in the vectors any more");
        let changed = vectors::V1.replace(from, to);
        assert!(!vectors::check(&changed).faults.is_empty(), "{from} -> {to} goes unnoticed");
    }
}

#[test]
fn wasm_code_agrees_with_the_twin() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    wasm::build_page("wasm_vectors", folder.path());
    let server = StaticServer::start("127.0.0.1:0", folder.path(), None).expect("a server");
    let browser = Browser::start();
    browser.open(server.url());
    let limit = Duration::from_mins(1);
    let said = browser.wait("the comparison in wasm", limit, "return window.vectors || ''");
    let native = vectors::check(vectors::V1);
    assert_eq!(said, native.checked.to_string(), "wasm finds faults that native code does not");
}
