//! The golden vectors hold in native code, byte for byte.
//!
//! They were made by `scripts/vectors.py` from the text of FORMAT.md, so this
//! compares two implementations that share no line. The same comparison runs
//! compiled to wasm in `browser.rs`.

use tests::vectors;

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
