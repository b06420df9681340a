//! Clients in the process of the writer: what a request costs without HTTP.

use std::time::{Duration, Instant};

use ledger::record::Json;

use super::{Asked, drafts};
use crate::folder::Folder;
use crate::http::prepare::{fill_by, ready};
use crate::keeper::Keeper;
use crate::opened::Opened;
use crate::random::Salts;
use crate::sequencer::{Accepted, Handle, Ready, Sequencer, Submission};

/// A writer with nothing before it.
pub(super) struct Inside {
    sequencer: Sequencer,
    keeper: Keeper,
    _folder: Folder,
}

impl Inside {
    /// Starts it as a server does.
    pub(super) fn start(opened: Opened) -> std::io::Result<Self> {
        let (folder, writer) = opened.into_writer().map_err(std::io::Error::other)?;
        let keeper = Keeper::start(folder.head(), writer.published())?;
        let sequencer = Sequencer::start(writer)?;
        Ok(Self { sequencer, keeper, _folder: folder })
    }

    /// Events with a receipt.
    pub(super) async fn run(
        &self,
        row: usize,
        asked: Asked,
        time: Duration,
    ) -> std::io::Result<u64> {
        let tasks: Vec<_> = (0..asked.clients)
            .map(|client| {
                let name = format!("row-{row}-{client}");
                tokio::spawn(one(self.sequencer.handle(), name, asked.batch, time))
            })
            .collect();
        let mut events = 0;
        for task in tasks {
            events += task.await??;
        }
        Ok(events)
    }

    /// Ends its threads.
    pub(super) fn stop(self) {
        self.sequencer.stop();
        self.keeper.stop();
    }
}

async fn one(writer: Handle, name: String, batch: u64, time: Duration) -> std::io::Result<u64> {
    let (begin, mut events) = (Instant::now(), 0);
    while begin.elapsed() < time {
        let drafts = prepared(&drafts(&name, events, batch))?;
        let submission = Submission { drafts, expected: None, key: None };
        let accepted = writer.submit(submission).await.map_err(std::io::Error::other)?;
        events += match accepted {
            Accepted::New { entries, .. } => entries.len() as u64,
            Accepted::Before { .. } => return Err(std::io::Error::other("recorded before")),
        };
    }
    Ok(events)
}

/// Parsed, validated and sealed: what the handler of a request does as well.
fn prepared(text: &str) -> std::io::Result<Vec<Ready>> {
    let items = match Json::parse(text.as_bytes()).map_err(std::io::Error::other)? {
        Json::Array(items) => items,
        one => vec![one],
    };
    let mut salts = Salts::new();
    let drafts = items
        .into_iter()
        .map(|mut draft| {
            fill_by(&mut draft, "bench").map_err(std::io::Error::other)?;
            ready(&draft, &mut salts)
                .map_err(|faults| std::io::Error::other(format!("{:?}", faults.0)))
        })
        .collect::<Result<Vec<_>, _>>()?;
    salts.check().map_err(std::io::Error::other)?;
    Ok(drafts)
}
