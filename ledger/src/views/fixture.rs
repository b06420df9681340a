//! Small records for the tests of views: made from JSON, as a client sends them.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};

use super::ask::{AskError, Question, Record, ask};
use super::facts::{Facts, Stand};
use super::sheet::Sheet;
use super::timeline::Timeline;
use crate::events::civil::Date;
use crate::events::{Draft, Edtf};
use crate::record::{Index, Json, Size, Timestamp};

/// A day from its ISO text.
pub(super) fn day(text: &str) -> Date {
    Edtf::parse(text).unwrap().as_day().unwrap()
}

/// A draft of one kind with plain provenance.
pub(super) fn draft(id: &str, kind: &str, event: &str) -> Draft {
    let text = alloc::format!(
        r#"{{"id":"{id}","inquiry":"i","basis":"official_record","certainty":"stated","by":"clerk",
        "sources":[{{"kind":"page","title":"T"}}],"kind":"{kind}","event":{event}}}"#
    );
    parse(&text)
}

/// A draft as a client sends it.
pub(super) fn parse(text: &str) -> Draft {
    let json = Json::parse(text.as_bytes()).unwrap();
    Draft::parse(&json).unwrap_or_else(|faults| panic!("{faults}: {text}"))
}

/// Facts of drafts, the n-th recorded at n minutes past noon on 1 June 2020.
pub(super) fn facts(drafts: &[Draft]) -> Facts {
    let mut facts = Facts::new();
    let start = Timestamp::parse("2020-06-01T12:00:00.000Z").unwrap().millis();
    for (n, draft) in drafts.iter().zip(0..).map(|(draft, n): (_, u32)| (n, draft)) {
        let time = Timestamp::from_millis(start + 60_000 * i64::from(n));
        facts.take(Index::new(n.into()), time, draft);
    }
    facts
}

/// (kind, event) in order; identifiers are `e0`, `e1`, ...
pub(super) fn made(events: &[(&str, &str)]) -> Facts {
    let drafts: alloc::vec::Vec<Draft> = events
        .iter()
        .enumerate()
        .map(|(n, (kind, event))| draft(&alloc::format!("e{n}"), kind, event))
        .collect();
    facts(&drafts)
}

/// The demonstration record.
pub(super) fn occ() -> Facts {
    let lines = include_str!("../../../server/demo/occ-2015.jsonl").lines();
    facts(&lines.map(parse).collect::<alloc::vec::Vec<_>>())
}

/// All that is known, on a day.
pub(super) fn now(facts: &Facts, on: &str) -> Stand {
    Stand { size: facts.size(), on: day(on) }
}

/// As known at a size, on a day.
pub(super) fn at(size: u64, on: &str) -> Stand {
    Stand { size: Size::new(size), on: day(on) }
}

/// Asks for a view, as on 1 June 2020.
pub(super) fn asked(facts: &Facts, view: &str, params: &[(&str, &str)]) -> Result<Sheet, AskError> {
    let params: BTreeMap<String, String> =
        params.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let timeline = Timeline::new();
    let question = Question { view: view.to_string(), params, today: day("2020-06-01") };
    ask(&Record { facts, timeline: &timeline }, &question)
}

/// The cells of a table's row, as words.
pub(super) fn words(sheet: &Sheet, table: &str, row: &str) -> alloc::vec::Vec<String> {
    let table = sheet.tables.iter().find(|t| t.key == table).expect("the table");
    let row = table.rows.iter().find(|r| r.key == row).expect("the row");
    row.cells.iter().map(super::sheet::Cell::words).collect()
}

/// The text of a figure.
pub(super) fn figure<'a>(sheet: &'a Sheet, key: &str) -> &'a str {
    &sheet.figures.iter().find(|figure| figure.key == key).expect("the figure").text
}
