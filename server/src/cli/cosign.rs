//! `daybook cosign`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use ledger::proof::{KeyKind, Policy};
use ledger::record::Origin;

use super::serve::on_address;
use super::trust::keys;
use super::{Failure, Outcome, say};
use crate::cosigner::{self, Cosigner, origin_hash};

/// Be an independent witness of other people's ledgers.
///
/// A witness signs a ledger's summary only if it continues the last one that it
/// signed, and remembers it before it answers. So nobody can show two readers
/// two histories that it signed both. It does not read the records, and does
/// not say that they are true.
#[derive(Debug, clap::Args)]
pub(super) struct Cosign {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Make a witness: its key, whose public half is printed
    New(New),
    /// Run it (C2SP tlog-witness)
    Serve(Serve),
}

#[derive(Debug, clap::Args)]
struct New {
    /// Its name, such as library.example/witness: public, and for good
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The folder to make it in
    #[arg(long, env = "DAYBOOK_COSIGNER", value_name = "DIR")]
    dir: PathBuf,
}

#[derive(Debug, clap::Args)]
struct Serve {
    /// The folder that it was made in
    #[arg(long, env = "DAYBOOK_COSIGNER", value_name = "DIR")]
    dir: PathBuf,
    /// A ledger's key, as `NAME+ID+KEY` or as a file that holds it; may be given again
    #[arg(long, value_name = "KEY")]
    ledger: Vec<String>,
    /// A file that names logs (C2SP tlog-policy); its other lines are not looked at
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Address to listen on; port 0 picks a free one
    #[arg(long, env = "DAYBOOK_LISTEN", default_value = "127.0.0.1:8081", value_name = "ADDR")]
    listen: SocketAddr,
}

impl Cosign {
    pub(super) fn run(self) -> Outcome {
        match self.act {
            Act::New(new) => new.run(),
            Act::Serve(serve) => serve.run(),
        }
    }
}

impl New {
    fn run(self) -> Outcome {
        let name = Origin::new(&self.name);
        let name = name.map_err(|error| Failure::usage(format!("--name: {error}")))?;
        let key = cosigner::create(&self.dir, &name).map_err(|error| match error {
            cosigner::CosignerError::Exists(_) => Failure::refused(error),
            other => Failure::unable(other),
        })?;
        say(key);
        Ok(ExitCode::SUCCESS)
    }
}

impl Serve {
    fn run(self) -> Outcome {
        let mut logs = keys("--ledger", &self.ledger)?;
        if let Some(path) = &self.policy {
            let wrong = |error: &dyn std::fmt::Display| {
                Failure::usage(format!("--policy {}: {error}", path.display()))
            };
            let bytes = std::fs::read(path).map_err(|error| wrong(&error))?;
            let policy = Policy::parse(&bytes).map_err(|error| wrong(&error))?;
            logs.extend(policy.logs().iter().map(|log| log.key.clone()));
        }
        if let Some(other) = logs.iter().find(|key| key.kind() != KeyKind::Ledger) {
            return Err(Failure::usage(format!(
                "--ledger {other}: this is a witness's key, not a log's"
            )));
        }
        if logs.is_empty() {
            return Err(Failure::usage(
                "name a ledger with --ledger, or a file of them with --policy",
            ));
        }
        let cosigner = Cosigner::open(&self.dir, logs).map_err(Failure::unable)?;
        tracing::info!("witness {}", cosigner.vkey());
        for log in cosigner.logs() {
            let origin = log.name();
            tracing::info!("confirms {origin}, shown at /{}/checkpoint", origin_hash(origin));
        }
        on_address(self.listen, async |listener, stop| {
            cosigner::http::serve(listener, cosigner, stop).await;
            Ok(())
        })
    }
}
