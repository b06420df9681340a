//! What can be done, what was begun, and what was recorded from this tab.

use yew::prelude::*;

use super::Signed;
use crate::clerk::session;
use crate::format;
use crate::pages::{heading, use_title};
use crate::route::{ClerkPage, Route};

/// Properties of [`Tasks`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct TasksProps {
    /// Who is signed in.
    pub(super) signed: Signed,
}

/// The page.
#[component]
pub(super) fn Tasks(props: &TasksProps) -> Html {
    use_title("Recording".to_owned());
    let drafts = use_state(session::drafts);
    let done = session::done_here();
    let throw_away = {
        let drafts = drafts.clone();
        Callback::from(move |kind: String| {
            session::keep_draft(&kind, None);
            drafts.set(session::drafts());
        })
    };
    let title = |kind: &str| {
        ledger::events::kind_info(kind)
            .map_or_else(|| kind.to_owned(), |info| info.title.to_owned())
    };
    html! {
        <div>
            {heading("Recording")}
            <p>{"Signed in as "}<strong data-testid="who">{&props.signed.who.name}</strong>{". What you record stands for ever and names this role. It is public at once, but for what the record itself holds back."}</p>
            <p class="buttons">
                <a class="button" href={Route::Clerk(ClerkPage::Choose).href("")} data-go="">{"Record an event"}</a>
                <a class="button button--quiet" href={Route::Clerk(ClerkPage::Import).href("")} data-go="">{"Import a table"}</a>
                <a class="button button--quiet" href={Route::Clerk(ClerkPage::Keys).href("")} data-go="" data-testid="to-keys">{"Keys"}</a>
            </p>
            <super::waiting::Waiting signed={props.signed.clone()} />
            <h2>{"Drafts in this tab"}</h2>
            <p class="hint">{"A draft is not in the ledger. It is kept in this tab only and is gone when the tab is closed."}</p>
            {if drafts.is_empty() {
                html! { <p class="muted">{"None."}</p> }
            } else {
                html! {
                    <ul class="tasks">
                        {for drafts.iter().map(|(kind, _)| {
                            let gone = { let (throw_away, kind) = (throw_away.clone(), kind.clone()); Callback::from(move |_: MouseEvent| throw_away.emit(kind.clone())) };
                            html! {
                                <li key={kind.clone()} class="tasks__task">
                                    <a href={Route::Clerk(ClerkPage::New(kind.clone())).href("q=check")} data-go="">{title(kind)}</a>
                                    <button type="button" class="linklike" onclick={gone}>{"Throw away"}<span class="visually-hidden">{format!(" the draft: {}", title(kind))}</span></button>
                                </li>
                            }
                        })}
                    </ul>
                }
            }}
            <h2>{"Recorded from this tab"}</h2>
            {if done.is_empty() {
                html! { <p class="muted">{"Nothing yet."}</p> }
            } else {
                html! {
                    <ul class="tasks">
                        {for done.iter().map(|done| html! {
                            <li key={done.index} class="tasks__task">
                                <a href={Route::Clerk(ClerkPage::Done(done.index)).href("")} data-go="">{&done.title}</a>
                                <span class="muted">{format!("Event {}", format::thousands(done.index))}</span>
                            </li>
                        })}
                    </ul>
                }
            }}
            <h2>{"Sign out"}</h2>
            <p>{"Signing out also forgets the drafts in this tab."}</p>
            <p class="buttons"><button type="button" class="button button--quiet" onclick={props.signed.out.reform(|_| ())} data-testid="sign-out">{"Sign out"}</button></p>
        </div>
    }
}
