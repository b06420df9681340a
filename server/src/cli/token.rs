//! `daybook token`.

use std::process::ExitCode;

use clap::Subcommand;

use super::serve::{open_or_create, origin_of};
use super::{Data, Failure, Outcome, say};
use crate::access::tokens;
use crate::clock;
use crate::folder::{self, tokens_of};

/// Make, list and revoke tokens for writing.
///
/// A token is shown once; the folder keeps only a hash of it. A running server
/// takes changes up with its next request.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Token {
    #[command(subcommand)]
    act: Option<Act>,
    #[command(flatten)]
    new: New,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Make a token (the same as `daybook token` alone)
    New(New),
    /// List names and dates
    List(List),
    /// Refuse a token from now on
    Revoke(Revoke),
}

#[derive(Debug, clap::Args)]
struct New {
    #[command(flatten)]
    data: Data,
    /// The actor that writes with it; stands as `by` in its entries
    #[arg(long, env = "DAYBOOK_TOKEN_NAME", default_value = "recorder", value_name = "ID")]
    name: String,
    /// Name of the ledger, for a folder that holds none yet
    #[arg(long, env = "DAYBOOK_ORIGIN", value_name = "NAME")]
    origin: Option<String>,
}

#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    data: Data,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct Revoke {
    #[command(flatten)]
    data: Data,
    /// The name of the token
    #[arg(long, value_name = "ID")]
    name: String,
}

impl Token {
    pub(super) fn run(self) -> Outcome {
        match self.act.unwrap_or(Act::New(self.new)) {
            Act::New(new) => new.run(),
            Act::List(list) => list.run(),
            Act::Revoke(revoke) => revoke.run(),
        }
    }
}

impl New {
    fn run(self) -> Outcome {
        if let Some(origin) = &self.origin
            && !folder::holds_ledger(&self.data.data)
        {
            origin_of(origin)?;
            drop(open_or_create(&self.data, Some(origin))?);
        }
        needs_ledger(&self.data)?;
        let path = tokens_of(&self.data.data);
        let token = tokens::create(&path, &self.name, clock::now()).map_err(Failure::refused)?;
        eprintln!("token of {}; it is shown this once and kept nowhere:", self.name);
        say(&token);
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    fn run(self) -> Outcome {
        needs_ledger(&self.data)?;
        let list = tokens::read(&tokens_of(&self.data.data)).map_err(Failure::unable)?;
        if self.json {
            let rows: Vec<_> = list
                .iter()
                .map(|token| serde_json::json!({ "name": token.name, "created": token.created }))
                .collect();
            say(serde_json::Value::from(rows));
        } else {
            for token in list {
                say(format!("{}\t{}", token.name, token.created));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Revoke {
    fn run(self) -> Outcome {
        needs_ledger(&self.data)?;
        let path = tokens_of(&self.data.data);
        tokens::revoke(&path, &self.name).map_err(Failure::refused)?;
        say(format!("{} can no longer write", self.name));
        Ok(ExitCode::SUCCESS)
    }
}

fn needs_ledger(data: &Data) -> Result<(), Failure> {
    if folder::holds_ledger(&data.data) {
        return Ok(());
    }
    Err(Failure::unable(format!(
        "{}: holds no ledger; make one with `daybook serve --origin NAME`",
        data.data.display()
    )))
}
