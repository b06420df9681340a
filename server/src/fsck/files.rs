//! The small files of a data folder.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use ledger::proof::{Policy, SignerKey};
use ledger::record::{Hash, Origin};

use super::{Found, Part};
use crate::access::tokens;
use crate::files::{self, is_unfinished};
use crate::pending::Proposal;
use crate::recover;

/// What a data folder may hold (`crate::folder`).
const KNOWN: &[&str] = &[
    crate::backup::RESTORED,
    crate::backup::SOCKET,
    "access-log",
    "cosigned",
    "database",
    "documents",
    "erasure-keys",
    "format",
    "head",
    "lock",
    "lost+found",
    "origin",
    "pending",
    "policy",
    "signing-key",
    "store",
    "tokens.json",
    "tokens.lock",
];

/// Files that nobody but their owner may read.
const SECRET: &[&str] = &["database", "erasure-keys", "signing-key", "tokens.json"];

const BACKUP: &str = "put it back from a backup (docs/backup.md)";

/// Looks at every file beside store and documents. `folder` is the data folder.
pub fn check(folder: &Path, found: &mut Found) {
    names(folder, found);
    for name in SECRET {
        mode(&folder.join(name), name, found);
    }
    let key = signing_key(folder, found);
    if let (Some(bytes), Some(key)) = (read(folder, "head", found), &key)
        && let Err(problem) = recover::signed(&bytes, key.verifier())
    {
        let problem = format!("is no checkpoint of this ledger ({problem})");
        found.wrong(Part::Files, "head", problem, BACKUP);
    }
    if let Some(bytes) = read(folder, "policy", found)
        && let Err(error) = Policy::parse(&bytes)
    {
        let remedy = "give `daybook serve --policy` the right file";
        found.wrong(Part::Files, "policy", error.to_string(), remedy);
    }
    check_tokens(folder, found);
    pending(folder, found);
}

/// What lies there that should not.
fn names(folder: &Path, found: &mut Found) {
    let listed = std::fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let listed = match listed {
        Ok(listed) => listed,
        Err(error) => return found.unable.push(format!("{}: {error}", folder.display())),
    };
    for entry in listed {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_unfinished(&name) || name == "store.old" {
            found.notes.push(format!("{name}: is left of a writing that was cut off"));
        } else if !KNOWN.contains(&name.as_str()) {
            found.notes.push(format!("{name}: is no file of a ledger"));
        }
    }
}

fn mode(path: &Path, name: &str, found: &mut Found) {
    let Ok(known) = std::fs::metadata(path) else { return };
    let mode = known.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let problem = format!("may be read or written by others (mode {mode:03o})");
        found.wrong(Part::Files, name, problem, format!("chmod 600 {}", path.display()));
    }
}

/// The bytes of a file that need not be there.
fn read(folder: &Path, name: &str, found: &mut Found) -> Option<Vec<u8>> {
    files::read_if_there(&folder.join(name)).unwrap_or_else(|error| {
        found.unable.push(format!("{name}: {error}"));
        None
    })
}

/// The signing key, if it is the ledger's.
fn signing_key(folder: &Path, found: &mut Found) -> Option<SignerKey> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim_end().to_owned();
    let origin = read(folder, "origin", found).map(text).unwrap_or_default();
    let origin = match Origin::new(&origin) {
        Ok(origin) => Some(origin),
        Err(error) => {
            found.wrong(Part::Files, "origin", error.to_string(), BACKUP);
            None
        }
    };
    let Some(bytes) = read(folder, "signing-key", found) else {
        found.wrong(Part::Files, "signing-key", "is missing", BACKUP);
        return None;
    };
    // The error of a key never repeats the key.
    let Ok(key) = SignerKey::parse(&text(bytes)) else {
        found.wrong(Part::Files, "signing-key", "is no key that signs", BACKUP);
        return None;
    };
    if let Some(origin) = origin.filter(|origin| key.verifier().name() != origin) {
        let problem = format!("signs for {}, the ledger is {origin}", key.verifier().name());
        found.wrong(Part::Files, "signing-key", problem, BACKUP);
        return None;
    }
    Some(key)
}

fn check_tokens(folder: &Path, found: &mut Found) {
    let remedy = "take the file away and make the tokens anew with `daybook token`";
    let list = match tokens::read(&crate::folder::tokens_of(folder)) {
        Ok(list) => list,
        Err(error @ tokens::TokensError::Io { .. }) => return found.unable.push(error.to_string()),
        Err(error) => return found.wrong(Part::Tokens, "tokens.json", error.to_string(), remedy),
    };
    for (place, token) in list.iter().enumerate() {
        found.count("tokens");
        let name = format!("tokens.json, {}", token.name);
        if Hash::parse(&token.hash).is_err() {
            found.wrong(Part::Tokens, &name, "its hash is none: nobody can use it", remedy);
        }
        if list[..place].iter().any(|other| other.hash == token.hash) {
            found.wrong(Part::Tokens, &name, "is there twice", remedy);
        }
    }
}

fn pending(folder: &Path, found: &mut Found) {
    let folder = folder.join("pending");
    let listed = match std::fs::read_dir(&folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return,
        Err(error) => return found.unable.push(format!("pending: {error}")),
    };
    for entry in listed.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let place = format!("pending/{name}");
        if is_unfinished(&name) {
            found.notes.push(format!("{place}: is left of a writing that was cut off"));
            continue;
        }
        mode(&entry.path(), &place, found);
        let bytes = match std::fs::read(entry.path()) {
            Ok(bytes) => bytes,
            Err(error) => {
                found.unable.push(format!("{place}: {error}"));
                continue;
            }
        };
        found.count("pending");
        let remedy = "take it away and ask its author to send the draft again";
        // What serde says may repeat words of the draft: only the place is told.
        match serde_json::from_slice::<Proposal>(&bytes) {
            Err(error) => {
                let at =
                    format!("is no proposal (line {}, column {})", error.line(), error.column());
                found.wrong(Part::Pending, place, at, remedy);
            }
            Ok(proposal) if name != format!("{}.json", proposal.id) => {
                let problem = format!("holds the proposal {}", proposal.id);
                found.wrong(Part::Pending, place, problem, remedy);
            }
            Ok(proposal) if proposal.state.is_over() && !proposal.items.is_empty() => {
                let problem = format!("is {} and still has its words", proposal.state.as_str());
                found.wrong(Part::Pending, place, problem, "take it away");
            }
            Ok(_) => {}
        }
    }
}
