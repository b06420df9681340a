//! Words for times within a time in office.

use super::{code, day, told};
use crate::events::Event;
use crate::events::absences::{ActingEnd, SuspensionEnd};
use crate::views::timeline::phrase::Phrase;

pub(super) fn title(event: &Event) -> Phrase {
    let (person, office, words) = match event {
        Event::ActingStarted(e) => (&e.person, &e.office, ": began to act"),
        Event::ActingEnded(e) => {
            let words = match e.acting_end {
                ActingEnd::Confirmed => ": ceased to act, and took the office in full",
                _ => ": ceased to act",
            };
            (&e.person, &e.office, words)
        }
        Event::LeaveStarted(e) => (&e.person, &e.office, ": leave began"),
        Event::LeaveEnded(e) => (&e.person, &e.office, ": leave ended"),
        Event::Suspended(e) => (&e.person, &e.office, ": suspended"),
        Event::SuspensionLifted(e) => {
            let words = match e.suspension_end {
                SuspensionEnd::Reinstated => ": suspension ended, reinstated",
                _ => ": suspension ended",
            };
            (&e.person, &e.office, words)
        }
        _ => return Phrase::new(),
    };
    Phrase::new().person(person).say(", ").office(office).say(words)
}

pub(super) fn summary(event: &Event) -> Phrase {
    let (announced, effective, code, texts) = match event {
        Event::ActingStarted(e) => {
            (&e.announced, &e.effective, code(e.reason.as_str()), [&e.wording, &None])
        }
        Event::ActingEnded(e) => {
            (&e.announced, &e.effective, code(e.acting_end.as_str()), [&e.wording, &None])
        }
        Event::LeaveStarted(e) => (&e.announced, &e.effective, None, [&e.wording, &None]),
        Event::LeaveEnded(e) => (&e.announced, &e.effective, None, [&e.wording, &None]),
        Event::Suspended(e) => (&e.announced, &e.effective, None, [&e.ground, &e.wording]),
        Event::SuspensionLifted(e) => {
            (&e.announced, &e.effective, code(e.suspension_end.as_str()), [&e.wording, &None])
        }
        _ => return Phrase::new(),
    };
    let known = [
        ("Announced", day(announced.as_ref())),
        ("Effective", day(effective.as_ref())),
        ("As stated:", code),
    ];
    let phrase = told(&known, &texts);
    match event {
        Event::Suspended(e) => {
            let gap = if phrase.is_empty() { "" } else { " " };
            phrase
                .say(gap)
                .say("Suspended by: ")
                .body(&e.suspended_by)
                .say(". Not an end of office.")
        }
        _ => phrase,
    }
}
