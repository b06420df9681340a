//! The verdict, in the same place on every page.

use yew::prelude::*;

use super::status_icon;
use crate::browser;
use crate::context::Ledger;
use crate::route::Route;
use crate::status::{MEANING, MEANING_BEFORE, Next, Tone, Words};

/// The status bar: chip, reason, what to do next, and what it means.
pub(crate) fn status_bar(ledger: &Ledger) -> Html {
    let words = ledger.state.words();
    let checking = words.tone == Tone::Checking;
    let meaning = if checking { MEANING_BEFORE } else { MEANING };
    let spoken = format!(
        "{}. {}",
        if words.heading == words.chip { words.chip } else { &words.heading },
        words.line
    );
    let (status, alert) = match words.tone {
        Tone::Checking => ("", ""),
        Tone::Fails => ("", spoken.as_str()),
        _ => (spoken.as_str(), ""),
    };
    html! {
        <section class={classes!("status", format!("status--{}", words.tone.key()))} aria-label="Verification status"
            data-testid="verdict" data-state={words.key}>
            <div class="status__inner">
                <a href={Route::Verify.href("")} data-go="" class="chip" data-testid="chip">
                    {status_icon(words.tone)}<span>{words.chip}</span>
                </a>
                <div class="status__words">
                    {if words.heading == words.chip {
                        html! { <p class="status__line">{&words.line}</p> }
                    } else {
                        html! { <><p class="status__heading">{&words.heading}</p><p class="status__line">{&words.line}</p></> }
                    }}
                    {progress(ledger, checking)}
                    {next_steps(ledger, &words)}
                </div>
            </div>
            <p class="status__meaning"><span>{meaning}</span></p>
            <div class="visually-hidden" role="status">{status.to_owned()}</div>
            <div class="visually-hidden" role="alert">{alert.to_owned()}</div>
        </section>
    }
}

fn progress(ledger: &Ledger, checking: bool) -> Html {
    let progress = ledger.state.running.unwrap_or_default();
    html! {
        <div class="status__progress">
            {if !checking {
                html! { <span hidden=true></span> }
            } else if progress.total == 0 {
                html! { <progress data-testid="progress" aria-label="Records checked"></progress> }
            } else {
                html! {
                    <progress data-testid="progress" aria-label="Records checked" max={progress.total.to_string()}
                        value={progress.checked.to_string()}></progress>
                }
            }}
        </div>
    }
}

fn next_steps(ledger: &Ledger, words: &Words) -> Html {
    let nothing_newer = ledger.state.nothing_newer && words.tone == Tone::Good;
    html! {
        <ul class="status__next">
            {for words.next.iter().map(|next| html! { <li key={next.label()}>{next_step(ledger, *next)}</li> })}
            {if nothing_newer { html! { <li key="newest" class="muted">{"No newer records."}</li> } } else { html! { <li key="newest" hidden=true></li> } }}
        </ul>
    }
}

/// One thing to do next, as a link or a button.
pub(crate) fn next_step(ledger: &Ledger, next: Next) -> Html {
    let button = |onclick: Callback<MouseEvent>| html! { <button type="button" class="linklike" {onclick}>{next.label()}</button> };
    match next {
        Next::EveryCheck => {
            html! { <a href={Route::Verify.href("")} data-go="">{next.label()}</a> }
        }
        Next::SeeDifference(index) => {
            html! { <a href={Route::event(index).href("")} data-go="" data-testid="see-difference">{next.label()}</a> }
        }
        Next::CheckYourself => {
            html! { <a href={Route::Help.href("")} data-go="">{next.label()}</a> }
        }
        #[cfg(feature = "whole")]
        Next::Compare | Next::OtherFile => {
            html! { <a href={Route::Open.href("")} data-go="">{next.label()}</a> }
        }
        Next::Again => button(ledger.again.reform(|_| true)),
        Next::Newer => button(ledger.look.reform(|_| ())),
        Next::TrustKey => button(ledger.trust.reform(|_| ())),
        Next::Report => button({
            let verdict = ledger.state.verdict.clone();
            Callback::from(move |_| {
                if let Some(verdict) = &verdict {
                    browser::save("daybook-report.json", &verdict.json);
                }
            })
        }),
        Next::Evidence => button({
            let verdict = ledger.state.verdict.clone();
            Callback::from(move |_| {
                if let Some(verdict) = &verdict {
                    let seen = verdict.seen.as_ref().map_or("", |seen| &seen.note);
                    let text = format!(
                        "Signed summary seen before:\n\n{seen}\n\nSigned summary shown now:\n\n{}\n\nReport:\n\n{}\n",
                        verdict.note, verdict.json
                    );
                    browser::save("daybook-evidence.txt", &text);
                }
            })
        }),
    }
}
