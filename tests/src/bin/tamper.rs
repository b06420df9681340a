//! Makes forged copies of an exported ledger, and serves them to the viewer.
//!
//! Used by `scripts/demo-tamper`; knows no secret: everything here can be done
//! by anyone who can write to a web server.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    host::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
mod host {
    use std::path::Path;
    use std::process::ExitCode;
    use tests::read_tree::Copy;
    use tests::static_server::StaticServer;
    use tests::tamper::{Forger, change_one_byte};

    const USAGE: &str = "usage:
  tamper byte     EXPORT TARGET ENTRY   one letter changed in ENTRY
  tamper reseal   EXPORT TARGET ENTRY   ENTRY changed, everything after it hashed anew
  tamper truncate EXPORT TARGET ENTRY   ENTRY and everything after it cut off
  tamper serve    ADDRESS VIEWER FOLDER serves FOLDER with the viewer of the server VIEWER";

    pub(crate) fn main() -> ExitCode {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let given: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match given[..] {
            ["serve", address, viewer, folder] => serve(address, viewer, Path::new(folder)),
            [act, export, target, entry] => match entry.parse() {
                Ok(entry) => forge(act, Path::new(export), Path::new(target), entry),
                Err(_) => usage(),
            },
            _ => usage(),
        }
    }

    fn usage() -> ExitCode {
        eprintln!("{USAGE}");
        ExitCode::from(2)
    }

    fn forge(act: &str, export: &Path, target: &Path, entry: usize) -> ExitCode {
        if target.exists() {
            eprintln!("tamper: {} exists; choose a new name", target.display());
            return ExitCode::from(2);
        }
        let copy = Copy::read(export);
        let mut forger = Forger::new(&copy);
        if entry >= forger.lines.len() {
            eprintln!("tamper: there are {} entries; choose one below", forger.lines.len());
            return ExitCode::from(2);
        }
        let forged = match act {
            "byte" => change_one_byte(&copy, entry),
            "reseal" => {
                forger.dispute(entry);
                forger.copy()
            }
            "truncate" => {
                forger.lines.truncate(entry);
                forger.openings.truncate(entry);
                forger.copy_with_tiles_of(&copy)
            }
            _ => return usage(),
        };
        forged.write(target);
        ExitCode::SUCCESS
    }

    fn serve(address: &str, viewer: &str, folder: &Path) -> ExitCode {
        match StaticServer::start(address, folder, Some(viewer)) {
            Ok(server) => {
                println!("{}", server.url());
                loop {
                    std::thread::park();
                }
            }
            Err(error) => {
                eprintln!("tamper: {address}: {error}");
                ExitCode::from(3)
            }
        }
    }
}
