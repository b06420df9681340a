//! Bodies that merge, split, are abolished, or pass functions on.

use std::format;
use std::string::String;
use std::vec::Vec;

use crate::views::record_fixture::Ledger;
use crate::views::successors::Successors;

fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    for id in ["a", "b", "c", "d"] {
        let facts = format!(r#""body":"{id}","name":"{id}","body_kind":"department""#);
        ledger.on("2015-01-01", &format!("reg-{id}"), "body_registered", &facts, "");
    }
    ledger
}

fn follow(ledger: &mut Ledger, link: &str, earlier: &str, later: &str, on: &str) {
    let facts =
        format!(r#""link":"{link}","earlier":[{earlier}],"later":[{later}],"effective":"{on}""#);
    ledger.on("2016-01-01", &format!("{}-{on}", link.replace('_', "-")), "body_merged", &facts, "");
}

/// Who answers for a body on a day, and how its functions split, if they did.
fn heir(ledger: &Ledger, body: &str, on: &str) -> (String, Vec<String>) {
    let heirs = Successors::of(&ledger.facts, &ledger.stand(on));
    let heir = heirs.heir(ledger.facts.find(body).unwrap());
    let id = |body| String::from(ledger.facts.id(body));
    (id(heir.body), heir.split.into_iter().map(id).collect())
}

fn one(body: &str) -> (String, Vec<String>) {
    (String::from(body), Vec::new())
}

#[test]
fn a_chain_of_mergers_ends_at_the_last_from_the_day_it_takes_effect() {
    let mut ledger = ledger();
    follow(&mut ledger, "name_change", r#""a""#, r#""b""#, "2015-05-01");
    follow(&mut ledger, "merger", r#""b","c""#, r#""d""#, "2015-09-01");
    assert_eq!(heir(&ledger, "a", "2015-04-30"), one("a"));
    assert_eq!(heir(&ledger, "a", "2015-05-01"), one("b"));
    assert_eq!(heir(&ledger, "a", "2015-09-01"), one("d"));
    assert_eq!(heir(&ledger, "c", "2015-09-01"), one("d"));
    let all = Successors::of(&ledger.facts, &ledger.stand("2016-01-01"));
    let chain = all.heir(ledger.facts.find("a").unwrap());
    // The registrations are entries 0 to 3.
    assert_eq!((chain.chain.len(), chain.entries), (3, std::vec![4, 5]));
}

/// A body that takes another in stays what it is.
#[test]
fn a_body_that_takes_another_in_answers_for_both() {
    let mut ledger = ledger();
    follow(&mut ledger, "merger", r#""a","b""#, r#""b""#, "2015-05-01");
    assert_eq!(heir(&ledger, "a", "2015-06-01"), one("b"));
    assert_eq!(heir(&ledger, "b", "2015-06-01"), one("b"));
}

#[test]
fn a_split_names_all_heirs_and_chooses_none() {
    let mut ledger = ledger();
    follow(&mut ledger, "demerger", r#""a""#, r#""b","c""#, "2015-05-01");
    let (body, split) = heir(&ledger, "a", "2015-06-01");
    assert_eq!((body.as_str(), split.len()), ("a", 2));
}

/// Functions that pass while the body stays move nothing for certain; once it is
/// abolished, the one that took them over answers.
#[test]
fn functions_that_pass_move_a_pair_only_when_the_body_is_gone() {
    let mut ledger = ledger();
    follow(&mut ledger, "transfer_of_functions", r#""a""#, r#""b""#, "2015-05-01");
    assert_eq!(heir(&ledger, "a", "2015-06-01").1, ["a", "b"]);
    let facts = r#""body":"a","effective":"2015-08-01","functions_to":["b"]"#;
    ledger.on("2016-02-01", "gone", "body_abolished", facts, "");
    assert_eq!(heir(&ledger, "a", "2015-08-01"), one("b"));
    assert_eq!(heir(&ledger, "a", "2015-07-31").1, ["a", "b"]);
}

#[test]
fn a_circle_ends_and_an_end_without_heirs_leaves_the_body() {
    let mut ledger = ledger();
    follow(&mut ledger, "name_change", r#""a""#, r#""b""#, "2015-05-01");
    follow(&mut ledger, "name_change", r#""b""#, r#""a""#, "2015-06-01");
    assert_eq!(heir(&ledger, "a", "2015-07-01"), one("b"));
    ledger.on("2016-02-01", "gone", "body_abolished", r#""body":"d","effective":"2015-08-01""#, "");
    assert_eq!(heir(&ledger, "d", "2016-02-01"), one("d"));
}
