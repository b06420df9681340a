//! A ledger being served: its threads, its routes, its orderly end.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use crate::access::four_eyes::FourEyes;
use crate::access::openid::OpenId;
use crate::access::{Access, Settings};
use crate::backup;
use crate::client::Client;
use crate::config::{CONNECTIONS_MAX, LIVE_MAX, TLS_LOOK};
use crate::cosigners::driver::Driver;
use crate::cosigners::{Board, Pace};
use crate::descriptors;
use crate::http::inflight::Inflight;
use crate::http::observed::Front;
use crate::http::{self, App, routes, routes_without_metrics, serve as connections};
use crate::keeper::Keeper;
use crate::opened::Opened;
use crate::pending::Pending;
use crate::publish::{Ledger, Standing, Target};
use crate::sequencer::{Handle, Sequencer};
use crate::store::Store;
use crate::tls::Tls;
use crate::views::Views;

/// Serves `opened` on `listener` until `shutdown`; `four_eyes` says what needs a
/// second person.
///
/// Then, in this order: no new connections; live streams end; open requests
/// finish; what waits for the writer becomes durable and is acknowledged; the
/// `head` file is written; the store is closed. A ledger that is damaged is
/// served read-only. Its cosigners are asked at this pace.
///
/// # Errors
/// When a thread cannot be started, or the policy in its folder is damaged.
pub async fn serve(
    listener: TcpListener,
    opened: Opened,
    pace: Pace,
    four_eyes: FourEyes,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<()> {
    serve_with(listener, opened, pace, four_eyes, shutdown, Extras::default()).await
}

/// Connections of scrapers: few, and none of them a stranger.
const METRICS_CONNECTIONS: usize = 64;

/// What a server does beside serving.
#[derive(Default)]
pub struct Extras {
    /// Where it publishes, and at most how often.
    pub publish: Option<(Target, Duration)>,
    /// What the operator decided about access.
    pub access: Settings,
    /// Where its numbers are told, and then nowhere else. Without TLS.
    pub metrics: Option<TcpListener>,
    /// Certificate and key of the public address.
    pub tls: Option<Arc<Tls>>,
    /// How many are let in.
    pub crowd: Crowd,
    /// Who signs browsers in beside tokens.
    pub openid: Option<OpenId>,
}

/// How many are let in at once; who comes beyond is told to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crowd {
    /// Connections.
    pub connections: usize,
    /// Live readers among them.
    pub live: usize,
}

impl Default for Crowd {
    fn default() -> Self {
        Self { connections: CONNECTIONS_MAX, live: LIVE_MAX }
    }
}

/// As [`serve`], with more to do.
///
/// # Errors
/// When a thread cannot be started.
pub async fn serve_with(
    listener: TcpListener,
    opened: Opened,
    pace: Pace,
    four_eyes: FourEyes,
    shutdown: impl Future<Output = ()>,
    extras: Extras,
) -> std::io::Result<()> {
    let store = Arc::clone(&opened.store);
    let documents = Arc::clone(&opened.documents);
    let vkey = opened.vkey.clone();
    let board = Board::new(opened.beside.clone(), opened.folder.cosigned());
    let board = Arc::new(board.map_err(std::io::Error::other)?);
    let (tokens, log) = (opened.folder.tokens(), opened.folder.access_log());
    let mut access = Access::start(tokens, log, extras.access)?;
    access.openid = extras.openid;
    let pending = Pending::new(opened.folder.pending());
    let place = opened.folder.path().to_owned();
    let (writer, threads) = start(opened)?;
    let standing = match extras.publish {
        Some((target, every)) => {
            let ledger = Ledger {
                store: Arc::clone(&store),
                documents: Arc::clone(&documents),
                cosigners: Arc::clone(&board),
                vkey: vkey.clone(),
                ends: writer.watch(),
            };
            Some(Standing::start(ledger, target, every)?)
        }
        None => None,
    };
    let (stop, stopping) = watch::channel(false);
    if writer.refusal().is_none() {
        // A ledger that is damaged may be a fork: nobody is asked to confirm it.
        ask_cosigners(&board, &store, &writer, pace, stopping.clone());
    }
    if let Some(door) = backup::listen(&place) {
        let (store, writer) = (Arc::clone(&store), writer.clone());
        tokio::spawn(backup::serve(door, place, store, writer, stopping.clone()));
    }
    let app = Arc::new(App {
        views: Views::start(Arc::clone(&store), writer.watch())?,
        store,
        documents,
        writer,
        vkey,
        cosigners: board,
        access,
        four_eyes,
        pending,
        bodies: App::room(),
        live: Arc::new(Semaphore::new(extras.crowd.live)),
        inflight: Inflight::default(),
        stopping,
        requests: Arc::default(),
        publishing: standing.as_ref().map(Standing::status),
        front: Front { tls: extras.tls.clone() },
    });
    let shutdown = async move {
        shutdown.await;
        tracing::info!("stopping");
        stop.send_replace(true);
    };
    let most = descriptors::connections(extras.crowd.connections);
    let requests = Arc::clone(&app.requests);
    let watching = extras.tls.clone().map(|tls| tokio::spawn(tls.watch(TLS_LOOK)));
    let (router, scraped) = match extras.metrics {
        Some(address) => {
            let numbers = http::metrics::routes(Arc::clone(&app));
            // Ends when everything else has ended: the last minutes are worth knowing.
            let serving = connections::serve(
                address,
                numbers,
                METRICS_CONNECTIONS,
                None,
                Arc::default(),
                std::future::pending(),
            );
            (routes_without_metrics(app), Some(tokio::spawn(serving)))
        }
        None => (routes(app), None),
    };
    connections::serve(listener, router, most, extras.tls, requests, shutdown).await;
    for task in [watching, scraped].into_iter().flatten() {
        task.abort();
        // Its share of the store is given back before that is closed.
        let _ = task.await;
    }
    // The writer flushes and joins its threads: not on the async ones.
    let stopped = tokio::task::spawn_blocking(move || {
        if let Some(standing) = standing {
            standing.stop();
        }
        threads.stop();
    })
    .await;
    stopped.map_err(std::io::Error::other)
}

/// Starts to ask the cosigners of the policy, if it names any.
fn ask_cosigners(
    board: &Arc<Board>,
    store: &Arc<Store>,
    writer: &Handle,
    pace: Pace,
    stopping: watch::Receiver<bool>,
) {
    let client = match Client::new() {
        Ok(client) => client,
        Err(error) => return tracing::error!("no independent witness is asked: {error}"),
    };
    if let Some(driver) = Driver::new(Arc::clone(board), Arc::clone(store), client, pace) {
        tokio::spawn(driver.run(writer.watch(), stopping));
    }
}

/// What has to be stopped, in order.
struct Threads {
    sequencer: Option<Sequencer>,
    keeper: Option<Keeper>,
    /// Held until the end: no other process may open the folder before.
    _folder: crate::folder::Folder,
}

impl Threads {
    fn stop(self) {
        if let Some(sequencer) = self.sequencer {
            sequencer.stop();
        }
        if let Some(keeper) = self.keeper {
            keeper.stop();
        }
    }
}

fn start(opened: Opened) -> std::io::Result<(Handle, Threads)> {
    if let Some(damage) = &opened.damage {
        let reason = damage.to_string();
        tracing::error!("serving read-only: {reason}");
        let (folder, published) = opened.into_readable();
        let handle = Handle::read_only(reason, published);
        return Ok((handle, Threads { sequencer: None, keeper: None, _folder: folder }));
    }
    let (folder, ends, sequencer) = if opened.is_shared() {
        let (folder, standby) = opened.into_standby().map_err(std::io::Error::other)?;
        let ends = standby.published();
        (folder, ends, Sequencer::start_shared(standby)?)
    } else {
        let (folder, writer) = opened.into_writer().map_err(std::io::Error::other)?;
        let ends = writer.published();
        (folder, ends, Sequencer::start(writer)?)
    };
    let keeper = Keeper::start(folder.head(), ends)?;
    let handle = sequencer.handle();
    let threads = Threads { sequencer: Some(sequencer), keeper: Some(keeper), _folder: folder };
    Ok((handle, threads))
}
