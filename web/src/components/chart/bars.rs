//! Stacked bars, one below the other.

use ledger::views::sheet::{Bar, Mark};
use yew::prelude::*;

use super::{area, legend, percent};
use crate::components::marks::mark_icon;
use crate::format;

/// Bars on one scale, so that their lengths can be compared.
pub(super) fn bars(parts: &[(String, Mark)], list: &[Bar]) -> Html {
    let longest = list.iter().map(|bar| bar.parts.iter().sum::<u64>()).max().unwrap_or(0).max(1);
    html! {
        <>
            {legend(parts)}
            <ul class="bars">
                {for list.iter().enumerate().map(|(at, bar)| html! { <li key={at}>{one(parts, bar, longest)}</li> })}
            </ul>
        </>
    }
}

fn one(parts: &[(String, Mark)], bar: &Bar, longest: u64) -> Html {
    let total: u64 = bar.parts.iter().sum();
    let mut from = 0;
    let drawn = parts.iter().zip(&bar.parts).enumerate().filter_map(|(at, ((_, mark), count))| {
        let x = share(from, longest);
        from += count;
        (*count > 0).then(
            || html! { <g key={at}>{area(*mark, &x, "0", &share(*count, longest), "100%")}</g> },
        )
    });
    html! {
        <>
            <p class="bars__label"><span>{&bar.label}</span><span class="num">{format::thousands(total)}</span></p>
            <svg class="bars__bar" width="100%" height="22" aria-hidden="true" focusable="false">{for drawn}</svg>
            <p class="bars__parts">
                {for parts.iter().zip(&bar.parts).filter(|(_, count)| **count > 0).map(|((words, mark), count)| html! {
                    <span key={words.clone()}>{mark_icon(*mark)}{format!("{words} {}", format::thousands(*count))}</span>
                })}
            </p>
        </>
    }
}

#[expect(clippy::cast_precision_loss, reason = "a length on a screen")]
fn share(part: u64, whole: u64) -> String {
    percent(part as f64 / whole as f64)
}
