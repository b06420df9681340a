//! One range of bytes (RFC 9110, section 14).

use axum::http::{HeaderMap, StatusCode, header};

use crate::http::problem::Problem;

/// What part of a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// All of it.
    All,
    /// The bytes from the first number on, before the second.
    Part(u64, u64),
    /// None that there is.
    Outside,
}

impl Range {
    /// Reads what the client asks for. What is not one range of bytes, or is for
    /// another version, means all of it, as the RFC says.
    pub(super) fn read(headers: &HeaderMap, size: u64, etag: &str) -> Self {
        let Some(value) = headers.get(header::RANGE).and_then(|value| value.to_str().ok()) else {
            return Self::All;
        };
        if headers
            .get(header::IF_RANGE)
            .is_some_and(|version| version.as_bytes() != etag.as_bytes())
        {
            return Self::All;
        }
        let Some((first, last)) = value.strip_prefix("bytes=").and_then(|v| v.split_once('-'))
        else {
            return Self::All;
        };
        let (first, last) = (first.trim(), last.trim());
        match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), Ok(last)) if first <= last => {
                Self::part(first, last.saturating_add(1).min(size))
            }
            (Ok(first), Err(_)) if last.is_empty() => Self::part(first, size),
            // The last so many bytes.
            (Err(_), Ok(count)) if first.is_empty() => Self::part(size.saturating_sub(count), size),
            _ => Self::All,
        }
    }

    fn part(from: u64, to: u64) -> Self {
        if from < to { Self::Part(from, to) } else { Self::Outside }
    }

    /// 416.
    pub(super) fn refusal(size: u64) -> Problem {
        Problem::new(
            StatusCode::RANGE_NOT_SATISFIABLE,
            "range",
            "There are no such bytes",
            format!("the document has {size} bytes; ask for some of them"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        for (asked, range) in [
            ("bytes=0-0", Range::Part(0, 1)),
            ("bytes=2-", Range::Part(2, 10)),
            ("bytes=2-99", Range::Part(2, 10)),
            ("bytes=-3", Range::Part(7, 10)),
            ("bytes=-99", Range::Part(0, 10)),
            ("bytes=10-", Range::Outside),
            ("bytes=-0", Range::Outside),
            ("bytes=5-2", Range::All),
            ("bytes=0-1,3-4", Range::All),
            ("lines=0-1", Range::All),
            ("bytes=a-b", Range::All),
            ("bytes=0-18446744073709551615", Range::Part(0, 10)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_static(asked));
            assert_eq!(Range::read(&headers, 10, "\"x\""), range, "{asked}");
            headers.insert(header::IF_RANGE, HeaderValue::from_static("\"other\""));
            assert_eq!(Range::read(&headers, 10, "\"x\""), Range::All, "{asked}");
        }
        assert_eq!(Range::read(&HeaderMap::new(), 10, "\"x\""), Range::All);
    }
}
