//! Builds the viewer (crate `web`) for wasm32 and embeds it, precompressed.
//!
//! One `cargo build` gives one self-contained program: no other tool takes
//! part. The viewer has a target folder of its own, `<target>/viewer`, because
//! a nested cargo on the same folder would wait for this one for ever, and
//! because one below `OUT_DIR` would be built anew for every profile.
//!
//! Switches:
//! * `SKIP_VIEWER=1` embeds a one-line page instead (editors, quick native work).
//! * `DAYBOOK_VIEWER_PROFILE` picks the cargo profile, `viewer` unless told.
//!
//! The result is `$OUT_DIR/viewer.rs`: a static list of files, each raw, in
//! brotli and in gzip, for `src/http/site.rs`.

#[path = "build/one_file.rs"]
mod one_file;

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const TARGET: &str = "wasm32-unknown-unknown";

/// The viewer is built once for each of the pieces that `web/static/app.js` picks
/// from: name, and what cargo is told. All call their wasm file `web.wasm`.
///
/// The timeline is the page for ledgers of a million entries. There `ledger` is
/// compiled to be fast: a twentieth more to download, a third off the time of a check.
const BUILDS: [(&str, &[&str]); 3] = [
    ("web", &["--no-default-features"]),
    ("timeline", &["--no-default-features", "--features", "timeline", "--config", FAST]),
    ("whole", &[]),
];

/// See [`BUILDS`]. The dev profile has no use for it.
const FAST: &str = "profile.viewer.package.ledger.opt-level=\"s\"";

/// The build that `viewer.html` is made of.
const ONE_FILE: &str = "whole";

/// Whatever the viewer is made of; a change in any of it builds it again.
const INPUTS: [&str; 9] = [
    "web/src",
    "web/static",
    "web/one-file",
    "web/Cargo.toml",
    "ledger/src",
    "ledger/Cargo.toml",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
];

/// Set by the cargo that runs us, for the host. The viewer must not see them:
/// coverage flags or `-C target-cpu=native` make no sense in wasm.
const HOST_ONLY: [&str; 10] = [
    "CARGO_ENCODED_RUSTFLAGS",
    "RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_TARGET_DIR",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTC_LINKER",
    "CARGO_MAKEFLAGS",
    "MAKEFLAGS",
];

fn main() {
    if let Err(error) = run() {
        // A build script has no other way to speak than to fail with the text.
        eprintln!("\nthe viewer could not be built: {error}\n");
        std::process::exit(1);
    }
}

fn run() -> Result<()> {
    let manifest = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let root = manifest.parent().ok_or("the server's folder has no parent")?.to_owned();
    let out = PathBuf::from(variable("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-env-changed=SKIP_VIEWER");
    println!("cargo::rerun-if-env-changed=DAYBOOK_VIEWER_PROFILE");
    for input in INPUTS {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    let files = if env::var("SKIP_VIEWER").is_ok_and(|value| value == "1") {
        vec![skipped()]
    } else {
        viewer(&root, &out)?
    };
    embed(&files, &out)
}

/// One file of the viewer.
struct File {
    path: String,
    bytes: Vec<u8>,
}

fn skipped() -> File {
    File {
        path: "/index.html".into(),
        bytes: b"<!doctype html><html lang=en><title>Daybook</title><p>Built without the viewer (SKIP_VIEWER=1).\n".to_vec(),
    }
}

fn viewer(root: &Path, out: &Path) -> Result<Vec<File>> {
    let profile = env::var("DAYBOOK_VIEWER_PROFILE").unwrap_or_else(|_| "viewer".into());
    // OUT_DIR is <target>[/<triple>]/<profile>/build/<package>/out.
    let target =
        out.ancestors().nth(4).ok_or("OUT_DIR is not inside a target folder")?.join("viewer");
    // Cargo keeps the historical folder name for the dev profile.
    let folder = if profile == "dev" { "debug" } else { &profile };
    let wasm = target.join(TARGET).join(folder).join("web.wasm");
    let dist = out.join("viewer");
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    let alone = out.join("one-file");
    for (name, features) in BUILDS {
        compile(root, &target, &profile, features)?;
        // Names cost a third of the file; panics in the dev profile keep them.
        let mut bind = bindgen(&wasm, name, profile == "dev");
        // Otherwise `init()` does not know where the wasm file is.
        bind.web(true)?.omit_default_module_path(false).generate(&dist)?;
        if name == ONE_FILE {
            // A classic script: a module cannot be started from within a file.
            bindgen(&wasm, name, profile == "dev").no_modules(true)?.generate(&alone)?;
        }
    }
    let mut files = Vec::new();
    for folder in [dist, root.join("web/static")] {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .ok_or("a file name that is not text")?;
            files.push(File { path: format!("/{name}"), bytes: fs::read(&path)? });
        }
    }
    let program = fs::read_to_string(alone.join(format!("{ONE_FILE}.js")))?;
    let wasm = fs::read(alone.join(format!("{ONE_FILE}_bg.wasm")))?;
    let bytes = one_file::make(&program, &wasm, &root.join("web"))?;
    name_viewer(&mut files, &bytes)?;
    files.push(File { path: "/viewer.html".into(), bytes });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Tells the page and the program the fingerprints of `viewer.html`: who has
/// one can see whether it is this one.
fn name_viewer(files: &mut [File], viewer: &[u8]) -> Result<()> {
    let blake3 = blake3::hash(viewer).to_hex().to_string();
    let mut sha256 = String::new();
    for byte in Sha256::digest(viewer) {
        write!(sha256, "{byte:02x}")?;
    }
    println!("cargo::rustc-env=DAYBOOK_VIEWER_BLAKE3={blake3}");
    println!("cargo::rustc-env=DAYBOOK_VIEWER_SHA256={sha256}");
    let page = files.iter_mut().find(|file| file.path == "/index.html");
    let page = page.ok_or("web/static has no index.html")?;
    let text = std::str::from_utf8(&page.bytes)?;
    let (empty, named) = (
        "name=\"daybook-viewer\" content=\"\"",
        format!("name=\"daybook-viewer\" content=\"{blake3} {sha256}\""),
    );
    if !text.contains(empty) {
        return Err("web/static/index.html has no empty <meta name=\"daybook-viewer\">".into());
    }
    page.bytes = text.replace(empty, &named).into_bytes();
    Ok(())
}

fn bindgen(wasm: &Path, name: &str, names: bool) -> wasm_bindgen_cli_support::Bindgen {
    let mut bind = wasm_bindgen_cli_support::Bindgen::new();
    bind.input_path(wasm).out_name(name).typescript(false).remove_name_section(!names);
    bind
}

fn compile(root: &Path, target: &Path, profile: &str, features: &[&str]) -> Result<()> {
    let mut cargo = Command::new(variable("CARGO")?);
    cargo
        .current_dir(root)
        .args(["build", "--locked", "--package", "web", "--bin", "web"])
        .args(features)
        .args(["--target", TARGET, "--profile", profile, "--target-dir"])
        .arg(target);
    for name in HOST_ONLY {
        cargo.env_remove(name);
    }
    let done = cargo.output()?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    if said.contains("can't find crate for `std`") || said.contains("can't find crate for `core`") {
        return Err(format!(
            "this Rust toolchain lacks the target {TARGET}; install it with\n\n    rustup target add {TARGET}\n\nand build again, or set SKIP_VIEWER=1 to build without the viewer"
        )
        .into());
    }
    Err(format!("cargo build -p web --target {TARGET} failed:\n{said}").into())
}

/// Writes `viewer.rs` and the compressed files beside it.
fn embed(files: &[File], out: &Path) -> Result<()> {
    let folder = out.join("embedded");
    fs::create_dir_all(&folder)?;
    let mut code = String::from(
        "/// The viewer's files, sorted by path; written by build.rs.\npub static FILES: &[File] = &[\n",
    );
    let (mut raw, mut sent) = (0, 0);
    for (number, file) in files.iter().enumerate() {
        let brotli = if_smaller(brotli(&file.bytes)?, &file.bytes);
        let gzip = if_smaller(gzip(&file.bytes)?, &file.bytes);
        raw += file.bytes.len();
        sent += if brotli.is_empty() { file.bytes.len() } else { brotli.len() };
        let literal = |kind: &str, bytes: &[u8]| -> Result<String> {
            let path = folder.join(format!("{number}.{kind}"));
            fs::write(&path, bytes)?;
            // As a Rust literal, so with quotes and escapes.
            let path = path.display().to_string();
            Ok(format!("include_bytes!({path:?})"))
        };
        writeln!(
            code,
            "File {{ path: {:?}, mime: {:?}, etag: {:?}, raw: {}, brotli: {}, gzip: {} }},",
            file.path,
            mime(&file.path),
            format!("\"{}\"", &blake3::hash(&file.bytes).to_hex()[..32]),
            literal("raw", &file.bytes)?,
            literal("br", &brotli)?,
            literal("gz", &gzip)?,
        )?;
    }
    code.push_str("];\n");
    fs::write(out.join("viewer.rs"), code)?;
    // Not a warning: cargo would print it at every build. The sizes stay
    // beside the files for the test that holds the budget.
    fs::write(
        out.join("viewer-size.txt"),
        format!("raw {raw} bytes, sent with brotli {sent} bytes\n"),
    )?;
    println!("cargo::rustc-env=DAYBOOK_VIEWER_BROTLI_BYTES={sent}");
    Ok(())
}

/// Empty says: send the file as it is.
fn if_smaller(packed: Vec<u8>, bytes: &[u8]) -> Vec<u8> {
    if packed.len() < bytes.len() { packed } else { Vec::new() }
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        // The type that lets browsers compile while they download.
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

fn variable(name: &str) -> Result<String> {
    env::var(name).map_err(|_| format!("cargo did not set {name}").into())
}
