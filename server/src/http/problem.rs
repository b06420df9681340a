//! Refusals as RFC 9457 problem details: the only place that knows which
//! mistake has which status.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ledger::record::Fault;
use serde::Serialize;

use super::prepare::Form;
use crate::config::{DISK_RETRY, RETRY_AFTER};
use crate::documents::Marker;
use crate::sequencer::SubmitError;

/// One thing that is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldFault {
    /// JSON pointer (RFC 6901) into the request body, or the name of a header
    /// or query parameter.
    pub field: String,
    /// The value as given, cut short; absent where it is missing or too long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

/// The kind of a problem, kept beside its answer for the access log.
#[derive(Clone, Debug)]
pub struct Kind(pub String);

/// Why a request was refused (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A name for this kind of problem, `urn:daybook:problem:…`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words; the same for every problem of a kind.
    pub title: String,
    /// The HTTP status, again.
    pub status: u16,
    /// This occurrence in words, with values and the next step.
    pub detail: String,
    /// Every field that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<FieldFault>,
    /// Of a document that is not shown: by which entry, by whom, why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld: Option<Box<Marker>>,
    /// Seconds after which to try again; also the header `Retry-After`.
    #[serde(skip)]
    pub retry_after: Option<u32>,
}

impl Problem {
    /// A problem of a kind.
    pub fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:daybook:problem:{kind}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            faults: Vec::new(),
            withheld: None,
            retry_after: None,
        }
    }

    pub(super) fn with_fault(mut self, field: &str, value: Option<String>, remedy: &str) -> Self {
        let problem = self.detail.clone();
        let field = field.to_owned();
        self.faults.push(FieldFault { field, value, problem, remedy: remedy.to_owned() });
        self
    }

    fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(u32::try_from(seconds).unwrap_or(u32::MAX));
        self
    }

    /// 400: a header or query parameter that cannot be read.
    pub fn parameter(field: &str, value: &str, problem: &str, remedy: &str) -> Self {
        let detail = format!("{field} {problem}");
        let mut problem =
            Self::new(StatusCode::BAD_REQUEST, "parameter", "A parameter cannot be read", detail);
        let value = Some(value.chars().take(80).collect());
        problem = problem.with_fault(field, value, remedy);
        problem
    }

    /// 401: no token, or one that is unknown.
    pub fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "token",
            "A token is needed",
            "send `Authorization: Bearer <token>` with a token made by `daybook token new`",
        )
    }

    /// 403: the draft says that somebody else wrote it.
    pub fn not_yours(field: &str, by: &str, name: &str) -> Self {
        let detail = format!("the token belongs to {name}, the draft says it is by {by}");
        Self::new(StatusCode::FORBIDDEN, "not-yours", "The token belongs to another actor", detail)
            .with_fault(
                field,
                Some(by.to_owned()),
                "leave the field out, or use that actor's token",
            )
    }

    /// 404: nothing there.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is no such thing", detail)
    }

    /// 405: nothing is ever edited or deleted.
    pub fn method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method",
            "This cannot be done here",
            "read with GET; record with POST /api/v1/events; nothing is ever edited or deleted",
        )
    }

    /// 408: the body did not come in time.
    pub fn slow_body() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "slow",
            "The request took too long",
            "the body did not arrive within 30 seconds; send it again",
        )
    }

    /// 413: too many bytes or drafts.
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The request is too large", detail)
    }

    /// 422: understood, and not to be done like this.
    pub fn unprocessable(kind: &str, title: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, kind, title, detail)
    }

    /// 422: the body is not JSON of our kind.
    pub fn body(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "draft", "The draft cannot be recorded", detail)
            .with_fault("", None, "send one draft, or an array of drafts, as JSON")
    }

    /// 422: every fault of every draft.
    pub fn faults(faults: Vec<FieldFault>) -> Self {
        let detail = match faults.as_slice() {
            [one] => format!("{} {}: {}", one.field, one.problem, one.remedy),
            more => format!("{} fields are wrong; nothing was recorded", more.len()),
        };
        let mut problem = Self::body(detail);
        problem.faults = faults;
        problem
    }

    /// 429: one token has too much under way.
    pub fn too_many(limit: usize) -> Self {
        let detail =
            format!("{limit} requests with this token are under way; wait for their answers");
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many", "Too many requests at once", detail)
            .after(RETRY_AFTER)
    }

    /// 503: no room now.
    pub fn busy(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "The server is busy", detail)
            .after(RETRY_AFTER)
    }

    /// 503: no room on the disk.
    pub fn disk_full(detail: impl Into<String>) -> Self {
        let title = "The server's disk is nearly full";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "disk-full", title, detail).after(DISK_RETRY)
    }

    /// 500: our fault. The log has the rest under the same number, once.
    pub fn internal(error: &dyn std::fmt::Display) -> Self {
        use std::sync::atomic::{AtomicU64, Ordering};
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        tracing::error!(number, %error, "internal error {number}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong here",
            format!("internal error {number}; the server's log says more under this number"),
        )
    }
}

/// The faults of the draft at `prefix` (empty, or `/3` in an array).
pub fn field_faults(prefix: &str, faults: &[Fault]) -> Vec<FieldFault> {
    let one = |fault: &Fault| FieldFault {
        field: format!("{prefix}{}", fault.field),
        value: fault.value.clone(),
        problem: fault.problem.clone(),
        remedy: fault.remedy.clone(),
    };
    faults.iter().map(one).collect()
}

/// A refusal of the writer. `form` says how the drafts were written, so that
/// faults point into the request.
pub fn refused(error: SubmitError, form: &Form) -> Problem {
    let detail = error.to_string();
    let at = |position: usize| form.draft(position);
    match error {
        SubmitError::Busy | SubmitError::Stopped => Problem::busy(detail),
        SubmitError::Clock { .. } => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "clock",
            "The server's clock is wrong",
            detail,
        )
        .after(5),
        SubmitError::ReadOnly(_) => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "read-only",
            "The ledger is read-only",
            detail,
        ),
        SubmitError::Elsewhere | SubmitError::Doubtful(_) => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "elsewhere",
            "Another server records",
            detail,
        )
        .after(1),
        SubmitError::Full(_) => Problem::disk_full(detail),
        SubmitError::Size { found, .. } => Problem::new(
            StatusCode::PRECONDITION_FAILED,
            "size",
            "The ledger has another size",
            detail,
        )
        .with_fault(
            "If-Match",
            Some(found.to_string()),
            "read what was added and decide again",
        ),
        SubmitError::Duplicate { position, id, .. } => {
            Problem::new(StatusCode::CONFLICT, "duplicate-id", "The event id is in use", detail)
                .with_fault(&format!("{}/id", at(position)), Some(id), "choose another id")
        }
        SubmitError::NotAdmitted(bad) => Problem::faults(
            bad.iter()
                .flat_map(|bad| {
                    // Signatures stand beside the draft and not in it.
                    let (item, draft) = (form.item(bad.position), at(bad.position));
                    let beside = |fault: &Fault| fault.field.starts_with("/signatures");
                    bad.faults.0.iter().flat_map(move |fault| {
                        let prefix = if beside(fault) { &item } else { &draft };
                        field_faults(prefix, std::slice::from_ref(fault))
                    })
                })
                .collect(),
        ),
        SubmitError::KeyReused { .. } | SubmitError::KeyErased { .. } => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "key-reused",
            "The idempotency key was used for another request",
            detail,
        )
        .with_fault("Idempotency-Key", None, "use a new key for a new request"),
        SubmitError::Entry { position, .. } => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "draft",
            "The draft cannot be recorded",
            detail,
        )
        .with_fault(&at(position), None, "split the record in two"),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let kind = self.kind.rsplit(':').next().unwrap_or_default().to_owned();
        response.extensions_mut().insert(Kind(kind));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::record::{Index, Size};

    #[test]
    fn each_refusal_of_the_writer_has_its_status_and_names_its_field() {
        let duplicate =
            SubmitError::Duplicate { position: 3, id: "x".to_owned(), at: Index::new(7) };
        let size = SubmitError::Size { expected: Size::new(1), found: Size::new(2) };
        let reused = SubmitError::KeyReused { first: Index::new(0) };
        for (error, is_array, status, field) in [
            (duplicate.clone(), true, 409, "/3/id"),
            (duplicate, false, 409, "/id"),
            (size, false, 412, "If-Match"),
            (reused, false, 422, "Idempotency-Key"),
        ] {
            let problem = refused(error, &Form::plain(is_array));
            assert_eq!((problem.status, problem.faults[0].field.as_str()), (status, field));
            assert!(!problem.detail.is_empty() && !problem.faults[0].remedy.is_empty());
        }
        for error in [SubmitError::Busy, SubmitError::Stopped] {
            let problem = refused(error, &Form::plain(false));
            assert_eq!((problem.status, problem.retry_after), (503, Some(1)));
        }
        let readonly = refused(SubmitError::ReadOnly("why".to_owned()), &Form::plain(false));
        assert_eq!((readonly.status, readonly.retry_after), (503, None), "waiting does not help");
    }

    #[test]
    fn a_problem_is_written_as_rfc_9457_says() {
        let response = Problem::busy("no room").into_response();
        assert_eq!(response.status(), 503);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.headers()["retry-after"], "1");
        assert_eq!(Problem::unauthorized().into_response().headers()["www-authenticate"], "Bearer");
    }

    #[test]
    fn what_went_wrong_inside_stays_in_the_log() {
        let problem = Problem::internal(&"/var/lib/daybook/store: permission denied");
        assert!(!problem.detail.contains("/var"), "{}", problem.detail);
    }
}
