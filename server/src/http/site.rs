//! The viewer, embedded in the binary by `build.rs` with its compressed forms.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::headers::{IMMUTABLE, REVALIDATE, has};
use super::problem::Problem;

/// One file of the viewer.
#[derive(Debug)]
pub struct File {
    /// Its address, such as `/index.html`.
    pub path: &'static str,
    /// Its media type.
    pub mime: &'static str,
    /// Its `ETag`, quoted.
    pub etag: &'static str,
    /// The file.
    pub raw: &'static [u8],
    /// The same by brotli; empty when that is no smaller.
    pub brotli: &'static [u8],
    /// The same by gzip; empty when that is no smaller.
    pub gzip: &'static [u8],
}

// Holds `FILES` and nothing else.
include!(concat!(env!("OUT_DIR"), "/viewer.rs"));

/// Where the viewer as one file is.
const VIEWER: &str = "/viewer.html";

/// Serves a file of the viewer; any other path that a person could have typed
/// or bookmarked gets the page, whose router then reads the address.
pub async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return Problem::method().into_response();
    }
    let path = uri.path();
    let exact = FILES.iter().find(|file| file.path == path);
    match exact.or_else(|| index_for(path)) {
        Some(file) => answer(file, &headers),
        None => Problem::not_found("there is no such file").into_response(),
    }
}

/// The page, unless the last part of the path looks like a file: a script that
/// is missing must not come back as HTML.
fn index_for(path: &str) -> Option<&'static File> {
    let last = path.rsplit('/').next().unwrap_or_default();
    if last.contains('.') {
        return None;
    }
    FILES.iter().find(|file| file.path == "/index.html")
}

fn answer(file: &'static File, request: &HeaderMap) -> Response {
    let (body, encoding) = choose(file, request);
    let mut response = if has(request, file.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut full = body.into_response();
        full.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(file.mime));
        if let Some(encoding) = encoding {
            let value = HeaderValue::from_static(encoding);
            full.headers_mut().insert(header::CONTENT_ENCODING, value);
        }
        full
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, HeaderValue::from_static(file.etag));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    let caching = if is_fingerprinted(file.path) { IMMUTABLE } else { REVALIDATE };
    headers.insert(header::CACHE_CONTROL, caching);
    if file.path == VIEWER {
        // To be kept and opened from a disk; here the policy would stop it.
        let name = HeaderValue::from_static("attachment; filename=\"daybook-viewer.html\"");
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// The viewer as one file; `None` in a program that was built without it.
pub fn viewer() -> Option<&'static [u8]> {
    FILES.iter().find(|file| file.path == VIEWER).map(|file| file.raw)
}

/// Whether a name holds a hash of its content: at least 16 hexadecimal digits
/// between `-` and `.`, as in `/web-0123456789abcdef.wasm`.
fn is_fingerprinted(path: &str) -> bool {
    let stem = path.split('.').next().unwrap_or_default();
    let hash = stem.rsplit('-').next().unwrap_or_default();
    stem.contains('-') && hash.len() >= 16 && hash.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The smallest form that the client takes.
fn choose(file: &'static File, request: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
    let accepted = |wanted: &str| {
        let lists = request.get_all(header::ACCEPT_ENCODING).iter();
        let mut items = lists.filter_map(|value| value.to_str().ok()).flat_map(|v| v.split(','));
        items.any(|item| {
            let mut parts = item.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
            (name == wanted || name == "*") && !refused
        })
    };
    if !file.brotli.is_empty() && accepted("br") {
        (file.brotli, Some("br"))
    } else if !file.gzip.is_empty() && accepted("gzip") {
        (file.gzip, Some("gzip"))
    } else {
        (file.raw, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SAMPLE: File = File {
        path: "/a.js",
        mime: "text/javascript",
        etag: "\"1\"",
        raw: b"raw",
        brotli: b"br",
        gzip: b"gz",
    };

    #[test]
    fn the_smallest_form_that_the_client_takes_is_sent() {
        for (accept, body) in [
            ("", "raw"),
            ("gzip", "gz"),
            ("gzip, deflate, br", "br"),
            ("br;q=0, gzip;q=0.5", "gz"),
            ("*", "br"),
            ("identity", "raw"),
        ] {
            let mut request = HeaderMap::new();
            request.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accept));
            let (found, encoding) = choose(&SAMPLE, &request);
            assert_eq!(found, body.as_bytes(), "{accept}");
            assert_eq!(encoding.is_some(), body != "raw");
        }
    }

    #[test]
    fn addresses_of_pages_get_the_page_and_missing_files_do_not() {
        for path in ["/", "/timeline", "/events/12", "/verify"] {
            assert_eq!(index_for(path).map(|file| file.path), Some("/index.html"), "{path}");
        }
        for path in ["/gone.js", "/assets/x.wasm"] {
            assert!(index_for(path).is_none(), "{path}");
        }
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_fingerprinted("/web-0123456789abcdef.wasm"));
        assert!(!is_fingerprinted("/index.html"));
        assert!(!is_fingerprinted("/web_bg.wasm"));
        assert!(!is_fingerprinted("/service-worker.js"));
    }
}
