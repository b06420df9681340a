//! What becomes of a table: drafts, and problems that can be put together by
//! what mends them.

use super::plan::Plan;
use super::table::Table;
use crate::events::Draft;
use crate::record::{Fault, Hash, Json};
use crate::views::export::csv;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// One thing wrong in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, from 1.
    pub line: u32,
    /// The column; empty for the row as a whole.
    pub column: String,
    /// What was found.
    pub value: String,
    /// What is wrong with it.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

/// Problems of one column that are mended in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The column; empty for rows as a whole.
    pub column: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
    /// Line and what was found there.
    pub rows: Vec<(u32, String)>,
}

/// What a table would become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// A draft for each row without a problem, in order.
    pub drafts: Vec<Json>,
    /// The line of each draft.
    pub lines: Vec<u32>,
    /// Everything that is wrong, in the order of the rows.
    pub problems: Vec<Problem>,
}

/// Turns each row into a draft and judges it. Nothing is recorded. `faults` are
/// those of the server about the drafts of the same table and plan, by pointer
/// into the list of drafts (`/3/event/body`); empty before it was asked.
pub fn stage(table: &Table, plan: &Plan, faults: &[Fault]) -> Report {
    let mut report = Report::default();
    let mut seen = Seen::default();
    for row in &table.rows {
        let draft = match plan.draft(table, row) {
            Ok(draft) => draft,
            Err(problems) => {
                report.problems.extend(problems);
                continue;
            }
        };
        let mut problems: Vec<Problem> = match Draft::parse(&draft) {
            Ok(_) => Vec::new(),
            Err(found) => {
                found.0.iter().map(|fault| problem(table, plan, row.line, "", fault)).collect()
            }
        };
        problems.extend(seen.again(table, plan, row.line, &draft));
        let prefix = format!("/{}/", report.drafts.len());
        let own = faults.iter().filter(|fault| fault.field.starts_with(&prefix));
        if problems.is_empty() {
            let told: Vec<Problem> = own
                .map(|fault| problem(table, plan, row.line, &prefix[..prefix.len() - 1], fault))
                .collect();
            // It keeps its place in the list: the next fault counts on it.
            report.problems.extend(told);
            report.drafts.push(draft);
            report.lines.push(row.line);
        } else {
            report.problems.extend(problems);
        }
    }
    report
}

/// A fault at a pointer of a draft as a problem of a row and column.
fn problem(table: &Table, plan: &Plan, line: u32, prefix: &str, fault: &Fault) -> Problem {
    let pointer = fault.field.strip_prefix(prefix).unwrap_or(&fault.field);
    let column = plan.column_of(table, pointer);
    let row = table.rows.iter().find(|row| row.line == line);
    let cell = column.and_then(|(at, _)| row.and_then(|row| row.cells.get(at)));
    let value = cell.cloned().or_else(|| fault.value.clone()).unwrap_or_default();
    let problem = match column {
        Some(_) => fault.problem.clone(),
        None => format!("{pointer} {}", fault.problem),
    };
    Problem {
        line,
        column: column.map_or_else(String::new, |(_, name)| name.to_string()),
        value,
        problem,
        remedy: fault.remedy.clone(),
    }
}

/// What earlier rows said, so that one that says it again is noticed.
#[derive(Default)]
struct Seen {
    /// Hash of the content without its reference.
    content: BTreeMap<Hash, u32>,
    /// References.
    ids: BTreeMap<String, u32>,
    /// Body, call and kind of returns; spell and kind of offices.
    keys: BTreeMap<String, u32>,
}

impl Seen {
    fn again(&mut self, table: &Table, plan: &Plan, line: u32, draft: &Json) -> Option<Problem> {
        let text = |name: &str| draft.get("event")?.get(name)?.as_str().map(ToString::to_string);
        let kind = draft.get("kind").and_then(Json::as_str).unwrap_or_default();
        let id = draft.get("id").and_then(Json::as_str).unwrap_or_default().to_string();
        let key = match (text("call"), text("body"), text("spell")) {
            (Some(call), Some(body), _) => format!("{kind} {call} {body}"),
            (_, _, Some(spell)) => format!("{kind} {spell}"),
            _ => String::new(),
        };
        let first = |map: &mut BTreeMap<String, u32>, key: &str| {
            if key.is_empty() {
                return None;
            }
            let before = map.get(key).copied();
            map.entry(key.to_string()).or_insert(line);
            before
        };
        let content = content(draft);
        let same = self.content.get(&content).copied();
        self.content.entry(content).or_insert(line);
        let by_key = first(&mut self.keys, &key);
        let by_id = first(&mut self.ids, &id);
        let column = |pointer: &str| {
            plan.column_of(table, pointer).map_or_else(String::new, |(_, name)| name.to_string())
        };
        let told = |column: String, value: &str, problem: String, remedy: &str| {
            let (value, remedy) = (value.to_string(), remedy.to_string());
            Some(Problem { line, column, value, problem, remedy })
        };
        if let Some(before) = same {
            return told(
                String::new(),
                "",
                format!("says the same as line {before}"),
                "take one of the two rows out",
            );
        }
        if let Some(before) = by_key {
            let remedy = "keep one row for each body and call (or time in office) and kind";
            let place = if key.contains(' ') && text("body").is_some() {
                "/event/body"
            } else {
                "/event/spell"
            };
            return told(
                column(place),
                &key,
                format!("was answered in line {before} already"),
                remedy,
            );
        }
        let before = by_id?;
        let remedy = "give each row a reference of its own";
        told(column("/id"), &id, format!("is the reference of line {before} too"), remedy)
    }
}

/// Hash of what a draft says, whatever it is called.
fn content(draft: &Json) -> Hash {
    let mut draft = draft.clone();
    if let Json::Object(members) = &mut draft {
        members.remove("id");
        if let Some(Json::Object(event)) = members.get_mut("event") {
            event.remove("return_id");
        }
    }
    Hash::of(draft.to_canonical().as_bytes())
}

/// Problems by what mends them, the most frequent first.
pub fn groups(problems: &[Problem]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for problem in problems {
        let row = (problem.line, problem.value.clone());
        let known = groups
            .iter_mut()
            .find(|group| group.column == problem.column && group.remedy == problem.remedy);
        match known {
            Some(group) => group.rows.push(row),
            None => groups.push(Group {
                column: problem.column.clone(),
                problem: problem.problem.clone(),
                remedy: problem.remedy.clone(),
                rows: alloc::vec![row],
            }),
        }
    }
    groups.sort_by_key(|group| core::cmp::Reverse(group.rows.len()));
    groups
}

/// The rows that have a problem, as a table with the reasons in a last column.
/// Cells that a spreadsheet would run get an apostrophe in front; read again,
/// they are as before.
pub fn bad_rows(table: &Table, problems: &[Problem]) -> String {
    let mut out = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                out.push(',');
            }
            let safe = if csv::is_formula(cell) { format!("'{cell}") } else { cell.to_string() };
            csv::cell(&safe, &mut out);
        }
        out.push_str("\r\n");
    };
    let reason = "Reason (take this column out)";
    line(&mut table.header.iter().map(String::as_str).chain([reason]));
    let bad: BTreeSet<u32> = problems.iter().map(|problem| problem.line).collect();
    for row in table.rows.iter().filter(|row| bad.contains(&row.line)) {
        let own = problems.iter().filter(|problem| problem.line == row.line);
        let reasons: Vec<String> = own
            .map(|problem| {
                let place = if problem.column.is_empty() { "row" } else { &problem.column };
                format!("{place}: “{}” {}; {}", problem.value, problem.problem, problem.remedy)
            })
            .collect();
        let reasons = reasons.join(" | ");
        line(&mut row.cells.iter().map(String::as_str).chain([reasons.as_str()]));
    }
    out
}
