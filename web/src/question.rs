//! What the address of a sheet says: the question, and how its tables are shown.

use ledger::events::civil::Date;

use crate::browser;
use crate::query::{At, decode, encode, parse_at};
use crate::shelf::Shelf;
use crate::wire::Asking;

/// The parameters that say where a view stands.
pub(crate) const STAND: [&str; 3] = ["at", "known", "on"];

/// Which table is sorted by which column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sort {
    /// The table.
    pub(crate) table: String,
    /// The column.
    pub(crate) column: String,
    /// Largest first.
    pub(crate) down: bool,
}

/// A question in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Names and values that the view is asked with, but for the one in the path.
    pub(crate) params: Vec<(String, String)>,
    /// `at=<size>:<root>`: the ledger that the link was made for.
    pub(crate) at: Option<At>,
    /// `sort=<table>.<column>`, with `-` before it for the largest first.
    pub(crate) sort: Option<Sort>,
    /// `page=<table>.<number>`.
    pub(crate) page: Option<(String, u64)>,
    /// `rows=all`: every row, for print.
    pub(crate) all: bool,
}

impl Asked {
    /// Reads a query. Empty values are left out.
    pub(crate) fn parse(query: &str) -> Self {
        let mut asked = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(value);
            match name {
                _ if value.is_empty() => {}
                "sort" => asked.sort = sort(&value),
                "page" => {
                    asked.page = value.rsplit_once('.').and_then(|(table, page)| {
                        let page = page.parse().ok().filter(|page| *page > 0)?;
                        Some((table.to_owned(), page))
                    });
                }
                "rows" => asked.all = value == "all",
                "at" if value.contains(':') => {
                    asked.at = parse_at(&value);
                    if let Some(at) = &asked.at {
                        let size = at.size.to_string();
                        asked.set("at", &size);
                    }
                }
                name => asked.set(name, &value),
            }
        }
        asked
    }

    /// One of the parameters; empty where it is left out.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.params.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    /// Sets a parameter; an empty value takes it out.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.params.retain(|(other, _)| other != name);
        if !value.is_empty() {
            self.params.push((name.to_owned(), value.to_owned()));
        }
    }

    /// The same question where the ledger is now.
    pub(crate) fn newest(&self) -> Self {
        let mut now = self.clone();
        now.params.retain(|(name, _)| !STAND.contains(&name.as_str()));
        now.at = None;
        now
    }

    /// The query, without `?`; the same text for the same question.
    pub(crate) fn to_query(&self) -> String {
        let mut out = String::new();
        let mut put = |name: &str, value: &str| {
            if !out.is_empty() {
                out.push('&');
            }
            out.push_str(name);
            out.push('=');
            out.push_str(&encode(value));
        };
        for (name, value) in &self.params {
            match &self.at {
                Some(at) if name == "at" => put(name, &format!("{}:{}", at.size, at.root)),
                _ => put(name, value),
            }
        }
        if let Some(sort) = &self.sort {
            let minus = if sort.down { "-" } else { "" };
            put("sort", &format!("{minus}{}.{}", sort.table, sort.column));
        }
        if let Some((table, page)) = &self.page {
            put("page", &format!("{table}.{page}"));
        }
        if self.all {
            put("rows", "all");
        }
        out
    }

    /// The part of the query that says where it stands, to be carried along.
    pub(crate) fn stand(&self) -> String {
        let (at, params) = (self.at.clone(), self.params.clone());
        let mut stand = Self { params, at, ..Self::default() };
        stand.params.retain(|(name, _)| STAND.contains(&name.as_str()));
        stand.to_query()
    }

    /// The question for the worker.
    pub(crate) fn asking(&self, shelf: &Shelf) -> Asking {
        let mut params = self.params.clone();
        if let Some((name, value)) = &shelf.own {
            params.retain(|(other, _)| other != name);
            params.push(((*name).to_owned(), value.clone()));
        }
        Asking { view: shelf.view.to_owned(), params, today: today() }
    }
}

fn sort(value: &str) -> Option<Sort> {
    let (down, rest) = value.strip_prefix('-').map_or((false, value), |rest| (true, rest));
    let (table, column) = rest.split_once('.')?;
    Some(Sort { table: table.to_owned(), column: column.to_owned(), down })
}

/// The day it is in London, in days since 1970.
pub(crate) fn today() -> i32 {
    Date::in_london(browser::now()).map_or(0, Date::days_since_1970)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_keeps_its_address() {
        for query in [
            "",
            "known=2014-08-26&on=2014-09-01&a=x+y%26",
            "at=180:00ff&days=30&sort=-t.due&page=t.3",
            "at=180&rows=all",
        ] {
            assert_eq!(Asked::parse(query).to_query(), query);
        }
        let asked = Asked::parse("at=180:00ff&days=30&sort=-t.due");
        assert_eq!(asked.get("at"), "180", "the view is asked with the size alone");
        assert_eq!(asked.newest().to_query(), "days=30&sort=-t.due");
        assert_eq!(asked.stand(), "at=180:00ff");
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        assert_eq!(Asked::parse("sort=x&page=t.0&page=3&at=:&x=").to_query(), "");
    }
}
