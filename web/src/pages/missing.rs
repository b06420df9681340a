//! Nothing is here.

use yew::prelude::*;

use super::heading;
use crate::route::Route;

/// The page for an address that leads nowhere.
pub(crate) fn missing() -> Html {
    html! {
        <div key="missing" class="text" data-testid="missing">
            {heading("Page not found")}
            <p>{"If you typed the address, check that it is right. If you followed a link from somewhere else, it may have been cut short."}</p>
            <p>{"Records are never taken away, so an event that was here is still here: look for it on the "}<a href={Route::Timeline.href("")} data-go="">{"timeline"}</a>{"."}</p>
        </div>
    }
}
