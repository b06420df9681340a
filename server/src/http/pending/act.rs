//! What can be done with a proposal.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ledger::record::Hash;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::shown::Detail;
use super::{as_recorded, none, take_items, with_files};
use crate::access::four_eyes::HANDFUL;
use crate::access::guard::Caller;
use crate::access::roles::Act as Right;
use crate::clock;
use crate::http::App;
use crate::http::allow::allow;
use crate::http::body::read_form;
use crate::http::headers::private;
use crate::http::prepare::{Form, Prepared, prepare};
use crate::http::problem::{Problem, refused};
use crate::http::receipt::{self, Receipts};
use crate::http::second_person::{failed, refused as not_done};
use crate::http::watched;
use crate::http::write;
use crate::pending::{Proposal, Refused, Signature};
use crate::sequencer::{Accepted, Submission, SubmitError};

/// Body of `approve`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Approve {
    version: u32,
    #[serde(default)]
    occurred: Option<String>,
    #[serde(default)]
    signatures: Option<Vec<Option<Signature>>>,
}

/// Body of `return`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SendBack {
    version: u32,
    #[serde(default)]
    reason: String,
}

/// Body of `override`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Override {
    #[serde(default)]
    reason: String,
}

/// Approve, return, edit, withdraw, record or override.
///
/// `approve` (role approver, another actor than the author): `{"version": 1, "occurred": "2014-08-26",
/// "signatures": [{"key", "signature"}]}`, where `occurred` is the date of the first
/// draft as it stands there, typed again, and there is a signature for each draft that
/// its author signed and `null` for each other. It is recorded at once; where that has to
/// wait, the approval holds for seven days and `record` does it. Where the author signed
/// none, the entry names the approver in `authorised_by`.
/// `return` (the same): `{"version": 1, "reason": "…"}`.
/// `edit` (the author): drafts as for `POST /api/v1/pending`; an approval is void.
/// `withdraw` (the author): no body. `record` (role recorder or approver): no body.
/// `override` (the author, at most five drafts): `{"reason": "…"}`; each draft is recorded
/// together with an `approval_overridden` that names it.
#[utoipa::path(
    post, path = "/api/v1/pending/{id}/{act}", tag = "second person",
    params(
        ("id" = String, Path, description = "32 hexadecimal digits"),
        ("act" = String, Path, description = "approve, return, edit, withdraw, record or override"),
    ),
    request_body(content = Object, content_type = "application/json", description = "see above"),
    responses(
        (status = 200, description = "The proposal as it stands now", body = Detail),
        (status = 201, description = "Recorded and durable", body = Receipts),
        (status = 401, description = "No token, or one that is unknown", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token has not the role for it, or the author approves or returns, or somebody else edits, withdraws or overrides", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none, or no such act", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It has come too far, or was changed since", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Date, reason, signature or draft", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "It is approved and could not be recorded now", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = []))
)]
pub async fn act(
    State(app): State<Arc<App>>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let Path((id, act)) = path.map_err(|_| none())?;
    let (app, headers) = (&app, &headers);
    let right = match act.as_str() {
        "approve" | "return" => Right::Approve,
        "edit" | "withdraw" => Right::Propose,
        "override" => Right::Overrule,
        "record" => Right::RecordApproved,
        _ => {
            return Err(Problem::not_found(
                "what can be done: approve, return, edit, withdraw, record, override",
            ));
        }
    };
    let caller = allow(app, headers, right)?;
    let who = caller.name.clone();
    let _turn = app.inflight.turn(&who)?;
    let name = who.clone();
    if right != Right::Propose && act != "return" {
        watched::about(&format!("proposal {id}"));
        watched::begin(app, &caller, right.code()).await?;
    }
    match act.as_str() {
        "approve" => {
            let given: Approve = read(app, headers, body).await?;
            let proposal = change(app, id, move |it| {
                let none = || it.items.iter().map(|_| None).collect();
                let signatures = given.signatures.unwrap_or_else(none);
                let typed = given.occurred.as_deref();
                it.approve(&name, given.version, typed, signatures, clock::now())
            })
            .await?;
            record(app, proposal, &who, None).await
        }
        "record" => {
            let proposal = change(app, id, |it| it.may_record()).await?;
            record(app, proposal, &who, None).await
        }
        "override" => {
            let given: Override = read(app, headers, body).await?;
            let reason = given.reason.clone();
            let proposal = change(app, id, move |it| it.may_override(&name, &reason)).await?;
            record(app, proposal, &who, Some(given.reason.trim())).await
        }
        "return" => {
            let given: SendBack = read(app, headers, body).await?;
            let proposal = change(app, id, move |it| {
                it.send_back(&name, given.version, &given.reason, clock::now())
            });
            shown(app, &proposal.await?, &caller)
        }
        "withdraw" => {
            let proposal = change(app, id, move |it| it.withdraw(&name, clock::now())).await?;
            shown(app, &proposal, &caller)
        }
        _ => {
            let items = take_items(app, headers, body, &who).await?;
            let proposal = change(app, id, move |it| it.edit(&name, items, clock::now())).await?;
            shown(app, &proposal, &caller)
        }
    }
}

fn shown(app: &App, proposal: &Proposal, caller: &Caller) -> Result<Response, Problem> {
    private(StatusCode::OK, &Detail::new(app, proposal, caller)?)
}

async fn read<T: DeserializeOwned>(
    app: &App,
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Problem> {
    let refusal = |error| {
        let mut problem = Problem::body(format!("the body cannot be read: {error}"));
        "see /api/v1/openapi.json for what it holds".clone_into(&mut problem.faults[0].remedy);
        problem
    };
    read_form(app, headers, body, refusal).await
}

async fn change(
    app: &Arc<App>,
    id: String,
    edit: impl FnOnce(&mut Proposal) -> Result<(), Refused> + Send + 'static,
) -> Result<Proposal, Problem> {
    let changed = with_files(app, move |app| {
        app.pending.change(&id, clock::now(), edit).map_err(|error| failed(&error))
    });
    let (proposal, outcome) = changed.await?.ok_or_else(none)?;
    outcome.map_err(|error| not_done(&error))?;
    Ok(proposal)
}

/// Records what a proposal holds, and then says so in its file. A crash between
/// the two is mended by doing it again: the key is the same, so it is recorded
/// once.
async fn record(
    app: &Arc<App>,
    proposal: Proposal,
    who: &str,
    overridden: Option<&str>,
) -> Result<Response, Problem> {
    let Prepared { drafts, form } = match overridden {
        None => {
            let approver = proposal.approval.as_ref().map(|approval| approval.by.as_str());
            as_recorded(&proposal, approver)?
        }
        Some(reason) => with_overrides(&proposal, reason)?,
    };
    write::note_watched(&drafts);
    let key = format!("pending\0{}\0{}", proposal.id, proposal.version);
    let text: Vec<u8> = drafts.iter().flat_map(|ready| ready.draft.public_text().bytes()).collect();
    let key = Some((Hash::of(key.as_bytes()), Hash::of(&text)));
    let submission = Submission { drafts, expected: None, key };
    let accepted = match app.writer.submit(submission).await {
        Ok(accepted) => accepted,
        Err(error) => return Err(kept_or_not(app, proposal, error, &form).await?),
    };
    let (receipts, first, count) = receipts(app, accepted, &form)?;
    write::note_entries(Some(first), usize::try_from(count).unwrap_or(usize::MAX));
    let (id, name) = (proposal.id.clone(), who.to_owned());
    let reason = overridden.map(str::to_owned);
    change(app, id, move |it| {
        // The second of two presses finds it recorded already.
        if !it.state.is_over() {
            let entries = (first..first + count).collect();
            it.record(&name, entries, reason.as_deref(), clock::now());
        }
        Ok(())
    })
    .await?;
    write::answer(receipts, count > 1, false)
}

/// What the writer could not do now keeps the approval; what it refuses does not.
async fn kept_or_not(
    app: &Arc<App>,
    proposal: Proposal,
    error: SubmitError,
    form: &Form,
) -> Result<Problem, Problem> {
    let later = matches!(
        error,
        SubmitError::Busy
            | SubmitError::Stopped
            | SubmitError::ReadOnly(_)
            | SubmitError::Elsewhere
            | SubmitError::Doubtful(_)
            | SubmitError::Clock { .. }
    );
    if !later && proposal.approval.is_some() {
        let version = proposal.version;
        change(app, proposal.id, move |it| {
            if it.version == version && !it.state.is_over() {
                it.unapprove();
            }
            Ok(())
        })
        .await?;
    }
    Ok(refused(error, form))
}

fn receipts(app: &App, accepted: Accepted, form: &Form) -> Result<(Receipts, u64, u64), Problem> {
    Ok(match accepted {
        Accepted::New { entries, warnings, end } => {
            let first = entries.first().map_or(0, |placed| placed.index.get());
            let fresh = receipt::fresh(&app.store, &end, &entries)?;
            (fresh.with_warnings(&warnings, form), first, entries.len() as u64)
        }
        Accepted::Before { first, count } => {
            let end = app.writer.end();
            let again = receipt::again(&app.store, &end, &app.vkey, first, count)?;
            (again, first.get(), u64::from(count))
        }
    })
}

/// The drafts, each followed by the event that says why nobody else looked at it.
fn with_overrides(proposal: &Proposal, reason: &str) -> Result<Prepared, Problem> {
    if proposal.count > HANDFUL {
        let detail =
            format!("{} drafts cannot be overridden at once; send them in parts", proposal.count);
        return Err(Problem::too_large(detail));
    }
    let Value::Array(mut items) = proposal.body(None) else {
        return Err(Problem::internal(&"a proposal is a list"));
    };
    for (place, item) in proposal.items.iter().enumerate() {
        items.push(json!({
            "id": format!("override-{}-{}", &proposal.id[..10], place + 1),
            "inquiry": item.draft["inquiry"],
            "kind": "approval_overridden",
            "basis": "direct_submission",
            "certainty": "stated",
            "event": { "target": item.draft["id"], "reason": reason },
            "sources": [{ "kind": "ledger", "title": "The event itself, recorded together with this one" }],
        }));
    }
    prepare(Value::Array(items).to_string().as_bytes(), &proposal.author)
}
