//! The golden vectors, compared in the browser.
//!
//! Built for wasm32 by `tests/tests/vectors.rs`, which loads it into Chromium
//! and reads the global `vectors` that it leaves: faults, one a line, after
//! the number of comparisons. On a host it prints the same.

use tests::vectors;

fn main() {
    let outcome = vectors::check(vectors::V1);
    let said = format!("{}\n{}", outcome.checked, outcome.faults.join("\n"));
    #[cfg(target_arch = "wasm32")]
    let _ = js_sys::Reflect::set(&js_sys::global(), &"vectors".into(), &said.trim_end().into());
    #[cfg(not(target_arch = "wasm32"))]
    println!("{}", said.trim_end());
}
