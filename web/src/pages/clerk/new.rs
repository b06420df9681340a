//! Writing one record: question by question, the check page, the last word.

use std::rc::Rc;

use ledger::record::{Json, get_at};
use yew::prelude::*;

use super::check::Check;
use super::question::Question;
use super::{Signed, call, crumb, problem};
use crate::clerk::answers::fill;
use crate::clerk::form::Form;
use crate::clerk::session::{self, Writing};
use crate::components::loading;
use crate::context::use_ledger;
use crate::pages::heading;
use crate::query;
use crate::wire::{Call, Called};

/// Properties of [`New`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct NewProps {
    /// The kind of event.
    pub(super) kind: String,
    /// The query of the address: `q=` which page, `target=` and `field=` what is corrected.
    pub(super) query: AttrValue,
    /// Who records it.
    pub(super) signed: Signed,
}

/// The page.
#[component]
pub(super) fn New(props: &NewProps) -> Html {
    let ledger = use_ledger();
    let form = use_state(|| None::<Result<Rc<Form>, String>>);
    let writing = use_state(|| start(&props.kind, &props.query));
    use_effect_with(props.kind.clone(), {
        let form = form.clone();
        move |kind: &String| {
            let ask = Call { path: format!("/api/v1/schema/{kind}"), ..Call::default() };
            let kind = kind.clone();
            call(
                &ledger,
                ask,
                Callback::from(move |called: Called| form.set(Some(read(&kind, &called)))),
            );
        }
    });
    let written = {
        let (writing, kind) = (writing.clone(), props.kind.clone());
        Callback::from(move |next: Writing| {
            session::keep_draft(&kind, Some(&next));
            writing.set(next);
        })
    };
    // What was sent back, or what a key needs, is typed in once the form is there.
    use_effect_with(((*form).clone(), writing.from.clone()), {
        let (writing, written) = (writing.clone(), written.clone());
        move |(form, from): &(Option<Result<Rc<Form>, String>>, Option<Json>)| {
            if let (Some(Ok(form)), Some(from)) = (form, from) {
                written.emit(filled(form, &writing, from));
            }
        }
    });
    if writing.from.is_some() && matches!(&*form, Some(Ok(_))) {
        return html! { <div>{loading("the answers")}</div> };
    }
    let form = match &*form {
        None => return html! { <div>{crumb("Record an event")}{loading("the questions")}</div> },
        Some(Err(why)) => {
            return html! { <div>{crumb("Record an event")}{heading("This cannot be recorded here")}<p class="notice">{why}</p></div> };
        }
        Some(Ok(form)) => form.clone(),
    };
    let page = query::value(&props.query, "q").unwrap_or_default();
    let asked = form.around(&format!("/{page}")).or(form.asked.first()).cloned();
    let by = AttrValue::from(props.signed.who.name.clone());
    match (page.as_str(), asked) {
        ("check" | "record", _) | (_, None) => html! {
            <Check key="check" {form} writing={(*writing).clone()} {written} signed={props.signed.clone()} last_word={page == "record"} />
        },
        (_, Some(asked)) => html! {
            <Question key={asked.pointer.clone()} {form} asked={asked.clone()} writing={(*writing).clone()} {by} {written} to_check={query::value(&props.query, "back").is_some()} />
        },
    }
}

/// What is written, with the answers of a draft typed in.
fn filled(form: &Form, writing: &Writing, from: &Json) -> Writing {
    let mut next = Writing { from: None, ..writing.clone() };
    for question in form.questions() {
        if let Some(value) = get_at(from, &question.pointer) {
            fill(&question.field, &question.pointer, value, &mut next.answers);
        }
    }
    next
}

/// The draft of this tab, or a new one; the target of a correction is typed in.
fn start(kind: &str, query: &str) -> Writing {
    let mut writing = session::draft(kind).unwrap_or_else(|| session::begin(kind));
    if let Some(target) = query::value(query, "target")
        && writing.answers.get("/event/target") != target
    {
        writing = session::begin(kind);
        writing.answers.set("/event/target", target);
    }
    writing
}

fn read(kind: &str, called: &Called) -> Result<Rc<Form>, String> {
    if called.status != 200 {
        return Err(problem(called).0);
    }
    let schema = Json::parse(called.body.as_bytes()).ok();
    let form = schema.and_then(|schema| Form::read(kind, &schema));
    form.map(Rc::new).ok_or_else(|| {
        "This address does not record: only the ledger's own server does.".to_owned()
    })
}

/// The draft as it is posted, with the name of who records it.
pub(super) fn draft(form: &Form, writing: &Writing, by: &str) -> Json {
    let mut draft = writing.answers.draft(form);
    if let Json::Object(members) = &mut draft {
        members.insert("by".to_owned(), Json::str(by));
    }
    draft
}

/// The same as text.
pub(super) fn draft_text(form: &Form, writing: &Writing, by: &str) -> String {
    draft(form, writing, by).to_canonical()
}
