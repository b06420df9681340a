//! Plain, neutral words for each kind of event. They say what the typed fields
//! say and no more: "resigned", "did not attend", never why.

mod absences;
mod chasing;
mod followed;
mod hearings;
mod keeping;
mod people;
mod reports;
mod returns;
mod steps;

use super::phrase::Phrase;
use crate::events::care::SoughtKind;
use crate::events::codes::BodyKind;
use crate::events::{BodyId, Edtf, Event, Family, PersonId};
use crate::record::{Sealed, Text};
use alloc::format;
use alloc::string::{String, ToString};

/// What happened, in a few words. `corrected` is the title of the entry that a
/// correction is about, where it is known.
pub(super) fn title(event: &Event, corrected: Option<&str>) -> Phrase {
    let new = Phrase::new;
    match event {
        Event::BodyRegistered(e) => new().say("Body registered: ").body(&e.body),
        Event::PersonRegistered(e) => new().say("Person registered: ").person(&e.person),
        Event::OfficeRegistered(e) => new().say("Office registered: ").office(&e.office),
        Event::Correction(e) => match corrected {
            Some(title) => new().say("Correction of: ").say(title.to_string()),
            None => new().say("Correction of event ").say(e.target.to_string()),
        },
        Event::RecordNotFound(e) => {
            let what = match e.sought {
                SoughtKind::OrderToAttend => "order to attend",
                SoughtKind::Response => "response",
                SoughtKind::Document => "document",
                SoughtKind::Other => "record",
            };
            // Whom it would concern, if anyone; not who would have made it.
            let about = speaker(e.person.as_ref(), e.body.as_ref().filter(|_| e.person.is_none()));
            about.say(format!(": no {what} found"))
        }
        _ => match event.family() {
            Family::Returns => returns::title(event),
            Family::People => people::title(event),
            Family::Hearings => hearings::title(event),
            Family::RecordKeeping => keeping::title(event),
            Family::Recommendations | Family::Responses => reports::title(event),
        },
    }
}

/// A sentence or two more; empty where the title says it all.
pub(super) fn summary(event: &Event) -> Phrase {
    let new = Phrase::new;
    match event {
        Event::BodyRegistered(e) => opt(e.note.as_ref()),
        Event::PersonRegistered(e) => opt(e.capacity.as_ref()),
        Event::OfficeRegistered(e) => new().body(&e.body),
        Event::Correction(e) => new().tell(&e.reason),
        Event::RecordNotFound(e) => {
            new().sentence(&e.text).say(" Searched: ").sentence(&e.searched)
        }
        _ => match event.family() {
            Family::Returns => returns::summary(event),
            Family::People => people::summary(event),
            Family::Hearings => hearings::summary(event),
            Family::RecordKeeping => keeping::summary(event),
            Family::Recommendations | Family::Responses => reports::summary(event),
        },
    }
}

fn opt(text: Option<&Sealed<Text>>) -> Phrase {
    text.map_or_else(Phrase::new, |text| Phrase::new().tell(text))
}

/// "P (B)", "P" or "B".
fn speaker(person: Option<&PersonId>, body: Option<&BodyId>) -> Phrase {
    match (person, body) {
        (Some(person), Some(body)) => Phrase::new().person(person).say(" (").body(body).say(")"),
        (Some(person), None) => Phrase::new().person(person),
        (None, Some(body)) => Phrase::new().body(body),
        (None, None) => Phrase::new().say("Someone"),
    }
}

/// "A", "A and B", "A, B and C".
fn people_and_bodies(persons: &[PersonId], bodies: &[BodyId]) -> Phrase {
    let count = persons.len() + bodies.len();
    let glue = |place: usize| match count - place {
        _ if place == 0 => "",
        1 => " and ",
        _ => ", ",
    };
    let mut phrase = Phrase::new();
    for (place, person) in persons.iter().enumerate() {
        phrase = phrase.say(glue(place)).person(person);
    }
    for (place, body) in bodies.iter().enumerate() {
        phrase = phrase.say(glue(persons.len() + place)).body(body);
    }
    phrase
}

/// The plural of a sort of body.
fn bodies_of(kind: BodyKind) -> &'static str {
    match kind {
        BodyKind::Lscb => "local safeguarding children boards",
        BodyKind::LocalAuthority => "local authorities",
        BodyKind::PoliceForce => "police forces",
        BodyKind::Department => "departments",
        BodyKind::Government => "governments",
        BodyKind::Commissioner => "commissioners",
        BodyKind::Inspectorate => "inspectorates",
        BodyKind::Committee => "committees",
        BodyKind::Inquiry => "inquiries",
        BodyKind::Association => "associations",
        BodyKind::Company => "companies",
        BodyKind::Other => "bodies",
    }
}

/// A count with thousands separated: "1,400".
fn count(number: u32) -> String {
    let digits = format!("{number}");
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 report", "6 reports".
fn plural(number: u32, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A summary from a table: what is known of some dates and codes, each a short
/// sentence, and then the free texts that are there.
fn told(known: &[(&str, Option<String>)], texts: &[&Option<Sealed<Text>>]) -> Phrase {
    let mut phrase = Phrase::new();
    for (label, words) in known {
        if let Some(words) = words {
            let gap = if phrase.is_empty() { "" } else { " " };
            phrase = phrase.say(format!("{gap}{label} {words}."));
        }
    }
    for text in texts.iter().copied().flatten() {
        let gap = if phrase.is_empty() { "" } else { " " };
        phrase = phrase.say(gap).sentence(text);
    }
    phrase
}

/// A date in words, where there is one.
fn day(date: Option<&Edtf>) -> Option<String> {
    date.map(Edtf::in_words)
}

/// A code in words; none where the source does not say.
fn code(code: &str) -> Option<String> {
    (code != "not_stated").then(|| code.replace('_', " "))
}
