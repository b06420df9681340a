//! The header: name, pages, and light or dark.

use yew::prelude::*;

use crate::browser;
use crate::part::{Shown as _, part, use_effect_with, use_state};
use crate::route::Route;

/// Pages about the record as a whole.
fn pages() -> Vec<(Route, &'static str)> {
    #[cfg(feature = "whole")]
    if browser::is_one_file() {
        return [(Route::Open, "Open a file")].into_iter().chain(own_pages()).collect();
    }
    own_pages()
}

fn own_pages() -> Vec<(Route, &'static str)> {
    vec![
        (Route::Home, "Overview"),
        (Route::Timeline, "Timeline"),
        (Route::Search, "Search"),
        (Route::Verify, "Checks"),
        (Route::Help, "Help"),
    ]
}

/// Pages about what is in it.
fn subjects() -> Vec<(Route, &'static str)> {
    let views = [
        ("calls", "Returns"),
        ("recommendations", "Recommendations"),
        ("overdue", "Overdue"),
        ("summonses", "Calls to attend"),
        ("people", "People"),
        ("offices", "Offices"),
        ("bodies", "Organisations"),
        ("documents", "Documents"),
        ("compare", "Compare"),
    ];
    let views = views.into_iter().map(|(view, name)| (Route::view(view), name));
    views
        .filter(|(route, _)| *route != Route::Missing)
        .chain([(Route::AsOf, "As of a day"), (Route::Questions, "All questions")])
        .collect()
}

/// The header. Where there is little room its links are behind a button.
#[derive(Clone, PartialEq)]
pub(crate) struct Masthead {
    /// The page that is shown.
    pub(crate) here: Route,
}

part!(Masthead, use_masthead);

#[hook]
fn use_masthead(props: &Masthead) -> Html {
    let open = use_state(|| false);
    use_effect_with(props.here.clone(), {
        let open = open.setter();
        move |_| open.set(false)
    });
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let list = |name: &'static str, class: &'static str, links: Vec<(Route, &'static str)>| {
        html! {
            <nav aria-label={name} {class}>
                <ul class="masthead__pages">
                    {for links.iter().map(|(route, name)| html! {
                        <li key={*name}><a href={route.href("")} data-go="" aria-current={current(&props.here, route)}>{*name}</a></li>
                    })}
                </ul>
            </nav>
        }
    };
    html! {
        <header class={classes!("masthead", open.then_some("masthead--open"))}>
            <div class="masthead__inner">
                <a href={Route::Home.href("")} data-go="" class="masthead__name" aria-label="Daybook, overview">
                    <svg class="masthead__mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                        <path d="M6 7h20M6 13h20M6 19h12" class="masthead__rule" />
                        <path d="M17 23l4 4 7-8" class="masthead__tick" />
                    </svg>
                    <span>{"Daybook"}</span>
                </a>
                <button type="button" class="masthead__menu" aria-expanded={if *open { "true" } else { "false" }} aria-controls="masthead-links" {onclick} data-testid="menu">{"Menu"}</button>
                {ThemeButton.html()}
                <div class="masthead__links" id="masthead-links">
                    {list("Pages", "masthead__main", pages())}
                    {list("Subjects", "masthead__subjects", subjects())}
                </div>
            </div>
        </header>
    }
}

/// What `aria-current` says of a link on this page.
fn current(here: &Route, to: &Route) -> Option<&'static str> {
    let parent = match here {
        Route::Event(_) | Route::Export => Some(Route::Timeline),
        Route::Sheet(shelf) => Some(shelf.parent().map_or(Route::Questions, Route::view)),
        _ => None,
    };
    if here == to {
        return Some("page");
    }
    // A view with a link of its own is not below "All questions".
    let own = *to == Route::Questions && subjects().iter().any(|(route, _)| route == here);
    (parent.as_ref() == Some(to) && !own).then_some("true")
}

const KEY: &str = "daybook.theme";

/// Light or dark: the system's wish unless the reader chose.
#[derive(PartialEq)]
struct ThemeButton;

part!(ThemeButton, use_theme_button());

#[hook]
fn use_theme_button() -> Html {
    let dark = use_state(|| {
        let saved = browser::storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        saved.map_or_else(browser::prefers_dark, |saved| saved == "dark")
    });
    let chosen = use_state(|| {
        browser::storage().and_then(|storage| storage.get_item(KEY).ok().flatten()).is_some()
    });
    use_effect_with((*dark, *chosen), |(dark, chosen)| {
        let theme = if *dark { "dark" } else { "light" };
        browser::set_root_attribute("data-theme", chosen.then_some(theme));
    });
    let onclick = {
        let (dark, chosen) = (dark.clone(), chosen.clone());
        Callback::from(move |_: MouseEvent| {
            let next = if *dark { "light" } else { "dark" };
            if let Some(storage) = browser::storage() {
                let _ = storage.set_item(KEY, next);
            }
            dark.set(!*dark);
            chosen.set(true);
        })
    };
    let label = if *dark { "Light page" } else { "Dark page" };
    html! {
        <button type="button" class="masthead__theme" {onclick} data-testid="theme">
            <svg class="icon icon--small" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                <circle cx="12" cy="12" r="9" class="icon__line" /><path d="M12 3a9 9 0 0 1 0 18Z" class="icon__fill" />
            </svg>
            {label}
        </button>
    }
}
