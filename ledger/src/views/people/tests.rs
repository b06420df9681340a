use crate::views::record_fixture::{Ledger, figure, lines, table};

/// One council leader: in office from 1 May 2010 until 26 August 2014, invited
/// on 2 February 2015, spoke on 10 March 2015.
fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    let body = r#""body":"council","name":"Aldmere council","body_kind":"local_authority""#;
    ledger.on("2015-01-01", "e0", "body_registered", body, "");
    let person = r#""person":"p-a","name":"Ada Example""#;
    ledger.on("2015-01-01", "e1", "person_registered", person, "");
    let office = r#""office":"leader","title":"leader of the council","body":"council","selection":"elected""#;
    ledger.on("2015-01-01", "e2", "office_registered", office, "");
    let start = r#""spell":"s1","person":"p-a","office":"leader","effective":"2010-05-01""#;
    ledger.on("2015-01-01", "e3", "appointed", start, "");
    let end = r#""spell":"s1","person":"p-a","office":"leader","reason":"resigned","effective":"2014-08-26""#;
    ledger.on("2015-01-01", "e4", "office_ended", end, "");
    let call = r#""request":"r1","committee":"council","person":"p-a","proposed":[]"#;
    ledger.on("2015-02-03", "e5", "invitation_sent", call, r#""occurred":{"edtf":"2015-02-02"}"#);
    let claim = r#""about_persons":["p-a"],"text":"Shouting","reported_in":"a paper","accuser":"not_named""#;
    ledger.on("2015-03-01", "e6", "allegation_reported", claim, "");
    let reply = r#""reply_to":"e6","person":"p-a","text":"Not so.","channel":"press""#;
    ledger.on("2015-03-10", "e7", "reply_published", reply, r#""occurred":{"edtf":"2015-03-10"}"#);
    ledger
}

#[test]
fn a_person_has_offices_calls_and_statements_with_their_entries() {
    let ledger = ledger();
    let sheet = ledger.ask("person?person=p-a&on=2014-01-01").unwrap();
    assert_eq!(sheet.title, "Ada Example");
    let office = figure(&sheet, "offices");
    // One definite office on that day, of one time in office recorded: entries 3 and 4.
    assert_eq!(office.text, "leader of the council");
    assert_eq!((office.numerator, office.denominator), (Some(1), Some(1)));
    assert_eq!(office.entries, [3, 4]);
    assert_eq!(
        lines(&sheet, "offices"),
        ["leader of the council | 1 May 2010 | 26 August 2014 | In office | Resigned"]
    );
    // On 1 January 2014 the invitation lay ahead.
    assert_eq!(lines(&sheet, "calls"), ["Ada Example | Aldmere council | Not yet begun | No"]);
    let sheet = ledger.ask("person?person=p-a&on=2015-02-10").unwrap();
    assert_eq!(figure(&sheet, "offices").text, "No office recorded");
    // 10 February less 2 February: 8 days.
    assert_eq!(
        lines(&sheet, "calls"),
        [
            "Ada Example | Aldmere council | Invited; no answer recorded for 8 days | 2 February 2015 | No"
        ]
    );
}

/// An allegation leads to the reply, on the same line.
#[test]
fn an_allegation_is_never_shown_without_its_reply() {
    let ledger = ledger();
    let sheet = ledger.ask("person?person=p-a").unwrap();
    let rows = &table(&sheet, "statements").rows;
    let claim = rows.iter().find(|row| row.key == "e6").unwrap();
    assert_eq!(claim.entries, [6, 7]);
    // Before the reply was recorded there was none to show.
    let sheet = ledger.ask("person?person=p-a&at=7").unwrap();
    assert_eq!(table(&sheet, "statements").rows[0].entries, [6]);
    assert_eq!(table(&sheet, "statements").rows.len(), 1);
}

#[test]
fn whom_nobody_named_is_refused_with_a_remedy() {
    let ledger = ledger();
    assert!(ledger.ask("person").unwrap_err().contains("name a person"));
    assert!(ledger.ask("person?person=p-z").unwrap_err().contains("is not a person"));
    assert!(ledger.ask("person?person=council").unwrap_err().contains("is not a person"));
    assert!(ledger.ask("person?person=p-a&at=1").unwrap_err().contains("is not a person"));
}

#[test]
fn everyone_is_listed_with_the_offices_of_the_day() {
    let ledger = ledger();
    let sheet = ledger.ask("people?on=2014-01-01").unwrap();
    assert_eq!(figure(&sheet, "people").text, "1");
    assert_eq!(lines(&sheet, "people"), ["Ada Example | leader of the council | 1 | 1"]);
    let sheet = ledger.ask("people?on=2014-08-26").unwrap();
    assert_eq!(lines(&sheet, "people"), ["Ada Example | 1 | 1"]);
}
