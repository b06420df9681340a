//! `.daybook` files that the reader opened. A file stays where it is: only its
//! list of members is kept, and each content is read when it is asked for, so
//! that the size of a file does not matter.
//!
//! To the rest of the worker a file is a read tree below `file:<number>/`;
//! numbers count the files that the page has handed over.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use js_sys::Uint8Array;
use ledger::archive::{Index, Step, Walk};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::browser;

/// How the address of something in a file begins.
pub(crate) const SCHEME: &str = "file:";

/// Read at once while members are looked for: many headers of a small ledger.
const AT_ONCE: u64 = 64 << 10;

/// One file.
struct File {
    blob: Blob,
    /// Its members, or why it cannot be read; once somebody asked.
    index: OnceCell<Result<Index, String>>,
}

thread_local! {
    static FILES: RefCell<Vec<Rc<File>>> = const { RefCell::new(Vec::new()) };
}

/// Takes a file that the reader chose.
pub(super) fn take(blob: Blob) {
    let file = Rc::new(File { blob, index: OnceCell::new() });
    FILES.with_borrow_mut(|files| files.push(file));
}

/// Why the file below this address cannot be read; `None` where it can, or
/// where the address is not in a file.
pub(super) async fn trouble(base: &str) -> Option<String> {
    let (file, _) = find(base)?;
    index(&file).await.as_ref().err().cloned()
}

/// The content at an address in a file as an `ArrayBuffer`, null when there is
/// no such member; `None` where the address is not in a file.
pub(super) async fn content(address: &str) -> Option<Result<JsValue, JsValue>> {
    if !address.starts_with(SCHEME) {
        return None;
    }
    let Some((file, path)) = find(address) else {
        return Some(Err("this file is no longer open".into()));
    };
    let member = match index(&file).await {
        Ok(index) => index.find(path),
        Err(why) => return Some(Err(why.as_str().into())),
    };
    Some(match member {
        Some(member) => slice(&file.blob, member.at, member.at + member.size).await,
        None => Ok(JsValue::NULL),
    })
}

/// The file of an address, and the path in it.
fn find(address: &str) -> Option<(Rc<File>, &str)> {
    let (number, path) = address.strip_prefix(SCHEME)?.split_once('/')?;
    let number: usize = number.parse().ok()?;
    let file = FILES.with_borrow(|files| files.get(number).cloned())?;
    Some((file, path))
}

async fn index(file: &File) -> &Result<Index, String> {
    if file.index.get().is_none() {
        let found = walk(&file.blob).await;
        // Somebody else may have come to the same end meanwhile.
        let _ = file.index.set(found);
    }
    file.index.get_or_init(|| Err("it could not be read".into()))
}

async fn walk(blob: &Blob) -> Result<Index, String> {
    // A size is whole and below 2^53.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
    let length = blob.size() as u64;
    let mut walk = Walk::new(length);
    let mut index = Index::default();
    let (mut from, mut chunk) = (0, Uint8Array::new_with_length(0));
    loop {
        let wants = walk.wants();
        let held = from..from + u64::from(chunk.length());
        if wants.start < held.start || wants.end > held.end {
            let end = (wants.start + AT_ONCE).min(length);
            let read = slice(blob, wants.start, end).await;
            let read = read.map_err(|error| browser::words(&error))?;
            (from, chunk) = (wants.start, Uint8Array::new(&read));
        }
        let place = |at: u64| u32::try_from(at - from).unwrap_or(u32::MAX);
        let bytes = chunk.subarray(place(wants.start), place(wants.end)).to_vec();
        match walk.step(&bytes).map_err(|error| error.to_string())? {
            Step::Member(member) => index.push(member),
            Step::End => return Ok(index),
        }
    }
}

/// Bytes of a file as an `ArrayBuffer`. Fails when the file was changed or
/// taken away since it was chosen.
async fn slice(blob: &Blob, from: u64, to: u64) -> Result<JsValue, JsValue> {
    // Exact: no file has 2^53 bytes.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let part = blob.slice_with_f64_and_f64(from as f64, to as f64)?;
    JsFuture::from(part.array_buffer()).await
}
