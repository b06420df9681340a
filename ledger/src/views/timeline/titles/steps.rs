//! Words for the steps between an invitation and what comes of it. Each is a
//! step of its own: a report to a House is not a finding.

use super::{code, day, speaker, told};
use crate::events::matters::SanctionOutcome;
use crate::events::notices::NoticeDemand;
use crate::events::sessions::CancelReason;
use crate::events::{BodyId, Event, Moment, PersonId};
use crate::views::timeline::phrase::Phrase;
use alloc::format;

/// Whom it concerns, what happened, and the body whose name ends the title.
type Step<'a> = (Option<&'a PersonId>, Option<&'a BodyId>, &'static str, &'a BodyId);

fn step(event: &Event) -> Option<Step<'_>> {
    macro_rules! step {
        ($e:ident, $words:expr, $ends:ident) => {
            ($e.person.as_ref(), $e.body.as_ref(), $words, &$e.$ends)
        };
    }
    Some(match event {
        Event::InvitationDeclined(e) => step!(e, ": declined to give evidence to the ", committee),
        Event::DateAgreed(e) => step!(e, ": day agreed to give evidence to the ", committee),
        Event::CounterOffer(e) => step!(e, ": offered something else to the ", committee),
        Event::OrderServed(e) => step!(e, ": served with an order of the ", committee),
        Event::OrderDischarged(e) => step!(e, ": order discharged by the ", committee),
        Event::OrderVaried(e) => step!(e, ": order varied by the ", committee),
        Event::OrderForPapers(e) => step!(e, ": ordered to hand over papers to the ", committee),
        Event::PapersReceived(e) => step!(e, ": papers received by the ", committee),
        Event::PapersRefused(e) => step!(e, ": papers refused to the ", committee),
        Event::RefusedToAnswer(e) => {
            (Some(&e.person), None, ": refused to answer the ", &e.committee)
        }
        Event::ReportedToHouse(e) => step!(e, ": reported to the House by the ", committee),
        Event::HouseOrder(e) => step!(e, ": order of the ", house),
        Event::NonComplianceReported(e) => {
            step!(e, ": reported as not complying with an order, by the ", reported_by)
        }
        Event::ReferredToPrivileges(e) => step!(e, ": matter referred to the ", committee),
        Event::ContemptFound(e) => step!(e, ": contempt found by the ", found_by),
        Event::Sanction(e) => {
            let words = match e.outcome {
                SanctionOutcome::NoSanction => ": no sanction, as decided by the ",
                SanctionOutcome::Admonished => ": admonished by the ",
                SanctionOutcome::Reprimanded => ": reprimanded by the ",
                SanctionOutcome::Fined => ": fined by the ",
                SanctionOutcome::Committed => ": committed to custody by the ",
                SanctionOutcome::Apology => ": apology required by the ",
                SanctionOutcome::Other => ": outcome decided by the ",
            };
            step!(e, words, decided_by)
        }
        Event::WrittenEvidencePublished(e) => {
            step!(e, ": written evidence published by the ", committee)
        }
        Event::Rule9Request(e) => step!(e, ": asked for a statement under rule 9 by the ", issuer),
        Event::S21Notice(e) => {
            let words = match e.demands {
                NoticeDemand::Attend => ": required to give evidence, by notice of the ",
                NoticeDemand::Statement => ": required to give a statement, by notice of the ",
                NoticeDemand::Documents => ": required to hand over documents, by notice of the ",
            };
            step!(e, words, issuer)
        }
        _ => return None,
    })
}

pub(super) fn title(event: &Event) -> Phrase {
    if let Some((person, body, words, ends)) = step(event) {
        return speaker(person, body).say(words).body(ends);
    }
    let new = Phrase::new();
    match event {
        Event::EvidenceSession(e) => new.body(&e.committee).say(if e.private {
            ": evidence session in private"
        } else {
            ": evidence session"
        }),
        Event::SessionCancelled(e) => new.body(&e.committee).say(match e.reason {
            CancelReason::Postponed => ": session put off",
            _ => ": session cancelled",
        }),
        Event::WarningLetterSent(e) => new.body(&e.issuer).say(": warning letter sent"),
        _ => new,
    }
}

pub(super) fn summary(event: &Event) -> Phrase {
    let until = |moment: Option<Moment>| moment.map(Moment::in_words);
    match event {
        Event::InvitationDeclined(e) => {
            told(&[("Reason:", code(e.reason.as_str()))], &[&e.reason_text, &e.wording])
        }
        Event::DateAgreed(e) => told(&[("Day:", Some(e.agreed_for.in_words()))], &[&e.wording]),
        Event::CounterOffer(e) => told(&[], &[&e.offer, &e.wording]),
        Event::OrderServed(e) => told(&[("Served:", code(e.method.as_str()))], &[&e.wording]),
        Event::OrderDischarged(e) => {
            told(&[("Reason:", code(e.reason.as_str()))], &[&e.reason_text, &e.wording])
        }
        Event::OrderVaried(e) => {
            let at = until(e.attend_time).or_else(|| day(e.attend_on.as_ref()));
            told(&[("To attend:", at), ("Due", day(e.due.as_ref()))], &[&e.reason_text, &e.wording])
        }
        Event::OrderForPapers(e) => {
            let due = until(e.deadline).or_else(|| day(e.due.as_ref()));
            told(&[("Due by", due)], &[&Some(e.papers.clone())])
        }
        Event::PapersReceived(e) => told(&[("Received", day(e.received.as_ref()))], &[&e.papers]),
        Event::PapersRefused(e) => {
            told(&[("Reason:", code(e.reason.as_str()))], &[&e.reason_text, &e.wording])
        }
        Event::RefusedToAnswer(e) => told(&[], &[&e.reason_text, &e.wording]),
        Event::ReportedToHouse(e) => told(&[], &[&e.instrument, &e.text]),
        Event::HouseOrder(e) => {
            told(&[("To comply by", until(e.deadline))], &[&Some(e.requirement.clone())])
        }
        Event::NonComplianceReported(e) => told(&[], &[&e.text]),
        Event::ReferredToPrivileges(e) => told(&[], &[&e.instrument, &e.text]),
        Event::ContemptFound(e) => told(&[], &[&e.text]),
        Event::Sanction(e) => told(&[], &[&e.instrument, &e.text]),
        Event::EvidenceSession(e) => {
            let heard = e.segments.iter().map(|segment| segment.witnesses.len()).sum::<usize>();
            let heard = (heard > 0).then(|| format!("{heard}"));
            told(&[("Begins", until(e.starts)), ("Witnesses:", heard)], &[&e.place])
        }
        Event::SessionCancelled(e) => {
            told(&[("Put off to", day(e.postponed_to.as_ref()))], &[&e.reason_text])
        }
        Event::WrittenEvidencePublished(e) => {
            let anonymous = e.anonymous.then(|| "published without a name".into());
            told(&[("Evidence", anonymous)], &[&e.reference, &e.title])
        }
        Event::Rule9Request(e) => {
            told(&[("Statement wanted by", day(e.reply_by.as_ref()))], &[&e.subject])
        }
        Event::S21Notice(e) => {
            let due = until(e.deadline).or_else(|| day(e.due.as_ref()));
            told(&[("To comply by", due)], &[&e.text])
        }
        Event::WarningLetterSent(_) => told(&[], &[]),
        _ => Phrase::new(),
    }
}
