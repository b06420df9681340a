//! `GET /api/v1/token`: whose token this is.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;

use super::App;
use super::allow::allow;
use super::headers::private;
use super::problem::Problem;
use crate::access::guard::Caller;
use crate::access::roles::{Act, Role};

/// What a token allows.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TokenInfo {
    /// The actor it belongs to: fills `by` in what is recorded with it.
    pub name: String,
    /// Which of its tokens: 12 hexadecimal digits that give nothing away.
    pub id: String,
    /// What it is for.
    pub roles: Vec<Role>,
    /// What may be done with it, such as `record` and `approve`.
    pub may: Vec<&'static str>,
    /// From when on it is refused, RFC 3339; absent where it does not expire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

impl TokenInfo {
    /// Of a caller.
    pub(super) fn new(caller: Caller) -> Self {
        let may = Act::all().filter(|act| caller.may(*act)).map(Act::code).collect();
        let (name, id) = (caller.name, caller.token);
        Self { name, id, roles: caller.roles, may, expires: caller.expires }
    }
}

/// Whose token this is, and what it allows.
#[utoipa::path(
    get,
    path = "/api/v1/token",
    tag = "access",
    responses(
        (status = 200, description = "The token is known", body = TokenInfo),
        (status = 401, description = "No token, or one that is unknown, expired or revoked", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn whose(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Problem> {
    let caller = allow(&app, &headers, Act::Whoami)?;
    private(StatusCode::OK, &TokenInfo::new(caller))
}
