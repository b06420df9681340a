//! The drawn timeline: one Tab stop, arrow keys from event to event, buttons
//! for everything a pointer can do. The list below it holds the same events,
//! so nothing here is the only way to anything.

mod asking;
mod canvas;
mod hooks;
mod keys;
mod map;
mod readout;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlCanvasElement};
use yew::prelude::*;

use crate::browser;
use crate::context::{use_answer, use_ledger};
use crate::draw::{self, Hit, Window};
use crate::format;
use crate::part::{Shown as _, part, use_effect_with, use_state};
use crate::query::{Clock, Order, Params};
use crate::wire::{Ask, DrawAsk, Drawn, Step, StepAsk, Tell};

/// Width kept at the right for events without a date, pixels.
const TRAY: f64 = 76.0;
/// Width of one counted cell, pixels.
const CELL: f64 = 3.0;
/// How long the cursor must rest before it is announced and put in the
/// address: twenty key repeats then make one announcement.
const REST: i32 = 250;

/// The event the cursor is on, and its lane where that is known.
type Cursor = Option<(u64, Option<u8>)>;

/// The drawn timeline.
#[derive(Clone, PartialEq)]
pub(crate) struct DrawnTimeline {
    /// The view as it is.
    pub(crate) params: Params,
}

part!(DrawnTimeline, use_drawn_timeline);

#[hook]
fn use_drawn_timeline(props: &DrawnTimeline) -> Html {
    let params = &props.params;
    let ledger = use_ledger();
    let (place, painted, mapped) = (use_node_ref(), use_node_ref(), use_node_ref());
    let width = hooks::use_width(&place);
    let view = use_state(|| params.zoom.map(|(from, to)| Window::new(from, to)));
    let cursor = use_state(|| -> Cursor { params.sel.map(|index| (index, None)) });
    let mark = use_state(|| None::<i64>);
    let letters = use_state(|| true);
    hooks::use_settled(params, &view, &cursor);

    let matching = Params { order: Order::default(), ..params.matching() };
    let drawn = asking::use_drawn(question(&matching, *view, width - TRAY));
    let window = view.unwrap_or_else(|| Window::new(drawn.span.0, drawn.span.1));
    let time_width = (width - if drawn.undated > 0 { TRAY } else { 0.0 }).max(120.0);
    let lanes = use_memo((drawn.clone(), time_width), |(drawn, width)| {
        // A window is asked for with as much again beside it; all of time is not.
        let beside = if drawn.window == drawn.span { 1.0 } else { 2.0 };
        draw::layout(drawn, width * beside)
    });
    let here = |from| Ask::Step(StepAsk { params: matching.clone(), from, step: Step::Here });
    let stop = match use_answer(cursor.map(|cursor| here(Some(cursor)))) {
        Some(Tell::Stop(Some(stop))) if cursor.is_some_and(|(on, _)| on == stop.row.index) => {
            Some(*stop)
        }
        _ => None,
    };
    let at = stop.as_ref().map(|stop| (stop.lane, stop.time));
    {
        let (painted, mapped) = (painted.clone(), mapped.clone());
        let all = (drawn.clone(), lanes.clone(), window, width, time_width, at, *mark);
        let theme = use_theme();
        use_effect_with(
            (all, theme),
            move |((drawn, lanes, window, width, time_width, at, mark), _)| {
                let picture = canvas::Picture {
                    drawn,
                    lanes,
                    window: *window,
                    width: *width,
                    time_width: *time_width,
                    cursor: *at,
                    mark: *mark,
                    today: browser::now(),
                };
                if let Some(canvas) = painted.cast::<HtmlCanvasElement>() {
                    canvas::paint(&canvas, &picture);
                }
                if let Some(canvas) = mapped.cast::<HtmlCanvasElement>() {
                    map::paint(&canvas, drawn, *window, *width);
                }
            },
        );
    }

    let step = {
        let (cursor, view, bridge) = (cursor.clone(), view.clone(), ledger.bridge.clone());
        let matching = matching.clone();
        Callback::from(move |step: Step| {
            let ask = StepAsk { params: matching.clone(), from: *cursor, step };
            let (cursor, view) = (cursor.setter(), view.setter());
            bridge.ask(
                Ask::Step(ask),
                Callback::from(move |tell| {
                    let Tell::Stop(Some(stop)) = tell else { return };
                    cursor.set(Some((stop.row.index, Some(stop.lane))));
                    let shown = stop.time.map(|time| window.showing(time));
                    if let Some(shown) = shown.filter(|shown| *shown != window) {
                        view.set(Some(shown));
                    }
                }),
            );
        })
    };
    let onkeydown = keys::handler(keys::Keys {
        view: view.clone(),
        cursor: cursor.clone(),
        mark: mark.clone(),
        letters: *letters,
        window,
        time: at.and_then(|(_, time)| time),
        step: step.clone(),
    });
    let dragged = hooks::use_drag(&place, &view, window, time_width);
    let onclick = {
        let (view, cursor, drawn, lanes) =
            (view.clone(), cursor.clone(), drawn.clone(), lanes.clone());
        Callback::from(move |event: MouseEvent| {
            let Some(surface) = event.current_target().filter(|_| !*dragged.borrow()) else {
                return;
            };
            let Ok(surface) = surface.dyn_into::<Element>() else { return };
            let corner = surface.get_bounding_client_rect();
            let x = f64::from(event.client_x()) - corner.left();
            let y = f64::from(event.client_y()) - corner.top();
            if x > time_width + draw::RADIUS {
                let lane = lanes.iter().position(|lane| y < lane.top + draw::HEAD + lane.height);
                if let Some(lane) = lane.and_then(|lane| u8::try_from(lane).ok()) {
                    step.emit(Step::Undated(lane));
                }
                return;
            }
            match draw::hit(&drawn, &lanes, window, time_width, (x, y)) {
                Some(Hit::Event(index, lane)) => cursor.set(Some((index, Some(lane)))),
                // A gathered shape opens: the view narrows to what it stands for.
                Some(Hit::Several(from, to)) => {
                    let inner = Window::new(from, to);
                    view.set(Some(inner.zoomed(1.3, inner.middle())));
                }
                None => {}
            }
        })
    };
    let act = |change: fn(Window) -> Option<Window>| {
        let view = view.clone();
        Callback::from(move |_: MouseEvent| view.set(change(window)))
    };
    let buttons: [(&str, &str, Callback<MouseEvent>); 6] = [
        ("Earlier", "◀", act(|window| Some(window.panned(-0.4)))),
        ("Zoom out", "−", act(|window| Some(window.zoomed(2.0, window.middle())))),
        ("Fit everything", "Fit", act(|_| None)),
        ("Today", "Today", act(|window| Some(window.around(browser::now())))),
        ("Zoom in", "+", act(|window| Some(window.zoomed(0.5, window.middle())))),
        ("Later", "▶", act(|window| Some(window.panned(0.4)))),
    ];
    let show = Callback::from({
        let view = view.setter();
        move |window| view.set(Some(window))
    });
    html! {
        <section class="drawn" aria-labelledby="drawn-heading" data-testid="drawn-timeline" data-events={drawn.all.to_string()} data-memory={drawn.memory.to_string()}>
            <div class="drawn__bar">
                <h2 id="drawn-heading" class="drawn__heading">{"Drawn timeline"}</h2>
                <a class="drawn__skip" href="#list">{"Skip to list of the same events"}</a>
                <div class="drawn__buttons" role="group" aria-label="Part of time that is drawn">
                    {for buttons.into_iter().map(|(name, sign, onclick)| html! {
                        <button type="button" key={name} class="button button--quiet" aria-label={name} title={name} {onclick}>{sign}</button>
                    })}
                </div>
            </div>
            {keys::help(&letters)}
            <div class="drawn__surface" ref={place} role="application" tabindex="0" aria-label={description(&drawn, params.clock, ledger.state.is_checking())}
                aria-describedby="drawn-keys" {onkeydown} {onclick}>
                <canvas ref={painted} class="drawn__canvas" aria-hidden="true"></canvas>
            </div>
            <canvas ref={mapped} class="drawn__map" aria-hidden="true"></canvas>
            {map::Dates { shown: window.days(), show }.html()}
            {readout::Readout { stop, waiting: cursor.is_some() }.html()}
            <p class="hint">{"A bar means: some time within it. A line with an arrow means that the end is not known. Where there are too many events to show each, a strip is darker the more there are."}</p>
        </section>
    }
}

/// What to ask for: the view, and half of it again on either side, so that
/// there is something to show before the next answer.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a screen's width")]
fn question(params: &Params, view: Option<Window>, width: f64) -> DrawAsk {
    let cells = (width / CELL).clamp(40.0, 1_500.0) as u16;
    let window = view.map(|view| {
        let wide = view.zoomed(2.0, view.middle());
        (wide.from as i64, wide.to as i64)
    });
    let cells = if window.is_some() { cells * 2 } else { cells };
    DrawAsk { params: params.clone(), window, cells }
}

/// Changes whenever the page's colours do.
#[hook]
fn use_theme() -> u32 {
    let theme = use_state(|| 0);
    use_effect_with((), {
        let theme = theme.clone();
        move |()| {
            let mut count = 0;
            let listener = browser::window().map(|window| {
                browser::Listener::new(&window, browser::THEME, move |_| {
                    count += 1;
                    theme.set(count);
                })
            });
            move || drop(listener)
        }
    });
    *theme
}

/// What the drawing is, in one sentence.
fn description(drawn: &Drawn, clock: Clock, checking: bool) -> String {
    let clock = match clock {
        Clock::Happened => "by when they happened",
        Clock::Recorded => "by when they were recorded",
    };
    let undated = match drawn.undated {
        0 => String::new(),
        undated => format!(", {} without a date", format::thousands(undated)),
    };
    let checking = if checking { ". Checking; more may come" } else { "" };
    format!(
        "Drawn timeline: {} {clock}{undated}{checking}",
        format::count(drawn.all, "event", "events")
    )
}
