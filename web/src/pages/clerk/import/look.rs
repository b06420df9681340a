//! What the rows would become, the last word, and what they became.

use yew::prelude::*;

use super::problems::group;
use super::titled;
use crate::browser;
use crate::format;
use crate::pages::event;
use crate::route::{ClerkPage, Route};
use crate::wire::{Group, Staged};

/// Three of them as the public would see them.
pub(super) fn look(
    staged: &Staged,
    unusual: &[Group],
    on: &Callback<()>,
    back: &Callback<()>,
) -> Html {
    let count = format::count(staged.count, "record", "records");
    html! {
        <div data-testid="import-look" data-count={staged.count.to_string()}>
            {titled(&format!("{count} to look at"))}
            <p>{"Every row is in order, here and by the rules of the server against all that is recorded. These are the first, the last and one at random, as the public will see them."}</p>
            {unusual_rows(unusual)}
            {for staged.samples.iter().map(|(line, page)| html! {
                <section key={*line} class="card sample" aria-label={format!("Line {line}")}>
                    <p class="card__relation">{format!("Line {line} of the file")}</p>
                    <h2 class="tabs__title">{&page.row.title}</h2>
                    {event::record(page)}
                    <p><code class="wrap">{&page.id}</code></p>
                </section>
            })}
            <p class="buttons">
                <button type="button" class="button" onclick={on.reform(|_: MouseEvent| ())} data-testid="import-on">{"Continue"}</button>
                <button type="button" class="linklike back" onclick={back.reform(|_: MouseEvent| ())}>{"Change what the columns are"}</button>
            </p>
        </div>
    }
}

/// What the server finds unusual. It stops nothing, and is told once: now.
fn unusual_rows(unusual: &[Group]) -> Html {
    if unusual.is_empty() {
        return html! { <div hidden=true></div> };
    }
    html! {
        <section class="notice" aria-labelledby="unusual" data-testid="import-unusual">
            <h2 id="unusual">{"Unusual, and allowed"}</h2>
            <ol class="groups">{for unusual.iter().enumerate().map(|(at, one)| group(at, one, "If it is not meant: "))}</ol>
        </section>
    }
}

/// What cannot be undone.
pub(super) fn last(
    staged: &Staged,
    second: bool,
    record: &Callback<()>,
    back: &Callback<()>,
) -> Html {
    let count = format::count(staged.count, "event", "events");
    html! {
        <div class="last" data-testid="last-word">
            {titled(if second { "Send them to a second person" } else { "This cannot be edited or deleted" })}
            <p class="lead">{if second { "They wait until somebody else with the role approver has looked at them. Then they are recorded, and cannot be edited or deleted any more." } else { "This cannot be edited or deleted. Mistakes are corrected by a new record." }}</p>
            <p>{format!("{count}, all of them or none.")}</p>
            <p class="buttons">
                <button type="button" class="button" onclick={record.reform(|_: MouseEvent| ())} data-testid="record">{if second { "Send for approval".to_owned() } else { format!("Record these {count}") }}</button>
                <button type="button" class="linklike back" onclick={back.reform(|_: MouseEvent| ())}>{"Go back and look again"}</button>
            </p>
        </div>
    }
}

/// Where they stand now; `batch` is the first position, how many in words, how many.
pub(super) fn done(receipts: &str, batch: &(u64, String, u64)) -> Html {
    let (first, words, count) = batch;
    let end = (first + count).saturating_sub(1);
    let save = {
        let (receipts, first) = (receipts.to_owned(), *first);
        Callback::from(move |_: MouseEvent| {
            browser::save(&format!("receipts-{first}.json"), &receipts);
        })
    };
    html! {
        <div data-testid="import-done" data-first={first.to_string()} data-count={count.to_string()}>
            <div class="done">
                {titled(&format!("{words} made"))}
                <p>{format!("Events {} to {}.", format::thousands(*first), format::thousands(end))}</p>
            </div>
            <p class="buttons"><button type="button" class="button button--quiet" onclick={save}>{"Save the receipts"}</button></p>
            <ul class="plainlist">
                <li><a href={Route::event(*first).href("")} data-go="">{format!("See event {first} as everybody sees it")}</a></li>
                <li><a href={Route::Clerk(ClerkPage::Tasks).href("")} data-go="">{"Recording"}</a></li>
            </ul>
        </div>
    }
}
