//! What one entry says of documents, read from its public part alone: no sealed
//! field is needed, and a kind that is not known yet cites as well.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::events::DocumentDigest;
use crate::events::documents::WithholdingMode;
use crate::events::removal::RedactionGround;
use crate::record::{Hash, Json};

/// One thing that an entry says of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It rests on it: an object with exactly the members `blake3` and `sha256`,
    /// anywhere in the draft.
    Cites {
        /// Where in the draft, as a JSON pointer.
        pointer: String,
        /// Which document.
        digest: DocumentDigest,
    },
    /// It is not shown any more.
    Withheld(Withholding),
    /// It may be shown again.
    Released(Hash),
}

/// A document is not shown: by whom, why, since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withholding {
    /// Which document, by its BLAKE3.
    pub document: Hash,
    /// What became of the file.
    pub mode: WithholdingMode,
    /// On what ground.
    pub ground: RedactionGround,
    /// The role that decided.
    pub decided_by: String,
    /// The day of the decision (EDTF).
    pub decided_on: String,
    /// The day on which it is looked at again (EDTF).
    pub review_on: Option<String>,
}

/// Whether the line of an entry can say anything of documents. A canonical line
/// has these bytes if it does; nothing else in it is spelt so, because free text
/// is sealed. Spares a reader of a million entries from parsing them again.
pub fn speaks_of_documents(line: &[u8]) -> bool {
    // What is no text is no line. The library looks for a needle in a text sixteen bytes
    // at a time, which it does not do in bytes.
    core::str::from_utf8(line)
        .is_ok_and(|line| line.contains("\"blake3\":\"") || line.contains("\"kind\":\"document_"))
}

/// What the draft of an entry says of documents, in the order of its members.
pub fn said(draft: &Json) -> Vec<Said> {
    let mut all = Vec::new();
    walk(draft, &mut String::new(), &mut all);
    let kind = draft.get("kind").and_then(Json::as_str);
    let event = draft.get("event");
    if let (Some("document_withheld"), Some(event)) = (kind, event) {
        all.extend(withholding(event).map(Said::Withheld));
    }
    if let (Some("document_released"), Some(event)) = (kind, event) {
        all.extend(hash(event.get("document")).map(Said::Released));
    }
    all
}

fn walk(value: &Json, at: &mut String, all: &mut Vec<Said>) {
    let before = at.len();
    match value {
        Json::Object(members) => {
            if members.len() == 2
                && let (Some(blake3), Some(sha256)) =
                    (hash(members.get("blake3")), hash(members.get("sha256")))
            {
                let digest = DocumentDigest { blake3, sha256 };
                all.push(Said::Cites { pointer: at.clone(), digest });
                return;
            }
            for (name, member) in members {
                at.push('/');
                at.push_str(&name.replace('~', "~0").replace('/', "~1"));
                walk(member, at, all);
                at.truncate(before);
            }
        }
        Json::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                at.push('/');
                at.push_str(&place.to_string());
                walk(item, at, all);
                at.truncate(before);
            }
        }
        _ => {}
    }
}

fn hash(value: Option<&Json>) -> Option<Hash> {
    Hash::parse(value?.as_str()?).ok()
}

fn withholding(event: &Json) -> Option<Withholding> {
    let text = |name: &str| event.get(name).and_then(Json::as_str);
    let mode = text("withholding_mode")?;
    let ground = text("ground")?;
    Some(Withholding {
        document: hash(event.get("document"))?,
        mode: WithholdingMode::ALL.iter().copied().find(|known| known.as_str() == mode)?,
        ground: RedactionGround::ALL.iter().copied().find(|known| known.as_str() == ground)?,
        decided_by: text("decided_by")?.to_string(),
        decided_on: text("decided_on")?.to_string(),
        review_on: text("review_on").map(ToString::to_string),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
    const B: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn of(text: &str) -> Vec<Said> {
        let text = text.replace('A', A).replace('B', B);
        assert!(speaks_of_documents(text.as_bytes()), "{text}");
        said(&Json::parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn digests_are_found_wherever_they_stand() {
        let found = of(
            r#"{"event":{"digest":{"blake3":"A","sha256":"B"},"transcript":{"digest":{"blake3":"A","sha256":"B"}}},"kind":"x","sources":[null,{"digest":{"blake3":"B","sha256":"A"},"kind":"page"}]}"#,
        );
        let at: Vec<&str> = found
            .iter()
            .map(|said| match said {
                Said::Cites { pointer, .. } => pointer.as_str(),
                _ => "",
            })
            .collect();
        assert_eq!(at, ["/event/digest", "/event/transcript/digest", "/sources/1/digest"]);
    }

    #[test]
    fn what_is_not_a_digest_cites_nothing() {
        for text in [
            r#"{"event":{"blake3":"A","sha256":"B","more":1},"kind":"document_x"}"#,
            r#"{"event":{"blake3":"A"},"kind":"document_x"}"#,
            r#"{"event":{"blake3":"A","sha256":"short"},"kind":"document_x"}"#,
            r#"{"event":{"blake3":"A","sha256":7},"kind":"document_x"}"#,
        ] {
            assert_eq!(of(text), [], "{text}");
        }
        assert!(!speaks_of_documents(br#"{"kind":"statement_made"}"#));
    }

    #[test]
    fn a_withholding_is_read_whole_or_not_at_all() {
        let good = r#"{"event":{"decided_by":"editor","decided_on":"2015-03-10","document":"A","ground":"court_order","withholding_mode":"destroyed"},"kind":"document_withheld"}"#;
        let found = of(good);
        let [Said::Withheld(withholding)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(withholding.mode, WithholdingMode::Destroyed);
        assert_eq!(withholding.review_on, None);
        for broken in [
            good.replace("court_order", "embarrassing"),
            good.replace("destroyed", "hidden"),
            good.replace("\"A\"", "\"a\""),
            good.replace("\"decided_by\"", "\"by\""),
        ] {
            assert_eq!(of(&broken), [], "{broken}");
        }
        let released = r#"{"event":{"document":"A"},"kind":"document_released"}"#;
        assert_eq!(of(released), [Said::Released(Hash::parse(A).unwrap())]);
    }
}
