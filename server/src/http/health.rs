//! `/healthz` and `/readyz`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::App;
use super::prepare::Form;
use super::problem::Problem;

/// The process runs.
#[utoipa::path(get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "The process runs", content_type = "text/plain")))]
pub async fn healthz() -> Response {
    text("ok\n".to_owned())
}

/// The ledger can be read and written; of several servers of one ledger, each that follows
/// the one that records is ready to be read and says so. A proxy should not take a server
/// away for this: reading goes on.
#[utoipa::path(get, path = "/readyz", tag = "operation",
    responses(
        (status = 200, description = "Entries can be read and written", content_type = "text/plain"),
        (status = 503, description = "Read-only, no room on the disk, or not caught up yet; `detail` says why", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn readyz(State(app): State<Arc<App>>) -> Response {
    let size = app.writer.end().head.size;
    if let Some(reason) = app.writer.refusal() {
        let error = crate::sequencer::SubmitError::ReadOnly(reason);
        return super::problem::refused(error, &Form::plain(false)).into_response();
    }
    if let Err(full) = app.documents.disk().for_bytes(0) {
        return Problem::disk_full(full.to_string()).into_response();
    }
    let seen = app.views.seen();
    if seen < size {
        let detail = format!("the timeline has taken in {seen} of {size} entries");
        return Problem::busy(detail).into_response();
    }
    let follows = app.writer.follows();
    text(if follows { "ready to read; another server records\n" } else { "ready\n" }.to_owned())
}

/// A short text that is asked for again each time.
pub(super) fn text(body: String) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
