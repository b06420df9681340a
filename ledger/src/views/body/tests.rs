use crate::views::record_fixture::{Ledger, figure, lines, table};

/// A department with one office held, two recommendations of which one is
/// rejected, one data call answered of two, one call to attend.
fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    let mut add = |id: &str, kind: &str, facts: &str, when: &str| {
        let more = match when {
            "" => std::string::String::new(),
            when => std::format!(r#""occurred":{{"edtf":"{when}"}}"#),
        };
        ledger.on("2015-06-01", id, kind, facts, &more);
    };
    add(
        "e0",
        "body_registered",
        r#""body":"dept","name":"Harbour Department","body_kind":"department""#,
        "",
    );
    add(
        "e1",
        "body_registered",
        r#""body":"committee","name":"Harbour Committee","body_kind":"committee""#,
        "",
    );
    add("e2", "person_registered", r#""person":"p-a","name":"Ada Example""#, "");
    add(
        "e3",
        "office_registered",
        r#""office":"head","title":"head of department","body":"dept","selection":"appointed""#,
        "",
    );
    add(
        "e4",
        "appointed",
        r#""spell":"s1","person":"p-a","office":"head","effective":"2010-05-01""#,
        "",
    );
    let made = |id: &str| {
        std::format!(
            r#""recommendation":"{id}","made_by":"committee","text":"Light the quay.","verbatim":true,"item_kind":"recommendation","addressees":[{{"body":"dept"}}]"#
        )
    };
    add("e5", "recommendation_made", &made("rec-1"), "2015-01-10");
    add("e6", "recommendation_made", &made("rec-2"), "2015-01-10");
    add(
        "e7",
        "response_received",
        r#""recommendation":"rec-2","responder":"dept","position":"rejected""#,
        "2015-05-01",
    );
    add(
        "e8",
        "population_fixed",
        r#""population":"all","name":"All departments","count":1,"members":["dept"]"#,
        "",
    );
    let call = |id: &str| {
        std::format!(
            r#""call":"{id}","issuer":"committee","population":"all","legal_basis":"request","issued":"2015-02-01","due":"2015-03-01","description":"Lights""#
        )
    };
    add("e9", "data_call_issued", &call("call-1"), "2015-02-01");
    add("e10", "data_call_issued", &call("call-2"), "2015-02-01");
    add(
        "e11",
        "nil_return",
        r#""return_id":"r1","call":"call-1","body":"dept","received":"2015-02-20""#,
        "2015-02-20",
    );
    add(
        "e12",
        "invitation_sent",
        r#""request":"i1","committee":"committee","body":"dept","proposed":[]"#,
        "2015-05-20",
    );
    ledger
}

#[test]
fn one_page_holds_what_each_view_says_of_the_body() {
    let ledger = ledger();
    let sheet = ledger.ask("body?body=dept&on=2015-06-01").unwrap();
    assert_eq!(sheet.title, "Harbour Department");
    // One of two calls answered: entries 9 (the call) and 11 (the nil return).
    let returned = figure(&sheet, "returned");
    assert_eq!(
        (returned.text.as_str(), returned.entries.as_slice()),
        ("1 of 2 (50%)", &[9, 11][..])
    );
    // One of two recommendations is open: the other was rejected.
    assert_eq!(figure(&sheet, "open").text, "1 of 2 (50%)");
    assert_eq!(table(&sheet, "recommendations").rows.len(), 2);
    // One of one office is held.
    assert_eq!(figure(&sheet, "held").text, "1 of 1 (100%)");
    assert_eq!(
        lines(&sheet, "offices"),
        ["head of department | Ada Example | 1 May 2010 | No end recorded | In office"]
    );
    // 1 June less 20 May: 12 days.
    assert_eq!(
        lines(&sheet, "called"),
        [
            "Harbour Department | Harbour Committee | Invited; no answer recorded for 12 days | 20 May 2015 | No"
        ]
    );
    let committee = ledger.ask("body?body=committee&on=2015-06-01").unwrap();
    assert_eq!(table(&committee, "called_by").rows.len(), 1);
    assert_eq!(figure(&committee, "returned").text, "0 of 0");
}

#[test]
fn what_is_no_body_is_refused_with_a_remedy() {
    let ledger = ledger();
    assert!(ledger.ask("body").unwrap_err().contains("name an organisation"));
    for id in ["nobody", "p-a", "head"] {
        let error = ledger.ask(&std::format!("body?body={id}")).unwrap_err();
        assert!(error.contains("is not an organisation"), "{error}");
    }
    assert!(ledger.ask("body?body=committee&at=1").unwrap_err().contains("is not an organisation"));
}
