//! `POST /api/v1/events/preview`: what would be recorded, by the server's own
//! reckoning, with nothing written.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ledger::record::{Hash, SealedDraft};
use serde::Serialize;

use super::App;
use super::allow::allow;
use super::body::read_body;
use super::headers::private;
use super::prepare::Prepared;
use super::problem::{FieldFault, Problem, field_faults, refused};
use super::write::{add, copies_of, prepared};
use crate::access::roles::Act;
use crate::sequencer::Submission;

/// One draft as it would be recorded.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Previewed {
    /// The canonical bytes of its public part: what the entry will hold as its
    /// member `draft`.
    pub draft: String,
    /// BLAKE3 of those bytes, 64 hexadecimal digits. It does not depend on the
    /// position, so it is the same whenever the draft is recorded.
    pub fingerprint: String,
    /// The index it would get now, from 0.
    pub index: u64,
    /// What is unusual about it, for the recorder to look at again; it would be
    /// recorded all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<FieldFault>,
    /// Why it cannot be recorded by one person alone; absent where it can. Then
    /// it goes to `POST /api/v1/pending`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_person: Option<&'static str>,
}

/// What would be recorded.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Preview {
    /// Number of entries in the ledger now.
    pub size: u64,
    /// The drafts, in order.
    pub drafts: Vec<Previewed>,
}

/// Show what would be recorded, and record nothing.
///
/// Takes what `POST /api/v1/events` takes and refuses what that would refuse.
/// With salts of the caller the answer holds the very bytes that will be
/// recorded, so that a caller who computed them too can compare. Without salts
/// the server draws some that it then forgets.
#[utoipa::path(
    post,
    path = "/api/v1/events/preview",
    tag = "write",
    request_body(content = Object, content_type = "application/json",
        description = "as for `POST /api/v1/events`"),
    responses(
        (status = 200, description = "Nothing was recorded", body = Preview),
        (status = 401, description = "No token, or one that is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token has not the role recorder, or belongs to another actor than `by` says", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "An event id is in use", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 8 MiB or 5,000 drafts", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Every fault of every draft, by itself and against what is recorded", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The queue is full (`Retry-After`), or the ledger is read-only", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn preview(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let name = allow(&app, &headers, Act::Record)?.name;
    let _turn = app.inflight.turn(&name)?;
    let (bytes, _room) = read_body(&app, &headers, body).await?;
    let Prepared { drafts, form } = prepared(bytes, &name).await?;
    let reasons = app.four_eyes.reasons(&drafts);
    let shown: Vec<Arc<SealedDraft>> =
        drafts.iter().map(|ready| Arc::clone(&ready.draft)).collect();
    let told = copies_of(&app, &drafts).await?;
    let submission = Submission { drafts, expected: None, key: None };
    let mut rehearsed =
        app.writer.rehearse(submission).await.map_err(|error| refused(error, &form))?;
    add(&mut rehearsed.warnings, told);
    let size = rehearsed.first.get();
    let mut previews: Vec<Previewed> =
        (size..).zip(&shown).map(|(index, draft)| previewed(index, draft)).collect();
    for (place, (preview, found)) in previews.iter_mut().zip(&rehearsed.warnings).enumerate() {
        preview.warnings = field_faults(&form.draft(place), found);
        preview.second_person = reasons.get(place).copied().flatten();
    }
    private(StatusCode::OK, &Preview { size, drafts: previews })
}

fn previewed(index: u64, draft: &SealedDraft) -> Previewed {
    let text = draft.public_text();
    let fingerprint = Hash::of(text.as_bytes()).to_hex();
    Previewed {
        draft: text.to_owned(),
        fingerprint,
        index,
        warnings: Vec::new(),
        second_person: None,
    }
}
