//! The drawn timeline: one Tab stop, arrow keys from event to event, buttons
//! for everything a pointer can do. The list below it holds the same events,
//! so nothing here is the only way to anything.

#![expect(clippy::cast_precision_loss, reason = "pixels of a drawing")]

mod lanes;

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent, WheelEvent};
use yew::prelude::*;

use super::shape;
use crate::browser::{self, Listener, Timer};
use crate::context::use_answer;
use crate::draw::{self, Step, Window};
use crate::family::family;
use crate::format;
use crate::query::{Clock, Params};
use crate::route::{self, Route};
use crate::wire::{Ask, Marks, Row, Tell};

/// Width kept at the right for events without a date, pixels.
const TRAY: f64 = 76.0;
/// How long the cursor must rest before it is announced and put in the
/// address: twenty key repeats then make one announcement.
const REST: i32 = 250;

/// Properties of [`DrawnTimeline`].
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct DrawnProps {
    /// The view as it is.
    pub(crate) params: Params,
}

/// The drawn timeline.
#[component]
pub(crate) fn DrawnTimeline(props: &DrawnProps) -> Html {
    let params = &props.params;
    let answer = use_answer(Some(Ask::Marks(params.matching())));
    let marks = use_memo(answer, |answer| match answer {
        Some(Tell::Marks(marks)) => marks.clone(),
        _ => Marks::default(),
    });
    let place = use_node_ref();
    let width = use_width(&place);
    let view = use_state(|| params.zoom.map(|(from, to)| Window::new(from, to)));
    let cursor = use_state(|| params.sel);
    use_settled(params, &view, &cursor);

    let window = view.unwrap_or_else(|| Window::around(&marks));
    let time_width = (width - if marks.undated > 0 { TRAY } else { 0.0 }).max(120.0);
    let lanes = use_memo((marks.clone(), window, time_width), |(marks, window, width)| {
        draw::lanes(marks, *window, *width)
    });

    let move_to = {
        let (view, marks, cursor) = (view.clone(), marks.clone(), cursor.clone());
        move |index: u64| {
            cursor.set(Some(index));
            let at = marks.index.iter().position(|&other| other == index);
            if let Some(time) = at.and_then(|at| draw::point(marks.from[at], marks.to[at])) {
                let shown = window.showing(time);
                if shown != window {
                    view.set(Some(shown));
                }
            }
        }
    };
    let onkeydown = {
        let (view, marks, cursor, move_to) =
            (view.clone(), marks.clone(), cursor.clone(), move_to.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let walk = |step| {
                if let Some(index) = draw::step(&marks, *cursor, step) {
                    move_to(index);
                }
            };
            match event.key().as_str() {
                "ArrowLeft" => walk(Step::Back),
                "ArrowRight" => walk(Step::On),
                "ArrowUp" => walk(Step::Up),
                "ArrowDown" => walk(Step::Down),
                "Home" => walk(Step::First),
                "End" => walk(Step::Last),
                "PageUp" => view.set(Some(window.panned(-0.8))),
                "PageDown" => view.set(Some(window.panned(0.8))),
                "+" | "=" => view.set(Some(window.zoomed(0.5, focus_of(&marks, *cursor, window)))),
                "-" => view.set(Some(window.zoomed(2.0, focus_of(&marks, *cursor, window)))),
                "0" => view.set(None),
                "Escape" => cursor.set(None),
                "Enter" => {
                    if let Some(index) = *cursor {
                        route::go(&Route::event(index), "");
                    }
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    let onpick = {
        let (view, marks) = (view.clone(), marks.clone());
        Callback::from(move |(first, last): (usize, usize)| {
            let Some(&index) = marks.index.get(first) else { return };
            let times = (
                draw::point(marks.from[first], marks.to[first]),
                draw::point(marks.from[last], marks.to[last]),
            );
            if let (true, (Some(from), Some(to))) = (first != last, times) {
                // A gathered shape opens: the view narrows to what it stands for.
                let inner = Window::new(from, to);
                view.set(Some(inner.zoomed(1.3, inner.middle())));
            }
            move_to(index);
        })
    };
    use_drag(&place, &view, window, time_width);
    let act = |change: fn(Window) -> Option<Window>| {
        let view = view.clone();
        Callback::from(move |_: MouseEvent| view.set(change(window)))
    };
    let buttons: [(&str, &str, Callback<MouseEvent>); 5] = [
        ("Earlier", "◀", act(|window| Some(window.panned(-0.4)))),
        ("Zoom out", "−", act(|window| Some(window.zoomed(2.0, window.middle())))),
        ("Fit everything", "Fit", act(|_| None)),
        ("Zoom in", "+", act(|window| Some(window.zoomed(0.5, window.middle())))),
        ("Later", "▶", act(|window| Some(window.panned(0.4)))),
    ];
    html! {
        <section class="drawn" aria-labelledby="drawn-heading" data-testid="drawn-timeline">
            <div class="drawn__bar">
                <h2 id="drawn-heading" class="drawn__heading">{"Drawn timeline"}</h2>
                <a class="drawn__skip" href="#list">{"Skip to list of the same events"}</a>
                <div class="drawn__buttons" role="group" aria-label="Part of time that is drawn">
                    {for buttons.into_iter().map(|(name, sign, onclick)| html! {
                        <button type="button" key={name} class="button button--quiet" aria-label={name} title={name} {onclick}>{sign}</button>
                    })}
                </div>
            </div>
            <p class="hint" id="drawn-keys">{"Left and right arrows: event before and after in a lane. Up and down: lane. + and −: zoom. 0: everything. Enter: open. Escape: no event."}</p>
            <div class="drawn__surface" ref={place} role="application" tabindex="0" aria-label={description(&marks, params.clock)}
                aria-describedby="drawn-keys" {onkeydown}>
                {lanes::picture(&lanes, &marks, window, width, time_width, *cursor, &onpick)}
            </div>
            <Readout cursor={*cursor} marks={marks.clone()} />
            <p class="hint">{"A bar means: some time within it. A line with an arrow means that the end is not known."}</p>
        </section>
    }
}

/// What the drawing is, in one sentence.
fn description(marks: &Marks, clock: Clock) -> String {
    let clock = match clock {
        Clock::Happened => "by when they happened",
        Clock::Recorded => "by when they were recorded",
    };
    let all = marks.index.len() as u64;
    let undated = match marks.undated {
        0 => String::new(),
        undated => format!(", {} without a date", format::thousands(undated)),
    };
    format!("Drawn timeline: {} {clock}{undated}", format::count(all, "event", "events"))
}

/// What zooming keeps in place: the event under the cursor, or the middle.
fn focus_of(marks: &Marks, cursor: Option<u64>, window: Window) -> f64 {
    cursor
        .and_then(|index| marks.index.iter().position(|&other| other == index))
        .and_then(|at| draw::point(marks.from[at], marks.to[at]))
        .map(|time| time as f64)
        .filter(|time| (window.from..=window.to).contains(time))
        .unwrap_or_else(|| window.middle())
}

#[derive(Clone, PartialEq, Properties)]
struct ReadoutProps {
    cursor: Option<u64>,
    marks: Rc<Marks>,
}

/// The event under the cursor, for everybody; spoken once the cursor rests.
#[component]
fn Readout(props: &ReadoutProps) -> Html {
    let rested = use_state(|| props.cursor);
    use_effect_with(props.cursor, {
        let rested = rested.setter();
        move |&cursor| {
            let timer = Timer::after(REST, move || rested.set(cursor));
            move || drop(timer)
        }
    });
    let answer = use_answer((*rested).map(Ask::Row));
    let row = match answer {
        Some(Tell::Row(Some(row))) if Some(row.index) == props.cursor => Some(row),
        _ => None,
    };
    let spoken = row.as_ref().map(|row| spoken(row, &props.marks)).unwrap_or_default();
    html! {
        <div class="readout" data-testid="readout">
            <p class="visually-hidden" aria-live="polite" data-testid="announcement">{spoken}</p>
            {match &row {
                Some(row) => html! {
                    <p class="readout__event">
                        {shape(family(row.family))}
                        <a href={Route::event(row.index).href("")} data-go="">{&row.title}</a>
                        <span class="muted">{row.happened.as_ref().map_or("date not known".to_owned(), |stamp| stamp.words.clone())}</span>
                    </p>
                },
                None if props.cursor.is_some() => html! { <p class="muted">{"…"}</p> },
                None => html! { <p class="muted">{"Choose a shape to see which event it is."}</p> },
            }}
        </div>
    }
}

/// Heading, names, date and place: what is announced, not the whole record.
fn spoken(row: &Row, marks: &Marks) -> String {
    let names = row.names.first().map(|name| format!(", {name}")).unwrap_or_default();
    let date = row.happened.as_ref().map_or("date not known", |stamp| &stamp.words);
    let lane = draw::place_in_lane(marks, row.index)
        .map(|(place, all)| format!(", {place} of {all} in {}", family(row.family).name))
        .unwrap_or_default();
    let bad = if row.bad { ". Does not match the signed record" } else { "" };
    format!("{}{names}, {date}{lane}{bad}", row.title)
}

/// The width of the surface, kept up to date.
#[hook]
fn use_width(place: &NodeRef) -> f64 {
    let width = use_state(|| 800.0);
    use_effect_with(place.clone(), {
        let width = width.setter();
        move |place| {
            let measure = {
                let place = place.clone();
                move || {
                    if let Some(element) = place.cast::<Element>() {
                        width.set(browser::width(&element).max(240.0));
                    }
                }
            };
            measure();
            let listener = browser::window()
                .map(|window| Listener::new(&window, "resize", move |_| measure()));
            move || drop(listener)
        }
    });
    *width
}

/// Puts cursor and view into the address once they rest, and takes them from
/// it when "back" or a link changes it.
#[hook]
fn use_settled(
    params: &Params,
    view: &UseStateHandle<Option<Window>>,
    cursor: &UseStateHandle<Option<u64>>,
) {
    use_effect_with((params.zoom, params.sel), {
        let (view, cursor) = (view.clone(), cursor.clone());
        move |&(zoom, sel)| {
            if view.map(Window::days) != zoom {
                view.set(zoom.map(|(from, to)| Window::new(from, to)));
            }
            if *cursor != sel {
                cursor.set(sel);
            }
        }
    });
    let now = Params { zoom: view.map(Window::days), sel: **cursor, ..params.clone() };
    use_effect_with((now, params.clone()), move |(now, params)| {
        let timer = (now != params).then(|| {
            let now = now.to_query();
            Timer::after(REST, move || route::amend(&Route::Timeline, &now))
        });
        move || drop(timer)
    });
}

/// Dragging pans; Ctrl and the wheel zoom about the pointer. The plain wheel
/// and one finger go on scrolling the page.
#[hook]
fn use_drag(place: &NodeRef, view: &UseStateHandle<Option<Window>>, window: Window, width: f64) {
    let now = use_mut_ref(|| (window, width));
    *now.borrow_mut() = (window, width);
    let view = view.setter();
    use_effect_with(place.clone(), move |place| {
        let listeners = place.cast::<Element>().map(|element| {
            let held: Rc<RefCell<Option<(i32, Window)>>> = Rc::default();
            let down = Listener::new(&element, "pointerdown", {
                let (held, now) = (held.clone(), now.clone());
                move |event| {
                    if let Some(event) = event
                        .dyn_ref::<PointerEvent>()
                        .filter(|event| event.button() == 0 && event.pointer_type() == "mouse")
                    {
                        *held.borrow_mut() = Some((event.client_x(), now.borrow().0));
                    }
                }
            });
            let moved = Listener::new(&element, "pointermove", {
                let (held, now, view) = (held.clone(), now.clone(), view.clone());
                move |event| {
                    let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
                    if let Some((from, window)) = *held.borrow() {
                        let by = f64::from(from - event.client_x());
                        // A click that trembles is not a drag.
                        if by.abs() > 4.0 {
                            view.set(Some(window.panned(by / now.borrow().1)));
                        }
                    }
                }
            });
            let release = |name| {
                let held = held.clone();
                Listener::new(&element, name, move |_| *held.borrow_mut() = None)
            };
            let (up, leave) = (release("pointerup"), release("pointerleave"));
            let wheel = Listener::new(&element, "wheel", {
                let (now, view, element) = (now.clone(), view.clone(), element.clone());
                move |event| {
                    let Some(wheel) = event.dyn_ref::<WheelEvent>() else { return };
                    let (window, width) = *now.borrow();
                    if wheel.ctrl_key() || wheel.meta_key() {
                        event.prevent_default();
                        let x =
                            f64::from(wheel.client_x()) - element.get_bounding_client_rect().left();
                        view.set(Some(window.zoomed(
                            1.0 + (wheel.delta_y() / 500.0).clamp(-0.5, 1.0),
                            window.time(x, width),
                        )));
                    } else if wheel.shift_key() || wheel.delta_x().abs() > wheel.delta_y().abs() {
                        event.prevent_default();
                        let by =
                            if wheel.delta_x() == 0.0 { wheel.delta_y() } else { wheel.delta_x() };
                        view.set(Some(window.panned(by / width)));
                    }
                }
            });
            [down, moved, up, leave, wheel]
        });
        move || drop(listeners)
    });
}
