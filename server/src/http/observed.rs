//! Around every request: its id, its time, one line in the log.
//!
//! The line has the template of the route and never the path, a query, a header or a
//! body: what somebody sent may be a name, a token, or what is sealed later.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::{App, headers};
use crate::metrics::PAGES;
use crate::random;
use crate::tls::Tls;

/// Where a request's id is given and told.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Whoever was here over TLS comes back over TLS, for a year.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Longest id of a caller that is taken.
const ID_MAX: usize = 64;

/// The id of a request, for whoever handles it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub HeaderValue);

impl RequestId {
    /// The caller's, where it is harmless in every log; else a new one of 64 random bits.
    pub fn of(headers: &HeaderMap) -> Self {
        let safe = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let given = headers.get(&REQUEST_ID).filter(|value| {
            (1..=ID_MAX).contains(&value.len()) && value.as_bytes().iter().all(safe)
        });
        given.map_or_else(Self::new, |value| Self(value.clone()))
    }

    fn new() -> Self {
        // Without randomness there is nothing to tell requests apart by; they are served.
        let text = random::bytes().map_or_else(
            |_| "-".to_owned(),
            |bytes| format!("{:016x}", bytes.first_chunk().copied().map_or(0, u64::from_be_bytes)),
        );
        Self(HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("-")))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or("-")
    }
}

/// What stands between us and a caller.
#[derive(Debug, Default)]
pub struct Front {
    /// The certificate in use, where TLS ends here.
    pub tls: Option<Arc<Tls>>,
}

/// Headers in which a proxy says who asked it, and how. Anybody can send them.
const FORWARDED: [&str; 5] =
    ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

impl Front {
    /// Takes out of a request what nobody vouches for; `trusts_proxy` where a proxy of the
    /// operator's sets what [`FORWARDED`] names. Handlers may believe the rest.
    pub fn settle(&self, trusts_proxy: bool, headers: &mut HeaderMap) {
        if !trusts_proxy {
            for name in FORWARDED {
                headers.remove(name);
            }
        }
        if self.tls.is_some() {
            headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        }
    }
}

/// Handles one request, with security headers on its answer.
pub async fn observe(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = RequestId::of(request.headers());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(PAGES, MatchedPath::as_str);
    let span = tracing::info_span!("request", id = id.as_str());
    request.extensions_mut().insert(id.clone());
    app.front.settle(app.access.settings.trusts_proxy, request.headers_mut());
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, took) = (response.status(), begun.elapsed());
    app.requests.answered(route, status.as_u16(), took);
    span.in_scope(|| tell(&method, route, status, took));
    response.headers_mut().insert(REQUEST_ID, id.0);
    headers::secure(response.headers_mut());
    if app.front.tls.is_some() {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}

/// What was asked to be changed, and every refusal, is told as it is; a read is
/// told to those who want to know more.
fn tell(method: &Method, route: &str, status: StatusCode, took: Duration) {
    let (status, ms) = (status.as_u16(), u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    let method = method_name(method);
    // Whoever asks again and again whether it is ready knows the answer.
    let is_news = status >= 400 && status != 404 && route != "/readyz";
    if is_news || method == "POST" {
        tracing::info!(method, route, status, ms, "answered {status} to {method} {route}");
    } else {
        tracing::debug!(method, route, status, ms, "answered {status} to {method} {route}");
    }
}

/// A method that has a meaning here; any other word is the caller's own.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "(other)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_proxy_would_say_is_believed_only_of_a_proxy() {
        let sent = || {
            let names = FORWARDED.into_iter().chain(["host"]);
            let one = |name| (HeaderName::from_static(name), HeaderValue::from_static("x"));
            names.map(one).collect::<HeaderMap>()
        };
        let mut headers = sent();
        Front::default().settle(false, &mut headers);
        assert_eq!(headers.keys().map(HeaderName::as_str).collect::<Vec<_>>(), ["host"]);
        let mut headers = sent();
        Front::default().settle(true, &mut headers);
        assert_eq!(headers.len(), FORWARDED.len() + 1);
    }

    #[test]
    fn an_id_is_taken_only_where_it_is_harmless() {
        let of = |given: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(given).unwrap());
            RequestId::of(&headers)
        };
        for good in ["a", "01J-x_Y.9", &"a".repeat(64)] {
            assert_eq!(of(good.as_bytes()).as_str(), good);
        }
        let long = "a".repeat(65);
        for bad in ["", "two words", "a\"b", "<b>", "a=1", "\u{e9}", "{}", "../x", &long] {
            let made = of(bad.as_bytes());
            assert_ne!(made.as_str(), bad);
            assert!(made.as_str().len() == 16, "{bad}: {made:?}");
        }
        let none = HeaderMap::new();
        assert_ne!(RequestId::of(&none), RequestId::of(&none), "each has its own");
    }
}
