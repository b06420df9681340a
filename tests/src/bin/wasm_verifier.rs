//! The verifier alone, compiled for the browser: no viewer, no library but `ledger`.
//!
//! Reads the files of a copy from the global `pack` (JSON: path and base64),
//! verifies the copy and the proof file in it, and leaves in `said` both states
//! and how many milliseconds one proof took.

#[cfg(target_arch = "wasm32")]
fn main() {
    let given = js_sys::Reflect::get(&js_sys::global(), &"pack".into()).unwrap_or_default();
    let said = check::all(&given.as_string().unwrap_or_default());
    let said = said.unwrap_or_else(|| "no copy was given".into());
    let _ = js_sys::Reflect::set(&js_sys::global(), &"said".into(), &said.into());
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("this program is for the browser; tests/tests/vectors.rs runs it there");
}

#[cfg(target_arch = "wasm32")]
mod check {
    use ledger::proof::{Trust, Verifier, VerifierKey, check_proof};
    use ledger::record::Json;

    /// Often enough for a clock that ticks in milliseconds.
    const TIMES: u32 = 500;

    pub(super) fn all(pack: &str) -> Option<String> {
        let pack = Json::parse(pack.as_bytes()).ok()?;
        let file = |path: &str| ledger::spelling::parse_base64(pack.get(path)?.as_str()?);
        let key = String::from_utf8(file("vkey")?).ok()?;
        let trust = Trust { keys: vec![VerifierKey::parse(&key).ok()?], ..Trust::default() };
        let mut verifier = Verifier::new(trust.clone(), None);
        let plan = verifier.checkpoint(file("checkpoint").as_deref()).ok()?;
        for id in plan.tiles {
            verifier.tile(id, file(&id.path()).as_deref());
        }
        for id in plan.bundles {
            let (entries, openings) = (file(&id.path()), file(&id.openings_path()));
            verifier.bundle(id, entries.as_deref(), openings.as_deref(), &mut |_| {});
        }
        let copy = verifier.finish().state;
        let proof = file("proof")?;
        let began = js_sys::Date::now();
        let mut state = check_proof(&proof, None, &trust).report.state;
        for _ in 1..TIMES {
            state = check_proof(&proof, None, &trust).report.state;
        }
        let took = (js_sys::Date::now() - began) / f64::from(TIMES);
        Some(format!("{copy} {state} {took:.2} ms a proof"))
    }
}
