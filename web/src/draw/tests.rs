use super::*;
use crate::format::{DAY, parse_day};

fn single(index: u64, from: &str, to: &str) -> Single {
    let read = |text: &str, open| if text.is_empty() { open } else { parse_day(text).unwrap() };
    Single { index, from: read(from, i64::MIN), to: read(to, i64::MAX), family: 1, bad: false }
}

fn drawn(window: (&str, &str), lanes: Vec<DrawnLane>) -> Drawn {
    let window = (parse_day(window.0).unwrap(), parse_day(window.1).unwrap());
    Drawn { window, span: window, lanes, ..Drawn::default() }
}

fn singles(list: Vec<Single>) -> DrawnLane {
    DrawnLane { count: list.len() as u64, singles: list, ..DrawnLane::default() }
}

fn window(drawn: &Drawn) -> Window {
    Window::new(drawn.window.0, drawn.window.1)
}

#[test]
fn an_uncertain_date_is_a_bar_with_its_shape_in_the_middle() {
    let drawn = drawn(("2011", "2014"), vec![singles(vec![single(0, "2012", "2013")])]);
    let lanes = layout(&drawn, 300.0);
    let item = &lanes[0].items[0];
    let (left, right) = bar_x(item, window(&drawn), 300.0).unwrap();
    assert!((left - 100.0).abs() < 1.0 && (right - 200.0).abs() < 1.0);
    assert!((shape_x(item, window(&drawn), 300.0) - 150.0).abs() < 1.0);
}

#[test]
fn an_open_end_reaches_the_edge_and_the_shape_stays_at_the_known_end() {
    let drawn = drawn(("2011", "2014"), vec![singles(vec![single(0, "2012", "")])]);
    let lanes = layout(&drawn, 300.0);
    let item = &lanes[0].items[0];
    let (left, right) = bar_x(item, window(&drawn), 300.0).unwrap();
    assert!((left - 100.0).abs() < 1.0 && (right - 300.0).abs() < f64::EPSILON);
    assert!((shape_x(item, window(&drawn), 300.0) - 100.0).abs() < 1.0);
    // Later only its bar is in sight: the shape waits at the edge.
    let later = Window::new(parse_day("2013").unwrap(), parse_day("2014").unwrap());
    assert!(shape_x(item, later, 300.0).abs() < f64::EPSILON);
    // A sharp date that has left the window is gone.
    let sharp = item.clone();
    let sharp = Item { bar: None, ..sharp };
    assert!(shape_x(&sharp, later, 300.0) < -100.0);
}

#[test]
fn what_would_overlap_is_stacked_and_rows_make_the_lane_higher() {
    let day = |index| single(index, "2012-06-01", "2012-06-01");
    let lanes = vec![singles(vec![day(0), day(1)]), singles(vec![day(2)])];
    let lanes = layout(&drawn(("2011", "2014"), lanes), 300.0);
    assert_ne!(lanes[0].items[0].row, lanes[0].items[1].row);
    assert!((lanes[1].top - (HEAD + 2.0 * ROW)).abs() < f64::EPSILON);
    assert!((height(&lanes) - (2.0 * HEAD + 3.0 * ROW)).abs() < f64::EPSILON);
}

#[test]
fn too_many_are_gathered_none_is_lost_and_problems_stay_single() {
    let start = parse_day("2011").unwrap();
    let many = (0..200_u64).map(|index| {
        let time = start + i64::try_from(index).unwrap() * DAY;
        Single { index, from: time, to: time, family: 3, bad: index == 77 }
    });
    let drawn = drawn(("2011", "2014"), vec![singles(many.collect())]);
    let lanes = layout(&drawn, 900.0);
    assert!(lanes[0].items.len() <= 7, "{}", lanes[0].items.len());
    assert_eq!(lanes[0].items.iter().map(|item| item.count).sum::<usize>(), 200);
    let bad: Vec<_> = lanes[0].items.iter().filter(|item| item.bad).collect();
    assert_eq!((bad.len(), bad[0].count, bad[0].index), (1, 1, 77));
    let first = &lanes[0].items[0];
    let x = shape_x(first, window(&drawn), 900.0);
    let found = hit(&drawn, &lanes, window(&drawn), 900.0, (x, HEAD + 5.0));
    assert_eq!(found, Some(Hit::Several(first.span.0, first.span.1)));
}

#[test]
fn the_pointer_finds_a_shape_its_bar_and_nothing_beside_them() {
    let lanes = vec![
        singles(vec![single(4, "2012", "2013"), single(5, "2013-06-01", "2013-06-01")]),
        DrawnLane { bins: vec![0, 0, 9, 0, 0, 0, 0, 0, 0, 0], ..DrawnLane::default() },
    ];
    let drawn = drawn(("2011", "2014"), lanes);
    let lanes = layout(&drawn, 300.0);
    let at = |x, y| hit(&drawn, &lanes, window(&drawn), 300.0, (x, y));
    assert_eq!(at(150.0, HEAD + 3.0), Some(Hit::Event(4, 0)));
    assert_eq!(at(105.0, HEAD + 3.0), Some(Hit::Event(4, 0)), "its bar");
    assert_eq!(at(244.0, HEAD + 3.0), Some(Hit::Event(5, 0)));
    assert_eq!(at(20.0, HEAD + 3.0), None);
    assert_eq!(at(150.0, 500.0), None);
    let y = lanes[1].top + HEAD + 2.0;
    let Some(Hit::Several(from, to)) = at(75.0, y) else { panic!("no cell") };
    assert!(drawn.window.0 < from && from < to && to < drawn.window.1);
    assert_eq!(at(250.0, y), None, "an empty cell");
    assert_eq!((lanes[1].most, lanes[1].counted), (9, 9));
}

#[test]
fn what_has_no_date_is_not_on_the_line_of_time() {
    let drawn = drawn(("2011", "2014"), vec![singles(vec![single(0, "", "")])]);
    assert_eq!(layout(&drawn, 300.0)[0].items, []);
}
