//! Words for the care of the record: names, lists, and what was taken back.

use super::{code, day, people_and_bodies, told};
use crate::events::lists::LedgerLabel;
use crate::events::successions::BodyLink;
use crate::events::{Edtf, Event};
use crate::record::{Hash, Name, Sealed};
use crate::views::names::WITHHELD;
use crate::views::timeline::phrase::Phrase;
use alloc::format;
use alloc::string::{String, ToString};

pub(super) fn title(event: &Event) -> Phrase {
    let new = Phrase::new;
    match event {
        Event::BodyRenamed(e) => new().body(&e.body).say(": renamed ").say(called(&e.name)),
        Event::BodyMerged(e) => {
            let words = match e.link {
                BodyLink::NameChange => ": became ",
                BodyLink::Merger => ": merged into ",
                BodyLink::Demerger => ": split into ",
                BodyLink::TransferOfFunctions => ": functions passed to ",
            };
            people_and_bodies(&[], &e.earlier).say(words).join(people_and_bodies(&[], &e.later))
        }
        Event::BodyAbolished(e) => new().body(&e.body).say(": abolished"),
        Event::PersonRenamed(e) => new().person(&e.person).say(": known as ").say(called(&e.name)),
        Event::OfficeAbolished(e) => new().office(&e.office).say(": office abolished"),
        Event::BankHolidaysListed(e) => new().say(format!("Bank holidays of {} listed", e.year)),
        Event::LedgerLabelled(e) => new().say(match e.label {
            LedgerLabel::Fictional => "This ledger is fictional",
            LedgerLabel::Demonstration => "This ledger is a demonstration",
        }),
        Event::Withdrawal(e) => new().say("Withdrawal of event ").say(e.target.to_string()),
        Event::Redaction(e) => new().say("Redaction in event ").say(e.target.to_string()),
        Event::RedactionLifted(e) => {
            new().say("Redaction lifted in event ").say(e.target.to_string())
        }
        Event::DocumentWithheld(e) => new().say("Document withheld: ").say(short(&e.document)),
        Event::DocumentReleased(e) => new().say("Document shown again: ").say(short(&e.document)),
        Event::Annotation(e) => new().say("Note on event ").say(e.target.to_string()),
        Event::KeyRegistered(e) => new().say("Key registered for ").say(e.holder.to_string()),
        Event::KeyRotated(e) => new().say(format!("Key {} replaced", short(&e.old_key))),
        Event::KeyRevoked(e) => new().say(format!("Key {} revoked", short(&e.key))),
        Event::LedgerRestored(e) => {
            new().say(format!("Ledger put back from a backup of {} entries", e.entries_restored))
        }
        Event::ApprovalOverridden(e) => {
            new().say("Recorded without a second person: event ").say(e.target.to_string())
        }
        _ => new(),
    }
}

pub(super) fn summary(event: &Event) -> Phrase {
    let dates = |announced: &Option<Edtf>, effective: &Option<Edtf>| {
        [("Announced", day(announced.as_ref())), ("Effective", day(effective.as_ref()))]
    };
    match event {
        Event::BodyRenamed(e) => told(&dates(&e.announced, &e.effective), &[&e.instrument]),
        Event::BodyMerged(e) => {
            told(&dates(&e.announced, &e.effective), &[&e.functions, &e.instrument])
        }
        Event::BodyAbolished(e) => {
            told(&dates(&e.announced, &e.effective), &[&e.instrument, &e.note])
        }
        Event::PersonRenamed(e) => told(
            &[("From", day(e.from.as_ref())), ("Until", day(e.until.as_ref()))],
            &[&e.capacity],
        ),
        Event::OfficeAbolished(e) => told(&dates(&e.announced, &e.effective), &[&e.instrument]),
        Event::BankHolidaysListed(e) => {
            told(&[("Days listed:", Some(e.days.len().to_string()))], &[&e.note])
        }
        Event::LedgerLabelled(e) => Phrase::new().tell(&e.text),
        Event::Withdrawal(e) => {
            let known = [("Reason:", code(e.withdrawal_kind.as_str()))];
            told(&known, &[&Some(e.reason.clone())])
        }
        Event::Redaction(e) => {
            let known = [
                ("Ground:", code(e.ground.as_str())),
                ("Decided by", code(e.decided_by.as_str())),
                ("Decided on", Some(e.decided_on.in_words())),
                ("Reviewed on", day(e.review_on.as_ref())),
            ];
            told(&known, &[&e.reason])
        }
        Event::RedactionLifted(e) => {
            told(&[("Decided on", Some(e.decided_on.in_words()))], &[&e.reason])
        }
        Event::DocumentWithheld(e) => {
            let known = [
                ("File:", code(e.withholding_mode.as_str())),
                ("Ground:", code(e.ground.as_str())),
                ("Decided on", Some(e.decided_on.in_words())),
                ("Reviewed on", day(e.review_on.as_ref())),
            ];
            told(&known, &[&e.reason])
        }
        Event::DocumentReleased(e) => {
            told(&[("Decided on", Some(e.decided_on.in_words()))], &[&e.reason])
        }
        Event::Annotation(e) => Phrase::new().tell(&e.text),
        Event::KeyRegistered(e) => told(&[("Valid from", day(e.valid_from.as_ref()))], &[&e.note]),
        Event::KeyRotated(e) => told(&[("Valid from", day(e.valid_from.as_ref()))], &[&e.note]),
        Event::KeyRevoked(e) => told(&[("Ground:", code(e.ground.as_str()))], &[&e.reason]),
        Event::ApprovalOverridden(e) => Phrase::new().tell(&e.reason),
        Event::LedgerRestored(e) => {
            let known = [
                ("Backup made on", Some(e.backup_made.in_words())),
                ("Entries published before:", e.entries_published.map(|n| n.to_string())),
            ];
            told(&known, &[&Some(e.reason.clone())])
        }
        _ => Phrase::new(),
    }
}

/// A digest as people compare it: its first 16 digits.
fn short(digest: &Hash) -> String {
    digest.to_hex().chars().take(16).collect()
}

fn called(name: &Sealed<Name>) -> String {
    name.open().map_or(WITHHELD, Name::as_str).to_string()
}
