//! The documents that the record cites, and which of them are withheld.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::ask::{AskError, Question, Record, ViewInfo};
use super::facts::Stand;
use super::rows;
use super::sheet::{Cell, ColumnKind, Figure, Mark, Ref, Row, Sheet, Table, columns};
use crate::documents::{Document, Standing, Withholding};
use crate::events::Edtf;
use crate::events::civil::Date;
use crate::events::documents::WithholdingMode;
use crate::record::Held;

/// The view.
pub(super) const DOCUMENTS: ViewInfo = ViewInfo::new(
    "documents",
    "Documents",
    "Which documents does the record rest on, and which are withheld?",
    &[],
    view,
);

#[expect(clippy::unnecessary_wraps, reason = "the type of a view")]
fn view(record: &Record<'_>, stand: &Stand, _: &Question) -> Result<Sheet, AskError> {
    let mut rows: Vec<(u64, Row)> = Vec::new();
    let mut withheld: Vec<u64> = Vec::new();
    for (hash, document) in record.facts.documents().iter() {
        let cited = cited(document, stand);
        let standing = document.standing(stand.size);
        let by = match standing {
            Standing::Open => None,
            Standing::Withheld(index, _) => Some(index.get()),
        };
        withheld.extend(by);
        let mut entries: Vec<u64> = cited.iter().copied().chain(by).collect();
        entries.sort_unstable();
        entries.dedup();
        let Some(first) = entries.first().copied() else { continue };
        let hex = hash.to_hex();
        let short: String = hex.chars().take(16).collect();
        let place = record.timeline.place(crate::record::Index::new(first));
        let title = place.and_then(|place| record.timeline.row_at(place));
        rows.push((
            first,
            Row {
                cells: alloc::vec![
                    Cell::Link(Ref::Document(hex.clone()), short),
                    Cell::count(cited.len()),
                    title.as_ref().map_or(Cell::Empty, rows::title_cell),
                    status(standing, document.held(), stand),
                ],
                key: hex,
                entries,
            },
        ));
    }
    super::order::sort_by(rows.as_mut_slice(), |a, b| {
        a.0.cmp(&b.0).then_with(|| a.1.key.cmp(&b.1.key))
    });
    withheld.sort_unstable();
    let count = rows.len() as u64;
    Ok(Sheet {
        title: "Documents".to_string(),
        about: "A record names a document by its fingerprint (BLAKE3), so that a copy can be \
                recognised. Whether this server holds the file is on the page of each."
            .to_string(),
        figures: alloc::vec![
            Figure {
                key: "documents".to_string(),
                label: "Documents that the record speaks of".to_string(),
                text: count.to_string(),
                numerator: Some(count),
                ..Figure::default()
            },
            Figure {
                key: "withheld".to_string(),
                label: "Withheld".to_string(),
                text: format!("{} of {count}", withheld.len()),
                numerator: u64::try_from(withheld.len()).ok(),
                denominator: Some(count),
                population: "documents that the record speaks of".to_string(),
                entries: withheld,
            },
        ],
        tables: alloc::vec![Table {
            key: "documents".to_string(),
            caption: "Documents".to_string(),
            columns: columns(&[
                ("document", "Fingerprint", ColumnKind::Text),
                ("cited", "Cited by events", ColumnKind::Number),
                ("first", "First named by", ColumnKind::Text),
                ("status", "Status", ColumnKind::Status),
            ]),
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            empty: "The record cites no document at this point.".to_string(),
        }],
        ..Sheet::default()
    })
}

/// The entries that cite it, each once.
fn cited(document: &Document, stand: &Stand) -> Vec<u64> {
    let known = document.cited.iter().map(|one| one.index.get());
    let mut cited: Vec<u64> = known.filter(|index| *index < stand.size.get()).collect();
    cited.dedup();
    cited
}

fn status(standing: Standing<'_>, held: Held, stand: &Stand) -> Cell {
    let day = match held {
        Held::Until(end) => Date::in_london(end.millis()),
        Held::No | Held::ForGood => None,
    };
    match standing {
        Standing::Open if held == Held::ForGood => {
            Cell::Status(Mark::Part, "Held back".to_string())
        }
        Standing::Open if day.is_some_and(|day| day >= stand.on) => {
            let day = day.map(|day| Edtf::day(day).in_words()).unwrap_or_default();
            Cell::Status(Mark::Waiting, format!("Held back until {day}"))
        }
        Standing::Open => Cell::Status(Mark::Plain, "Not withheld".to_string()),
        Standing::Withheld(_, Withholding { mode: WithholdingMode::Destroyed, .. }) => {
            Cell::Status(Mark::No, "Destroyed".to_string())
        }
        Standing::Withheld(..) => Cell::Status(Mark::Part, "Kept, not shown".to_string()),
    }
}
