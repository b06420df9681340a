//! Which column goes where. What was guessed is shown, and nothing is taken
//! without having been seen.

use std::rc::Rc;

use ledger::intake::guess;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::{Chosen, SETS, titled};
use crate::browser;
use crate::clerk::form::Form;
use crate::clerk::leaves::{Leaf, leaves, together};
use crate::format;
use crate::wire::{Columns, Import as Order, Taken};

/// What is the same in every row unless somebody says otherwise. Words in
/// braces stand for what a row says there.
const USUAL: [(&str, &str); 6] = [
    ("/event/return_id", "{call}-{body}"),
    ("/event/version", "1"),
    ("/event/completeness", "full"),
    ("/event/spell", "{person}-{office}"),
    ("/certainty", "stated"),
    ("/event/values/0/indicator", ""),
];

/// A column, laid out by its name where that says enough.
pub(super) fn guessed(file: &Chosen, columns: &Columns, forms: &[Form], by: &str) -> Order {
    let set = &SETS[file.set.min(SETS.len() - 1)];
    let own: Vec<Form> =
        forms.iter().filter(|form| set.kinds.contains(&form.kind.as_str())).cloned().collect();
    let all = offered(&own);
    let names: Vec<(String, String)> =
        all.iter().map(|leaf| (leaf.pointer.clone(), leaf.label.clone())).collect();
    let mut taken: Vec<String> = Vec::new();
    let column = |name: &String| {
        let leaf = guess(name, &names).and_then(|at| all.get(at));
        // Two columns of one field would hide one another.
        match leaf.filter(|leaf| !taken.contains(&leaf.pointer)) {
            Some(leaf) => {
                taken.push(leaf.pointer.clone());
                (leaf.pointer.clone(), leaf.taken)
            }
            None => (String::new(), Taken::Text),
        }
    };
    let laid = columns.header.iter().map(column).collect();
    let random: String = browser::random_hex().chars().take(6).collect();
    let fixed = all.iter().map(|leaf| {
        let usual = USUAL.iter().find(|(pointer, _)| *pointer == leaf.pointer);
        let text = match leaf.pointer.as_str() {
            "/id" => format!("import-{random}-{{line}}"),
            _ => usual.map_or_else(String::new, |(_, text)| (*text).to_owned()),
        };
        (leaf.pointer.clone(), leaf.taken, text)
    });
    Order {
        file: file.bytes.clone(),
        kind: set.kinds.first().copied().unwrap_or_default().to_owned(),
        fields: own
            .iter()
            .map(|form| {
                (form.kind.clone(), leaves(form).into_iter().map(|leaf| leaf.pointer).collect())
            })
            .collect(),
        columns: laid,
        fixed: fixed.collect(),
        day_first: None,
        by: by.to_owned(),
        faults: Vec::new(),
    }
}

/// The fields of these kinds, with that of the kind itself first.
fn offered(forms: &[Form]) -> Vec<Leaf> {
    let kind = Leaf {
        pointer: "/kind".into(),
        label: "Kind of event".into(),
        taken: Taken::Code,
        choices: Vec::new(),
        required: false,
    };
    std::iter::once(kind).chain(together(forms)).collect()
}

/// Properties of [`Lay`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct LayProps {
    /// The columns of the file.
    pub(super) columns: Columns,
    /// What is decided so far.
    pub(super) order: Order,
    /// The forms of all kinds.
    pub(super) forms: Rc<Vec<Form>>,
    /// All is decided: judge the rows.
    pub(super) stage: Callback<Order>,
    /// Another file.
    pub(super) back: Callback<()>,
}

/// The page.
#[component]
pub(super) fn Lay(props: &LayProps) -> Html {
    let order = use_state(|| Order { faults: Vec::new(), ..props.order.clone() });
    let own: Vec<Form> = props
        .forms
        .iter()
        .filter(|form| order.fields.iter().any(|(kind, _)| *kind == form.kind))
        .cloned()
        .collect();
    let all = Rc::new(offered(&own));
    let onsubmit = {
        let (order, stage) = (order.clone(), props.stage.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            stage.emit((*order).clone());
        })
    };
    let laid = |pointer: &str| order.columns.iter().any(|(other, _)| other == pointer);
    // What every draft needs, or what stands beside a value that a column gives.
    let needed = |leaf: &&Leaf| {
        let usual = USUAL.iter().any(|(pointer, _)| *pointer == leaf.pointer);
        leaf.pointer != "/kind" && !laid(&leaf.pointer) && (leaf.required || usual)
    };
    let more = |leaf: &&Leaf| leaf.pointer != "/kind" && !laid(&leaf.pointer) && !needed(leaf);
    html! {
        <form {onsubmit} novalidate=true data-testid="import-columns">
            {titled("Which column is what?")}
            <p>{format!("{} in the file. Columns were guessed by their names: check each.", format::count(props.columns.rows, "row", "rows"))}</p>
            <div class="scroll" tabindex="0" role="group" aria-label="Columns of the file">
                <table class="table lay">
                    <thead><tr><th scope="col">{"Column"}</th><th scope="col">{"First rows"}</th><th scope="col">{"Goes into"}</th></tr></thead>
                    <tbody>{for props.columns.header.iter().enumerate().map(|(at, name)| column(&order, &all, &props.columns, at, name))}</tbody>
                </table>
            </div>
            {dates(&order)}
            <h2>{"The same in every row"}</h2>
            <p class="hint">{"{line} stands for the number of the line; {body}, {call} and the like for what the row says there."}</p>
            {for all.iter().filter(needed).map(|leaf| fixed(&order, leaf))}
            <details class="ask__more">
                <summary>{"More fields"}</summary>
                {for all.iter().filter(more).map(|leaf| fixed(&order, leaf))}
            </details>
            <p class="buttons">
                <button type="submit" class="button">{"Check the rows"}</button>
                <button type="button" class="linklike back" onclick={props.back.reform(|_: MouseEvent| ())}>{"Choose another file"}</button>
            </p>
        </form>
    }
}

fn column(
    order: &UseStateHandle<Order>,
    all: &Rc<Vec<Leaf>>,
    columns: &Columns,
    at: usize,
    name: &str,
) -> Html {
    let id = format!("column-{at}");
    let now = order.columns.get(at).map_or("", |(pointer, _)| pointer.as_str());
    let onchange = {
        let (order, all) = (order.clone(), all.clone());
        Callback::from(move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let pointer = select.value();
            let taken = all
                .iter()
                .find(|leaf| leaf.pointer == pointer)
                .map_or(Taken::Text, |leaf| leaf.taken);
            let mut next = (*order).clone();
            if let Some(column) = next.columns.get_mut(at) {
                *column = (pointer, taken);
            }
            order.set(next);
        })
    };
    let samples: Vec<&str> = columns
        .samples
        .iter()
        .filter_map(|row| row.get(at))
        .map(String::as_str)
        .filter(|cell| !cell.is_empty())
        .collect();
    html! {
        <tr key={at}>
            <th scope="row"><label for={id.clone()}>{name}</label></th>
            <td class="lay__samples">{samples.join(" · ")}</td>
            <td>
                <select {id} class="ask__input" {onchange}>
                    <option value="" selected={now.is_empty()}>{"Leave it out"}</option>
                    {for all.iter().map(|leaf| html! { <option key={leaf.pointer.clone()} value={leaf.pointer.clone()} selected={leaf.pointer == now}>{&leaf.label}</option> })}
                </select>
            </td>
        </tr>
    }
}

/// Day or month first: asked, never guessed.
fn dates(order: &UseStateHandle<Order>) -> Html {
    let choice = |id: &'static str, words: &'static str, day_first: Option<bool>| {
        let onchange = {
            let order = order.clone();
            Callback::from(move |_: Event| order.set(Order { day_first, ..(*order).clone() }))
        };
        html! {
            <div key={id} class="choice">
                <input {id} type="radio" name="day-first" checked={order.day_first == day_first} {onchange} />
                <label for={id}>{words}</label>
            </div>
        }
    };
    html! {
        <fieldset class="ask">
            <legend class="ask__label">{"What is a date such as 03/04/2025?"}</legend>
            {choice("order-day", "3 April 2025: the day comes first", Some(true))}
            {choice("order-month", "March 4, 2025: the month comes first", Some(false))}
            {choice("order-none", "There is no such date", None)}
        </fieldset>
    }
}

fn fixed(order: &UseStateHandle<Order>, leaf: &Leaf) -> Html {
    let id = format!("fixed{}", leaf.pointer.replace('/', "-"));
    let now = order
        .fixed
        .iter()
        .find(|(pointer, ..)| *pointer == leaf.pointer)
        .map_or("", |(_, _, text)| text.as_str());
    let put = {
        let (order, pointer) = (order.clone(), leaf.pointer.clone());
        move |text: String| {
            let mut next = (*order).clone();
            if let Some((_, _, old)) = next.fixed.iter_mut().find(|(other, ..)| *other == pointer) {
                *old = text;
            }
            order.set(next);
        }
    };
    let control = if leaf.choices.is_empty() {
        let oninput = Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                put(input.value());
            }
        });
        html! { <input key="text" id={id.clone()} type="text" autocomplete="off" spellcheck="false" class="ask__input ask__input--long" value={now.to_owned()} {oninput} /> }
    } else {
        let onchange = Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                put(select.value());
            }
        });
        html! {
            <select key="codes" id={id.clone()} class="ask__input ask__input--long" {onchange}>
                <option value="" selected={now.is_empty()}>{"Leave it out"}</option>
                {for leaf.choices.iter().map(|choice| html! { <option key={choice.code.clone()} value={choice.code.clone()} selected={choice.code == now}>{&choice.label}</option> })}
            </select>
        }
    };
    html! {
        <div key={leaf.pointer.clone()} class="ask ask--fixed">
            <label class="ask__label" for={id}>{&leaf.label}</label>
            {control}
        </div>
    }
}
