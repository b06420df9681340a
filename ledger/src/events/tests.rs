//! Drafts in and out: every fault named, nothing sealed in public.

use super::Draft;
use crate::record::{Chain, Faults, Json, OpeningState, Openings, Origin, Salt, Sealer, Timestamp};
use std::string::{String, ToString};
use std::vec::Vec;

const GOOD: &str = r#"{"id":"s-1","inquiry":"demo","kind":"statement_made",
    "occurred":{"edtf":"2014-08","written":"last August"},"basis":"press_report",
    "certainty":"stated","by":"clerk","event":{"body":"occ","text":"Much has improved."},
    "sources":[{"kind":"article","title":"An article","quotation":"much has improved"}]}"#;

fn parse(text: &str) -> Result<Draft, Faults> {
    Draft::parse(&Json::parse(text.as_bytes()).unwrap())
}

fn salts() -> impl FnMut() -> Salt {
    let mut n = 0;
    move || {
        n += 1;
        Salt::from_bytes([n; 32])
    }
}

#[test]
fn a_draft_is_sealed_read_back_and_still_reads_when_redacted() {
    let draft = parse(GOOD).unwrap();
    assert_eq!(Draft::parse(&draft.to_json()), Ok(draft.clone()));
    let sealed = draft.seal(&mut salts()).unwrap();
    let public = sealed.public_text();
    for secret in ["last August", "An article", "improved"] {
        assert!(!public.contains(secret), "{secret} stands open in {public}");
    }
    let mut chain = Chain::genesis(&Origin::new("test.example").unwrap());
    let entry = chain.seal(&sealed, Timestamp::from_millis(0), Vec::new()).unwrap();
    assert_eq!(Draft::read(&entry, sealed.openings()), Ok(draft.clone()));

    let sealer = Sealer::new();
    let all = sealed.openings().as_slice().iter();
    let withheld = Openings::new(all.map(|opening| opening.withhold(&sealer)).collect()).unwrap();
    assert_eq!(withheld.verify(&entry.sealed()), Ok(()));
    let redacted = Draft::read(&entry, &withheld).unwrap();
    assert_eq!(redacted.occurred.unwrap().edtf, draft.occurred.unwrap().edtf);
    assert!(redacted.sources[0].title.open().is_none());
    assert!(redacted.sources[0].quotation.as_ref().unwrap().open().is_none());
    assert!(redacted.sources[0].url.is_none());
}

#[test]
fn an_entry_that_shows_a_sealed_field_in_public_is_not_read() {
    let sealed = parse(GOOD).unwrap().seal(&mut salts()).unwrap();
    let mut public = Json::parse(sealed.public_text().as_bytes()).unwrap();
    let mut list = sealed.openings().as_slice().to_vec();
    let taken = list.remove(0);
    let OpeningState::Open { value, .. } = taken.state else { unreachable!() };
    let value = Json::parse(value.as_bytes()).unwrap();
    assert!(crate::record::put_at(&mut public, &taken.pointer, value));
    let leaky =
        crate::record::SealedDraft::with_openings(public, Openings::new(list).unwrap()).unwrap();
    let mut chain = Chain::genesis(&Origin::new("test.example").unwrap());
    let entry = chain.seal(&leaky, Timestamp::from_millis(0), Vec::new()).unwrap();
    assert!(Draft::read(&entry, leaky.openings()).is_err());
}

#[test]
fn a_wrong_draft_is_refused_with_every_fault_named() {
    let wrong = r#"{"id":"S 1","kind":"statement_made","occurred":{"edtf":"2014-13"},
        "basis":"gossip","certainty":"stated","by":"clerk","event":{"text":"  ","colour":1},
        "sources":[{"kind":"article"},{"kind":"article","title":"t","url":"nowhere"}],"extra":1}"#;
    let faults = parse(wrong).unwrap_err();
    let fields: Vec<&str> = faults.0.iter().map(|fault| fault.field.as_str()).collect();
    for due in [
        "/extra",
        "/id",
        "/inquiry",
        "/occurred/edtf",
        "/basis",
        "/sources/0/title",
        "/sources/1/url",
        "/event/colour",
        "/event/text",
    ] {
        assert!(fields.contains(&due), "{due} not named in {faults}");
    }
    assert_eq!(fields.len(), 9, "{faults}");
    let told: Vec<String> = faults.0.iter().map(ToString::to_string).collect();
    assert!(told.iter().all(|line| line.contains("; ")), "a remedy is missing: {told:?}");
}

#[test]
fn a_draft_needs_a_source_a_kind_and_facts() {
    for (from, to, field) in [
        (
            r#""sources":[{"kind":"article","title":"An article","quotation":"much has improved"}]"#,
            r#""sources":[]"#,
            "/sources",
        ),
        (r#""kind":"statement_made","#, "", "/kind"),
        (r#""kind":"statement_made","#, r#""kind":"rumour","#, "/kind"),
        (r#""event":{"body":"occ","text":"Much has improved."},"#, "", "/event"),
        (r#""quotation":"much"#, r#""quotation":5,"x":"much"#, "/sources/0/quotation"),
    ] {
        let faults = parse(&GOOD.replace(from, to)).expect_err(field);
        assert!(faults.0.iter().any(|fault| fault.field == field), "{field}: {faults}");
    }
    let long = GOOD.replace("much has improved", &"x".repeat(301));
    assert_eq!(parse(&long).unwrap_err().0[0].field, "/sources/0/quotation");
}
