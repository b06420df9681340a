//! `daybook serve`.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use ledger::proof::Policy;
use tokio::net::TcpListener;

use super::openid::Accounts;
use super::rows::{Rows, origin_of};
use super::{Data, Failure, Outcome};
use crate::access::Settings;
use crate::access::four_eyes::FourEyes;
use crate::access::limits::{ADDRESS_RATE, CALLER_RATE};
use crate::config::{CONNECTIONS_MAX, DISK_RESERVE, DOCUMENT_MAX, DOCUMENTS_MAX, LIVE_MAX};
use crate::cosigners::{self, Pace};
use crate::documents::Limits;
use crate::http::serve as connections;
use crate::opened::Opened;
use crate::publish::Target;
use crate::room::Room;
use crate::running::{Crowd, Extras};
use crate::tls::{self, Tls};

/// Serve a ledger: viewer, read tree and API.
///
/// Prints `listening on http://ADDRESS` when it is ready. Ends on SIGINT or
/// SIGTERM after everything that waits is durable.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// Settings from this file (TOML): a key is a long option without its dashes.
    /// A flag goes before a variable, that before the file
    #[arg(long, env = "DAYBOOK_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Say what is in force and where it is from, check it, and end
    #[arg(long)]
    check_config: bool,
    #[command(flatten)]
    data: Data,
    /// Address to listen on; port 0 picks a free one
    #[arg(long, env = "DAYBOOK_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    listen: SocketAddr,
    /// Name of the ledger, for a folder that holds none yet
    #[arg(long, env = "DAYBOOK_ORIGIN", value_name = "NAME")]
    origin: Option<String>,
    #[command(flatten)]
    rows: Rows,
    /// What needs a second person with another token before it is recorded
    #[arg(long, env = "DAYBOOK_FOUR_EYES", default_value = "default", value_name = "POLICY")]
    four_eyes: FourEyes,
    /// Publish to static hosting after each checkpoint: a TARGET of `daybook publish`
    #[arg(long, env = "DAYBOOK_PUBLISH", value_name = "TARGET")]
    publish: Option<String>,
    /// With --publish: at most once in this time
    #[arg(long, env = "DAYBOOK_PUBLISH_EVERY", default_value = "60s", value_name = "SPAN",
        requires = "publish", value_parser = super::span::parse)]
    publish_every: Duration,
    #[command(flatten)]
    limits: DiskLimits,
    #[command(flatten)]
    doors: Doors,
    #[command(flatten)]
    crowd: CrowdLimits,
    #[command(flatten)]
    door: Door,
    #[command(flatten)]
    accounts: Accounts,
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

/// TLS, and the address for scrapers.
#[derive(Debug, clap::Args)]
struct Doors {
    /// Certificate in PEM, yours first: ends TLS here. Read again when it changes
    #[arg(long, env = "DAYBOOK_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The private key of that certificate, in PEM
    #[arg(long, env = "DAYBOOK_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Tell the numbers for Prometheus here, and then not on the public address
    #[arg(long, env = "DAYBOOK_METRICS_LISTEN", value_name = "ADDR")]
    metrics_listen: Option<SocketAddr>,
}

impl Doors {
    /// Certificate and key, if TLS ends here.
    fn tls(&self) -> Result<Option<Arc<Tls>>, Failure> {
        let (Some(cert), Some(key)) = (&self.tls_cert, &self.tls_key) else { return Ok(None) };
        let tls = Tls::open(cert, key).map_err(|error| {
            let told = format!("--tls-cert, --tls-key: {error}");
            if error.is_io() { Failure::unable(told) } else { Failure::usage(told) }
        })?;
        tls::warn_of_readers(key);
        Ok(Some(Arc::new(tls)))
    }

    /// Refuses one address for both: numbers would be public, or nothing would be.
    fn check(&self, listen: SocketAddr) -> Result<(), Failure> {
        if listen.port() != 0 && self.metrics_listen == Some(listen) {
            return Err(Failure::usage(format!(
                "--metrics-listen {listen}: is the public address; give it one of its own, or leave it out"
            )));
        }
        Ok(())
    }
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
    /// Serves; `report` is what `--check-config` says.
    pub(super) fn run(self, report: &str) -> Outcome {
        if self.check_config {
            return self.check(report);
        }
        if let Some(path) = &self.config {
            tracing::info!("settings from {}", path.display());
        }
        self.doors.check(self.listen)?;
        let (crowd, access) = (self.crowd.crowd(), self.door.settings());
        let (tls, openid) = (self.doors.tls()?, self.accounts.provider()?);
        let mut extras = Extras { access, tls, crowd, openid, ..Extras::default() };
        if let Some(target) = &self.publish {
            // A target that cannot be meant is said now, not in a log later.
            extras.publish = Some((Target::open(target, false)?, self.publish_every));
        }
        let mut opened = self.rows.open_or_create(&self.data, self.origin.as_deref())?;
        if let Some(policy) = &self.policy {
            let adopted = cosigners::adopt(policy, &opened.folder, &opened.vkey);
            let adopted = adopted.map_err(|error| Failure::usage(format!("--policy {error}")))?;
            opened.beside.policy = Some(adopted);
        }
        let opened = self.limits.of(opened)?;
        let pace = Pace::refreshing(Duration::from_secs(self.cosign_every));
        let doors = Listen { public: self.listen, metrics: self.doors.metrics_listen };
        listen(opened, doors, pace, self.four_eyes, extras)
    }
}

impl Serve {
    /// Prints what is in force, then looks at what can be looked at without the
    /// ledger: another process may be serving it.
    fn check(self, report: &str) -> Outcome {
        super::say(report.trim_end());
        self.doors.check(self.listen)?;
        self.doors.tls()?;
        self.accounts.provider()?;
        if let Some(target) = &self.publish {
            Target::open(target, false)?;
        }
        if let Some(origin) = &self.origin {
            origin_of(origin)?;
        }
        self.rows.check()?;
        if let Some(path) = &self.policy {
            let bytes = std::fs::read(path).map_err(|error| {
                Failure::unable(format!("--policy {}: {error}", path.display()))
            })?;
            Policy::parse(&bytes)
                .map_err(|error| Failure::usage(format!("--policy {}: {error}", path.display())))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    #[cfg(test)]
    pub(super) const fn listen(&self) -> SocketAddr {
        self.listen
    }
}

/// The addresses of a server.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listen {
    /// Where everybody reads.
    pub(super) public: SocketAddr,
    /// Where numbers are scraped, if apart.
    pub(super) metrics: Option<SocketAddr>,
}

/// Serves until a signal.
pub(super) fn listen(
    opened: Opened,
    addresses: Listen,
    pace: Pace,
    four_eyes: FourEyes,
    mut extras: Extras,
) -> Outcome {
    run(async {
        if let Some(address) = addresses.metrics {
            let listener = bind(address)?;
            let address = listener.local_addr().map_err(Failure::unable)?;
            super::say(format!("metrics on {address}"));
            extras.metrics = Some(listener);
        }
        let listener = bind(addresses.public)?;
        let tls = extras.tls.clone();
        let stop =
            signal(tls.clone()).map_err(|error| Failure::unable(format!("signals: {error}")))?;
        announce(&listener, if tls.is_some() { "https" } else { "http" })?;
        let served = crate::serve_with(listener, opened, pace, four_eyes, stop, extras);
        served.await.map_err(Failure::unable)
    })
}

/// Resolves when the process is asked to stop.
pub(super) type Stop = Pin<Box<dyn Future<Output = ()>>>;

/// Binds an address, says so, and runs `serve` on it until SIGINT or SIGTERM.
pub(super) fn on_address(
    address: SocketAddr,
    serve: impl AsyncFnOnce(TcpListener, Stop) -> std::io::Result<()>,
) -> Outcome {
    run(async {
        let listener = bind(address)?;
        let stop = signal(None).map_err(|error| Failure::unable(format!("signals: {error}")))?;
        announce(&listener, "http")?;
        serve(listener, stop).await.map_err(Failure::unable)
    })
}

fn run(serving: impl Future<Output = Result<(), Failure>>) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::unable(format!("cannot start: {error}")))?;
    runtime.block_on(serving)?;
    Ok(ExitCode::SUCCESS)
}

fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    connections::listen(address).map_err(|error| Failure::unable(format!("{address}: {error}")))
}

fn announce(listener: &TcpListener, scheme: &str) -> Result<(), Failure> {
    let address = listener.local_addr().map_err(Failure::unable)?;
    let mut out = std::io::stdout();
    // Whoever started us may have closed the pipe.
    let _ = writeln!(out, "listening on {scheme}://{address}").and_then(|()| out.flush());
    Ok(())
}

/// Resolves at SIGINT or SIGTERM. SIGHUP reads the certificate again; without one
/// it does nothing, where by default it would end the process without a word.
pub(super) fn signal(tls: Option<Arc<Tls>>) -> std::io::Result<Stop> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(Box::pin(async move {
        loop {
            tokio::select! {
                _ = interrupt.recv() => return,
                _ = terminate.recv() => return,
                _ = hangup.recv() => again(tls.as_ref()),
            }
        }
    }))
}

fn again(tls: Option<&Arc<Tls>>) {
    match tls {
        Some(tls) => {
            tracing::info!("SIGHUP: the certificate is read again");
            let tls = Arc::clone(tls);
            // Files are read on a thread that may wait for a disk.
            tokio::task::spawn_blocking(move || tls.reload(true));
        }
        None => tracing::info!("SIGHUP: nothing to read again; settings need a restart"),
    }
}
