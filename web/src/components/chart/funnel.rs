//! A funnel: rates against their base, with the limits of chance.

use ledger::views::sheet::{Mark, Point};
use yew::prelude::*;

use super::axis::{Axis, words};
use super::percent;
use crate::components::marks::mark_key;

const HIGH: f64 = 300.0;

/// The drawing. Points outside the limits have their names beside them.
pub(super) fn funnel(points: &[Point], limits: &[(f64, f64, f64)], mean: f64) -> Html {
    let across = Axis::over(points.iter().map(|point| point.base));
    let rates = points.iter().map(|point| point.rate).chain([mean]);
    let up =
        Axis::over(rates.chain(limits.iter().map(|(_, _, high)| *high).skip(limits.len() / 8)));
    let y = |rate: f64| pixels(HIGH - up.place(rate).clamp(0.0, 1.0) * HIGH);
    let curve = |pick: fn(&(f64, f64, f64)) -> f64| {
        let mut path = String::new();
        for limit in limits {
            path.push(if path.is_empty() { 'M' } else { 'L' });
            path.push_str(&pixels(across.place(limit.0).clamp(0.0, 1.0) * 1_000.0));
            path.push(' ');
            path.push_str(&y(pick(limit)));
        }
        path
    };
    html! {
        <div class="funnel">
            <svg class="funnel__svg" width="100%" height="340" aria-hidden="true" focusable="false">
                <svg width="100%" height={pixels(HIGH)} viewBox="0 0 1000 300" preserveAspectRatio="none">
                    <path class="limit" d={curve(|limit| limit.1)} />
                    <path class="limit" d={curve(|limit| limit.2)} />
                </svg>
                <line class="median" x1="0" x2="100%" y1={y(mean)} y2={y(mean)} />
                <line class="axis" x1="0" x2="100%" y1={pixels(HIGH)} y2={pixels(HIGH)} />
                {for up.ticks.iter().skip(1).enumerate().map(|(at, tick)| html! {
                    <g key={at}><line class="axis axis--faint" x1="0" x2="100%" y1={y(*tick)} y2={y(*tick)} /><text class="axis__text" x="0" y={y(*tick)} dy="-4">{words(*tick)}</text></g>
                })}
                {for across.ticks.iter().enumerate().map(|(at, tick)| html! {
                    <text key={at} class="axis__text" x={percent(across.place(*tick))} y="322" text-anchor={anchor(at, across.ticks.len())}>{words(*tick)}</text>
                })}
                {for points.iter().enumerate().map(|(at, point)| html! {
                    <g key={at}>
                        <circle class={format!("dot dot--{}", mark_key(point.mark))} cx={percent(across.place(point.base))} cy={y(point.rate)} r="5">
                            <title>{format!("{}: {} of base {}", point.label, words(point.rate), words(point.base))}</title>
                        </circle>
                        {named(point, &percent(across.place(point.base)), &y(point.rate), across.place(point.base))}
                    </g>
                })}
            </svg>
            <p class="strip__words"><span>{format!("Across: the base of the rate. Up: the rate; the line marks the mean, {}. Between the curves chance alone is enough.", words(mean))}</span></p>
        </div>
    }
}

fn named(point: &Point, x: &str, y: &str, place: f64) -> Html {
    if matches!(point.mark, Mark::Plain | Mark::Done) {
        return html! { <g></g> };
    }
    let (anchor, dx) = if place > 0.6 { ("end", "-9") } else { ("start", "9") };
    html! { <text class="dot__name" x={x.to_owned()} y={y.to_owned()} {dx} dy="4" text-anchor={anchor}>{&point.label}</text> }
}

fn anchor(at: usize, of: usize) -> &'static str {
    if at == 0 {
        "start"
    } else if at + 1 == of {
        "end"
    } else {
        "middle"
    }
}

/// Pixels, to a tenth.
fn pixels(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "a place on a screen")]
    let tenths = (value * 10.0 + 0.5) as i64;
    format!("{}.{}", tenths / 10, tenths.rem_euclid(10))
}
