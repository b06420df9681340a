//! `daybook serve`.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::ExitCode;
use std::time::Duration;

use ledger::record::Origin;
use tokio::net::TcpListener;

use super::{Data, Failure, Outcome};
use crate::access::Settings;
use crate::access::four_eyes::FourEyes;
use crate::access::limits::{ADDRESS_RATE, CALLER_RATE};
use crate::config::{CONNECTIONS_MAX, DISK_RESERVE, DOCUMENT_MAX, DOCUMENTS_MAX, LIVE_MAX};
use crate::cosigners::{self, Pace};
use crate::documents::Limits;
use crate::folder::{self, FolderError};
use crate::opened::{OpenError, Opened};
use crate::publish::Target;
use crate::room::Room;
use crate::running::{Crowd, Extras};

/// Serve a ledger: viewer, read tree and API.
///
/// Prints `listening on http://ADDRESS` when it is ready. Ends on SIGINT or
/// SIGTERM after everything that waits is durable.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    #[command(flatten)]
    data: Data,
    /// Address to listen on; port 0 picks a free one
    #[arg(long, env = "DAYBOOK_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    listen: SocketAddr,
    /// Name of the ledger, for a folder that holds none yet
    #[arg(long, env = "DAYBOOK_ORIGIN", value_name = "NAME")]
    origin: Option<String>,
    /// What needs a second person with another token before it is recorded
    #[arg(long, env = "DAYBOOK_FOUR_EYES", default_value = "default", value_name = "POLICY")]
    four_eyes: FourEyes,
    /// Publish to static hosting after each checkpoint: a TARGET of `daybook publish`
    #[arg(long, env = "DAYBOOK_PUBLISH", value_name = "TARGET")]
    publish: Option<String>,
    /// With --publish: at most once in this time
    #[arg(long, default_value = "60s", value_name = "SPAN", requires = "publish",
        value_parser = super::span::parse)]
    publish_every: Duration,
    #[command(flatten)]
    limits: DiskLimits,
    #[command(flatten)]
    crowd: CrowdLimits,
    #[command(flatten)]
    door: Door,
    /// Which independent witnesses confirm the ledger (C2SP tlog-policy). Those
    /// with an address are asked; the file is published, and stays in force until
    /// another one is given
    #[arg(long, env = "DAYBOOK_POLICY", value_name = "FILE")]
    policy: Option<PathBuf>,
    /// After this many seconds witnesses confirm again although nothing was recorded
    #[arg(long, env = "DAYBOOK_COSIGN_EVERY", default_value_t = 3_600, value_name = "SECONDS",
        value_parser = clap::value_parser!(u64).range(1..=86_400))]
    cosign_every: u64,
}

/// How much of the disk may be used.
#[derive(Debug, clap::Args)]
pub(super) struct DiskLimits {
    /// Most bytes of one document
    #[arg(long, env = "DAYBOOK_DOCUMENT_MAX", default_value_t = DOCUMENT_MAX, value_name = "BYTES")]
    document_max: u64,
    /// Most bytes of all documents together
    #[arg(long, env = "DAYBOOK_DOCUMENTS_MAX", default_value_t = DOCUMENTS_MAX, value_name = "BYTES")]
    documents_max: u64,
    /// Bytes of the disk that are kept free: below this nothing is recorded and
    /// reading goes on
    #[arg(long, env = "DAYBOOK_DISK_RESERVE", default_value_t = DISK_RESERVE, value_name = "BYTES")]
    disk_reserve: u64,
}

/// How many are let in at once.
#[derive(Debug, clap::Args)]
struct CrowdLimits {
    /// Most connections; the next are answered 503. Fewer where the system lets this
    /// program open fewer files
    #[arg(long, env = "DAYBOOK_CONNECTIONS", default_value_t = CONNECTIONS_MAX, value_name = "N")]
    connections: usize,
    /// Most live readers among them; the next are answered 503
    #[arg(long, env = "DAYBOOK_LIVE_READERS", default_value_t = LIVE_MAX, value_name = "N")]
    live_readers: usize,
}

impl CrowdLimits {
    fn crowd(&self) -> Crowd {
        // A semaphore holds less than a usize; no machine has as many connections.
        let most = tokio::sync::Semaphore::MAX_PERMITS;
        Crowd { connections: self.connections.clamp(1, most), live: self.live_readers.min(most) }
    }
}

/// Who is let in, and how.
#[derive(Debug, clap::Args)]
pub(super) struct Door {
    /// Browsers stay signed in over TLS only: for a proxy that ends TLS and does not say
    /// so (X-Forwarded-Proto, with --trust-proxy)
    #[arg(long, env = "DAYBOOK_SECURE_COOKIES")]
    secure_cookies: bool,
    /// Believe X-Forwarded-For and X-Forwarded-Proto: only where a proxy of yours sets
    /// them, and nobody reaches this address past it
    #[arg(long, env = "DAYBOOK_TRUST_PROXY")]
    trust_proxy: bool,
    /// Keep the address of whoever asked in the access log
    #[arg(long, env = "DAYBOOK_LOG_ADDRESSES")]
    log_addresses: bool,
    /// Requests of one token a second, 40 times as many at once; 0 is no limit
    #[arg(long, env = "DAYBOOK_CALLER_RATE", default_value_t = CALLER_RATE, value_name = "N")]
    caller_rate: u32,
    /// Requests of one address a second, 40 times as many at once; 0 is no limit. This
    /// machine's own is not limited: behind a proxy on it, see --trust-proxy
    #[arg(long, env = "DAYBOOK_ADDRESS_RATE", default_value_t = ADDRESS_RATE, value_name = "N")]
    address_rate: u32,
}

impl Door {
    fn settings(&self) -> Settings {
        Settings {
            secure_cookies: self.secure_cookies,
            trusts_proxy: self.trust_proxy,
            log_addresses: self.log_addresses,
            caller_rate: self.caller_rate,
            address_rate: self.address_rate,
        }
    }
}

impl DiskLimits {
    /// Sets them.
    pub(super) fn of(&self, opened: Opened) -> Result<Opened, Failure> {
        let (one, all) = (self.document_max, self.documents_max);
        let limits = Limits { one, all, reserve: self.disk_reserve };
        if self.disk_reserve < Room::least() {
            tracing::warn!(
                least = Room::least(),
                "--disk-reserve is below what one commit may need: a full disk may stop the writer until a restart"
            );
        }
        opened.with_limits(limits).map_err(Failure::unable)
    }
}

impl Serve {
    pub(super) fn run(self) -> Outcome {
        let (crowd, access) = (self.crowd.crowd(), self.door.settings());
        let mut extras = Extras { access, crowd, ..Extras::default() };
        if let Some(target) = &self.publish {
            // A target that cannot be meant is said now, not in a log later.
            extras.publish = Some((Target::open(target, false)?, self.publish_every));
        }
        let mut opened = open_or_create(&self.data, self.origin.as_deref())?;
        if let Some(policy) = &self.policy {
            let adopted = cosigners::adopt(policy, &opened.folder, &opened.vkey);
            let adopted = adopted.map_err(|error| Failure::usage(format!("--policy {error}")))?;
            opened.beside.policy = Some(adopted);
        }
        listen(
            self.limits.of(opened)?,
            self.listen,
            Pace::refreshing(Duration::from_secs(self.cosign_every)),
            self.four_eyes,
            extras,
        )
    }
}

/// Opens a ledger; makes it when the folder holds none and a name is given.
pub(super) fn open_or_create(data: &Data, origin: Option<&str>) -> Result<Opened, Failure> {
    let opened = match origin {
        Some(origin) if !folder::holds_ledger(&data.data) => {
            Opened::create(&data.data, &origin_of(origin)?)
        }
        _ => Opened::open(&data.data),
    };
    let opened = opened.map_err(|error| match error {
        OpenError::Folder(FolderError::Absent(path)) => Failure::usage(format!(
            "{}: holds no ledger; name a new one with --origin, such as --origin ledger.example/inquiry",
            path.display()
        )),
        other => Failure::unable(other),
    })?;
    match origin {
        Some(origin) if opened.folder.origin().as_str() != origin => Err(Failure::usage(format!(
            "--origin {origin}: the ledger in {} is {}, and its name cannot be changed",
            data.data.display(),
            opened.folder.origin()
        ))),
        _ => Ok(opened),
    }
}

/// Reads `--origin`.
pub(super) fn origin_of(text: &str) -> Result<Origin, Failure> {
    Origin::new(text).map_err(|error| Failure::usage(format!("--origin: {error}")))
}

/// Serves until a signal.
pub(super) fn listen(
    opened: Opened,
    address: SocketAddr,
    pace: Pace,
    four_eyes: FourEyes,
    extras: Extras,
) -> Outcome {
    on_address(address, async |listener, stop| {
        crate::serve_with(listener, opened, pace, four_eyes, stop, extras).await
    })
}

/// Resolves when the process is asked to stop.
pub(super) type Stop = Pin<Box<dyn Future<Output = ()>>>;

/// Binds an address, says so, and runs `serve` on it until SIGINT or SIGTERM.
pub(super) fn on_address(
    address: SocketAddr,
    serve: impl AsyncFnOnce(TcpListener, Stop) -> std::io::Result<()>,
) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::unable(format!("cannot start: {error}")))?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| Failure::unable(format!("{address}: {error}")))?;
        let address = listener.local_addr().map_err(Failure::unable)?;
        let stop = signal().map_err(|error| Failure::unable(format!("signals: {error}")))?;
        let mut out = std::io::stdout();
        // Whoever started us may have closed the pipe.
        let _ = writeln!(out, "listening on http://{address}").and_then(|()| out.flush());
        serve(listener, stop).await.map_err(Failure::unable)?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Resolves at SIGINT or SIGTERM.
pub(super) fn signal() -> std::io::Result<Stop> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(Box::pin(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }))
}
