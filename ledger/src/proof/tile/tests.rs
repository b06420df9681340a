use super::*;
use proptest::prelude::*;
use std::vec;

fn widths(size: u64) -> Vec<(u8, u64, u16)> {
    plan_tiles(Size::new(size)).iter().map(|t| (t.level, t.n, t.width)).collect()
}

#[test]
fn plans_are_those_of_the_specification() {
    assert_eq!(widths(0), vec![]);
    assert_eq!(widths(1), vec![(0, 0, 1)]);
    assert_eq!(widths(255), vec![(0, 0, 255)]);
    assert_eq!(widths(256), vec![(0, 0, 256), (1, 0, 1)]);
    assert_eq!(widths(257), vec![(0, 0, 256), (0, 1, 1), (1, 0, 1)]);
}

#[test]
fn plan_of_70_000_has_the_counts_of_the_specification() {
    let tiles = plan_tiles(Size::new(70_000));
    let at = |level, full| {
        tiles.iter().filter(|t| t.level == level && (t.width == 256) == full).collect::<Vec<_>>()
    };
    assert_eq!(at(0, true).len(), 273);
    assert_eq!(at(0, false), [&TileId { level: 0, n: 273, width: 112 }]);
    assert_eq!(at(1, true), [&TileId { level: 1, n: 0, width: 256 }]);
    assert_eq!(at(1, false), [&TileId { level: 1, n: 1, width: 17 }]);
    assert_eq!(at(2, false), [&TileId { level: 2, n: 0, width: 1 }]);
    assert_eq!(tiles.len(), 277);
    assert_eq!(plan_bundles(Size::new(70_000)).len(), 274);
    assert_eq!(plan_bundles(Size::new(0)), []);
}

#[test]
fn numbers_are_spelled_in_groups() {
    for (n, path) in [
        (0, "000"),
        (999, "999"),
        (1000, "x001/000"),
        (1_234_067, "x001/x234/067"),
        (u64::MAX, "x018/x446/x744/x073/x709/x551/615"),
    ] {
        assert_eq!(number_path(n, 256), path);
        assert_eq!(parse_number_path(path), Some((n, 256)));
    }
}

#[test]
fn paths_name_folders() {
    let tile = TileId { level: 0, n: 1234, width: 17 };
    assert_eq!(tile.path(), "tile/0/x001/234.p/17");
    let bundle = BundleId { n: 3, width: 256 };
    assert_eq!(bundle.path(), "tile/entries/003");
    assert_eq!(bundle.openings_path(), "openings/003");
    assert_eq!(bundle.history_path(), "history/003");
    assert_eq!(BundleId::parse_history("history/003"), Ok(bundle));
    assert_eq!(BundleId::parse("tile/entries/003"), Ok(bundle));
    assert_eq!(BundleId::parse_openings("openings/003"), Ok(bundle));
}

#[test]
fn other_spellings_are_refused() {
    for bad in [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/001/",
        "/tile/0/001",
        "tile/00/001",
        "tile/64/001",
        "tile/-1/001",
        "tile/+1/001",
        "tile/256/001",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/x001/x002",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/01",
        "tile/0/001.p/+1",
        "tile/0/001.p",
        "tile/0/001.p/1.p/1",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/entries/001",
        "tile/0/0x1",
        "tile/0/٠٠١",
    ] {
        assert!(TileId::parse(bad).is_err(), "{bad}");
    }
    for bad in
        ["tile/0/001", "entries/001", "tile/entries/1", "tile/entries/001.p/256", "openings/001"]
    {
        assert!(BundleId::parse(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn any_path_is_read_or_refused(path in ".{0,60}", tail in "[x0-9./p]{0,40}") {
        for path in [path, format!("tile/0/{tail}"), format!("tile/entries/{tail}")] {
            if let Ok(id) = TileId::parse(&path) {
                prop_assert_eq!(id.path(), path.clone());
            }
            if let Ok(id) = BundleId::parse(&path) {
                prop_assert_eq!(id.path(), path);
            }
        }
    }

    #[test]
    fn ids_come_back(level in 0_u8..=63, n in any::<u64>(), width in 1_u16..=256) {
        let id = TileId { level, n, width };
        prop_assert_eq!(TileId::parse(&id.path()), Ok(id));
        let id = BundleId { n, width };
        prop_assert_eq!(BundleId::parse(&id.path()), Ok(id));
    }
}
