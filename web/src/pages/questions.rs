//! Every question that can be asked of the record.

use ledger::views::VIEWS;
use yew::prelude::*;

use super::heading;
use crate::route::Route;

/// The page.
pub(crate) fn questions() -> Html {
    html! {
        <div key="questions" class="text text--wide" data-testid="questions">
            {heading("Questions")}
            <p class="lead">{"Each is answered in your browser, from the records it has checked, at any day you choose."}</p>
            <ul class="questions">
                {for VIEWS.iter().map(|info| html! {
                    <li key={info.name}>
                        <a href={Route::view(info.name).href("")} data-go="">{info.question}</a>
                        <p class="hint">{info.title}</p>
                    </li>
                })}
            </ul>
        </div>
    }
}
