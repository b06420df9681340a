//! `/log/…`: the read tree, for any reader anywhere.
//!
//! Anyone may host a verifier, so every answer here is open to all origins
//! (`Access-Control-Allow-Origin: *`), refusals too. Files that can never
//! change are cached for a year; the checkpoints, the key, the policy, openings (which a
//! redaction must reach) and history are asked for again each time.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use ledger::proof::{SheafId, SheafKind};

use super::App;
use super::aside::aside;
use super::headers::{IMMUTABLE, REVALIDATE, file as answer};
use super::problem::Problem;
use crate::clock;
use crate::store::StoreError;
use crate::tree::{Item, ReadTree};

/// A file of the read tree (FORMAT.md section 11; C2SP tlog-tiles).
#[utoipa::path(
    get,
    path = "/log/{path}",
    tag = "read",
    params(("path" = String, Path, description = "`checkpoint`, `vkey`, `policy`, `cosigned`, `tile/<L>/<N>[.p/<W>]`, `tile/entries/<N>[.p/<W>]`, `openings/<N>[.p/<W>]` or `history/<N>[.p/<W>]`; with `sheaf/` before `tile/0/<N>`, `tile/entries/<N>` or `openings/<N>`, sixteen full ones after another")),
    responses(
        (status = 200, description = "The bytes", content_type = "application/octet-stream"),
        (status = 304, description = "The client has them"),
        (status = 404, description = "The ledger has no such file (yet)", body = super::problem::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn file(
    State(app): State<Arc<App>>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let path = path.map_or_else(|_| "(not text)".to_owned(), |Path(path)| path);
    let response = match SheafId::parse(&path) {
        Some(id) => sheaf(&app, id, headers).await,
        None => read(&app, &path, &headers),
    };
    let mut response = response.unwrap_or_else(IntoResponse::into_response);
    open_to_all(response.headers_mut());
    response
}

/// The read tree as it is now, for one answer.
fn tree<T>(
    app: &App,
    ask: impl FnOnce(&ReadTree<'_>) -> Result<T, StoreError>,
) -> Result<T, Problem> {
    let (end, beside) = (app.writer.end(), app.cosigners.beside());
    let tree = ReadTree::new(&app.store, &end, &app.vkey, &beside, clock::now());
    ask(&tree).map_err(|error| Problem::internal(&error))
}

fn absent(path: &str) -> Problem {
    let shown: String = path.chars().take(80).collect();
    Problem::not_found(format!("the ledger has no file {shown:?}; read `checkpoint` for its size"))
}

/// Sixteen files take milliseconds to read: not on a thread that serves connections.
async fn sheaf(app: &Arc<App>, id: SheafId, headers: HeaderMap) -> Result<Response, Problem> {
    let app = app.clone();
    aside(move || {
        let bytes = tree(&app, |tree| tree.sheaf(&id))?.ok_or_else(|| absent(&id.path()))?;
        // Openings change when something is redacted.
        let caching = if id.kind == SheafKind::Openings { REVALIDATE } else { IMMUTABLE };
        Ok(answer(&headers, bytes, "application/octet-stream", caching))
    })
    .await?
}

fn read(app: &App, path: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let item = Item::parse(path).ok_or_else(|| absent(path))?;
    let bytes = tree(app, |tree| tree.read(&item))?.ok_or_else(|| absent(path))?;
    let mime = match item {
        Item::Checkpoint | Item::Vkey | Item::Policy | Item::Cosigned => {
            "text/plain; charset=utf-8"
        }
        _ => "application/octet-stream",
    };
    let caching = if item.is_immutable() { IMMUTABLE } else { REVALIDATE };
    Ok(answer(headers, bytes, mime, caching))
}

/// What a browser asks before it sends a header of its own, such as
/// `If-None-Match`, from another origin.
pub async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    open_to_all(response.headers_mut());
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, HEAD, OPTIONS"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("if-none-match, cache-control, range"),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

pub(super) fn open_to_all(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("etag, content-range"),
    );
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
}
