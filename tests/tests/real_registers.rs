//! Views over real registers: what they answer against what the files say, by
//! plain computations of the tests' own.

use std::collections::{BTreeMap, BTreeSet};

use ledger::events::Edtf;
use ledger::events::civil::Date;
use ledger::views::facts::{Absence, Facts, Office, Stand};
use ledger::views::offices::{End, Handover, Hold, Term, handovers, holders, terms};
use ledger::views::timeline::Timeline;
use ledger::views::{Question, ask};
use tests::real::ministers::{Line, Ministers, office, person};
use tests::real::{record, registers};

fn day(text: &str) -> Date {
    Edtf::parse(text).expect("a date").as_day().expect("a day")
}

fn stand(facts: &Facts, on: &str) -> Stand {
    Stand { size: facts.size(), on: day(on) }
}

/// In office on a day, by the letters of the dates: from the start, and not on
/// the day of the end.
fn covers(line: &Line, on: &str) -> bool {
    let (start, end) = (line["start_date"].as_str(), line["end_date"].as_str());
    start <= on && (end.is_empty() || on < end)
}

/// The figure `holders` of the view `office`.
fn held(facts: &Facts, office: &str, on: &str) -> String {
    let timeline = Timeline::new();
    let params = [("office", office), ("on", on)];
    let question = Question {
        view: "office".to_owned(),
        params: params.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        today: day("2026-11-24"),
    };
    let sheet = ask(&record(facts, &timeline), &question).expect("an answer");
    sheet.figures.into_iter().find(|figure| figure.key == "holders").expect("holders").text
}

/// Numbers that look random and are the same each time.
struct Lot(u64);

impl Lot {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

/// One reading of the register for all questions: it has some ten thousand events.
#[test]
fn ministers_are_found_as_the_register_has_them() {
    let Some(ministers) = Ministers::read() else { return };
    let recorder = ministers.record();
    let facts = recorder.facts();
    // 69 organisations, 60 links, 1,149 people with 188 further names, 926 posts,
    // 3,667 starts with 3,520 ends, 12 leaves with 12 ends.
    assert_eq!(recorder.drafts().len(), 69 + 60 + 1_149 + 188 + 926 + 3_667 + 3_520 + 12 + 12);
    let terms = terms(&facts, &stand(&facts, "2026-03-01"));
    assert_eq!(terms.len(), 3_667);

    the_secretary_of_state_for_education(&ministers, &facts);
    holders_of_random_posts_on_random_days(&ministers, &facts, &terms);
    handovers_of_all_posts(&facts, &terms);
    acting_and_leave(&ministers, &facts, &terms);
    names_of_the_day(&ministers, &facts);
}

/// On 1 June 2014 Michael Gove, on 1 September 2014 Nicky Morgan: not "Baroness
/// Morgan of Cotes", which she was called from 6 January 2020 on. On 15 July 2014
/// one left and the other began.
fn the_secretary_of_state_for_education(ministers: &Ministers, facts: &Facts) {
    let title = "Secretary of State for Education";
    let posts = ministers.posts.iter().filter(|post| post["name"] == title);
    let who = |on: &str| -> Vec<String> {
        let held = posts.clone().map(|post| held(facts, &office(&post["id"]), on));
        held.filter(|names| names != "No holder recorded").collect()
    };
    assert_eq!(who("2014-06-01"), ["Michael Gove"]);
    assert_eq!(who("2014-07-14"), ["Michael Gove"]);
    assert_eq!(who("2014-07-15"), ["Nicky Morgan"]);
    assert_eq!(who("2014-09-01"), ["Nicky Morgan"]);
    // Two departments had the title; between them it had another name.
    assert!(who("2003-01-01").is_empty());
}

fn holders_of_random_posts_on_random_days(ministers: &Ministers, facts: &Facts, terms: &[Term]) {
    let mut by_office: BTreeMap<Office, Vec<Term>> = BTreeMap::new();
    for term in terms {
        by_office.entry(term.office).or_default().push(term.clone());
    }
    let (first, last) = (day("1979-05-04"), day("2026-02-28"));
    let days = last.days_since_1970() - first.days_since_1970();
    let mut lot = Lot(3);
    let (mut held_days, mut several) = (0, 0);
    for _ in 0..5_000 {
        let post = &ministers.posts[lot.below(ministers.posts.len())]["id"];
        let after = i32::try_from(lot.below(usize::try_from(days).expect("days"))).expect("days");
        let on = Date::from_days_since_1970(first.days_since_1970() + after).expect("a day");
        let on_text = on.to_string();
        let mine = |line: &&Line| line["post_id"] == *post && covers(line, &on_text);
        let expected: BTreeSet<String> = ministers
            .appointments
            .iter()
            .filter(mine)
            .map(|line| person(&line["person_id"]))
            .collect();
        let office: Office = facts.find(&office(post)).expect("registered");
        let terms = by_office.get(&office).map_or(&[][..], Vec::as_slice);
        let found = holders(terms, office, on);
        // Every date of this register is known to the day.
        assert!(found.iter().all(|holder| holder.hold == Hold::Definite));
        let found: BTreeSet<String> =
            found.iter().map(|holder| facts.id(holder.term.person).to_owned()).collect();
        assert_eq!(found, expected, "{post} on {on}");
        held_days += usize::from(!expected.is_empty());
        several += usize::from(expected.len() > 1);
    }
    // The draw is worth something: many posts are held, some by several.
    assert!(held_days > 500 && several > 20, "{held_days} {several}");
}

/// Of consecutive holders of one post, by start: 1,091 on the same day, 629 after
/// a gap, 1,021 overlap, as counted over the file in another language.
fn handovers_of_all_posts(facts: &Facts, terms: &[Term]) {
    let offices: BTreeSet<Office> = terms.iter().map(|term| term.office).collect();
    let (mut same, mut gaps, mut overlaps) = (0, 0, 0);
    for office in offices {
        let mine: Vec<Term> = terms.iter().filter(|t| t.office == office).cloned().collect();
        let found = handovers(&mine, office);
        assert!(found.unplaced.is_empty(), "{}", facts.id(office));
        for (_, _, how) in found.pairs {
            match how {
                Handover::SameDay => same += 1,
                Handover::Gap(least, most) => {
                    assert_eq!(least, most);
                    gaps += 1;
                }
                Handover::Overlap(_) => overlaps += 1,
                Handover::CannotTell => panic!("every date is a day"),
            }
        }
    }
    assert_eq!((same, gaps, overlaps), (1_091, 629, 1_021));
    // Two rows of the file end before they begin; they hold on no day.
    assert_eq!(terms.iter().filter(|term| term.is_backwards()).count(), 2);
}

/// Eleven who act and twelve leaves: on the first day and on the last, and not on
/// the day of the end.
fn acting_and_leave(ministers: &Ministers, facts: &Facts, terms: &[Term]) {
    let by_spell: BTreeMap<&str, &Term> =
        terms.iter().map(|term| (facts.id(term.spell), term)).collect();
    let (mut acting, mut leaves) = (0, 0);
    for line in &ministers.characteristics {
        let term = by_spell[format!("spell-{}", line["appointment_id"]).as_str()];
        assert_eq!(term.stands_in(), line["is_acting"] == "True");
        acting += usize::from(line["is_acting"] == "True");
        let (first, end) = (day(&line["start_date"]), line["end_date"].as_str());
        let on_leave =
            |on: Date| term.away_on(on).any(|away| away == (Absence::Leave, Hold::Definite));
        if line["is_on_leave"] == "True" {
            leaves += 1;
            assert!(on_leave(first) && term.hold(first) == Hold::Definite);
            let end = day(end);
            let eve = Date::from_days_since_1970(end.days_since_1970() - 1).expect("a day");
            assert!(on_leave(eve) && !on_leave(end));
        } else if term.hold(first) == Hold::Definite {
            assert!(!on_leave(first), "{}", line["appointment_id"]);
        }
    }
    assert_eq!((acting, leaves), (11, 12));
    assert_eq!(terms.iter().filter(|term| term.end == End::Open).count(), 3_667 - 3_520);
}

/// On the first day of each appointment the person has the name that the file
/// gives for that day, where it gives one.
fn names_of_the_day(ministers: &Ministers, facts: &Facts) {
    let mut people: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in &ministers.people {
        people.entry(&line["id"]).or_default().push(line);
    }
    let mut later_names = 0;
    for line in &ministers.appointments {
        let on = line["start_date"].as_str();
        let names = people[line["person_id"].as_str()].iter().filter(|name| covers(name, on));
        let names: Vec<&str> = names.map(|name| name["name"].as_str()).collect();
        let [expected] = names[..] else { continue };
        let handle = facts.find(&person(&line["person_id"])).expect("registered");
        assert_eq!(facts.person_name(handle, &stand(facts, on)), expected, "on {on}");
        let now = facts.person_name(handle, &stand(facts, "2026-03-01"));
        later_names += usize::from(now != expected);
    }
    // A naive join, which takes today's name, would be wrong this often.
    assert!(later_names > 500, "{later_names}");
}

/// 152 upper-tier authorities; 39 English forces, 43 with those of Wales.
#[test]
fn areas_and_forces_are_bodies_and_frozen_lists() {
    if let Some(recorder) = registers::authorities() {
        let facts = recorder.facts();
        let stand = stand(&facts, "2014-12-31");
        assert_eq!(facts.bodies(&stand).count(), 152);
        let lists: Vec<_> = facts.populations(&stand).map(|known| known.fact.count).collect();
        assert_eq!(lists, [152]);
        let handle = facts.find("e08000018").expect("Rotherham");
        assert!(facts.body_name(handle, &stand).starts_with("Rotherham"));
    }
    if let Some(recorder) = registers::forces() {
        let facts = recorder.facts();
        let stand = stand(&facts, "2014-12-31");
        assert_eq!(facts.bodies(&stand).count(), 43);
        let lists: Vec<_> = facts.populations(&stand).map(|known| known.fact.count).collect();
        assert_eq!(lists, [39, 43]);
    }
}
