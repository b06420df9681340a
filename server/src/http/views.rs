//! `GET /api/v1/views` and `GET /api/v1/views/{name}`: questions to the record,
//! answered by the same code that answers them in the browser.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use ledger::events::civil::Date;
use ledger::record::{Hash, Index, Size};
use ledger::views::export::{self, Stamp, csv, jsonl};
use ledger::views::sheet::{Sheet, Table};
use ledger::views::{AskError, Question, VIEWS, ask};
use serde::Serialize;

use super::App;
use super::aside::aside;
use super::format::{self, Format};
use super::headers;
use super::problem::{FieldFault, Problem};
use super::query;
use crate::clock;

/// Parameters that every view takes.
const COMMON: [(&str, &str); 3] = [
    ("at", "stand at this number of entries"),
    ("known", "stand at what was known at the end of this day in London"),
    ("on", "the day for which the question is asked; today where it is left out"),
];

/// One parameter of a view.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ViewParameter {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// One view.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ViewLine {
    /// Its name, as in `/api/v1/views/<name>`.
    pub name: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// What it answers.
    pub question: &'static str,
    /// Its parameters, those of every view last.
    pub parameters: Vec<ViewParameter>,
}

/// Every view.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ViewList {
    /// The views, in the order in which they are best read.
    pub views: Vec<ViewLine>,
}

/// Every question that can be asked, with its parameters.
#[utoipa::path(get, path = "/api/v1/views", tag = "read",
    responses((status = 200, description = "The views", body = ViewList)))]
pub async fn list(request: HeaderMap) -> Response {
    let parameter =
        |(name, meaning): &(&'static str, &'static str)| ViewParameter { name, meaning };
    let views = VIEWS.iter().map(|info| ViewLine {
        name: info.name,
        title: info.title,
        question: info.question,
        parameters: info.params.iter().chain(&COMMON).map(parameter).collect(),
    });
    headers::json(&request, &ViewList { views: views.collect() })
}

/// The answer to one question: figures, notices, charts and tables, each with
/// the entries that it came from. The same as the viewer's page of that name.
///
/// Further parameters are those of the view, see `GET /api/v1/views`.
#[utoipa::path(
    get,
    path = "/api/v1/views/{name}",
    tag = "read",
    params(
        ("name" = String, Path, description = "the view"),
        ("at" = Option<u64>, Query, description = "stand at this number of entries"),
        ("known" = Option<String>, Query, description = "stand at what was known at the end of this day in London"),
        ("on" = Option<String>, Query, description = "the day for which the question is asked; today where it is left out"),
        ("format" = Option<String>, Query, description = "`json` (default), `csv` or `jsonl`; instead of `Accept`"),
        ("table" = Option<String>, Query, description = "which table, for csv and jsonl; the first where it is left out"),
    ),
    responses(
        (status = 200, description = "The answer", content(
            (Object = "application/json"), (String = "text/csv"), (String = "application/jsonl"))),
        (status = 304, description = "The client has it"),
        (status = 400, description = "A parameter that cannot be meant", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such view", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The views have not caught up (`Retry-After`)", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn one(
    State(app): State<Arc<App>>,
    name: Result<Path<String>, PathRejection>,
    parameters: query::Parameters,
    request: HeaderMap,
) -> Response {
    let name = name.map_or_else(|_| "(not text)".to_owned(), |Path(name)| name);
    answer(app, name, parameters, request).await.unwrap_or_else(IntoResponse::into_response)
}

async fn answer(
    app: Arc<App>,
    name: String,
    parameters: query::Parameters,
    request: HeaderMap,
) -> Result<Response, Problem> {
    let mut params = BTreeMap::new();
    for (name, value) in query::read(parameters)? {
        if params.contains_key(&name) {
            return Err(Problem::parameter(&name, &value, "is given twice", "give it once"));
        }
        params.insert(name, value);
    }
    let format = format::take(&mut params, &request, &[Format::Json, Format::Csv, Format::Jsonl])?;
    let table = params.remove("table");
    let today = Date::in_london(clock::now().millis());
    let today = today.ok_or_else(|| Problem::internal(&"the clock is outside the calendar"))?;
    let end = app.writer.end();
    let size = end.head.size;
    if !app.views.reach(size).await {
        return Err(Problem::busy("the views have not caught up; try again in a second"));
    }
    // The answer follows from the record, what of it is held back, the question and the
    // day it is asked. Taken before the answer is made: one that is newer than its tag is
    // asked for again.
    let (hash, edition) = (end.head.hash, app.views.edition());
    let seed = format!("{hash}\n{edition}\n{today}\n{name}\n{params:?}\n{table:?}\n{format:?}");
    let etag = headers::etag(seed.as_bytes());
    if headers::has(&request, &etag) {
        return Ok(headers::unchanged(&etag));
    }
    // An answer may look at everything: not on the threads that serve connections.
    let question = Question { view: name, params, today };
    let asked = aside(move || {
        let sheet = app.views.with_record(|record| {
            ask(record, &question).map(|sheet| (sheet, export::warning(record.timeline)))
        });
        sheet.map(|(sheet, warning)| (stood(&app, sheet), warning))
    });
    let (sheet, warning) = asked.await?.map_err(wrong)?;
    let mut response = match format {
        Format::Json => headers::json(&HeaderMap::new(), &sheet),
        other => file(&sheet, table.as_deref(), other, &warning)?,
    };
    headers::tag(&mut response, &etag);
    Ok(response)
}

/// The sheet with the fingerprint of the newest entry it knows.
fn stood(app: &App, mut sheet: Sheet) -> Sheet {
    let newest = sheet.stand.size.checked_sub(1).map(Index::new);
    let line = newest.and_then(|index| app.store.entry(index).ok().flatten());
    sheet.stand.hash = line.map(|stored| Hash::of(&stored.line).to_hex());
    sheet
}

fn file(
    sheet: &Sheet,
    key: Option<&str>,
    format: Format,
    warning: &str,
) -> Result<Response, Problem> {
    let table = chosen(sheet, key)?;
    let stamp = Stamp { size: sheet.stand.size, warning };
    let lines = export::table(sheet, table, &stamp);
    let text = match format {
        Format::Jsonl => {
            let mut out = String::new();
            jsonl::lines(&lines, &mut out);
            out
        }
        _ => csv::table(table, &lines),
    };
    let name = export::file_name(&[&sheet.view, &table.key], Size::new(sheet.stand.size), warning);
    Ok(format::download(text.into(), format, &name))
}

fn chosen<'a>(sheet: &'a Sheet, key: Option<&str>) -> Result<&'a Table, Problem> {
    let found = match key {
        Some(key) => sheet.tables.iter().find(|table| table.key == key),
        None => sheet.tables.first(),
    };
    found.ok_or_else(|| {
        let keys: Vec<&str> = sheet.tables.iter().map(|table| table.key.as_str()).collect();
        let remedy = format!("write one of: {}", keys.join(", "));
        Problem::parameter("table", key.unwrap_or(""), "is not a table of this view", &remedy)
    })
}

fn wrong(error: AskError) -> Problem {
    if error.name == "view" {
        let mut problem = Problem::not_found(error.to_string());
        problem.faults.push(FieldFault {
            field: error.name,
            value: Some(error.value),
            problem: error.problem,
            remedy: error.remedy,
        });
        problem.status = StatusCode::NOT_FOUND.as_u16();
        return problem;
    }
    Problem::parameter(&error.name, &error.value, &error.problem, &error.remedy)
}
