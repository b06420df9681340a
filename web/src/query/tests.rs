//! A link opens the view it was made from.

use super::*;

fn full() -> Params {
    Params {
        view: View::List,
        clock: Clock::Recorded,
        order: Order::Oldest,
        lanes: Lanes::Body,
        kinds: vec!["statement".into(), "finding".into()],
        families: vec!["returns".into()],
        body: "occ".into(),
        person: "p-1".into(),
        inquiry: "cseigg".into(),
        text: "ŵ & % + =?#".into(),
        from: "2011-10".into(),
        to: "2015".into(),
        page: Page(3),
        per: Per::Many,
        sel: Some(12),
        zoom: Some((0, 86_400_000)),
        at: Some(At { size: 27, root: "00ff00ff00ff00ff".into() }),
    }
}

#[test]
fn a_link_opens_the_view_it_was_made_from() {
    for params in [full(), Params::default()] {
        assert_eq!(Params::parse(&params.to_query()), params);
    }
    assert_eq!(Params::default().to_query(), "");
}

#[test]
fn what_cannot_be_read_is_left_as_usual() {
    let odd =
        "?page=-3&per=17&lanes=moon&view=upside&sel=x&zoom=2015..2011&at=zz&%&q&unknown=1&clock=";
    assert_eq!(Params::parse(odd), Params::default());
    assert_eq!(Params::parse("page=0").page, Page(1));
}

#[test]
fn escapes_survive_and_broken_ones_do_no_harm() {
    for text in ["", "a b", "100%", "%zz", "ŵ ŷ 漢字 🏛", "a+b", "\u{202e}x"] {
        assert_eq!(decode(&encode(text)), text);
    }
    assert_eq!(decode("%"), "%");
    assert_eq!(decode("%e2%82"), "\u{fffd}");
    assert_eq!(decode("%é"), "%é");
}

#[test]
fn taking_a_filter_away_leaves_the_others_and_returns_to_page_one() {
    let params = full();
    let filters = params.filters();
    assert_eq!(filters.len(), 9);
    let kind = filters.iter().find(|filter| filter.value == "finding").unwrap();
    assert_eq!(kind.without.kinds, ["statement"]);
    assert_eq!(kind.without.page, Page(1));
    assert_eq!(kind.without.body, "occ");
    let bare = params.unfiltered();
    assert!(!bare.is_filtered());
    assert_eq!(bare.clock, Clock::Recorded);
}

#[test]
fn what_is_shown_does_not_change_what_matches() {
    let shown = Params {
        view: View::Both,
        page: Page(1),
        per: Per::Few,
        sel: None,
        zoom: None,
        at: None,
        ..full()
    };
    assert_eq!(full().matching(), shown);
}
