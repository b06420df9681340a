//! Where a ledger is opened, and made where there is none yet.

use ledger::record::Origin;

use super::{Data, Failure};
use crate::folder::{self, FolderError};
use crate::opened::{OpenError, Opened};
use crate::store::Address;

/// Where the entries of a new ledger lie.
#[derive(Debug, clap::Args)]
pub(super) struct Rows {
    /// Keep the entries in this PostgreSQL database, which other servers may use too, such as
    /// `postgres://daybook@a,b,c/ledger`. The data folder remembers it
    #[arg(long, env = "DAYBOOK_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
}

impl Rows {
    /// The address as it was given, once it can be one.
    fn address(&self) -> Result<Option<&str>, Failure> {
        let Some(text) = self.database.as_deref() else { return Ok(None) };
        // The text is not repeated: it may have a password in it.
        Address::parse(text).map_err(|problem| {
            Failure::usage(format!(
                "--database: {problem}; give it as postgres://USER@HOST/NAME, several hosts with commas between"
            ))
        })?;
        Ok(Some(text))
    }

    /// Whether what was given can be an address.
    pub(super) fn check(&self) -> Result<(), Failure> {
        self.address().map(drop)
    }

    /// Opens a ledger; makes it when the folder holds none and a name is given.
    pub(super) fn open_or_create(
        &self,
        data: &Data,
        origin: Option<&str>,
    ) -> Result<Opened, Failure> {
        let database = self.address()?;
        let opened = match (origin, database) {
            (Some(origin), None) if !folder::holds_ledger(&data.data) => {
                Opened::create(&data.data, &origin_of(origin)?)
            }
            (Some(origin), Some(database)) if !folder::holds_ledger(&data.data) => {
                Opened::create_in(&data.data, &origin_of(origin)?, database)
            }
            (_, Some(database)) => Opened::open_in(&data.data, database),
            (_, None) => Opened::open(&data.data),
        };
        let opened = opened.map_err(|error| match error {
            OpenError::Folder(FolderError::Absent(path)) => Failure::usage(format!(
                "{}: holds no ledger; name a new one with --origin, such as --origin ledger.example/inquiry",
                path.display()
            )),
            other => Failure::unable(other),
        })?;
        match origin {
            Some(origin) if opened.folder.origin().as_str() != origin => {
                Err(Failure::usage(format!(
                    "--origin {origin}: the ledger in {} is {}, and its name cannot be changed",
                    data.data.display(),
                    opened.folder.origin()
                )))
            }
            _ => Ok(opened),
        }
    }
}

/// Reads `--origin`.
pub(super) fn origin_of(text: &str) -> Result<Origin, Failure> {
    Origin::new(text).map_err(|error| Failure::usage(format!("--origin: {error}")))
}
