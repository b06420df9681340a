//! `POST /api/v1/events`: one draft or an array, atomic.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use ledger::admission::Warning;
use ledger::events::Event;
use ledger::record::{Hash, Size};

use super::allow::allow;
use super::aside::aside;
use super::body::{only, read_body};
use super::headers::private;
use super::prepare::{Prepared, prepare};
use super::problem::{Problem, refused};
use super::receipt::{self, Receipt, Receipts};
use super::{App, copies, second_person, watched};
use crate::access::log;
use crate::access::roles::Act;
use crate::sequencer::{Accepted, Ready, Submission};

/// Bodies of more bytes than this are parsed off the async threads: at some
/// 100 MB/s this is a third of a millisecond.
const INLINE_MAX: usize = 32 << 10;

/// Record one draft, or an array of drafts.
///
/// All of them are recorded or none. The answer comes when they are durable:
/// for each its index, its fingerprint, its proof of inclusion, and the signed
/// checkpoint that covers it. A draft may come with salts of its own,
/// `{"draft": {…}, "salts": {"/event/text": "<64 hex>"}}`: one for each sealed
/// field, so that the caller knows the exact bytes before, and then with
/// `"signatures": [{"key", "signature"}]` over them, the author's first. What is unusual about
/// a draft stands in the `warnings` of its receipt, in the form of a fault. A
/// repeat with the same `Idempotency-Key` and the same body gets the same
/// answer, without the warnings, and records nothing.
#[utoipa::path(
    post,
    path = "/api/v1/events",
    tag = "write",
    request_body(
        content = Object,
        content_type = "application/json",
        description = "a draft as `#/components/schemas/Draft`, or an array of up to 5,000; either may be wrapped with its salts; at most 8 MiB"
    ),
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters, chosen by the caller, unique for each thing to be recorded"),
        ("If-Match" = Option<String>, Header, description = "the size that the ledger must have, in quotes: `\"27\"`"),
    ),
    responses(
        (status = 201, description = "Recorded and durable: the receipt of a single draft, or `Receipts` for an array", body = Receipt),
        (status = 400, description = "A header cannot be read", body = super::problem::Problem, content_type = "application/problem+json"),
        (status = 401, description = "No token, or one that is unknown", body = super::problem::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token has not the role recorder, or belongs to another actor than `by` says, or a draft needs a second person: `faults` name its kind", body = super::problem::Problem, content_type = "application/problem+json"),
        (status = 408, description = "The body did not arrive in time", body = super::problem::Problem, content_type = "application/problem+json"),
        (status = 409, description = "An event id is in use; `faults` name it, `detail` the entry", body = super::problem::Problem, content_type = "application/problem+json"),
        (status = 412, description = "The ledger has another size than `If-Match` says", body = super::problem::Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 8 MiB or 5,000 drafts", body = super::problem::Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not said to be JSON, or is packed", body = super::problem::Problem, content_type = "application/problem+json"),
        (status = 422, description = "Every fault of every draft, by itself and against what is recorded; nothing was recorded", body = super::problem::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests with this token under way", body = super::problem::Problem, content_type = "application/problem+json"),
        (status = 503, description = "The queue is full (`Retry-After`), or the ledger is read-only", body = super::problem::Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn record(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let caller = allow(&app, &headers, Act::Record)?;
    let name = caller.name.clone();
    let expected = if_match(&headers)?;
    let key = idempotency_key(&headers, &name)?;
    let _turn = app.inflight.turn(&name)?;
    let (bytes, _room) = read_body(&app, &headers, body).await?;
    let key = key.map(|key| (key, Hash::of(&bytes)));
    let Prepared { drafts, form } = prepared(bytes, &name).await?;
    second_person::needed(&app, &drafts, &form)?;
    if note_watched(&drafts) {
        watched::begin(&app, &caller, Act::Record.code()).await?;
    }
    let told = copies_of(&app, &drafts).await?;
    let submission = Submission { drafts, expected, key };
    let accepted = app.writer.submit(submission).await.map_err(|error| refused(error, &form))?;
    let (receipts, replayed) = match accepted {
        Accepted::New { entries, mut warnings, end } => {
            add(&mut warnings, told);
            note_entries(entries.first().map(|placed| placed.index.get()), entries.len());
            let fresh = receipt::fresh(&app.store, &end, &entries)?;
            (fresh.with_warnings(&warnings, &form), false)
        }
        Accepted::Before { first, count } => {
            let end = app.writer.end();
            (receipt::again(&app.store, &end, &app.vkey, first, count)?, true)
        }
    };
    answer(receipts, form.is_array, replayed)
}

/// Notes the kinds of which the access log speaks, and whether there is one.
pub(super) fn note_watched(drafts: &[Ready]) -> bool {
    let kinds: BTreeSet<&str> =
        drafts.iter().filter_map(|ready| log::watched(&ready.candidate.draft().event)).collect();
    for kind in &kinds {
        watched::about(kind);
    }
    !kinds.is_empty()
}

/// Notes where something was recorded.
pub(super) fn note_entries(first: Option<u64>, count: usize) {
    if let Some(first) = first {
        watched::about(&format!("entry {first}"));
        if count > 1 {
            watched::about(&format!("and {} more", count - 1));
        }
    }
}

/// What else holds what the drafts redact, by draft; looked for only where one does.
pub(super) async fn copies_of(
    app: &App,
    drafts: &[Ready],
) -> Result<BTreeMap<usize, Vec<Warning>>, Problem> {
    let redacts = |ready: &Ready| matches!(ready.candidate.draft().event, Event::Redaction(_));
    if !drafts.iter().any(redacts) {
        return Ok(BTreeMap::new());
    }
    let (store, size, drafts) =
        (Arc::clone(&app.store), app.writer.end().head.size, drafts.to_vec());
    aside(move || copies::warnings(&store, size, &drafts)).await
}

/// Adds warnings to those of each draft.
pub(super) fn add(warnings: &mut [Vec<Warning>], more: BTreeMap<usize, Vec<Warning>>) {
    for (draft, more) in more {
        if let Some(warnings) = warnings.get_mut(draft) {
            warnings.extend(more);
        }
    }
}

/// Parses, validates and seals, off the async threads where there is much of it.
pub(super) async fn prepared(bytes: Vec<u8>, name: &str) -> Result<Prepared, Problem> {
    if bytes.len() <= INLINE_MAX {
        return prepare(&bytes, name);
    }
    let name = name.to_owned();
    aside(move || prepare(&bytes, &name)).await?
}

pub(super) fn answer(
    receipts: Receipts,
    is_array: bool,
    replayed: bool,
) -> Result<Response, Problem> {
    let first = receipts.receipts.first().map_or(0, |receipt| receipt.index);
    let mut response = if is_array {
        private(StatusCode::CREATED, &receipts)?
    } else {
        let single: Receipt =
            receipts.single().ok_or_else(|| Problem::internal(&"a receipt is missing"))?;
        private(StatusCode::CREATED, &single)?
    };
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::try_from(format!("/api/v1/events/{first}")) {
        headers.insert(header::LOCATION, location);
    }
    if replayed {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    Ok(response)
}

fn if_match(headers: &HeaderMap) -> Result<Option<Size>, Problem> {
    let Some(value) = only(headers, &header::IF_MATCH)? else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    let digits = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let size = digits.and_then(|digits| digits.parse().ok());
    match size {
        Some(size) => Ok(Some(Size::new(size))),
        None => Err(Problem::parameter(
            "If-Match",
            text,
            "is not a size in quotes",
            "write the size that you expect like \"27\"",
        )),
    }
}

/// The caller's key, hashed together with its name: two callers never share one.
fn idempotency_key(headers: &HeaderMap, name: &str) -> Result<Option<Hash>, Problem> {
    let name_of = HeaderName::from_static("idempotency-key");
    let Some(value) = only(headers, &name_of)? else { return Ok(None) };
    let bytes = value.as_bytes();
    if (1..=255).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic) {
        return Ok(Some(Hash::of(&[name.as_bytes(), b"\0", bytes].concat())));
    }
    Err(Problem::parameter(
        "Idempotency-Key",
        value.to_str().unwrap_or_default(),
        "is not 1 to 255 visible ASCII characters",
        "use a random text, such as a UUID",
    ))
}
