//! Which records may be held back from the public, and for how long one is.

use super::draft::Draft;
use super::envelope::Disclosure;
use super::event::Event;
use crate::record::{Held, Timestamp};

impl Draft {
    /// How long its sealed values are held back: what the entry will say of itself.
    pub fn held(&self) -> Held {
        match self.disclosure {
            None | Some(Disclosure::Public) => Held::No,
            Some(Disclosure::Suppressed | Disclosure::Restricted) => Held::ForGood,
            Some(Disclosure::Embargoed) => self.embargo_until.map_or(Held::ForGood, |until| {
                Held::Until(Timestamp::from_millis(until.instant()))
            }),
        }
    }
}

impl Event {
    /// Whether its record is always public. What takes something from readers, says who
    /// may sign, or is there to be read by every reader, must say so to all of them:
    /// held back, it would change what they see and not say why.
    ///
    /// Corrections and withdrawals are not among these. What they do stands in their
    /// public part; what they say of a record that is held back must not be read before it.
    pub const fn is_always_public(&self) -> bool {
        matches!(
            self,
            Self::Redaction(_)
                | Self::RedactionLifted(_)
                | Self::DocumentWithheld(_)
                | Self::DocumentReleased(_)
                | Self::KeyRegistered(_)
                | Self::KeyRotated(_)
                | Self::KeyRevoked(_)
                | Self::ApprovalOverridden(_)
                | Self::LedgerRestored(_)
                | Self::LedgerLabelled(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::samples;
    use crate::record::{Chain, Json, Opening, OpeningState, Origin, Salt};
    use std::format;
    use std::vec::Vec;

    fn draft(mark: &str) -> Draft {
        let text = format!(
            r#"{{"id":"a","inquiry":"i","basis":"official_record","certainty":"stated","by":"clerk",
            "sources":[{{"kind":"page","title":"T"}}],"kind":"record_not_found",
            "event":{{"sought":"other","text":"t","searched":"s"}}{mark}}}"#
        );
        Draft::parse(&Json::parse(text.as_bytes()).unwrap()).unwrap()
    }

    /// The gate goes by the draft, whoever serves the record by its line: were they to
    /// differ, something would be taken in and then shown.
    #[test]
    fn an_entry_is_held_back_as_its_draft_was_when_it_was_taken_in() {
        for (mark, held) in [
            ("", Held::No),
            (r#","disclosure":"public""#, Held::No),
            (r#","disclosure":"restricted""#, Held::ForGood),
            (r#","disclosure":"suppressed""#, Held::ForGood),
            (
                r#","disclosure":"embargoed","embargo_until":"2019-03-27T11:00+00:00""#,
                Held::Until(Timestamp::parse("2019-03-27T11:00:00.000Z").unwrap()),
            ),
            (
                r#","disclosure":"embargoed","embargo_until":"2031-07-01T00:30+01:00""#,
                Held::Until(Timestamp::parse("2031-06-30T23:30:00.000Z").unwrap()),
            ),
            (
                r#","disclosure":"embargoed","embargo_until":"1971-07-01T00:30+00:00""#,
                Held::Until(Timestamp::parse("1971-07-01T00:30:00.000Z").unwrap()),
            ),
        ] {
            let draft = draft(mark);
            assert_eq!(draft.held(), held, "{mark}");
            let mut salt = 0;
            let sealed = draft.seal(&mut || {
                salt += 1;
                Salt::from_bytes([salt; 32])
            });
            let sealed = sealed.unwrap();
            let mut chain = Chain::genesis(&Origin::new("test.example/ledger").unwrap());
            let at = Timestamp::from_millis(0);
            let entry = chain.seal(&sealed, at, Vec::new()).unwrap();
            assert_eq!(entry.held(), held, "{mark}");
            assert_eq!(Held::of_line(entry.line()), held, "{mark}");
            let withheld = sealed.openings().withheld();
            assert_eq!(withheld.verify(&entry.sealed()), Ok(()), "no proof changes");
            let read = Draft::read(&entry, &withheld).unwrap();
            assert!(read.sources.iter().all(|source| source.title.open().is_none()));
        }
    }

    #[test]
    fn what_changes_what_readers_see_is_always_public() {
        let always: Vec<&str> = samples()
            .iter()
            .map(|draft| draft.event.kind())
            .filter(|kind| {
                let kept = ["redaction", "document_", "key_", "approval_", "ledger_"];
                kept.iter().any(|start| kind.starts_with(start))
            })
            .collect();
        assert_eq!(always.len(), 10, "{always:?}");
        for draft in samples() {
            let kind = draft.event.kind();
            assert_eq!(draft.event.is_always_public(), always.contains(&kind), "{kind}");
        }
    }

    /// Every reader meets a record of each kind in this form, so each must be readable in it.
    #[test]
    fn a_record_of_each_kind_is_read_with_all_of_it_withheld() {
        let mut chain = Chain::genesis(&Origin::new("test.example/ledger").unwrap());
        let mut n = 0_u16;
        for draft in samples() {
            let kind = draft.event.kind();
            let sealed = draft.seal(&mut || {
                n += 1;
                let mut salt = [0; 32];
                salt[..2].copy_from_slice(&n.to_be_bytes());
                Salt::from_bytes(salt)
            });
            let sealed = sealed.unwrap();
            let entry = chain.seal(&sealed, Timestamp::from_millis(0), Vec::new()).unwrap();
            let withheld = sealed.openings().withheld();
            assert_eq!(withheld.verify(&entry.sealed()), Ok(()), "{kind}");
            let read = Draft::read(&entry, &withheld);
            let read = read.unwrap_or_else(|faults| panic!("{kind}: {faults}"));
            assert_eq!(read.event.kind(), kind);
            let is_open = |opening: &Opening| matches!(opening.state, OpeningState::Open { .. });
            assert!(!withheld.as_slice().iter().any(is_open), "{kind}");
        }
    }
}
