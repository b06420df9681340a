//! Records that contradict each other. Both stand.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::Stand;
use crate::views::rows;
use crate::views::sheet::{ColumnKind, Figure, Row, Sheet, Table, columns};

/// The view.
pub(in crate::views) const CONFLICTS: ViewInfo = ViewInfo::new(
    "conflicts",
    "Records that disagree",
    "Which records contradict each other?",
    &[],
    view,
);

#[expect(clippy::unnecessary_wraps, reason = "the type of a view")]
fn view(record: &Record<'_>, stand: &Stand, _: &Question) -> Result<Sheet, AskError> {
    let timeline = record.timeline;
    let mut found: Vec<Row> = Vec::new();
    for (first, second) in timeline.conflicting() {
        let known = rows::counts(record, first, stand) && rows::counts(record, second, stand);
        let (Some(first), Some(second)) = (timeline.row_at(first), timeline.row_at(second)) else {
            continue;
        };
        if known {
            found.push(Row {
                key: format!("{}.{}", first.id, second.id),
                cells: alloc::vec![
                    rows::title_cell(&first),
                    rows::when_cell(&first),
                    rows::title_cell(&second),
                    rows::when_cell(&second),
                ],
                entries: alloc::vec![first.index.get(), second.index.get()],
            });
        }
    }
    let mut entries: Vec<u64> = found.iter().flat_map(|row| row.entries.iter().copied()).collect();
    entries.sort_unstable();
    entries.dedup();
    Ok(Sheet {
        title: "Records that disagree".to_string(),
        about: "Two sources that disagree stay as two records. Which of them is right is not for \
                the record to say."
            .to_string(),
        figures: alloc::vec![Figure {
            key: "pairs".to_string(),
            label: "Pairs of records that disagree".to_string(),
            text: found.len().to_string(),
            numerator: u64::try_from(found.len()).ok(),
            entries,
            ..Figure::default()
        }],
        tables: alloc::vec![Table {
            key: "conflicts".to_string(),
            caption: "Pairs of records that disagree".to_string(),
            columns: columns(&[
                ("first", "One record", ColumnKind::Text),
                ("first_when", "Its date", ColumnKind::Date),
                ("second", "The other", ColumnKind::Text),
                ("second_when", "Its date", ColumnKind::Date),
            ]),
            rows: found,
            empty: "No record is marked as contradicting another at this point.".to_string(),
        }],
        ..Sheet::default()
    })
}
