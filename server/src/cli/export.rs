//! `daybook export`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ledger::record::Hash;

use super::progress::Progress;
use super::{Data, Failure, Outcome, say};
use crate::archive::ArchiveWriter;
use crate::clock;
use crate::files::{self, Readers};
use crate::opened::Opened;
use crate::tree::{Item, ReadTree};

/// Write the whole ledger as files that anyone can check.
///
/// A name that ends in `.daybook` becomes one file, an archive of the read
/// tree (FORMAT.md sections 11 and 14) that `daybook verify`, the viewer and
/// any tar program open. Any other name becomes a folder of the same files,
/// which any web server can serve. Documents that entries cite and that are not
/// withheld lie in `documents/`. TARGET must not exist yet; it appears under its
/// name when everything is in it.
///
/// What is held back from the public when it is made is held back in it: an export
/// made after the end of an embargo has the rest.
#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// The file (`NAME.daybook`) or folder to make
    #[arg(value_name = "TARGET")]
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
        let ending = std::ffi::OsStr::new(ledger::archive::EXTENSION);
        let is_archive = self.target.extension() == Some(ending);
        let written = if is_archive {
            archive(&opened, &tree, &unfinished)
        } else {
            write(&opened, &tree, &unfinished)
        };
        let written = written.and_then(|count| {
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
                let _ = if is_archive {
                    std::fs::remove_file(&unfinished)
                } else {
                    std::fs::remove_dir_all(&unfinished)
                };
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

/// Writes every file into one archive, in the order of their names.
fn archive(opened: &Opened, tree: &ReadTree<'_>, path: &Path) -> Result<usize, Failure> {
    let at = |error: std::io::Error| Failure::unable(format!("{}: {error}", path.display()));
    let size = opened.start().head.size;
    let documents = opened.documents.published(&opened.store, size, clock::now());
    let documents = documents.map_err(Failure::unable)?;
    let items = tree.items().into_iter().map(Part::Item);
    let mut parts: Vec<_> = items.chain(documents.into_iter().map(Part::Document)).collect();
    parts.sort_by_cached_key(Part::path);
    let mut writer = ArchiveWriter::create(path).map_err(at)?;
    let progress = Progress::new(parts.len() as u64, "exporting");
    for (done, part) in (1..).zip(&parts) {
        match part {
            Part::Item(item) => match tree.read(item).map_err(Failure::unable)? {
                Some(bytes) => writer.member(&part.path(), &bytes).map_err(at)?,
                None if *item == Item::Checkpoint => {
                    return Err(Failure::unable("the ledger has no signed checkpoint"));
                }
                // A damaged store: the copy shows the same gap.
                None => {}
            },
            Part::Document(document) => {
                let Some(mut held) = opened.documents.read(document).map_err(at)? else { continue };
                let size = held.size;
                let mut copied = None;
                let written = writer.pieces(&part.path(), size, |take| {
                    copied = Some(held.copy(&opened.documents, take)?.digest.blake3);
                    Ok(())
                });
                written.map_err(at)?;
                if copied.is_some_and(|copied| copied != *document) {
                    // The copy shows the same damage, and `verify` names it.
                    eprintln!("daybook: document {document}: does not match its name");
                }
            }
        }
        progress.at(done);
    }
    writer.finish().map_err(at)?;
    Ok(parts.len())
}

/// What becomes a member of an archive.
enum Part {
    Item(Item),
    Document(Hash),
}

impl Part {
    fn path(&self) -> String {
        match self {
            Self::Item(item) => item.path(),
            Self::Document(document) => format!("documents/{document}"),
        }
    }
}

/// Writes the documents that entries cite and that are not withheld, each hashed
/// again on its way.
fn write_documents(opened: &Opened, folder: &Path) -> Result<usize, Failure> {
    let size = opened.start().head.size;
    let documents = &opened.documents;
    let all = documents.published(&opened.store, size, clock::now()).map_err(Failure::unable)?;
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
