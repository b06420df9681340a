//! `GET /api/v1/access-log`: who was refused what, and who did what, for auditors.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;

use super::App;
use super::allow::allow;
use super::aside::aside;
use super::headers::private;
use super::problem::Problem;
use super::query::{self, Parameters};
use crate::access::log::Line;
use crate::access::roles::Act;

/// Lines in one answer, unless fewer are asked for.
const LIMIT: usize = 1_000;

/// Lines of the access log.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LoggedLines {
    /// Oldest first.
    pub lines: Vec<Line>,
    /// Ask for `?after=` this to go on; absent where there is no more now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// The access log: refusals, and what was done to access and to what can be read.
#[utoipa::path(
    get, path = "/api/v1/access-log", tag = "access",
    params(
        ("after" = Option<u64>, Query, description = "lines with a higher number; 0 where it is left out"),
        ("limit" = Option<usize>, Query, description = "1 to 1000"),
    ),
    responses(
        (status = 200, description = "The lines", body = LoggedLines),
        (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No token, or one that is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token has not the role auditor", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn read(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Problem> {
    allow(&app, &headers, Act::ReadLog)?;
    let (mut after, mut limit) = (0, LIMIT);
    for (name, value) in query::read(parameters)? {
        let wrong = |problem, remedy| Problem::parameter(&name, &value, problem, remedy);
        match name.as_str() {
            "after" => {
                let number = value.parse();
                after = number.map_err(|_| wrong("is not a number of a line", "send `next`"))?;
            }
            "limit" => {
                let number = value.parse().ok().filter(|limit| (1..=LIMIT).contains(limit));
                limit =
                    number.ok_or_else(|| wrong("is not a number of lines", "write 1 to 1000"))?;
            }
            _ => return Err(wrong("is not a parameter", "see /api/v1/openapi.json")),
        }
    }
    let lines = aside(move || app.access.log.files().read(after, limit, |_| true)).await?;
    let lines = lines.map_err(|error| Problem::internal(&error))?;
    let next = (lines.len() == limit).then(|| lines.last().map_or(after, |line| line.n));
    private(StatusCode::OK, &LoggedLines { lines, next })
}
