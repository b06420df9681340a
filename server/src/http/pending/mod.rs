//! `/api/v1/pending`: drafts that wait for a second person. Everything here
//! needs a token with a role for it, and nothing here is in the ledger.

mod act;
mod shown;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ledger::events::Draft;
use ledger::record::Json;
use ledger::spelling::{base64, hex};
use serde::Serialize;

use super::App;
use super::allow::allow;
use super::aside::aside;
use super::body::read_body;
use super::headers::private;
use super::prepare::{Prepared, fill_by};
use super::problem::{Problem, refused};
use super::second_person::failed;
use super::wrapped;
use super::write::prepared;
use crate::access::roles::Act;
use crate::clock;
use crate::pending::{Item, Proposal, Signature};
use crate::random::Salts;
use crate::sequencer::Submission;

pub(super) use act::__path_act;
pub use act::act;
use shown::{Detail, Summary};

/// What waits.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Listed {
    /// Whose token asked.
    pub you: String,
    /// The proposals, the newest step first.
    pub pending: Vec<Summary>,
}

/// Send drafts to a second person.
///
/// Takes what `POST /api/v1/events` takes and refuses what that would refuse
/// now; nothing is recorded. Salts that are not given are drawn here and kept, so
/// that the exact bytes stay the same until they are recorded.
#[utoipa::path(
    post, path = "/api/v1/pending", tag = "second person",
    request_body(content = Object, content_type = "application/json",
        description = "as for `POST /api/v1/events`"),
    responses(
        (status = 201, description = "It waits", body = Detail),
        (status = 401, description = "No token, or one that is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token has not the role recorder, or belongs to another actor than `by` says", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Every fault of every draft", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many wait, or the ledger is read-only", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn send(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let caller = allow(&app, &headers, Act::Propose)?;
    let name = caller.name.clone();
    let _turn = app.inflight.turn(&name)?;
    let items = take_items(&app, &headers, body, &name).await?;
    let author = name.clone();
    let proposal = with_files(&app, move |app| {
        app.pending.add(&author, items, clock::now()).map_err(|error| failed(&error))
    })
    .await?;
    private(StatusCode::CREATED, &Detail::new(&app, &proposal, &caller)?)
}

/// What waits for a second person, and what became of it.
#[utoipa::path(
    get, path = "/api/v1/pending", tag = "second person",
    responses(
        (status = 200, description = "All of it", body = Listed),
        (status = 401, description = "No token, or one that is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token has none of the roles recorder, approver and auditor", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn list(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Problem> {
    let you = allow(&app, &headers, Act::ReadPending)?.name;
    let all =
        with_files(&app, |app| app.pending.list(clock::now()).map_err(|error| failed(&error)))
            .await?;
    let pending = all.iter().map(|proposal| Summary::new(proposal, &you)).collect();
    private(StatusCode::OK, &Listed { you, pending })
}

/// One proposal: its drafts to the byte, what was before, what may be done.
#[utoipa::path(
    get, path = "/api/v1/pending/{id}", tag = "second person",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses(
        (status = 200, description = "All of it", body = Detail),
        (status = 401, description = "No token, or one that is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token has none of the roles recorder, approver and auditor", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn one(
    State(app): State<Arc<App>>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| none())?;
    let caller = allow(&app, &headers, Act::ReadPending)?;
    let found = with_files(&app, move |app| {
        app.pending.get(&id, clock::now()).map_err(|error| failed(&error))
    })
    .await?;
    let proposal = found.ok_or_else(none)?;
    private(StatusCode::OK, &Detail::new(&app, &proposal, &caller)?)
}

pub(super) fn none() -> Problem {
    Problem::not_found("no proposal has this id; see GET /api/v1/pending")
}

/// Reads drafts from a request, checks them as a write would, and gives each the
/// salts that it will be recorded under.
async fn take_items(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    name: &str,
) -> Result<Vec<Item>, Problem> {
    let (bytes, _room) = read_body(app, headers, body).await?;
    let Prepared { drafts, form } = prepared(bytes.clone(), name).await?;
    let trial = Submission { drafts, expected: None, key: None };
    app.writer.rehearse(trial).await.map_err(|error| refused(error, &form))?;
    items(&bytes, name)
}

/// The drafts of a body that was found good.
fn items(bytes: &[u8], name: &str) -> Result<Vec<Item>, Problem> {
    let json = Json::parse(bytes).map_err(|error| Problem::json(bytes, &error))?;
    let list = match json {
        Json::Array(items) => items,
        other => vec![other],
    };
    let mut drawn = Salts::new();
    let mut items = Vec::with_capacity(list.len());
    for item in list {
        let (mut draft, rest) = wrapped::unwrap(item);
        let by = |by: String| Problem::not_yours("/by", &by, name);
        fill_by(&mut draft, name).map_err(by)?;
        let bad = |found: ledger::record::Faults| Problem::body(found.to_string());
        let beside = rest.map(|rest| wrapped::read(&rest)).transpose().map_err(bad)?;
        let beside = match beside {
            Some(beside) => beside,
            None => {
                let due = Draft::sealed_in(&draft).map_err(bad)?;
                let salts = due.into_iter().map(|at| (at, drawn.next_salt())).collect();
                wrapped::Beside { salts, ..wrapped::Beside::default() }
            }
        };
        let salts: BTreeMap<String, String> =
            beside.salts.into_iter().map(|(at, salt)| (at, hex(salt.as_bytes()))).collect();
        let one = |one: &ledger::record::DraftSignature| Signature {
            key: one.key.to_hex(),
            signature: base64(&one.signature),
        };
        let signatures = beside.signatures.iter().map(one).collect();
        let draft = serde_json::from_str(&draft.to_canonical())
            .map_err(|error| Problem::internal(&error))?;
        items.push(Item { draft, salts, signatures });
    }
    drawn.check().map_err(|error| Problem::internal(&error))?;
    Ok(items)
}

/// Works on the files, away from the async threads.
async fn with_files<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let app = Arc::clone(app);
    aside(move || work(&app)).await?
}

/// The drafts of a proposal as they would be recorded if `approver` approved.
fn as_recorded(proposal: &Proposal, approver: Option<&str>) -> Result<Prepared, Problem> {
    let body = proposal.body(approver).to_string();
    super::prepare::prepare(body.as_bytes(), &proposal.author)
}
