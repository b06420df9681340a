//! Runs a command with `DAYBOOK_TEST_DATABASE` naming a node of PostgreSQL that is there
//! for as long: `scripts/test e2e_postgres` gives it the tests of behaviour.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    host::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
mod host {
    use std::process::{Command, ExitCode};
    use tests::postgres::Node;

    pub(crate) fn main() -> ExitCode {
        let words: Vec<String> = std::env::args().skip(1).collect();
        let [program, arguments @ ..] = words.as_slice() else {
            eprintln!("usage: on_postgres COMMAND [ARGUMENT…]");
            return ExitCode::from(2);
        };
        let node = match Node::alone() {
            Ok(node) => node,
            Err(why) => {
                println!("skipped: {why}");
                return ExitCode::SUCCESS;
            }
        };
        let address = format!("postgres://postgres@127.0.0.1:{}/", node.port());
        let status =
            Command::new(program).args(arguments).env("DAYBOOK_TEST_DATABASE", address).status();
        match status {
            Ok(status) => ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)),
            Err(error) => {
                eprintln!("on_postgres: {program}: {error}");
                ExitCode::from(3)
            }
        }
    }
}
