//! The front page: what this is, what was found, what is new.

use yew::prelude::*;

#[cfg(not(feature = "whole"))]
use super::doors::{now, tiles};
#[cfg(feature = "whole")]
use super::figures::{now, tiles};
use super::heading;
use crate::components::{entry_list, facts, fingerprint, loading};
use crate::context::{Ledger, use_answer, use_ledger};
use crate::family::FAMILIES;
use crate::format;
use crate::part::part;
use crate::query::{Clock, Params};
use crate::route::Route;
use crate::wire::{Ask, Overview, Tell};

/// The page.
#[derive(PartialEq)]
pub(crate) struct Home;

part!(Home, use_home());

#[hook]
fn use_home() -> Html {
    let ledger = use_ledger();
    let overview = match use_answer(Some(Ask::Overview)) {
        Some(Tell::Overview(overview)) => Some(overview),
        _ => None,
    };
    html! {
        <div class="home">
            {heading("A record that cannot be changed quietly")}
            <p class="lead">{"Daybook keeps a public, ordered record of what happened and what was said: returns that were asked for and given, appointments and resignations, orders to attend, recommendations and the answers to them. Your own browser downloads the record and checks all of it."}</p>
            {match &overview {
                Some(overview) if overview.all > 0 => figures(overview),
                _ => loading("the record"),
            }}
            {now()}
            <div class="home__columns">
                <section aria-labelledby="newest">
                    <h2 id="newest">{"Last events recorded"}</h2>
                    {match &overview {
                        Some(overview) if !overview.newest.is_empty() => html! {
                            <div>
                                {entry_list(&overview.newest, Clock::Recorded, None)}
                                <p><a href={Route::Timeline.href("")} data-go="">{format!("See all {} on the timeline", format::count(overview.all, "event", "events"))}</a></p>
                            </div>
                        },
                        _ => loading("events"),
                    }}
                </section>
                <aside class="home__aside">
                    {how()}
                    {summary(&ledger)}
                </aside>
            </div>
        </div>
    }
}

/// Figures computed from the record just now, each a link to what it counts.
fn figures(overview: &Overview) -> Html {
    let by_family = FAMILIES.iter().zip(&overview.families).filter(|(_, count)| **count > 0);
    let span = overview.span.as_ref().map(|(first, last)| {
        if first == last { first.clone() } else { format!("{first} to {last}") }
    });
    let all = |query: &Params| query.to_query();
    html! {
        <div>
            {tiles()}
            <p class="home__span">
                <a href={Route::Timeline.href("")} data-go="">{format::count(overview.all, "record", "records")}</a>
                {format!(", {} named, {} with another account beside them.", format::count(overview.bodies, "organisation", "organisations"), format::thousands(overview.conflicts))}
            </p>
            <p class="home__span">
                {span.map(|span| format!("What is recorded happened from {span}. ")).unwrap_or_default()}
                {for by_family.enumerate().map(|(at, (family, count))| {
                    let query = Params { families: vec![family.key.into()], ..Params::default() };
                    html! {
                        <span key={family.key}>{if at > 0 { " · " } else { "" }}<a href={Route::Timeline.href(&all(&query))} data-go="">{format!("{} {}", family.name, format::thousands(*count))}</a></span>
                    }
                })}
            </p>
        </div>
    }
}

fn how() -> Html {
    html! {
        <section aria-labelledby="how">
            <h2 id="how">{"How it works"}</h2>
            <ol class="steps">
                <li><strong>{"Recorded once."}</strong>{" Each event becomes one line of text with a fingerprint (hash) that covers the line before it. Mistakes are corrected by a new line; nothing is edited."}</li>
                <li><strong>{"Signed."}</strong>{" After every addition the office signs a short summary of the whole record."}</li>
                <li><strong>{"Checked by you."}</strong>{" Your browser recomputes every fingerprint, compares the total with the signed summary, and remembers what it saw for your next visit."}</li>
            </ol>
            <p><a href={Route::Help.href("")} data-go="">{"What this proves, and what it cannot"}</a></p>
        </section>
    }
}

fn summary(ledger: &Ledger) -> Html {
    html! {
        <section aria-labelledby="summary">
            <h2 id="summary">{"Signed summary"}</h2>
            {match ledger.state.standing() {
                Some(verdict) => facts([
                    ("Ledger".into(), html! { {if verdict.origin.is_empty() { "not known" } else { &verdict.origin }} }),
                    ("Records".into(), html! { {format::thousands(verdict.size)} }),
                    ("Fingerprint of all".into(), fingerprint(&verdict.root, "fingerprint")),
                    ("Checked".into(), html! { {format::moment_words(verdict.time)} }),
                ]),
                None => html! { <p class="muted">{"Shown when the check is complete."}</p> },
            }}
        </section>
    }
}
