//! The operator's handbook, done as it says.
//!
//! All blocks marked `sh` are put together to one script and run in order, as somebody
//! would who follows the page. Only what would touch this machine is other than it
//! stands there: folders, the port, and `systemctl` and `sudo`, which do the same
//! without systemd and without another user.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use tests::daybook::binary;
use tests::house;

/// The blocks of a Markdown text that are marked with `mark`, each with its line.
fn blocks(text: &str, mark: &str) -> Vec<(usize, String)> {
    let (mut found, mut open): (Vec<(usize, String)>, bool) = (Vec::new(), false);
    for (number, line) in (1..).zip(text.lines()) {
        match (open, line.trim_end()) {
            (false, start) if start == format!("```{mark}") => {
                open = true;
                found.push((number + 1, String::new()));
            }
            (true, "```") => open = false,
            (true, inside) => {
                if let Some((_, block)) = found.last_mut() {
                    block.push_str(inside);
                    block.push('\n');
                }
            }
            _ => {}
        }
    }
    found
}

/// What stands in for the machine: `serve` in the background instead of a service.
const STAND_INS: &str = r#"
set -euo pipefail
sudo() { [ "$1" = -u ] && shift 2; "$@"; }
# A program built without the viewer has none to write.
if ! daybook viewer probe.html > /dev/null 2>&1; then
  echo "without the viewer: its file is stood in for"
  daybook() { if [ "$1" = viewer ]; then touch "$2"; else command daybook "$@"; fi; }
fi
started=
start() {
  command daybook serve --config "$ETC/daybook.toml" >> server.log 2>&1 &
  started=$!
  for _ in $(seq 200); do curl -sS --fail "http://$ADDRESS/readyz" > /dev/null 2>&1 && return 0; sleep 0.1; done
  cat server.log >&2; return 1
}
stop() { [ -z "$started" ] || { kill "$started"; wait "$started"; started=; }; }
systemctl() {
  case "$1" in
    start|enable) start ;;
    stop|disable) stop ;;
    restart) stop; start ;;
    *) echo "systemctl $1: not stood in for" >&2; return 2 ;;
  esac
}
trap 'code=$?; [ -z "$started" ] || kill "$started"; exit $code' EXIT
"#;

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}

/// Runs all blocks; the script's words where it fails.
fn follow(text: &str, dir: &Path) -> Result<String, String> {
    let (state, etc, address) = (dir.join("state"), dir.join("etc"), free_address());
    for folder in [&state, &etc] {
        std::fs::create_dir(folder).expect("a folder");
    }
    let here = |text: &str| {
        text.replace("/var/lib/daybook", state.to_str().expect("UTF-8"))
            .replace("/etc/daybook", etc.to_str().expect("UTF-8"))
            .replace("127.0.0.1:8080", &address)
            .replace("metrics-listen = \"127.0.0.1:9464\"", "metrics-listen = \"127.0.0.1:0\"")
    };
    let config = std::fs::read_to_string(house::root().join("docs/deploy/daybook.toml"));
    std::fs::write(etc.join("daybook.toml"), here(&config.expect("the settings")))
        .expect("written");
    let mut script = STAND_INS.to_owned();
    for (line, block) in blocks(text, "sh") {
        script.extend(["echo '=== line ", &line.to_string(), "'\n", &here(&block)]);
    }
    std::fs::write(dir.join("script"), &script).expect("written");
    // Under the name that the page uses, whatever this one is called.
    let programs = dir.join("bin");
    std::fs::create_dir(&programs).expect("a folder");
    std::os::unix::fs::symlink(binary(), programs.join("daybook")).expect("a link");
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
    let done = Command::new("bash")
        .arg("script")
        .current_dir(dir)
        .env("PATH", path)
        .env("ETC", &etc)
        .env("ADDRESS", &address)
        .stdin(Stdio::null())
        .output()
        .expect("bash runs");
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    if done.status.success() {
        return Ok(told);
    }
    let log = std::fs::read_to_string(dir.join("server.log")).unwrap_or_default();
    let errors = String::from_utf8_lossy(&done.stderr).into_owned();
    Err(format!("{told}\n--- errors\n{errors}\n--- log\n{log}"))
}

#[test]
fn every_command_of_the_handbook_does_what_it_says() {
    let path = house::root().join("docs/handbook.md");
    let text = std::fs::read_to_string(path).expect("the handbook");
    assert!(blocks(&text, "sh").len() >= 10, "the blocks are not found");
    let dir = tempfile::tempdir().expect("a folder");
    let told = follow(&text, dir.path()).unwrap_or_else(|told| panic!("{told}"));
    assert!(told.contains("VERIFIED: ledger.example/inquiry"), "{told}");
    // The wrong name is in nothing that is left, and the rest is there.
    let state = dir.path().join("state");
    for name in ["ledger", "ledger.daybook"] {
        assert!(!holds(&state.join(name), b"Not The Right Name"), "{name} has the name");
    }
    assert!(holds(&state.join("ledger.daybook"), b"transport-committee"));
    assert!(dir.path().join("viewer.html").exists());
}

/// A page with a wrong command fails: else nothing would be tested above.
#[test]
fn a_wrong_command_is_noticed() {
    let dir = tempfile::tempdir().expect("a folder");
    let told = follow("```sh\ndaybook serve --no-such-option\n```\n", dir.path());
    assert!(told.is_err_and(|told| told.contains("no-such-option")));
    let text = "```sh\none\n```\n```root\ntwo\n```\n```\nthree\n```\n```sh\nfour\n```\n";
    assert_eq!(blocks(text, "sh"), [(2, "one\n".to_owned()), (11, "four\n".to_owned())]);
}

/// Whether a file, or any file below a folder, holds `bytes`.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    if path.is_dir() {
        let mut entries = std::fs::read_dir(path).expect("a folder");
        return entries.any(|entry| holds(&entry.expect("an entry").path(), bytes));
    }
    let all = std::fs::read(path).unwrap_or_default();
    all.windows(bytes.len()).any(|window| window == bytes)
}
