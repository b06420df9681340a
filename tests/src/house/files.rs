//! Rules about files as a whole: size, manifests, exceptions, links.

use super::Source;
use super::rules::Offence;
use std::path::{Component, Path, PathBuf};

/// The longest a source file may be, in lines.
pub const LONGEST: usize = 400;

/// Source files that do more than one job, judged by their length.
pub fn too_long(sources: &[Source]) -> Vec<Offence> {
    let code = |s: &&Source| ["rs", "py", "css", "sh"].iter().any(|ext| s.has_extension(ext));
    sources
        .iter()
        .filter(code)
        .map(|s| (s, s.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(s, lines)| format!("{}: {lines} lines; the limit is {LONGEST}: split it", s.path))
        .collect()
}

/// What may stand at the top of the repository.
const TOP: &[&str] = &[
    ".cargo",
    ".ci",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "deny.toml",
    "docs",
    "ledger",
    "rust-toolchain.toml",
    "clippy.toml",
    "rustfmt.toml",
    "scripts",
    "server",
    "tests",
    "web",
];

/// The largest file that is kept, in bytes: the vendored axe-core has 0.65 MB.
const HEAVIEST: u64 = 1 << 20;

/// Of the paths that are kept, those at another place than the project's, and
/// those too heavy to have been written by a person.
pub fn unexpected(top: &Path, paths: &[&str]) -> Vec<Offence> {
    let place = |path: &&&str| !TOP.contains(&path.split('/').next().unwrap_or(""));
    let heavy =
        |path: &&&str| std::fs::metadata(top.join(path)).is_ok_and(|found| found.len() > HEAVIEST);
    let elsewhere = paths.iter().filter(place).map(|p| format!("{p}: has no place at the top"));
    let too_heavy = paths.iter().filter(heavy).map(|p| format!("{p}: over 1 MiB"));
    elsewhere.chain(too_heavy).take(20).collect()
}

/// Which members of the workspace each member may depend on.
const ARROWS: &[(&str, &[&str])] = &[
    ("ledger", &[]),
    ("server", &["ledger"]),
    ("web", &["ledger"]),
    ("tests", &["ledger", "server", "web"]),
];

/// Dependency arrows that point the wrong way, and members without our lints.
pub fn wrong_arrows(sources: &[Source]) -> Vec<Offence> {
    let mut found = Vec::new();
    for (member, allowed) in ARROWS {
        let path = format!("{member}/Cargo.toml");
        let Some(manifest) = sources.iter().find(|s| s.path == path) else {
            found.push(format!("{path}: the package is missing"));
            continue;
        };
        for other in dependencies(&manifest.text) {
            let is_member = ARROWS.iter().any(|(name, _)| *name == other);
            if is_member && !allowed.contains(&other.as_str()) {
                found.push(format!("{path}: {member} may not depend on {other}"));
            }
        }
        if !manifest.text.contains("[lints]\nworkspace = true") {
            found.push(format!("{path}: the workspace's lints are not taken over"));
        }
    }
    found
}

/// The names in every `[…dependencies]` table, dev and build ones too.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        if let Some(table) = line.strip_prefix('[') {
            inside = table.trim_end().ends_with("dependencies]");
        } else if inside && line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            names.extend(line.split(['.', '=', ' ']).next().map(String::from));
        }
    }
    names
}

/// Versions that must stay exactly where they are.
pub fn loosened_pins(sources: &[Source]) -> Vec<Offence> {
    let Some(manifest) = sources.iter().find(|s| s.path == "Cargo.toml") else {
        return vec!["Cargo.toml: the workspace manifest is missing".into()];
    };
    ["sled", "bincode", "wasm-bindgen", "wasm-bindgen-cli-support"]
        .iter()
        .filter(|name| {
            let line = manifest.text.lines().find(|l| l.starts_with(&format!("{name} = ")));
            !line.is_some_and(|l| l.contains("\"="))
        })
        .map(|name| format!("Cargo.toml: {name} must be pinned with `=`"))
        .collect()
}

/// Exceptions in `deny.toml` without a reason that says why and what instead.
pub fn unexplained_exceptions(deny: &str) -> Vec<Offence> {
    let mut found = Vec::new();
    let mut advisories = 0;
    for (number, line) in (1..).zip(deny.lines()) {
        let line = line.trim();
        if !line.contains("id = \"RUSTSEC-") || line.starts_with('#') {
            continue;
        }
        advisories += 1;
        let reason = line.split_once("reason = \"").map_or("", |(_, rest)| rest);
        if reason.len() < 60 || !reason.contains("Replace") {
            found.push(format!(
                "deny.toml:{number}: the exception needs a reason: why it stays, and `Replaced …` how"
            ));
        }
    }
    if advisories == 0 {
        found.push("deny.toml: no exception found; is the list still where it was?".into());
    }
    found
}

/// Links in Markdown files to files of the repository that are not there.
pub fn dead_links(top: &Path, sources: &[Source]) -> Vec<Offence> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|s| s.has_extension("md")) {
        for (number, line) in (1..).zip(source.text.lines()) {
            for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let target = target.split('#').next().unwrap_or("");
                if target.is_empty() || target.contains("://") || target.contains(' ') {
                    continue;
                }
                let folder = Path::new(&source.path).parent().unwrap_or(Path::new(""));
                if !top.join(plain(&folder.join(target))).exists() {
                    found.push(format!("{}:{number}: {target} does not exist", source.path));
                }
            }
        }
    }
    found
}

/// Guards that a document names as `path::name` and that are no tests of the
/// repository, and rows of its tables that name none.
pub fn guards_that_are_gone(document: &Source, sources: &[Source]) -> Vec<Offence> {
    let mut found = Vec::new();
    let mut named = 0;
    for (number, line) in (1..).zip(document.text.lines()) {
        let at = format!("{}:{number}", document.path);
        for guard in line.split('`').filter(|text| text.contains(".rs::")) {
            named += 1;
            let (path, name) = guard.split_once("::").unwrap_or_default();
            let source = sources.iter().find(|source| source.path == path);
            let test = format!("fn {name}()");
            if !source.is_some_and(|source| source.text.contains(&test)) {
                found.push(format!("{at}: {guard} is no test of this repository"));
            }
        }
        let is_row = line.starts_with("| ") && !line.starts_with("| could");
        if is_row && !line.contains(".rs::") && !line.contains("| nothing:") {
            found.push(format!("{at}: a claim without a guard"));
        }
    }
    if named == 0 {
        found.push(format!("{}: names no guard", document.path));
    }
    found
}

/// The path without `.` and `..`, without asking the file system.
fn plain(path: &Path) -> PathBuf {
    let mut made = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                made.pop();
            }
            Component::CurDir => {}
            other => made.push(other),
        }
    }
    made
}
