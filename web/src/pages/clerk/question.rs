//! One question on a page of its own.

use std::rc::Rc;

use yew::prelude::*;

use super::correct::{Old, take, take_field};
use super::field::{Act, Drawing, Known, id_of, sorts};
use super::{ask, crumb, error_summary, fault_words};
use crate::browser;
use crate::clerk::answers::fill;
use crate::clerk::form::{Form, Question as Asked, within};
use crate::clerk::session::{self, Writing};
use crate::context::use_ledger;
use crate::pages::{heading, use_title};
use crate::route::{ClerkPage, Route};
use crate::wire::{Desk, Fault, Reply};

/// Properties of [`Question`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct QuestionProps {
    /// The form.
    pub(super) form: Rc<Form>,
    /// The question.
    pub(super) asked: Asked,
    /// What is written so far.
    pub(super) writing: Writing,
    /// Who records it.
    pub(super) by: AttrValue,
    /// Whether the check page is where this leads back to.
    pub(super) to_check: bool,
    /// It was written on.
    pub(super) written: Callback<Writing>,
}

/// The page.
#[component]
pub(super) fn Question(props: &QuestionProps) -> Html {
    let ledger = use_ledger();
    let writing = use_state(|| props.writing.clone());
    let faults = use_state(|| Rc::new(Vec::<Fault>::new()));
    // How often "Continue" was refused: each time the focus goes to the summary.
    let refusals = use_state(|| 0_u32);
    use_effect_with(*refusals, |refusals| {
        if *refusals > 0 {
            browser::focus(".errors");
        }
    });
    let known = use_state(|| Rc::new(Known::new()));
    let at = &props.asked.pointer;
    let label = &props.asked.field.label;
    use_title(format!(
        "{}{label} – {}",
        if faults.is_empty() { "" } else { "Error: " },
        props.form.title
    ));
    use_effect_with((), {
        let (ledger, known, field) = (ledger.clone(), known.clone(), props.asked.field.clone());
        move |()| {
            browser::focus_heading();
            let mut wanted = Vec::new();
            sorts(&field, &mut wanted);
            let all = Rc::new(std::cell::RefCell::new(Known::new()));
            for sort in wanted {
                let (all, known) = (all.clone(), known.clone());
                let name = sort.clone();
                ask(
                    &ledger,
                    Desk::Known(sort),
                    Callback::from(move |reply| {
                        if let Reply::Known(list) = reply {
                            all.borrow_mut().insert(name.clone(), list);
                            known.set(Rc::new(all.borrow().clone()));
                        }
                    }),
                );
            }
        }
    });
    let act = {
        let (writing, written) = (writing.clone(), props.written.clone());
        Callback::from(move |act: Act| {
            let mut next = (*writing).clone();
            match act {
                Act::Type(key, value) => next.answers.set(&key, value),
                Act::Add(list) => next.answers.add(&list),
                Act::Remove(list, item) => next.answers.remove(&list, item),
                Act::Fill(pairs) => {
                    for (key, value) in pairs {
                        next.answers.set(&key, value);
                    }
                }
            }
            // Kept with each letter: nothing typed is lost by going elsewhere.
            written.emit(next.clone());
            writing.set(next);
        })
    };
    let go_on = props.go_on();
    let onsubmit = {
        let (writing, faults, ledger) = (writing.clone(), faults.clone(), ledger.clone());
        let (form, asked, written, by) =
            (props.form.clone(), props.asked.clone(), props.written.clone(), props.by.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let mut next = (*writing).clone();
            next.answers.tidy(&asked.field, &asked.pointer);
            let draft = super::new::draft_text(&form, &next, &by);
            writing.set(next.clone());
            written.emit(next);
            let (faults, go_on, asked) = (faults.clone(), go_on.clone(), asked.clone());
            let refusals = refusals.clone();
            ask(
                &ledger,
                Desk::Judge(draft),
                Callback::from(move |reply| {
                    let Reply::Faults(all) = reply else { return };
                    let own: Vec<Fault> = all
                        .into_iter()
                        .filter(|fault| within(&fault.field, &asked.pointer))
                        .collect();
                    let stop = !own.is_empty();
                    faults.set(Rc::new(own));
                    if stop {
                        refusals.set(*refusals + 1);
                    } else {
                        crate::route::go(&go_on.0, &go_on.1);
                    }
                }),
            );
        })
    };
    let drawing = Drawing {
        answers: Rc::new(writing.answers.clone()),
        faults: (*faults).clone(),
        known: (*known).clone(),
        act,
    };
    let withhold = at == "/event/fields" && props.form.kind == "redaction";
    let target = AttrValue::from(writing.answers.get("/event/target").to_owned());
    let chosen = {
        let (writing, written) = (writing.clone(), props.written.clone());
        Callback::from(move |(place, old): (String, String)| {
            let mut next = (*writing).clone();
            if withhold {
                take_field(&mut next.answers, &place);
            } else {
                take(&mut next.answers, &place, &old);
            }
            written.emit(next.clone());
            writing.set(next);
        })
    };
    let items: Vec<(Option<String>, String)> = faults
        .iter()
        .map(|fault| (Some(format!("#{}", id_of(&fault.field))), fault_words(fault, label)))
        .collect();
    html! {
        <form {onsubmit} class="ask-page" novalidate=true data-testid="question" data-pointer={at.clone()}>
            {crumb(&props.form.title)}
            {error_summary(&items)}
            {props.back()}
            <p class="hint ask-page__kind">{props.place()}</p>
            {heading(&if props.asked.field.required { label.clone() } else { format!("{label} (optional)") })}
            {again(&props.asked, &writing)}
            {drawing.question(&props.asked.field, at)}
            {if (withhold || at == "/event/changes") && !target.is_empty() {
                html! { <div key="old"><Old {target} {withhold} {chosen} /></div> }
            } else {
                html! { <div key="no-old" hidden=true></div> }
            }}
            <div class="buttons">
                <button type="submit" class="button">{"Continue"}</button>
                <a href={props.address("check", false)} data-go="" class={classes!("buttons__link", props.to_check.then_some("none"))}>{"Go to the check page"}</a>
            </div>
        </form>
    }
}

/// An answer of the record before this one, to be used again instead of typed again.
fn again(asked: &Asked, writing: &UseStateHandle<Writing>) -> Html {
    let empty =
        crate::clerk::answers::value(&asked.field, &asked.pointer, &writing.answers).is_none();
    let Some(last) = session::last(&asked.pointer).filter(|_| empty) else {
        return html! { <div hidden=true></div> };
    };
    let onclick = {
        let (asked, writing) = (asked.clone(), writing.clone());
        Callback::from(move |_: MouseEvent| {
            let mut next = (*writing).clone();
            fill(&asked.field, &asked.pointer, &last, &mut next.answers);
            writing.set(next);
        })
    };
    html! { <p><button type="button" class="button button--quiet" {onclick}>{"Use the answer of my last record"}</button></p> }
}

impl QuestionProps {
    /// The address of a page of this form.
    fn address(&self, question: &str, to_check: bool) -> String {
        let route = Route::Clerk(ClerkPage::New(self.form.kind.clone()));
        let back = if to_check { "&back=check" } else { "" };
        route.href(&format!("q={}{back}", question.trim_start_matches('/')))
    }

    /// Where "Continue" leads.
    fn go_on(&self) -> (Route, String) {
        let next = if self.to_check { None } else { self.form.next(&self.asked.pointer) };
        let question = next.map_or("check", |next| next.pointer.trim_start_matches('/'));
        (Route::Clerk(ClerkPage::New(self.form.kind.clone())), format!("q={question}"))
    }

    fn back(&self) -> Html {
        let before = self.form.before(&self.asked.pointer);
        let to = match before {
            _ if self.to_check => self.address("check", false),
            Some(before) => self.address(&before.pointer, false),
            None => Route::Clerk(ClerkPage::Choose).href(""),
        };
        html! { <p><a class="back" href={to} data-go="">{"Back"}</a></p> }
    }

    fn place(&self) -> String {
        let asked = &self.form.asked;
        match asked.iter().position(|other| other.pointer == self.asked.pointer) {
            Some(at) => format!("{}: question {} of {}", self.form.title, at + 1, asked.len()),
            None => self.form.title.clone(),
        }
    }
}
