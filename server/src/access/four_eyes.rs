//! What may not be recorded by one person alone.

use std::collections::HashSet;

use clap::ValueEnum;
use ledger::events::{Draft, Event};

use crate::sequencer::Ready;

/// Most records that one person may record at once.
pub const HANDFUL: usize = 5;

/// What needs a second person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FourEyes {
    /// Nothing: whoever has a token records alone
    Off,
    /// Corrections, withdrawals, redactions, keys, whatever names a person, and more than five at once
    #[default]
    Default,
    /// Everything
    All,
}

impl FourEyes {
    /// Why each of the drafts of one request needs a second person; `None` for
    /// one that does not.
    pub fn reasons(self, drafts: &[Ready]) -> Vec<Option<&'static str>> {
        let all: Vec<&Draft> = drafts.iter().map(|ready| ready.candidate.draft()).collect();
        let overridden: HashSet<&str> = all
            .iter()
            .filter_map(|draft| match &draft.event {
                Event::ApprovalOverridden(event) => Some(event.target.as_str()),
                _ => None,
            })
            .collect();
        let here: HashSet<&str> = all.iter().map(|draft| draft.id.as_str()).collect();
        let one = |draft: &&Draft| match &draft.event {
            _ if self == Self::Off => None,
            // It says so itself: that is its purpose. On its own it would say so of
            // something that was recorded as it should be.
            Event::ApprovalOverridden(event) => (!here.contains(event.target.as_str()))
                .then_some("overrides an approval that this request does not need"),
            _ if overridden.contains(draft.id.as_str()) => None,
            _ if all.len() > HANDFUL => Some("is one of more than five records at once"),
            event => self.reason(event, draft),
        };
        all.iter().map(one).collect()
    }

    fn reason(self, event: &Event, draft: &Draft) -> Option<&'static str> {
        match event {
            Event::Correction(_) => Some("corrects a record"),
            Event::Withdrawal(_) => Some("takes a record back"),
            Event::Redaction(_)
            | Event::RedactionLifted(_)
            | Event::DocumentWithheld(_)
            | Event::DocumentReleased(_) => Some("changes what can be read"),
            Event::KeyRegistered(_) | Event::KeyRotated(_) | Event::KeyRevoked(_) => {
                Some("changes who can sign")
            }
            Event::LedgerRestored(_) => Some("says that the ledger was put back"),
            Event::AllegationReported(_) | Event::PersonRegistered(_) => Some("names a person"),
            _ if !draft.event.subjects().persons.is_empty() => Some("names a person"),
            _ if self == Self::All => Some("is recorded, and everything needs one here"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sequencer::tests::ready_from;

    fn ready(id: &str, kind: &str, event: &str) -> Ready {
        ready_from(&format!(
            r#"{{"id":"{id}","inquiry":"demo","kind":"{kind}","basis":"inference","by":"clerk",
            "certainty":"stated","sources":[{{"kind":"page","title":"A page"}}],"event":{event}}}"#
        ))
    }

    fn sought(id: &str) -> Ready {
        ready(id, "record_not_found", r#"{"sought":"other","text":"t","searched":"s"}"#)
    }

    #[test]
    fn each_kind_that_needs_a_second_person_says_why() {
        let changes = r#"{"target":"e","correction_kind":"clerical","reason":"r","changes":[{"field":"/event/text","new":"n"}]}"#;
        for (kind, event, why) in [
            ("correction", changes, "corrects"),
            (
                "withdrawal",
                r#"{"target":"e","withdrawal_kind":"other","reason":"r","decided_by":"x"}"#,
                "takes a record back",
            ),
            ("key_revoked", &format!(r#"{{"key":"{}","ground":"lost"}}"#, "0".repeat(64)), "sign"),
            ("person_registered", r#"{"person":"person-a1","name":"N"}"#, "names a person"),
            (
                "record_not_found",
                r#"{"sought":"other","text":"t","searched":"s","person":"person-a1"}"#,
                "names a person",
            ),
            ("approval_overridden", r#"{"target":"elsewhere","reason":"r"}"#, "does not need"),
        ] {
            let draft = ready("x", kind, event);
            let told = FourEyes::Default.reasons(std::slice::from_ref(&draft));
            assert!(told[0].is_some_and(|told| told.contains(why)), "{kind}: {told:?}");
            assert_eq!(FourEyes::Off.reasons(std::slice::from_ref(&draft)), [None], "{kind}");
        }
        let plain = [sought("a")];
        assert_eq!(FourEyes::Default.reasons(&plain), [None]);
        assert!(FourEyes::All.reasons(&plain)[0].is_some());
    }

    #[test]
    fn a_batch_needs_one_and_an_override_in_the_same_request_does_not() {
        let five: Vec<Ready> = (0..5).map(|n| sought(&format!("a{n}"))).collect();
        assert!(FourEyes::Default.reasons(&five).iter().all(Option::is_none));
        let six: Vec<Ready> = (0..6).map(|n| sought(&format!("a{n}"))).collect();
        assert!(FourEyes::Default.reasons(&six).iter().all(Option::is_some));

        let person = ready("p", "person_registered", r#"{"person":"person-a1","name":"N"}"#);
        let over = ready("o", "approval_overridden", r#"{"target":"p","reason":"r"}"#);
        assert_eq!(FourEyes::Default.reasons(&[person.clone(), over.clone()]), [None, None]);
        let other = ready("q", "person_registered", r#"{"person":"person-a2","name":"N"}"#);
        let told = FourEyes::Default.reasons(&[person, other, over]);
        assert_eq!(told.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false]);
    }
}
