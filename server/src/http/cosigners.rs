//! `GET /api/v1/cosigners`: who confirms this ledger, and how far they are.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::App;
use super::headers::json;

/// The independent witnesses of this ledger, what each confirmed, and why one
/// did not. The proof of it is in `/log/checkpoint` and `/log/cosigned`.
#[utoipa::path(get, path = "/api/v1/cosigners", tag = "operation",
    responses((status = 200, description = "The cosigners of the policy", body = crate::cosigners::status::Status)))]
pub async fn status(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    json(&headers, &app.cosigners.status())
}
