//! The house rules hold in the whole repository.
//!
//! Each rule is also shown a planted offence, so that a rule that stopped
//! looking fails here instead of passing for ever.

use tests::house::{self, Source, files, rules};

fn repository() -> Vec<Source> {
    let found = house::sources(&house::root());
    assert!(found.len() > 20, "only {} files found: is the walk broken?", found.len());
    found
}

#[track_caller]
fn holds(offences: &[String]) {
    assert!(offences.is_empty(), "{} offences:\n{}", offences.len(), offences.join("\n"));
}

#[track_caller]
fn catches(rule: fn(&[Source]) -> Vec<String>, path: &str, text: &str) {
    let planted = [Source::new(path, text)];
    assert!(!rule(&planted).is_empty(), "the rule overlooks {path}: {text}");
}

#[test]
fn files_do_one_job() {
    holds(&files::too_long(&repository()));
    catches(files::too_long, "web/src/a.rs", &"x\n".repeat(401));
}

#[test]
fn each_dependency_has_one_owner() {
    holds(&rules::owned_elsewhere(&repository()));
    for (path, text) in [
        ("server/src/http/a.rs", "let db = sled::open(p);"),
        ("server/src/http/a.rs", "let client = reqwest::Client::new();"),
        ("ledger/src/a.rs", "let now = SystemTime::now();"),
        ("ledger/src/a.rs", "std::fs::read(p)"),
        ("ledger/src/a.rs", "serde_json::to_string(&x)"),
        ("server/src/http/a.rs", "router.put(edit)"),
        ("server/src/audit/a.rs", "object_store::parse_url(u)"),
        ("server/src/sequencer.rs", "SystemTime::now()"),
        ("web/src/a.rs", "unsafe { x }"),
        ("server/src/a.rs", "#[ignore]"),
        ("web/src/a.rs", "node.set_inner_html(text)"),
        ("server/src/tree.rs", "self.store.whole_openings(index)"),
        ("server/src/http/a.rs", "shown::whole(&app.store, index)"),
    ] {
        catches(rules::owned_elsewhere, path, text);
    }
}

#[test]
fn the_viewer_has_one_file_for_each_door() {
    holds(&rules::doors_with_two_owners(&repository()));
    let two = [
        Source::new("web/src/a.rs", "window.fetch_with_str(url)"),
        Source::new("web/src/b.rs", "window.fetch_with_request(r)"),
    ];
    assert_eq!(rules::doors_with_two_owners(&two).len(), 1);
}

#[test]
fn nothing_is_left_unfinished() {
    holds(&rules::unfinished(&repository()));
    catches(rules::unfinished, "web/src/a.rs", &format!("// {}{}: later", "TO", "DO"));
}

#[test]
fn no_inline_style_or_script() {
    holds(&rules::inline_style(&repository()));
    catches(rules::inline_style, "web/src/a.rs", r#"<div style={"width: 3px"}>"#);
}

#[test]
fn no_machine_or_registry_is_named() {
    holds(&rules::machine_names(&repository()));
    catches(rules::machine_names, "README.md", &format!("see {}{}x", "/ho", "me/"));
}

#[test]
fn dependency_arrows_point_one_way() {
    holds(&files::wrong_arrows(&repository()));
    let planted = [Source::new(
        "ledger/Cargo.toml",
        "[dev-dependencies]\nserver.workspace = true\n[lints]\nworkspace = true\n",
    )];
    let found = files::wrong_arrows(&planted);
    assert!(found.iter().any(|f| f.contains("ledger may not depend on server")), "{found:?}");
}

#[test]
fn pinned_versions_stay_pinned() {
    holds(&files::loosened_pins(&repository()));
    catches(files::loosened_pins, "Cargo.toml", "sled = \"0.34\"\n");
}

#[test]
fn every_exception_in_deny_has_a_reason() {
    let text = std::fs::read_to_string(house::root().join("deny.toml")).expect("deny.toml");
    holds(&files::unexplained_exceptions(&text));
    assert_eq!(files::unexplained_exceptions("{ id = \"RUSTSEC-2020-0001\" }").len(), 1);
    assert_eq!(files::unexplained_exceptions("").len(), 1, "an empty list must be noticed");
}

#[test]
fn links_between_documents_lead_somewhere() {
    let top = house::root();
    holds(&files::dead_links(&top, &repository()));
    let planted = [Source::new("docs/a.md", "[x](../no-such-file.md)")];
    assert_eq!(files::dead_links(&top, &planted).len(), 1);
}

#[test]
fn every_claim_about_security_has_its_guard() {
    let sources = repository();
    let document = sources.iter().find(|source| source.path == "SECURITY.md");
    holds(&files::guards_that_are_gone(document.expect("SECURITY.md"), &sources));
    for text in [
        "| a | b | `tests/tests/tidy.rs::no_such_test` |",
        "| a | b | `no/such/file.rs::repository` |",
        "| a | b | |\n| a | b | `tests/tests/tidy.rs::nothing_is_left_unfinished` |",
        "nothing",
    ] {
        let planted = Source::new("SECURITY.md", text);
        assert_eq!(files::guards_that_are_gone(&planted, &sources).len(), 1, "{text}");
    }
}

#[test]
fn scripts_are_valid_and_executable() {
    use std::os::unix::fs::PermissionsExt;
    let top = house::root();
    let mut seen = 0;
    for source in repository() {
        let first = source.text.lines().next().unwrap_or("");
        if !first.starts_with("#!") {
            continue;
        }
        let path = top.join(&source.path);
        let mode = std::fs::metadata(&path).expect("the script exists").permissions().mode();
        assert!(mode & 0o111 != 0, "{} has a #! line and is not executable", source.path);
        if first.contains("bash") {
            let checked = std::process::Command::new("bash").arg("-n").arg(&path).status();
            assert!(checked.expect("bash runs").success(), "{} does not parse", source.path);
        }
        seen += 1;
    }
    assert!(seen >= 4, "only {seen} scripts found");
}

/// What git keeps at the top is what the project is made of, and none of it is
/// build output: a folder of it was once committed by mistake, 390 MB.
#[test]
fn nothing_is_kept_that_nobody_wrote() {
    let top = house::root();
    let listed = std::process::Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(&top)
        .output()
        .ok()
        .filter(|done| done.status.success());
    let Some(listed) = listed else {
        println!("skipped: not a checkout of git");
        return;
    };
    let listed = String::from_utf8(listed.stdout).expect("paths in UTF-8");
    let paths: Vec<&str> = listed.split_terminator('\0').collect();
    assert!(paths.len() > 50, "only {} files are kept", paths.len());
    let found = files::unexpected(&top, &paths);
    holds(&found);
    let planted = ["target-2/debug/daybook", "server/core.bin"];
    assert_eq!(files::unexpected(&top, &planted).len(), 1, "the planted folder is noticed");
}
