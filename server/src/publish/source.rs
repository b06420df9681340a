//! What is published: the read tree of a store in this process, or of a
//! running server.

use std::sync::Arc;
use std::time::Duration;

use ledger::proof::{
    HashReader, ProofError, SignedCheckpoint, TileId, TileReader, TreeHash, VerifierKey,
    consistency_proof, verify_consistency,
};
use ledger::record::{Hash, Size, Timestamp};

use super::PublishError;
use crate::client::{Client, Limits, Url};
use crate::clock;
use crate::documents::Documents;
use crate::sequencer::Published;
use crate::store::Store;
use crate::tree::{Beside, Item, ReadTree};

/// Largest file of a read tree (twice a full bundle of the largest entries), and
/// largest document.
const FILE_MAX: usize = 128 << 20;
const FILE_TIME: Duration = Duration::from_mins(1);

/// A ledger at one signed end.
pub struct Source {
    kind: Kind,
    /// Its key.
    pub(super) vkey: VerifierKey,
    /// Its newest signed checkpoint, bytes as they are.
    pub(super) note: Vec<u8>,
    /// What that says.
    pub(super) size: Size,
    pub(super) root: TreeHash,
    /// The moment at which it is read: one for a whole run, so that nothing is held back
    /// in one file and not in another.
    pub(super) now: Timestamp,
}

enum Kind {
    Store { store: Arc<Store>, documents: Arc<Documents>, beside: Arc<Beside>, end: Arc<Published> },
    Url { client: Client, top: Url },
}

impl Source {
    /// The ledger in a store, as it ends at `end`.
    pub fn store(
        store: Arc<Store>,
        documents: Arc<Documents>,
        beside: Arc<Beside>,
        end: Arc<Published>,
        vkey: VerifierKey,
    ) -> Result<Self, PublishError> {
        // With the cosignatures that have come so far.
        let now = clock::now();
        let note = ReadTree::new(&store, &end, &vkey, &beside, now)
            .read(&Item::Checkpoint)
            .map_err(|error| PublishError::Unable(error.to_string()))?
            .ok_or_else(|| PublishError::Unable("the ledger has no signed checkpoint".into()))?;
        Self::of(Kind::Store { store, documents, beside, end }, vkey, note, now)
    }

    /// The ledger that a server serves: `top` is its address, `key` the key to
    /// expect. Without one the server's own word is taken.
    pub async fn url(top: &Url, key: Option<VerifierKey>) -> Result<Self, PublishError> {
        let client = Client::new().map_err(|error| PublishError::Unable(error.to_string()))?;
        let mut top = top.clone();
        if !top.path().ends_with('/') {
            let path = format!("{}/", top.path());
            top.set_path(&path);
        }
        let need = async |path: &str| {
            let found = fetch(&client, &top, &format!("log/{path}")).await?;
            found.ok_or_else(|| PublishError::Unable(format!("{top}log/{path}: is not there")))
        };
        let note = need("checkpoint").await?;
        let vkey = match key {
            Some(key) => key,
            None => {
                let text = need("vkey").await?;
                VerifierKey::parse(String::from_utf8_lossy(&text).trim())
                    .map_err(|error| PublishError::Unable(format!("{top}log/vkey: {error}")))?
            }
        };
        Self::of(Kind::Url { client, top }, vkey, note, clock::now())
    }

    fn of(
        kind: Kind,
        vkey: VerifierKey,
        note: Vec<u8>,
        now: Timestamp,
    ) -> Result<Self, PublishError> {
        let (size, root) = signed(&note, &vkey)
            .map_err(|error| PublishError::Refused(format!("the ledger to publish: {error}")))?;
        Ok(Self { kind, vkey, note, size, root, now })
    }

    /// A file of the read tree; `None` when there is none.
    pub(super) async fn read(&self, item: &Item) -> Result<Option<Vec<u8>>, PublishError> {
        match &self.kind {
            Kind::Store { store, end, beside, .. } => {
                ReadTree::new(store, end, &self.vkey, beside, self.now)
                    .read(item)
                    .map_err(|error| PublishError::Unable(format!("{}: {error}", item.path())))
            }
            Kind::Url { client, top } => fetch(client, top, &format!("log/{}", item.path())).await,
        }
    }

    /// A document that may be shown; `None` where there is none, and for one that
    /// is damaged, which is said in the log.
    pub(super) async fn document(&self, hash: &Hash) -> Result<Option<Vec<u8>>, PublishError> {
        let unable =
            |error: std::io::Error| PublishError::Unable(format!("document {hash}: {error}"));
        let bytes = match &self.kind {
            Kind::Store { documents, .. } => {
                if documents.marker(hash).map_err(unable)?.is_some() {
                    return Ok(None);
                }
                let Some(mut held) = documents.read(hash).map_err(unable)? else { return Ok(None) };
                let mut bytes = Vec::new();
                held.copy(documents, |piece| {
                    bytes.extend_from_slice(piece);
                    Ok(())
                })
                .map_err(unable)?;
                bytes
            }
            Kind::Url { client, top } => {
                match fetch(client, top, &format!("documents/{hash}")).await? {
                    Some(bytes) => bytes,
                    None => return Ok(None),
                }
            }
        };
        if Hash::of(&bytes) == *hash {
            return Ok(Some(bytes));
        }
        tracing::error!("document {hash} does not match its name and is not published");
        Ok(None)
    }

    /// A file that a ledger of this size certainly has.
    pub(super) async fn need(&self, item: &Item) -> Result<Vec<u8>, PublishError> {
        self.read(item).await?.filter(|bytes| !bytes.is_empty()).ok_or_else(|| {
            PublishError::Refused(format!(
                "the ledger to publish does not match: {} is missing; check it with `daybook verify`",
                item.path()
            ))
        })
    }

    /// Whether an older checkpoint of this ledger is how it begins.
    ///
    /// # Errors
    /// When the tiles that would show it cannot be had.
    pub(super) async fn continues(&self, old: Size, root: &TreeHash) -> Result<bool, PublishError> {
        if old > self.size {
            return Ok(false);
        }
        let mut tiles: Vec<(TileId, Vec<u8>)> = Vec::new();
        loop {
            let wanted = std::cell::RefCell::new(Vec::new());
            let proof = {
                let held = |id: TileId| {
                    let found = tiles.iter().find(|(other, _)| *other == id);
                    if found.is_none() {
                        wanted.borrow_mut().push(id);
                    }
                    found.map(|(_, bytes)| bytes.as_slice())
                };
                proof(old, self.size, &TileReader::new(self.size, held))
            };
            match proof {
                Ok(proof) => {
                    return Ok(verify_consistency(old, self.size, root, &self.root, &proof).is_ok());
                }
                Err(error) => {
                    let Some(id) = wanted.into_inner().pop() else {
                        return Err(PublishError::Unable(format!("consistency: {error}")));
                    };
                    let bytes = self.need(&Item::Tile(id)).await?;
                    tiles.push((id, bytes));
                }
            }
        }
    }
}

fn proof(old: Size, new: Size, reader: &impl HashReader) -> Result<Vec<TreeHash>, ProofError> {
    consistency_proof(old, new, reader)
}

/// What a checkpoint says, if `key` signed it.
pub(super) fn signed(note: &[u8], key: &VerifierKey) -> Result<(Size, TreeHash), String> {
    let signed = SignedCheckpoint::parse(note).map_err(|error| error.to_string())?;
    let checkpoint = signed.checkpoint();
    if checkpoint.origin != *key.name() {
        return Err(format!(
            "the checkpoint is of {}, the key of {}",
            checkpoint.origin,
            key.name()
        ));
    }
    signed.verify(std::slice::from_ref(key)).map_err(|error| error.to_string())?;
    Ok((checkpoint.size, checkpoint.root))
}

async fn fetch(client: &Client, top: &Url, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
    let url =
        top.join(path).map_err(|error| PublishError::Unable(format!("{top}{path}: {error}")))?;
    let limits = Limits { time: FILE_TIME, body: FILE_MAX };
    let answer = client
        .get(&url, limits)
        .await
        .map_err(|error| PublishError::Unable(format!("{url}: {error}")))?;
    match answer.status {
        200 => Ok(Some(answer.body)),
        404 | 410 | 451 => Ok(None),
        status => Err(PublishError::Unable(format!("{url}: answered {status} {}", answer.words()))),
    }
}
