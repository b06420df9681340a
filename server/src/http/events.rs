//! `GET /api/v1/events` and `GET /api/v1/events/{index}`.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use ledger::record::{Index, Opening, OpeningState, Openings, Unverified};
use ledger::views::timeline::{Row, Timeline};
use serde::Serialize;

use super::App;
use super::aside::aside;
use super::export;
use super::format::Format;
use super::headers;
use super::held::{self, HeldBack};
use super::problem::Problem;
use super::query::{self, Page};
use super::receipt::{self, Inclusion};
use crate::clock;
use crate::sequencer::Published;
use crate::shown;
use crate::store::StoreError;

/// One entry as the timeline shows it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EventRow {
    /// Its position, from 0.
    pub index: u64,
    /// Its event id.
    pub id: String,
    /// The code of its kind.
    pub kind: String,
    /// The code of its family.
    pub family: String,
    /// What it says, in one line.
    pub title: String,
    /// What it says, in a sentence or two.
    pub summary: String,
    /// The matter it belongs to.
    pub inquiry: Option<String>,
    /// When it happened (EDTF).
    pub occurred: Option<String>,
    /// When it happened, in words.
    pub occurred_in_words: String,
    /// When it was made public (EDTF).
    pub announced: Option<String>,
    /// When the ledger took it (RFC 3339).
    pub recorded: String,
    /// What it rests on.
    pub basis: Option<String>,
    /// How the source puts it.
    pub certainty: Option<String>,
    /// Bodies that it names.
    pub bodies: Vec<String>,
    /// Persons that it names.
    pub persons: Vec<String>,
    /// Offices that it names.
    pub offices: Vec<String>,
    /// Recommendations that it names.
    pub recommendations: Vec<String>,
    /// Calls for data or to attend that it names.
    pub calls: Vec<String>,
    /// Entries that correct it.
    pub corrected_by: Vec<u64>,
    /// The entry that it corrects.
    pub corrects: Option<u64>,
    /// Entries that say otherwise.
    pub conflicts: Vec<u64>,
    /// The reply to it, or what it replies to.
    pub replies: Vec<u64>,
    /// Entries linked for another reason.
    pub related: Vec<u64>,
    /// Whether something of it was redacted.
    pub withheld: bool,
    /// Whether its recorder noted what is uncertain about it.
    pub uncertain: bool,
}

/// A page of the timeline.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct EventList {
    /// The rows, in the order asked for.
    pub events: Vec<EventRow>,
    /// What to send as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
    /// How many rows the filters select.
    pub total: usize,
    /// Number of entries in the ledger.
    pub size: u64,
}

/// One sealed field of an entry.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OpeningView {
    /// Where in the draft the value stands (JSON pointer).
    pub pointer: String,
    /// The salt, 64 hexadecimal digits; absent where it was redacted or is held back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    /// The value; absent where it was redacted or is held back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub value: Option<serde_json::Value>,
    /// What is there instead, 64 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commitment: Option<String>,
}

/// One entry with everything that proves it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OneEvent {
    /// Its position, from 0.
    pub index: u64,
    /// Its fingerprint: BLAKE3 of `line`.
    pub hash: String,
    /// The fingerprint of the entry before it.
    pub previous: String,
    /// When the ledger took it (RFC 3339).
    pub recorded: String,
    /// Its exact bytes: what is hashed and proven.
    pub line: String,
    /// The same, parsed, for convenience.
    #[schema(value_type = Object)]
    pub entry: serde_json::Value,
    /// Its sealed fields, in order of their pointers.
    pub openings: Vec<OpeningView>,
    /// That they are held back from the public; absent where they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_back: Option<HeldBack>,
    /// Why they are not here, where this copy of the ledger is damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openings_missing: Option<String>,
    /// How the timeline shows it.
    pub row: Option<EventRow>,
    /// Its place in the tree of `checkpoint`.
    pub inclusion: Inclusion,
    /// The newest signed checkpoint (C2SP signed note).
    pub checkpoint: String,
}

/// The timeline, filtered and in pages.
///
/// The answer covers everything that was recorded when the request came.
#[utoipa::path(
    get,
    path = "/api/v1/events",
    tag = "read",
    params(
        ("kind" = Option<String>, Query, description = "codes of kinds, any of which will do; again, or with commas"),
        ("family" = Option<String>, Query, description = "codes of families, any of which will do"),
        ("body" = Option<String>, Query, description = "id of a body that it must name"),
        ("person" = Option<String>, Query, description = "id of a person that it must name"),
        ("inquiry" = Option<String>, Query, description = "id of the matter that it must belong to"),
        ("q" = Option<String>, Query, description = "words that must all be in it, in any letter case"),
        ("from" = Option<String>, Query, description = "first day on the clock: 2014-08-26, 2014-08 or 2014"),
        ("to" = Option<String>, Query, description = "last day on the clock, included"),
        ("clock" = Option<String>, Query, description = "`happened` (default) or `recorded`"),
        ("order" = Option<String>, Query, description = "`newest` (default) or `oldest`"),
        ("after" = Option<u64>, Query, description = "`next` of the page before"),
        ("format" = Option<String>, Query, description = "`json` (default), `csv`, `jsonl`, `ics` (due dates and hearings) or `atom` (the newest 100); instead of `Accept`. All but `json` give every row, not a page"),
        ("limit" = Option<u64>, Query, description = "rows at most, 1 to 500; 50 where it is left out"),
    ),
    responses(
        (status = 200, description = "A page of rows, or a file of all", content(
            (EventList = "application/json"), (String = "text/csv"), (String = "application/jsonl"),
            (String = "text/calendar"), (String = "application/atom+xml"))),
        (status = 400, description = "Every parameter that cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The timeline has not caught up (`Retry-After`)", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): State<Arc<App>>,
    parameters: query::Parameters,
    request: HeaderMap,
) -> Response {
    let asked = query::read(parameters).and_then(|mut pairs| {
        let format = query::take_format(&mut pairs, &request)?;
        Ok((query::parse(&pairs)?, query::spelt(&pairs), format))
    });
    let (page, asked, format) = match asked {
        Ok(asked) => asked,
        Err(problem) => return problem.into_response(),
    };
    let size = app.writer.end().head.size;
    if !app.views.reach(size).await {
        return Problem::busy("the timeline has not caught up; try again in a second")
            .into_response();
    }
    if format != Format::Json {
        let made = export::events(app, page.query, &asked, format, &request).await;
        return made.unwrap_or_else(IntoResponse::into_response);
    }
    // Selecting looks at every row: not on the threads that serve connections.
    let listed = aside(move || {
        let mut list = app.views.with(|timeline| select(timeline, &page));
        list.size = size.get();
        list
    });
    match listed.await {
        Ok(list) => headers::json(&request, &list),
        Err(problem) => problem.into_response(),
    }
}

/// The page after `page.after`. A cursor that the filters do not select gives
/// the first page: it came from another query.
fn select(timeline: &Timeline, page: &Page) -> EventList {
    let rows = timeline.select(&page.query);
    let after = page.after.and_then(|after| timeline.place(after));
    let seen = after.and_then(|after| rows.iter().position(|row| *row == after));
    let first = seen.map_or(0, |at| at + 1);
    let shown = &rows[first..rows.len().min(first + page.limit)];
    let more = first + shown.len() < rows.len();
    let last = shown.last().filter(|_| more).and_then(|row| timeline.index_at(*row));
    EventList {
        events: shown.iter().filter_map(|row| timeline.row_at(*row)).map(view).collect(),
        next: last.map(Index::get),
        total: rows.len(),
        size: 0,
    }
}

fn view(row: Row) -> EventRow {
    let numbers = |list: &[Index]| list.iter().map(|index| index.get()).collect();
    let occurred_in_words = row.occurred_in_words();
    EventRow {
        index: row.index.get(),
        id: row.id.as_str().to_owned(),
        kind: row.kind.to_owned(),
        family: row.family.as_str().to_owned(),
        title: row.title,
        summary: row.summary,
        inquiry: row.inquiry.as_ref().map(|inquiry| inquiry.as_str().to_owned()),
        occurred: row.occurred.as_ref().map(ToString::to_string),
        occurred_in_words,
        announced: row.announced.as_ref().map(ToString::to_string),
        recorded: row.recorded.to_string(),
        basis: row.basis.map(|basis| basis.as_str().to_owned()),
        certainty: row.certainty.map(|certainty| certainty.as_str().to_owned()),
        bodies: row.bodies.iter().map(|id| id.as_str().to_owned()).collect(),
        persons: row.persons.iter().map(|id| id.as_str().to_owned()).collect(),
        offices: row.offices.iter().map(|id| id.as_str().to_owned()).collect(),
        recommendations: row.recommendations.iter().map(|id| id.as_str().to_owned()).collect(),
        calls: row.calls.iter().map(|id| id.as_str().to_owned()).collect(),
        corrected_by: numbers(&row.corrected_by),
        corrects: row.corrects.map(Index::get),
        conflicts: numbers(&row.conflicts),
        replies: numbers(&row.replies),
        related: numbers(&row.related),
        withheld: row.withheld,
        uncertain: row.uncertain,
    }
}

/// One entry, with its exact bytes, openings and proof of inclusion.
///
/// Where the entry is held back from the public, the answer says so and has the
/// commitments of its sealed fields. With a token or session of the role recorder,
/// approver, administrator or auditor it has their values, is for that caller alone
/// (`Cache-Control: private, no-store`), and stands in the access log.
#[utoipa::path(
    get,
    path = "/api/v1/events/{index}",
    tag = "read",
    params(("index" = u64, Path, description = "position in the ledger, from 0")),
    responses(
        (status = 200, description = "The entry", body = OneEvent),
        (status = 404, description = "The ledger has no such entry (yet)", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "It is held back from the public, and that it is read cannot be written down (`Retry-After`)", body = Problem, content_type = "application/problem+json"),
    ),
    security((), ("token" = []))
)]
pub async fn one(
    State(app): State<Arc<App>>,
    index: Result<Path<String>, PathRejection>,
    request: HeaderMap,
) -> Response {
    let index = index.map_or_else(|_| "(not text)".to_owned(), |Path(index)| index);
    let end = app.writer.end();
    let size = end.head.size;
    let found = index.parse().ok().map(Index::new).filter(|index| size.contains(*index));
    let Some(index) = found else {
        let shown: String = index.chars().take(30).collect();
        let detail = format!("there is no entry {shown:?}; the ledger has {size}, from 0 on");
        return Problem::not_found(detail).into_response();
    };
    answer(&app, &end, index, &request).await.unwrap_or_else(IntoResponse::into_response)
}

async fn answer(
    app: &App,
    end: &Published,
    index: Index,
    request: &HeaderMap,
) -> Result<Response, Problem> {
    // A row that is not made yet is left out: an older one may show too much.
    let with_row = app.views.reach_entry(index, end).await;
    let damaged =
        |error: &dyn std::fmt::Display| Problem::internal(&format!("entry {index}: {error}"));
    let stored = app.store.entry(index).map_err(|error| damaged(&error))?;
    let stored = stored.ok_or_else(|| damaged(&"it is missing"))?;
    let entry = Unverified::parse(&stored.line).map_err(|error| damaged(&error))?;
    let (claimed, now) = (entry.claimed(), clock::now());
    let mut held_back = HeldBack::of(claimed, now);
    let reader = held_back.as_ref().and_then(|_| held::reader(app, request));
    if let Some(caller) = &reader {
        held::begin(app, caller, &format!("entry {index}")).await?;
    }
    let openings = match &reader {
        Some(_) => shown::whole(&app.store, index),
        None => shown::beside(&app.store, index, claimed.held(), now),
    };
    let (openings, openings_missing) = match openings {
        Ok(openings) => (openings, None),
        Err(error @ StoreError::Sealed { .. }) => (Openings::default(), Some(error.to_string())),
        Err(error) => return Err(damaged(&error)),
    };
    if let Some(held_back) = &mut held_back {
        held_back.shown = reader.is_some();
    }
    let is_held = held_back.is_some();
    let event = OneEvent {
        index: index.get(),
        hash: claimed.hash().to_hex(),
        previous: claimed.previous().to_hex(),
        recorded: claimed.recorded().to_string(),
        entry: serde_json::from_slice(&stored.line).map_err(|error| damaged(&error))?,
        line: String::from_utf8(stored.line).map_err(|error| damaged(&error))?,
        openings: openings.as_slice().iter().map(opening_view).collect(),
        held_back,
        openings_missing,
        row: app.views.with(|timeline| timeline.row(index).filter(|_| with_row).map(view)),
        inclusion: receipt::inclusion(&app.store, &end.edge, index, end.head.size)?,
        checkpoint: end.note.clone(),
    };
    if reader.is_some() {
        // Nothing to compare it with: a cache has none of it.
        let mut response = headers::json(&HeaderMap::new(), &event);
        held::private(&mut response);
        return Ok(response);
    }
    let mut response = headers::json(request, &event);
    if is_held {
        held::varies(&mut response);
    }
    Ok(response)
}

fn opening_view(opening: &Opening) -> OpeningView {
    let mut view =
        OpeningView { pointer: opening.pointer.clone(), salt: None, value: None, commitment: None };
    match &opening.state {
        OpeningState::Open { salt, value } => {
            view.salt = Some(ledger::spelling::hex(salt.as_bytes()));
            view.value = serde_json::from_str(value).ok();
        }
        OpeningState::Withheld(commitment) => {
            view.commitment = Some(commitment.hash().to_hex());
        }
    }
    view
}
