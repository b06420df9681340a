//! Connections: accepted within limits, with TLS or without, ended gracefully.
//!
//! `axum::serve` has no limit on headers, on the time to send them, or on
//! connections; hyper has the first two and semaphores are the third.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;
use super::wire;
use crate::access::address::Peer;
use crate::config::{
    DRAIN_TIME, HANDSHAKE_TIME, HEADER_BYTES_MAX, HEADER_TIME, HEADERS_MAX, QUEUE_LONGEST,
    REFUSALS_MAX, SEND_BUFFER,
};
use crate::metrics::Requests;
use crate::tls::Tls;

/// Listens with a queue of [`QUEUE_LONGEST`] connections.
///
/// # Errors
/// What the system said: the address is taken, or not ours.
pub fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A restart takes the address over at once.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE_LONGEST)
}

/// Serves at most `most` connections until `shutdown`, then lets open requests
/// finish for [`DRAIN_TIME`]. Those beyond are told to come back. With `tls`, every
/// connection begins with a handshake.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    most: usize,
    tls: Option<Arc<Tls>>,
    requests: Arc<Requests>,
    shutdown: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(most));
    let refusals = Arc::new(Semaphore::new(REFUSALS_MAX));
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => (stream, Peer(peer.ip())),
                Err(error) => {
                    // Out of file descriptors, most likely: wait for some to close.
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        let place = tokio::select! {
            place = place(&places, &refusals) => place,
            () = &mut shutdown => break,
        };
        // Answers are small and someone waits for each.
        let _ = stream.set_nodelay(true);
        let _ = rustix::net::sockopt::set_socket_send_buffer_size(&stream, SEND_BUFFER);
        let tls = tls.clone();
        match place {
            Place::One(place) => {
                let (router, watcher) = (router.clone(), graceful.watcher());
                let present = requests.connect();
                tokio::spawn(async move {
                    match tls {
                        None => talk(stream, peer, router, watcher).await,
                        Some(tls) => {
                            if let Some(stream) = encrypted(stream, &tls).await {
                                talk(stream, peer, router, watcher).await;
                            }
                        }
                    }
                    drop((present, place));
                });
            }
            Place::None(refusal) => {
                tokio::spawn(async move {
                    match tls {
                        None => refuse(stream, most).await,
                        Some(tls) => {
                            if let Some(stream) = encrypted(stream, &tls).await {
                                refuse(stream, most).await;
                            }
                        }
                    }
                    drop(refusal);
                });
            }
        }
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(DRAIN_TIME) => {
            tracing::warn!("some clients did not finish in time");
        }
    }
}

enum Place {
    One(OwnedSemaphorePermit),
    /// There is none; this is one to say so.
    None(OwnedSemaphorePermit),
}

/// A place for one connection, or for one refusal.
async fn place(places: &Arc<Semaphore>, refusals: &Arc<Semaphore>) -> Place {
    // The semaphores are never closed.
    tokio::select! {
        biased;
        Ok(permit) = Arc::clone(places).acquire_owned() => Place::One(permit),
        Ok(permit) = Arc::clone(refusals).acquire_owned() => Place::None(permit),
    }
}

/// A handshake within [`HANDSHAKE_TIME`]; `None` where none came about.
async fn encrypted(
    stream: TcpStream,
    tls: &Tls,
) -> Option<impl AsyncRead + AsyncWrite + Unpin + Send + 'static> {
    match tokio::time::timeout(HANDSHAKE_TIME, tls.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => return Some(stream),
        Ok(Err(error)) => tracing::debug!(%error, "no TLS connection came about"),
        Err(_) => tracing::debug!("a TLS handshake took too long"),
    }
    None
}

/// Says that all `most` places are taken.
async fn refuse(stream: impl AsyncRead + AsyncWrite + Unpin, most: usize) {
    let (_, kept) = wire::split(stream);
    kept.answer(&Problem::crowded(most)).await;
    kept.close().await;
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
    router: Router,
    watcher: Watcher,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(HEADER_BYTES_MAX)
        .max_headers(HEADERS_MAX);
    let (wire, kept) = wire::split(stream);
    let routes = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        routes.call(request)
    });
    let connection = watcher.watch(http.serve_connection(TokioIo::new(wire), service));
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection broke off");
        if error.is_timeout() {
            kept.answer_late().await;
        }
    }
    kept.close().await;
}
