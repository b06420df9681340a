//! A connection that is made again when it breaks, and what each session is set to.

use std::str::FromStr;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tokio_postgres::config::{Host, TargetSessionAttrs};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Row, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::tables;
use crate::store::StoreError;

/// How long a database that is not there is waited for: longer than a failover by hand,
/// and than one by Patroni at its shortest lease.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// How long the lock is waited for while another session has it: as long as the database
/// may need to notice that one of this process is gone. Callers wait as long.
pub(super) const LOCK_PATIENCE: Duration = Duration::from_secs(2);
/// How long a reader waits: its client has a limit too.
const READ_PATIENCE: Duration = Duration::from_secs(8);
const CONNECT: Duration = Duration::from_secs(2);
/// After this a peer that says nothing is gone.
const SILENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(50);

/// What the database is not asked about again.
#[derive(Debug, thiserror::Error)]
pub(super) enum PgError {
    #[error(transparent)]
    Postgres(#[from] tokio_postgres::Error),
    /// In words.
    #[error("{0}")]
    Told(String),
    /// Another server has recorded since.
    #[error("another server records this ledger now")]
    Fenced,
    /// This process ends.
    #[error("the threads of the database have ended")]
    Stopped,
}

impl PgError {
    /// Whether the connection is to blame, or the node: another try may find a better one.
    pub(super) fn is_gone(&self) -> bool {
        let Self::Postgres(error) = self else { return false };
        let Some(state) = error.code() else { return true };
        // A node that was the primary and is none; one that starts, stops or crashed.
        *state == SqlState::READ_ONLY_SQL_TRANSACTION
            || state.code().starts_with("57P")
            || state.code().starts_with("08")
            || *state == SqlState::TOO_MANY_CONNECTIONS
    }
}

impl From<PgError> for StoreError {
    fn from(error: PgError) -> Self {
        match error {
            PgError::Fenced => Self::Fenced,
            // The words of the crate are "db error"; those of the database say which.
            PgError::Postgres(error) => Self::Postgres(in_words(&error)),
            other => Self::Postgres(other.to_string()),
        }
    }
}

fn in_words(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(told) => format!("{} ({})", told.message(), told.code().code()),
        None => {
            let cause = std::error::Error::source(error).map(ToString::to_string);
            cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
        }
    }
}

/// Where a database is: `postgres://user@host-a,host-b,host-c/ledger`.
#[derive(Clone)]
pub struct Address {
    config: Box<Config>,
    tls: MakeRustlsConnect,
    nodes: usize,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown())
    }
}

impl Address {
    /// Reads an address; everything that `tokio_postgres` takes.
    ///
    /// # Errors
    /// What is wrong with it, in words that do not repeat a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        let cause = |error: tokio_postgres::Error| in_words(&error);
        let mut config = Config::from_str(text).map_err(cause)?;
        if config.get_hosts().is_empty() {
            return Err("it names no host".to_owned());
        }
        if config.get_application_name().is_none() {
            config.application_name("daybook");
        }
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        config.tcp_user_timeout(SILENCE);
        config.keepalives_idle(SILENCE);
        crate::client::prepare();
        let (tls, unread) = MakeRustlsConnect::with_native_certs()
            .map_err(|_| "the system's certificates cannot be read".to_owned())?;
        for error in unread {
            tracing::warn!(%error, "one of the system's certificates is not used");
        }
        let nodes = config.get_hosts().len();
        Ok(Self { config: Box::new(config), tls, nodes })
    }

    /// The address without its password.
    pub fn shown(&self) -> String {
        let ports = self.config.get_ports();
        let port = |at: usize| ports.get(at).or(ports.first()).copied().unwrap_or(5_432);
        let hosts = self.config.get_hosts().iter().enumerate();
        let hosts = hosts.map(|(at, host)| match host {
            Host::Tcp(name) => format!("{name}:{}", port(at)),
            Host::Unix(path) => format!("{}:{}", path.display(), port(at)),
        });
        let name = self.config.get_dbname().or(self.config.get_user()).unwrap_or_default();
        format!("postgres://{}/{name}", hosts.collect::<Vec<_>>().join(","))
    }
}

/// One connection, or the place of one.
pub(super) struct Link {
    address: Address,
    session: Option<Session>,
}

impl Link {
    pub(super) fn new(address: &Address) -> Self {
        Self { address: address.clone(), session: None }
    }

    /// The session, made where there is none; tried until `patience` is over.
    pub(super) async fn session(&mut self, patience: Duration) -> Result<&mut Session, PgError> {
        let end = Instant::now() + patience;
        if self.session.as_ref().is_some_and(|session| session.client.is_closed()) {
            self.session = None;
        }
        while self.session.is_none() {
            match Session::open(&self.address).await {
                Ok(session) => self.session = Some(session),
                Err(error) if !error.is_gone() || Instant::now() >= end => return Err(error),
                Err(_) => sleep(PAUSE).await,
            }
        }
        self.session.as_mut().ok_or(PgError::Stopped)
    }

    /// Whether there is a session that holds the lock of the one that records: one that was
    /// opened anew does not.
    pub(super) fn has_lock(&self) -> bool {
        let open = self.session.as_ref().filter(|session| !session.client.is_closed());
        open.is_some_and(|session| session.locked)
    }

    /// Lets go of a session that is no good.
    pub(super) fn drop_session(&mut self) {
        self.session = None;
    }

    /// What a query that only reads gives; asked again where the connection breaks.
    pub(super) async fn read(
        &mut self,
        sql: &'static str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, PgError> {
        let end = Instant::now() + READ_PATIENCE;
        loop {
            let asked = match self.session(READ_PATIENCE).await {
                Ok(session) => session.query(sql, params).await,
                Err(error) => Err(error),
            };
            match asked {
                Err(error) if error.is_gone() && Instant::now() < end => {
                    self.drop_session();
                    sleep(PAUSE).await;
                }
                other => return other,
            }
        }
    }
}

/// An open connection, set up.
pub(super) struct Session {
    pub(super) client: Client,
    /// What was prepared on it, by its text.
    prepared: Vec<(&'static str, Statement)>,
    /// Whether the newest end was seen through this session since its barrier.
    pub(super) settled: bool,
    /// Whether it holds the lock of the one that records. Another session of the same
    /// process does not.
    pub(super) locked: bool,
}

impl Session {
    async fn open(address: &Address) -> Result<Self, PgError> {
        let opened = timeout(CONNECT * 4, address.config.connect(address.tls.clone())).await;
        let (client, connection) = match opened {
            Ok(opened) => opened?,
            Err(_) => return Err(PgError::Told(format!("{}: no answer", address.shown()))),
        };
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to the database ended");
            }
        });
        client.batch_execute(tables::SESSION).await?;
        let session = Self { client, prepared: Vec::new(), settled: false, locked: false };
        session.check(address).await?;
        Ok(session)
    }

    /// A node that acknowledges what it may forget is refused.
    async fn check(&self, address: &Address) -> Result<(), PgError> {
        let asked = "SELECT current_setting('fsync'), current_setting('full_page_writes'),
            current_setting('synchronous_standby_names')";
        let row = self.client.query_one(asked, &[]).await?;
        let [fsync, pages, standbys]: [String; 3] =
            [row.try_get(0)?, row.try_get(1)?, row.try_get(2)?];
        let place = address.shown();
        for (name, value) in [("fsync", fsync), ("full_page_writes", pages)] {
            if value != "on" {
                return Err(PgError::Told(format!(
                    "{place}: {name} is {value}: what it acknowledges may be lost; set it to on"
                )));
            }
        }
        if address.nodes > 1 && standbys.trim().is_empty() {
            return Err(PgError::Told(format!(
                "{place}: synchronous_standby_names is empty: with its first node what was acknowledged \
                 would be lost; set it to ANY 1 (the names of the others)"
            )));
        }
        Ok(())
    }

    async fn statement(&mut self, sql: &'static str) -> Result<Statement, PgError> {
        if let Some((_, found)) = self.prepared.iter().find(|(text, _)| *text == sql) {
            return Ok(found.clone());
        }
        let statement = self.client.prepare(sql).await?;
        self.prepared.push((sql, statement.clone()));
        Ok(statement)
    }

    /// What a statement gives.
    pub(super) async fn query(
        &mut self,
        sql: &'static str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, PgError> {
        let statement = self.statement(sql).await?;
        Ok(self.client.query(&statement, params).await?)
    }

    /// Waits until everything that can be seen now is durable wherever it has to be: the
    /// log of a database is one sequence, and this is a commit at its end.
    pub(super) async fn barrier(&mut self) -> Result<(), PgError> {
        // Off only in the drill of `tests/tests/postgres/hidden.rs`, which must then see a
        // checkpoint over an entry that no other node has.
        if cfg!(feature = "drill-no-barrier") {
            return Ok(());
        }
        Ok(self.client.batch_execute(tables::BARRIER).await?)
    }
}

/// Waits before the next try; `false` when the patience is over.
pub(super) async fn again(begun: Instant) -> bool {
    sleep(PAUSE).await;
    begun.elapsed() < PATIENCE
}
