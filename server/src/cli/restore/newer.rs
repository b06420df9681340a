//! Reads what a newer copy has beyond a backup.

use std::io::Read;
use std::path::Path;

use axum::body::Bytes;
use ledger::proof::{
    BundleId, Seen, State, TILE_WIDTH, Trust, Verifier, decode_history, plan_bundles,
};
use ledger::record::bundle::{decode_entries, split_openings};
use ledger::record::{Index, Size};

use super::super::source::{self, Source};
use super::super::{Failure, verify};
use crate::backup::{Checked, Newer};
use crate::documents::Documents;
use crate::tree::Item;

/// Verifies the copy at `path`, which must continue the backup, and takes what is beyond;
/// gives the copy as well, for its [`documents`].
pub(super) fn read(path: &Path, backup: &Checked) -> Result<(Newer, Source), Failure> {
    let at = |problem: &dyn std::fmt::Display| format!("--newer {}: {problem}", path.display());
    let mut copy = source::open(path)?;
    let seen = Seen { size: Size::new(backup.manifest.size), root: backup.root };
    let trust = Trust { keys: vec![backup.vkey.clone()], ..Trust::default() };
    let (report, _) = verify::judged(&mut copy, Verifier::new(trust, Some(seen)));
    match report.state {
        State::Verified | State::FirstVisit | State::Partial => {}
        State::Rollback => {
            let problem = "is older than the backup; leave it out";
            return Err(Failure::usage(at(&problem)));
        }
        State::Fork => {
            let problem = "is another history than the backup; find out which one is the ledger";
            return Err(Failure::refused(at(&problem)));
        }
        state => {
            let problem = format!("is not good ({state}); see `daybook verify`");
            return Err(Failure::refused(at(&problem)));
        }
    }
    let missing = |item: &Item| Failure::unable(at(&format!("{} cannot be read", item.path())));
    let take =
        |copy: &mut Source, item: Item| copy.read(&item).flatten().ok_or_else(|| missing(&item));
    let wrong = |error: &dyn std::fmt::Display| Failure::refused(at(error));
    let checkpoint =
        String::from_utf8(take(&mut copy, Item::Checkpoint)?).map_err(|error| wrong(&error))?;
    let mut newer = Newer { checkpoint, ..Newer::default() };
    for id in plan_bundles(report.size) {
        let begin = usize::try_from(backup.manifest.size.saturating_sub(id.first().get()))
            .unwrap_or(usize::MAX);
        if begin >= usize::from(id.width) {
            continue;
        }
        let lines = take(&mut copy, Item::Entries(id))?;
        let lines = decode_entries(&lines).map_err(|error| wrong(&error))?;
        // What could not be had leaves an empty place, which accuses nobody.
        let openings = take(&mut copy, Item::Openings(id)).unwrap_or_default();
        let openings = split_openings(&openings).unwrap_or_default();
        for (place, line) in lines.iter().enumerate().skip(begin) {
            // What is held back is in the old data folder alone.
            let index = Index::new(id.first().get() + place as u64);
            let whole = copy.whole_openings(index);
            let public = || openings.get(place).copied().unwrap_or_default().to_vec();
            newer.entries.push((line.to_vec(), whole.unwrap_or_else(public)));
        }
    }
    for n in 0.. {
        let bytes =
            take(&mut copy, Item::History(BundleId { n, width: TILE_WIDTH })).unwrap_or_default();
        let records = decode_history(&bytes).map_err(|error| wrong(&error))?;
        newer.history.extend(records.iter().map(ledger::proof::HistoryRecord::to_bytes));
        if records.len() < usize::from(TILE_WIDTH) {
            break;
        }
    }
    Ok((newer, copy))
}

/// Bytes of a document that are read at once.
const PIECE: usize = 256 << 10;

/// Takes the documents over that the copy at `path` has and the backup had not.
pub(super) fn documents(path: &Path, copy: &mut Source, data: &Path) -> Result<(), Failure> {
    let unable = |document: &dyn std::fmt::Display, error: &dyn std::fmt::Display| {
        Failure::unable(format!("--newer {}: document {document}: {error}", path.display()))
    };
    let kept = Documents::open(data.join("documents")).map_err(Failure::unable)?;
    for document in copy.documents() {
        let known =
            kept.holds(&document).and_then(|held| Ok(held || kept.marker(&document)?.is_some()));
        if known.map_err(|error| unable(&document, &error))? {
            continue;
        }
        let file = copy.open_document(&document).map_err(|error| unable(&document, &error))?;
        let Some(mut file) = file else { continue };
        let mut broke = None;
        let mut piece = vec![0; PIECE];
        let received = kept.receive(|| match file.read(&mut piece) {
            Ok(0) => None,
            Ok(length) => Some(Bytes::copy_from_slice(&piece[..length])),
            Err(error) => {
                broke = Some(error);
                None
            }
        });
        if let Some(error) = broke {
            return Err(unable(&document, &error));
        }
        let received = received.map_err(|error| unable(&document, &error))?;
        if received.hashed.digest.blake3 != document {
            let problem = "is another file than its name says; take it out of the copy";
            return Err(Failure::refused(format!(
                "--newer {}: document {document}: {problem}",
                path.display()
            )));
        }
        kept.keep(&received, None, "restore").map_err(|error| unable(&document, &error))?;
    }
    Ok(())
}
