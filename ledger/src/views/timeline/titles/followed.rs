//! Words for what follows a recommendation: dates, judgements, its end.

use super::{code, day, told};
use crate::events::closing::{CloseOutcome, EscalationStep};
use crate::events::{Event, RecommendationId};
use crate::views::timeline::phrase::Phrase;
use alloc::string::ToString;

pub(super) fn title(event: &Event) -> Phrase {
    let of = |body, words: &'static str| Phrase::new().body(body).say(words);
    let by = |body, words, who| of(body, words).say(" (").body(who).say(")");
    match event {
        Event::ResponseDueSet(e) => of(&e.addressee, ": response due"),
        Event::FurtherResponseRequested(e) => {
            by(&e.addressee, ": further response asked for", &e.requested_by)
        }
        Event::HoldingReply(e) => of(&e.responder, ": holding reply"),
        Event::TargetDateSet(e) => of(&e.addressee, ": target date set"),
        Event::TargetDateRevised(e) => of(&e.addressee, ": target date moved"),
        Event::AssessmentMade(e) => {
            let phrase = of(&e.addressee, ": progress assessed");
            match (&e.assessor, &e.assessor_person) {
                (Some(body), _) => phrase.say(" (").body(body).say(")"),
                (None, Some(person)) => phrase.say(" (").person(person).say(")"),
                (None, None) => phrase,
            }
        }
        Event::RecommendationClosed(e) => {
            let words = match e.outcome {
                CloseOutcome::Implemented => ": recommendation closed as implemented",
                CloseOutcome::NotImplemented => ": recommendation closed, not implemented",
                CloseOutcome::Rejected => ": recommendation closed as rejected",
                CloseOutcome::Superseded => ": recommendation closed as superseded",
                CloseOutcome::Withdrawn => ": recommendation withdrawn",
                CloseOutcome::NoLongerRelevant => ": recommendation closed as no longer relevant",
            };
            by(&e.addressee, words, &e.closed_by)
        }
        Event::RecommendationReopened(e) => {
            by(&e.addressee, ": recommendation reopened", &e.reopened_by)
        }
        Event::EscalationLetter(e) => {
            let words = match e.step {
                EscalationStep::Letter => ": letter about an answer that is wanting",
                EscalationStep::PublicLetter => {
                    ": published letter about an answer that is wanting"
                }
                EscalationStep::StatementRequested => ": statement requested",
                EscalationStep::StatementRequired => ": statement required",
            };
            by(&e.addressee, words, &e.sent_by)
        }
        _ => Phrase::new(),
    }
}

pub(super) fn summary(event: &Event) -> Phrase {
    let about = |recommendation: &RecommendationId, rest: Phrase| {
        let gap = if rest.is_empty() { "" } else { " " };
        Phrase::new().say("Recommendation: ").recommendation(recommendation).say(gap).join(rest)
    };
    match event {
        Event::ResponseDueSet(e) => {
            let known = [("Due", Some(e.due.in_words())), ("Rule:", code(e.due_rule.as_str()))];
            about(&e.recommendation, told(&known, &[&e.reason]))
        }
        Event::FurtherResponseRequested(e) => {
            about(&e.recommendation, told(&[("Due", day(e.due.as_ref()))], &[&e.reason]))
        }
        Event::HoldingReply(e) => {
            let known = [("Answer expected", day(e.expected.as_ref()))];
            about(&e.recommendation, told(&known, &[&e.text]))
        }
        Event::TargetDateSet(e) => {
            let known = [("Target:", Some(e.target_date.in_words()))];
            about(&e.recommendation, told(&known, &[&e.reason]))
        }
        Event::TargetDateRevised(e) => {
            let silent = e.reason.is_none().then(|| "none given".to_string());
            let known = [
                ("Was:", day(e.old_target.as_ref())),
                ("Now:", Some(e.target_date.in_words())),
                ("Reason:", silent),
            ];
            about(&e.recommendation, told(&known, &[&e.reason]))
        }
        Event::AssessmentMade(e) => {
            let known = [
                ("Level:", Some(e.level.to_string())),
                ("Scale:", Some(e.scale_id.to_string())),
                ("Assessed on", day(e.assessed_on.as_ref())),
            ];
            about(&e.recommendation, told(&known, &[&e.narrative]))
        }
        Event::RecommendationClosed(e) => about(
            &e.recommendation,
            told(&[("Closed on", day(e.closed_on.as_ref()))], &[&e.narrative]),
        ),
        Event::RecommendationReopened(e) => about(&e.recommendation, told(&[], &[&e.reason])),
        Event::EscalationLetter(e) => {
            let rest = told(&[("Reply wanted by", day(e.reply_by.as_ref()))], &[&e.text]);
            match e.recommendations.first() {
                Some(first) => about(first, rest),
                None => rest,
            }
        }
        _ => Phrase::new(),
    }
}
