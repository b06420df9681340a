//! `GET /api/v1/events/live`: server-sent events, a hint that there is more.
//!
//! Each event names an entry; the reader then reads the tree and checks it.
//! Nothing is buffered for a slow client: its stream keeps a position and
//! reads on from the store whenever the client has room, so it misses nothing
//! and costs a few hundred bytes.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use ledger::record::{Hash, Index};
use serde::Serialize;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

use super::App;
use super::problem::Problem;
use super::query;
use crate::config::LIVE_BEAT;

/// Events that wait for the network, per client.
const AHEAD: usize = 32;

/// The data of one event.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Live {
    /// The entry's position, also the event's id.
    pub index: u64,
    /// Its fingerprint.
    pub hash: String,
    /// Size of the ledger when this was sent.
    pub size: u64,
}

/// Every entry from now on, or from after `Last-Event-ID` (or `after`).
///
/// `event: entry`, `id:` the index, `data:` one line of JSON as `Live`.
#[utoipa::path(
    get,
    path = "/api/v1/events/live",
    tag = "read",
    params(
        ("Last-Event-ID" = Option<u64>, Header, description = "index of the last entry that was heard of"),
        ("after" = Option<u64>, Query, description = "the same, for a first request"),
    ),
    responses(
        (status = 200, description = "A stream that does not end", body = Live, content_type = "text/event-stream"),
        (status = 400, description = "A parameter that cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "All places are taken (`Retry-After`)", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn stream(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    parameters: query::Parameters,
) -> Response {
    let parameters = match query::read(parameters) {
        Ok(parameters) => parameters,
        Err(problem) => return problem.into_response(),
    };
    let asked = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .map(|value| ("Last-Event-ID", value))
        .or_else(|| {
            let after = parameters.iter().find(|(name, _)| name == "after");
            after.map(|(_, value)| ("after", value.as_str()))
        });
    let size = app.writer.end().head.size.get();
    let next = match asked {
        None => size,
        Some((field, text)) => match text.trim().parse::<u64>() {
            // A client that heard of more than there is followed another server.
            Ok(last) => last.saturating_add(1).min(size),
            Err(_) => {
                let remedy = "send the index of the last entry that you heard of";
                return Problem::parameter(field, text, "is not a number", remedy).into_response();
            }
        },
    };
    // Beyond that they would keep everybody else out.
    let Ok(place) = Arc::clone(&app.live).try_acquire_owned() else {
        let detail = "all places for live readers are taken; ask for /log/checkpoint from time to time instead, or try again in a second";
        return Problem::busy(detail).into_response();
    };
    let (sender, receiver) = mpsc::channel::<Result<Event, Infallible>>(AHEAD);
    let reader = app.requests.follow();
    tokio::spawn(async move {
        follow(app, next, sender).await;
        drop((reader, place));
    });
    let mut response = Sse::new(ReceiverStream::new(receiver)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies of the nginx family would hold the stream back.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// Sends every entry from `next` on until the client or the server goes.
async fn follow(app: Arc<App>, mut next: u64, sender: mpsc::Sender<Result<Event, Infallible>>) {
    let mut ends = app.writer.watch();
    let mut stopping = app.stopping.clone();
    let hello = Event::default().comment("following").retry(std::time::Duration::from_secs(2));
    if sender.send(Ok(hello)).await.is_err() {
        return;
    }
    loop {
        let size = ends.borrow_and_update().head.size.get();
        while next < size {
            let Some(event) = event(&app, next, size) else { return };
            if sender.send(Ok(event)).await.is_err() {
                return;
            }
            if *app.stopping.borrow() {
                return;
            }
            next += 1;
        }
        tokio::select! {
            changed = ends.changed() => if changed.is_err() { return },
            () = stopped(&mut stopping) => return,
            () = sender.closed() => return,
            () = tokio::time::sleep(LIVE_BEAT) => {
                if sender.send(Ok(Event::default().comment("beat"))).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Waits until the server goes down.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that whoever says so is gone: the same.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

fn event(app: &App, index: u64, size: u64) -> Option<Event> {
    let stored = match app.store.entry(Index::new(index)) {
        Ok(Some(stored)) => stored,
        Ok(None) => return None,
        Err(error) => {
            tracing::error!(%error, entry.index = index, "cannot read entry {index} for a live reader");
            return None;
        }
    };
    let live = Live { index, hash: Hash::of(&stored.line).to_hex(), size };
    let data = serde_json::to_string(&live).ok()?;
    Some(Event::default().event("entry").id(index.to_string()).data(data))
}
