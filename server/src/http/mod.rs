//! HTTP: the whole surface in one table, one file for each family of routes.

pub mod access_log;
mod allow;
mod aside;
mod body;
mod cookies;
mod copies;
pub mod cosigners;
pub mod documents;
pub mod events;
pub mod export;
pub mod format;
pub mod headers;
pub mod health;
pub mod held;
pub mod inflight;
pub mod live;
pub mod log;
pub mod metrics;
pub mod observed;
pub mod openapi;
pub mod openid;
pub mod pending;
pub mod prepare;
pub mod preview;
pub mod problem;
pub mod proof;
pub mod query;
pub mod receipt;
mod refusals;
mod returned;
pub mod schema;
mod second_person;
pub mod serve;
pub mod session;
pub mod site;
pub mod token;
pub mod tokens;
pub mod views;
mod watched;
mod wire;
pub mod wrapped;
pub mod write;

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use ledger::proof::VerifierKey;
use tokio::sync::{Semaphore, watch};

use crate::access::Access;
use crate::access::four_eyes::FourEyes;
use crate::config::BODIES_MAX;
use crate::cosigners::Board;
use crate::documents::Documents;
use crate::metrics::Requests;
use crate::pending::Pending;
use crate::sequencer::Handle;
use crate::store::Store;
use crate::views::Views;
use inflight::Inflight;
use problem::Problem;

/// What every handler may reach. Shared; nothing in it is locked across an await.
pub struct App {
    /// The store, read only.
    pub store: Arc<Store>,
    /// The files that entries cite.
    pub documents: Arc<Documents>,
    /// The door to the writer.
    pub writer: Handle,
    /// The ledger's public key.
    pub vkey: VerifierKey,
    /// What its cosigners confirmed.
    pub cosigners: Arc<Board>,
    /// Who may do what, and how much.
    pub access: Access,
    /// What needs a second person.
    pub four_eyes: FourEyes,
    /// What waits for one.
    pub pending: Pending,
    /// The timeline over all entries.
    pub views: Views,
    /// Room for request bodies, a permit a byte.
    pub bodies: Semaphore,
    /// Requests under way by token.
    pub inflight: Inflight,
    /// Places for live readers.
    pub live: Arc<Semaphore>,
    /// True once the server is going down: streams end.
    pub stopping: watch::Receiver<bool>,
    /// Counts of requests.
    pub requests: Arc<Requests>,
    /// How publishing stands, where the server publishes.
    pub publishing: Option<Arc<crate::publish::Status>>,
    /// What stands between us and a caller.
    pub front: observed::Front,
}

impl App {
    /// Room for [`BODIES_MAX`] bytes of bodies.
    pub const fn room() -> Semaphore {
        Semaphore::const_new(BODIES_MAX)
    }
}

/// Every route.
pub fn routes(app: Arc<App>) -> Router {
    table(app, get(metrics::metrics))
}

/// Every route but `/metrics`, which has an address of its own.
pub fn routes_without_metrics(app: Arc<App>) -> Router {
    table(app, get(nothing))
}

fn table(app: Arc<App>, metrics: MethodRouter<Arc<App>>) -> Router {
    Router::new()
        .route("/api/v1/events", only(get(events::list).post(write::record)))
        .route("/api/v1/events/live", only(get(live::stream)))
        .route("/api/v1/events/preview", only(post(preview::preview)))
        .route("/api/v1/events/{index}", only(get(events::one)))
        .route("/api/v1/events/{index}/proof", only(get(proof::file)))
        .route("/api/v1/cosigners", only(get(cosigners::status)))
        .route("/api/v1/views", only(get(views::list)))
        .route("/api/v1/views/{name}", only(get(views::one)))
        .route("/api/v1/openapi.json", only(get(openapi::document)))
        .route("/api/v1/openid", only(get(openid::offered)))
        .route("/api/v1/openid/begin", only(post(openid::begin)))
        .route("/api/v1/openid/end", only(post(openid::end)))
        .route("/api/v1/pending", only(get(pending::list).post(pending::send)))
        .route("/api/v1/pending/{id}", only(get(pending::one)))
        .route("/api/v1/pending/{id}/{act}", only(post(pending::act)))
        .route("/api/v1/schema", only(get(schema::all)))
        .route("/api/v1/schema/{kind}", only(get(schema::one)))
        .route("/api/v1/token", only(get(token::whose)))
        .route("/api/v1/access-log", only(get(access_log::read)))
        .route("/api/v1/session", only(post(session::begin)))
        .route("/api/v1/session/end", only(post(session::end)))
        .route("/api/v1/tokens", only(get(tokens::list).post(tokens::make)))
        .route("/api/v1/tokens/{name}/revoke", only(post(tokens::revoke)))
        .route("/api/v1/documents", only(post(documents::upload)))
        .route("/api/{*rest}", only(get(nothing)))
        .route("/documents/{hash}", only(get(documents::file).options(log::preflight)))
        .route("/log/{*path}", only(get(log::file).options(log::preflight)))
        .route("/healthz", only(get(health::healthz)))
        .route("/readyz", only(get(health::readyz)))
        .route("/metrics", only(metrics))
        .fallback(site::page)
        .layer(from_fn_with_state(Arc::clone(&app), watched::watch))
        .layer(from_fn_with_state(Arc::clone(&app), observed::observe))
        .with_state(app)
}

/// Other methods get a problem and not an empty body.
fn only(methods: MethodRouter<Arc<App>>) -> MethodRouter<Arc<App>> {
    methods.fallback(|_: Method| async { Problem::method() })
}

async fn nothing() -> Response {
    Problem::not_found("there is no such route; see /api/v1/openapi.json").into_response()
}

#[cfg(test)]
mod tests;
