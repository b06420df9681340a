//! `daybook move`.

use std::process::ExitCode;

use ledger::proof::{Trust, Verdict, Verifier};
use serde_json::json;

use super::source::Source;
use super::{Data, Failure, Outcome, logged, say, verify};
use crate::files;
use crate::folder::Folder;
use crate::opened::Opened;
use crate::recover::Damage;
use crate::store::{Address, Place};

/// Move the entries of a ledger into a PostgreSQL database, or back into its data folder.
///
/// Every row and every key of a sealed value is copied as it is, and everything is verified at its
/// new place, before the old place is emptied: the same entries, the same signatures, the same root.
/// Nothing is signed. No server may run on the ledger meanwhile. Where it breaks off, nothing has
/// moved, or the same command again brings it to its end.
#[derive(Debug, clap::Args)]
pub(super) struct Move {
    #[command(flatten)]
    data: Data,
    /// Into this empty database, such as `postgres://daybook@a,b,c/ledger`
    #[arg(
        long,
        env = "DAYBOOK_MOVE_TO",
        value_name = "URL",
        hide_env_values = true,
        required_unless_present = "to_folder"
    )]
    to: Option<String>,
    /// Into the data folder
    #[arg(long, conflicts_with = "to")]
    to_folder: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// What was found at a place.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    size: u64,
    root: String,
}

impl Found {
    fn in_opened(opened: &Opened) -> Self {
        let start = opened.start();
        Self { size: start.head.size.get(), root: start.edge.root().to_hex() }
    }
}

impl Move {
    pub(super) fn run(self) -> Outcome {
        let address = match &self.to {
            Some(text) => {
                Some(Address::parse(text).map_err(|e| Failure::usage(format!("--to: {e}")))?)
            }
            None => None,
        };
        let about = match &address {
            Some(address) => format!("to {}", address.shown()),
            None => "to the data folder".to_owned(),
        };
        let found = logged(&self.data.data, "move", &about, || self.moved(address.as_ref()))?;
        if self.json {
            say(json!({ "size": found.size, "root": found.root }));
        } else {
            say(format!("moved {} entries {about}", found.size));
            say(format!("  root {}, as before; every byte was checked there: good", found.root));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn moved(&self, address: Option<&Address>) -> Result<Found, Failure> {
        let before = Opened::open(&self.data.data).map_err(Failure::unable)?;
        if let Some(damage) = &before.damage {
            return Err(Failure::refused(format!("{damage}; nothing was moved")));
        }
        if !before.leads() {
            return Err(Failure::unable(format!("{}; nothing was moved", Damage::Elsewhere)));
        }
        if before.store.is_shared() == address.is_some() {
            return self.left_over(&before);
        }
        let old = Found::in_opened(&before);
        let place = match address {
            Some(address) => Place::Database(address.clone()),
            None => Place::Folder(before.folder.store()),
        };
        if address.is_none() {
            // Left by a run that broke off: the file `database` is in force.
            self.remove_folder()?;
        }
        let copied = before.store.copy_to(&place, before.folder.origin());
        copied.map_err(|error| Failure::unable(format!("{error}; nothing was moved")))?;
        let was = before.folder.read_database().map_err(Failure::unable)?;
        let store = std::sync::Arc::clone(&before.store);
        drop(before);
        let folder = Folder::open(&self.data.data).map_err(Failure::unable)?;
        folder.switch(self.to.as_deref()).map_err(Failure::unable)?;
        drop(folder);
        // Still: nobody has recorded since it was copied.
        let alone = || match store.still_leads() {
            Ok(true) => Ok(()),
            Ok(false) => Err(Failure::unable(Damage::Elsewhere)),
            Err(error) => Err(Failure::unable(error)),
        };
        match self.proved(&old).and_then(|()| alone()) {
            Ok(()) => {
                // What was left behind must not be signed by anybody again.
                store.remove_from_database().map_err(Failure::unable)?;
                drop(store);
                if address.is_some() {
                    self.remove_folder()?;
                }
                Ok(old)
            }
            Err(failure) => {
                let folder = Folder::open(&self.data.data).map_err(Failure::unable)?;
                folder.switch(was.as_deref()).map_err(Failure::unable)?;
                Err(failure)
            }
        }
    }

    /// It was moved before; what a run that broke off left behind is removed.
    fn left_over(&self, opened: &Opened) -> Result<Found, Failure> {
        if !opened.store.is_shared() || !opened.folder.store().exists() {
            return Err(Failure::usage(
                "the entries are there already; see the file `database` in the data folder",
            ));
        }
        self.remove_folder()?;
        Ok(Found::in_opened(opened))
    }

    fn remove_folder(&self) -> Result<(), Failure> {
        let data = &self.data.data;
        let (store, keys) = (data.join("store"), data.join("erasure-keys"));
        let removed = || {
            files::destroy(&keys)?;
            if store.exists() {
                std::fs::remove_dir_all(&store)?;
            }
            files::sync_folder(data)
        };
        removed().map_err(|error| Failure::unable(format!("{}: {error}", store.display())))
    }

    /// Everything is at the new place as it was at the old one.
    fn proved(&self, old: &Found) -> Result<(), Failure> {
        let opened = Opened::open(&self.data.data).map_err(Failure::unable)?;
        let new = Found::in_opened(&opened);
        let damage = opened.damage.as_ref().map(ToString::to_string);
        let trust = Trust { keys: vec![opened.vkey.clone()], ..Trust::default() };
        let mut source = Source::Data(Box::new(opened));
        let (report, _) = verify::judged(&mut source, Verifier::new(trust, None));
        if damage.is_none() && new == *old && report.state.verdict() == Verdict::Verified {
            return Ok(());
        }
        let mut wrong: Vec<String> = damage.into_iter().collect();
        wrong.extend(report.findings.iter().map(ToString::to_string));
        Err(Failure::refused(format!(
            "what was copied is not good ({}): {}; the ledger is where it was",
            report.state.key(),
            wrong.join("; ")
        )))
    }
}
