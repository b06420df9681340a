//! Whether the sealed values of an entry are held back from the public for now.
//!
//! The public line says so itself, by `disclosure` and `embargo_until`, and nothing
//! else does: no later entry, no setting. So everybody comes to the same answer, and
//! whoever serves a copy needs no list beside it. What is held back is served in its
//! withheld form, which leads to the same root: no proof changes when it ends.

use alloc::format;

use super::entry::Unverified;
use super::json::Json;
use super::time::Timestamp;

/// How long the sealed values of an entry are held back. What is held longer is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// Not at all.
    No,
    /// Until this moment, which does not belong to it any more.
    Until(Timestamp),
    /// For good.
    ForGood,
}

impl Held {
    /// Whether they are held back at this moment.
    pub fn is_held(self, now: Timestamp) -> bool {
        match self {
            Self::No => false,
            Self::Until(end) => now < end,
            Self::ForGood => true,
        }
    }

    /// The moment at which they stop being held back, if that is still to come.
    pub fn end(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Until(end) if now < end => Some(end),
            _ => None,
        }
    }

    /// Of the public part of a draft.
    pub fn of_draft(draft: &Json) -> Self {
        let until = draft.get("embargo_until").and_then(Json::as_str);
        match draft.get("disclosure") {
            None => Self::No,
            Some(code) => Self::read(code.as_str(), until),
        }
    }

    /// Of the line of an entry, whatever it is. What asks to be held back and cannot be
    /// read is held back.
    pub fn of_line(line: &[u8]) -> Self {
        if !may_be_held(line) {
            return Self::No;
        }
        Unverified::parse(line).map_or(Self::ForGood, |entry| entry.claimed().held())
    }

    /// From the two members of a draft as they stand in its line.
    pub(super) fn scanned(disclosure: Option<&str>, until: Option<&str>) -> Self {
        match disclosure {
            None => Self::No,
            Some(code) => Self::read(plain(code), until.and_then(plain)),
        }
    }

    /// A code that is not known is held back: who wrote it did not mean "show it".
    fn read(code: Option<&str>, until: Option<&str>) -> Self {
        match code {
            Some("public") => Self::No,
            Some("embargoed") => until.and_then(moment).map_or(Self::ForGood, Self::Until),
            _ => Self::ForGood,
        }
    }
}

/// A JSON text without its quotes. A code and a moment have no character that would be
/// escaped, so what has one is neither.
fn plain(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inside.contains('\\')).then_some(inside)
}

/// Local time in London with its offset, as `embargo_until` has it. Whether it is the
/// offset of that day was for whoever recorded it to check.
fn moment(text: &str) -> Option<Timestamp> {
    let (local, offset) = text.split_at_checked(16)?;
    let ahead = match offset {
        "+00:00" => 0,
        "+01:00" => 3_600_000,
        _ => return None,
    };
    let at = Timestamp::parse(&format!("{local}:00.000Z")).ok()?;
    Some(Timestamp::from_millis(at.millis() - ahead))
}

/// What stands in a line before the code of who may see it.
const MARK: &str = "\"disclosure\":";

/// Whether the line of an entry may say that it is held back, by one look over its bytes.
///
/// A line is canonical JSON: no space stands around a colon, and nothing of these letters
/// is escaped. So a draft with the member `disclosure` has the bytes of [`MARK`] in its
/// line, and right after them its value: `"public"` or another one. Where each place with
/// these bytes goes on with `"public"`, the member is `public` or is not there. No line
/// that is held back is missed. The other way, a member of that name somewhere else in
/// the draft, or one whose name ends like it (`x\"disclosure`), costs a parse and no more.
fn may_be_held(line: &[u8]) -> bool {
    // What is no text is no line: for the parser to say.
    let Ok(line) = core::str::from_utf8(line) else { return true };
    line.contains(MARK) && line.split(MARK).skip(1).any(|rest| !rest.starts_with("\"public\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Chain, Openings, Origin, SealedDraft};
    use proptest::prelude::*;
    use std::string::{String, ToString};
    use std::vec::Vec;

    fn line(draft: Json) -> Vec<u8> {
        let sealed = SealedDraft::with_openings(draft, Openings::default()).unwrap();
        let mut chain = Chain::genesis(&Origin::new("test.example/ledger").unwrap());
        let at = Timestamp::parse("2019-03-20T12:00:00.000Z").unwrap();
        chain.seal(&sealed, at, Vec::new()).unwrap().line().to_vec()
    }

    fn of(draft: &str) -> Held {
        let draft = Json::parse(draft.as_bytes()).unwrap();
        let told = Held::of_draft(&draft);
        assert_eq!(Held::of_line(&line(draft)), told, "the line says what its draft says");
        told
    }

    /// The report agreed on 19 March 2019 was embargoed until 11am on 27 March.
    #[test]
    fn an_embargo_ends_at_its_moment_and_not_a_millisecond_before() {
        let held = of(r#"{"disclosure":"embargoed","embargo_until":"2019-03-27T11:00+00:00"}"#);
        let at = |text| Timestamp::parse(text).unwrap();
        assert!(held.is_held(at("2019-03-27T10:59:59.999Z")));
        assert_eq!(held.end(at("2019-03-20T00:00:00.000Z")), Some(at("2019-03-27T11:00:00.000Z")));
        assert!(!held.is_held(at("2019-03-27T11:00:00.000Z")));
        assert_eq!(held.end(at("2019-03-27T11:00:00.000Z")), None);
        let summer = of(r#"{"disclosure":"embargoed","embargo_until":"2019-06-27T11:00+01:00"}"#);
        assert_eq!(summer, Held::Until(at("2019-06-27T10:00:00.000Z")));
    }

    #[test]
    fn what_says_anything_but_public_or_cannot_be_read_is_not_shown() {
        let ever = Timestamp::from_millis(i64::MAX);
        for draft in [
            r#"{"disclosure":"restricted"}"#,
            r#"{"disclosure":"suppressed"}"#,
            r#"{"disclosure":"secret"}"#,
            r#"{"disclosure":"Public"}"#,
            r#"{"disclosure":""}"#,
            r#"{"disclosure":7}"#,
            r#"{"disclosure":["public"]}"#,
            r#"{"disclosure":{"public":"public"}}"#,
            r#"{"disclosure":"public\"x"}"#,
            r#"{"disclosure":"embargoed"}"#,
            r#"{"disclosure":"embargoed","embargo_until":7}"#,
            r#"{"disclosure":"embargoed","embargo_until":"2019-03-27"}"#,
            r#"{"disclosure":"embargoed","embargo_until":"2019-03-27T11:00+02:00"}"#,
            r#"{"disclosure":"embargoed","embargo_until":"2019-02-30T11:00+00:00"}"#,
        ] {
            assert!(of(draft).is_held(ever), "{draft}");
        }
        // A line that is damaged, or of a newer format, is held back if it speaks of it.
        assert_eq!(Held::of_line(br#"{"disclosure":"restricted"}"#), Held::ForGood);
        assert_eq!(Held::of_line(b"\"disclosure\":"), Held::ForGood);
    }

    #[test]
    fn what_is_public_or_says_nothing_is_not_held_back() {
        let first = Timestamp::from_millis(i64::MIN);
        for draft in [
            "{}",
            r#"{"disclosure":"public"}"#,
            r#"{"embargo_until":"2019-03-27T11:00+00:00"}"#,
            // Elsewhere than in the draft itself it says nothing of who may read.
            r#"{"event":{"disclosure":"restricted"}}"#,
            r#"{"disclosure":"public","event":{"disclosure":"restricted"}}"#,
            r#"{"x\"disclosure":"restricted"}"#,
            r#"{"event":{"text":"\"disclosure\":\"restricted\""}}"#,
        ] {
            assert!(!of(draft).is_held(first), "{draft}");
        }
    }

    #[test]
    fn what_is_held_longer_is_greater() {
        let at = |millis| Held::Until(Timestamp::from_millis(millis));
        let order = [Held::No, at(0), at(1), Held::ForGood];
        assert!(order.is_sorted());
        assert_eq!(order.into_iter().max(), Some(Held::ForGood));
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC{0,12}",
            Just("public".to_string()),
            Just("restricted".to_string()),
            Just("\"disclosure\":\"public\"".to_string()),
            Just("disclosure".to_string()),
            Just("x\"disclosure".to_string()),
        ]
    }

    fn json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Json::Bool),
            (-9_i64..9).prop_map(Json::Int),
            text().prop_map(Json::Str)
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
                prop::collection::btree_map(text(), inner, 0..4).prop_map(Json::Object),
            ]
        })
    }

    proptest! {
        /// The look over the bytes misses nothing, whatever else the draft holds.
        #[test]
        fn a_line_is_held_back_exactly_when_its_draft_is(
            mut draft in prop::collection::btree_map(text(), json(), 0..5),
            disclosure in prop::option::of(json()),
            until in prop::option::of("20[0-9]{2}-0[1-9]-[0-2][0-9]T[0-2][0-9]:[0-5][0-9]\\+0[01]:00"),
        ) {
            draft.remove("disclosure");
            draft.extend(disclosure.map(|code| ("disclosure".to_string(), code)));
            draft.extend(until.map(|text| ("embargo_until".to_string(), Json::Str(text))));
            let draft = Json::Object(draft);
            prop_assert_eq!(Held::of_line(&line(draft.clone())), Held::of_draft(&draft));
        }

        #[test]
        fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Held::of_line(&bytes);
            let _ = Held::of_line(&[MARK.as_bytes(), &bytes].concat());
        }
    }
}
