//! As much of CSV as the registers need: quotes, quotes in quotes, commas and
//! line ends in quotes.

use std::collections::BTreeMap;

/// The rows by the names of the header.
pub(super) fn rows(text: &str, separator: char) -> Vec<BTreeMap<String, String>> {
    let mut lines = cells(text, separator).into_iter();
    let Some(header) = lines.next() else { return Vec::new() };
    let row = |cells: Vec<String>| header.iter().cloned().zip(cells).collect();
    lines.map(row).collect()
}

fn cells(text: &str, separator: char) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => line.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !line.is_empty() {
        line.push(cell);
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_commas_line_ends_and_quotes() {
        let found = cells("a,b\r\n\"1,\"\"2\"\"\",\"x\ny\"\n3,", ',');
        assert_eq!(found, [vec!["a", "b"], vec!["1,\"2\"", "x\ny"], vec!["3", ""]]);
        assert_eq!(rows("a\tb\n1\t2\n", '\t')[0]["b"], "2");
        assert!(rows("", ',').is_empty());
    }
}
