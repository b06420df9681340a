//! `GET /api/v1/token`: whose token this is.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::App;
use super::problem::Problem;
use super::write::authenticate;

/// What a token allows.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TokenInfo {
    /// The actor it belongs to: fills `by` in what is recorded with it.
    pub name: String,
    /// What may be done with it: `record`.
    pub may: Vec<&'static str>,
}

/// Whose token this is, and what it allows.
#[utoipa::path(
    get,
    path = "/api/v1/token",
    tag = "write",
    responses(
        (status = 200, description = "The token is known", body = TokenInfo),
        (status = 401, description = "No token, or one that is unknown", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn whose(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let name = match authenticate(&app, &headers) {
        Ok(name) => name,
        Err(problem) => return problem.into_response(),
    };
    let info = TokenInfo { name, may: vec!["record"] };
    let body = serde_json::to_vec(&info).unwrap_or_default();
    let mut response = (StatusCode::OK, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
