//! Query parameters of the events list. Unknown ones are refused: a filter
//! with a typing error must not look like an answer.

use std::fmt::Write as _;

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::HeaderMap;
use ledger::record::Index;
use ledger::views::timeline::Query as Selection;

use super::format::{self, Format};
use super::problem::{FieldFault, Problem};
use crate::config::{PAGE_DEFAULT, PAGE_MAX};

/// The parameters of a request, if its query is text at all.
pub type Parameters = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// Names and values in order.
pub fn read(parameters: Parameters) -> Result<Vec<(String, String)>, Problem> {
    let remedy = "write parameters as name=value, escaped as UTF-8, with & between";
    parameters
        .map(|Query(pairs)| pairs)
        .map_err(|_| Problem::parameter("query", "", "cannot be read", remedy))
}

/// The form that is asked for, taken out of the parameters.
pub fn take_format(
    pairs: &mut Vec<(String, String)>,
    request: &HeaderMap,
) -> Result<Format, Problem> {
    const OFFERED: [Format; 5] =
        [Format::Json, Format::Csv, Format::Jsonl, Format::Ics, Format::Atom];
    let place = pairs.iter().position(|(name, value)| name == "format" && !value.is_empty());
    let name = place.map(|place| pairs.remove(place).1);
    format::of(name.as_deref(), request, &OFFERED)
}

/// The parameters as an address spells them, without `?`.
pub fn spelt(pairs: &[(String, String)]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~,:".contains(&byte);
    let mut out = String::new();
    for (name, value) in pairs {
        for (before, text) in [(if out.is_empty() { "" } else { "&" }, name), ("=", value)] {
            out.push_str(before);
            for byte in text.bytes() {
                if plain(byte) {
                    out.push(char::from(byte));
                } else {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "%{byte:02X}");
                }
            }
        }
    }
    out
}

/// What to list, from where on, and how much of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The selection and its order.
    pub query: Selection,
    /// The last row of the page before.
    pub after: Option<Index>,
    /// Rows at most.
    pub limit: usize,
}

/// Reads the parameters, every wrong one named.
pub fn parse(parameters: &[(String, String)]) -> Result<Page, Problem> {
    let mut page = Page { query: Selection::default(), after: None, limit: PAGE_DEFAULT };
    let mut faults = Vec::new();
    for (name, value) in parameters {
        let fault = |problem: &str, remedy: &str| FieldFault {
            field: name.clone(),
            value: Some(value.chars().take(80).collect()),
            problem: problem.to_owned(),
            remedy: remedy.to_owned(),
        };
        match name.as_str() {
            "after" => match value.parse() {
                Ok(index) => page.after = Some(Index::new(index)),
                Err(_) => faults.push(fault("is not an index", "send `next` of the page before")),
            },
            "limit" => match value.parse() {
                Ok(limit) if (1..=PAGE_MAX).contains(&limit) => page.limit = limit,
                _ => faults.push(fault("is not a number of rows", "write 1 to 500")),
            },
            _ => match page.query.set(name, value) {
                Ok(true) => {}
                Ok(false) => {
                    faults.push(fault("is not a parameter", "see /api/v1/openapi.json"));
                }
                Err(error) => faults.push(fault(error.problem, &error.remedy)),
            },
        }
    }
    if faults.is_empty() {
        return Ok(page);
    }
    let status = axum::http::StatusCode::BAD_REQUEST;
    let detail = faults.iter().map(|f| format!("{} {}", f.field, f.problem)).collect::<Vec<_>>();
    let title = "A parameter cannot be read";
    let mut problem = Problem::new(status, "parameter", title, detail.join("; "));
    problem.faults = faults;
    Err(problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Result<Page, Problem> {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        parse(&pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn parameters_are_read_and_every_wrong_one_is_named() {
        let good = page("after=3&limit=7&q=report").unwrap();
        assert_eq!((good.after, good.limit), (Some(Index::new(3)), 7));
        assert_eq!(page("").unwrap().limit, PAGE_DEFAULT);
        let bad = page("limit=501&after=x&knid=report&family=nobody").unwrap_err();
        let named: Vec<&str> = bad.faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!((bad.status, named), (400, vec!["limit", "after", "knid", "family"]));
    }
}
