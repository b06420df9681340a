//! In which form an answer is wanted, and answers that are files.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use ledger::views::export::{atom, csv, ics, jsonl};

use super::problem::Problem;

/// A form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON, in pages.
    Json,
    /// Comma-separated values.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// A calendar.
    Ics,
    /// A feed.
    Atom,
}

impl Format {
    const ALL: [Self; 5] = [Self::Json, Self::Csv, Self::Jsonl, Self::Ics, Self::Atom];

    /// Its name in an address, and the ending of a file's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Ics => "ics",
            Self::Atom => "atom",
        }
    }

    const fn media(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => csv::MEDIA_TYPE,
            Self::Jsonl => jsonl::MEDIA_TYPE,
            Self::Ics => ics::MEDIA_TYPE,
            Self::Atom => atom::MEDIA_TYPE,
        }
    }
}

/// The form that is asked for: `format`, which is taken out of the parameters,
/// or else `Accept`, or else JSON.
pub fn take(
    params: &mut BTreeMap<String, String>,
    request: &HeaderMap,
    offered: &[Format],
) -> Result<Format, Problem> {
    let name = params.remove("format").filter(|name| !name.is_empty());
    of(name.as_deref(), request, offered)
}

/// The form that is asked for by name, or else by `Accept`, or else JSON.
pub fn of(name: Option<&str>, request: &HeaderMap, offered: &[Format]) -> Result<Format, Problem> {
    if let Some(name) = name {
        let found = offered.iter().find(|format| format.name() == name);
        return found.copied().ok_or_else(|| {
            let names: Vec<&str> = offered.iter().map(|format| format.name()).collect();
            let remedy = format!("write one of: {}", names.join(", "));
            Problem::parameter("format", name, "is not a form of this answer", &remedy)
        });
    }
    let accept = request.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    // In the order in which the client names them; weights are not read.
    let wanted = accept.unwrap_or_default().split(',').find_map(|one| {
        let media = one.split(';').next().unwrap_or_default().trim();
        let fits = |format: &&Format| format.media().split(';').next() == Some(media);
        Format::ALL.iter().find(fits).filter(|format| offered.contains(format))
    });
    Ok(wanted.copied().unwrap_or(Format::Json))
}

/// An answer to be saved under a name.
pub fn download(body: Body, format: Format, name: &str) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media()));
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.name());
    if let Ok(value) = HeaderValue::try_from(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// Where this site is as the client sees it, `https://host`; empty where the
/// client did not say, so that addresses are relative.
pub fn site(request: &HeaderMap) -> String {
    let text = |name| request.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let plain = |host: &&str| {
        let fits =
            |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']');
        !host.is_empty() && host.bytes().all(fits)
    };
    let Some(host) = text("host").filter(plain) else { return String::new() };
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}
