//! Where reports go besides standard output: a file for Prometheus, a webhook.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use super::report::Report;
use crate::client::{Client, Limits, Url};
use crate::files::{self, Readers};

/// Time for one attempt, and waits between attempts: some 40 seconds together.
const LIMITS: Limits = Limits { time: Duration::from_secs(10), body: 64 << 10 };
const RETRIES: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(8)];

/// Writes the report for `node_exporter`'s textfile collector, which reads
/// `*.prom` files that are replaced whole.
pub fn prometheus(path: &Path, report: &Report, now_seconds: i64) -> std::io::Result<()> {
    files::replace(path, page(report, now_seconds).as_bytes(), Readers::Anyone)
}

fn page(report: &Report, now_seconds: i64) -> String {
    let origin = report.current_state.as_ref().or(report.previous_state.as_ref());
    let label = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let labels = format!(
        "origin=\"{}\",url=\"{}\"",
        label(origin.map_or("", |standing| &standing.origin)),
        label(&report.url)
    );
    let mut page = String::new();
    let mut put = |name: &str, help: &str, more: &str, value: u64| {
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "# HELP daybook_audit_{name} {help}\n# TYPE daybook_audit_{name} gauge\ndaybook_audit_{name}{{{labels}{more}}} {value}\n"
        );
    };
    let state = format!(",state=\"{}\"", label(&report.state));
    put(
        "verified",
        "1 when the last audit verified everything.",
        &state,
        u64::from(report.code() == 0),
    );
    put(
        "tampered",
        "1 when something does not match what was signed or seen before.",
        &state,
        u64::from(report.tampered),
    );
    put(
        "could_not_check",
        "1 when something could not be checked.",
        &state,
        u64::from(report.code() == 3),
    );
    let size = report.current_state.as_ref().map_or(0, |standing| standing.size);
    put("size", "Entries that the newest signed checkpoint speaks of.", "", size);
    put("entries_checked", "Entries hashed in the last audit.", "", report.checked.entries);
    put("documents_checked", "Documents hashed in the last audit.", "", report.checked.documents);
    put("tiles_missing", "Tiles that were not there.", "", report.checked.tiles_missing);
    put("findings", "Findings of the last audit.", "", report.findings.len() as u64);
    if let Some(age) = &report.age {
        let by = format!(",by=\"{}\"", label(&age.by));
        put("checkpoint_age_seconds", "Age of the newest sign of life.", &by, age.seconds);
    }
    put(
        "last_run_seconds",
        "When the last audit ended, seconds since 1970.",
        "",
        u64::try_from(now_seconds).unwrap_or(0),
    );
    put("duration_milliseconds", "How long it took.", "", report.millis);
    page
}

/// Posts a report; tries again a few times. `Err` says why nobody took it.
pub async fn webhook(url: &Url, report: &Report) -> Result<(), String> {
    let body = serde_json::to_vec(report).map_err(|error| error.to_string())?;
    let client = Client::new().map_err(|error| error.to_string())?;
    let mut problem = String::new();
    for wait in RETRIES.map(Some).into_iter().chain([None]) {
        match client.post(url, "application/json", body.clone(), LIMITS).await {
            Ok(answer) if (200..300).contains(&answer.status) => return Ok(()),
            Ok(answer) => problem = format!("answered {}", answer.status),
            Err(error) => problem = error.to_string(),
        }
        if let Some(wait) = wait {
            tokio::time::sleep(wait).await;
        }
    }
    Err(problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::report::{Counts, Standing};

    #[test]
    fn a_hostile_name_stays_inside_its_label() {
        let origin = "a\"} 1\nevil 1 \\".to_owned();
        let report = Report {
            current_state: Some(Standing { origin, size: 7, ..Standing::default() }),
            verdict: "does_not_match".into(),
            tampered: true,
            state: "fork".into(),
            url: "https://a.example/".into(),
            checked: Counts { entries: 7, ..Counts::default() },
            ..Report::default()
        };
        let page = page(&report, 99);
        assert!(page.contains(
            "daybook_audit_tampered{origin=\"a\\\"} 1\\nevil 1 \\\\\",url=\"https://a.example/\",state=\"fork\"} 1\n"
        ), "{page}");
        assert!(
            page.lines().all(|line| line.starts_with("# ") || line.starts_with("daybook_audit_"))
        );
        assert!(page.contains("last_run_seconds{") && page.ends_with('\n'));
    }
}
