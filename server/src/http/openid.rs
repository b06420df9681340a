//! `/api/v1/openid`: a browser signs in with the account of its organisation.
//!
//! The page asks where to go, the browser goes, comes back to the page with a code, and
//! the page hands that in. Both requests are the page's own: with the header that no
//! other site can send, and a cookie that no other browser has.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::App;
use super::allow::good;
use super::body::read_form;
use super::cookies::Cookie;
use super::headers::private;
use super::problem::Problem;
use super::session::{self, SignedIn, ours};
use super::watched;
use crate::access::openid::{LASTS, OpenId, OpenIdError};
use crate::clock;

/// The provider of the organisation.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Provider {
    /// What it is called on the page; absent where none was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Where a browser goes to sign in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Door {
    /// An address of the provider.
    pub url: String,
}

/// What a browser brings back from the provider.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Back {
    /// As it stands in the address.
    pub state: String,
    /// As it stands in the address.
    pub code: String,
}

/// Whether browsers can sign in with an organisation's account, and what it is called.
#[utoipa::path(
    get, path = "/api/v1/openid", tag = "access",
    responses(
        (status = 200, description = "They can where it has a name", body = Provider),
    )
)]
pub async fn offered(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let name = app.access.openid.as_ref().map(|provider| provider.name().to_owned());
    private(StatusCode::OK, &Provider { name })
}

/// Begin to sign in with an organisation's account.
///
/// The answer sets a cookie, without which nothing that comes back is taken.
#[utoipa::path(
    post, path = "/api/v1/openid/begin", tag = "access",
    responses(
        (status = 200, description = "Where the browser goes now", body = Door),
        (status = 403, description = "The page that asked is another site's", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No provider was named", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "The provider cannot be asked", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn begin(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Problem> {
    watched::note_act("sign_in");
    ours(&headers)?;
    let begun = provider(&app)?.begin().await.map_err(refused)?;
    let mut response = private(StatusCode::OK, &Door { url: begun.url.into() })?;
    let cookie = Cookie::Away.write(&app, &headers, &begun.browser, LASTS.as_secs())?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Sign a browser in that is back from its organisation.
///
/// The answer sets a cookie as `POST /api/v1/session` does.
#[utoipa::path(
    post, path = "/api/v1/openid/end", tag = "access",
    request_body(content = Back, content_type = "application/json"),
    responses(
        (status = 201, description = "The browser is signed in", body = SignedIn),
        (status = 401, description = "It did not leave from here, it took too long, what the provider says does not hold, or the token of that person is over", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The page that asked is another site's, or nobody here is known by that account", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No provider was named", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "The provider cannot be asked", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn end(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    watched::note_act("sign_in");
    ours(&headers)?;
    let provider = provider(&app)?;
    let back: Back =
        read_form(&app, &headers, body, |error| {
            Problem::unprocessable("openid", "Nobody can be signed in", error.to_string())
                .with_fault("", None, "send {\"state\", \"code\"} as they stand in the address")
        })
        .await?;
    let browser = Cookie::Away.read(&app, &headers);
    let browser = browser.ok_or_else(|| refused(OpenIdError::NotBegun))?;
    let who = provider.end(browser, &back.state, &back.code).await.map_err(refused)?;
    let found = app.access.tokens.find_openid(&who, clock::now());
    let found = found.map_err(|error| Problem::internal(&error))?;
    let caller = good(found)?.ok_or_else(|| unknown(&who))?;
    watched::begin(&app, &caller, "sign_in").await?;
    let mut response = session::open(&app, &headers, caller)?;
    let over = Cookie::Away.write(&app, &headers, "", 0)?;
    response.headers_mut().append(header::SET_COOKIE, over);
    Ok(response)
}

fn provider(app: &App) -> Result<&OpenId, Problem> {
    app.access.openid.as_ref().ok_or_else(|| {
        Problem::not_found(
            "no provider of accounts was named (`--openid-issuer`); sign in with a token",
        )
    })
}

/// 403: the provider knows them, and here nobody does. What they are called is theirs to
/// know, and what an administrator needs.
fn unknown(who: &str) -> Problem {
    let detail = format!("nobody here is known as {who:?}");
    Problem::new(
        StatusCode::FORBIDDEN,
        "openid-unknown",
        "This account may do nothing here",
        detail,
    )
    .with_fault(
        "openid",
        Some(who.chars().take(80).collect()),
        "hand this identity to an administrator, who makes a token for it with `--openid`",
    )
}

fn refused(error: OpenIdError) -> Problem {
    let title = "Nobody is signed in";
    let detail = error.to_string();
    match error {
        OpenIdError::NotBegun => Problem::new(StatusCode::UNAUTHORIZED, "openid", title, detail)
            .with_fault(
                "state",
                None,
                "begin again on this page, and come back within ten minutes",
            ),
        OpenIdError::Wrong(_) | OpenIdError::Refused(_) => {
            tracing::warn!("{detail}");
            Problem::new(StatusCode::UNAUTHORIZED, "openid", title, detail).with_fault(
                "code",
                None,
                "begin again; if it goes on, tell whoever runs the server",
            )
        }
        OpenIdError::Unreachable(_) => {
            tracing::warn!("{detail}");
            let title = "The provider cannot be asked";
            Problem::new(StatusCode::BAD_GATEWAY, "openid-provider", title, detail)
        }
        OpenIdError::Random(error) => Problem::internal(&error),
    }
}
