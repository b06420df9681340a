//! A small ledger for the tests of views, fed to both folds.

use std::format;
use std::string::{String, ToString};
use std::vec;
use std::vec::Vec;

use super::ask::{Question, Record, ask};
use super::facts::{Facts, Stand};
use super::sheet::{Cell, Figure, Row, Sheet, Table};
use super::timeline::Timeline;
use crate::events::civil::Date;
use crate::events::{Draft, Edtf};
use crate::record::{Chain, Json, Opening, Openings, Origin, Salt, Sealer, Size, Timestamp};

/// A ledger in memory.
pub(crate) struct Ledger {
    chain: Chain,
    pub(crate) facts: Facts,
    pub(crate) timeline: Timeline,
    /// Events and the fields of theirs that this copy withholds.
    pub(crate) withheld: Vec<(&'static str, &'static str)>,
}

/// A day, from ISO 8601.
pub(crate) fn day(text: &str) -> Date {
    Edtf::parse(text).unwrap().as_day().unwrap()
}

impl Ledger {
    pub(crate) fn new() -> Ledger {
        let origin = Origin::new("test.example").unwrap();
        let chain = Chain::genesis(&origin);
        Ledger { chain, facts: Facts::new(), timeline: Timeline::new(), withheld: Vec::new() }
    }

    /// Records facts at noon of a day; `more` is further members of the draft,
    /// such as `"occurred":{"edtf":"2014"}`.
    pub(crate) fn on(&mut self, at: &str, id: &str, kind: &str, facts: &str, more: &str) {
        let certainty = if kind == "allegation_reported" { "alleged" } else { "stated" };
        let comma = if more.is_empty() { "" } else { "," };
        let inquiry = if more.contains("\"inquiry\"") { "" } else { r#""inquiry":"demo","# };
        let text = format!(
            r#"{{"id":"{id}",{inquiry}"kind":"{kind}","basis":"official_record",
                "certainty":"{certainty}","by":"clerk","sources":[{{"kind":"report",
                "title":"Blue Book"}}],"event":{{{facts}}}{comma}{more}}}"#
        );
        self.line(at, &text);
    }

    /// The demonstration record, all of it recorded on 1 June 2020.
    pub(crate) fn occ() -> Ledger {
        let mut ledger = Ledger::new();
        for line in include_str!("../../../server/demo/occ-2015.jsonl").lines() {
            ledger.line("2020-06-01", line);
        }
        ledger
    }

    /// Records a draft as a client sends it.
    pub(crate) fn line(&mut self, at: &str, text: &str) {
        let draft = Draft::parse(&Json::parse(text.as_bytes()).unwrap())
            .unwrap_or_else(|faults| panic!("{faults}: {text}"));
        let mut n = 0;
        let mut salts = || {
            n += 1;
            Salt::from_bytes([n; 32])
        };
        let sealed = draft.seal(&mut salts).unwrap();
        let time = Timestamp::parse(&format!("{at}T12:00:00.000Z")).unwrap();
        let entry = self.chain.seal(&sealed, time, vec![]).unwrap();
        let (sealer, id) = (Sealer::new(), draft.id.clone());
        let is_withheld =
            |opening: &Opening| self.withheld.contains(&(id.as_str(), opening.pointer.as_str()));
        let opening = |opening: &Opening| {
            if is_withheld(opening) { opening.withhold(&sealer) } else { opening.clone() }
        };
        let openings = sealed.openings().as_slice().iter().map(opening).collect();
        let openings = Openings::new(openings).unwrap();
        self.facts.apply(&entry, &openings).unwrap();
        self.timeline.apply(&entry, &openings).unwrap();
    }

    /// What was known at the end of a day, asked on that day.
    pub(crate) fn known(&self, on: &str) -> Stand {
        Stand { size: self.facts.size_known_on(day(on)), on: day(on) }
    }

    /// Everything known, asked on a day.
    pub(crate) fn stand(&self, on: &str) -> Stand {
        Stand { size: self.facts.size(), on: day(on) }
    }

    /// The answer to a question as an address asks it: `name?a=b&c=d`.
    pub(crate) fn ask(&self, question: &str) -> Result<Sheet, String> {
        let (view, params) = question.split_once('?').unwrap_or((question, ""));
        let pairs = params.split('&').filter_map(|pair| pair.split_once('='));
        let question = Question {
            view: view.to_string(),
            params: pairs.map(|(name, value)| (name.to_string(), value.to_string())).collect(),
            today: day("2026-11-24"),
        };
        let record = Record { facts: &self.facts, timeline: &self.timeline };
        ask(&record, &question).map_err(|error| error.to_string())
    }

    pub(crate) fn size(&self) -> Size {
        self.facts.size()
    }
}

/// The figure with a key.
pub(crate) fn figure<'a>(sheet: &'a Sheet, key: &str) -> &'a Figure {
    sheet.figures.iter().find(|figure| figure.key == key).unwrap_or_else(|| panic!("no {key}"))
}

/// The table with a key.
pub(crate) fn table<'a>(sheet: &'a Sheet, key: &str) -> &'a Table {
    sheet.tables.iter().find(|table| table.key == key).unwrap_or_else(|| panic!("no {key}"))
}

/// A table's rows as they are read, cells parted by " | ", empty ones left out.
pub(crate) fn lines(sheet: &Sheet, key: &str) -> Vec<String> {
    let line = |row: &Row| {
        let cells = row.cells.iter().map(Cell::words).filter(|words| !words.is_empty());
        cells.collect::<Vec<_>>().join(" | ")
    };
    table(sheet, key).rows.iter().map(line).collect()
}
