//! `daybook sign`.

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use ledger::events::{Draft, Salts};
use ledger::record::{DraftSignature, Json};
use ledger::signing::PersonSigner;
use ledger::spelling::{base64, hex};

use super::{Failure, Outcome, person_key, say};
use crate::http::{prepare, wrapped};
use crate::random;

/// Sign a draft, and print it ready for `POST /api/v1/events` or `/api/v1/pending`.
///
/// Draws a salt for each sealed field, seals, and signs the exact bytes. A draft
/// that comes with salts and signatures, as this command prints it, keeps
/// them and gets one signature more: that of a second person.
#[derive(Debug, clap::Args)]
pub(super) struct Sign {
    /// The draft; - for standard input
    #[arg(value_name = "DRAFT.json")]
    draft: PathBuf,
    /// The file of the key to sign with
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The actor to write as `by` where the draft says none: the name of the token
    #[arg(long, env = "DAYBOOK_BY", value_name = "ID")]
    by: Option<String>,
}

/// A draft with what belongs to it.
pub(super) struct Wrapped {
    pub(super) draft: Json,
    /// `None` to draw them.
    pub(super) salts: Option<Salts>,
    pub(super) signatures: Vec<DraftSignature>,
}

impl Sign {
    pub(super) fn run(self) -> Outcome {
        let key = person_key::read(&self.key)?;
        let json = self.read()?;
        let (mut draft, rest) = wrapped::unwrap(json);
        if let Some(by) = &self.by {
            // What the draft says otherwise stands: an approver signs it as it is.
            let _ = prepare::fill_by(&mut draft, by);
        }
        let beside = rest.map(|rest| wrapped::read(&rest)).transpose().map_err(Failure::refused)?;
        let (salts, signatures) = match beside {
            Some(beside) => (Some(beside.salts), beside.signatures),
            None => (None, Vec::new()),
        };
        say(wrap(Wrapped { draft, salts, signatures }, &key)?.to_canonical());
        Ok(ExitCode::SUCCESS)
    }

    fn read(&self) -> Result<Json, Failure> {
        let mut bytes = Vec::new();
        let read = if self.draft.as_os_str() == "-" {
            std::io::stdin().read_to_end(&mut bytes)
        } else {
            std::fs::File::open(&self.draft).and_then(|mut file| file.read_to_end(&mut bytes))
        };
        let name = self.draft.display();
        read.map_err(|error| Failure::unable(format!("{name}: {error}")))?;
        Json::parse(&bytes).map_err(|error| Failure::refused(format!("{name}: {error}")))
    }
}

/// Seals and signs.
pub(super) fn wrap(given: Wrapped, key: &PersonSigner) -> Result<Json, Failure> {
    let Wrapped { draft, salts, mut signatures } = given;
    let salts = match salts {
        Some(salts) => salts,
        None => draw(&draft)?,
    };
    let sealed = Draft::seal_json(&draft, &salts).map_err(Failure::refused)?;
    let signature = key.sign(sealed.public_text());
    if signatures.iter().any(|other| other.key == signature.key) {
        return Err(Failure::refused("this key has signed the draft already"));
    }
    signatures.push(signature);
    let spelt = |one: &DraftSignature| {
        Json::object([
            ("key", Json::str(one.key.to_hex())),
            ("signature", Json::str(base64(&one.signature))),
        ])
    };
    let salts = salts.iter().map(|(at, salt)| (at.as_str(), Json::str(hex(salt.as_bytes()))));
    Ok(Json::object([
        ("draft", draft),
        ("salts", Json::object(salts)),
        ("signatures", Json::Array(signatures.iter().map(spelt).collect())),
    ]))
}

fn draw(draft: &Json) -> Result<Salts, Failure> {
    let mut drawn = random::Salts::new();
    let due = Draft::sealed_in(draft).map_err(Failure::refused)?;
    let salts = due.into_iter().map(|at| (at, drawn.next_salt())).collect();
    drawn.check().map_err(Failure::unable)?;
    Ok(salts)
}
