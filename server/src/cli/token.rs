//! `daybook token`.

use std::process::ExitCode;
use std::time::Duration;

use clap::Subcommand;
use ledger::record::Timestamp;

use super::rows::{Rows, origin_of};
use super::{Data, Failure, Outcome, logged, say};
use crate::access::roles::{Act, Role, listed};
use crate::access::tokens::{self, Standing, Wanted};
use crate::clock;
use crate::folder::{self, tokens_of};
use crate::http::tokens::TokenRow;

/// Make, list and revoke tokens.
///
/// A token is shown once; the folder keeps only a hash of it. A running server
/// takes changes up with its next request.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Token {
    #[command(subcommand)]
    act: Option<What>,
    #[command(flatten)]
    new: New,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a token (the same as `daybook token` alone)
    New(New),
    /// List names, roles and dates, those that are over too
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
    /// What it is for; more than one may be given. Without any: recorder and approver
    #[arg(long = "role", env = "DAYBOOK_TOKEN_ROLE", value_name = "ROLE", value_delimiter = ',')]
    roles: Vec<Role>,
    /// How long it is good, such as 12h or 90d; without it, until it is revoked
    #[arg(long, env = "DAYBOOK_TOKEN_EXPIRES", value_name = "SPAN", value_parser = super::span::parse)]
    expires: Option<Duration>,
    /// Who signs in with it, as the provider of your organisation calls them (`serve
    /// --openid-issuer`): then the token has no text that anybody could lose
    #[arg(long, env = "DAYBOOK_TOKEN_OPENID", value_name = "IDENTITY")]
    openid: Option<String>,
    /// Name of the ledger, for a folder that holds none yet
    #[arg(long, env = "DAYBOOK_ORIGIN", value_name = "NAME")]
    origin: Option<String>,
    #[command(flatten)]
    rows: Rows,
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
        match self.act.unwrap_or(What::New(self.new)) {
            What::New(new) => new.run(),
            What::List(list) => list.run(),
            What::Revoke(revoke) => revoke.run(),
        }
    }
}

impl New {
    fn run(self) -> Outcome {
        if let Some(origin) = &self.origin
            && !folder::holds_ledger(&self.data.data)
        {
            origin_of(origin)?;
            drop(self.rows.open_or_create(&self.data, Some(origin))?);
        }
        needs_ledger(&self.data)?;
        let path = tokens_of(&self.data.data);
        let now = clock::now();
        let mut wanted = Wanted::new(&self.name);
        if !self.roles.is_empty() {
            wanted.roles = self.roles;
        }
        wanted.openid = self.openid;
        wanted.expires = self.expires.map(|span| {
            let span = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
            Timestamp::from_millis(now.millis().saturating_add(span))
        });
        let about = format!("{} {}", wanted.name, listed(&wanted.roles));
        let made = logged(&self.data.data, Act::MakeToken.code(), &about, || {
            tokens::create(&path, &wanted, now).map_err(Failure::refused)
        });
        let (token, kept) = made?;
        let until = kept.expires.map_or_else(String::new, |at| format!("; until {at}"));
        let whose = format!("token of {} ({}{until})", self.name, listed(&kept.roles));
        match kept.openid {
            Some(who) => say(format!("{whose} for {who}, who signs in with their account")),
            None => {
                eprintln!("{whose}; it is shown this once and kept nowhere:");
                say(&token);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    fn run(self) -> Outcome {
        needs_ledger(&self.data)?;
        let now = clock::now();
        let list = tokens::read(&tokens_of(&self.data.data)).map_err(Failure::unable)?;
        if self.json {
            let rows: Vec<_> = list.iter().map(|token| TokenRow::new(token, now)).collect();
            say(serde_json::to_string(&rows).map_err(Failure::unable)?);
        } else {
            for token in list {
                let state = match token.standing(now) {
                    Standing::Good => match &token.expires {
                        Some(at) => format!("good until {at}"),
                        None => "good".to_owned(),
                    },
                    Standing::Revoked(at) => format!("revoked {at}"),
                    Standing::Expired(at) => format!("expired {at}"),
                };
                let (id, roles) = (token.id(), listed(&token.roles));
                let who = token.openid.as_ref().map_or_else(String::new, |who| format!("\t{who}"));
                say(format!("{}\t{}\t{id}\t{roles}\t{state}{who}", token.name, token.created));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Revoke {
    fn run(self) -> Outcome {
        needs_ledger(&self.data)?;
        let path = tokens_of(&self.data.data);
        logged(&self.data.data, Act::RevokeToken.code(), &self.name, || {
            tokens::revoke(&path, &self.name, clock::now()).map_err(Failure::refused)
        })?;
        say(format!("the token of {} is refused from now on", self.name));
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
