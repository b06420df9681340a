//! `GET /api/v1/schema` and `/api/v1/schema/{kind}`: the vocabulary, in the
//! words of a form.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use ledger::events::{draft_schema, kind_schema};
use ledger::record::Json;
use ledger::views::detail::labelled;

use super::headers;
use super::problem::Problem;

/// Every kind of draft, as JSON Schema (2020-12).
///
/// Beside the standard words: `title` and `description` of each field and code,
/// `x-order` (the order of the fields), `x-sealed` (may one day be erased),
/// `x-id` (what an identifier stands for), and `format` for what a text is.
#[utoipa::path(get, path = "/api/v1/schema", tag = "read",
    responses((status = 200, description = "JSON Schema", content_type = "application/schema+json")))]
pub async fn all(request: HeaderMap) -> Response {
    answer(&request, draft_schema())
}

/// Drafts of one kind, as JSON Schema (2020-12).
#[utoipa::path(get, path = "/api/v1/schema/{kind}", tag = "read",
    params(("kind" = String, Path, description = "code of a kind")),
    responses(
        (status = 200, description = "JSON Schema", content_type = "application/schema+json"),
        (status = 404, description = "There is no such kind", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn one(kind: Result<Path<String>, PathRejection>, request: HeaderMap) -> Response {
    let kind = kind.map_or_else(|_| "(not text)".to_owned(), |Path(kind)| kind);
    match kind_schema(&kind) {
        Some(schema) => answer(&request, schema),
        None => {
            let shown: String = kind.chars().take(60).collect();
            let detail = format!("{shown:?} is not a kind; GET /api/v1/schema names them all");
            Problem::not_found(detail).into_response()
        }
    }
}

fn answer(request: &HeaderMap, schema: Json) -> Response {
    let bytes = labelled(schema).to_canonical().into_bytes();
    // It changes with the program only; asked for again, it is answered by its tag.
    let caching: HeaderValue = headers::REVALIDATE;
    headers::file(request, bytes, "application/schema+json", caching)
}
