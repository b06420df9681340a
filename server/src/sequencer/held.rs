//! What stays public of a draft that is held back: its recorder is told before it is too
//! late, because nothing of an entry line can ever be taken back.
//!
//! Nothing is refused here. A draft that is held back is recorded at once and its sealed
//! values are kept from readers (`shown.rs`), however long that is. What cannot be held
//! back is refused by the rules (`ledger/src/admission/holding.rs`): records that every
//! reader must see, and a correction that says in public what another record holds back.

use std::fmt::Write;

use ledger::admission::Warning;
use ledger::record::{Json, Timestamp};

use super::Ready;

/// Members that are named in the warning.
const NAMED: usize = 40;

/// The warnings, with one for a draft that is held back.
pub(super) fn and_public(
    mut warnings: Vec<Warning>,
    ready: &Ready,
    now: Timestamp,
) -> Vec<Warning> {
    let draft = ready.candidate.draft();
    if !draft.held().is_held(now) {
        return warnings;
    }
    let mut members = Vec::new();
    // What was sealed is JSON; were it not, the list would be empty and the warning stays.
    if let Ok(public) = Json::parse(ready.draft.public_text().as_bytes()) {
        walk(&public, &mut String::new(), &mut members);
    }
    let more = members.len().saturating_sub(NAMED);
    members.truncate(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    warnings.push(Warning {
        field: "/disclosure".to_owned(),
        value: draft.disclosure.map(|code| format!("\"{}\"", code.as_str())),
        problem: format!(
            "holds back sealed values alone; everybody reads at once and for good {}{more}",
            members.join(", ")
        ),
        remedy: "choose identifiers and codes that give nothing away, or keep it out of the \
                 ledger until it may be public"
            .to_owned(),
    });
    warnings
}

/// Each value that stands in the public part, by its JSON pointer.
fn walk(value: &Json, at: &mut String, members: &mut Vec<String>) {
    let before = at.len();
    match value {
        Json::Object(inner) => {
            for (name, member) in inner.iter().filter(|(name, _)| *name != "sealed") {
                at.push('/');
                at.push_str(name);
                walk(member, at, members);
                at.truncate(before);
            }
        }
        Json::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                // Writing to a String cannot fail.
                let _ = write!(at, "/{place}");
                walk(item, at, members);
                at.truncate(before);
            }
        }
        // The empty place of a sealed item.
        Json::Null => {}
        _ => members.push(at.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sequencer::tests::ready_with;

    fn told(more: &str, now: &str) -> Vec<Warning> {
        and_public(Vec::new(), &ready_with("a", "A name.", more), Timestamp::parse(now).unwrap())
    }

    /// The report agreed on 19 March 2019 was embargoed until 11am on 27 March.
    #[test]
    fn what_stays_public_is_named_as_long_as_the_rest_is_held_back() {
        let mark = r#","disclosure":"embargoed","embargo_until":"2019-03-27T11:00+00:00""#;
        let told_before = told(mark, "2019-03-27T10:59:59.999Z");
        let [warning] = told_before.as_slice() else { panic!("{told_before:?}") };
        assert_eq!(warning.field, "/disclosure");
        for public in ["/id", "/kind", "/by", "/event/sought", "/embargo_until", "/sources/0/kind"]
        {
            let listed = format!(" {public}");
            assert!(warning.problem.contains(&listed), "{public}: {}", warning.problem);
        }
        for sealed in ["/event/text", "/sources/0/title", "/sealed", "A name."] {
            assert!(!warning.problem.contains(sealed), "{sealed}: {}", warning.problem);
        }
        assert!(told(mark, "2019-03-27T11:00:00.000Z").is_empty());
    }

    #[test]
    fn a_public_draft_is_not_warned_of() {
        let now = "2026-01-01T00:00:00.000Z";
        for more in ["", r#","disclosure":"public""#] {
            assert!(told(more, now).is_empty(), "{more}");
        }
        for code in ["restricted", "suppressed"] {
            let told = told(&format!(r#","disclosure":"{code}""#), now);
            assert!(told[0].value.as_ref().unwrap().contains(code), "{told:?}");
        }
    }
}
