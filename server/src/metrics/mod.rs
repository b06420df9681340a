//! Numbers about the running server, in the text format of Prometheus (version 0.0.4).
//!
//! A label is never what a caller sent: routes are the templates of our own table,
//! statuses are ours, cosigners are named in the operator's policy. So nobody can
//! make the page grow, and nothing of a record can be in it.

mod histogram;
mod page;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use histogram::{BATCHES, DISK_TIMES, Histogram, REQUEST_TIMES, Unit};
pub use page::Page;

/// The route of whatever is no route of the table: pages of the viewer.
pub const PAGES: &str = "(pages)";

/// What is counted about requests.
#[derive(Debug)]
pub struct Requests {
    /// Answers by status, 100 to 599.
    statuses: [AtomicU64; 500],
    /// Time to an answer by the template of its route. As many as the table has.
    routes: Mutex<BTreeMap<String, Arc<Histogram>>>,
    /// Live streams that are open.
    live: AtomicU64,
    /// Connections that are open.
    connections: AtomicU64,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            statuses: std::array::from_fn(|_| AtomicU64::new(0)),
            routes: Mutex::default(),
            live: AtomicU64::new(0),
            connections: AtomicU64::new(0),
        }
    }
}

impl Requests {
    /// Counts one answer: `route` is a template and never a path.
    pub fn answered(&self, route: &str, status: u16, took: Duration) {
        if let Some(count) = self.statuses.get(usize::from(status).wrapping_sub(100)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let times = {
            let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
            match routes.get(route) {
                Some(times) => Arc::clone(times),
                None => {
                    let new = Arc::new(Histogram::new(Unit::Time, REQUEST_TIMES));
                    routes.insert(route.to_owned(), Arc::clone(&new));
                    new
                }
            }
        };
        times.observe_time(took);
    }

    /// One more live reader, until the answer is dropped.
    pub fn follow(self: &Arc<Self>) -> Present {
        Present::new(self, |all| &all.live)
    }

    /// One more connection, until the answer is dropped.
    pub fn connect(self: &Arc<Self>) -> Present {
        Present::new(self, |all| &all.connections)
    }

    /// Writes what is counted.
    pub fn write(&self, page: &mut Page) {
        page.gauge("connections", "Connections that are open.", load(&self.connections));
        page.gauge("live_readers", "Live streams that are open.", load(&self.live));
        let statuses: Vec<(usize, u64)> =
            self.statuses.iter().enumerate().map(|(n, count)| (n + 100, load(count))).collect();
        page.head("answers_total", "counter", "Answers by class of status.");
        for class in 2..=5 {
            let of_class = statuses.iter().filter(|(status, _)| status / 100 == class);
            let count = of_class.map(|(_, count)| count).sum();
            page.line("answers_total", &format!("class=\"{class}xx\""), count);
        }
        page.head("refusals_total", "counter", "Requests refused, by status.");
        for (status, count) in statuses.iter().filter(|(status, _)| *status >= 400) {
            // 401, 403, 429, 500 and 503 are watched: there from the start, so that the first counts.
            if *count > 0 || [401, 403, 429, 500, 503].contains(status) {
                page.line("refusals_total", &format!("status=\"{status}\""), *count);
            }
        }
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner).clone();
        page.head("request_seconds", "histogram", "Seconds to an answer, by route.");
        for (route, times) in routes {
            page.histogram_of("request_seconds", &format!("route=\"{route}\","), &times);
        }
    }
}

fn load(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

/// Somebody who is there until this is dropped.
#[derive(Debug)]
pub struct Present {
    all: Arc<Requests>,
    of: fn(&Requests) -> &AtomicU64,
}

impl Present {
    fn new(all: &Arc<Requests>, of: fn(&Requests) -> &AtomicU64) -> Self {
        of(all).fetch_add(1, Ordering::Relaxed);
        Self { all: Arc::clone(all), of }
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        (self.of)(&self.all).fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_counted_by_status_and_requests_by_route() {
        let requests = Arc::new(Requests::default());
        let took = Duration::from_millis(3);
        for (route, status) in
            [("/log/{*path}", 200), ("/log/{*path}", 404), ("/api/v1/events", 503), ("/x", 999)]
        {
            requests.answered(route, status, took);
        }
        let reader = requests.follow();
        let mut page = Page::default();
        requests.write(&mut page);
        let text = page.into_text();
        for due in [
            "daybook_live_readers 1\n",
            "daybook_answers_total{class=\"2xx\"} 1\n",
            "daybook_answers_total{class=\"4xx\"} 1\n",
            "daybook_refusals_total{status=\"401\"} 0\n",
            "daybook_refusals_total{status=\"404\"} 1\n",
            "daybook_refusals_total{status=\"503\"} 1\n",
            "daybook_request_seconds_bucket{route=\"/log/{*path}\",le=\"0.0025\"} 0\n",
            "daybook_request_seconds_bucket{route=\"/log/{*path}\",le=\"0.005\"} 2\n",
            "daybook_request_seconds_count{route=\"/log/{*path}\"} 2\n",
        ] {
            assert!(text.contains(due), "{due} is not in\n{text}");
        }
        drop(reader);
        let mut page = Page::default();
        requests.write(&mut page);
        assert!(page.into_text().contains("daybook_live_readers 0\n"));
    }
}
