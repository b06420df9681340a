//! What the drawing holds on to: its width, the address, the pointer.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent, WheelEvent};
use yew::prelude::*;

use super::{Cursor, REST};
use crate::browser::{self, Listener, Timer};
use crate::draw::Window;
use crate::part::{UseStateHandle, use_effect_with, use_state};
use crate::query::Params;
use crate::route::{self, Route};

/// The width of the surface, kept up to date.
#[hook]
pub(super) fn use_width(place: &NodeRef) -> f64 {
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
pub(super) fn use_settled(
    params: &Params,
    view: &UseStateHandle<Option<Window>>,
    cursor: &UseStateHandle<Cursor>,
) {
    use_effect_with((params.zoom, params.sel), {
        let (view, cursor) = (view.clone(), cursor.clone());
        move |&(zoom, sel)| {
            if view.map(Window::days) != zoom {
                view.set(zoom.map(|(from, to)| Window::new(from, to)));
            }
            if cursor.map(|(index, _)| index) != sel {
                cursor.set(sel.map(|index| (index, None)));
            }
        }
    });
    let now = Params {
        zoom: view.map(Window::days),
        sel: cursor.map(|(index, _)| index),
        ..params.clone()
    };
    use_effect_with((now, params.clone()), move |(now, params)| {
        let timer = (now != params).then(|| {
            let now = now.to_query();
            Timer::after(REST, move || route::amend(&Route::Timeline, &now))
        });
        move || drop(timer)
    });
}

/// Dragging pans; Ctrl and the wheel zoom about the pointer. Gives whether the
/// last press became a drag: then it is no click. The plain wheel
/// and one finger go on scrolling the page.
#[hook]
pub(super) fn use_drag(
    place: &NodeRef,
    view: &UseStateHandle<Option<Window>>,
    window: Window,
    width: f64,
) -> Rc<RefCell<bool>> {
    let dragged = use_mut_ref(|| false);
    let now = use_mut_ref(|| (window, width));
    *now.borrow_mut() = (window, width);
    let view = view.setter();
    let told = dragged.clone();
    use_effect_with(place.clone(), move |place| {
        let listeners = place.cast::<Element>().map(|element| {
            let held: Rc<RefCell<Option<(i32, Window)>>> = Rc::default();
            let down = Listener::new(&element, "pointerdown", {
                let (held, now, dragged) = (held.clone(), now.clone(), dragged.clone());
                move |event| {
                    *dragged.borrow_mut() = false;
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
                let dragged = dragged.clone();
                move |event| {
                    let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
                    if let Some((from, window)) = *held.borrow() {
                        let by = f64::from(from - event.client_x());
                        // A click that trembles is not a drag.
                        if by.abs() > 4.0 {
                            *dragged.borrow_mut() = true;
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
    told
}
