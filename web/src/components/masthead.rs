//! The header: name, pages, and light or dark.

use yew::prelude::*;

use crate::browser;
use crate::route::Route;

const PAGES: [(Route, &str); 4] = [
    (Route::Home, "Overview"),
    (Route::Timeline, "Timeline"),
    (Route::Verify, "Checks"),
    (Route::Help, "Help"),
];

/// The header.
pub(crate) fn masthead(here: &Route) -> Html {
    let current = |route: &Route| match here {
        here if here == route => Some(AttrValue::from("page")),
        Route::Event(_) if *route == Route::Timeline => Some(AttrValue::from("true")),
        _ => None,
    };
    html! {
        <header class="masthead">
            <div class="masthead__inner">
                <a href={Route::Home.href("")} data-go="" class="masthead__name" aria-label="Daybook, overview">
                    <svg class="masthead__mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                        <path d="M6 7h20M6 13h20M6 19h12" class="masthead__rule" />
                        <path d="M17 23l4 4 7-8" class="masthead__tick" />
                    </svg>
                    <span>{"Daybook"}</span>
                </a>
                <nav aria-label="Pages">
                    <ul class="masthead__pages">
                        {for PAGES.iter().map(|(route, name)| html! {
                            <li key={*name}><a href={route.clone().href("")} data-go="" aria-current={current(route)}>{*name}</a></li>
                        })}
                    </ul>
                </nav>
                <ThemeButton />
            </div>
        </header>
    }
}

const KEY: &str = "daybook.theme";

/// Light or dark: the system's wish unless the reader chose.
#[component]
fn ThemeButton() -> Html {
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
