//! What a printed page says about itself.

use yew::prelude::*;

use crate::context::use_ledger;
use crate::format;
use crate::part::part;
use crate::query::Params;
use crate::route::{Place, Route};

/// The page that is printed.
#[derive(Clone, PartialEq)]
pub(crate) struct PrintHead {
    /// The page.
    pub(crate) place: Place,
}

part!(PrintHead, use_print_head);

/// The first lines of a printed page: from where, by which filters, at which
/// signed summary. On a screen it is not there.
#[hook]
fn use_print_head(props: &PrintHead) -> Html {
    let ledger = use_ledger();
    let place = &props.place;
    let address = ledger.source.address(&place.route, &place.query);
    // The smallest viewer has no page with filters.
    let lists = cfg!(feature = "timeline")
        && matches!(place.route, Route::Timeline | Route::Search | Route::Export);
    let filters = if lists { Params::parse(&place.query).filters() } else { Vec::new() };
    let filters: Vec<String> =
        filters.iter().map(|filter| format!("{}: {}", filter.name.label(), filter.value)).collect();
    html! {
        <section class="print-only print-head" aria-label="About this printout" data-testid="print-head">
            <p><strong>{"Address: "}</strong>{address}</p>
            {if lists {
                html! { <p><strong>{"Filters: "}</strong>{if filters.is_empty() { "none".to_owned() } else { filters.join("; ") }}</p> }
            } else {
                html! { <p hidden=true></p> }
            }}
            {match ledger.state.standing() {
                Some(verdict) => html! {
                    <p><strong>{"Signed summary: "}</strong>{format!("{}, {}, root ", verdict.origin, format::count(verdict.size, "record", "records"))}<code class="wrap">{&verdict.root}</code>{format!(", checked {}", format::moment_words(verdict.time))}</p>
                },
                None => html! { <p><strong>{"Signed summary: "}</strong>{"the check had not ended when this was printed."}</p> },
            }}
            <p>{"A printed page cannot be verified by looking at it; use the citation, or the address above."}</p>
        </section>
    }
}

/// The last line of a printed page.
pub(crate) fn print_foot() -> Html {
    html! { <p class="print-only print-foot">{"Printed from Daybook. A printed page cannot be verified by looking at it; use the citation."}</p> }
}
