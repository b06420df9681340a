//! The read tree of a ledger somewhere else, file by file.
//!
//! Whoever serves it may be hostile: every file is bounded in bytes and time,
//! asked for a few times at most, and redirects lead nowhere (see `client`). A
//! file that could not be had is never taken for one that is not there.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ledger::proof::{BundleId, SignedCheckpoint, TILE_WIDTH, TileId, largest_file};
use ledger::record::bundle::{decode_entries, encode_entries, encode_openings, split_openings};

use crate::client::{Client, ClientError, Limits, Url};
use crate::tree::Item;

/// Largest document that is downloaded to be hashed, in bytes.
const DOCUMENT_MAX: usize = 128 << 20;
/// Waits between attempts: a server that restarts is back within these.
const RETRIES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(3)];

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Got {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// The server says that there is none.
    Absent,
    /// The server says that it may not be shown.
    Withheld,
    /// It could not be had, and why.
    Failed(String),
}

impl Got {
    /// Its bytes, if it was had.
    pub(super) fn bytes(self) -> Option<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// As the verifier wants it: `None` for what could not be had.
    pub(super) fn certain(self) -> Option<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Absent | Self::Withheld => Some(Vec::new()),
            Self::Failed(_) => None,
        }
    }
}

/// A ledger's address.
#[derive(Debug)]
pub(super) struct Remote {
    client: Client,
    top: Url,
    /// How long one file may take.
    time: Duration,
    /// Bytes that came.
    received: AtomicU64,
}

impl Remote {
    /// The ledger below `top`, whose read tree is at `log/` there.
    pub(super) fn new(top: &Url, time: Duration) -> Result<Self, ClientError> {
        let mut top = top.clone();
        // An address of a page or of the tree itself is meant as well.
        let path = top.path().trim_end_matches("index.html").trim_end_matches("log/").to_owned();
        top.set_path(&path);
        if !top.path().ends_with('/') {
            let path = format!("{}/", top.path());
            top.set_path(&path);
        }
        top.set_query(None);
        top.set_fragment(None);
        Ok(Self { client: Client::new()?, top, time, received: AtomicU64::new(0) })
    }

    /// Its address.
    pub(super) fn address(&self) -> &str {
        self.top.as_str()
    }

    /// Bytes that came so far.
    pub(super) fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    /// A file of the read tree.
    pub(super) async fn file(&self, item: &Item) -> Got {
        self.get(&format!("log/{}", item.path()), largest_file(&item.path())).await
    }

    /// A tile. A partial one may have made way for the full one.
    pub(super) async fn tile(&self, id: TileId) -> Got {
        let got = self.file(&Item::Tile(id)).await;
        if got != Got::Absent || id.width == TILE_WIDTH {
            return got;
        }
        match self.file(&Item::Tile(TileId { width: TILE_WIDTH, ..id })).await {
            Got::Bytes(bytes) => cut(bytes.get(..id.len_bytes()).map(<[u8]>::to_vec)),
            other => other,
        }
    }

    /// A bundle of entries; as with tiles.
    pub(super) async fn entries(&self, id: BundleId) -> Got {
        let got = self.file(&Item::Entries(id)).await;
        if got != Got::Absent || id.width == TILE_WIDTH {
            return got;
        }
        match self.file(&Item::Entries(BundleId { width: TILE_WIDTH, ..id })).await {
            Got::Bytes(bytes) => cut(decode_entries(&bytes)
                .ok()
                .and_then(|lines| lines.get(..usize::from(id.width)).map(encode_entries))),
            other => other,
        }
    }

    /// The openings of a bundle. Partial ones are removed when there are newer
    /// ones, because a value may have been withheld since.
    pub(super) async fn openings(&self, id: BundleId) -> Got {
        let got = self.file(&Item::Openings(id)).await;
        if got != Got::Absent || id.width == TILE_WIDTH {
            return got;
        }
        let full = self.file(&Item::Openings(BundleId { width: TILE_WIDTH, ..id })).await;
        let newer = match full {
            Got::Absent => match self.newest_width(id.n).await {
                Some(width) if width > id.width => {
                    self.file(&Item::Openings(BundleId { width, ..id })).await
                }
                _ => Got::Absent,
            },
            other => other,
        };
        match newer {
            Got::Bytes(bytes) => cut(split_openings(&bytes).ok().and_then(|lists| {
                lists
                    .get(..usize::from(id.width))
                    .map(|lists| encode_openings(lists.iter().copied()))
            })),
            other => other,
        }
    }

    /// How many entries bundle `n` has by the checkpoint of this moment.
    async fn newest_width(&self, n: u64) -> Option<u16> {
        let note = self.file(&Item::Checkpoint).await.bytes()?;
        let size = SignedCheckpoint::parse(&note).ok()?.checkpoint().size.get();
        u16::try_from(size.checked_sub(n.checked_mul(256)?)?.min(255)).ok()
    }

    /// A document by its BLAKE3, hexadecimal.
    pub(super) async fn document(&self, hash: &str) -> Got {
        self.get(&format!("documents/{hash}"), DOCUMENT_MAX).await
    }

    async fn get(&self, path: &str, most: usize) -> Got {
        let mut got = self.once(path, most).await;
        for wait in RETRIES {
            if !matches!(got, Got::Failed(_)) {
                break;
            }
            tokio::time::sleep(wait).await;
            got = self.once(path, most).await;
        }
        got
    }

    async fn once(&self, path: &str, most: usize) -> Got {
        let url = match self.top.join(path) {
            Ok(url) => url,
            Err(error) => return Got::Failed(format!("{path}: {error}")),
        };
        let limits = Limits { time: self.time, body: most };
        match self.client.get(&url, limits).await {
            // A host that answers every address with its front page does not have the
            // file; a document may be a page.
            Ok(answer)
                if answer.status == 200
                    && answer.mime == "text/html"
                    && path.starts_with("log/") =>
            {
                Got::Absent
            }
            Ok(answer) if answer.status == 200 => {
                self.received.fetch_add(answer.body.len() as u64, Ordering::Relaxed);
                Got::Bytes(answer.body)
            }
            Ok(answer) => match answer.status {
                404 => Got::Absent,
                410 | 451 => Got::Withheld,
                status => Got::Failed(format!("{url}: answered {status} {}", answer.words())),
            },
            Err(error) => Got::Failed(format!("{url}: {error}")),
        }
    }
}

fn cut(bytes: Option<Vec<u8>>) -> Got {
    bytes.map_or(Got::Absent, Got::Bytes)
}
