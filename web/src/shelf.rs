//! Where each view has its page. A view without a place of its own is asked on
//! `/questions/<view>`.

#[cfg(feature = "whole")]
use ledger::views::{VIEWS, ViewInfo};

#[cfg(feature = "whole")]
use crate::query::decode;
use crate::query::encode;

/// A place for views: the list at `/<path>`, one thing of it at `/<path>/<id>`.
struct Spot {
    path: &'static str,
    list: &'static str,
    /// The view of one thing, and the parameter that names it.
    one: Option<(&'static str, &'static str)>,
}

const SPOTS: &[Spot] = &[
    Spot { path: "returns", list: "calls", one: Some(("coverage", "call")) },
    Spot { path: "recommendations", list: "recommendations", one: Some(("recommendation", "id")) },
    Spot { path: "summonses", list: "summonses", one: None },
    Spot { path: "people", list: "people", one: Some(("person", "person")) },
    Spot { path: "offices", list: "offices", one: Some(("office", "office")) },
    Spot { path: "bodies", list: "bodies", one: Some(("body", "body")) },
    Spot { path: "documents", list: "documents", one: None },
    Spot { path: "overdue", list: "overdue", one: None },
    Spot { path: "compare", list: "compare", one: None },
    Spot { path: "redactions", list: "redactions", one: None },
];

/// The views on the front page: name, title, and what the page answers. Here in
/// words, because [`VIEWS`] holds every view's code, which the small viewer
/// must not carry.
pub(crate) const TILES: [(&str, &str, &str); 3] = [
    ("overdue", "Overdue", "What was due and has not come, today"),
    ("recommendations", "Recommendations", "What was asked for, and what became of it"),
    ("calls", "Returns", "Who was asked for data, and who answered"),
];

/// The page of a view.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shelf {
    /// The view.
    pub(crate) view: &'static str,
    /// The parameter that the address itself gives, with its value.
    pub(crate) own: Option<(&'static str, String)>,
}

impl Shelf {
    /// The view at the parts of a path.
    #[cfg(feature = "whole")]
    pub(crate) fn at(parts: &[&str]) -> Option<Self> {
        let (view, own) = match parts {
            ["questions", view] => (*view, None),
            [path] => (SPOTS.iter().find(|spot| spot.path == *path)?.list, None),
            [path, id] => {
                let (view, name) = SPOTS.iter().find(|spot| spot.path == *path)?.one?;
                (view, Some((name, decode(id))))
            }
            _ => return None,
        };
        info(view).map(|info| Self { view: info.name, own })
    }

    /// The page of a view, or of one thing on it; `None` where there is no such view.
    pub(crate) fn of(view: &str, id: Option<&str>) -> Option<Self> {
        let name = name(view)?;
        let own = id.and_then(|id| {
            let one = SPOTS.iter().filter_map(|spot| spot.one).find(|(one, _)| *one == view);
            one.map(|(_, name)| (name, id.to_owned()))
        });
        Some(Self { view: name, own })
    }

    /// Its path.
    pub(crate) fn path(&self) -> String {
        let one = |spot: &&Spot| spot.one.is_some_and(|(view, _)| view == self.view);
        if let (Some((_, id)), Some(spot)) = (&self.own, SPOTS.iter().find(one)) {
            return format!("/{}/{}", spot.path, encode(id));
        }
        match SPOTS.iter().find(|spot| spot.list == self.view) {
            Some(spot) => format!("/{}", spot.path),
            None => format!("/questions/{}", self.view),
        }
    }

    /// The list that this is one thing of.
    pub(crate) fn parent(&self) -> Option<&'static str> {
        let one = |spot: &&Spot| spot.one.is_some_and(|(view, _)| view == self.view);
        SPOTS.iter().find(one).map(|spot| spot.list)
    }

    /// What there is to know about its view.
    #[cfg(feature = "whole")]
    pub(crate) fn info(&self) -> Option<&'static ViewInfo> {
        info(self.view)
    }
}

/// The name of a view, where there is one of it.
#[cfg(feature = "whole")]
fn name(view: &str) -> Option<&'static str> {
    info(view).map(|info| info.name)
}

/// The name of a view that has a place of its own.
#[cfg(not(feature = "whole"))]
fn name(view: &str) -> Option<&'static str> {
    SPOTS.iter().map(|spot| spot.list).find(|list| *list == view)
}

/// What there is to know about a view; `None` where there is none of the name.
#[cfg(feature = "whole")]
pub(crate) fn info(view: &str) -> Option<&'static ViewInfo> {
    VIEWS.iter().find(|info| info.name == view)
}

#[cfg(all(test, feature = "whole"))]
mod tests {
    use super::*;

    #[test]
    fn every_view_has_one_address_that_leads_back_to_it() {
        for info in VIEWS {
            let shelf = Shelf::of(info.name, None).unwrap();
            let path = shelf.path();
            let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
            assert_eq!(Shelf::at(&parts), Some(shelf), "{path}");
        }
        let board = Shelf::of("office", Some("leader of x")).unwrap();
        assert_eq!(board.path(), "/offices/leader+of+x");
        assert_eq!(Shelf::at(&["offices", "leader+of+x"]), Some(board));
    }

    /// The small viewer knows them by name only.
    #[test]
    fn what_the_front_page_names_is_there() {
        for spot in SPOTS {
            let views = [Some(spot.list), spot.one.map(|(view, _)| view)];
            for view in views.into_iter().flatten() {
                assert!(info(view).is_some(), "{view}");
            }
        }
        for (view, ..) in TILES {
            let shelf = Shelf::of(view, None).unwrap();
            assert!(!shelf.path().starts_with("/questions/"), "{view} has no place of its own");
        }
    }

    #[test]
    fn no_address_is_made_up() {
        for parts in
            [&["nothing"][..], &["questions", "nothing"], &["overdue", "x"], &["a", "b", "c"], &[]]
        {
            assert_eq!(Shelf::at(parts), None, "{parts:?}");
        }
        assert_eq!(Shelf::of("nothing", None), None);
    }
}
