//! The golden vectors hold byte for byte, in native code and in wasm.
//!
//! They were made by `scripts/vectors.py` from the text of FORMAT.md, so this
//! compares two implementations that share no line. The same comparison then
//! runs compiled to wasm, in Chromium.

use std::path::PathBuf;
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

/// Where the public suites lie, each repository in a folder of its name.
fn suites() -> Option<PathBuf> {
    std::env::var_os("DAYBOOK_SUITES").map(PathBuf::from)
}

#[test]
fn native_code_agrees_with_c2sp_and_with_other_peoples_suites() {
    let dir = suites();
    if dir.is_none() {
        println!(
            "skipped: the public suites; set DAYBOOK_SUITES to where they lie (tests/vectors/suites/README.md)"
        );
    }
    let pack = vectors::pack::read(dir.as_deref());
    let outcome = vectors::check_pack(&pack);
    println!("{} comparisons over {} files", outcome.checked, pack.len());
    assert!(outcome.checked > 400, "only {} comparisons were made", outcome.checked);
    assert!(outcome.faults.is_empty(), "{}", outcome.faults.join("\n"));
}

/// Bytes of a good file put in the place of a bad one, and the other way round.
#[test]
fn a_c2sp_vector_that_is_not_what_it_says_is_noticed() {
    for (one, other) in [
        ("checkpoint/good-plain.txt", "checkpoint/bad-other-root.txt"),
        ("cosignature/good-first-of-two.txt", "cosignature/bad-forked.txt"),
        ("proof/good-extra.tlog-proof", "proof/bad-other-index.tlog-proof"),
        ("policy/good-2-of-3.txt", "policy/bad-too-many.txt"),
        ("request/good-next.txt", "request/bad-fork.txt"),
    ] {
        let mut pack = vectors::pack::read(None);
        let mut take = |path: &str| pack.remove(&format!("c2sp/{path}")).expect("a file");
        let (good, bad) = (take(one), take(other));
        pack.insert(format!("c2sp/{one}"), bad);
        pack.insert(format!("c2sp/{other}"), good);
        let faults = vectors::check_pack(&pack).faults;
        assert!(faults.len() >= 2, "{one}: {faults:?}");
    }
}

#[test]
fn native_code_agrees_with_the_twin_on_who_signed() {
    let outcome = vectors::check_signed(vectors::V1_SIGNED);
    assert!(outcome.checked > 200, "only {} comparisons were made", outcome.checked);
    assert!(outcome.faults.is_empty(), "{}", outcome.faults.join("\n"));
    for (from, to) in [("\"why\": \"same\"", "\"why\": null"), ("\"revoked\"", "\"rotated\"")] {
        let changed = vectors::V1_SIGNED.replacen(from, to, 1);
        assert_eq!(vectors::check_signed(&changed).faults.len(), 1, "{from} goes unnoticed");
    }
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

/// The verifier alone, as others may put it into a page of theirs: small, and one
/// proof takes a moment (printed; asserted is only that it is right).
#[test]
fn the_verifier_alone_is_small() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("pack.json"), vectors::copy_and_proof()).expect("a file");
    wasm::build_page_as("wasm_verifier", "viewer", folder.path());
    let wasm = std::fs::read(folder.path().join("wasm_verifier_bg.wasm")).expect("the file");
    let mut packed = Vec::new();
    let options = brotli::enc::BrotliEncoderParams { lgwin: 24, ..Default::default() };
    brotli::BrotliCompress(&mut wasm.as_slice(), &mut packed, &options).expect("memory");
    println!("verifier alone: {} bytes, {} after brotli", wasm.len(), packed.len());
    assert!(packed.len() <= 200_000, "{} bytes after brotli", packed.len());
    let server = StaticServer::start("127.0.0.1:0", folder.path(), None).expect("a server");
    let browser = Browser::start();
    browser.open(server.url());
    let limit = Duration::from_mins(1);
    let said = browser.wait("the verifier's word", limit, "return window.said || ''");
    let said = said.as_str().expect("a text");
    println!("in the browser: {said}");
    assert!(said.starts_with("firstvisit firstvisit "), "{said}");
}

#[test]
fn wasm_code_agrees_with_the_twin() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pack = vectors::pack::read(suites().as_deref());
    let given = vectors::pack::to_json(&pack);
    std::fs::write(folder.path().join("pack.json"), given).expect("a file");
    wasm::build_page("wasm_vectors", folder.path());
    let server = StaticServer::start("127.0.0.1:0", folder.path(), None).expect("a server");
    let browser = Browser::start();
    browser.open(server.url());
    let limit = Duration::from_mins(1);
    let said = browser.wait("the comparison in wasm", limit, "return window.vectors || ''");
    let native = vectors::check(vectors::V1).checked
        + vectors::check_pack(&pack).checked
        + vectors::check_signed(vectors::V1_SIGNED).checked;
    assert_eq!(said, native.to_string(), "wasm finds faults that native code does not");
}
