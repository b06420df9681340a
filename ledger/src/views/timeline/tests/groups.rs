//! Lanes: which rows stand in which.

use super::*;

fn lanes(groups: &Groups) -> Vec<(String, u64)> {
    groups.groups.iter().map(|group| (group.name.clone(), group.count)).collect()
}

fn all(timeline: &Timeline) -> Vec<u32> {
    timeline.select(&Query { clock: Clock::Recorded, order: Order::Oldest, ..Query::default() })
}

#[test]
fn families_and_kinds_come_in_the_order_of_the_vocabulary() {
    let timeline = people().timeline();
    let families = timeline.group(&all(&timeline), By::Family, 12);
    let due = [
        ("People in office", 2),
        ("Reports and recommendations", 1),
        ("Responses and statements", 2),
        ("Record-keeping", 3),
    ];
    assert_eq!(lanes(&families), due.map(|(name, count)| (name.to_string(), count)));
    assert_eq!(families.members[3..6], [(3, 0), (4, 1), (5, 0)]);
    // Of eight kinds, each once, three have a lane: ties go to the vocabulary.
    let kinds = timeline.group(&all(&timeline), By::Kind, 4);
    let due = [("Held office", 1), ("Left office", 1), ("Report published", 1), ("", 5)];
    assert_eq!(lanes(&kinds), due.map(|(name, count)| (name.to_string(), count)));
    assert_eq!(kinds.members.len(), 8);
    assert_eq!(kinds.members[0], (0, 3), "what has no lane of its own is in the rest");
}

#[test]
fn an_event_stands_in_the_lane_of_each_that_it_names_and_once_in_the_rest() {
    let mut ledger = people();
    for (id, persons) in
        [("one", r#""p1","p2","p3""#), ("two", r#""p1","p2","p3","p4""#), ("three", r#""p1""#)]
    {
        let facts = format!(
            r#"{{"about_persons":[{persons}],"text":"A claim","reported_in":"a paper","accuser":"not_named"}}"#
        );
        ledger.add(id, "allegation_reported", &facts, "");
    }
    let timeline = ledger.timeline();
    let groups = timeline.group(&all(&timeline), By::Person, 3);
    // Ada Example has five, p1 three; p2, p3 and p4 are the rest: two rows.
    let due = [("Ada Example", 5), ("p1", 3), ("", 2)];
    assert_eq!(lanes(&groups), due.map(|(name, count)| (name.to_string(), count)));
    let of = |place| groups.members.iter().filter(move |member| member.0 == place);
    let lanes_of = |place| of(place).map(|member| member.1).collect::<Vec<_>>();
    assert_eq!((lanes_of(8), lanes_of(9), lanes_of(10)), (vec![1, 2], vec![1, 2], vec![1]));
    assert_eq!(groups.without, 3, "the body, the office and the report name nobody");
    assert_eq!(timeline.group(&all(&timeline), By::Recommendation, 12).groups, []);
    assert_eq!(timeline.group(&[], By::Body, 12), Groups::default());
}

#[test]
fn lanes_of_bodies_are_ordered_by_how_much_happens_in_them() {
    let mut ledger = Ledger::new();
    for n in 0..40_usize {
        let facts = format!(r#"{{"body":"body-{}","text":"Words."}}"#, n % 7 * (n % 3));
        ledger.add(&format!("s-{n}"), "statement_made", &facts, "");
    }
    let timeline = ledger.timeline();
    let groups = timeline.group(&all(&timeline), By::Body, 5);
    let counts: Vec<u64> = groups.groups.iter().map(|group| group.count).collect();
    assert_eq!(counts.iter().sum::<u64>(), 40);
    assert!(counts[..4].windows(2).all(|pair| pair[0] >= pair[1]), "{counts:?}");
    assert_eq!((groups.groups[0].key.as_str(), groups.groups.len()), ("body-0", 5));
    assert_eq!(groups.groups[4].key, "");
}
