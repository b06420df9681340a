//! `daybook key`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use ledger::record::{Hash, Json};
use ledger::signing::PersonKey;
use ledger::spelling::hex;

use super::sign::{Wrapped, wrap};
use super::{Failure, Outcome, person_key, say};
use crate::clock;
use crate::http::prepare::fill_by;

/// Make a person's key, and the drafts that bring it in, replace or revoke it.
///
/// The private half stays in its file. A draft is printed, ready for
/// `POST /api/v1/pending`: keys need a second person.
#[derive(Debug, clap::Args)]
pub(super) struct Key {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Make a key in a new file (mode 0600), and print its public half
    New(New),
    /// Print the draft that brings a key in
    Register(Register),
    /// Print the draft that replaces a key by another, signed by the old one
    Rotate(Rotate),
    /// Print the draft that revokes a key
    Revoke(Revoke),
}

#[derive(Debug, clap::Args)]
struct New {
    /// The file to make
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What every draft of a key says besides the key.
#[derive(Debug, clap::Args)]
struct Envelope {
    /// The actor that the key belongs to: the name of its token
    #[arg(long, env = "DAYBOOK_BY", value_name = "ID")]
    holder: String,
    /// The matter that the record belongs to
    #[arg(long, default_value = "record-keeping", value_name = "ID")]
    inquiry: String,
    /// What else there is to say; sealed
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Use {
    Author,
    Approve,
}

#[derive(Debug, clap::Args)]
struct NewKey {
    /// What it may sign: author (what its holder records), approve (what others record)
    #[arg(long, value_delimiter = ',', default_value = "author,approve", value_name = "USE")]
    may: Vec<Use>,
    /// The first day on which what it signs may be recorded, such as 2026-12-01
    #[arg(long, value_name = "DAY")]
    valid_from: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Register {
    /// The key's file
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    envelope: Envelope,
    #[command(flatten)]
    new: NewKey,
}

#[derive(Debug, clap::Args)]
struct Rotate {
    /// The file of the key that is replaced
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The file of the key in its place
    #[arg(long, value_name = "FILE")]
    new_key: PathBuf,
    #[command(flatten)]
    envelope: Envelope,
    #[command(flatten)]
    new: NewKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Ground {
    Compromised,
    Lost,
    LeftRole,
    Other,
}

#[derive(Debug, clap::Args)]
struct Revoke {
    /// The key's identifier, 64 hexadecimal digits
    #[arg(long, value_name = "ID", value_parser = |text: &str| Hash::parse(text).map_err(|e| e.to_string()))]
    key_id: Hash,
    /// Why
    #[arg(long, value_name = "GROUND")]
    ground: Ground,
    /// The first entry in doubt, for a compromised key; 0 where nobody knows
    #[arg(long, value_name = "N")]
    unreliable_from: Option<u32>,
    #[command(flatten)]
    envelope: Envelope,
}

impl Key {
    pub(super) fn run(self) -> Outcome {
        match self.act {
            Act::New(new) => new.run(),
            Act::Register(register) => register.run(),
            Act::Rotate(rotate) => rotate.run(),
            Act::Revoke(revoke) => revoke.run(),
        }
    }
}

impl New {
    fn run(self) -> Outcome {
        let key = person_key::make(&self.out)?.public();
        let (id, public) = (key.id().to_hex(), hex(key.as_bytes()));
        if self.json {
            say(serde_json::json!({ "key": id, "public_key": public }));
        } else {
            eprintln!("the private half is in {}; keep it to yourself", self.out.display());
            say(format!("key        {id}\npublic key {public}"));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Register {
    fn run(self) -> Outcome {
        let key = person_key::read(&self.key)?.public();
        let mut event = self.new.event(&key);
        event.push(("holder", Json::str(self.envelope.holder.clone())));
        Ok(print(&self.envelope.draft("key_registered", &key.id(), event, "note")?))
    }
}

impl Rotate {
    fn run(self) -> Outcome {
        let (old, new) = (person_key::read(&self.key)?, person_key::read(&self.new_key)?.public());
        let mut event = self.new.event(&new);
        event.push(("old_key", Json::str(old.public().id().to_hex())));
        let draft = self.envelope.draft("key_rotated", &new.id(), event, "note")?;
        let wrapped = wrap(Wrapped { draft, salts: None, signatures: Vec::new() }, &old)?;
        Ok(print(&wrapped))
    }
}

impl Revoke {
    fn run(self) -> Outcome {
        let ground = match self.ground {
            Ground::Compromised => "compromised",
            Ground::Lost => "lost",
            Ground::LeftRole => "left_role",
            Ground::Other => "other",
        };
        let mut event =
            vec![("key", Json::str(self.key_id.to_hex())), ("ground", Json::str(ground))];
        if let Some(from) = self.unreliable_from {
            event.push(("unreliable_from", Json::Int(from.into())));
        }
        Ok(print(&self.envelope.draft("key_revoked", &self.key_id, event, "reason")?))
    }
}

impl NewKey {
    fn event(&self, key: &PersonKey) -> Vec<(&'static str, Json)> {
        let may = |one: &Use| Json::str(if *one == Use::Author { "author" } else { "approve" });
        let mut event = vec![
            ("key", Json::str(key.id().to_hex())),
            ("public_key", Json::str(hex(key.as_bytes()))),
            ("may", Json::Array(self.may.iter().map(may).collect())),
        ];
        event.extend(self.valid_from.iter().map(|day| ("valid_from", Json::str(day.clone()))));
        event
    }
}

impl Envelope {
    /// A draft that a server takes; its faults are found here already.
    fn draft(
        &self,
        kind: &'static str,
        key: &Hash,
        mut event: Vec<(&'static str, Json)>,
        said: &'static str,
    ) -> Result<Json, Failure> {
        event.extend(self.note.iter().map(|text| (said, Json::str(text.clone()))));
        let today = clock::now().to_string();
        let source = Json::object([
            ("kind", Json::str("other")),
            ("title", Json::str("The holder of the key")),
        ]);
        let mut draft = Json::object([
            ("id", Json::str(format!("{}-{}", kind.replace('_', "-"), &key.to_hex()[..16]))),
            ("inquiry", Json::str(self.inquiry.clone())),
            ("kind", Json::str(kind)),
            ("occurred", Json::object([("edtf", Json::str(&today[..10]))])),
            ("basis", Json::str("direct_submission")),
            ("certainty", Json::str("stated")),
            ("sources", Json::Array(vec![source])),
            ("event", Json::object(event)),
        ]);
        let _ = fill_by(&mut draft, &self.holder);
        let judged = ledger::events::Draft::parse(&draft);
        judged.map_err(Failure::refused)?;
        Ok(draft)
    }
}

fn print(json: &Json) -> ExitCode {
    say(json.to_canonical());
    ExitCode::SUCCESS
}
