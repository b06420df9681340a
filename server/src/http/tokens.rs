//! `/api/v1/tokens`: who may do what, for administrators and auditors. The same
//! as `daybook token`, for whoever has no shell on the machine.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ledger::record::Timestamp;
use serde::{Deserialize, Serialize};

use super::App;
use super::allow::allow;
use super::aside::aside;
use super::body::read_form;
use super::headers::private;
use super::problem::Problem;
use super::watched;
use crate::access::roles::{self, Act, Role};
use crate::access::tokens::{self, Standing, Token, TokensError, Wanted};
use crate::clock;

/// One token as it is shown: all of it but its text, which nobody has.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TokenRow {
    /// The actor.
    pub name: String,
    /// 12 hexadecimal digits; other logs name the token by them.
    pub id: String,
    /// What it is for.
    pub roles: Vec<Role>,
    /// When it was made, RFC 3339.
    pub created: String,
    /// From when on it is refused, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// When it was revoked, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<String>,
    /// Whether it is good now.
    pub good: bool,
    /// Who signs in with it, as the provider of the organisation calls them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openid: Option<String>,
}

/// All tokens, those that are over too.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TokenList {
    /// In the order in which they were made.
    pub tokens: Vec<TokenRow>,
}

/// A token that was just made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TokenMade {
    /// Its text. It is shown this once and kept nowhere. Absent where somebody signs in
    /// with the account of the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The rest.
    #[serde(flatten)]
    pub row: TokenRow,
}

/// A token to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenWanted {
    /// The actor that writes with it: 1 to 64 of a-z, 0-9 and -.
    pub name: String,
    /// What it is for; at least one.
    pub roles: Vec<Role>,
    /// From when on it is refused, such as `2027-01-31T00:00:00.000Z`.
    #[serde(default)]
    pub expires: Option<String>,
    /// Who signs in with it, as the provider of the organisation calls them; then it has
    /// no text.
    #[serde(default)]
    pub openid: Option<String>,
}

impl TokenRow {
    /// As it stands now.
    pub fn new(token: &Token, now: Timestamp) -> Self {
        Self {
            name: token.name.clone(),
            id: token.id(),
            roles: token.roles.clone(),
            created: token.created.clone(),
            expires: token.expires.clone(),
            revoked: token.revoked.clone(),
            good: token.standing(now) == Standing::Good,
            openid: token.openid.clone(),
        }
    }
}

/// All tokens: names, roles and dates.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "access",
    responses(
        (status = 200, description = "All of them", body = TokenList),
        (status = 401, description = "No token, or one that is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token has neither the role administrator nor auditor", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn list(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Problem> {
    allow(&app, &headers, Act::ListTokens)?;
    let all = with_tokens(&app, tokens::read).await?;
    let now = clock::now();
    let tokens = all.iter().map(|token| TokenRow::new(token, now)).collect();
    private(StatusCode::OK, &TokenList { tokens })
}

/// Make a token.
///
/// It works when the answer is given, and its text is shown this once.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "access",
    request_body(content = TokenWanted, content_type = "application/json"),
    responses(
        (status = 201, description = "It is made and durable", body = TokenMade),
        (status = 401, description = "No token, or one that is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token has not the role administrator", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The name is in use by a token that is good", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Name, roles or expiry", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Somebody else is changing the tokens", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn make(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let caller = allow(&app, &headers, Act::MakeToken)?;
    let _turn = app.inflight.turn(&caller.name)?;
    let wanted: TokenWanted = read_form(&app, &headers, body, |error| {
        Problem::unprocessable("token", "The token cannot be made", error.to_string()).with_fault(
            "",
            None,
            "send {\"name\", \"roles\", \"expires\", \"openid\"} as /api/v1/openapi.json has it",
        )
    })
    .await?;
    let expires = wanted.expires.map(|text| {
        Timestamp::parse(&text).map_err(|_| {
            let detail = format!("{text:?} is not a time");
            Problem::unprocessable("token", "The token cannot be made", detail).with_fault(
                "/expires",
                Some(text.chars().take(80).collect()),
                "write it in full, such as 2027-01-31T00:00:00.000Z",
            )
        })
    });
    let (name, roles, openid) = (wanted.name, wanted.roles, wanted.openid);
    let wanted = Wanted { name, roles, expires: expires.transpose()?, openid };
    watched::about(&wanted.name);
    watched::about(&roles::listed(&wanted.roles));
    watched::begin(&app, &caller, Act::MakeToken.code()).await?;
    let now = clock::now();
    let (token, kept) = with_tokens(&app, move |path| tokens::create(path, &wanted, now)).await?;
    watched::about(&kept.id());
    let token = kept.openid.is_none().then_some(token);
    private(StatusCode::CREATED, &TokenMade { token, row: TokenRow::new(&kept, now) })
}

/// Revoke a token.
///
/// When the answer is given it is refused, here and after any restart.
#[utoipa::path(
    post, path = "/api/v1/tokens/{name}/revoke", tag = "access",
    params(("name" = String, Path, description = "the actor")),
    responses(
        (status = 200, description = "It is refused from now on", body = TokenRow),
        (status = 401, description = "No token, or one that is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token has not the role administrator", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none of this name", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Somebody else is changing the tokens", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn revoke(
    State(app): State<Arc<App>>,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = allow(&app, &headers, Act::RevokeToken)?;
    let _turn = app.inflight.turn(&caller.name)?;
    let name = name.map_or_else(|_| String::new(), |Path(name)| name);
    watched::about(&name);
    watched::begin(&app, &caller, Act::RevokeToken.code()).await?;
    let now = clock::now();
    let revoked = with_tokens(&app, move |path| tokens::revoke(path, &name, now)).await?;
    watched::about(&revoked.id());
    private(StatusCode::OK, &TokenRow::new(&revoked, now))
}

/// Works on the file, away from the async threads.
async fn with_tokens<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&std::path::Path) -> Result<T, TokensError> + Send + 'static,
) -> Result<T, Problem> {
    let app = Arc::clone(app);
    aside(move || work(app.access.tokens.path())).await?.map_err(|error| refused(&error))
}

fn refused(error: &TokensError) -> Problem {
    let detail = error.to_string();
    let bad = |field: &str, remedy: &str| {
        Problem::unprocessable("token", "The token cannot be made", detail.clone())
            .with_fault(field, None, remedy)
    };
    match error {
        TokensError::Name { .. } => bad("/name", "choose a name of that form"),
        TokensError::Roles => bad("/roles", "name at least one role"),
        TokensError::Identity { .. } => bad("/openid", "write it as the provider gives it"),
        TokensError::Known { .. } => {
            Problem::new(StatusCode::CONFLICT, "taken", "The account is in use", detail.clone())
                .with_fault("/openid", None, "revoke that token first")
        }
        TokensError::Past { .. } => bad("/expires", "choose a later time, or leave it out"),
        TokensError::Taken { .. } => {
            Problem::new(StatusCode::CONFLICT, "taken", "The name is in use", detail.clone())
                .with_fault("/name", None, "revoke that token first, or choose another name")
        }
        TokensError::Unknown { .. } => Problem::not_found(detail),
        TokensError::Busy { .. } => {
            Problem::busy("somebody else is changing the tokens; try again in a second")
        }
        TokensError::Io { .. } | TokensError::Format { .. } | TokensError::Random(_) => {
            Problem::internal(error)
        }
    }
}
