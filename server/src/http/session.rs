//! `/api/v1/session`: a browser signs in and out.
//!
//! The cookie ([`super::cookies`]) is not all there is between a session and another
//! site: what comes with it must also carry a header that no form and no other origin
//! can send, and must not say that it comes from elsewhere.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::Response;
use serde::Serialize;

use super::App;
use super::allow::{allow, bearer};
use super::cookies::Cookie;
use super::headers::private;
use super::problem::Problem;
use super::token::TokenInfo;
use super::watched;
use crate::access::guard::{Caller, Found};
use crate::access::roles::Act;
use crate::access::sessions::{IDLE, LASTS};
use crate::clock;

/// Says that the request is from our page, and as whom the page thinks that it is
/// signed in.
const AS: HeaderName = HeaderName::from_static("x-daybook-as");

/// What a browser says of where a request comes from.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A browser that is signed in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SignedIn {
    /// Whose token it was, and what it allows.
    #[serde(flatten)]
    pub info: TokenInfo,
    /// Seconds after which it is over in any case.
    pub lasts: u64,
    /// Seconds without a request after which it is over.
    pub idle: u64,
}

/// Sign a browser in.
///
/// The answer sets a cookie. Requests that come with it need no token, but the
/// header `X-Daybook-As` with the name of the actor, and no other origin.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "access",
    responses(
        (status = 201, description = "The browser is signed in", body = SignedIn),
        (status = 401, description = "No token, or one that is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The page that asked is another site's", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn begin(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Problem> {
    // A session makes no session: each begins with the token itself.
    if bearer(&headers).is_none() {
        watched::note_act("sign_in");
        return Err(Problem::unauthorized());
    }
    let caller = allow(&app, &headers, Act::Whoami);
    watched::note_act("sign_in");
    let caller = caller?;
    // Nobody is signed in as somebody else by another site's page.
    ours(&headers)?;
    watched::begin(&app, &caller, "sign_in").await?;
    open(&app, &headers, caller)
}

/// The session of a caller, once it stands in the access log that it begins.
pub(super) fn open(app: &App, headers: &HeaderMap, caller: Caller) -> Result<Response, Problem> {
    let number = app.access.sessions.begin(&caller.token, Instant::now());
    let number = number.map_err(|error| Problem::internal(&error))?;
    let signed_in =
        SignedIn { info: TokenInfo::new(caller), lasts: LASTS.as_secs(), idle: IDLE.as_secs() };
    let mut response = private(StatusCode::CREATED, &signed_in)?;
    let cookie = Cookie::Session.write(app, headers, &number, LASTS.as_secs())?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Sign a browser out.
#[utoipa::path(
    post, path = "/api/v1/session/end", tag = "access",
    responses(
        (status = 200, description = "It is signed out"),
        (status = 401, description = "It was not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The page that asked is another site's", body = Problem, content_type = "application/problem+json"),
    ),
    security(("session" = []))
)]
pub async fn end(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Problem> {
    watched::note_act("sign_out");
    let found = signed_in(&app, &headers)?;
    let Some(number) = Cookie::Session.read(&app, &headers) else {
        return Err(over("this browser is not signed in"));
    };
    if let Some(Found::Caller(caller)) = found {
        watched::begin(&app, &caller, "sign_out").await?;
    }
    app.access.sessions.end(number);
    let mut response = private(StatusCode::OK, &serde_json::json!({}))?;
    let cookie = Cookie::Session.write(&app, &headers, "", 0)?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Who is signed in with the cookie of a request; `None` where it has no cookie
/// of ours.
///
/// # Errors
/// 401 where the session is over or is not who the page thinks; 403 where it comes
/// from another site.
pub(super) fn signed_in(app: &App, headers: &HeaderMap) -> Result<Option<Found>, Problem> {
    let Some(number) = Cookie::Session.read(app, headers) else { return Ok(None) };
    ours(headers)?;
    let Some(token) = app.access.sessions.token_of(number, Instant::now()) else {
        return Err(over("the session is over; sign in again"));
    };
    let found = app.access.tokens.find_id(&token, clock::now());
    let found = found.map_err(|error| Problem::internal(&error))?;
    let thinks = headers.get(AS).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Found::Caller(Caller { name, .. }) = &found
        && name != thinks
    {
        return Err(over("somebody else signed in in this browser since; sign in again"));
    }
    Ok(Some(found))
}

fn over(detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "session", "Sign in again", detail)
}

/// Refuses what another site's page may have sent.
pub(super) fn ours(headers: &HeaderMap) -> Result<(), Problem> {
    let refused = |field: &str, detail: &str| {
        let title = "The request comes from another site";
        Err(Problem::new(StatusCode::FORBIDDEN, "cross-site", title, detail).with_fault(
            field,
            None,
            "use the page of this server; a program sends a token and no cookie",
        ))
    };
    if headers.get(AS).is_none() {
        return refused("X-Daybook-As", "a cookie alone is not enough: the header is missing");
    }
    if let Some(site) = headers.get(FETCH_SITE)
        && site != "same-origin"
    {
        return refused("Sec-Fetch-Site", "the browser says that another site's page asked");
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let from = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    if from.is_some_and(|(_, from)| Some(from) == host) {
        return Ok(());
    }
    refused("Origin", "the page that asked is at another address")
}
