//! Dots on one line, with their median.

use ledger::views::sheet::{Dot, Mark};
use yew::prelude::*;

use super::axis::{Axis, words};
use super::percent;
use crate::components::marks::mark_key;

/// Columns in which dots are stacked: about one for each 7 pixels.
const COLUMNS: u8 = 96;
/// Dots in one column at most; the rest are counted.
const HIGH: u32 = 12;

/// The strip.
pub(super) fn dots(list: &[Dot], median: Option<f64>, unit: &str) -> Html {
    let axis = Axis::over(list.iter().map(|dot| dot.value).chain(median));
    let mut piles = [0_u32; COLUMNS as usize + 1];
    let mut drawn = Vec::new();
    for (at, dot) in list.iter().enumerate() {
        let place = axis.place(dot.value).clamp(0.0, 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 96")]
        let column = (place * f64::from(COLUMNS)) as usize;
        let pile = &mut piles[column];
        if *pile < HIGH {
            let y = BASE - 8 - *pile * 11;
            drawn.push(html! {
                <circle key={at} class={format!("dot dot--{}", mark_key(dot.mark))} cx={percent(place)} cy={y.to_string()} r="5">
                    <title>{format!("{}: {} {unit}", dot.label, words(dot.value))}</title>
                </circle>
            });
        }
        *pile += 1;
    }
    let late = list.iter().any(|dot| dot.mark == Mark::Late);
    html! {
        <div class="strip">
            <svg class="strip__svg" width="100%" height={(BASE + 44).to_string()} aria-hidden="true" focusable="false">
                <line class="axis" x1="0" x2="100%" y1={BASE.to_string()} y2={BASE.to_string()} />
                {for axis.ticks.iter().enumerate().map(|(at, tick)| tick_at(&axis, at, *tick))}
                {for drawn}
                {match median {
                    Some(median) => html! {
                        <g>
                            <line class="median" x1={percent(axis.place(median))} x2={percent(axis.place(median))} y1="4" y2={BASE.to_string()} />
                        </g>
                    },
                    None => html! { <g></g> },
                }}
            </svg>
            <p class="strip__words">
                <span>{unit}</span>
                {match median {
                    Some(median) => html! { <span>{format!("The line marks the median: {} {unit}.", words(median))}</span> },
                    None => html! { <span hidden=true></span> },
                }}
                {if late { html! { <span>{"Ringed dots were late."}</span> } } else { html! { <span hidden=true></span> } }}
            </p>
        </div>
    }
}

/// The height of the line that the dots stand on.
const BASE: u32 = 150;

fn tick_at(axis: &Axis, at: usize, value: f64) -> Html {
    let x = percent(axis.place(value));
    let anchor = match at {
        0 => "start",
        at if at + 1 == axis.ticks.len() => "end",
        _ => "middle",
    };
    html! {
        <g key={at}>
            <line class="axis" x1={x.clone()} x2={x.clone()} y1={BASE.to_string()} y2={(BASE + 6).to_string()} />
            <text class="axis__text" {x} y={(BASE + 24).to_string()} text-anchor={anchor}>{words(value)}</text>
        </g>
    }
}
