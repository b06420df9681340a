//! The access log: who was refused what, and who did what to access and to what
//! can be read.
//!
//! One line of JSON each, in files that are only ever added to. A line says who,
//! by the name and the number of a token, and never the token; what, by the name
//! of an act and of what it was done to, and never what was recorded; when, and
//! how it ended. Something that changes who may do what is written down before
//! it is done, and not done where it cannot be written down.

pub mod files;
pub mod recorder;

use std::io;

use ledger::events::Event;
use serde::{Deserialize, Serialize};

use crate::clock;
use files::Files;

/// How something ended.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    clap::ValueEnum,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is about to be done; another line says how it ended, unless the machine stopped.
    Begun,
    /// It was done.
    #[default]
    Done,
    /// It was not allowed, or asked for wrongly.
    Refused,
    /// It was allowed, and did not work.
    Failed,
}

impl Outcome {
    /// Its name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Line {
    /// Counts the lines from 1; a gap is a line that somebody took away.
    pub n: u64,
    /// When, RFC 3339, by the server's clock.
    pub at: String,
    /// The actor; `operator` for whoever ran a command on the machine; absent where
    /// nobody was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Which of its tokens, 12 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// What, such as `make_token`; of a refusal the act that was asked for, or the route.
    pub act: String,
    /// To what: a name, a position, a number. Never what was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The kind of problem, such as `role`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The number of the request, as its answer had it in `X-Request-Id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The address that asked, where the server is told to keep addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// Who runs commands on the machine: nobody asks for a token there.
pub const OPERATOR: &str = "operator";

/// Does something for a command on the machine, with a line before and one after.
///
/// # Errors
/// When the first line cannot be written: then nothing was done. What the work
/// says is inside.
pub fn around<T, E>(
    files: &Files,
    act: &str,
    about: &str,
    work: impl FnOnce() -> Result<T, E>,
) -> io::Result<Result<T, E>> {
    let line = |outcome| Line {
        at: clock::now().to_string(),
        who: Some(OPERATOR.to_owned()),
        about: (!about.is_empty()).then(|| about.to_owned()),
        ..Line::new(act, outcome)
    };
    files.append(vec![line(Outcome::Begun)])?;
    let done = work();
    let outcome = if done.is_ok() { Outcome::Done } else { Outcome::Failed };
    if let Err(error) = files.append(vec![line(outcome)]) {
        tracing::error!(%error, "the access log cannot be written; it says that this was begun");
    }
    Ok(done)
}

/// The kind of an event whose recording is an act of its own: it changes what can
/// be read or who can sign, or does without the second person.
pub fn watched(event: &Event) -> Option<&'static str> {
    match event {
        Event::Redaction(_)
        | Event::RedactionLifted(_)
        | Event::DocumentWithheld(_)
        | Event::DocumentReleased(_)
        | Event::KeyRegistered(_)
        | Event::KeyRotated(_)
        | Event::KeyRevoked(_)
        | Event::ApprovalOverridden(_) => Some(event.kind()),
        _ => None,
    }
}

/// Longest text in a line, in bytes: what callers choose must not fill a disk.
const TEXT_MAX: usize = 200;

impl Line {
    /// A line about an act, to be filled in.
    pub fn new(act: &str, outcome: Outcome) -> Self {
        Self { act: act.to_owned(), outcome, ..Self::default() }
    }

    /// The same with texts that are short enough.
    fn cut(mut self) -> Self {
        let texts = [
            &mut self.who,
            &mut self.token,
            &mut self.about,
            &mut self.why,
            &mut self.request,
            &mut self.from,
        ];
        for text in texts.into_iter().flatten().chain([&mut self.act]) {
            if text.len() > TEXT_MAX {
                let mut end = TEXT_MAX;
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                text.truncate(end);
            }
        }
        self
    }
}
