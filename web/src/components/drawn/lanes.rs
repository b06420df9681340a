//! The lanes as SVG. Geometry goes into attributes, colour into classes, so
//! that a strict content policy has nothing to refuse.

use yew::prelude::*;

use crate::draw::{self, Bar, HEAD, Item, Lane, RADIUS, ROW, Window};
use crate::family::family;
use crate::format;
use crate::wire::Marks;

/// Height of the calendar below the lanes, pixels.
const AXIS: f64 = 28.0;

/// The whole picture, hidden from assistive technology: the cursor's readout
/// and the list say the same in words.
pub(super) fn picture(
    lanes: &[Lane],
    marks: &Marks,
    window: Window,
    width: f64,
    time_width: f64,
    cursor: Option<u64>,
    pick: &Callback<(usize, usize)>,
) -> Html {
    let height = draw::height(lanes).max(HEAD);
    let under_cursor = cursor.and_then(|index| draw::find(lanes, marks, index));
    html! {
        <svg class="lanes" width={px(width)} height={px(height + AXIS)} viewBox={format!("0 0 {} {}", px(width), px(height + AXIS))}
            aria-hidden="true" focusable="false">
            {for draw::ticks(window, time_width).into_iter().map(|tick| html! {
                <g key={tick.label.clone()}>
                    <path class="lanes__grid" d={format!("M{x} 0V{y}", x = px(tick.x), y = px(height + 6.0))} />
                    <text class="lanes__tick" x={px(tick.x + 4.0)} y={px(height + 20.0)}>{tick.label}</text>
                </g>
            })}
            <path class="lanes__axis" d={format!("M0 {y}H{x}", y = px(height), x = px(time_width))} />
            {tray(marks, width, time_width, height)}
            {for lanes.iter().map(|lane| html! { <g key={lane.family}>{lane_of(lane, width, time_width, pick)}</g> })}
            {match under_cursor {
                Some((lane, item)) => html! { <circle key="cursor" class="lanes__cursor" cx={px(item.x)} cy={px(middle(lane, item))} r="12" /> },
                None => html! { <g key="cursor" /> },
            }}
        </svg>
    }
}

fn tray(marks: &Marks, width: f64, time_width: f64, height: f64) -> Html {
    if marks.undated == 0 {
        return html! { <g /> };
    }
    html! {
        <g>
            <rect class="lanes__tray" x={px(time_width + 8.0)} y="0" width={px(width - time_width - 8.0)} height={px(height)} />
            <text class="lanes__tick" x={px(time_width + 12.0)} y={px(height + 20.0)}>{"Undated"}</text>
        </g>
    }
}

fn lane_of(lane: &Lane, width: f64, time_width: f64, pick: &Callback<(usize, usize)>) -> Html {
    let of = family(lane.family);
    html! {
        <>
            <path class="lanes__rule" d={format!("M0 {y}H{x}", y = px(lane.top + 0.5), x = px(width))} />
            <text class="lanes__name" x="2" y={px(lane.top + 17.0)}>{of.name}<tspan class="lanes__count" dx="6">{format::thousands(lane.count as u64)}</tspan></text>
            {for lane.items.iter().map(|item| {
                let onclick = {
                    let (pick, marks) = (pick.clone(), item.marks);
                    Callback::from(move |_: MouseEvent| pick.emit(marks))
                };
                html! { <g key={item.marks.0} class="mark" {onclick}>{mark(lane, item, of.key, of.shape, time_width)}</g> }
            })}
        </>
    }
}

fn middle(lane: &Lane, item: &Item) -> f64 {
    lane.top + HEAD + ROW * (item.row as f64 + 0.5)
}

fn mark(lane: &Lane, item: &Item, key: &str, shape: &'static str, time_width: f64) -> Html {
    let y = middle(lane, item);
    // A gathered shape grows with the square root of its count, up to its row.
    let scale = (0.92 + (item.count as f64).sqrt() / 60.0).min(1.3);
    html! {
        <>
            <rect class="mark__target" x={px(item.x - 12.0)} y={px(y - 12.0)} width="24" height="24" />
            {match item.bar {
                Some(bar) => bar_of(bar, y, key, time_width),
                None => html! { <g /> },
            }}
            <path class={format!("mark__shape shape--{key}")} d={shape} transform={format!("translate({} {}) scale({})", px(item.x), px(y), hundredths(scale))} />
            {if item.count > 1 {
                html! { <text class="mark__count" x={px(item.x + RADIUS * scale + 2.0)} y={px(y + 4.5)}>{format::thousands(item.count as u64)}</text> }
            } else {
                html! { <g /> }
            }}
            {if item.bad {
                html! { <path class="mark__bad" d={format!("M{x} {y}m-11-11l22 22m0-22l-22 22", x = px(item.x), y = px(y))} /> }
            } else {
                html! { <g /> }
            }}
        </>
    }
}

/// A pill between two known ends; a line with an arrow where one is not known.
fn bar_of(bar: Bar, y: f64, key: &str, time_width: f64) -> Html {
    let (left, right) = (bar.left.max(0.0), bar.right.min(time_width));
    if bar.open_left || bar.open_right {
        let from = if bar.open_left {
            format!("M{} {}m5-5l-5 5l5 5m-5-5", px(left + 1.0), px(y))
        } else {
            format!("M{} {}", px(left), px(y))
        };
        let end = if bar.open_right {
            format!("H{}m-5-5l5 5l-5 5", px(right - 1.0))
        } else {
            format!("H{}", px(right))
        };
        html! { <path class={format!("mark__line line--{key}")} d={format!("{from}{end}")} /> }
    } else {
        html! {
            <rect class={format!("mark__bar shape--{key}")} x={px(left)} y={px(y - 5.0)} width={px((right - left).max(2.0))} height="10" rx="5" />
        }
    }
}

/// One decimal is finer than any screen. Written from a whole number: the
/// standard library's way to print a float is a large part of a small file.
#[expect(clippy::cast_possible_truncation, reason = "positions on a screen")]
fn px(number: f64) -> String {
    decimal((number * 10.0).round() as i64, 10)
}

#[expect(clippy::cast_possible_truncation, reason = "a scale around 1")]
fn hundredths(number: f64) -> String {
    decimal((number * 100.0).round() as i64, 100)
}

/// A whole number of tenths (or hundredths) with its point.
fn decimal(number: i64, unit: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let (whole, part) = (number.abs() / unit, number.abs() % unit);
    let digits = if unit == 10 { 1 } else { 2 };
    format!("{sign}{whole}.{part:0digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_written_with_one_decimal() {
        assert_eq!(px(12.34), "12.3");
        assert_eq!(px(-0.26), "-0.3");
        assert_eq!(px(0.0), "0.0");
        assert_eq!(decimal(107, 100), "1.07");
    }
}
