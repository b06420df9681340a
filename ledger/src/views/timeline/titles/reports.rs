//! Words for inquiries, reports, recommendations, answers and statements.

use super::{code, followed, opt, people_and_bodies, plural, speaker, told};
use crate::events::Event;
use crate::events::recommendations::{ItemKind, Position, Progress};
use crate::events::statements::Accuser;
use crate::views::timeline::phrase::Phrase;

pub(super) fn title(event: &Event) -> Phrase {
    let new = Phrase::new;
    match event {
        Event::InquiryOpened(e) => {
            let phrase = new().body(&e.body).say(": inquiry began");
            match &e.stated_by {
                Some(person) => phrase.say(", as stated by ").person(person),
                None => phrase,
            }
        }
        Event::InquiryReported(e) => new().body(&e.body).say(": inquiry reported to be under way"),
        Event::InquiryClosed(e) => new().body(&e.body).say(": inquiry closed"),
        Event::ReportPublished(e) => {
            let phrase = match &e.publisher {
                Some(publisher) => new().body(publisher).say(": report published"),
                None => new().say("Report published"),
            };
            match &e.title {
                Some(title) => phrase.say(", ").titled(title),
                None => phrase.say(", title not known"),
            }
        }
        Event::ReportsSummarised(e) => new().body(&e.publisher).say(": ").say(plural(
            e.count,
            "report published",
            "reports published",
        )),
        Event::Finding(e) => {
            let phrase = new().body(&e.made_by).say(": finding");
            if e.about_persons.is_empty() && e.about_bodies.is_empty() {
                phrase
            } else {
                let phrase = phrase.say(" about ");
                phrase.join(people_and_bodies(&e.about_persons, &e.about_bodies))
            }
        }
        Event::RecommendationMade(e) => {
            let what = match (e.item_kind, e.restates.is_some()) {
                (ItemKind::Recommendation, false) => ": recommendation made",
                (ItemKind::Recommendation, true) => ": recommendation made again",
                (ItemKind::Conclusion, false) => ": conclusion",
                (ItemKind::Conclusion, true) => ": conclusion made again",
            };
            speaker(e.stated_by.as_ref(), Some(&e.made_by)).say(what)
        }
        Event::RecommendationsSummarised(e) => {
            let made = plural(e.count, "recommendation made", "recommendations made");
            new().body(&e.made_by).say(": ").say(made)
        }
        Event::ResponseReceived(e) => {
            new().body(&e.responder).say(": response, ").say(position(e.position))
        }
        Event::ProgressReported(e) => new()
            .body(&e.addressee)
            .say(": recommendation reported ")
            .say(progress(e.status))
            .say(" (")
            .body(&e.reported_by)
            .say(")"),
        Event::StatementMade(e) => speaker(e.person.as_ref(), e.body.as_ref()).say(": statement"),
        Event::AllegationReported(e) => new()
            .say("Allegation reported about ")
            .join(people_and_bodies(&e.about_persons, &e.about_bodies)),
        Event::ReplyPublished(e) => {
            speaker(e.person.as_ref(), e.body.as_ref()).say(": reply published")
        }
        Event::SilenceReported(e) => {
            speaker(e.person.as_ref(), e.body.as_ref()).say(": no public statement reported")
        }
        _ => followed::title(event),
    }
}

pub(super) fn summary(event: &Event) -> Phrase {
    let new = Phrase::new;
    match event {
        Event::InquiryOpened(e) => new().tell(&e.subject),
        Event::InquiryReported(e) => new().tell(&e.subject),
        Event::InquiryClosed(e) => {
            told(&[("How it ended:", code(e.inquiry_end.as_str()))], &[&e.wording])
        }
        Event::ReportPublished(e) => opt(e.says.as_ref()),
        Event::ReportsSummarised(e) => opt(e.description.as_ref()),
        Event::Finding(e) => new().tell(&e.text),
        Event::RecommendationMade(e) => new().tell(&e.text),
        Event::RecommendationsSummarised(e) => match &e.addressed_to {
            Some(whom) => new().say("Addressed to: ").tell(whom),
            None => new(),
        },
        Event::ResponseReceived(e) => {
            let phrase = new().say("Recommendation: ").recommendation(&e.recommendation);
            match &e.text {
                Some(text) => phrase.say(" Response: ").tell(text),
                None => phrase,
            }
        }
        Event::ProgressReported(e) => {
            let phrase = new().say("Recommendation: ").recommendation(&e.recommendation);
            match &e.narrative {
                Some(text) => phrase.say(" Reported: ").tell(text),
                None => phrase,
            }
        }
        Event::StatementMade(e) => new().tell(&e.text),
        Event::AllegationReported(e) => {
            let phrase = new().sentence(&e.text).say(" An allegation, not a finding; reported in ");
            let phrase = phrase.tell(&e.reported_in);
            match e.accuser {
                Accuser::Named => phrase.say("."),
                Accuser::NotNamed => phrase.say(", which does not name who makes it."),
            }
        }
        Event::ReplyPublished(e) => new().tell(&e.text),
        Event::SilenceReported(e) => new().tell(&e.text),
        _ => followed::summary(event),
    }
}

fn position(position: Position) -> &'static str {
    match position {
        Position::Accepted => "accepted",
        Position::AcceptedInPart => "accepted in part",
        Position::AcceptedInPrinciple => "accepted in principle",
        Position::Noted => "noted",
        Position::Rejected => "rejected",
        Position::UnderConsideration => "under consideration",
        Position::AlreadyInPlace => "said to be in place already",
        Position::PartialResponse => "in part",
        Position::NoPosition => "no position stated",
    }
}

fn progress(status: Progress) -> &'static str {
    match status {
        Progress::NotStarted => "as not started",
        Progress::InProgress => "as in progress",
        Progress::Implemented => "as implemented",
        Progress::NotAdopted => "as not adopted",
        Progress::Ceased => "as ceased",
        Progress::Superseded => "as superseded",
    }
}
