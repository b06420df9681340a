//! Reading the body of a write: within its size, its time, and the room that
//! all bodies share.

use std::fmt::Display;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::de::DeserializeOwned;
use tokio::sync::SemaphorePermit;
use tokio_stream::StreamExt;

use super::App;
use super::problem::Problem;
use crate::config::{BODIES_MAX, BODY_MAX, BODY_TIME};

/// The only header of this name, or none.
///
/// # Errors
/// 400 where it is sent twice: which one counts would be a guess.
pub(super) fn only<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> Result<Option<&'a HeaderValue>, Problem> {
    let mut all = headers.get_all(name).iter();
    let first = all.next();
    if let Some(second) = all.next() {
        let second = String::from_utf8_lossy(second.as_bytes());
        let problem = "is given twice; which one counts would be a guess";
        return Err(Problem::parameter(name.as_str(), &second, problem, "send it once"));
    }
    Ok(first)
}

/// Refuses a body that is packed: nothing here unpacks, so that nothing small
/// can grow large.
pub(super) fn refuse_packed(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(value) = headers.get(header::CONTENT_ENCODING) else { return Ok(()) };
    if value.as_bytes().eq_ignore_ascii_case(b"identity") {
        return Ok(());
    }
    let remedy = "send the body as it is, without Content-Encoding";
    Err(Problem::media_type("Content-Encoding", value, "is not taken here", remedy))
}

/// Refuses what is not said to be JSON. A request that says nothing is taken: it
/// cannot come from a form of another site, which always says something else.
fn check_json(headers: &HeaderMap) -> Result<(), Problem> {
    refuse_packed(headers)?;
    let Some(value) = only(headers, &header::CONTENT_TYPE)? else { return Ok(()) };
    let text = value.to_str().unwrap_or_default().to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let is_json = essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"));
    let mut charsets = parts.filter_map(|part| part.strip_prefix("charset="));
    if is_json && charsets.all(|charset| charset.trim_matches('"') == "utf-8") {
        return Ok(());
    }
    let remedy = "send `Content-Type: application/json`; the text is UTF-8";
    Err(Problem::media_type("Content-Type", value, "is not JSON in UTF-8", remedy))
}

/// Reads a JSON body. Room is taken as its bytes come, never for what was only
/// announced, and is held until the caller drops the permit.
///
/// # Errors
/// 400, 408, 413, 415 or 503, each naming what is wrong.
pub(super) async fn read_body<'a>(
    app: &'a App,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Vec<u8>, SemaphorePermit<'a>), Problem> {
    check_json(headers)?;
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if let Some(announced) = announced
        && announced.parse::<usize>().is_ok_and(|length| length > BODY_MAX)
    {
        return Err(too_large(announced));
    }
    let read = tokio::time::timeout(BODY_TIME, take(app, body)).await;
    read.unwrap_or_else(|_| Err(Problem::slow_body()))
}

/// Reads a JSON body of one form; `refusal` is for one that is not of it.
pub(super) async fn read_form<T: DeserializeOwned>(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    refusal: impl FnOnce(serde_json::Error) -> Problem,
) -> Result<T, Problem> {
    let (bytes, _room) = read_body(app, headers, body).await?;
    serde_json::from_slice(&bytes).map_err(refusal)
}

async fn take(app: &App, body: Body) -> Result<(Vec<u8>, SemaphorePermit<'_>), Problem> {
    const { assert!(BODY_MAX <= BODIES_MAX, "one body fits") };
    let no_room = |_| Problem::busy("too many bodies are being read; try again in a second");
    let mut permit = app.bodies.try_acquire_many(0).map_err(no_room)?;
    let (mut stream, mut bytes) = (body.into_data_stream(), Vec::new());
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| Problem::broken_off())?;
        if bytes.len() + piece.len() > BODY_MAX {
            return Err(too_large(format_args!("over {BODY_MAX}")));
        }
        let more = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        permit.merge(app.bodies.try_acquire_many(more).map_err(no_room)?);
        bytes.extend_from_slice(&piece);
    }
    Ok((bytes, permit))
}

fn too_large(found: impl Display) -> Problem {
    let remedy = "split it, or record it with `daybook import`";
    Problem::too_large(format!("the body has more than {BODY_MAX} bytes")).with_fault(
        "Content-Length",
        Some(found.to_string()),
        remedy,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(pairs: &[(&'static str, &'static str)]) -> u16 {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        check_json(&headers).map_or_else(|problem| problem.status, |()| 200)
    }

    #[test]
    fn only_json_in_utf_8_that_is_not_packed_is_read() {
        for good in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"",
            "application/vnd.daybook+json",
        ] {
            assert_eq!(checked(&[("content-type", good)]), 200, "{good}");
        }
        assert_eq!(checked(&[]), 200);
        assert_eq!(checked(&[("content-encoding", "identity")]), 200);
        for bad in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json; charset=utf-16",
            "application/jsonp",
            "text/x+json",
        ] {
            assert_eq!(checked(&[("content-type", bad)]), 415, "{bad}");
        }
        for packed in ["gzip", "br", "gzip, gzip", "x"] {
            assert_eq!(checked(&[("content-encoding", packed)]), 415, "{packed}");
        }
        let twice = [("content-type", "application/json"), ("content-type", "text/plain")];
        assert_eq!(checked(&twice), 400, "which one counts would be a guess");
    }
}
