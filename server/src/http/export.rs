//! The events of a query as a file: all of them, not a page.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::response::Response;
use ledger::record::{Index, Size, Timestamp};
use ledger::views::export::agenda::{ENDS, Ended, Item, Revision, items};
use ledger::views::export::{self, Line, Stamp, atom, csv, ics, jsonl};
use ledger::views::timeline::{Order, Query, Row};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::App;
use super::aside::aside;
use super::format::{self, Format};
use super::headers;
use super::problem::Problem;
use crate::clock;
use crate::views::read;

/// Rows that are written under one lock, and sent in one piece.
const PIECE: usize = 512;

/// Pieces that wait for a slow client.
const AHEAD: usize = 4;

/// The file. The caller has waited until `size` entries were folded.
pub async fn events(
    app: Arc<App>,
    query: Query,
    asked: &str,
    format: Format,
    request: &HeaderMap,
) -> Result<Response, Problem> {
    let end = app.writer.end();
    let (size, site) = (end.head.size, format::site(request));
    let (hash, edition) = (end.head.hash, app.views.edition());
    let etag = format!("{hash}\n{edition}\n{site}\n{asked}\n{format:?}");
    let etag = headers::etag(etag.as_bytes());
    if headers::has(request, &etag) {
        return Ok(headers::unchanged(&etag));
    }
    let origin = app.vkey.name().as_str().to_owned();
    let asked = asked.to_owned();
    // Selecting looks at every row: not on the threads that serve connections.
    let made = aside(move || {
        let (found, warning) = app.views.with_record(|record| {
            (record.timeline.select(&query), export::warning(record.timeline))
        });
        let name = export::file_name(&["events"], size, &warning);
        let whole = Whole { app, found, warning, size };
        let body = match format {
            Format::Ics => {
                let about = ics::Calendar { origin: &origin, site: &site, warning: &whole.warning };
                Body::from(ics::calendar(&about, &whole.agenda()))
            }
            Format::Atom => Body::from(whole.feed(&origin, &site, &asked)),
            lines => whole.stream(lines),
        };
        format::download(body, format, &name)
    });
    let mut response = made.await?;
    headers::tag(&mut response, &etag);
    Ok(response)
}

/// What a query selects.
struct Whole {
    app: Arc<App>,
    /// Places of rows, in the order asked for.
    found: Vec<u32>,
    warning: String,
    size: Size,
}

impl Whole {
    fn rows(&self, places: &[u32]) -> Vec<Row> {
        self.app
            .views
            .with(|timeline| places.iter().filter_map(|place| timeline.row_at(*place)).collect())
    }

    /// Row by row, so that neither memory nor a lock is held for all of it.
    fn stream(self, format: Format) -> Body {
        let (sender, receiver) = mpsc::channel::<Result<Bytes, Infallible>>(AHEAD);
        std::thread::spawn(move || {
            let stamp = Stamp { size: self.size.get(), warning: &self.warning };
            let mut first = true;
            for places in self.found.chunks(PIECE) {
                let lines: Vec<Line> =
                    self.rows(places).iter().map(|row| self.line(row, &stamp)).collect();
                let mut out = String::new();
                if format == Format::Csv {
                    if first {
                        csv::header(&lines, &mut out);
                    }
                    csv::rows(&lines, &mut out);
                } else {
                    jsonl::lines(&lines, &mut out);
                }
                first = false;
                // A client that went away wants no more.
                if sender.blocking_send(Ok(Bytes::from(out))).is_err() {
                    return;
                }
            }
            if first && format == Format::Csv {
                let _ = sender.blocking_send(Ok(Bytes::from(csv::events_header())));
            }
        });
        Body::from_stream(ReceiverStream::new(receiver))
    }

    fn line(&self, row: &Row, stamp: &Stamp<'_>) -> Line {
        let stored = self.app.store.entry(row.index).ok().flatten();
        let hash = stored.map(|stored| ledger::record::Hash::of(&stored.line).to_hex());
        export::event(row, hash.as_deref(), stamp)
    }

    fn agenda(&self) -> Vec<Item> {
        let (mut found, now) = (Vec::new(), clock::now());
        let ended = self.ended(now);
        for places in self.found.chunks(PIECE) {
            for row in self.rows(places) {
                let revision = |by: &Index| {
                    let (entry, openings) = read(&self.app.store, *by, now)?;
                    Revision::read(entry.claimed(), &openings)
                };
                let Some((entry, _)) = read(&self.app.store, row.index, now) else { continue };
                let revisions: Vec<Revision> =
                    row.corrected_by.iter().chain(&row.related).filter_map(revision).collect();
                found.extend(items(&row, &entry.claimed().draft_json(), &revisions, &ended));
            }
        }
        found
    }

    /// What is called off anywhere in the ledger, whatever the query.
    fn ended(&self, now: Timestamp) -> Vec<Ended> {
        let kinds = ENDS.iter().map(|(kind, _)| (*kind).to_owned()).collect();
        let query = Query { kinds, order: Order::Oldest, ..Query::default() };
        let places = self.app.views.with(|timeline| timeline.select(&query));
        let read = |row: &Row| {
            let (entry, _) = read(&self.app.store, row.index, now)?;
            Ended::read(row, &entry.claimed().draft_json())
        };
        self.rows(&places).iter().filter_map(read).collect()
    }

    fn feed(&self, origin: &str, site: &str, query: &str) -> String {
        // A feed is what is new, whatever the page's order.
        let mut newest = self.found.clone();
        newest.sort_unstable_by(|a, b| b.cmp(a));
        newest.truncate(atom::ROWS_MAX);
        let rows = self.rows(&newest);
        let last = self.app.views.with(|timeline| timeline.rows().next_back());
        let about = atom::Feed {
            origin,
            site,
            query,
            updated: last.map_or(ledger::record::Timestamp::from_millis(0), |row| row.recorded),
            warning: &self.warning,
        };
        atom::feed(&about, &rows)
    }
}
