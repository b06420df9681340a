//! Builds a program of this package for the browser.

use crate::house;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// Compiles the binary `name` to wasm and writes, into `folder`, a page that
/// runs it, with what is in `pack.json` there as `window.pack`: `index.html`, `start.js`, `<name>.js`, `<name>_bg.wasm`.
pub fn build_page(name: &str, folder: &Path) {
    build_page_as(name, "dev", folder);
}

/// The same in another profile, such as `viewer`, in which readers have it.
pub fn build_page_as(name: &str, profile: &str, folder: &Path) {
    let own = std::env::current_exe().expect("the path of this test");
    let target: PathBuf = own.ancestors().nth(3).expect("target/profile/deps").join("wasm");
    let done = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "-p", "tests", "--bin", name])
        .args(["--profile", profile, "--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(&target)
        .current_dir(house::root())
        .status()
        .expect("cargo runs");
    assert!(done.success(), "{name} does not build for wasm32");
    let made = if profile == "dev" { "debug" } else { profile };
    let wasm = target.join("wasm32-unknown-unknown").join(made).join(format!("{name}.wasm"));
    let mut bindgen = Bindgen::new();
    bindgen.remove_name_section(profile != "dev");
    bindgen.input_path(wasm).out_name(name).typescript(false).omit_default_module_path(false);
    bindgen.web(true).expect("the web target").generate(folder).expect("bindings");
    let pack = folder.join("pack.json");
    let given =
        if pack.exists() { "window.pack = await (await fetch('pack.json')).text();\n" } else { "" };
    let start = format!("import init from './{name}.js';\n{given}await init();\n");
    std::fs::write(folder.join("start.js"), start).expect("start.js");
    let page = "<!doctype html><title>wasm</title><script type=module src=start.js></script>";
    std::fs::write(folder.join("index.html"), page).expect("index.html");
}
