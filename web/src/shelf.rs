//! Where each view has its page. A view without a place of its own is asked on
//! `/questions/<view>`.

use ledger::views::{VIEWS, ViewInfo};

use crate::query::{decode, encode};

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
    Spot { path: "overdue", list: "overdue", one: None },
    Spot { path: "compare", list: "compare", one: None },
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
        let info = info(view)?;
        let own = id.and_then(|id| {
            let one = SPOTS.iter().filter_map(|spot| spot.one).find(|(one, _)| *one == view);
            one.map(|(_, name)| (name, id.to_owned()))
        });
        Some(Self { view: info.name, own })
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
    pub(crate) fn info(&self) -> Option<&'static ViewInfo> {
        info(self.view)
    }
}

/// What there is to know about a view; `None` where there is none of the name.
pub(crate) fn info(view: &str) -> Option<&'static ViewInfo> {
    VIEWS.iter().find(|info| info.name == view)
}

#[cfg(test)]
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
