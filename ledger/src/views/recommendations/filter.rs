//! Which pairs a question is about.

use super::pairs::{Pair, Pairs};
use super::state::Stage;
use crate::views::ask::{AskError, Question};
use crate::views::facts::{Body, Facts, Handle, Inquiry, Report};

/// The parameters of views of pairs.
pub(super) const PARAMS: &[(&str, &str)] = &[
    ("report", "the identifier of a report"),
    ("addressee", "the identifier of a body, as addressed or as its successor"),
    ("inquiry", "the identifier of an inquiry"),
    (
        "status",
        "outstanding, unanswered, answered, overdue, claimed, confirmed, rejected or closed",
    ),
];

const STATUSES: [&str; 8] = [
    "outstanding",
    "unanswered",
    "answered",
    "overdue",
    "claimed",
    "confirmed",
    "rejected",
    "closed",
];

/// A choice of pairs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Filter<'q> {
    pub(super) report: Option<Report>,
    pub(super) addressee: Option<Body>,
    pub(super) inquiry: Option<Inquiry>,
    status: Option<&'q str>,
}

impl<'q> Filter<'q> {
    pub(super) fn read(
        facts: &Facts,
        pairs: &Pairs,
        question: &'q Question,
    ) -> Result<Filter<'q>, AskError> {
        let status = question.get("status");
        if status.is_some_and(|status| !STATUSES.contains(&status)) {
            let remedy = alloc::format!("write one of: {}", STATUSES.join(", "));
            return Err(question.wrong("status", "is not a status", &remedy));
        }
        Ok(Filter {
            report: named(facts, question, "report", |report| {
                pairs.grounds.reports().contains_key(report)
                    || pairs.pairs.iter().any(|pair| pair.report == Some(*report))
            })?,
            addressee: named(facts, question, "addressee", |body| {
                let is = |pair: &Pair| pair.addressee == *body || pair.heir.body == *body;
                pairs.pairs.iter().any(is)
            })?,
            inquiry: named(facts, question, "inquiry", |inquiry| {
                pairs.pairs.iter().any(|pair| pair.inquiry == *inquiry)
                    || pairs.grounds.reports().values().any(|report| report.inquiry == *inquiry)
            })?,
            status,
        })
    }

    /// Whether nothing is left out.
    pub(super) fn is_all(&self) -> bool {
        self.report.is_none()
            && self.addressee.is_none()
            && self.inquiry.is_none()
            && self.status.is_none()
    }

    /// Whether a pair is meant.
    pub(super) fn takes(&self, pair: &Pair) -> bool {
        self.report.is_none_or(|report| pair.report == Some(report))
            && self.addressee.is_none_or(|body| pair.addressee == body || pair.heir.body == body)
            && self.inquiry.is_none_or(|inquiry| pair.inquiry == inquiry)
            && self.status.is_none_or(|status| has(pair, status))
    }
}

fn has(pair: &Pair, status: &str) -> bool {
    match status {
        "outstanding" => pair.stage.is_outstanding(),
        "unanswered" => pair.state.answered.is_none(),
        "answered" => pair.state.answered.is_some(),
        "overdue" => pair.is_overdue(),
        "claimed" => pair.stage == Stage::Claimed,
        "confirmed" => pair.stage == Stage::Confirmed,
        "rejected" => pair.stage.is_rejected(),
        "closed" => matches!(pair.stage, Stage::Closed(_)),
        _ => false,
    }
}

/// A parameter that names something that some pair or report has.
fn named<H: Handle>(
    facts: &Facts,
    question: &Question,
    name: &str,
    known: impl Fn(&H) -> bool,
) -> Result<Option<H>, AskError> {
    let Some(id) = question.get(name) else { return Ok(None) };
    let found = facts.find::<H>(id).filter(|handle| known(handle));
    found.map(Some).ok_or_else(|| {
        let remedy = "take one from the view \"recommendations\" or \"reports\" without it";
        question.wrong(name, "is named by no recommendation or report at this point", remedy)
    })
}
