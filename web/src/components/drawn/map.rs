//! All of time in a strip, with the part that is drawn, and two dates to type
//! that do the same as dragging.

use web_sys::{HtmlCanvasElement, HtmlInputElement, SubmitEvent};
use yew::prelude::*;

use super::canvas;
use crate::draw::Window;
use crate::format;
use crate::part::{part, use_effect_with, use_state};
use crate::wire::Drawn;

/// Height of the strip, pixels.
const HEIGHT: f64 = 32.0;

/// Paints the strip.
#[expect(clippy::cast_precision_loss, reason = "counts as heights")]
pub(super) fn paint(canvas: &HtmlCanvasElement, drawn: &Drawn, window: Window, width: f64) {
    let Some((context, colours)) = canvas::prepare(canvas, width, HEIGHT) else { return };
    let most = drawn.map.iter().copied().max().unwrap_or(0).max(1);
    context.set_fill_style_str(&colours.soft);
    let cell = width / drawn.map.len().max(1) as f64;
    for (at, count) in drawn.map.iter().enumerate().filter(|(_, count)| **count > 0) {
        let high = (f64::from(*count) / f64::from(most)).sqrt() * (HEIGHT - 6.0) + 2.0;
        context.fill_rect(at as f64 * cell, HEIGHT - high, (cell - 0.5).max(0.5), high);
    }
    let all = Window::new(drawn.span.0, drawn.span.1);
    let x = |time: f64| (time - all.from) / (all.to - all.from) * width;
    let (left, right) = (x(window.from).max(0.0), x(window.to).min(width));
    context.set_stroke_style_str(&colours.ink);
    context.set_line_width(2.0);
    context.stroke_rect(left + 1.0, 1.0, (right - left - 2.0).max(2.0), HEIGHT - 2.0);
}

/// Two dates to type.
#[derive(Clone, PartialEq)]
pub(super) struct Dates {
    /// First and last moment that are drawn.
    pub(super) shown: (i64, i64),
    /// Shows another part of time.
    pub(super) show: Callback<Window>,
}

part!(Dates, use_dates);

#[hook]
fn use_dates(props: &Dates) -> Html {
    let (from, to) = (use_node_ref(), use_node_ref());
    let problem = use_state(|| false);
    use_effect_with(props.shown, {
        let (from, to) = (from.clone(), to.clone());
        move |&(first, last)| {
            for (node, time) in [(from, first), (to, last)] {
                if let Some(input) = node.cast::<HtmlInputElement>() {
                    input.set_value(&format::iso_day(time));
                }
            }
        }
    });
    let onsubmit = {
        let (from, to, show, problem) =
            (from.clone(), to.clone(), props.show.clone(), problem.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let day = |node: &NodeRef| {
                let input = node.cast::<HtmlInputElement>()?;
                format::parse_day(input.value().trim())
            };
            let days = day(&from).zip(day(&to)).filter(|(from, to)| from < to);
            problem.set(days.is_none());
            if let Some((from, to)) = days {
                show.emit(Window::new(from, to));
            }
        })
    };
    html! {
        <form class="drawn__dates" {onsubmit} aria-label="Part of time that is drawn">
            <label for="d-from">{"Drawn from"}</label>
            <input id="d-from" ref={from} type="text" inputmode="numeric" autocomplete="off" size="10" />
            <label for="d-to">{"to"}</label>
            <input id="d-to" ref={to} type="text" inputmode="numeric" autocomplete="off" size="10" />
            <button type="submit" class="button button--quiet">{"Show"}</button>
            <span role="alert">{if *problem { "Write two dates such as 2014-08-26, the earlier one first." } else { "" }}</span>
        </form>
    }
}
