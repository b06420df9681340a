//! A ledger being served: its threads, its routes, its orderly end.

use std::future::Future;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::access::four_eyes::FourEyes;
use crate::access::tokens::Guard;
use crate::client::Client;
use crate::cosigners::driver::Driver;
use crate::cosigners::{Board, Pace};
use crate::http::inflight::Inflight;
use crate::http::{App, health, routes, serve as connections};
use crate::keeper::Keeper;
use crate::opened::Opened;
use crate::pending::Pending;
use crate::sequencer::{Handle, Sequencer};
use crate::store::Store;
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
    let store = Arc::clone(&opened.store);
    let documents = Arc::clone(&opened.documents);
    let vkey = opened.vkey.clone();
    let board = Board::new(opened.beside.clone(), opened.folder.cosigned());
    let board = Arc::new(board.map_err(std::io::Error::other)?);
    let tokens = Guard::new(opened.folder.tokens());
    let pending = Pending::new(opened.folder.pending());
    let (writer, threads) = start(opened)?;
    let (stop, stopping) = watch::channel(false);
    if writer.refusal().is_none() {
        // A ledger that is damaged may be a fork: nobody is asked to confirm it.
        ask_cosigners(&board, &store, &writer, pace, stopping.clone());
    }
    let app = Arc::new(App {
        views: Views::start(Arc::clone(&store), writer.watch())?,
        store,
        documents,
        writer,
        vkey,
        cosigners: board,
        tokens,
        four_eyes,
        pending,
        bodies: App::room(),
        inflight: Inflight::default(),
        stopping,
        answers: health::Answers::default(),
    });
    let shutdown = async move {
        shutdown.await;
        tracing::info!("stopping");
        stop.send_replace(true);
    };
    connections::serve(listener, routes(app), shutdown).await;
    // The writer flushes and joins its threads: not on the async ones.
    let stopped = tokio::task::spawn_blocking(move || threads.stop()).await;
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
    let (folder, writer) = opened.into_writer().map_err(std::io::Error::other)?;
    let keeper = Keeper::start(folder.head(), writer.published())?;
    let sequencer = Sequencer::start(writer)?;
    let handle = sequencer.handle();
    let threads = Threads { sequencer: Some(sequencer), keeper: Some(keeper), _folder: folder };
    Ok((handle, threads))
}
