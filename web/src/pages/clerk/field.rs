//! One field of a form, whatever it is: drawn from its shape alone.

use std::collections::BTreeMap;
use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::document::DocumentField;
use super::fault_words;
use crate::clerk::answers::Answers;
use crate::clerk::form::{Choice, Field, Shape, within};
use crate::wire::Fault;

/// What somebody did to a form.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    /// Typed or chose something: key and value.
    Type(String, String),
    /// Asked for one more item of a list.
    Add(String),
    /// Took out an item of a list.
    Remove(String, usize),
    /// Filled in several values at once: keys and values.
    Fill(Vec<(String, String)>),
}

/// Identifiers that the record knows, by sort, each with its name.
pub(super) type Known = BTreeMap<String, Vec<(String, String)>>;

/// What every field of a page needs.
#[derive(Clone)]
pub(super) struct Drawing {
    /// What is typed.
    pub(super) answers: Rc<Answers>,
    /// What is wrong.
    pub(super) faults: Rc<Vec<Fault>>,
    /// What can be chosen.
    pub(super) known: Rc<Known>,
    /// What somebody does.
    pub(super) act: Callback<Act>,
}

/// The id of the element of a field.
pub(super) fn id_of(pointer: &str) -> String {
    format!("a{}", pointer.replace('/', "-"))
}

impl Drawing {
    /// The question of a page: its words are the heading, `question`.
    pub(super) fn question(&self, field: &Field, at: &str) -> Html {
        self.field(field, at, true)
    }

    fn field(&self, field: &Field, at: &str, top: bool) -> Html {
        match &field.shape {
            Shape::Group(members) => self.group(field, members, at, top),
            Shape::List(item) => self.list(field, item, at, top),
            Shape::Codes(choices) => {
                let mut all: Vec<(&str, &str, &str)> = choices
                    .iter()
                    .map(|Choice { code, label, doc }| {
                        (code.as_str(), label.as_str(), doc.as_str())
                    })
                    .collect();
                if !field.required {
                    all.push(("", "Leave it out", ""));
                }
                self.radios(field, at, top, &all)
            }
            Shape::YesNo => {
                let mut all = vec![("yes", "Yes", ""), ("no", "No", "")];
                if !field.required {
                    all.push(("", "Leave it out", ""));
                }
                self.radios(field, at, top, &all)
            }
            Shape::Date => self.date(field, at, top),
            Shape::Words | Shape::Json => self.words(field, at, top),
            Shape::Line | Shape::Number | Shape::Id(_) => self.line(field, at, top),
        }
    }

    /// The faults of exactly this field, in words.
    fn wrong(&self, field: &Field, at: &str) -> Vec<String> {
        let here = self.faults.iter().filter(|fault| fault.field == at);
        here.map(|fault| fault_words(fault, &field.label)).collect()
    }

    fn errors(&self, field: &Field, at: &str) -> Html {
        let id = id_of(at);
        html! {
            <div id={format!("{id}-error")}>
                {for self.wrong(field, at).into_iter().enumerate().map(|(n, words)| html! {
                    <p key={n} class="ask__error"><span class="visually-hidden">{"Error: "}</span>{words}</p>
                })}
            </div>
        }
    }

    fn class(&self, field: &Field, at: &str) -> Classes {
        classes!("ask", (!self.wrong(field, at).is_empty()).then_some("ask--wrong"))
    }

    fn hint(field: &Field, id: &str) -> Html {
        html! { <p class={classes!("hint", field.doc.is_empty().then_some("none"))} id={format!("{id}-hint")}>{&field.doc}</p> }
    }

    /// The label of a field that is not the heading of the page.
    fn label(field: &Field) -> String {
        let label = if field.label.is_empty() { "Item" } else { &field.label };
        if field.required { label.to_owned() } else { format!("{label} (optional)") }
    }

    fn typing(&self, key: String) -> Callback<InputEvent> {
        self.act.reform(move |event: InputEvent| {
            let input: Option<HtmlInputElement> = event.target_dyn_into();
            let area: Option<HtmlTextAreaElement> = event.target_dyn_into();
            let value = input.map(|input| input.value()).or_else(|| area.map(|area| area.value()));
            Act::Type(key.clone(), value.unwrap_or_default())
        })
    }

    fn line(&self, field: &Field, at: &str, top: bool) -> Html {
        let id = id_of(at);
        let typed = self.answers.get(at).to_owned();
        let number = field.shape == Shape::Number;
        let (list, name) = match &field.shape {
            Shape::Id(sort) => {
                let known = self.known.get(sort).map_or(&[][..], Vec::as_slice);
                let name = known
                    .iter()
                    .find(|(other, _)| *other == typed.trim())
                    .map(|(_, name)| name.clone());
                (known, name)
            }
            _ => (&[][..], None),
        };
        let is_id = matches!(field.shape, Shape::Id(_));
        html! {
            <div key={id.clone()} class={self.class(field, at)}>
                <label class={classes!("ask__label", top.then_some("visually-hidden"))} for={id.clone()}>{Self::label(field)}</label>
                {Self::hint(field, &id)}
                {self.errors(field, at)}
                <input id={id.clone()} type="text" class={classes!("ask__input", if number { "ask__input--short" } else { "ask__input--long" })}
                    inputmode={number.then_some("numeric")} value={typed} list={is_id.then(|| format!("{id}-known"))}
                    autocomplete="off" spellcheck={is_id.then_some("false")} autocapitalize={is_id.then_some("none")}
                    aria-describedby={format!("{id}-hint {id}-error {id}-name")} oninput={self.typing(at.to_owned())} />
                <p id={format!("{id}-name")} class="hint" aria-live="polite">{name.filter(|name| !name.is_empty()).map(|name| format!("In the record: {name}"))}</p>
                <datalist id={format!("{id}-known")}>
                    {for list.iter().map(|(value, name)| html! { <option key={value.clone()} value={value.clone()}>{name}</option> })}
                </datalist>
            </div>
        }
    }

    fn words(&self, field: &Field, at: &str, top: bool) -> Html {
        let id = id_of(at);
        html! {
            <div key={id.clone()} class={self.class(field, at)}>
                <label class={classes!("ask__label", top.then_some("visually-hidden"))} for={id.clone()}>{Self::label(field)}</label>
                {Self::hint(field, &id)}
                {self.errors(field, at)}
                <textarea id={id.clone()} class="ask__input ask__input--long" rows={if top { "6" } else { "2" }} value={self.answers.get(at).to_owned()}
                    aria-describedby={format!("{id}-hint {id}-error")} oninput={self.typing(at.to_owned())} />
            </div>
        }
    }

    fn radios(&self, field: &Field, at: &str, top: bool, choices: &[(&str, &str, &str)]) -> Html {
        let id = id_of(at);
        let chosen = self.answers.get(at);
        html! {
            <fieldset key={id.clone()} class={self.class(field, at)} aria-describedby={format!("{id}-hint {id}-error")}>
                <legend class={classes!("ask__label", top.then_some("visually-hidden"))}>{Self::label(field)}</legend>
                {Self::hint(field, &id)}
                {self.errors(field, at)}
                {for choices.iter().enumerate().map(|(n, (code, label, doc))| {
                    // The first one is where a link in the error summary leads.
                    let own = if n == 0 { id.clone() } else { format!("{id}-{n}") };
                    let (key, code) = (at.to_owned(), (*code).to_owned());
                    let about = (*doc != format!("{label}.") && !doc.is_empty()).then(|| format!("{own}-about"));
                    let onchange = { let code = code.clone(); self.act.reform(move |_: Event| Act::Type(key.clone(), code.clone())) };
                    html! {
                        <div key={own.clone()} class="choice">
                            <input id={own.clone()} type="radio" name={id.clone()} value={code.clone()} checked={chosen == code} {onchange} aria-describedby={about.clone()} />
                            <label for={own}>{*label}</label>
                            <p class={classes!("hint", about.is_none().then_some("none"))} id={about.clone()}>{*doc}</p>
                        </div>
                    }
                })}
            </fieldset>
        }
    }

    fn date(&self, field: &Field, at: &str, top: bool) -> Html {
        let id = id_of(at);
        let part = |name: &'static str, label: &'static str, class: &'static str, own: String| {
            let key = format!("{at}#{name}");
            html! {
                <div key={name} class="date__part">
                    <label for={own.clone()}>{label}</label>
                    <input id={own} type="text" inputmode="numeric" autocomplete="off" class={classes!("ask__input", class)} value={self.answers.get(&key).to_owned()} oninput={self.typing(key)} />
                </div>
            }
        };
        let expert = format!("{at}#e");
        let own = format!("{id}-e");
        html! {
            <fieldset key={id.clone()} class={self.class(field, at)} aria-describedby={format!("{id}-hint {id}-how {id}-error")}>
                <legend class={classes!("ask__label", top.then_some("visually-hidden"))}>{Self::label(field)}</legend>
                {Self::hint(field, &id)}
                <p class="hint" id={format!("{id}-how")}>{"For example 26 8 2014. Leave out the day, or day and month, where the source does not give them; leave all three out where nobody knows."}</p>
                {self.errors(field, at)}
                <div class="date">
                    {part("d", "Day", "ask__input--two", id.clone())}
                    {part("m", "Month", "ask__input--two", format!("{id}-m"))}
                    {part("y", "Year", "ask__input--four", format!("{id}-y"))}
                </div>
                <details class="ask__more" open={!self.answers.get(&expert).is_empty()}>
                    <summary>{"A date that is not so simple"}</summary>
                    <label for={own.clone()}>{"In the notation EDTF"}</label>
                    <p class="hint" id={format!("{own}-hint")}>{"about 2003: 2003~ · perhaps 2012: 2012? · from 7 to 20 June: 2018-06-07/2018-06-20 · one day in that time: [2018-06-07..2018-06-20] · since 2003 and still: 2003/.. · since 2003, end not known: 2003/"}</p>
                    <input id={own.clone()} type="text" autocomplete="off" spellcheck="false" class="ask__input ask__input--long" aria-describedby={format!("{own}-hint")} value={self.answers.get(&expert).to_owned()} oninput={self.typing(expert)} />
                </details>
            </fieldset>
        }
    }

    fn group(&self, field: &Field, members: &[Field], at: &str, top: bool) -> Html {
        let id = id_of(at);
        let (first, more): (Vec<&Field>, Vec<&Field>) = members.iter().partition(|member| {
            member.required
                || members.len() <= 4
                || matches!(&member.shape, Shape::Group(inner) if is_document(inner))
        });
        let filled = |member: &&Field| {
            let place = format!("{at}/{}", member.name);
            crate::clerk::answers::value(member, &place, &self.answers).is_some()
                || self.faults.iter().any(|fault| within(&fault.field, &place))
        };
        let open = more.iter().any(filled);
        let draw = |member: &&Field| self.field(member, &format!("{at}/{}", member.name), false);
        html! {
            <fieldset key={id.clone()} id={id.clone()} tabindex="-1" class={classes!(self.class(field, at), "ask--group")} aria-describedby={format!("{id}-hint {id}-error")}>
                <legend class={classes!("ask__label", top.then_some("visually-hidden"))}>{Self::label(field)}</legend>
                {Self::hint(field, &id)}
                {self.errors(field, at)}
                {if is_document(members) {
                    html! { <DocumentField key="document" at={at.to_owned()} act={self.act.clone()} /> }
                } else {
                    html! { <div key="no-document" hidden=true></div> }
                }}
                {for first.iter().map(draw)}
                <details class={classes!("ask__more", more.is_empty().then_some("none"))} {open}>
                    <summary>{"More, where it is known"}</summary>
                    {for more.iter().map(draw)}
                </details>
            </fieldset>
        }
    }

    fn list(&self, field: &Field, item: &Field, at: &str, top: bool) -> Html {
        let id = id_of(at);
        let count = self.answers.count(at);
        let noun = if field.label.is_empty() { "Item".to_owned() } else { field.label.clone() };
        let one = |n: usize| {
            let named =
                Field { label: format!("{noun} {}", n + 1), doc: String::new(), ..item.clone() };
            let out = {
                let list = at.to_owned();
                self.act.reform(move |_: MouseEvent| Act::Remove(list.clone(), n))
            };
            html! {
                <li key={n} class="items__item">
                    {self.field(&named, &format!("{at}/{n}"), false)}
                    <button type="button" class={classes!("linklike", (count < 2).then_some("none"))} onclick={out}>{"Remove"}<span class="visually-hidden">{format!(" {}", named.label)}</span></button>
                </li>
            }
        };
        let more = {
            let list = at.to_owned();
            self.act.reform(move |_: MouseEvent| Act::Add(list.clone()))
        };
        html! {
            <fieldset key={id.clone()} id={id.clone()} tabindex="-1" class={classes!(self.class(field, at), "ask--group")} aria-describedby={format!("{id}-hint {id}-error")}>
                <legend class={classes!("ask__label", top.then_some("visually-hidden"))}>{Self::label(field)}</legend>
                {Self::hint(field, &id)}
                {self.errors(field, at)}
                <ol class="items">{for (0..count).map(one)}</ol>
                <p class="buttons"><button type="button" class="button button--quiet" onclick={more}>{"Add another"}<span class="visually-hidden">{format!(": {noun}")}</span></button></p>
            </fieldset>
        }
    }
}

/// Whether these are the two digests of a document.
fn is_document(members: &[Field]) -> bool {
    let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
    names == ["blake3", "sha256"]
}

/// Every sort of identifier that a field asks for.
pub(super) fn sorts(field: &Field, found: &mut Vec<String>) {
    match &field.shape {
        Shape::Id(sort) if !found.contains(sort) => found.push(sort.clone()),
        Shape::List(item) => sorts(item, found),
        Shape::Group(members) => members.iter().for_each(|member| sorts(member, found)),
        _ => {}
    }
}
