//! `/metrics`: every number about the running server, put together when asked.
//!
//! On an address of its own where `--metrics-listen` names one, and then not on the
//! public one; `docs/deploy/grafana.json` draws them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::get;

use super::App;
use super::health::text;
use crate::clock;
use crate::metrics::Page;

/// The routes of the address that is for scrapers.
pub fn routes(app: Arc<App>) -> Router {
    Router::new().route("/metrics", get(metrics)).fallback(super::nothing).with_state(app)
}

/// Counters in the text format of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, description = "Counters in the text format of Prometheus; only where they have no address of their own", content_type = "text/plain")))]
pub async fn metrics(State(app): State<Arc<App>>) -> Response {
    let mut response = text(page(&app));
    let mime = HeaderValue::from_static("text/plain; version=0.0.4");
    response.headers_mut().insert(header::CONTENT_TYPE, mime);
    response
}

fn page(app: &App) -> String {
    let end = app.writer.end();
    let counters = app.writer.counters();
    let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let mut page = Page::default();
    page.head("build_info", "gauge", "1, with the version of the program.");
    page.line("build_info", concat!("version=\"", env!("CARGO_PKG_VERSION"), "\""), 1);
    page.gauge("entries", "Entries in the ledger.", end.head.size.get());
    page.gauge("checkpoints", "Checkpoints ever signed.", end.checkpoints);
    if let Some(recorded) = end.head.recorded {
        let millis = clock::now().millis().saturating_sub(recorded.millis());
        let seconds = u64::try_from(millis).unwrap_or(0) / 1_000;
        page.gauge("checkpoint_age_seconds", "Since the last entry and its checkpoint.", seconds);
    }
    let writable = u64::from(app.writer.refusal().is_none());
    page.gauge("writable", "1 when entries can be recorded.", writable);
    let behind = end.head.size.get().saturating_sub(app.views.seen().get());
    page.gauge("views_behind", "Entries that the views have not taken in yet.", behind);
    page.counter("commits_total", "Durable commits since the start.", load(&counters.commits));
    page.counter("recorded_total", "Entries recorded since the start.", load(&counters.entries));
    page.counter("refused_total", "Requests that the writer refused.", load(&counters.refused));
    page.counter("busy_total", "Requests turned away by a full queue.", load(&counters.busy));
    page.gauge("queue_length", "Requests that wait for the writer.", load(&counters.queue));
    page.histogram("commit_entries", "Entries of one commit.", &counters.batches);
    page.histogram("commit_seconds", "Seconds of one commit, all of it.", &counters.commit_times);
    page.histogram("fdatasync_seconds", "Seconds until the disk has a commit.", app.store.syncs());
    disk(app, &mut page);
    app.requests.write(&mut page);
    if let Some(status) = &app.publishing {
        let size = load(&status.size);
        page.gauge("published_size", "Entries in the published checkpoint.", size);
        page.counter("publish_runs_total", "Runs of publishing.", load(&status.runs));
        page.counter("publish_failures_total", "Runs that failed.", load(&status.failures));
        let failing = u64::from(status.is_failing.load(Ordering::Relaxed));
        page.gauge("publish_failing", "1 when the last run failed.", failing);
    }
    if let Some(tls) = &app.front.tls {
        let (reloads, failures) = tls.counts();
        page.counter("tls_reloads_total", "Certificates taken into use since the start.", reloads);
        let help = "Certificates that could not be used.";
        page.counter("tls_reload_failures_total", help, failures);
    }
    app.cosigners.status().metrics(&mut page);
    page.into_text()
}

fn disk(app: &App, page: &mut Page) {
    if let Ok(free) = app.documents.disk().free() {
        page.gauge("disk_free_bytes", "Bytes free on the disk of the data folder.", free);
    }
    let reserve = app.documents.limits().reserve;
    page.gauge("disk_reserve_bytes", "Bytes below which nothing is recorded.", reserve);
}
