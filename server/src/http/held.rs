//! What is held back from the public, for somebody who may read it all the same.
//!
//! Nobody is refused here: without a token, or with one that has not the role for it,
//! a reader gets what everybody gets. Whoever may read more stands in the access log
//! before the first byte is given.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use ledger::record::{Entry, Held, Json, Timestamp};
use serde::Serialize;

use super::App;
use super::allow::found;
use super::problem::Problem;
use super::watched;
use crate::access::guard::{Caller, Found};
use crate::access::roles::Act;

/// That sealed values are held back from the public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct HeldBack {
    /// As the record says it: `embargoed`, `restricted` or `suppressed`.
    pub disclosure: String,
    /// From when on everybody can read them, RFC 3339; absent where that is never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Whether this answer has them all the same, because of who asked.
    pub shown: bool,
}

impl HeldBack {
    /// Of an entry that is held back at this moment; `None` for any other.
    pub(super) fn of(entry: &Entry, now: Timestamp) -> Option<Self> {
        entry.held().is_held(now).then(|| {
            let draft = entry.draft_json();
            let code = draft.get("disclosure").and_then(Json::as_str);
            Self {
                disclosure: code.unwrap_or("unknown").to_owned(),
                until: entry.held().end(now).map(|end| end.to_string()),
                shown: false,
            }
        })
    }
}

/// "until 2019-03-27T11:00:00.000Z", "for good".
pub(super) fn how_long(held: Held) -> String {
    match held {
        Held::Until(end) => format!("until {end}"),
        Held::No | Held::ForGood => "for good".to_owned(),
    }
}

/// Who asks, if it may read what is held back.
pub(super) fn reader(app: &App, headers: &HeaderMap) -> Option<Caller> {
    match found(app, headers) {
        Ok(Some(Found::Caller(caller))) if caller.may(Act::ReadHeld) => Some(caller),
        _ => None,
    }
}

/// Writes down who reads what is held back of `what`: a name, never a value.
///
/// # Errors
/// 503 when that cannot be written down: then it may not be read.
pub(super) async fn begin(app: &App, caller: &Caller, what: &str) -> Result<(), Problem> {
    watched::about(what);
    watched::begin(app, caller, Act::ReadHeld.code()).await
}

/// What decides whether an answer shows what is held back: a cache must not mix them up.
const ASKED_WITH: HeaderValue = HeaderValue::from_static("authorization, cookie, x-daybook-as");

/// Marks an answer that is another one for somebody else.
pub(super) fn varies(response: &mut Response) {
    response.headers_mut().insert(header::VARY, ASKED_WITH);
}

/// Marks an answer that is for its caller alone.
pub(super) fn private(response: &mut Response) {
    varies(response);
    let alone = HeaderValue::from_static("private, no-store");
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, alone);
    headers.remove(header::ETAG);
}
