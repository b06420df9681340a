//! One run: from a ledger, running or not, into a folder.

use std::io;
use std::path::Path;

use ledger::proof::{
    BundleId, SignedCheckpoint, TILE_WIDTH, Tree, TreeHash, VerifierKey, plan_bundles,
};
use ledger::record::bundle::encode_entries;
use ledger::record::{Hash, Size, Timestamp};

use super::folder::Target;
use super::key::BackupKey;
use super::manifest::{Manifest, VERSION};
use super::rows::{Ask, AskError, Cut, KEYS_MOST, Rows};
use super::{BackupError, io_at, secrets};
use crate::recover;
use crate::store::Store;

/// How often a run begins again because something was redacted meanwhile.
const TRIES: usize = 5;

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Entries that are backed up.
    pub size: u64,
    /// Files of the backup.
    pub files: usize,
    /// Of these, those that were copied in this run.
    pub copied: usize,
    /// Files of earlier runs that were overwritten and removed.
    pub removed: usize,
    /// Bytes of all files.
    pub bytes: u64,
    /// Keys of redacted values that are gone from the backup since the one before.
    pub destroyed: u64,
}

/// Backs up the ledger that `rows` answers for, whose other files lie in `data`, into
/// `folder`. With `all`, every file is read back, and otherwise those that are new.
///
/// # Errors
/// [`BackupError`]; the backup before is then as good as it was.
pub fn make(
    rows: &mut dyn Rows,
    data: &Path,
    vkey: &VerifierKey,
    folder: &Path,
    key: &BackupKey,
    now: Timestamp,
    all: bool,
) -> Result<Made, BackupError> {
    let mut target = Target::open(folder, key)?;
    let given = vkey.to_string();
    if let Some(before) = target.before.as_ref().filter(|before| before.vkey != given) {
        let (path, has) = (folder.to_owned(), before.vkey.clone());
        return Err(BackupError::OtherLedger { path, has, given });
    }
    let before = target.before.clone();
    let had = before.as_ref().map(|before| before.destroyed);
    for _ in 0..TRIES {
        target.files.clear();
        // Before the cut: what cosigners confirmed is then not of a later size.
        let cosigned = secrets::one(data, "cosigned").ok();
        if let Some(cosigned) = &cosigned {
            secrets::put(&mut target, key, cosigned)?;
        }
        let cut = cut(rows, before.as_ref(), folder)?;
        let mut run = Run { rows, target: &mut target, cut: &cut, vkey };
        run.public()?;
        run.sealed(before.as_ref())?;
        for file in secrets::list(data).map_err(io_at(data))? {
            secrets::put(&mut target, key, &file)?;
        }
        match secrets::one(data, "erasure-keys") {
            Ok(keys) => secrets::put(&mut target, key, &keys)?,
            // They lie where the rows do.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let keys = keys_of(rows, &cut)?;
                secrets::put_bytes(&mut target, key, "erasure-keys", &keys)?;
            }
            Err(error) => return Err(io_at(&data.join("erasure-keys"))(error)),
        }
        // Sealed values that were redacted since have keys that are not those copied now.
        if self::cut(rows, before.as_ref(), folder)?.destroyed != cut.destroyed {
            continue;
        }
        target.verify(all)?;
        let manifest = manifest(&cut, key, vkey, now, &target);
        let copied = target.copied();
        let removed = target.finish(&manifest, key)?;
        return Ok(Made {
            size: cut.size,
            files: manifest.files.len(),
            copied,
            removed,
            bytes: manifest.files.values().map(|listed| listed.bytes).sum(),
            destroyed: had.map_or(0, |had| cut.destroyed.saturating_sub(had)),
        });
    }
    Err(BackupError::Restless)
}

/// The keys of a ledger in a database, as the file that a data folder has them in.
fn keys_of(rows: &mut dyn Rows, cut: &Cut) -> Result<Vec<u8>, BackupError> {
    let mut keys = Vec::new();
    for first in (0..cut.slots).step_by(usize::try_from(KEYS_MOST).unwrap_or(1)) {
        let count = KEYS_MOST.min(cut.slots - first);
        let some = rows.ask(Ask::Keys { first, count })?.concat();
        if some.len() as u64 != count * 32 {
            let problem = format!("the erasure keys from slot {first} on are not all there");
            return Err(BackupError::Damaged(problem));
        }
        keys.extend(some);
    }
    let number = Hash::parse(&cut.keys).map_err(|error| BackupError::Damaged(error.to_string()))?;
    Ok(Store::keys_file(number.as_bytes(), &keys))
}

fn manifest(
    cut: &Cut,
    key: &BackupKey,
    vkey: &VerifierKey,
    now: Timestamp,
    target: &Target,
) -> Manifest {
    Manifest {
        v: VERSION,
        key: key.id.clone(),
        made: now.to_string(),
        vkey: vkey.to_string(),
        size: cut.size,
        hash: cut.hash.clone(),
        recorded: cut.recorded,
        checkpoint: cut.note.clone(),
        checkpoints: cut.checkpoints,
        keys: cut.keys.clone(),
        slots: cut.slots,
        destroyed: cut.destroyed,
        files: target.files.clone(),
    }
}

/// Where the ledger ends; it must continue the backup before.
fn cut(rows: &mut dyn Rows, before: Option<&Manifest>, folder: &Path) -> Result<Cut, BackupError> {
    let answer = rows.ask(Ask::Cut { previous: before.map(|before| before.size) })?;
    let cut = answer.first().and_then(|bytes| serde_json::from_slice::<Cut>(bytes).ok());
    let cut = cut.ok_or_else(|| AskError::Refused("the answer cannot be read".to_owned()))?;
    let Some(before) = before else { return Ok(cut) };
    let not_continued = |problem: String| BackupError::NotContinued {
        path: folder.to_owned(),
        had: before.size,
        problem,
    };
    if cut.size < before.size {
        return Err(not_continued(format!("it has {} entries now", cut.size)));
    }
    let was = SignedCheckpoint::parse(before.checkpoint.as_bytes())
        .map_err(|error| not_continued(error.to_string()))?;
    if cut.previous != Some(was.checkpoint().root.to_string()) {
        return Err(not_continued("they are others than the first of it".to_owned()));
    }
    Ok(cut)
}

/// The rows of one run.
struct Run<'a> {
    rows: &'a mut dyn Rows,
    target: &'a mut Target,
    cut: &'a Cut,
    vkey: &'a VerifierKey,
}

impl Run<'_> {
    /// Entries and history; the entries must lead to the signed root.
    fn public(&mut self) -> Result<(), BackupError> {
        let signed = recover::signed(self.cut.note.as_bytes(), self.vkey);
        let (size, root) = signed.map_err(BackupError::Damaged)?;
        if size.get() != self.cut.size {
            let problem = format!("the checkpoint is over {size} of {} entries", self.cut.size);
            return Err(BackupError::Damaged(problem));
        }
        let mut tree = Tree::new();
        for id in plan_bundles(size) {
            self.entries(&id, &mut tree)?;
        }
        if tree.root() != root {
            let problem = format!("the entries lead to {}, signed was {root}", tree.root());
            return Err(BackupError::Damaged(problem));
        }
        for id in plan_bundles(Size::new(self.cut.checkpoints)) {
            let name = format!("log/{}", id.history_path());
            if self.target.has(&name) {
                continue;
            }
            let count = u64::from(id.width);
            let records = self.rows.ask(Ask::History { first: id.first().get(), count })?;
            self.target.write(&name, None, |to| to.write_all(&records.concat()))?;
        }
        Ok(())
    }

    fn entries(&mut self, id: &BundleId, tree: &mut Tree) -> Result<(), BackupError> {
        let name = format!("log/{}", id.path());
        // A full bundle never changes, and its root was checked when it was copied.
        if id.width == TILE_WIDTH
            && let Some(listed) = self.target.kept(&name)
            && let Some(root) =
                listed.tree.as_deref().and_then(|root| TreeHash::parse_hex(root).ok())
        {
            tree.push_subtree(8, root);
            self.target.keep(name, listed);
            return Ok(());
        }
        let (first, count) = (id.first().get(), u64::from(id.width));
        let lines = self.rows.ask(Ask::Entries { first, count })?;
        if lines.len() as u64 != count {
            let problem = format!("from entry {first} on {} of {count} are there", lines.len());
            return Err(BackupError::Damaged(problem));
        }
        let mut own = Tree::new();
        for line in &lines {
            let leaf = TreeHash::leaf(line);
            own.push(leaf);
            tree.push(leaf);
        }
        if self.target.has(&name) {
            return Ok(());
        }
        let lines: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
        let root = (id.width == TILE_WIDTH).then(|| own.root().to_hex());
        self.target.write(&name, root, |to| to.write_all(&encode_entries(&lines)))
    }

    /// Sealed values, requests, and which keys are destroyed.
    fn sealed(&mut self, before: Option<&Manifest>) -> Result<(), BackupError> {
        // They change only by redactions, each of which destroys a key.
        let is_same = before.is_some_and(|before| before.destroyed == self.cut.destroyed);
        for id in plan_bundles(Size::new(self.cut.size)) {
            let front = format!("sealed/{:08}-{}-", id.n, id.width);
            let known = before.filter(|_| is_same && id.width == TILE_WIDTH).and_then(|before| {
                let range = before.files.range(front.clone()..);
                let name = range.map(|(name, _)| name).next();
                name.filter(|name| name.starts_with(&front)).cloned()
            });
            if known.is_some_and(|name| self.target.has(&name)) {
                continue;
            }
            let (first, count) = (id.first().get(), u64::from(id.width));
            let sealed = self.rows.ask(Ask::Sealed { first, count })?;
            let requests = self.rows.ask(Ask::Requests { first, count })?;
            self.named(&front, &[frames(&sealed), frames(&requests)].concat())?;
        }
        let destroyed = self.rows.ask(Ask::Destroyed)?.concat();
        self.named("sealed/destroyed-", &destroyed)
    }

    /// Writes a file named by its content, unless there is one.
    fn named(&mut self, front: &str, bytes: &[u8]) -> Result<(), BackupError> {
        let hash = blake3::hash(bytes).to_hex();
        let name = format!("{front}{}", &hash[..32]);
        if self.target.has(&name) {
            return Ok(());
        }
        self.target.write(&name, None, |to| to.write_all(bytes))
    }
}

/// Items, each behind its length: how many (u32 BE), then length (u32 BE) and bytes.
pub(super) fn frames(items: &[Vec<u8>]) -> Vec<u8> {
    let length = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    let mut bytes = length(items.len()).to_vec();
    for item in items {
        bytes.extend_from_slice(&length(item.len()));
        bytes.extend_from_slice(item);
    }
    bytes
}

/// Reads what [`frames`] wrote, and gives what follows it.
pub(super) fn unframe(bytes: &[u8]) -> Option<(Vec<&[u8]>, &[u8])> {
    let (count, mut rest) = bytes.split_first_chunk::<4>()?;
    let mut items = Vec::new();
    for _ in 0..u32::from_be_bytes(*count) {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (item, after) = after.split_at_checked(length)?;
        items.push(item);
        rest = after;
    }
    Some((items, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_back_and_cut_ones_do_not() {
        let items = [b"one".to_vec(), Vec::new(), vec![7; 70_000]];
        let bytes = [&frames(&items)[..], b"rest"].concat();
        let (back, rest) = unframe(&bytes).unwrap();
        assert_eq!((back, rest), (items.iter().map(Vec::as_slice).collect(), &b"rest"[..]));
        for cut in [0, 3, 8, 20, 70_000] {
            assert_eq!(unframe(&frames(&items)[..cut]), None, "cut at {cut}");
        }
    }
}
