//! The golden vectors, compared in the browser.
//!
//! Built for wasm32 by `tests/tests/vectors.rs`, which loads it into Chromium
//! and reads the global `vectors` that it leaves: faults, one a line, after
//! the number of comparisons. On a host it prints the same.

use tests::vectors;

fn main() {
    let mut outcome = vectors::check(vectors::V1);
    for also in [vectors::check_pack(&pack()), vectors::check_signed(vectors::V1_SIGNED)] {
        outcome.checked += also.checked;
        outcome.faults.extend(also.faults);
    }
    let said = format!("{}\n{}", outcome.checked, outcome.faults.join("\n"));
    #[cfg(target_arch = "wasm32")]
    let _ = js_sys::Reflect::set(&js_sys::global(), &"vectors".into(), &said.trim_end().into());
    #[cfg(not(target_arch = "wasm32"))]
    println!("{}", said.trim_end());
}

/// The files: in the browser those that the page was given as `window.pack`.
#[cfg(target_arch = "wasm32")]
fn pack() -> vectors::pack::Pack {
    let given = js_sys::Reflect::get(&js_sys::global(), &"pack".into()).unwrap_or_default();
    vectors::pack::from_json(&given.as_string().unwrap_or_default())
}

#[cfg(not(target_arch = "wasm32"))]
fn pack() -> vectors::pack::Pack {
    vectors::pack::read(None)
}
