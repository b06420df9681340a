//! Words for committees and those they hear.

use super::{opt, speaker, steps};
use crate::events::Event;
use crate::events::committee::{AbsenceReason, Acceptance, Attended};
use crate::views::timeline::phrase::Phrase;
use alloc::format;

pub(super) fn title(event: &Event) -> Phrase {
    match event {
        Event::InvitationSent(e) => speaker(e.person.as_ref(), e.body.as_ref())
            .say(": invited to give evidence to the ")
            .body(&e.committee),
        Event::InvitationAccepted(e) => {
            let how = match e.acceptance {
                Acceptance::Accepted => ": agreed to give evidence to the ",
                Acceptance::Indicated => ": indicated that they will give evidence to the ",
                Acceptance::Conditional => ": agreed with conditions to give evidence to the ",
            };
            speaker(e.person.as_ref(), e.body.as_ref()).say(how).body(&e.committee)
        }
        Event::OrderToAttend(e) => {
            Phrase::new().person(&e.person).say(": ordered to attend the ").body(&e.committee)
        }
        Event::SummonsReported(e) => {
            let phrase = Phrase::new().person(&e.person).say(": reported as summoned");
            match &e.committee {
                Some(committee) => phrase.say(" to the ").body(committee),
                None => phrase,
            }
        }
        Event::AttendanceExpected(e) => {
            Phrase::new().person(&e.person).say(": expected to attend the ").body(&e.committee)
        }
        Event::Attended(e) => {
            Phrase::new().person(&e.person).say(": gave evidence to the ").body(&e.committee)
        }
        Event::DidNotAttend(e) => {
            Phrase::new().person(&e.person).say(": did not attend the ").body(&e.committee)
        }
        _ => steps::title(event),
    }
}

pub(super) fn summary(event: &Event) -> Phrase {
    match event {
        Event::InvitationSent(e) => opt(e.wording.as_ref()),
        Event::InvitationAccepted(e) => opt(e.wording.as_ref()),
        Event::OrderToAttend(e) => match &e.attend_on {
            Some(date) => Phrase::new().say(format!("To attend on {}.", date.in_words())),
            None => Phrase::new(),
        },
        Event::SummonsReported(e) => Phrase::new()
            .say("The source's words: ")
            .sentence(&e.wording)
            .say(" Whether there was a formal order is a separate question."),
        Event::AttendanceExpected(e) => opt(e.wording.as_ref()),
        Event::Attended(e) => attended(e),
        Event::DidNotAttend(e) => {
            let phrase = Phrase::new().say(match e.reason {
                AbsenceReason::NoneGiven => "No reason was given.",
                AbsenceReason::Apologies => "Apologies were sent.",
                AbsenceReason::Substitute => "Someone else was sent.",
                AbsenceReason::Other => "A reason was given.",
                AbsenceReason::NotStated => "The source gives no reason.",
            });
            match &e.reason_text {
                Some(text) => phrase.say(" ").tell(text),
                None => phrase,
            }
        }
        _ => steps::summary(event),
    }
}

fn attended(e: &Attended) -> Phrase {
    let mut phrase = Phrase::new();
    if let Some(panel) = e.panel {
        phrase = phrase.say(format!("Panel {panel}. "));
    }
    if let Some(questions) = &e.questions {
        phrase = phrase.say(format!("Questions {} to {}. ", questions.first, questions.last));
    }
    let phrase = match &e.evidence {
        Some(evidence) => phrase.sentence(evidence).say(" "),
        None => phrase,
    };
    match &e.position_held {
        Some(position) => phrase.say("Described as ").sentence(position),
        None => phrase,
    }
}
