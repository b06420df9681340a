//! Words for data calls and what came back.

use super::{bodies_of, chasing, count, opt, plural};
use crate::events::codes::{BodyKind, CountBasis};
use crate::events::returns::{Completeness, MissingReason, ReturnSummary};
use crate::events::{Decimal, Event};
use crate::views::names::WITHHELD;
use crate::views::timeline::phrase::Phrase;
use alloc::format;
use alloc::string::{String, ToString};

pub(super) fn title(event: &Event) -> Phrase {
    let new = Phrase::new;
    match event {
        Event::PopulationFixed(e) => {
            let kind = e.body_kind.map_or("bodies", bodies_of);
            new().say(format!("List fixed: {} {kind}", count(e.count)))
        }
        Event::DataCallIssued(e) => new().body(&e.issuer).say(": asked for data"),
        Event::ReturnReceived(e) => new().body(&e.body).say(": return received"),
        Event::NilReturn(e) => new().body(&e.body).say(": nil return"),
        Event::UnableToProvide(e) => new().body(&e.body).say(": unable to provide data"),
        Event::Declined(e) => new().body(&e.body).say(": declined to provide data"),
        Event::ReturnSummary(e) => new().say(share(e)).say(": ").quote(&e.measure),
        Event::IndicatorRange(e) => {
            let rate =
                |rate: Option<&Decimal>| rate.map_or(WITHHELD.to_string(), ToString::to_string);
            let (lowest, highest) = (rate(e.lowest.open()), rate(e.highest.open()));
            new()
                .say(format!("From {lowest} to {highest} per {}: ", count(e.per)))
                .quote(&e.measure)
        }
        _ => chasing::title(event),
    }
}

pub(super) fn summary(event: &Event) -> Phrase {
    let new = Phrase::new;
    match event {
        Event::PopulationFixed(e) => opt(e.source_statement.as_ref()),
        Event::DataCallIssued(e) => {
            let due = e.due.as_ref().map(|due| format!("Due {}. ", due.in_words()));
            let phrase = new().say(due.unwrap_or_default());
            match &e.description {
                Some(text) => phrase.tell(text),
                None => phrase,
            }
        }
        Event::ReturnReceived(e) => {
            let what = match e.completeness {
                Completeness::Full => "Every value given.",
                Completeness::Partial => "Some values missing.",
            };
            new().say(format!("Version {}. {what}", e.version))
        }
        Event::NilReturn(e) => opt(e.note.as_ref()),
        Event::UnableToProvide(e) => {
            let phrase = new().say(format!("Reason: {}.", reason(e.reason)));
            match &e.reason_text {
                Some(text) => phrase.say(" ").tell(text),
                None => phrase,
            }
        }
        Event::Declined(e) => opt(e.reason_text.as_ref()),
        Event::ReturnSummary(e) => share_summary(e),
        Event::IndicatorRange(e) => {
            let phrase = new().say("Areas: ").tell(&e.areas).say(".");
            match &e.per_what {
                Some(what) => {
                    phrase.say(format!(" Rates per {} ", count(e.per))).tell(what).say(".")
                }
                None => phrase,
            }
        }
        _ => chasing::summary(event),
    }
}

/// Never a bare percentage: where the source gives no base, that is said.
fn share(e: &ReturnSummary) -> String {
    let kind = bodies_of(e.body_kind);
    let percent = e.percent.map(|percent| format!("{percent}%"));
    match (e.numerator, e.denominator, percent) {
        (Some(n), Some(of), Some(percent)) => {
            format!("{} of {} {kind} ({percent})", count(n), count(of))
        }
        (Some(n), Some(of), None) => format!("{} of {} {kind}", count(n), count(of)),
        (Some(n), None, _) => format!("{} {kind}", count(n)),
        (None, Some(of), Some(percent)) => format!("{percent} of {} {kind}", count(of)),
        (None, None, Some(percent)) => format!("{percent} of {kind}, number not stated"),
        (None, _, None) => kind.to_string(),
    }
}

fn share_summary(e: &ReturnSummary) -> Phrase {
    let mut phrase = Phrase::new();
    if let Some(body) = &e.reported_by {
        phrase = phrase.say("Reported by: ").body(body).say(".");
    }
    let mut also = |words: String| {
        let gap = if phrase.is_empty() { "" } else { " " };
        phrase = core::mem::take(&mut phrase).say(gap).say(words);
    };
    if let (Some(n), Some(of)) = (e.numerator, e.denominator) {
        let rest = of.saturating_sub(n);
        also(format!("The other {} not among them.", one_or_many(e.body_kind, rest)));
    }
    if e.numerator_basis == Some(CountBasis::Derived) {
        also("The count is derived: no other whole number gives this percentage.".to_string());
    }
    if e.denominator_basis == Some(CountBasis::Assumed) {
        also("The base is assumed, not stated.".to_string());
    }
    if let Some(period) = &e.reference_period {
        also(format!("Period: {}.", period.in_words()));
    }
    phrase
}

fn one_or_many(kind: BodyKind, number: u32) -> String {
    match kind {
        BodyKind::Lscb => plural(number, "board is", "boards are"),
        BodyKind::PoliceForce => plural(number, "force is", "forces are"),
        _ => plural(number, "body is", "bodies are"),
    }
}

fn reason(reason: MissingReason) -> &'static str {
    match reason {
        MissingReason::NotRecorded => "not recorded",
        MissingReason::NotHeld => "held by someone else",
        MissingReason::System => "its systems cannot produce it",
        MissingReason::TooCostly => "too costly",
        MissingReason::Definition => "another definition",
        MissingReason::NotApplicable => "does not apply",
        MissingReason::Other => "another",
        MissingReason::NotStated => "none stated",
    }
}
