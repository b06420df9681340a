//! `POST /api/v1/documents` and `GET /documents/{hash}`: files that entries cite.
//!
//! The answer to an upload comes when the file is on the disk. What is served is
//! open to every origin, never run by a browser (its type is told from its
//! bytes, the policy is a sandbox, nothing is guessed), and asked for again each
//! time: a withholding must take effect at once.

mod expected;
mod range;

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ledger::documents::{Document, GUESSABLE};
use ledger::record::{Hash, Held};
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use super::allow::allow;
use super::aside::aside;
use super::body::refuse_packed;
use super::headers::{REVALIDATE, has, unchanged};
use super::problem::Problem;
use super::{App, held, log, query};
use crate::access::roles::Act;
use crate::clock;
use crate::config::{BODY_TIME, UPLOAD_AHEAD, UPLOAD_RATE};
use crate::documents::{Documents, Incoming, KeepError, Kept, Marker, Meta, OpenDocument};
use expected::Expected;
use range::Range;

/// What a document may do in a browser: nothing.
const SANDBOX: &str = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// A document that is here.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DocumentReceipt {
    /// BLAKE3, 64 hexadecimal digits: its name.
    pub blake3: String,
    /// SHA-256, 64 hexadecimal digits.
    pub sha256: String,
    /// Length in bytes.
    pub size: u64,
    /// Its media type, told from its first bytes.
    pub media_type: String,
    /// Where it can be read.
    pub address: String,
    /// What the sender should look at again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// Keep a file that entries cite.
///
/// The body is the file, whatever its type. Give the digest that it must have,
/// by `?blake3=`, `Content-Digest` (RFC 9530) or `Digest` (RFC 3230), and a file
/// that was changed on the way is refused. No file name is kept. The same file
/// sent again is kept once.
#[utoipa::path(
    post,
    path = "/api/v1/documents",
    tag = "write",
    request_body(content = String, content_type = "application/octet-stream", description = "the file; at most 64 MiB unless the server says otherwise"),
    params(
        ("blake3" = Option<String>, Query, description = "the BLAKE3 that it must have, 64 hexadecimal digits"),
        ("Content-Digest" = Option<String>, Header, description = "`sha-256=:<base64>:`"),
        ("Digest" = Option<String>, Header, description = "`sha-256=<base64>`"),
    ),
    responses(
        (status = 201, description = "It is on the disk, and was not here before", body = DocumentReceipt),
        (status = 200, description = "It was here already", body = DocumentReceipt),
        (status = 400, description = "A digest cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No token, or one that is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token has not the role recorder", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It did not arrive in time", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is packed (`Content-Encoding`); the file itself may be", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "An entry withholds this document", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "It is too large", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It is empty, or has another digest than announced; both are named", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests with this token under way", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many uploads are under way (`Retry-After`)", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "There is no room left", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn upload(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    parameters: query::Parameters,
    body: Body,
) -> Result<Response, Problem> {
    let name = allow(&app, &headers, Act::Record)?.name;
    refuse_packed(&headers)?;
    let expected = Expected::read(&headers, &query::read(parameters)?)?;
    let _turn = app.inflight.turn(&name)?;
    let _place = app
        .documents
        .enter()
        .ok_or_else(|| Problem::busy("too many uploads are under way; try again in a second"))?;
    let incoming = receive(&app.documents, &headers, body).await?;
    expected.compare(&incoming.hashed)?;
    if incoming.hashed.size == 0 {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "document",
            "The document cannot be kept",
            "the body is empty; send the file as it is",
        ));
    }
    let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let declared = declared.map(|declared| declared.chars().take(120).collect());
    let documents = Arc::clone(&app.documents);
    match aside(move || documents.keep(&incoming, declared, &name)).await? {
        Ok(Kept::New(meta)) => receipt(StatusCode::CREATED, meta),
        Ok(Kept::Known(meta)) => receipt(StatusCode::OK, meta),
        Err(KeepError::Withheld(marker)) => {
            let detail = format!("entry {} withholds this document; it was not kept", marker.entry);
            let title = "The document is withheld";
            let mut problem = Problem::new(StatusCode::CONFLICT, "withheld", title, detail);
            problem.withheld = Some(marker);
            Err(problem)
        }
        Err(error @ KeepError::Full { .. }) => Err(no_room(&error)),
        Err(KeepError::Io(error)) => Err(refused_by_disk(&error)),
    }
}

/// Takes the body to the disk: a few pieces in memory, whatever its length.
async fn receive(
    documents: &Arc<Documents>,
    headers: &HeaderMap,
    body: Body,
) -> Result<Incoming, Problem> {
    let most = documents.limits().one;
    let too_large = || {
        Problem::too_large(format!("a document may have {most} bytes; keep a larger one elsewhere"))
    };
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if announced.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > most) {
        return Err(too_large());
    }
    let (pieces, mut arrived) = mpsc::channel::<Bytes>(UPLOAD_AHEAD);
    let disk = Arc::clone(documents);
    let writing = tokio::task::spawn_blocking(move || disk.receive(|| arrived.blocking_recv()));
    let (begun, mut got) = (Instant::now(), 0_u64);
    let mut stream = body.into_data_stream();
    loop {
        // Slow is what comes at less than a rate, however long it takes.
        let allowed = BODY_TIME + std::time::Duration::from_secs(got / UPLOAD_RATE);
        let left = allowed.saturating_sub(begun.elapsed());
        let piece = match tokio::time::timeout(left, stream.next()).await {
            Ok(None) => break,
            Ok(Some(Ok(piece))) => piece,
            Ok(Some(Err(_))) => return Err(Problem::broken_off()),
            Err(_) => return Err(Problem::slow_body()),
        };
        got += piece.len() as u64;
        if got > most {
            return Err(too_large());
        }
        // The disk stopped taking any: what it says comes from the thread.
        if pieces.send(piece).await.is_err() {
            break;
        }
    }
    drop(pieces);
    let written = writing.await.map_err(|error| Problem::internal(&error))?;
    written.map_err(|error| refused_by_disk(&error))
}

fn refused_by_disk(error: &std::io::Error) -> Problem {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    match error.kind() {
        StorageFull | QuotaExceeded | FileTooLarge => no_room(error),
        _ => Problem::internal(error),
    }
}

fn no_room(error: &dyn std::fmt::Display) -> Problem {
    let detail = format!("{error}; nothing was kept: ask whoever runs the server for more room");
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, "no-room", "There is no room left", detail)
}

fn receipt(status: StatusCode, meta: Meta) -> Result<Response, Problem> {
    let address = format!("/documents/{}", meta.blake3);
    let mut warnings = Vec::new();
    if meta.size < GUESSABLE {
        warnings.push(format!(
            "{} bytes are few: if this document is withheld one day, its digest, which stays, may \
             let somebody guess what it said",
            meta.size
        ));
    }
    let Meta { blake3, sha256, size, media_type, .. } = meta;
    let receipt =
        DocumentReceipt { blake3, sha256, size, media_type, address: address.clone(), warnings };
    let body = serde_json::to_vec(&receipt).map_err(|error| Problem::internal(&error))?;
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(location) = HeaderValue::try_from(address) {
        headers.insert(header::LOCATION, location);
    }
    Ok(response)
}

/// A document, by its BLAKE3.
///
/// One that only entries cite which are held back from the public is given to a token or
/// session of the role recorder, approver, administrator or auditor alone
/// (`Cache-Control: private, no-store`), with a line in the access log.
#[utoipa::path(
    get,
    path = "/documents/{hash}",
    tag = "read",
    params(
        ("hash" = String, Path, description = "BLAKE3 of the document, 64 hexadecimal digits"),
        ("Range" = Option<String>, Header, description = "`bytes=<first>-<last>`, one range"),
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 206, description = "The part that was asked for", content_type = "application/octet-stream"),
        (status = 304, description = "The client has it"),
        (status = 404, description = "This server does not hold it; a ledger can cite documents that lie elsewhere", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "It was withheld and destroyed; the answer says by whom and why", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "The range is outside the file", body = Problem, content_type = "application/problem+json"),
        (status = 451, description = "It is withheld and kept; the answer says by whom and why. Or all entries that cite it are held back from the public; the answer says until when", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Whether it is held back is not known yet, or that it is read cannot be written down (`Retry-After`)", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []))
)]
pub async fn file(
    State(app): State<Arc<App>>,
    hash: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let hash = hash.map_or_else(|_| String::new(), |Path(hash)| hash);
    let mut response =
        answer(app, hash, &headers).await.unwrap_or_else(IntoResponse::into_response);
    log::open_to_all(response.headers_mut());
    let policy = HeaderValue::from_static(SANDBOX);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

async fn answer(app: Arc<App>, hash: String, headers: &HeaderMap) -> Result<Response, Problem> {
    let at = Arc::clone(&app);
    let (document, file) = aside(move || find(&at, &hash)).await??;
    // Before anything is said of the file, also that a client has it.
    let Some(held) = held_back(&app, &document).await? else {
        return give(&app, document, file, headers);
    };
    let Some(caller) = held::reader(&app, headers) else {
        let detail = format!(
            "only entries that are held back cite this document; it is kept and not shown {}",
            held::how_long(held)
        );
        let status = StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS;
        let title = "The document is held back";
        let mut response = Problem::new(status, "held-back", title, detail).into_response();
        held::varies(&mut response);
        return Ok(response);
    };
    held::begin(&app, &caller, &format!("document {document}")).await?;
    let mut response = give(&app, document, file, headers)?;
    held::private(&mut response);
    Ok(response)
}

/// How long a document is held back, if it is now: as the views know it, which have to
/// have come as far as the ledger.
async fn held_back(app: &App, document: &Hash) -> Result<Option<Held>, Problem> {
    if !app.views.reach(app.writer.end().head.size).await {
        let detail = "which documents are held back is not known yet; try again in a second";
        return Err(Problem::busy(detail));
    }
    let held = app.views.with_record(|record| {
        record.facts.documents().get(document).map_or(Held::No, Document::held)
    });
    Ok(held.is_held(clock::now()).then_some(held))
}

/// The file, unless it is not here or an entry withholds it.
fn find(app: &App, hash: &str) -> Result<(Hash, OpenDocument), Problem> {
    let absent = || {
        let shown: String = hash.chars().take(80).collect();
        Problem::not_found(format!(
            "this server holds no document {shown:?}; a ledger can cite documents that lie elsewhere"
        ))
    };
    // One spelling: 64 lower-case digits, so there is no path in it.
    let document = Hash::parse(hash).map_err(|_| absent())?;
    let disk = |error: std::io::Error| Problem::internal(&error);
    if let Some(marker) = app.documents.marker(&document).map_err(disk)? {
        return Err(withheld(marker));
    }
    let file = app.documents.read(&document).map_err(disk)?.ok_or_else(absent)?;
    Ok((document, file))
}

fn give(
    app: &App,
    document: Hash,
    file: OpenDocument,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let etag = format!("\"{document}\"");
    if has(headers, &etag) {
        return Ok(unchanged(&etag));
    }
    let range = Range::read(headers, file.size, &etag);
    let (status, from, to) = match range {
        Range::All => (StatusCode::OK, 0, file.size),
        Range::Part(from, to) => (StatusCode::PARTIAL_CONTENT, from, to),
        Range::Outside => return Err(Range::refusal(file.size)),
    };
    let (kind, size) = (file.kind, file.size);
    let mut response =
        Body::from_stream(pieces(Arc::clone(&app.documents), file, from, to)).into_response();
    *response.status_mut() = status;
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type));
    fields.insert(header::CACHE_CONTROL, REVALIDATE);
    fields.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    fields.insert(header::CONTENT_LENGTH, HeaderValue::from(to - from));
    let name = document.to_hex();
    let dot = if kind.ending.is_empty() { "" } else { "." };
    let name = format!("{}{dot}{}", &name[..16], kind.ending);
    let way = if kind.inert { "inline" } else { "attachment" };
    for (field, text) in [
        (header::CONTENT_DISPOSITION, format!("{way}; filename=\"{name}\"")),
        (header::ETAG, etag),
        (header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", to.saturating_sub(1))),
    ] {
        if field != header::CONTENT_RANGE || status == StatusCode::PARTIAL_CONTENT {
            fields.insert(field, HeaderValue::try_from(text).map_err(|e| Problem::internal(&e))?);
        }
    }
    Ok(response)
}

/// The bytes, one piece read when the client has taken the one before.
fn pieces(
    documents: Arc<Documents>,
    file: OpenDocument,
    from: u64,
    to: u64,
) -> ReceiverStream<std::io::Result<Vec<u8>>> {
    let (send, pieces) = mpsc::channel(1);
    tokio::spawn(async move {
        let (mut file, mut at) = (file, from);
        while at < to {
            let documents = Arc::clone(&documents);
            let read = tokio::task::spawn_blocking(move || {
                let piece = file.piece(&documents, at, to);
                (file, piece)
            });
            let Ok((back, piece)) = read.await else { return };
            file = back;
            let length = piece.as_ref().map_or(0, Vec::len) as u64;
            // Shorter than it was: the client sees that the answer broke off.
            let piece = match piece {
                Ok(piece) if piece.is_empty() => Err(std::io::ErrorKind::UnexpectedEof.into()),
                other => other,
            };
            let failed = piece.is_err();
            if send.send(piece).await.is_err() || failed {
                return;
            }
            at += length;
        }
    });
    ReceiverStream::new(pieces)
}

/// 451 (RFC 7725) where the file is kept, 410 where it is gone.
fn withheld(marker: Marker) -> Problem {
    let (status, became) = match marker.mode.as_str() {
        "destroyed" => (StatusCode::GONE, "was destroyed"),
        _ => (StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, "is kept and not shown"),
    };
    let detail = format!(
        "the document {became}, by entry {}: decided by {} on {}, ground {}; its digests stay in \
         the entries that cite it",
        marker.entry, marker.decided_by, marker.decided_on, marker.ground
    );
    let mut problem = Problem::new(status, "withheld", "The document is withheld", detail);
    problem.withheld = Some(Box::new(marker));
    problem
}
