//! Makes proof files (C2SP tlog-proof) out of a read tree, wherever it lies.

use ledger::proof::{
    BundleId, LogProof, ProofError, SignedCheckpoint, TILE_WIDTH, TileId, TileReader, encode_extra,
    inclusion_proof,
};
use ledger::record::bundle::{decode_entries, split_openings};
use ledger::record::{Index, Size};

use crate::tree::Item;

/// Why there is no proof of an entry.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoProof {
    /// A file that it is made of could not be had.
    #[error("{0} could not be read")]
    Missing(String),
    /// The ledger does not have the entry.
    #[error("entry {index}: the ledger has {size} entries; ask for one below that")]
    OutOfRange {
        /// Which entry was asked for.
        index: Index,
        /// How many there are.
        size: Size,
    },
    /// The tiles do not give it.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The tree holds something that is none of its files.
    #[error("{path}: {problem}")]
    Content {
        /// Which file.
        path: String,
        /// What is wrong.
        problem: String,
    },
}

/// The proof that entry `index` is in the ledger whose files `read` gives: under
/// the newest checkpoint that cosigners confirmed, where that covers the entry
/// and can be proven, else under the newest.
///
/// The entry and its openings are in the extra data, so that the file needs
/// nothing beside it. Nothing is verified here.
///
/// # Errors
/// [`NoProof`].
pub fn make(index: Index, read: &dyn Fn(&Item) -> Option<Vec<u8>>) -> Result<LogProof, NoProof> {
    let checkpoint = signed(Item::Checkpoint, read)?;
    let size = checkpoint.checkpoint().size;
    if index.get() >= size.get() {
        return Err(NoProof::OutOfRange { index, size });
    }
    let extra = Some(extra(index, size, read)?);
    if let Ok(cosigned) = signed(Item::Cosigned, read)
        && cosigned.checkpoint().size > Size::new(index.get())
        // Files of an older size need not be kept.
        && let Ok(hashes) = path(index, cosigned.checkpoint().size, read)
    {
        return Ok(LogProof { extra, index, hashes, checkpoint: cosigned });
    }
    let hashes = path(index, size, read)?;
    Ok(LogProof { extra, index, hashes, checkpoint })
}

fn signed(
    item: Item,
    read: &dyn Fn(&Item) -> Option<Vec<u8>>,
) -> Result<SignedCheckpoint, NoProof> {
    let path = item.path();
    let bytes = read(&item).ok_or_else(|| NoProof::Missing(path.clone()))?;
    SignedCheckpoint::parse(&bytes)
        .map_err(|error| NoProof::Content { path, problem: error.to_string() })
}

fn path(
    index: Index,
    size: Size,
    read: &dyn Fn(&Item) -> Option<Vec<u8>>,
) -> Result<Vec<ledger::proof::TreeHash>, ProofError> {
    let tiles = TileReader::new(size, |id: TileId| read(&Item::Tile(id)));
    inclusion_proof(index, size, &tiles)
}

fn extra(
    index: Index,
    size: Size,
    read: &dyn Fn(&Item) -> Option<Vec<u8>>,
) -> Result<Vec<u8>, NoProof> {
    let n = index.get() / u64::from(TILE_WIDTH);
    let left = size.get() - n * u64::from(TILE_WIDTH);
    let width = u16::try_from(left).unwrap_or(TILE_WIDTH).min(TILE_WIDTH);
    let at = usize::try_from(index.get() % u64::from(TILE_WIDTH)).unwrap_or_default();
    let id = BundleId { n, width };
    let item = Item::Entries(id);
    let path = item.path();
    let bytes = read(&item).ok_or_else(|| NoProof::Missing(path.clone()))?;
    let lines = decode_entries(&bytes);
    let lines = lines
        .map_err(|error| NoProof::Content { path: path.clone(), problem: error.to_string() })?;
    let line = lines.get(at).ok_or(NoProof::Missing(path))?;
    // Values that are gone are gone: the proof holds without them.
    let openings = read(&Item::Openings(id));
    let lists = openings.as_deref().and_then(|bytes| split_openings(bytes).ok());
    let list = lists.as_ref().and_then(|lists| lists.get(at).copied());
    Ok(encode_extra(line, list))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opened::Opened;
    use crate::sequencer::tests::submission;
    use ledger::proof::{Checkpoint, SignedCheckpoint, SignerKey, State, Trust, check_proof};
    use ledger::record::Origin;

    #[test]
    fn every_entry_has_a_proof_that_needs_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let origin = Origin::new("test.example/ledger").unwrap();
        let (folder, mut writer) =
            Opened::create(dir.path(), &origin).unwrap().into_writer().unwrap();
        let ids: Vec<String> = (0..300).map(|n| format!("e-{n}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        writer.commit(vec![submission(&ids)]).pop().unwrap().unwrap();
        drop((folder, writer));
        let opened = Opened::open(dir.path()).unwrap();
        let tree = opened.tree();
        let read = |item: &Item| tree.read(item).unwrap();
        let trust = Trust { keys: vec![opened.vkey.clone()], ..Trust::default() };
        for index in [0, 1, 255, 256, 299] {
            let proof = make(Index::new(index), &read).unwrap();
            let found = check_proof(&proof.to_bytes(), None, &trust);
            assert_eq!(found.report.state, State::FirstVisit, "{:#?}", found.report);
            assert_eq!(found.entry.unwrap().index(), Index::new(index));
            assert!(found.openings.is_some());
        }
        let size = Size::new(300);
        let none = make(Index::new(300), &read);
        assert_eq!(none, Err(NoProof::OutOfRange { index: Index::new(300), size }));
        let gone = |item: &Item| if matches!(item, Item::Tile(_)) { None } else { read(item) };
        assert!(matches!(make(Index::new(0), &gone), Err(NoProof::Proof(_))));

        // A confirmed summary is used where it covers the entry.
        let key = SignerKey::parse(
            std::fs::read_to_string(dir.path().join("signing-key")).unwrap().trim(),
        )
        .unwrap();
        let root = crate::nodes::Nodes::new(&opened.store, &opened.start().edge)
            .root_at(Size::new(257))
            .unwrap();
        let older = Checkpoint { origin, size: Size::new(257), root };
        let older = SignedCheckpoint::sign(older, &key).to_bytes();
        let with = |item: &Item| match item {
            Item::Cosigned => Some(older.clone()),
            item => read(item),
        };
        for (index, size) in [(3, 257), (256, 257), (257, 300)] {
            let proof = make(Index::new(index), &with).unwrap();
            assert_eq!(proof.checkpoint.checkpoint().size.get(), size);
            let found = check_proof(&proof.to_bytes(), None, &trust);
            assert_eq!(found.report.state, State::FirstVisit, "{index}");
        }
    }
}
