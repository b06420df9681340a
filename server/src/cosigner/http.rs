//! The cosigner's two addresses, and its health.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use ledger::proof::MAX_REQUEST_BYTES;
use tokio::net::TcpListener;
use tokio_stream::StreamExt as _;

use super::{AddError, Cosigner};
use crate::clock;
use crate::config::{BODY_TIME, CONNECTIONS_MAX};
use crate::descriptors;
use crate::http::serve as connections;

/// Bytes that a request which is too long may send before it is cut off: 1 MiB.
const HEARD_OUT: usize = 1 << 20;

/// Serves a cosigner until `stop`; requests under way are finished.
pub async fn serve(listener: TcpListener, cosigner: Cosigner, stop: impl Future<Output = ()>) {
    let most = descriptors::connections(CONNECTIONS_MAX);
    let routes = routes(Arc::new(cosigner));
    connections::serve(listener, routes, most, None, Arc::default(), stop).await;
}

/// Every route: submission and monitoring prefix are the same.
pub fn routes(cosigner: Arc<Cosigner>) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add))
        .route("/{origin}/checkpoint", get(newest))
        .route("/vkey", get(vkey))
        .route("/healthz", get(async || text(StatusCode::OK, "ok\n".to_owned())))
        .with_state(cosigner)
}

/// The body of a request; `None` where it is too long or breaks off. Of one that is too
/// long a little more is read and thrown away: whoever is cut off while still sending
/// does not hear why.
async fn take(body: Body) -> Option<Vec<u8>> {
    let (mut stream, mut kept, mut come) = (body.into_data_stream(), Vec::new(), 0);
    while let Some(piece) = stream.next().await {
        let piece = piece.ok()?;
        come += piece.len();
        if come <= MAX_REQUEST_BYTES {
            kept.extend_from_slice(&piece);
        } else if come > HEARD_OUT {
            break;
        }
    }
    (come <= MAX_REQUEST_BYTES).then_some(kept)
}

async fn add(State(cosigner): State<Arc<Cosigner>>, body: Body) -> Response {
    let Ok(read) = tokio::time::timeout(BODY_TIME, take(body)).await else {
        return text(StatusCode::REQUEST_TIMEOUT, "the request did not come in time\n".to_owned());
    };
    let Some(bytes) = read else {
        let problem = format!("a request has at most {MAX_REQUEST_BYTES} bytes\n");
        return text(StatusCode::BAD_REQUEST, problem);
    };
    // The disk and the curve: not on the threads that answer others.
    let added = tokio::task::spawn_blocking(move || cosigner.add(&bytes, clock::now())).await;
    match added {
        Ok(Ok(lines)) => lines.into_response_with(StatusCode::OK),
        Ok(Err(AddError::Refused(refusal))) => {
            tracing::info!("not signed: {refusal}");
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
            let mut response = text(status, refusal.body());
            let mime = HeaderValue::from_static(refusal.mime());
            response.headers_mut().insert(header::CONTENT_TYPE, mime);
            response
        }
        Ok(Err(error)) => {
            tracing::error!("not signed: {error}");
            failed()
        }
        Err(error) => {
            tracing::error!(%error, "not signed");
            failed()
        }
    }
}

async fn newest(State(cosigner): State<Arc<Cosigner>>, Path(origin): Path<String>) -> Response {
    match cosigner.newest(&origin) {
        Ok(Some(bytes)) => bytes.into_response_with(StatusCode::OK),
        Ok(None) => {
            text(StatusCode::NOT_FOUND, "no checkpoint of that log was signed\n".to_owned())
        }
        Err(error) => {
            tracing::error!(%error, "a checkpoint cannot be read");
            failed()
        }
    }
}

async fn vkey(State(cosigner): State<Arc<Cosigner>>) -> Response {
    text(StatusCode::OK, format!("{}\n", cosigner.vkey()))
}

fn failed() -> Response {
    text(StatusCode::INTERNAL_SERVER_ERROR, "something failed here; try again later\n".to_owned())
}

/// Bytes of a text as an answer that is asked for anew each time.
trait AsText {
    fn into_response_with(self, status: StatusCode) -> Response;
}

impl<B: IntoResponse> AsText for B {
    fn into_response_with(self, status: StatusCode) -> Response {
        let mut response = (status, self).into_response();
        let headers = response.headers_mut();
        let mime = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, mime);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        // Anyone may compare what we signed with what they were shown.
        let anyone = HeaderValue::from_static("*");
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anyone);
        response
    }
}

fn text(status: StatusCode, body: String) -> Response {
    body.into_response_with(status)
}
