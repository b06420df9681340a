//! Asking the worker: one question about the window at a time, so that panning
//! never makes it count what nobody will see.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use crate::bridge::Bridge;
use crate::context::use_ledger;
use crate::part::{UseStateSetter, use_effect_with, use_state};
use crate::wire::{Ask, DrawAsk, Drawn, Tell};

#[derive(Default)]
struct Line {
    busy: bool,
    next: Option<DrawAsk>,
}

/// The newest answer; it stays until the next one is there.
#[hook]
pub(super) fn use_drawn(ask: DrawAsk) -> Rc<Drawn> {
    let ledger = use_ledger();
    let answer = use_state(Rc::<Drawn>::default);
    let line = use_mut_ref(Line::default);
    let setter = answer.setter();
    let generation = ledger.state.generation;
    use_effect_with((ask, generation), move |(ask, _)| {
        send(&line, &ledger.bridge, &setter, ask.clone());
    });
    (*answer).clone()
}

fn send(
    line: &Rc<RefCell<Line>>,
    bridge: &Rc<Bridge>,
    setter: &UseStateSetter<Rc<Drawn>>,
    ask: DrawAsk,
) {
    if line.borrow().busy {
        line.borrow_mut().next = Some(ask);
        return;
    }
    line.borrow_mut().busy = true;
    let (line, own, setter) = (line.clone(), bridge.clone(), setter.clone());
    bridge.ask(
        Ask::Drawn(ask),
        Callback::from(move |tell| {
            line.borrow_mut().busy = false;
            if let Tell::Drawn(drawn) = tell {
                setter.set(Rc::new(drawn));
            }
            let next = line.borrow_mut().next.take();
            if let Some(next) = next {
                send(&line, &own, &setter, next);
            }
        }),
    );
}
