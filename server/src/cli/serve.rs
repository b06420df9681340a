//! `daybook serve`.

use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;

use ledger::record::Origin;

use super::{Data, Failure, Outcome};
use crate::config::{DOCUMENT_MAX, DOCUMENTS_MAX};
use crate::documents::Limits;
use crate::folder::{self, FolderError};
use crate::opened::{OpenError, Opened};

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
    #[command(flatten)]
    documents: DocumentLimits,
}

/// How many documents may be kept.
#[derive(Debug, clap::Args)]
pub(super) struct DocumentLimits {
    /// Most bytes of one document
    #[arg(long, env = "DAYBOOK_DOCUMENT_MAX", default_value_t = DOCUMENT_MAX, value_name = "BYTES")]
    document_max: u64,
    /// Most bytes of all documents together
    #[arg(long, env = "DAYBOOK_DOCUMENTS_MAX", default_value_t = DOCUMENTS_MAX, value_name = "BYTES")]
    documents_max: u64,
}

impl DocumentLimits {
    /// Sets them.
    pub(super) fn of(&self, opened: Opened) -> Result<Opened, Failure> {
        let limits = Limits { one: self.document_max, all: self.documents_max };
        opened.with_document_limits(limits).map_err(Failure::unable)
    }
}

impl Serve {
    pub(super) fn run(self) -> Outcome {
        let opened = open_or_create(&self.data, self.origin.as_deref())?;
        listen(self.documents.of(opened)?, self.listen)
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
pub(super) fn listen(opened: Opened, address: SocketAddr) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::unable(format!("cannot start: {error}")))?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|error| Failure::unable(format!("{address}: {error}")))?;
        let address = listener.local_addr().map_err(Failure::unable)?;
        let stop = signal().map_err(|error| Failure::unable(format!("signals: {error}")))?;
        let mut out = std::io::stdout();
        // Whoever started us may have closed the pipe.
        let _ = writeln!(out, "listening on http://{address}").and_then(|()| out.flush());
        crate::serve(listener, opened, stop).await.map_err(Failure::unable)?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Resolves at SIGINT or SIGTERM.
fn signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
