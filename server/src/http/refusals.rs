//! Refusals of requests that are not what HTTP, or this server, takes.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode};
use ledger::record::JsonError;

use super::problem::Problem;

/// Bytes of a body that are shown around a fault.
const SHOWN: usize = 40;

impl Problem {
    /// 400: not HTTP, or a body that has no end.
    pub fn unreadable() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "http",
            "The request is not HTTP/1.1",
            "the request line, a header or their lengths cannot be read; send HTTP/1.1, one \
             request after the other",
        )
    }

    /// 400: the body ended early, or its pieces cannot be told apart.
    pub fn broken_off() -> Self {
        let detail = "the body broke off before its end; nothing was recorded";
        Self::new(StatusCode::BAD_REQUEST, "broken-off", "The body broke off", detail).with_fault(
            "Content-Length",
            None,
            "send the whole body, or repeat the request with the same Idempotency-Key",
        )
    }

    /// 408: the headers did not come in time.
    pub fn slow_head(time: Duration) -> Self {
        let detail =
            format!("its headers did not arrive within {} seconds; send it again", time.as_secs());
        Self::new(StatusCode::REQUEST_TIMEOUT, "slow", "The request took too long", detail)
    }

    /// 414: the address is too long.
    pub fn long_address(most: usize) -> Self {
        let detail = format!("the address has more bytes than the {most} of a whole request head");
        Self::new(StatusCode::URI_TOO_LONG, "too-large", "The request is too large", detail)
            .with_fault("path", None, "ask for less at once")
    }

    /// 415: a body of another kind.
    pub fn media_type(field: &str, value: &HeaderValue, problem: &str, remedy: &str) -> Self {
        let value = String::from_utf8_lossy(value.as_bytes()).chars().take(80).collect();
        let detail = format!("{field} {problem}");
        let title = "The body is of another kind";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", title, detail).with_fault(
            field,
            Some(value),
            remedy,
        )
    }

    /// 422: not JSON of our kind; shows where.
    pub fn json(bytes: &[u8], error: &JsonError) -> Self {
        let detail = format!("the body cannot be read as JSON: {error}");
        let around = error.at.saturating_sub(SHOWN / 2)..(error.at + SHOWN / 2).min(bytes.len());
        let near = bytes.get(around).map(|near| {
            let near = String::from_utf8_lossy(near);
            near.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
        });
        let mut problem = Self::body(detail);
        problem.faults.clear();
        problem.with_fault(
            "",
            near,
            "mend the text at that byte, counted from 0; send one draft, or an array of drafts",
        )
    }

    /// 431: the headers are too large, or too many.
    pub fn large_head(most: usize, headers: usize) -> Self {
        let detail = format!(
            "request line and headers have more than {most} bytes, or there are more than {headers} headers"
        );
        let title = "The request is too large";
        Self::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "too-large", title, detail)
            .with_fault("headers", None, "send fewer and shorter ones")
    }

    /// 503: as many connections as there are places.
    pub fn crowded(places: usize) -> Self {
        Self::busy(format!("all {places} connections are taken; try again in a second"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::record::Json;

    #[test]
    fn a_body_that_is_not_json_is_shown_around_its_fault() {
        for (bytes, near) in [
            (&b"{\"id\": 1, \"id\": 2}"[..], "\"id\": 1, \"id\": 2"),
            (b"[\0]", "[\u{fffd}]"),
            (b"\"\xff\xfe\"", "\u{fffd}"),
            (b"", ""),
        ] {
            let error = Json::parse(bytes).expect_err("not JSON of ours");
            let problem = Problem::json(bytes, &error);
            assert_eq!(problem.status, 422);
            let value = problem.faults[0].value.as_deref().expect("a value");
            assert!(value.contains(near), "{value:?}");
            assert!(problem.detail.contains("byte "), "{}", problem.detail);
        }
        let long = format!("\"{}\n\"", "é".repeat(5_000));
        let error = Json::parse(long.as_bytes()).expect_err("a bare line end");
        let shown = Problem::json(long.as_bytes(), &error).faults[0].value.clone().unwrap();
        assert!(shown.len() <= 3 * SHOWN, "{shown}");
    }
}
