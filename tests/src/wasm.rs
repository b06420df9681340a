//! Builds a program of this package for the browser.

use crate::house;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// Compiles the binary `name` to wasm and writes, into `folder`, a page that
/// runs it: `index.html`, `start.js`, `<name>.js`, `<name>_bg.wasm`.
pub fn build_page(name: &str, folder: &Path) {
    let own = std::env::current_exe().expect("the path of this test");
    let target: PathBuf = own.ancestors().nth(3).expect("target/profile/deps").join("wasm");
    let done = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "-p", "tests", "--bin", name])
        .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(&target)
        .current_dir(house::root())
        .status()
        .expect("cargo runs");
    assert!(done.success(), "{name} does not build for wasm32");
    let wasm = target.join("wasm32-unknown-unknown/debug").join(format!("{name}.wasm"));
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name(name).typescript(false).omit_default_module_path(false);
    bindgen.web(true).expect("the web target").generate(folder).expect("bindings");
    let start = format!("import init from './{name}.js';\nawait init();\n");
    std::fs::write(folder.join("start.js"), start).expect("start.js");
    let page = "<!doctype html><title>wasm</title><script type=module src=start.js></script>";
    std::fs::write(folder.join("index.html"), page).expect("index.html");
}
