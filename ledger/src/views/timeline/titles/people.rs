//! Words for offices and those who hold them.

use super::{absences, opt};
use crate::events::Event;
use crate::events::offices::{Capacity, EndReason, OfficeEnded};
use crate::views::timeline::phrase::Phrase;
use alloc::format;

pub(super) fn title(event: &Event) -> Phrase {
    let new = Phrase::new;
    match event {
        Event::Appointed(e) => {
            let phrase = new().person(&e.person).say(", ").office(&e.office);
            phrase.say(match e.capacity {
                Some(Capacity::Acting) => ": appointed, acting",
                Some(Capacity::Interim) => ": appointed, interim",
                _ => ": appointed",
            })
        }
        Event::OfficeHeld(e) => {
            new().person(&e.person).say(", ").office(&e.office).say(": held office")
        }
        Event::OfficeEnded(e) => {
            new().person(&e.person).say(", ").office(&e.office).say(": ").say(ended(e.reason))
        }
        _ => absences::title(event),
    }
}

pub(super) fn summary(event: &Event) -> Phrase {
    match event {
        Event::Appointed(e) => match &e.effective {
            Some(date) => Phrase::new().say(format!("Effective {}.", date.in_words())),
            None => Phrase::new(),
        },
        Event::OfficeHeld(e) => opt(e.wording.as_ref()),
        Event::OfficeEnded(e) => resignation(e),
        _ => absences::summary(event),
    }
}

fn resignation(e: &OfficeEnded) -> Phrase {
    let dates = [
        ("Letter", &e.letter),
        ("Announced", &e.announced),
        ("Accepted", &e.accepted),
        ("Effective", &e.effective),
    ];
    let mut phrase = Phrase::new();
    for (name, date) in dates {
        if let Some(date) = date {
            let gap = if phrase.is_empty() { "" } else { " " };
            phrase = phrase.say(format!("{gap}{name} {}.", date.in_words()));
        }
    }
    if let Some(wording) = &e.wording {
        let gap = if phrase.is_empty() { "" } else { " " };
        phrase = phrase.say(gap).sentence(wording);
    }
    if let Some(reason) = &e.stated_reason {
        let gap = if phrase.is_empty() { "" } else { " " };
        phrase = phrase.say(gap).say("Reason stated: ").tell(&reason.text);
    }
    phrase
}

fn ended(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Resigned => "resigned",
        EndReason::Removed => "removed",
        EndReason::TermEnded => "term ended",
        EndReason::Retired => "retired",
        EndReason::Died => "died in office",
        EndReason::Defeated => "lost an election",
        EndReason::Disqualified => "disqualified",
        EndReason::OtherOffice => "took another office",
        EndReason::ChangedParty => "changed party",
        EndReason::OfficeAbolished => "office abolished",
        EndReason::Reshuffled => "moved to another office",
        EndReason::Unknown => "left office, reason not known",
    }
}
