//! One configuration file, the environment and flags: what is in force, and that a
//! slip of the pen is found before a server runs with it.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use tests::daybook::{TestServer, binary, new_ledger};

/// `daybook serve --config FILE`, with variables and more arguments, to its end.
fn serve(config: &Path, variables: &[(&str, &str)], more: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(binary());
    command.args(["serve", "--config"]).arg(config).args(more).stdin(Stdio::null());
    let Output { status, stdout, stderr } =
        command.envs(variables.iter().copied()).output().expect("daybook runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("an exit code"), text(stdout), text(stderr))
}

#[test]
fn what_is_in_force_is_told_with_its_source() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("daybook.toml");
    let text = "data = \"/srv/daybook\"\nlisten = \"127.0.0.1:9\"\nfour-eyes = \"all\"\n";
    std::fs::write(&file, text).expect("written");
    let variables = [("DAYBOOK_FOUR_EYES", "off"), ("DAYBOOK_LISTEN", "127.0.0.1:7")];
    let (code, told, error) =
        serve(&file, &variables, &["--check-config", "--listen", "127.0.0.1:8"]);
    assert_eq!(code, 0, "{error}");
    for due in [
        &format!("data = \"/srv/daybook\"  # {}:1", file.display()),
        "listen = \"127.0.0.1:8\"  # --listen",
        "four-eyes = \"off\"  # DAYBOOK_FOUR_EYES",
        "# log = \"info\"  # default",
        "# policy is not set",
    ] {
        assert!(told.lines().any(|line| line == due), "{due} is not in:\n{told}");
    }
    assert!(!Path::new("/srv/daybook").exists(), "a check makes nothing");
}

#[test]
fn a_wrong_file_is_refused_with_file_line_and_the_name_that_was_meant() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("daybook.toml");
    for (text, code, words) in [
        (
            "listen = \"127.0.0.1:0\"\nfour-eys = \"all\"\n",
            2,
            ":2: \"four-eys\" is not known; did you mean four-eyes?",
        ),
        ("listen = \"everywhere\"\n", 2, ":1: listen: invalid value 'everywhere'"),
        ("four-eyes = \"two\"\n", 2, ":1: four-eyes: "),
        ("listen = \n", 2, ":1: is not TOML"),
        ("publish-every = \"5m\"\n", 2, "--publish <TARGET>"),
        ("policy = \"/no/such/policy\"\n", 3, "--policy /no/such/policy"),
        ("origin = \"two words\"\n", 2, "--origin"),
        ("publish = \"gopher://x\"\n", 2, "gopher"),
    ] {
        std::fs::write(&file, text).expect("written");
        let (found, _, error) = serve(&file, &[], &["--check-config"]);
        assert_eq!(found, code, "{text}: {error}");
        assert!(error.contains(words), "{text}: {error}");
    }
    // The same refusal without the check: nothing is served by a file that is wrong.
    std::fs::write(&file, "lissten = \"127.0.0.1:0\"\n").expect("written");
    let (code, out, error) = serve(&file, &[], &[]);
    assert!(code == 2 && error.contains("did you mean listen?"), "{error}");
    assert!(!out.contains("listening"), "{out}");
    let (code, _, error) = serve(&dir.path().join("absent.toml"), &[], &[]);
    assert!(code == 3 && error.contains("absent.toml"), "{error}");
}

#[test]
fn a_server_runs_by_its_file() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("ledger");
    let token = new_ledger(&data);
    let file = dir.path().join("daybook.toml");
    std::fs::write(&file, "four-eyes = \"all\"\ndocument-max = 3\n").expect("written");
    let path = file.to_str().expect("UTF-8");
    let server = TestServer::open_as(&data, &token, &["--config", path, "--four-eyes", "off"]);
    let client = server.client();
    client.post("/api/v1/documents", &[], b"four").expect(413);
    client.post("/api/v1/documents", &[], b"abc").expect(201);
}
