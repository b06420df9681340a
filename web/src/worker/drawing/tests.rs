use ledger::events::Draft;
use ledger::proof::CheckedEntry;
use ledger::record::{Chain, Json, Origin, Salt, Timestamp};

use super::*;
use crate::format::parse_day;

/// A replay of statements: when each happened, and which body made it.
fn replay(events: &[(&str, &str)]) -> Replay {
    let mut chain = Chain::genesis(&Origin::new("test.example").unwrap());
    let mut replay = Replay::default();
    for (number, (when, body)) in events.iter().enumerate() {
        let occurred = match *when {
            "" => String::new(),
            when => format!(r#""occurred":{{"edtf":"{when}"}},"#),
        };
        let kind = match *body {
            "" => {
                r#""kind":"population_fixed","event":{"population":"all","name":"All","count":3}"#
                    .to_owned()
            }
            body => {
                format!(r#""kind":"statement_made","event":{{"body":"{body}","text":"So."}}"#)
            }
        };
        let text = format!(
            r#"{{"id":"e-{number}","inquiry":"i","basis":"derived","certainty":"stated",
                "by":"clerk",{occurred}"sources":[{{"kind":"report","title":"B"}}],{kind}}}"#
        );
        let draft = Json::parse(text.as_bytes()).unwrap();
        let draft = Draft::parse(&draft).unwrap_or_else(|faults| panic!("{faults}"));
        let sealed = draft.seal(&mut || Salt::from_bytes([0; 32])).unwrap();
        let time = i64::try_from(number).unwrap() * DAY;
        let entry = chain.seal(&sealed, Timestamp::from_millis(time), vec![]).unwrap();
        let openings = Some(sealed.openings().clone());
        replay.take(CheckedEntry { entry, openings, proven: true });
    }
    replay
}

fn ask(window: Option<(&str, &str)>, cells: u16) -> DrawAsk {
    let day = |text| parse_day(text).unwrap();
    let window = window.map(|(from, to)| (day(from), day(to)));
    DrawAsk { params: Params::default(), window, cells }
}

fn by(lanes: Lanes) -> Params {
    Params { lanes, ..Params::default() }
}

fn indices(lane: &DrawnLane) -> Vec<u64> {
    lane.singles.iter().map(|single| single.index).collect()
}

#[test]
fn a_window_holds_what_touches_it_and_counts_every_lane_whole() {
    let replay = replay(&[
        ("2011-05-01", "council"),
        ("2012-06", "council"),
        ("2010/2013", "council"),
        ("2014-01-01", "council"),
        ("", "council"),
        ("/2012", "council"),
    ]);
    let drawn = drawn(&replay, &ask(Some(("2012", "2013")), 100));
    assert_eq!((drawn.all, drawn.undated, drawn.lanes.len()), (6, 1, 1));
    let lane = &drawn.lanes[0];
    // The stretch that only touches it and the open one are there, too.
    assert_eq!(indices(lane), [2, 1, 5]);
    assert_eq!((lane.count, lane.undated, lane.family), (6, 1, Some(4)));
    assert_eq!(drawn.map.iter().sum::<u32>(), 5, "every dated event is on the map");
    // Open ends do not decide the scale; a little air is left on both sides.
    let day = |text| parse_day(text).unwrap();
    assert!(drawn.span.0 < day("2010") && drawn.span.0 > day("2009"));
    assert!(drawn.span.1 > day("2014") && drawn.span.1 < day("2015"));
    let nothing = super::drawn(&Replay::default(), &ask(None, 100));
    assert!(nothing.window.0 < nothing.window.1 && nothing.lanes.is_empty());
}

#[test]
fn a_crowded_lane_is_counted_and_no_event_and_no_problem_is_lost() {
    let days: Vec<String> =
        (0..2_000).map(|n| format!("{}-01-{:02}", 2000 + n % 10, n % 28 + 1)).collect();
    let events: Vec<(&str, &str)> = days.iter().map(|day| (day.as_str(), "council")).collect();
    let mut replay = replay(&events);
    replay.marked = vec![1_234];
    let drawn = drawn(&replay, &ask(None, 300));
    let lane = &drawn.lanes[0];
    assert!(lane.singles.is_empty());
    assert_eq!((lane.bins.len(), lane.bins.iter().sum::<u32>()), (300, 2_000));
    assert_eq!(lane.bad.len(), 1);
    assert!(lane.bins[usize::from(lane.bad[0])] > 0);
    // Few enough in the window: one by one, the problem marked.
    let close = super::drawn(&replay, &ask(Some(("2004-01-03", "2004-01-04")), 300));
    assert!(close.lanes[0].bins.is_empty() && close.lanes[0].singles.len() < 60);
    // A small answer, however many events.
    assert!(crate::wire::pack(1, drawn).len() < 4_000);
}

#[test]
fn an_event_that_names_nobody_has_a_lane_and_many_lanes_become_twelve() {
    let bodies: Vec<String> = (0..40).map(|n| format!("body-{}", n % 20)).collect();
    let mut events: Vec<(&str, &str)> = bodies.iter().map(|body| ("2012", body.as_str())).collect();
    events.push(("2012", ""));
    let replay = replay(&events);
    let drawn = drawn(&replay, &DrawAsk { params: by(Lanes::Person), ..ask(None, 100) });
    let names: Vec<&str> = drawn.lanes.iter().map(|lane| lane.name.as_str()).collect();
    assert_eq!((names, drawn.lanes[0].count), (vec!["Nobody named"], 41));
    let drawn = super::drawn(&replay, &DrawAsk { params: by(Lanes::Body), ..ask(None, 100) });
    assert!(drawn.lanes.len() <= 12, "{}", drawn.lanes.len());
    assert_eq!(drawn.lanes.iter().map(|lane| lane.count).sum::<u64>(), 41);
    assert!(drawn.lanes.iter().any(|lane| lane.name == "Others"));
}

#[test]
fn arrows_walk_a_lane_by_time_and_stop_at_its_ends() {
    let replay = replay(&[
        ("2013", "b"),
        ("2011", "b"),
        ("", "b"),
        ("2012-06", "a"),
        ("2012", "b"),
        ("2014", "a"),
    ]);
    let at = |from: Option<u64>, step| {
        let from = from.map(|index| (index, None));
        let stop = super::step(&replay, &StepAsk { params: by(Lanes::Body), from, step });
        stop.map(|stop| stop.row.index)
    };
    // Lane of b (most events) first: 1 (2011), 4 (2012), 0 (2013), 2 undated.
    assert_eq!(at(Some(1), Step::On), Some(4));
    assert_eq!(at(Some(0), Step::On), Some(2), "undated ones come last");
    assert_eq!(at(Some(2), Step::On), Some(2));
    assert_eq!(at(Some(4), Step::Back), Some(1));
    assert_eq!(at(Some(1), Step::Back), Some(1));
    assert_eq!((at(Some(4), Step::First), at(Some(4), Step::Last)), (Some(1), Some(2)));
    // The middle of 2014 is 365 days from that of 2013, June 2012 is further.
    assert_eq!(at(Some(0), Step::Down), Some(5), "the nearest in time");
    assert_eq!(at(Some(5), Step::Up), Some(0));
    assert_eq!(
        (at(Some(1), Step::Up), at(Some(5), Step::Down)),
        (Some(1), Some(5)),
        "no lane there"
    );
    assert_eq!((at(None, Step::On), at(Some(99), Step::Last)), (Some(1), Some(1)));
    assert_eq!((at(None, Step::Here), at(Some(99), Step::Here)), (None, None));
    assert_eq!((at(None, Step::Undated(0)), at(None, Step::Undated(1))), (Some(2), None));
    let stop = super::step(
        &replay,
        &StepAsk { params: by(Lanes::Body), from: Some((0, Some(0))), step: Step::Here },
    );
    let stop = stop.unwrap();
    assert_eq!((stop.place, stop.of, stop.name.as_str(), stop.lane), (3, 4, "b", 0));
}

#[test]
fn the_next_problem_is_found_in_any_lane_and_after_the_last_comes_the_first() {
    let mut replay = replay(&[("2011", "b"), ("2012", "a"), ("2013", "b"), ("2014", "b")]);
    let at = |replay: &Replay, from: Option<u64>| {
        let from = from.map(|index| (index, None));
        let ask = StepAsk { params: by(Lanes::Body), from, step: Step::Problem };
        super::step(replay, &ask).map(|stop| stop.row.index)
    };
    assert_eq!((at(&replay, None), at(&replay, Some(2))), (None, Some(2)), "there is none");
    replay.marked = vec![1, 3];
    assert_eq!(at(&replay, None), Some(1));
    assert_eq!(at(&replay, Some(1)), Some(3));
    assert_eq!(at(&replay, Some(3)), Some(1));
}

#[test]
fn what_was_drawn_before_more_arrived_is_not_drawn_again() {
    let mut all = replay(&[("2011", "b"), ("2012", "b")]);
    assert_eq!(drawn(&all, &ask(None, 50)).all, 2);
    all.timeline = replay(&[("2011", "b"), ("2012", "b"), ("2013", "b")]).timeline;
    assert_eq!(drawn(&all, &ask(None, 50)).all, 3);
    let recorded =
        DrawAsk { params: Params { clock: Clock::Recorded, ..Params::default() }, ..ask(None, 50) };
    let drawn = drawn(&all, &recorded);
    assert_eq!(
        drawn.lanes[0].singles.iter().map(|one| one.from).collect::<Vec<_>>(),
        [0, DAY, 2 * DAY]
    );
}
