//! What this device remembers of a ledger between visits: the key it trusts,
//! the last signed summary it checked, and when it checked.
//!
//! Kept in local storage under the address of the read tree, as JSON. Text
//! that cannot be read counts as nothing remembered, which costs a first
//! visit and never a wrong verdict.

use ledger::record::Json;

use crate::browser;
use crate::wire::{Seen, StateKey, Verdict};

/// How many past checks are kept for the reader.
const KEPT: usize = 20;

/// What is remembered of one ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    /// The key line trusted since the first visit.
    pub(crate) trusted: Option<String>,
    /// Which independent witnesses must confirm it, since the first visit that
    /// was told any.
    pub(crate) policy: Option<String>,
    /// The last signed summary that was verified here.
    pub(crate) seen: Option<Seen>,
    /// Past checks, newest first.
    pub(crate) past: Vec<Past>,
}

/// One check in the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Past {
    /// When it ended, milliseconds since 1970 UTC.
    pub(crate) time: i64,
    /// The size it was about.
    pub(crate) size: u64,
    /// The root, 64 hex characters.
    pub(crate) root: String,
    /// The word that was on the chip.
    pub(crate) chip: String,
}

impl Memory {
    /// What this device remembers of the ledger at `base`.
    pub(crate) fn load(base: &str) -> Self {
        browser::storage()
            .and_then(|storage| storage.get_item(&name(base)).ok().flatten())
            .and_then(|text| Self::parse(&text))
            .unwrap_or_default()
    }

    /// Keeps it. False when the browser does not let us.
    pub(crate) fn save(&self, base: &str) -> bool {
        browser::storage()
            .is_some_and(|storage| storage.set_item(&name(base), &self.to_text()).is_ok())
    }

    /// The memory after a check: only what was verified is remembered as seen.
    #[must_use]
    pub(crate) fn after(&self, verdict: &Verdict, chip: &str) -> Self {
        let mut next = self.clone();
        if matches!(verdict.state, StateKey::Verified | StateKey::FirstVisit) {
            next.trusted = Some(verdict.vkey.clone());
            // A ledger that names nobody may name somebody later: that is kept then.
            if !verdict.witnesses.is_empty() {
                next.policy = Some(verdict.policy.0.clone());
            }
            next.seen = Some(Seen {
                size: verdict.size,
                root: verdict.root.clone(),
                note: verdict.note.clone(),
                time: verdict.time,
            });
        }
        next.past.insert(
            0,
            Past {
                time: verdict.time,
                size: verdict.size,
                root: verdict.root.clone(),
                chip: chip.to_owned(),
            },
        );
        next.past.truncate(KEPT);
        next
    }

    /// The memory after the reader decided to go by the key and the policy that
    /// the ledger offers now. What was seen under another key cannot be compared
    /// any more.
    #[must_use]
    pub(crate) fn trusting(&self, vkey: &str, policy: &str) -> Self {
        let same = self.trusted.as_deref() == Some(vkey);
        Self {
            trusted: Some(vkey.to_owned()),
            policy: Some(policy.to_owned()),
            seen: self.seen.clone().filter(|_| same),
            past: self.past.clone(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let json = Json::parse(text.as_bytes()).ok()?;
        let text =
            |json: &Json, name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let size = |json: &Json| {
            json.get("size").and_then(Json::as_int).and_then(|size| u64::try_from(size).ok())
        };
        let time = |json: &Json| json.get("time").and_then(Json::as_int);
        let seen = json.get("seen").and_then(|seen| {
            Some(Seen {
                size: size(seen)?,
                root: text(seen, "root")?,
                note: text(seen, "note")?,
                time: time(seen)?,
            })
        });
        let past = match json.get("past") {
            Some(Json::Array(past)) => past
                .iter()
                .filter_map(|past| {
                    Some(Past {
                        time: time(past)?,
                        size: size(past)?,
                        root: text(past, "root")?,
                        chip: text(past, "chip")?,
                    })
                })
                .collect(),
            _ => Vec::new(),
        };
        Some(Self { trusted: text(&json, "trusted"), policy: text(&json, "policy"), seen, past })
    }

    fn to_text(&self) -> String {
        let size = |size: u64| Json::Int(i64::try_from(size).unwrap_or(i64::MAX));
        let mut members = vec![(
            "past",
            Json::Array(
                self.past
                    .iter()
                    .map(|past| {
                        Json::object([
                            ("time", Json::Int(past.time)),
                            ("size", size(past.size)),
                            ("root", Json::str(past.root.clone())),
                            ("chip", Json::str(past.chip.clone())),
                        ])
                    })
                    .collect(),
            ),
        )];
        if let Some(trusted) = &self.trusted {
            members.push(("trusted", Json::str(trusted.clone())));
        }
        if let Some(policy) = &self.policy {
            members.push(("policy", Json::str(policy.clone())));
        }
        if let Some(seen) = &self.seen {
            members.push((
                "seen",
                Json::object([
                    ("size", size(seen.size)),
                    ("root", Json::str(seen.root.clone())),
                    ("note", Json::str(seen.note.clone())),
                    ("time", Json::Int(seen.time)),
                ]),
            ));
        }
        Json::object(members).to_canonical()
    }
}

fn name(base: &str) -> String {
    format!("daybook.memory.1:{base}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::tests_support::verdict;

    #[test]
    fn what_is_kept_comes_back() {
        let mut good = verdict(StateKey::Verified);
        good.vkey = "daybook.example+0a1b2c3d+AXYZ".into();
        good.policy.0 = "witness a b\nquorum a\n".into();
        good.witnesses.push(crate::wire::Witness {
            name: "a".into(),
            key_id: String::new(),
            confirmed: None,
            wrong: false,
        });
        good.note = "daybook.example\n200\nroot\n\n— sig\n".into();
        let memory = Memory::default().after(&good, "Verified");
        assert_eq!(Memory::parse(&memory.to_text()), Some(memory.clone()));
        assert_eq!(memory.policy.as_ref(), Some(&good.policy.0));
        assert_eq!(memory.seen.unwrap().size, 200);
        assert_eq!(memory.trusted.as_deref(), Some("daybook.example+0a1b2c3d+AXYZ"));
    }

    #[test]
    fn only_what_was_verified_is_remembered_as_seen() {
        for state in [
            StateKey::Mismatch,
            StateKey::Rollback,
            StateKey::UnknownKey,
            StateKey::NoProof,
            StateKey::Partial,
        ] {
            let memory = Memory::default().after(&verdict(state), "x");
            assert_eq!(memory.seen, None);
            assert_eq!(memory.trusted, None);
            assert_eq!(memory.past.len(), 1);
        }
    }

    #[test]
    fn trusting_another_key_forgets_what_the_old_one_signed() {
        let memory = Memory::default().after(&verdict(StateKey::Verified), "Verified");
        let next = memory.trusting("other", "quorum none\n");
        assert_eq!(next.policy.as_deref(), Some("quorum none\n"));
        let same = memory.trusting(memory.trusted.as_deref().unwrap(), "quorum none\n");
        assert_eq!(same.seen, memory.seen, "another policy is no other signer");
        assert_eq!(next.seen, None);
        assert_eq!(next.trusted.as_deref(), Some("other"));
    }

    #[test]
    fn old_checks_fall_off_and_odd_text_counts_as_nothing() {
        let mut memory = Memory::default();
        for _ in 0..30 {
            memory = memory.after(&verdict(StateKey::Verified), "Verified");
        }
        assert_eq!(memory.past.len(), KEPT);
        for odd in ["", "[]x", "{\"seen\":{\"size\":-1}}", "null"] {
            let read = Memory::parse(odd).unwrap_or_default();
            assert_eq!(read.seen, None, "{odd}");
        }
    }
}
