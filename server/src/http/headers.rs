//! Headers that many answers share.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

/// What a page from here may do: run our scripts and our WebAssembly, talk to
/// us, and nothing else. `'wasm-unsafe-eval'` allows WebAssembly only.
pub const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    worker-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Always asked for again, answered with 304 when nothing changed.
pub const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");
/// Never changes under this address.
pub const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Puts the security headers on an answer, whatever it is.
pub fn secure(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        // A document brings a stricter policy of its own.
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

/// An `ETag` over `bytes`: 128 bits of BLAKE3, quoted.
pub fn etag(bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    format!("\"{}\"", &hash[..32])
}

/// Whether the client has the version with this `ETag` already.
pub fn has(request: &HeaderMap, etag: &str) -> bool {
    request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == etag || one == "*")
}

/// Bytes with their type, caching rule and `ETag`; 304 when the client has them.
pub fn file(
    request: &HeaderMap,
    bytes: Vec<u8>,
    mime: &'static str,
    caching: HeaderValue,
) -> Response {
    let etag = etag(&bytes);
    let mut response = if has(request, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut full = bytes.into_response();
        full.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
        full
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, caching);
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

/// 304: the client has the version with this `ETag`.
pub fn unchanged(etag: &str) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    tag(&mut response, etag);
    response
}

/// Puts an `ETag` on an answer that is asked for again each time.
pub fn tag(response: &mut Response, etag: &str) {
    response.headers_mut().insert(header::CACHE_CONTROL, REVALIDATE);
    if let Ok(etag) = HeaderValue::try_from(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
}

/// JSON that changes: always asked for again.
pub fn json(request: &HeaderMap, value: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => file(request, bytes, "application/json", REVALIDATE),
        Err(error) => Problem::internal(&error).into_response(),
    }
}

/// JSON that is for the caller alone: no cache keeps it.
pub fn private(status: StatusCode, body: &impl serde::Serialize) -> Result<Response, Problem> {
    let body = serde_json::to_vec(body).map_err(|error| Problem::internal(&error))?;
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_has_it_gets_304() {
        let mut request = HeaderMap::new();
        let first = file(&request, b"x".to_vec(), "text/plain", REVALIDATE);
        assert_eq!(first.status(), 200);
        let etag = first.headers()["etag"].clone();
        request.insert(header::IF_NONE_MATCH, etag.clone());
        let second = file(&request, b"x".to_vec(), "text/plain", REVALIDATE);
        assert_eq!((second.status().as_u16(), &second.headers()["etag"]), (304, &etag));
        assert_eq!(file(&request, b"y".to_vec(), "text/plain", REVALIDATE).status(), 200);
        let list = format!("\"other\", W/{}", etag.to_str().unwrap());
        request.insert(header::IF_NONE_MATCH, list.try_into().unwrap());
        assert_eq!(file(&request, b"x".to_vec(), "text/plain", REVALIDATE).status(), 304);
    }
}
