//! One file per page.

#[cfg(feature = "whole")]
mod as_of;
#[cfg(feature = "whole")]
mod check_document;
#[cfg(feature = "whole")]
mod clerk;
#[cfg(feature = "whole")]
mod document;
#[cfg(not(feature = "whole"))]
mod doors;
#[cfg(not(feature = "whole"))]
mod elsewhere;
mod event;
#[cfg(feature = "whole")]
mod export;
#[cfg(feature = "whole")]
mod figures;
mod held;
mod help;
mod home;
#[cfg(feature = "whole")]
mod missing;
#[cfg(feature = "whole")]
mod open;
#[cfg(feature = "whole")]
mod questions;
#[cfg(feature = "whole")]
mod search;
#[cfg(feature = "whole")]
mod sheet;
#[cfg(feature = "timeline")]
mod timeline;
mod verify;

use yew::prelude::*;

use crate::context::Ledger;
use crate::part::Shown as _;
use crate::route::{ClerkPage, Place, Route};

/// The page at a place.
pub(crate) fn page(place: &Place, ledger: &Ledger) -> Html {
    #[cfg(feature = "whole")]
    if ledger.source.is_nothing() && place.route != Route::Help {
        return html! { <open::Open key="open" /> };
    }
    let query = AttrValue::from(place.query.clone());
    match &place.route {
        Route::Home => home::Home.html(),
        #[cfg(feature = "timeline")]
        Route::Timeline => timeline::Timeline { query }.html(),
        Route::Event(index) => event::Event { index: *index, query }.keyed(index),
        #[cfg(feature = "whole")]
        Route::Clerk(page) => html! { <clerk::Clerk key="clerk" page={page.clone()} {query} /> },
        #[cfg(feature = "whole")]
        Route::Sheet(shelf) => {
            html! { <sheet::SheetPage key={shelf.path()} shelf={shelf.clone()} {query} /> }
        }
        #[cfg(feature = "whole")]
        Route::Questions => questions::questions(),
        #[cfg(feature = "whole")]
        Route::AsOf => html! { <as_of::AsOf key="as-of" {query} /> },
        #[cfg(feature = "whole")]
        Route::Search => html! { <search::Search key="search" {query} /> },
        #[cfg(feature = "whole")]
        Route::Export => html! { <export::Export key="export" {query} /> },
        #[cfg(feature = "whole")]
        Route::Document(hash) => {
            html! { <document::Document key={hash.clone()} hash={hash.clone()} /> }
        }
        #[cfg(feature = "whole")]
        Route::CheckDocument => html! { <check_document::CheckDocument key="check-document" /> },
        #[cfg(feature = "whole")]
        Route::Open => html! { <open::Open key="open" /> },
        Route::Verify => verify::verify(ledger),
        Route::Help => help::help(),
        #[cfg(feature = "whole")]
        Route::Missing => missing::missing(),
        #[cfg(not(feature = "whole"))]
        _ => elsewhere::Elsewhere.html(),
    }
}

/// The title of a page that does not depend on what was loaded; the others
/// set theirs with [`use_title`].
pub(crate) fn fixed_title(route: &Route) -> Option<&'static str> {
    match route {
        Route::Home => Some("Overview"),
        Route::Verify => Some("Checks"),
        Route::Help => Some("Help"),
        Route::Missing => Some("Page not found"),
        Route::Clerk(ClerkPage::Choose) => Some("What happened?"),
        Route::Questions => Some("Questions"),
        Route::AsOf => Some("As of a day"),
        Route::Export => Some("Export"),
        Route::CheckDocument => Some("Check a document"),
        #[cfg(feature = "whole")]
        Route::Document(_) => None,
        Route::Open => Some("Open a file"),
        Route::Timeline | Route::Event(_) | Route::Sheet(_) | Route::Search | Route::Clerk(_) => {
            None
        }
    }
}

/// The heading of a page; the focus comes here when the page changes.
pub(crate) fn heading(text: &str) -> Html {
    html! { <h1 class="heading" tabindex="-1">{text}</h1> }
}

/// Sets the title of the window.
pub(crate) fn set_title(title: &str) {
    crate::browser::set_title(&format!("{title} – Daybook"));
}

/// The title of the window, for a page whose title changes.
#[hook]
pub(crate) fn use_title(title: String) {
    crate::part::use_effect_with(title, |title| set_title(title));
}
