//! Words for what happens to a data call, its list and its returns later on.

use super::{code, count, day, told};
use crate::events::Event;
use crate::events::returns::Completeness;
use crate::views::timeline::phrase::Phrase;
use alloc::format;
use alloc::string::ToString;

pub(super) fn title(event: &Event) -> Phrase {
    let of = |body, words: &'static str| Phrase::new().body(body).say(words);
    match event {
        Event::PopulationAmended(e) => {
            let (added, removed) = (e.added.len(), e.removed.len());
            Phrase::new().say(format!("List of bodies changed: {added} added, {removed} taken off"))
        }
        Event::ExtensionGranted(e) => of(&e.body, ": more time granted"),
        Event::ReminderSent(e) => of(&e.body, ": reminder sent"),
        Event::CallWithdrawn(e) => match &e.issuer {
            Some(issuer) => of(issuer, ": data call withdrawn"),
            None => Phrase::new().say("Data call withdrawn"),
        },
        Event::ReturnCorrected(e) => of(&e.body, ": return corrected"),
        Event::ReturnWithdrawn(e) => of(&e.body, ": return withdrawn"),
        Event::ReturnAccepted(e) => of(&e.body, ": return accepted"),
        Event::ReturnQueried(e) => of(&e.body, ": return queried"),
        _ => Phrase::new(),
    }
}

pub(super) fn summary(event: &Event) -> Phrase {
    match event {
        Event::PopulationAmended(e) => {
            let now = e.count.map(count);
            told(&[("Bodies on it now:", now)], &[&Some(e.reason.clone())])
        }
        Event::ExtensionGranted(e) => told(&[("Now due", Some(e.due.in_words()))], &[&e.reason]),
        Event::ReminderSent(e) => {
            let number = Some(e.ordinal.to_string());
            told(&[("Reminder", number), ("Reply wanted by", day(e.reply_by.as_ref()))], &[&e.text])
        }
        Event::CallWithdrawn(e) => told(&[("Effective", day(e.effective.as_ref()))], &[&e.reason]),
        Event::ReturnCorrected(e) => {
            let what = match e.completeness {
                Completeness::Full => "every value given",
                Completeness::Partial => "some values missing",
            };
            let known = [
                ("Version", Some(format!("{}, {what}", e.version))),
                ("Reason:", code(e.reason.as_str())),
            ];
            told(&known, &[&e.reason_text])
        }
        Event::ReturnWithdrawn(e) => {
            told(&[("Reason:", code(e.reason.as_str()))], &[&e.reason_text])
        }
        Event::ReturnAccepted(e) => {
            told(&[("Version", e.version.map(|version| version.to_string()))], &[&e.note])
        }
        Event::ReturnQueried(e) => {
            told(&[("Reply wanted by", day(e.reply_by.as_ref()))], &[&e.text])
        }
        _ => Phrase::new(),
    }
}
