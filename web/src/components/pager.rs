//! Pages of the list, and how many events one holds.

use yew::prelude::*;

use crate::format;
use crate::query::{Page, Params, Per};
use crate::route::Route;

/// Links to the other pages; `now` is the page that is shown, from 1, and
/// `matching` how many events match.
pub(crate) fn pager(route: &Route, params: &Params, now: u64, matching: u64) -> Html {
    let pages = matching.div_ceil(params.per.number()).max(1);
    let to = |page| Params { page: Page(page), ..params.clone() }.to_query();
    let step = |page: u64, label: String, current: bool| {
        html! {
            <a href={route.href(&to(page))} data-go="" class={classes!("pager__page", current.then_some("pager__page--on"))} aria-current={current.then_some(AttrValue::from("page"))} aria-label={format!("Page {page}")}>{label}</a>
        }
    };
    html! {
        <div class="pager">
            <nav aria-label="Pages of the list">
                <ul class="pager__pages">
                    {for shown(now, pages).into_iter().map(|entry| match entry {
                        Some(page) => html! { <li key={page}>{step(page, format::thousands(page), page == now)}</li> },
                        None => html! { <li class="pager__gap">{"…"}</li> },
                    })}
                </ul>
            </nav>
            <p class="pager__per">
                <span>{"Events per page: "}</span>
                {for Per::ALL.into_iter().map(|per| {
                    let on = per == params.per;
                    let query = Params { per, page: Page::default(), ..params.clone() }.to_query();
                    html! {
                        <a key={per.number()} href={route.href(&query)} data-go="" class={classes!("pager__page", on.then_some("pager__page--on"))} aria-current={on.then_some(AttrValue::from("true"))} aria-label={format!("{} events per page", per.number())}>{per.number()}</a>
                    }
                })}
            </p>
        </div>
    }
}

/// First, last and the pages around the one shown; `None` where some are left out.
pub(crate) fn shown(page: u64, pages: u64) -> Vec<Option<u64>> {
    let mut out: Vec<Option<u64>> = Vec::new();
    let mut last = 0;
    for number in
        (1..=pages).filter(|&number| number == 1 || number == pages || number.abs_diff(page) <= 1)
    {
        if number > last + 1 {
            out.push(None);
        }
        out.push(Some(number));
        last = number;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn first_last_and_neighbours_are_offered() {
        assert_eq!(shown(1, 1), [Some(1)]);
        assert_eq!(shown(2, 3), [Some(1), Some(2), Some(3)]);
        assert_eq!(shown(5, 9), [Some(1), None, Some(4), Some(5), Some(6), None, Some(9)]);
    }
}
