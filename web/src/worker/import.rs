//! Files with rows, read and judged by `ledger::intake`.

use ledger::events::Draft;
use ledger::intake::{Order, Plan, Sort, Target, bad_rows, groups, stage, table};
use ledger::record::{Fault, Json};

use super::desk;
use super::replay::Replay;
use crate::browser;
use crate::wire::{Columns, EntryPage, Group, Import, Staged, Taken};

/// Rows shown beside the names of the columns.
const SHOWN: usize = 3;

/// The columns of a file.
pub(super) fn columns(file: &[u8]) -> Columns {
    match table::read(file) {
        Ok(table) => Columns {
            rows: table.rows.len() as u64,
            samples: table.rows.iter().take(SHOWN).map(|row| row.cells.clone()).collect(),
            header: table.header,
            problem: String::new(),
        },
        Err(error) => Columns { problem: error.to_string(), ..Columns::default() },
    }
}

/// What would become of a file; nothing is recorded.
pub(super) fn staged(replay: &Replay, import: &Import) -> Staged {
    let table = match table::read(&import.file) {
        Ok(table) => table,
        Err(error) => {
            let whole = Group { problem: error.to_string(), ..Group::default() };
            return Staged { groups: vec![whole], ..Staged::default() };
        }
    };
    let faults: Vec<Fault> = import
        .faults
        .iter()
        .cloned()
        .map(|fault| Fault {
            field: fault.field,
            value: fault.value,
            problem: fault.problem,
            remedy: fault.remedy,
        })
        .collect();
    let report = stage(&table, &plan(import), &faults);
    let mut lines: Vec<u32> = report.problems.iter().map(|problem| problem.line).collect();
    lines.dedup();
    let good = report.problems.is_empty();
    Staged {
        groups: groups(&report.problems)
            .into_iter()
            .map(|group| Group {
                column: group.column,
                problem: group.problem,
                remedy: group.remedy,
                rows: group.rows,
            })
            .collect(),
        bad: lines.len() as u64,
        bad_rows: if good { String::new() } else { bad_rows(&table, &report.problems) },
        count: report.drafts.len() as u64,
        samples: if good { samples(replay, &report.drafts, &report.lines) } else { Vec::new() },
        drafts: if good { Json::Array(report.drafts).to_canonical() } else { String::new() },
    }
}

fn plan(import: &Import) -> Plan {
    let target =
        |pointer: &String, taken: Taken| Target { pointer: pointer.clone(), sort: sort(taken) };
    Plan {
        kind: import.kind.clone(),
        fields: import.fields.iter().cloned().collect(),
        columns: import
            .columns
            .iter()
            .map(|(pointer, taken)| (!pointer.is_empty()).then(|| target(pointer, *taken)))
            .collect(),
        fixed: import
            .fixed
            .iter()
            .map(|(pointer, taken, text)| (target(pointer, *taken), text.clone()))
            .collect(),
        order: import.day_first.map(|day| if day { Order::DayFirst } else { Order::MonthFirst }),
        by: import.by.clone(),
    }
}

fn sort(taken: Taken) -> Sort {
    match taken {
        Taken::Text => Sort::Text,
        Taken::Id => Sort::Id,
        Taken::Number => Sort::Number,
        Taken::Date => Sort::Date,
        Taken::YesNo => Sort::YesNo,
        Taken::Code => Sort::Code,
    }
}

/// The first, the last and one at random, as the public would see them.
fn samples(replay: &Replay, drafts: &[Json], lines: &[u32]) -> Vec<(u32, EntryPage)> {
    let last = drafts.len().saturating_sub(1);
    let random =
        browser::random().map_or(0, |bytes| usize::from(bytes[0]) << 8 | usize::from(bytes[1]));
    let mut places = vec![0, last, random % drafts.len().max(1)];
    places.sort_unstable();
    places.dedup();
    let page = |at: usize| {
        let draft = drafts.get(at)?;
        let salts = desk::draw(draft).ok()?;
        let sealed = Draft::seal_json(draft, &salts).ok()?;
        Some((*lines.get(at)?, desk::page(replay, &sealed).ok()?))
    };
    places.into_iter().filter_map(page).collect()
}
