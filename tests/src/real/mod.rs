//! Real registers as events. The files lie beside the repository, not in it;
//! where they are absent there is nothing to read, and a test says "skipped".

mod csv;
pub mod ministers;
pub mod registers;

use std::fs;
use std::path::PathBuf;

use ledger::events::Draft;
use ledger::record::{Index, Json, Timestamp};
use ledger::views::Record;
use ledger::views::facts::Facts;
use ledger::views::timeline::Timeline;
use serde_json::{Value, json};

/// The text of a file of the shared data; `None`, and a word about it, where it
/// is absent.
pub fn text(path: &str) -> Option<String> {
    let path: PathBuf = crate::house::root().join("../shared/data").join(path);
    match fs::read_to_string(&path) {
        Ok(text) => Some(text.trim_start_matches('\u{feff}').to_owned()),
        Err(_) => {
            println!("skipped: {} is not there", path.display());
            None
        }
    }
}

/// Events of one register, as somebody would record them.
pub struct Recorder {
    title: &'static str,
    drafts: Vec<Draft>,
}

impl Recorder {
    /// A recorder of events whose source is called `title`.
    pub fn new(title: &'static str) -> Recorder {
        Recorder { title, drafts: Vec::new() }
    }

    /// Records an event.
    ///
    /// # Panics
    /// When the vocabulary refuses it: the importer is wrong, or the data is.
    pub fn add(&mut self, kind: &str, event: &Value) {
        let draft = json!({
            "id": format!("event-{}", self.drafts.len()),
            "inquiry": "register",
            "kind": kind,
            "event": event,
            "basis": "official_publication",
            "certainty": "stated",
            "sources": [{"kind": "dataset", "title": self.title}],
            "by": "importer",
        });
        let json = Json::parse(draft.to_string().as_bytes()).expect("JSON");
        match Draft::parse(&json) {
            Ok(draft) => self.drafts.push(draft),
            Err(faults) => panic!("{faults}: {draft}"),
        }
    }

    /// All events, in order.
    pub fn drafts(&self) -> &[Draft] {
        &self.drafts
    }

    /// The facts that follow from them.
    ///
    /// # Panics
    /// Never: the time is a time.
    pub fn facts(&self) -> Facts {
        let mut facts = Facts::new();
        let time = Timestamp::parse("2026-03-01T12:00:00.000Z").expect("a time");
        for (index, draft) in (0..).zip(&self.drafts) {
            facts.take(Index::new(index), time, draft);
        }
        facts
    }
}

/// A record that has facts and no rows, for views that need no rows.
pub fn record<'a>(facts: &'a Facts, timeline: &'a Timeline) -> Record<'a> {
    Record { facts, timeline }
}
