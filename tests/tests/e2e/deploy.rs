//! The files in `docs/deploy/`: each is what it says, as far as this machine can tell.

use std::path::{Path, PathBuf};
use std::process::Command;
use tests::daybook::{binary, expect, run};
use tests::house;

fn deploy(name: &str) -> PathBuf {
    house::root().join("docs/deploy").join(name)
}

#[test]
fn the_configuration_file_is_one() {
    let path = deploy("daybook.toml");
    let line = ["serve", "--check-config", "--config", path.to_str().expect("UTF-8")];
    let told = expect(0, &line);
    assert!(told.contains("data = \"/var/lib/daybook/ledger\"  # "), "{told}");
    assert!(told.contains("log-format = \"json\"  # "), "{told}");
    // What is commented out is right too, where it needs no file that is not here.
    let text = std::fs::read_to_string(&path).expect("the file");
    let dir = tempfile::tempdir().expect("a folder");
    let whole = dir.path().join("daybook.toml");
    let known = |line: &str| line.trim_start_matches("# ").starts_with(['p', 't']);
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        Some(setting) if setting.contains(" = ") && known(line) => setting,
        _ => line,
    });
    let lines: Vec<&str> = lines.collect();
    std::fs::write(&whole, lines.join("\n")).expect("written");
    let done = run(&["serve", "--check-config", "--config", whole.to_str().expect("UTF-8")]);
    let error = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "only the certificate is missing: {error}");
    assert!(error.contains("fullchain.pem"), "{error}");
}

/// Runs `systemd-analyze` on the unit with this program in the place of the installed one.
fn analyze(arguments: &[&str]) -> Option<(bool, String)> {
    let dir = tempfile::tempdir().expect("a folder");
    let text = std::fs::read_to_string(deploy("daybook.service")).expect("the unit");
    let program = binary().to_str().expect("UTF-8");
    // Who serves is made by the operator, and not on this machine.
    let here =
        text.replace("/usr/local/bin/daybook", program).replace("daybook\nGroup=daybook", "root");
    let unit = dir.path().join("daybook.service");
    std::fs::write(&unit, here).expect("written");
    let done = Command::new("systemd-analyze").args(arguments).arg(&unit).output().ok()?;
    let mut told = String::from_utf8_lossy(&done.stdout).into_owned();
    told.push_str(&String::from_utf8_lossy(&done.stderr));
    Some((done.status.success(), told))
}

#[test]
fn systemd_understands_the_unit_and_finds_it_hardened() {
    let Some((good, told)) = analyze(&["verify", "--man=no"]) else {
        println!("skipped: systemd-analyze is not here");
        return;
    };
    let ours: Vec<&str> = told.lines().filter(|line| line.contains("daybook.service")).collect();
    assert!(good && ours.is_empty(), "{told}");
    // 10 is a service with no hardening at all, 0 the most there is.
    let (good, told) = analyze(&["security", "--offline=true", "--threshold=20", "--no-pager"])
        .expect("it was there a moment ago");
    assert!(good, "{told}");
}

#[test]
fn the_container_runs_what_the_program_understands() {
    let text = std::fs::read_to_string(deploy("Containerfile")).expect("the file");
    let variables = text
        .split_whitespace()
        .filter_map(|word| word.split_once('='))
        .filter(|(name, _)| name.starts_with("DAYBOOK_"));
    let mut command = Command::new(binary());
    let mut count = 0;
    for (name, value) in variables {
        command.env(name, value);
        count += 1;
    }
    assert!(count >= 3, "only {count} variables");
    let done = command.args(["serve", "--check-config"]).output().expect("daybook runs");
    let told = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(told.contains("listen = \"0.0.0.0:8080\"  # DAYBOOK_LISTEN"), "{told}");
    assert!(text.contains("USER 10001:10001"), "it must not run as root");
}

#[test]
fn manual_pages_and_completions_come_from_the_program() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("man1");
    expect(0, &["man", "--out", out.to_str().expect("UTF-8")]);
    let page = |name: &str| std::fs::read_to_string(out.join(name)).unwrap_or_default();
    for (name, due) in [
        ("daybook.1", "completions"),
        ("daybook-serve.1", "DAYBOOK_TLS_CERT"),
        ("daybook-cosign-new.1", "witness"),
    ] {
        assert!(
            page(name).starts_with(".ie") && page(name).contains(due),
            "{name}: {}",
            page(name)
        );
    }
    assert_eq!(expect(0, &["man"]), page("daybook.1"));
    for (shell, begins) in [("bash", "_daybook"), ("zsh", "#compdef daybook"), ("fish", "# Print")]
    {
        let script = expect(0, &["completions", shell]);
        assert!(script.contains(begins) && script.contains("four-eyes"), "{shell}: {script}");
        parses(shell, &script, dir.path());
    }
    expect(2, &["completions", "cmd"]);
    expect(3, &["man", "--out", "/dev/null/x"]);
}

/// A shell that is here reads its own script without a complaint.
fn parses(shell: &str, script: &str, dir: &Path) {
    let path = dir.join(shell);
    std::fs::write(&path, script).expect("written");
    match Command::new(shell).arg("-n").arg(&path).output() {
        Ok(done) => assert!(done.status.success(), "{shell}: {done:?}"),
        Err(_) => println!("skipped: {shell} is not here"),
    }
}
