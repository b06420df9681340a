//! `/healthz`, `/readyz` and `/metrics`.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::App;
use super::prepare::Form;
use super::problem::Problem;

/// Answers by the first digit of their status.
#[derive(Debug, Default)]
pub struct Answers([AtomicU64; 6]);

impl Answers {
    /// Counts one answer.
    pub fn count(&self, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100);
        if let Some(count) = self.0.get(class) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The process runs.
#[utoipa::path(get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "The process runs", content_type = "text/plain")))]
pub async fn healthz() -> Response {
    text("ok\n".to_owned())
}

/// The ledger can be read and written.
#[utoipa::path(get, path = "/readyz", tag = "operation",
    responses(
        (status = 200, description = "Entries can be read and written", content_type = "text/plain"),
        (status = 503, description = "Read-only, or not caught up yet; `detail` says why", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn readyz(State(app): State<Arc<App>>) -> Response {
    let size = app.writer.end().head.size;
    if let Some(reason) = app.writer.refusal() {
        let error = crate::sequencer::SubmitError::ReadOnly(reason);
        return super::problem::refused(error, &Form::plain(false)).into_response();
    }
    let seen = app.views.seen();
    if seen < size {
        let detail = format!("the timeline has taken in {seen} of {size} entries");
        return Problem::busy(detail).into_response();
    }
    text("ready\n".to_owned())
}

/// Counters in the text format of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, description = "Counters in the text format of Prometheus", content_type = "text/plain")))]
pub async fn metrics(State(app): State<Arc<App>>) -> Response {
    let end = app.writer.end();
    let counters = app.writer.counters();
    let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let mut page = String::new();
    let mut put = |name: &str, kind: &str, help: &str, value: u64| {
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "# HELP daybook_{name} {help}\n# TYPE daybook_{name} {kind}\ndaybook_{name} {value}\n"
        );
    };
    put("entries", "gauge", "Entries in the ledger.", end.head.size.get());
    put("checkpoints", "gauge", "Checkpoints ever signed.", end.checkpoints);
    put(
        "writable",
        "gauge",
        "1 when entries can be recorded.",
        u64::from(app.writer.refusal().is_none()),
    );
    put("commits_total", "counter", "Durable commits since the start.", load(&counters.commits));
    put("recorded_total", "counter", "Entries recorded since the start.", load(&counters.entries));
    put("refused_total", "counter", "Requests that the writer refused.", load(&counters.refused));
    put("busy_total", "counter", "Requests turned away by a full queue.", load(&counters.busy));
    if let Some(status) = &app.publishing {
        put("published_size", "gauge", "Entries in the published checkpoint.", load(&status.size));
        put("publish_runs_total", "counter", "Runs of publishing.", load(&status.runs));
        put("publish_failures_total", "counter", "Runs that failed.", load(&status.failures));
        let failing = u64::from(status.is_failing.load(Ordering::Relaxed));
        put("publish_failing", "gauge", "1 when the last run failed.", failing);
    }
    page.push_str("# HELP daybook_answers_total Answers by class of status.\n");
    page.push_str("# TYPE daybook_answers_total counter\n");
    for class in 2..=5 {
        let count = load(&app.answers.0[class]);
        let _ = writeln!(page, "daybook_answers_total{{class=\"{class}xx\"}} {count}");
    }
    page.push_str(&app.cosigners.status().metrics());
    let mut response = text(page);
    let mime = HeaderValue::from_static("text/plain; version=0.0.4");
    response.headers_mut().insert(header::CONTENT_TYPE, mime);
    response
}

fn text(body: String) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
