//! The only place that fetches, from the server or from a file that was
//! opened (`archive.rs`). A file is there, is certainly not there, or
//! could not be had; the three are never mixed up.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
#[cfg(feature = "whole")]
use web_sys::Headers;
use web_sys::{MessageChannel, RequestCache, RequestInit, Response, ResponseType};

#[cfg(feature = "whole")]
use crate::wire::{Call, Called};

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Got {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// The server says that there is no such file.
    Absent,
    /// It could not be had, and why.
    Failed(String),
}

impl Got {
    /// Its bytes, or why there are none.
    pub(super) fn bytes(self) -> Result<Vec<u8>, String> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Absent => Err("there is no such file".into()),
            Self::Failed(why) => Err(why),
        }
    }
}

/// How the browser's cache is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cache {
    /// As the server says: files that never change come from the cache.
    Usual,
    /// Ask the server whether it is still the same.
    Check,
    /// Past the cache: the copy there may be the damaged one.
    Past,
}

/// Most bytes of an answer of the API: what a preview of the largest write takes, and
/// more.
#[cfg(feature = "whole")]
const ANSWER_MAX: usize = 64 << 20;

/// Begins to fetch a file; several may be under way.
pub(super) fn begin(address: String, cache: Cache) -> Promise {
    future_to_promise(async move {
        #[cfg(feature = "whole")]
        if let Some(content) = super::archive::content(&address).await {
            return content;
        }
        let bytes = get(&address, cache).await?;
        Ok(bytes)
    })
}

/// Waits for a file that was begun.
pub(super) async fn end(promise: Promise) -> Got {
    match JsFuture::from(promise).await {
        Ok(value) if value.is_null() => Got::Absent,
        Ok(value) => Got::Bytes(Uint8Array::new(&value).to_vec()),
        Err(error) => Got::Failed(crate::browser::words(&error)),
    }
}

/// Fetches one file.
pub(super) async fn file(address: String, cache: Cache) -> Got {
    end(begin(address, cache)).await
}

/// The bytes as an `ArrayBuffer`, or null when the file is not there.
async fn get(address: &str, cache: Cache) -> Result<JsValue, JsValue> {
    let options = RequestInit::new();
    options.set_cache(match cache {
        Cache::Usual => RequestCache::Default,
        Cache::Check => RequestCache::NoCache,
        Cache::Past => RequestCache::Reload,
    });
    let answer = send(address, &options).await?;
    if matches!(answer.status(), 404 | 410) {
        return Ok(JsValue::NULL);
    }
    if !answer.ok() {
        return Err(format!("the server answered {} {}", answer.status(), answer.status_text())
            .trim()
            .into());
    }
    // A host that answers every address with its front page does not have the file.
    let kind = answer.headers().get("content-type").ok().flatten().unwrap_or_default();
    if kind.starts_with("text/html") {
        return Ok(JsValue::NULL);
    }
    let most = ledger::proof::largest_file(address);
    if announced(&answer).is_some_and(|length| length <= most) {
        return JsFuture::from(answer.array_buffer()?).await;
    }
    // One byte more than there can be is enough to see that it is another file.
    Ok(read(&answer, most + 1).await?.into())
}

/// How long a body is that comes as it is, by its head: the browser then reads no more of
/// it, and all at once, which takes a fraction of the time. Of another site it is not told
/// whether it is packed.
fn announced(answer: &Response) -> Option<usize> {
    let header = |name: &str| answer.headers().get(name).ok().flatten();
    let is_plain = answer.type_() == ResponseType::Basic && header("content-encoding").is_none();
    header("content-length").filter(|_| is_plain)?.parse().ok()
}

/// The body up to `most` bytes, unpacked as the browser unpacks it. The rest, which
/// may have no end, is not waited for.
async fn read(answer: &Response, most: usize) -> Result<Uint8Array, JsValue> {
    let (pieces, mut length) = (Array::new(), 0);
    if let Some(body) = answer.body() {
        let stream = Stream(body.get_reader().dyn_into()?);
        while length < most {
            let Some(piece) = stream.piece().await? else { break };
            let room = u32::try_from(most - length).unwrap_or(u32::MAX);
            let piece = piece.subarray(0, piece.length().min(room));
            length += piece.length() as usize;
            pieces.push(&piece);
        }
        if length == most {
            stream.cancel();
        }
    }
    let all = Uint8Array::new_with_length(u32::try_from(length).unwrap_or(u32::MAX));
    let mut at = 0;
    for piece in pieces {
        let piece: Uint8Array = piece.unchecked_into();
        all.set(&piece, at);
        at += piece.length();
    }
    Ok(all)
}

/// The body of an answer of the API, as text.
#[cfg(feature = "whole")]
async fn text(answer: &Response) -> Result<String, JsValue> {
    let bytes = read(answer, ANSWER_MAX + 1).await?.to_vec();
    if bytes.len() > ANSWER_MAX {
        return Err("the answer is larger than anything that is asked for here".into());
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn send(address: &str, options: &RequestInit) -> Result<Response, JsValue> {
    JsFuture::from(super::scope().fetch_with_str_and_init(address, options)).await?.dyn_into()
}

/// Says to the server who is signed in, and that our page asks: the cookie of the
/// session comes by itself, and this header no other site can make a browser send.
#[cfg(feature = "whole")]
const AS: &str = "X-Daybook-As";

/// Speaks to the server's API. A token goes into a header and nowhere else, to
/// sign in; after that it is the session that counts.
#[cfg(feature = "whole")]
pub(super) async fn call(call: &Call) -> Called {
    match try_call(call).await {
        Ok(called) => called,
        Err(error) => Called { status: 0, body: crate::browser::words(&error) },
    }
}

#[cfg(feature = "whole")]
async fn try_call(call: &Call) -> Result<Called, JsValue> {
    let options = RequestInit::new();
    let headers = Headers::new()?;
    options.set_cache(RequestCache::NoCache);
    if !call.token.is_empty() {
        headers.set("Authorization", &format!("Bearer {}", call.token))?;
    }
    if !call.actor.is_empty() {
        headers.set(AS, &call.actor)?;
    }
    if !call.key.is_empty() {
        headers.set("Idempotency-Key", &call.key)?;
    }
    if let Some(body) = &call.body {
        options.set_method("POST");
        options.set_body(&JsValue::from_str(body));
        headers.set("Content-Type", "application/json")?;
    }
    options.set_headers(&headers);
    let answer = send(&call.path, &options).await?;
    Ok(Called { status: answer.status(), body: text(&answer).await? })
}

/// Why a document did not come.
#[cfg(feature = "whole")]
pub(super) enum Refused {
    /// It is not held there.
    Absent,
    /// It is withheld; what the server says.
    Withheld(String),
    /// It could not be had, and why.
    Failed(String),
}

/// A body on its way, a piece at a time.
#[derive(Clone)]
pub(super) struct Stream(web_sys::ReadableStreamDefaultReader);

impl Stream {
    /// The next piece; `None` at the end.
    async fn piece(&self) -> Result<Option<Uint8Array>, JsValue> {
        let read = JsFuture::from(self.0.read()).await?;
        let member = |name: &str| js_sys::Reflect::get(&read, &name.into()).unwrap_or_default();
        Ok((!member("done").is_truthy()).then(|| Uint8Array::new(&member("value"))))
    }

    /// The same, its bytes.
    #[cfg(feature = "whole")]
    pub(super) async fn next(&self) -> Result<Option<Vec<u8>>, String> {
        let piece = self.piece().await.map_err(|error| crate::browser::words(&error))?;
        Ok(piece.map(|piece| piece.to_vec()))
    }

    /// Hears no more of it.
    fn cancel(&self) {
        let _ = self.0.cancel();
    }
}

/// Begins to fetch a document; with its length, where the server says it.
#[cfg(feature = "whole")]
pub(super) async fn stream(address: &str) -> Result<(Stream, u64), Refused> {
    let failed = |error: JsValue| Refused::Failed(crate::browser::words(&error));
    let options = RequestInit::new();
    // What the server holds now, not what this browser kept: its tag is the
    // fingerprint in the address, which a changed file would keep.
    options.set_cache(RequestCache::Reload);
    let answer = send(address, &options).await.map_err(failed)?;
    let kind = answer.headers().get("content-type").ok().flatten().unwrap_or_default();
    if matches!(answer.status(), 410 | 451) {
        let text = text(&answer).await.map_err(failed)?;
        let told = ledger::record::Json::parse(text.as_bytes()).ok();
        let detail = told.as_ref().and_then(|told| told.get("detail")?.as_str());
        return Err(Refused::Withheld(detail.unwrap_or("the server says no more").to_owned()));
    }
    // A host that answers every address with its front page does not have the file.
    if answer.status() == 404 || (answer.ok() && kind.starts_with("text/html")) {
        return Err(Refused::Absent);
    }
    if !answer.ok() {
        return Err(Refused::Failed(format!("the server answered {}", answer.status())));
    }
    let length = answer.headers().get("content-length").ok().flatten();
    let body = answer.body().ok_or_else(|| Refused::Failed("the answer is empty".into()))?;
    let reader = body.get_reader().dyn_into().map_err(|error| failed(error.into()))?;
    Ok((Stream(reader), length.and_then(|length| length.parse().ok()).unwrap_or(0)))
}

/// Sends a file to be kept.
#[cfg(feature = "whole")]
pub(super) async fn send_file(path: &str, actor: &str, file: &web_sys::Blob) -> Called {
    match try_send_file(path, actor, file).await {
        Ok(called) => called,
        Err(error) => Called { status: 0, body: crate::browser::words(&error) },
    }
}

#[cfg(feature = "whole")]
async fn try_send_file(path: &str, actor: &str, file: &web_sys::Blob) -> Result<Called, JsValue> {
    let options = RequestInit::new();
    let headers = Headers::new()?;
    headers.set(AS, actor)?;
    options.set_method("POST");
    options.set_body(file);
    options.set_headers(&headers);
    let answer = send(path, &options).await?;
    Ok(Called { status: answer.status(), body: text(&answer).await? })
}

/// Gives the thread back once, so that waiting messages are heard.
pub(super) async fn breathe() {
    // A message to itself and not a timer: timers that follow each other wait at least
    // four milliseconds each, a tenth of a long check.
    let channel = MessageChannel::new();
    let promise = Promise::new(&mut |resolve, _| {
        let sent = channel.as_ref().is_ok_and(|channel| {
            channel.port1().set_onmessage(Some(&resolve));
            channel.port2().post_message(&JsValue::NULL).is_ok()
        });
        if !sent {
            let _ = super::scope().set_timeout_with_callback(&resolve);
        }
    });
    let _ = JsFuture::from(promise).await;
    if let Ok(channel) = channel {
        channel.port1().close();
    }
}
