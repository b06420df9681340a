//! The front page's ways into the record, in the small viewer: it has no views,
//! so each tile says what its page answers, and that page computes the figure.

use yew::prelude::*;

use crate::route::Route;
use crate::shelf::TILES;

/// Links to a few views.
pub(super) fn tiles() -> Html {
    html! {
        <ul class="figures" data-testid="figures">
            {for TILES.iter().map(|(view, title, about)| html! {
                <li key={*view}>
                    <a href={Route::view(view).href("")} data-go="" class="figure figure--door">
                        <strong>{*title}</strong>
                        <span>{*about}</span>
                    </a>
                </li>
            })}
        </ul>
    }
}

/// Nothing: what is overdue today is on the page that the first tile leads to.
pub(super) fn now() -> Html {
    html! { <div hidden=true></div> }
}
