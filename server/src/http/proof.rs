//! `GET /api/v1/events/{index}/proof`: one entry, its place and the signed
//! summary in a file that can be checked without this server (C2SP tlog-proof).

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use ledger::record::Index;

use super::App;
use super::headers::{REVALIDATE, file as answer};
use super::problem::Problem;
use crate::clock;
use crate::proof_file;
use crate::tree::ReadTree;

/// The proof file of an entry. Its extra data hold the entry and, as long as
/// they were not erased, its sealed values.
#[utoipa::path(
    get,
    path = "/api/v1/events/{index}/proof",
    tag = "read",
    params(("index" = u64, Path, description = "Position of the entry, from 0")),
    responses(
        (status = 200, description = "A C2SP tlog-proof, for a file named `<index>.tlog-proof`", content_type = "text/plain"),
        (status = 404, description = "There is no such entry (yet)", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn file(
    State(app): State<Arc<App>>,
    index: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let absent = || Problem::not_found("there is no such entry; see /log/checkpoint for the size");
    let Path(index) = index.map_err(|_| absent())?;
    let (end, beside) = (app.writer.end(), app.cosigners.beside());
    let tree = ReadTree::new(&app.store, &end, &app.vkey, &beside, clock::now());
    if index >= end.head.size.get() {
        return Err(absent());
    }
    let read = |item: &_| tree.read(item).ok().flatten();
    let made = proof_file::make(Index::new(index), &read);
    let proof = made.map_err(|error| Problem::internal(&error))?;
    let mut response = answer(&headers, proof.to_bytes(), "text/plain; charset=utf-8", REVALIDATE);
    let name = format!("attachment; filename=\"{index}.tlog-proof\"");
    if let Ok(name) = HeaderValue::try_from(name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
