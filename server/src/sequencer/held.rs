//! What may not be recorded yet, because this server could not hold it back: it
//! publishes the openings of every entry. To take a record that asks to be kept
//! from the public and then to publish it would be the worst of all answers.

use ledger::events::{Disclosure, Draft};
use ledger::record::{Fault, Timestamp};

/// The fault of a draft that asks to be held back; none once its embargo is over.
pub(super) fn back(draft: &Draft, now: Timestamp) -> Option<Fault> {
    let disclosure = draft.disclosure.filter(|code| *code != Disclosure::Public)?;
    let over = draft.embargo_until.is_some_and(|until| until.instant() <= now.millis());
    if disclosure == Disclosure::Embargoed && over {
        return None;
    }
    Some(Fault {
        field: "/disclosure".to_owned(),
        value: Some(format!("\"{}\"", disclosure.as_str())),
        problem: "asks to hold the record back, and this server publishes all it records"
            .to_owned(),
        remedy: "keep it out of the ledger until it may be public".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::record::Json;

    fn draft(mark: &str) -> Draft {
        let text = format!(
            r#"{{"id":"a","inquiry":"i","basis":"official_record","certainty":"stated","by":"clerk",
            "sources":[{{"kind":"page","title":"T"}}],"kind":"record_not_found",
            "event":{{"sought":"other","text":"t","searched":"s"}}{mark}}}"#
        );
        Draft::parse(&Json::parse(text.as_bytes()).unwrap()).unwrap()
    }

    /// The report agreed on 19 March 2019 was embargoed until 11am on 27 March.
    #[test]
    fn an_embargo_holds_until_its_moment() {
        let mark = r#","disclosure":"embargoed","embargo_until":"2019-03-27T11:00+00:00""#;
        let at = |text| back(&draft(mark), Timestamp::parse(text).unwrap());
        let fault = at("2019-03-27T10:59:59.999Z").unwrap();
        assert_eq!(fault.field, "/disclosure");
        assert_eq!(at("2019-03-27T11:00:00.000Z"), None);
    }

    #[test]
    fn what_is_for_recorders_only_is_not_taken() {
        let now = Timestamp::parse("2026-01-01T00:00:00.000Z").unwrap();
        for code in ["restricted", "suppressed"] {
            let fault = back(&draft(&format!(r#","disclosure":"{code}""#)), now).unwrap();
            assert!(fault.value.unwrap().contains(code));
        }
        assert_eq!(back(&draft(r#","disclosure":"public""#), now), None);
        assert_eq!(back(&draft(""), now), None);
    }
}
