//! Refusals of what one person may not record alone.

use axum::http::StatusCode;

use super::App;
use super::prepare::Form;
use super::problem::{FieldFault, Problem};
use crate::pending::{PendingError, Refused};
use crate::sequencer::Ready;

/// Refuses a direct write of drafts that need a second person.
pub(super) fn needed(app: &App, drafts: &[Ready], form: &Form) -> Result<(), Problem> {
    let reasons = app.four_eyes.reasons(drafts);
    let fault = |(place, reason): (usize, Option<&'static str>)| {
        let reason = reason?;
        let kind = drafts.get(place).map(|ready| ready.candidate.draft().event.kind());
        Some(FieldFault {
            field: format!("{}/kind", form.draft(place)),
            value: kind.map(|kind| format!("\"{kind}\"")),
            problem: format!("needs a second person: it {reason}"),
            remedy: "send it to POST /api/v1/pending, where somebody else with the role approver approves it; \
                     what cannot wait is recorded together with an approval_overridden that says why"
                .to_owned(),
        })
    };
    let faults: Vec<FieldFault> =
        reasons.into_iter().enumerate().filter_map(fault).take(50).collect();
    let Some(first) = faults.first() else { return Ok(()) };
    let detail = format!("{} {}", first.field, first.problem);
    let mut problem =
        Problem::new(StatusCode::FORBIDDEN, "second-person", "A second person is needed", detail);
    problem.faults = faults;
    Err(problem)
}

/// A refusal of something that was to be done with a proposal.
pub(super) fn refused(refused: &Refused) -> Problem {
    use StatusCode as S;
    let detail = refused.to_string();
    let (status, kind, title, field, remedy) = match refused {
        Refused::Own(_) => (
            S::FORBIDDEN,
            "second-person",
            "A second person is needed",
            "author",
            "ask somebody else with the role approver",
        ),
        Refused::NotYours(_) => {
            (S::FORBIDDEN, "not-yours", "Only its author may do this", "author", "ask its author")
        }
        Refused::State(_) => (
            S::CONFLICT,
            "state",
            "It has come too far, or not far enough",
            "state",
            "read it again, and decide again",
        ),
        Refused::Version { .. } => (
            S::CONFLICT,
            "version",
            "It was changed since it was looked at",
            "version",
            "look at the newest version, and decide again",
        ),
        Refused::Date => (
            S::UNPROCESSABLE_ENTITY,
            "date",
            "The date does not agree",
            "occurred",
            "read the record and its sources, and type the date of the event as the draft has it",
        ),
        Refused::Signature(_) => (
            S::UNPROCESSABLE_ENTITY,
            "signature",
            "A signature is missing or out of place",
            "signatures",
            "sign the exact bytes that the proposal shows",
        ),
        Refused::Reason => (
            S::UNPROCESSABLE_ENTITY,
            "reason",
            "A reason is needed",
            "reason",
            "say why, in 1 to 2,000 characters",
        ),
    };
    Problem::new(status, kind, title, detail).with_fault(&format!("/{field}"), None, remedy)
}

/// A failure of the files of proposals.
pub(super) fn failed(error: &PendingError) -> Problem {
    match error {
        PendingError::Full => Problem::busy(error.to_string()),
        other => Problem::internal(other),
    }
}
