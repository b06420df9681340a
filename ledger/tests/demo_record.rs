//! The demonstration record: it can be recorded, says what its sources say and
//! no more, and shows no person's name in public.

use ledger::events::{Basis, Certainty, Draft, Event, EventId, PersonId};
use ledger::record::{Chain, Entry, Json, Openings, Origin, Salt, Timestamp};
use ledger::views::timeline::{Order, Query, Timeline};
use std::collections::{BTreeMap, BTreeSet};

const RECORD: &str = include_str!("../../server/demo/occ-2015.jsonl");

fn drafts() -> Vec<Draft> {
    let read = |(text, line): (&str, usize)| {
        let json = Json::parse(text.as_bytes()).unwrap_or_else(|e| panic!("line {line}: {e}"));
        let draft = Draft::parse(&json).unwrap_or_else(|e| panic!("line {line}: {e}"));
        assert_eq!(draft.to_json(), json, "line {line}");
        draft
    };
    RECORD.lines().zip(1..).map(read).collect()
}

fn recorded() -> Vec<(Entry, Openings)> {
    let mut chain = Chain::genesis(&Origin::new("demo.example").unwrap());
    let mut n = 0_u64;
    let mut salt = || {
        n += 1;
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&n.to_be_bytes());
        Salt::from_bytes(bytes)
    };
    let mut seal = |draft: &Draft| {
        let sealed = draft.seal(&mut salt).unwrap();
        let entry = chain.seal(&sealed, Timestamp::from_millis(0), Vec::new()).unwrap();
        (entry, sealed.openings().clone())
    };
    drafts().iter().map(&mut seal).collect()
}

fn timeline() -> Timeline {
    let mut timeline = Timeline::new();
    for (entry, openings) in recorded() {
        timeline.apply(&entry, &openings).unwrap();
    }
    timeline
}

fn id(text: &str) -> EventId {
    EventId::new(text).unwrap()
}

#[test]
fn every_line_is_sealed_and_read_back_equal() {
    for (draft, (entry, openings)) in drafts().iter().zip(recorded()) {
        assert_eq!(openings.verify(&entry.sealed()), Ok(()));
        assert_eq!(Draft::read(&entry, &openings).as_ref(), Ok(draft));
    }
}

/// The kind of each of the 27 events of the article, in their order.
#[rustfmt::skip]
const KINDS_OF_THE_ARTICLE: [&str; 27] = [
    "inquiry_opened", "inquiry_opened", "office_held", "reports_summarised",
    "recommendations_summarised", "recommendation_made", "data_call_issued", "return_summary",
    "finding", "indicator_range", "finding", "finding", "report_published",
    "progress_reported", "statement_made", "recommendation_made", "return_summary",
    "return_summary", "office_held", "report_published", "office_ended", "inquiry_reported",
    "summons_reported", "attendance_expected", "silence_reported", "allegation_reported",
    "statement_made",
];

#[test]
fn all_27_events_of_the_article_are_there_each_with_the_article_as_source() {
    let drafts = drafts();
    let of = |number: usize| {
        let (plain, longer) = (format!("occ-{number:02}"), format!("occ-{number:02}-"));
        let mine = drafts.iter().filter(move |draft| {
            draft.id.as_str() == plain || draft.id.as_str().starts_with(&longer)
        });
        mine.collect::<Vec<_>>()
    };
    for (number, kind) in (1..).zip(KINDS_OF_THE_ARTICLE) {
        let mine = of(number);
        assert!(!mine.is_empty(), "event {number} is missing");
        assert!(mine.iter().all(|draft| draft.event.kind() == kind), "event {number}");
    }
    // Two offices in event 3; the derived count stands beside event 8.
    assert_eq!((of(3).len(), of(8).len()), (2, 2));
    for draft in drafts.iter().filter(|draft| draft.id.as_str().starts_with("occ-")) {
        assert!(draft.uncertainty.is_some(), "{} names no uncertainty", draft.id);
        assert_eq!(draft.sources.len(), 1);
        let source = &draft.sources[0];
        if draft.basis == Basis::Derived {
            assert_eq!(draft.id.as_str(), "occ-08-derived");
            continue;
        }
        // The copy that was read has neither date nor publisher nor address.
        let locator = source.locator.as_ref().and_then(|text| text.open()).unwrap();
        assert!(locator.as_str().starts_with("paragraph") && source.digest.is_some());
        assert!(source.date.is_none() && source.publisher.is_none() && source.url.is_none());
    }
    assert_eq!(drafts.len(), 59);
    let ids: BTreeSet<&EventId> = drafts.iter().map(|draft| &draft.id).collect();
    assert_eq!(ids.len(), drafts.len());
}

#[test]
fn every_event_that_is_named_is_there() {
    let drafts = drafts();
    let ids: BTreeSet<&str> = drafts.iter().map(|draft| draft.id.as_str()).collect();
    let mut named = 0;
    let mut check = |other: &EventId| {
        assert!(ids.contains(other.as_str()), "{other} is not in the record");
        named += 1;
    };
    for draft in &drafts {
        draft.conflicts_with.iter().for_each(&mut check);
        match &draft.event {
            Event::Correction(event) => check(&event.target),
            Event::ReplyPublished(event) => check(&event.reply_to),
            Event::OfficeEnded(event) => event.same_day_as.iter().for_each(&mut check),
            Event::SilenceReported(event) => event.since.iter().for_each(&mut check),
            Event::StatementMade(event) => event.about.iter().for_each(&mut check),
            Event::RecordNotFound(event) => event.about.iter().for_each(&mut check),
            _ => {}
        }
    }
    assert_eq!(named, 13);
}

#[test]
fn whatever_an_event_speaks_of_was_registered_before_it() {
    let mut known = BTreeSet::new();
    for draft in drafts() {
        let subjects = draft.event.subjects();
        let all = subjects.bodies.iter().map(|id| format!("body {id}"));
        let all = all.chain(subjects.persons.iter().map(|id| format!("person {id}")));
        let all = all.chain(subjects.offices.iter().map(|id| format!("office {id}")));
        for name in all {
            if draft.event.kind().ends_with("_registered") {
                known.insert(name);
            } else {
                assert!(known.contains(&name), "{}: {name} is not registered", draft.id);
            }
        }
    }
}

#[test]
fn the_two_claims_of_the_beginning_stand_and_point_at_each_other() {
    let timeline = timeline();
    let (launched, quoted) = (timeline.event(&id("occ-01")), timeline.event(&id("occ-02")));
    let (launched, quoted) = (launched.unwrap(), quoted.unwrap());
    assert_eq!(launched.occurred_in_words(), "October 2011");
    assert_eq!(quoted.occurred_in_words(), "2012");
    assert!(launched.conflicts.contains(&quoted.index));
    assert!(quoted.conflicts.contains(&launched.index));
}

#[test]
fn the_allegation_has_its_reply_beside_it_and_is_no_finding() {
    let timeline = timeline();
    let claim = timeline.event(&id("occ-26")).unwrap();
    let reply = timeline.event(&id("found-reply")).unwrap();
    assert_eq!(claim.certainty, Some(Certainty::Alleged));
    assert_eq!(claim.replies, [reply.index]);
    assert_eq!(reply.replies, [claim.index]);
    assert_eq!(claim.occurred, None);
}

#[test]
fn counts_are_stated_derived_or_left_out() {
    let mut shares = BTreeMap::new();
    for draft in drafts() {
        if let Event::ReturnSummary(event) = draft.event {
            let percent = event.percent.unwrap().to_string();
            let share = (percent, event.numerator, event.denominator, draft.basis);
            shares.insert(draft.id.to_string(), share);
        }
    }
    let press = Basis::PressReport;
    let expected = [
        ("occ-08", ("48", None, Some(148), press)),
        ("occ-08-derived", ("48", Some(71), Some(148), Basis::Derived)),
        ("occ-17", ("92", None, None, press)),
        ("occ-18", ("79", None, None, press)),
    ];
    let expected: BTreeMap<_, _> = expected
        .into_iter()
        .map(|(id, (percent, n, of, basis))| (id.to_string(), (percent.to_string(), n, of, basis)))
        .collect();
    assert_eq!(shares, expected);
}

#[test]
fn the_story_reads_in_order_with_what_was_found() {
    let timeline = timeline();
    let person = PersonId::new("person-a2");
    let query = Query { person, order: Order::Oldest, ..Query::default() };
    let told: Vec<(String, String)> = timeline
        .select(&query)
        .into_iter()
        .filter_map(|place| timeline.row_at(place))
        .filter(|row| row.occurred.is_some())
        .map(|row| (row.occurred_in_words(), row.title))
        .collect();
    let told: Vec<(&str, &str)> =
        told.iter().map(|(when, title)| (when.as_str(), title.as_str())).collect();
    let committee = "Communities and Local Government Committee";
    let invited = format!("Roger Stone: invited to give evidence to the {committee}");
    let indicated =
        format!("Roger Stone: indicated that they will give evidence to the {committee}");
    let gave = format!("Roger Stone: gave evidence to the {committee}");
    let held = "Roger Stone, leader of Rotherham council: held office";
    assert_eq!(
        told,
        [
            ("between 2003 and 2014", held),
            ("from 2003, end not known", held),
            ("26 August 2014", "Roger Stone, leader of Rotherham council: resigned"),
            ("on or before 16 February 2015", invited.as_str()),
            ("on or before 16 February 2015", indicated.as_str()),
            ("10 March 2015", gave.as_str()),
        ]
    );
    let named = timeline.event(&id("reg-committee")).unwrap();
    assert_eq!(named.corrected_by.len(), 1);
    assert_eq!(named.title, format!("Body registered: {committee}"));
    assert!(timeline.rows().all(|row| !row.title.contains("[withheld]")));
    // Nobody was ordered to attend, as far as anybody found.
    assert!(timeline.rows().all(|row| row.kind != "order_to_attend"));
}

#[test]
fn no_name_of_a_person_stands_in_public() {
    let names = ["berelowitz", "sue", "stone", "roger", "jay", "casey", "wright", "shaun"];
    for (entry, _) in recorded() {
        let public = entry.draft_text().to_lowercase();
        let words: Vec<&str> = public.split(|c: char| !c.is_alphanumeric()).collect();
        for name in names {
            assert!(!words.contains(&name), "{name} stands in {public}");
        }
        // Nor does any text with a space in it: all prose is sealed.
        assert!(!public.contains(' '), "{public}");
    }
}

#[test]
fn nothing_is_there_that_nobody_looked_up() {
    let lower = RECORD.to_lowercase();
    #[rustfmt::skip]
    let from_memory = [
        "lakin", "commissioners appointed", "not better", "children and social work", "wright",
        "september 2014", "2014-09", "2015-02-04", "2015-02-26", "abolished", "2019", "2020",
        "2017", "152 ",
    ];
    for memory in from_memory {
        assert!(!lower.contains(memory), "{memory}");
    }
}

#[test]
fn quotations_are_short() {
    for draft in drafts() {
        for source in &draft.sources {
            if let Some(quotation) = source.quotation.as_ref().and_then(|text| text.open()) {
                let words = quotation.as_str().split_whitespace().count();
                assert!(words <= 9, "{}: {quotation}", draft.id);
            }
        }
    }
}
