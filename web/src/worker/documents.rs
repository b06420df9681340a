//! Files: hashed piece by piece, held against what the record cites, sent to be
//! kept. A file of the reader's is read through a handle: it is in memory a piece
//! at a time and goes nowhere unless it is sent.

use std::collections::BTreeMap;

use js_sys::Uint8Array;
use ledger::documents::{Document, DocumentHasher, Standing};
use ledger::events::Edtf;
use ledger::events::documents::WithholdingMode;
use ledger::record::{Hash, Size};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::fetch::{self, Refused, Stream};
use super::replay::Replay;
use super::{Shared, fields, rows};
use crate::query::Clock;
use crate::wire::{Citing, Digests, DocumentPage, FileAsk, FileTell, Withheld};

/// Bytes of one step: a few milliseconds of hashing.
const STEP: u64 = 4 << 20;

/// Files under way.
#[derive(Default)]
pub(super) struct Jobs {
    next: u32,
    /// The file that came with the last message.
    came: Option<Blob>,
    open: BTreeMap<u32, Job>,
}

/// One file.
struct Job {
    from: Origin,
    hasher: DocumentHasher,
}

/// Where its bytes come from.
#[derive(Clone)]
enum Origin {
    /// The reader's device.
    Device(Blob),
    /// The server.
    Server(Stream),
}

impl Jobs {
    /// Takes the file that comes with a message.
    pub(super) fn take(&mut self, file: &JsValue) {
        self.came = file.dyn_ref::<Blob>().cloned();
    }

    fn open(&mut self, from: Origin) -> u32 {
        self.next += 1;
        self.open.insert(self.next, Job { from, hasher: DocumentHasher::new() });
        self.next
    }
}

/// Answers about files.
pub(super) async fn answer(engine: &Shared, ask: FileAsk) -> FileTell {
    match ask {
        FileAsk::Open => {
            let mut engine = engine.borrow_mut();
            let Some(file) = engine.documents.came.take() else { return gone() };
            let total = whole(file.size());
            FileTell::Opened { job: engine.documents.open(Origin::Device(file)), total }
        }
        FileAsk::Fetch(hash) => {
            let address = format!("{}../documents/{hash}", engine.borrow().base);
            match fetch::stream(&address).await {
                Ok((stream, total)) => {
                    let job = engine.borrow_mut().documents.open(Origin::Server(stream));
                    FileTell::Opened { job, total }
                }
                Err(Refused::Absent) => FileTell::NotHeld,
                Err(Refused::Withheld(words)) => FileTell::Withheld(words),
                Err(Refused::Failed(why)) => FileTell::Failed(why),
            }
        }
        FileAsk::More(job) => more(engine, job).await.unwrap_or_else(FileTell::Failed),
        FileAsk::Send { job, actor } => {
            let from = engine.borrow().documents.open.get(&job).map(|job| job.from.clone());
            let Some(Origin::Device(file)) = from else { return gone() };
            FileTell::Sent(fetch::send_file("/api/v1/documents", &actor, &file).await)
        }
        FileAsk::Close(job) => {
            engine.borrow_mut().documents.open.remove(&job);
            FileTell::Closed
        }
    }
}

fn gone() -> FileTell {
    FileTell::Failed("the file is not there any more; choose it again".into())
}

/// Hashes the next bytes.
async fn more(engine: &Shared, job: u32) -> Result<FileTell, String> {
    // Nothing is borrowed while something is waited for.
    let (from, at) = match engine.borrow().documents.open.get(&job) {
        Some(job) => (job.from.clone(), job.hasher.size()),
        None => return Ok(gone()),
    };
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    let mut at_end = false;
    match from {
        Origin::Device(file) => {
            let end = (at + STEP).min(whole(file.size()));
            at_end = end == whole(file.size());
            pieces.push(slice(&file, at, end).await?);
        }
        Origin::Server(stream) => {
            let mut got = 0;
            while got < STEP {
                match stream.next().await? {
                    Some(piece) => {
                        got += piece.len() as u64;
                        pieces.push(piece);
                    }
                    None => {
                        at_end = true;
                        break;
                    }
                }
            }
        }
    }
    let mut engine = engine.borrow_mut();
    let Some(open) = engine.documents.open.get_mut(&job) else { return Ok(gone()) };
    for piece in &pieces {
        open.hasher.update(piece);
    }
    if !at_end {
        return Ok(FileTell::Read(open.hasher.size()));
    }
    let hashed = open.hasher.clone().finish();
    if matches!(open.from, Origin::Server(_)) {
        engine.documents.open.remove(&job);
    }
    let digests =
        Digests { blake3: hashed.digest.blake3.to_hex(), sha256: hashed.digest.sha256.to_hex() };
    Ok(FileTell::Hashed { digests, size: hashed.size })
}

async fn slice(file: &Blob, from: u64, to: u64) -> Result<Vec<u8>, String> {
    let words = |error: JsValue| crate::browser::words(&error);
    // Files are shorter than 2^53 bytes.
    #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
    let piece = file.slice_with_f64_and_f64(from as f64, to as f64).map_err(words)?;
    let buffer = JsFuture::from(piece.array_buffer()).await.map_err(words)?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    if bytes.len() as u64 == to - from {
        Ok(bytes)
    } else {
        Err("the file changed while it was read; choose it again".into())
    }
}

fn whole(size: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number of bytes, below 2^53"
    )]
    let size = size as u64;
    size
}

/// What the record says of a document: by its BLAKE3, else by its SHA-256.
pub(super) fn about(replay: &Replay, digests: &Digests) -> Option<DocumentPage> {
    let all = replay.facts.documents();
    let own = Hash::parse(&digests.blake3).ok();
    let other = Hash::parse(&digests.sha256).ok();
    let by_blake3 = own.and_then(|hash| Some((hash, all.get(&hash)?)));
    let (hash, document) = by_blake3.or_else(|| {
        let other = other?;
        let cites = |document: &Document| document.cited.iter().any(|one| one.sha256 == other);
        all.iter().find(|(_, document)| cites(document)).map(|(hash, known)| (*hash, known))
    })?;
    let row = |index: u64| replay.row(index).map(|row| rows::row(replay, &row, Clock::Recorded));
    let mut sha256: Vec<String> = document.cited.iter().map(|one| one.sha256.to_hex()).collect();
    sha256.sort_unstable();
    sha256.dedup();
    Some(DocumentPage {
        blake3: hash.to_hex(),
        sha256,
        cited: document
            .cited
            .iter()
            .filter_map(|one| {
                let place = fields::place_words(&one.pointer);
                Some(Citing { row: row(one.index.get())?, place })
            })
            .collect(),
        withheld: match document.standing(Size::new(u64::MAX)) {
            Standing::Open => None,
            Standing::Withheld(index, why) => Some(Withheld {
                index: index.get(),
                destroyed: why.mode == WithholdingMode::Destroyed,
                ground: fields::code_words(why.ground.as_str()),
                decided_by: why.decided_by.clone(),
                decided_on: day(&why.decided_on),
                review_on: why.review_on.as_deref().map(day).unwrap_or_default(),
            }),
        },
        acts: document.acts().filter_map(|index| row(index.get())).collect(),
    })
}

fn day(text: &str) -> String {
    Edtf::parse(text).map_or_else(|_| text.to_owned(), |date| date.in_words())
}
