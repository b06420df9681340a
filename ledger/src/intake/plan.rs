//! How the columns of a table become fields of drafts.

use super::dates::{self, Order};
use super::guess::{kind_of, plain};
use super::report::Problem;
use super::table::{Row, Table, words};
use crate::record::Json;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// How the text of a cell is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// As it is.
    Text,
    /// An identifier: as it is, without spaces around it.
    Id,
    /// A whole number, commas between thousands allowed.
    Number,
    /// A date in any usual form.
    Date,
    /// Yes or no.
    YesNo,
    /// A code, or its words: "Term ended" is `term_ended`.
    Code,
}

/// A field that a column, or a value for all rows, goes into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// JSON pointer into the draft; `/kind` chooses the kind of each row.
    pub pointer: String,
    /// How its text is taken.
    pub sort: Sort,
}

/// What a person decided about a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The kind of rows that name none.
    pub kind: String,
    /// The fields of each kind that may occur, by pointer.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Where each column goes, in their order; `None` is left out.
    pub columns: Vec<Option<Target>>,
    /// What is the same in every row. `{line}` stands for the line, `{body}` for
    /// what the row says in the field of that name.
    pub fixed: Vec<(Target, String)>,
    /// What comes first in a date; `None` until somebody has said.
    pub order: Option<Order>,
    /// Who records it.
    pub by: String,
}

impl Plan {
    /// The column that a fault at a pointer of a draft is about.
    pub(super) fn column_of<'a>(
        &self,
        table: &'a Table,
        pointer: &str,
    ) -> Option<(usize, &'a str)> {
        let fits = |target: &Target| {
            target.pointer == pointer || target.pointer.starts_with(&format!("{pointer}/"))
        };
        let at = self.columns.iter().position(|target| target.as_ref().is_some_and(fits))?;
        Some((at, table.header.get(at)?.as_str()))
    }

    /// The draft of a row.
    pub(super) fn draft(&self, table: &Table, row: &Row) -> Result<Json, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut note = |column: &str, value: &str, problem: &str, remedy: &str| {
            problems.push(Problem {
                line: row.line,
                column: column.to_string(),
                value: value.to_string(),
                problem: problem.to_string(),
                remedy: remedy.to_string(),
            });
        };
        if row.cells.len() != table.header.len() {
            let problem =
                format!("has {} cells, the header has {}", row.cells.len(), table.header.len());
            note(
                "",
                "",
                &problem,
                "give each row as many cells as the header; a comma inside a cell needs quotation marks",
            );
            return Err(problems);
        }
        let cells = || self.columns.iter().zip(&row.cells).zip(&table.header);
        let mut kind = self.kind.clone();
        for ((target, cell), name) in cells() {
            if target.as_ref().is_some_and(|target| target.pointer == "/kind")
                && !cell.trim().is_empty()
            {
                match kind_of(words(cell)).filter(|kind| self.fields.contains_key(*kind)) {
                    Some(found) => kind = found.to_string(),
                    None => {
                        let kinds: Vec<&str> = self.fields.keys().map(String::as_str).collect();
                        note(
                            name,
                            cell,
                            "is none of the kinds of this import",
                            &format!("write one of: {}", kinds.join(", ")),
                        );
                    }
                }
            }
        }
        let known = self.fields.get(&kind);
        let has =
            |pointer: &str| known.is_some_and(|fields| fields.iter().any(|field| field == pointer));
        let mut values: Vec<(String, Json)> = Vec::new();
        for ((target, cell), name) in cells() {
            let cell = words(cell);
            let Some(target) = target.as_ref().filter(|target| target.pointer != "/kind") else {
                continue;
            };
            if cell.trim().is_empty() {
                continue;
            }
            if !has(&target.pointer) {
                note(
                    name,
                    cell,
                    &format!("has no place in {kind}"),
                    "leave the cell empty, or choose another kind for the row",
                );
                continue;
            }
            match taken(target.sort, cell, self.order) {
                Ok(value) => values.push((target.pointer.clone(), value)),
                Err((problem, remedy)) => note(name, cell, problem, remedy),
            }
        }
        let filled: Vec<(Target, String)> = self
            .fixed
            .iter()
            .filter(|(target, text)| !text.trim().is_empty() && has(&target.pointer))
            .filter(|(target, _)| belongs(&target.pointer, &values))
            .filter(|(target, _)| values.iter().all(|(pointer, _)| *pointer != target.pointer))
            .map(|(target, text)| (target.clone(), self.told(text, row.line, &values)))
            // What it would be made of is missing, and that is said elsewhere.
            .filter(|(_, text)| !text.contains('{'))
            .collect();
        for (target, text) in filled {
            match taken(target.sort, &text, self.order) {
                Ok(value) => values.push((target.pointer, value)),
                Err((problem, remedy)) => note("(the same in every row)", &text, problem, remedy),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        values.push(("/kind".to_string(), Json::str(kind)));
        values.push(("/by".to_string(), Json::str(self.by.clone())));
        Ok(assembled(values))
    }

    /// A value for all rows with its placeholders filled.
    fn told(&self, text: &str, line: u32, values: &[(String, Json)]) -> String {
        let mut out = text.replace("{line}", &line.to_string());
        let own = self.fixed.iter().map(|(target, text)| (&target.pointer, text.as_str()));
        let rows =
            values.iter().map(|(pointer, value)| (pointer, value.as_str().unwrap_or_default()));
        for (pointer, value) in rows.chain(own) {
            let name = pointer.rsplit('/').next().unwrap_or_default();
            out = out.replace(&format!("{{{name}}}"), &plain(value).replace('_', "-"));
        }
        out
    }
}

/// A value for all rows goes into an item of a list only where the row has one.
fn belongs(pointer: &str, values: &[(String, Json)]) -> bool {
    match item_of(pointer) {
        // A source is the same for all rows and needs no column of its own.
        Some(_) if pointer.starts_with("/sources/") => true,
        Some((list, at, _)) => {
            let item = format!("{list}/{at}/");
            values.iter().any(|(other, _)| other.starts_with(&item))
        }
        None => true,
    }
}

/// A pointer through a list: list, place, rest.
fn item_of(pointer: &str) -> Option<(&str, usize, &str)> {
    let mut from = 0;
    for part in pointer.split('/') {
        if let Ok(at) = part.parse::<usize>() {
            let list = pointer.get(..from - 1)?;
            return Some((list, at, pointer.get(from + part.len()..)?));
        }
        from += part.len() + 1;
    }
    None
}

/// Puts values together; items of lists move up over those that are not there.
fn assembled(values: Vec<(String, Json)>) -> Json {
    let used: BTreeSet<(String, usize)> = values
        .iter()
        .filter_map(|(pointer, _)| item_of(pointer).map(|(list, at, _)| (list.to_string(), at)))
        .collect();
    let mut top =
        Json::Object(BTreeMap::from([("event".to_string(), Json::Object(BTreeMap::new()))]));
    for (pointer, value) in values {
        let pointer = match item_of(&pointer) {
            Some((list, at, rest)) => {
                let place = used.iter().filter(|(other, n)| other == list && *n < at).count();
                format!("{list}/{place}{rest}")
            }
            None => pointer,
        };
        let parts: Vec<&str> = pointer.split('/').skip(1).collect();
        put(&mut top, &parts, value);
    }
    top
}

fn put(here: &mut Json, parts: &[&str], value: Json) {
    let Some((first, rest)) = parts.split_first() else {
        *here = value;
        return;
    };
    if let Ok(at) = first.parse::<usize>() {
        if !matches!(here, Json::Array(_)) {
            *here = Json::Array(Vec::new());
        }
        if let Json::Array(items) = here {
            while items.len() <= at {
                items.push(Json::Null);
            }
            put(&mut items[at], rest, value);
        }
        return;
    }
    if !matches!(here, Json::Object(_)) {
        *here = Json::Object(BTreeMap::new());
    }
    if let Json::Object(members) = here {
        put(members.entry((*first).to_string()).or_insert(Json::Null), rest, value);
    }
}

/// The text of a cell as the value of a field.
fn taken(
    sort: Sort,
    cell: &str,
    order: Option<Order>,
) -> Result<Json, (&'static str, &'static str)> {
    let text = cell.trim();
    match sort {
        Sort::Text => Ok(Json::str(cell)),
        Sort::Id => Ok(Json::str(text)),
        Sort::Code => Ok(Json::str(if text.len() <= 2 { text.to_string() } else { plain(text) })),
        Sort::Date => dates::read(text, order).map(Json::Str),
        Sort::YesNo => match plain(text).as_str() {
            "yes" | "y" | "true" => Ok(Json::Bool(true)),
            "no" | "n" | "false" => Ok(Json::Bool(false)),
            _ => Err(("is neither yes nor no", "write yes or no")),
        },
        Sort::Number => {
            let digits: String = text.chars().filter(|letter| *letter != ',').collect();
            let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if whole && digits.len() > 1 && digits.starts_with('0') {
                // A number with a zero in front was a code before it was a number.
                return Err((
                    "begins with a zero",
                    "take the zero away, or choose a field of text",
                ));
            }
            match digits.parse() {
                Ok(number) if whole => Ok(Json::Int(number)),
                _ => Err(("is not a whole number", "write digits only")),
            }
        }
    }
}
