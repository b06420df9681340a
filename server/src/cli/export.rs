//! `daybook export`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ledger::record::Hash;

use super::progress::Progress;
use super::{Data, Failure, Outcome, say};
use crate::files::{self, Readers};
use crate::opened::Opened;
use crate::tree::{Item, ReadTree};

/// Write the whole ledger as static files that anyone can check.
///
/// The folder then holds the read tree of FORMAT.md section 11: it can be
/// served by any web server, kept as an archive, and checked with
/// `daybook verify` or by other people's tools. Documents that entries cite and
/// that are not withheld lie in `documents/`. It must not exist yet; it
/// appears under its name when everything is in it.
#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// The folder to make
    #[arg(value_name = "DIR")]
    target: PathBuf,
    #[command(flatten)]
    data: Data,
}

impl Export {
    pub(super) fn run(self) -> Outcome {
        if self.target.exists() {
            let target = self.target.display();
            return Err(Failure::refused(format!("{target}: exists; choose a new name")));
        }
        let opened = Opened::open(&self.data.data).map_err(Failure::unable)?;
        if let Some(damage) = &opened.damage {
            eprintln!("daybook: exporting a ledger that does not match: {damage}");
        }
        let tree = opened.tree();
        let unfinished = beside(&self.target);
        let written = write(&opened, &tree, &unfinished).and_then(|count| {
            let named = std::fs::rename(&unfinished, &self.target)
                .and_then(|()| files::sync_parent(&self.target));
            named
                .map_err(|error| Failure::unable(format!("{}: {error}", self.target.display())))?;
            Ok(count)
        });
        match written {
            Ok(count) => {
                let size = opened.start().head.size;
                say(format!(
                    "exported {size} entries in {count} files to {}",
                    self.target.display()
                ));
                Ok(ExitCode::SUCCESS)
            }
            Err(failure) => {
                // Ours alone: it did not exist before.
                let _ = std::fs::remove_dir_all(&unfinished);
                Err(failure)
            }
        }
    }
}

/// Writes every file, the checkpoint last, and syncs them.
fn write(opened: &Opened, tree: &ReadTree<'_>, folder: &Path) -> Result<usize, Failure> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error: std::io::Error| Failure::unable(format!("{}: {error}", path.display()))
    };
    std::fs::create_dir(folder).map_err(at(folder))?;
    let documents = write_documents(opened, &folder.join("documents"))?;
    let items = tree.items();
    let progress = Progress::new(items.len() as u64, "exporting");
    let mut last_folder = PathBuf::new();
    for (done, item) in (1..).zip(&items) {
        let path = folder.join(item.path());
        let Some(bytes) = tree.read(item).map_err(Failure::unable)? else {
            if *item == Item::Checkpoint {
                return Err(Failure::unable("the ledger has no signed checkpoint"));
            }
            // A damaged store: the copy shows the same gap.
            continue;
        };
        if let Some(parent) = path.parent()
            && parent != last_folder
        {
            std::fs::create_dir_all(parent).map_err(at(parent))?;
            parent.clone_into(&mut last_folder);
        }
        files::create(&path, &bytes, Readers::Anyone).map_err(at(&path))?;
        progress.at(done);
    }
    files::sync_folder(folder).map_err(at(folder))?;
    Ok(items.len() + documents)
}

/// Writes the documents that entries cite and that are not withheld, each hashed
/// again on its way.
fn write_documents(opened: &Opened, folder: &Path) -> Result<usize, Failure> {
    let size = opened.start().head.size;
    let documents = &opened.documents;
    let all = documents.published(&opened.store, size).map_err(Failure::unable)?;
    if all.is_empty() {
        return Ok(0);
    }
    std::fs::create_dir(folder)
        .map_err(|error| Failure::unable(format!("{}: {error}", folder.display())))?;
    let progress = Progress::new(all.len() as u64, "exporting documents");
    for (done, document) in (1..).zip(&all) {
        let path = folder.join(document.to_hex());
        let copied = copy(opened, document, &path)
            .map_err(|error| Failure::unable(format!("{}: {error}", path.display())))?;
        if copied.is_some_and(|copied| copied != *document) {
            // The copy shows the same damage, and `verify` names it.
            eprintln!("daybook: document {document}: does not match its name");
        }
        progress.at(done);
    }
    files::sync_folder(folder)
        .map_err(|error| Failure::unable(format!("{}: {error}", folder.display())))?;
    Ok(all.len())
}

/// Copies one document; the BLAKE3 of what was copied.
fn copy(opened: &Opened, document: &Hash, path: &Path) -> std::io::Result<Option<Hash>> {
    let Some(mut held) = opened.documents.read(document)? else { return Ok(None) };
    let mut file = std::fs::File::create_new(path)?;
    let hashed = held.copy(&opened.documents, |piece| file.write_all(piece))?;
    file.sync_all()?;
    Ok(Some(hashed.digest.blake3))
}

fn beside(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.unfinished", std::process::id()));
    target.with_file_name(name)
}
