//! The documents folder beside what entries say. That each file is the one that its
//! name says is the verifier's part; here is the rest.

use std::io;
use std::path::Path;

use ledger::documents::{Documents as Said, Standing};
use ledger::events::documents::WithholdingMode;
use ledger::record::{Hash, Index};

use super::rows::RESTORE;
use super::{Found, Part};
use crate::opened::Opened;
use crate::store::StoreError;

/// Looks at marks of withholding, leavings and lost files.
pub fn check(opened: &Opened, found: &mut Found) {
    let folder = opened.folder.documents();
    let said = match said(opened) {
        Ok(said) => said,
        Err(error) => return found.unable.push(format!("documents: {error}")),
    };
    incoming(&folder, found);
    if let Err(error) = applied(&folder, opened.start().head.size.get(), found) {
        found.unable.push(format!("documents/applied: {error}"));
    }
    for (document, _) in said.iter() {
        found.count("documents");
        if let Standing::Withheld(entry, why) = said.standing(document) {
            withheld(opened, document, entry, why.mode, found);
        }
    }
    if let Err(error) = walk(opened, &folder, &said, found) {
        found.unable.push(format!("documents: {error}"));
    }
}

/// What the entries say of documents. One that cannot be read is passed over: the
/// verifier says which.
fn said(opened: &Opened) -> Result<Said, StoreError> {
    let mut said = Said::new();
    for at in 0..opened.start().head.size.get() {
        match opened.store.entry(Index::new(at)) {
            Ok(Some(stored)) => said.take(Index::new(at), &stored.line),
            Ok(None) | Err(StoreError::Layout(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(said)
}

fn incoming(folder: &Path, found: &mut Found) {
    let left = std::fs::read_dir(folder.join("incoming")).map_or(0, Iterator::count);
    if left > 0 {
        found.notes.push(format!(
            "documents/incoming: {left} uploads were cut off; the next start removes them"
        ));
    }
}

fn applied(folder: &Path, size: u64, found: &mut Found) -> io::Result<()> {
    let text = match std::fs::read_to_string(folder.join("applied")) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let remedy = "take the file away: the next start looks through all entries again";
    match text.trim().parse::<u64>() {
        Ok(count) if count <= size => {}
        Ok(count) => {
            let problem = format!("says {count} entries, and the ledger has {size}");
            found.wrong(Part::Documents, "documents/applied", problem, remedy);
        }
        Err(_) => found.wrong(Part::Documents, "documents/applied", "is no number", remedy),
    }
    Ok(())
}

/// A withheld document has its mark, and its file is not where it would be served.
fn withheld(
    opened: &Opened,
    document: &Hash,
    entry: Index,
    mode: WithholdingMode,
    found: &mut Found,
) {
    let place = format!("document {document}");
    let start = "start the server, which withholds it";
    match opened.documents.marker(document) {
        Ok(Some(_)) => {}
        Ok(None) => {
            let problem = format!("entry {entry} withholds it, and it is not marked so");
            found.wrong(Part::Documents, &place, problem, start);
        }
        Err(error) => {
            let problem = format!("its mark cannot be read: {error}");
            found.wrong(Part::Documents, &place, problem, start);
        }
    }
    let [open, aside] = opened.documents.places(document);
    let is_destroyed = mode == WithholdingMode::Destroyed;
    if open.exists() || (is_destroyed && aside.exists()) {
        let problem = format!("entry {entry} withholds it, and its file is still there");
        found.wrong(Part::Documents, &place, problem, start);
    }
    if !is_destroyed
        && !aside.exists()
        && opened.documents.meta(document).is_ok_and(|m| m.is_some())
    {
        let problem = "is kept though withheld, and its file is gone";
        found.wrong(Part::Documents, &place, problem, RESTORE);
    }
}

/// Every file in the folder: marks that no entry made, descriptions without a file.
fn walk(opened: &Opened, folder: &Path, said: &Said, found: &mut Found) -> io::Result<()> {
    for document in opened.documents.marked()? {
        if said.standing(&document) == Standing::Open {
            let place = format!("document {document}");
            let problem = "is marked as withheld, and no entry withholds it";
            let remedy = format!(
                "take {}.withheld away below {}, and put its file back",
                document,
                folder.display()
            );
            found.wrong(Part::Documents, place, problem, remedy);
        }
    }
    for document in opened.documents.described()? {
        let place = format!("document {document}");
        if said.standing(&document) != Standing::Open {
            continue;
        }
        let [open, _] = opened.documents.places(&document);
        match opened.documents.meta(&document) {
            Ok(Some(meta)) if !open.exists() => {
                let problem = format!("was received on {}, and its file is gone", meta.received);
                found.wrong(Part::Documents, place, problem, RESTORE);
            }
            Ok(Some(meta)) if std::fs::metadata(&open)?.len() != meta.size => {
                let problem = format!("is described as {} bytes, and is not", meta.size);
                found.wrong(Part::Documents, place, problem, RESTORE);
            }
            Ok(_) => {}
            Err(error) => {
                let problem = format!("its description cannot be read: {error}");
                found.wrong(Part::Documents, place, problem, "upload the document again");
            }
        }
    }
    Ok(())
}
