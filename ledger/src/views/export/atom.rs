//! An Atom feed (RFC 4287) of a query's rows.

use crate::record::Timestamp;
use crate::views::timeline::Row;
use alloc::format;
use alloc::string::{String, ToString};

/// The media type.
pub const MEDIA_TYPE: &str = "application/atom+xml; charset=utf-8";

/// Rows in a feed at most; older ones are on the page that it links to.
pub const ROWS_MAX: usize = 100;

/// What a feed says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feed<'a> {
    /// The name of the ledger (its origin).
    pub origin: &'a str,
    /// Where the site is, `https://host`, without a slash at its end.
    pub site: &'a str,
    /// The query of the feed and of the page that shows the same, without `?`.
    pub query: &'a str,
    /// When the newest entry of the ledger was recorded.
    pub updated: Timestamp,
    /// What a reader must know first; empty where there is nothing.
    pub warning: &'a str,
}

/// The feed, newest recorded first as the rows are given.
pub fn feed(about: &Feed<'_>, rows: &[Row]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n");
    element("id", &tag(about.origin, &format!("feed?{}", about.query)), &mut out);
    let title = [about.warning, about.origin].join(if about.warning.is_empty() { "" } else { " " });
    element("title", &title, &mut out);
    let filtered = if about.query.is_empty() { "Every event" } else { about.query };
    element("subtitle", filtered, &mut out);
    element("updated", &about.updated.to_string(), &mut out);
    let question = if about.query.is_empty() { "" } else { "?" };
    let and = if about.query.is_empty() { "" } else { "&" };
    let page = format!("{}/timeline{question}{}", about.site, about.query);
    link("alternate", "text/html", &page, &mut out);
    let own = format!("{}/api/v1/events?{}{and}format=atom", about.site, about.query);
    link("self", "application/atom+xml", &own, &mut out);
    out.push_str("<author><name>");
    escape(about.origin, &mut out);
    out.push_str("</name></author>\n");
    for row in rows.iter().take(ROWS_MAX) {
        entry(about, row, &mut out);
    }
    out.push_str("</feed>\n");
    out
}

fn entry(about: &Feed<'_>, row: &Row, out: &mut String) {
    let index = row.index.get();
    out.push_str("<entry>\n");
    element("id", &tag(about.origin, &format!("events/{index}")), out);
    element("title", &row.title, out);
    // When it was recorded: an entry never changes, so neither does this.
    element("updated", &row.recorded.to_string(), out);
    element("published", &row.recorded.to_string(), out);
    link("alternate", "text/html", &format!("{}/events/{index}", about.site), out);
    out.push_str("<category term=\"");
    escape(row.kind, out);
    out.push_str("\"/>\n");
    let mut summary = row.occurred_in_words();
    summary.push_str(". ");
    summary.push_str(&row.summary);
    if !about.warning.is_empty() {
        summary.push(' ');
        summary.push_str(about.warning);
    }
    element("summary", summary.trim_end(), out);
    out.push_str("</entry>\n");
}

/// A tag URI (RFC 4151): what a feed calls an entry for ever, wherever it is read.
fn tag(origin: &str, of: &str) -> String {
    let host = origin.split(['/', '+', ' ', ':']).next().unwrap_or_default();
    format!("tag:{host},2026:{origin}/{of}")
}

fn element(name: &str, text: &str, out: &mut String) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    escape(text, out);
    out.push_str("</");
    out.push_str(name);
    out.push_str(">\n");
}

fn link(rel: &str, media: &str, href: &str, out: &mut String) {
    for (before, text) in [("<link rel=\"", rel), ("\" type=\"", media), ("\" href=\"", href)] {
        out.push_str(before);
        escape(text, out);
    }
    out.push_str("\"/>\n");
}

/// Text as XML 1.0 can hold it: markup is escaped, and the control characters
/// that no XML may contain, escaped or not, become U+FFFD.
pub(super) fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(letter),
            '\r' => out.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
}
