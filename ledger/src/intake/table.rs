//! Comma-separated values as RFC 4180 has them, and what spreadsheets make of
//! them: a byte order mark, semicolons or tabs, line ends of either kind.

use super::MAX_ROWS;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Most columns: more is another kind of file.
const MAX_COLUMNS: usize = 200;

/// A table with one header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows that are not empty.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file that it begins on, from 1.
    pub line: u32,
    /// Its cells, byte for byte: leading zeros and spaces are kept.
    pub cells: Vec<String>,
}

/// Why a file is not a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}; {remedy}")]
pub struct TableError {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: &'static str,
}

fn wrong<T>(line: u32, problem: impl Into<String>, remedy: &'static str) -> Result<T, TableError> {
    Err(TableError { line, problem: problem.into(), remedy })
}

/// Reads a table.
///
/// # Errors
/// The first place where the file is no table: not UTF-8, a quotation mark in
/// the wrong place or never closed, no header, a column name twice, more than
/// 200 columns or 5,000 rows. A row of another length is no such place: it is
/// told with the other problems of its row.
pub fn read(bytes: &[u8]) -> Result<Table, TableError> {
    let text = match core::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.split(|byte| *byte == b'\n').count();
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            return wrong(line, "is not UTF-8", "save the file as “CSV UTF-8”");
        }
    };
    if text.contains('\0') {
        return wrong(1, "holds zero bytes", "save the file as “CSV UTF-8”, not as a workbook");
    }
    let mut lines = records(text, delimiter(text))?.into_iter();
    let Some(first) = lines.next() else {
        return wrong(1, "is empty", "give a file with a header and rows");
    };
    let header: Vec<String> = first.cells.iter().map(|name| name.trim().to_string()).collect();
    if header.len() > MAX_COLUMNS {
        return wrong(first.line, format!("has {} columns", header.len()), "give at most 200");
    }
    for (at, name) in header.iter().enumerate() {
        if !name.is_empty() && header[..at].contains(name) {
            let problem = format!("the column name “{name}” stands there twice");
            return wrong(first.line, problem, "give each column a name of its own");
        }
    }
    let rows: Vec<Row> = lines.collect();
    if rows.is_empty() {
        return wrong(first.line, "is followed by no rows", "give a header and at least one row");
    }
    if rows.len() > MAX_ROWS {
        let problem = format!("is followed by {} rows", rows.len());
        return wrong(first.line, problem, "split the file: at most 5,000 rows at once");
    }
    Ok(Table { header, rows })
}

/// Comma, semicolon or tab: whichever stands most often in the header, which is the
/// first line with anything else in it.
fn delimiter(text: &str) -> char {
    let (mut quoted, mut is_blank) = (false, true);
    let mut counts = [0_u32; 3];
    for letter in text.chars() {
        match letter {
            '"' => (quoted, is_blank) = (!quoted, false),
            '\n' | '\r' if !quoted && is_blank => counts = [0; 3],
            '\n' | '\r' if !quoted => break,
            ',' if !quoted => counts[0] += 1,
            ';' if !quoted => counts[1] += 1,
            '\t' if !quoted => counts[2] += 1,
            other => is_blank &= other.is_whitespace(),
        }
    }
    let most = usize::from(counts[1] > counts[0]);
    if counts[2] > counts[most] { '\t' } else { [',', ';'][most] }
}

/// Where the reader stands in a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    Start,
    Plain,
    Quoted,
    Closed,
}

fn records(text: &str, delimiter: char) -> Result<Vec<Row>, TableError> {
    let (mut rows, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut state, mut line, mut began, mut opened) = (In::Start, 1_u32, 1_u32, 1_u32);
    let mut letters = text.chars().peekable();
    loop {
        let letter = letters.next();
        if state == In::Quoted {
            match letter {
                Some('"') if letters.peek() == Some(&'"') => {
                    letters.next();
                    cell.push('"');
                }
                Some('"') => state = In::Closed,
                Some(other) => {
                    line += u32::from(other == '\n');
                    cell.push(other);
                }
                None => {
                    let problem = "a quotation mark is never closed";
                    return wrong(opened, problem, "close it, or write two of them for one");
                }
            }
            continue;
        }
        match letter {
            Some('"') if state == In::Start => (state, opened) = (In::Quoted, line),
            Some('"') => {
                let problem = "a quotation mark stands inside a cell";
                return wrong(line, problem, "put the cell in quotation marks and double it");
            }
            Some('\r') if letters.peek() == Some(&'\n') => {}
            Some(other) if other == delimiter => {
                cells.push(core::mem::take(&mut cell));
                state = In::Start;
            }
            Some('\n' | '\r') | None => {
                cells.push(core::mem::take(&mut cell));
                let row = core::mem::take(&mut cells);
                // A line of nothing but empty cells is what spreadsheets leave below a table.
                if row.iter().any(|cell: &String| !cell.trim().is_empty()) {
                    rows.push(Row { line: began, cells: row });
                }
                state = In::Start;
                line += 1;
                began = line;
                if letter.is_none() {
                    return Ok(rows);
                }
            }
            Some(_) if state == In::Closed => {
                let problem = "something follows a closing quotation mark";
                return wrong(line, problem, "write two quotation marks for one inside a cell");
            }
            Some(other) => {
                cell.push(other);
                state = In::Plain;
            }
        }
    }
}

/// The cell as words: an apostrophe that keeps a spreadsheet from running it is
/// not part of them.
pub fn words(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if crate::views::export::csv::is_formula(rest) => rest,
        _ => cell,
    }
}
