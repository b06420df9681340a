//! Many records from one table: file, columns, problems, preview, all or none.
//!
//! The file stays in this page. Nothing of it is sent before every row is a
//! draft without a problem, and then to be looked at first.

mod columns;
mod file;
mod look;
mod problems;

use std::cell::RefCell;
use std::rc::Rc;

use ledger::record::Json;
use yew::prelude::*;

use super::{Signed, ask, call, crumb, error_summary, faults, problem};
use crate::browser;
use crate::clerk::form::Form;
use crate::clerk::session::{self, Done};
use crate::context::use_ledger;
use crate::pages::{heading, use_title};
use crate::route::{ClerkPage, Route};
use crate::wire::{Call, Called, Columns, Desk, Group, Import as Order, Reply, Staged};

/// Properties of [`Import`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct ImportProps {
    /// Who records it.
    pub(super) signed: Signed,
}

/// Kinds that come in one table.
#[derive(Debug, PartialEq)]
struct Set {
    /// What it is called.
    name: &'static str,
    /// The kinds; the first is that of rows that name none.
    kinds: &'static [&'static str],
}

/// What can be imported.
const SETS: [Set; 2] = [
    Set {
        name: "Returns to a data call",
        kinds: &["return_received", "nil_return", "unable_to_provide", "declined"],
    },
    Set { name: "Appointments and ends of office", kinds: &["appointed", "office_ended"] },
];

/// Where the import stands.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    File,
    Columns,
    Problems,
    Look,
    Last,
    Done(String),
}

/// A file that was chosen.
#[derive(Clone, Debug, Default, PartialEq)]
struct Chosen {
    /// Its name.
    name: String,
    /// Its bytes.
    bytes: Vec<u8>,
    /// What is in it: its place in [`SETS`].
    set: usize,
}

/// The page.
#[component]
pub(super) fn Import(props: &ImportProps) -> Html {
    let ledger = use_ledger();
    let forms = use_forms();
    let step = use_state(|| Step::File);
    let columns = use_state(Columns::default);
    let order = use_state(Order::default);
    let name = use_state(String::new);
    let staged = use_state(|| Rc::new(Staged::default()));
    let unusual = use_state(Vec::new);
    let error = use_state(|| None::<String>);
    let busy = use_state(|| false);
    // Some of it needs a second person, and so all of it waits.
    let second = use_state(|| false);
    let going = use_mut_ref(|| false);
    // The same with each press: two make one batch.
    let key = use_state(browser::random_hex);
    use_title(format!(
        "{}Import a table",
        if error.is_some() || *step == Step::Problems { "Error: " } else { "" }
    ));
    use_effect_with((*step).clone(), |_| browser::focus_heading());
    let to = {
        let (step, error) = (step.clone(), error.clone());
        Callback::from(move |next: Step| {
            error.set(None);
            step.set(next);
        })
    };
    let chosen = {
        let (ledger, columns, order, name) =
            (ledger.clone(), columns.clone(), order.clone(), name.clone());
        let (to, error, forms) = (to.clone(), error.clone(), forms.clone());
        let by = props.signed.who.name.clone();
        Callback::from(move |file: Chosen| {
            let (columns, order, name) = (columns.clone(), order.clone(), name.clone());
            let (to, error, forms, by) = (to.clone(), error.clone(), forms.clone(), by.clone());
            let bytes = file.bytes.clone();
            let answer = Callback::from(move |reply| {
                let Reply::Columns(found) = reply else { return };
                if !found.problem.is_empty() {
                    error.set(Some(format!(
                        "This file cannot be read as a table: {}",
                        found.problem
                    )));
                    return;
                }
                order.set(columns::guessed(&file, &found, &forms, &by));
                name.set(file.name.clone());
                columns.set(found);
                to.emit(Step::Columns);
            });
            ask(&ledger, Desk::Columns(bytes), answer);
        })
    };
    let stage = {
        let (ledger, order, staged) = (ledger.clone(), order.clone(), staged.clone());
        let unusual = unusual.clone();
        let (to, error, busy) = (to.clone(), error.clone(), busy.clone());
        let (signed, second) = (props.signed.clone(), second.clone());
        Callback::from(move |next: Order| {
            order.set(next.clone());
            busy.set(true);
            judge(Judging {
                ledger: ledger.clone(),
                order: next,
                signed: signed.clone(),
                staged: staged.setter(),
                unusual: unusual.setter(),
                to: to.clone(),
                error: error.setter(),
                busy: busy.setter(),
                second: second.setter(),
            });
        })
    };
    let record = {
        let (ledger, staged, key, name) =
            (ledger.clone(), staged.clone(), key.clone(), name.clone());
        let (to, error, busy) = (to.clone(), error.clone(), busy.clone());
        let (signed, second, going) = (props.signed.clone(), *second, going.clone());
        Callback::from(move |()| {
            if second && going.replace(true) {
                return;
            }
            busy.set(true);
            let order = Call {
                path: if second { "/api/v1/pending" } else { "/api/v1/events" }.into(),
                actor: signed.who.name.clone(),
                body: Some(staged.drafts.clone()),
                key: (*key).clone(),
                ..Call::default()
            };
            let (to, error, busy, name, signed) =
                (to.clone(), error.clone(), busy.clone(), name.clone(), signed.clone());
            let going = going.clone();
            call(
                &ledger,
                order,
                Callback::from(move |called: Called| {
                    going.replace(false);
                    busy.set(false);
                    match called.status {
                        201 if second => waits(&called.body),
                        201 => {
                            let done = receipts(&called.body);
                            let title = format!("{} from {}", done.1, *name);
                            if session::done_here().iter().all(|other| other.index != done.0) {
                                session::log(Done {
                                    index: done.0,
                                    receipt: called.body.clone(),
                                    title,
                                });
                            }
                            to.emit(Step::Done(called.body));
                        }
                        401 => signed.refused.emit(()),
                        _ => error.set(Some(problem(&called).0)),
                    }
                }),
            );
        })
    };
    let again = {
        let (to, key) = (to.clone(), key.clone());
        Callback::from(move |()| {
            key.set(browser::random_hex());
            to.emit(Step::File);
        })
    };
    let errors: Vec<(Option<String>, String)> =
        error.iter().map(|words| (None, words.clone())).collect();
    html! {
        <div data-testid="import" data-busy={busy.to_string()}>
            {crumb("Import a table")}
            {error_summary(&errors)}
            {match &*step {
                Step::File => html! { <file::File key="file" {chosen} ready={forms.len() == kinds().count()} /> },
                Step::Columns => html! { <columns::Lay key="columns" columns={(*columns).clone()} order={(*order).clone()} forms={forms.clone()} {stage} back={again} /> },
                Step::Problems => html! { <div key="problems">{problems::problems(&staged, &name, &to.reform(|()| Step::Columns), &again)}</div> },
                Step::Look => html! { <div key="look">{look::look(&staged, &unusual, &to.reform(|()| Step::Last), &to.reform(|()| Step::Columns))}</div> },
                Step::Last => html! { <div key="last">{look::last(&staged, *second, &record, &to.reform(|()| Step::Look))}</div> },
                Step::Done(body) => html! { <div key="done">{look::done(body, &receipts(body))}</div> },
            }}
        </div>
    }
}

fn kinds() -> impl Iterator<Item = &'static str> {
    SETS.iter().flat_map(|set| set.kinds.iter().copied())
}

/// The forms of all kinds that can be imported, as they arrive.
#[hook]
fn use_forms() -> Rc<Vec<Form>> {
    let ledger = use_ledger();
    let forms = use_state(|| Rc::new(Vec::new()));
    use_effect_with((), {
        let forms = forms.setter();
        move |()| {
            let all = Rc::new(RefCell::new(Vec::new()));
            for kind in kinds() {
                let (all, forms) = (all.clone(), forms.clone());
                let get = Call { path: format!("/api/v1/schema/{kind}"), ..Call::default() };
                call(
                    &ledger,
                    get,
                    Callback::from(move |called: Called| {
                        let schema = Json::parse(called.body.as_bytes()).ok();
                        let form = schema.and_then(|schema| Form::read(kind, &schema));
                        if let Some(form) = form {
                            put_in_order(&mut all.borrow_mut(), form);
                            forms.set(Rc::new(all.borrow().clone()));
                        }
                    }),
                );
            }
        }
    });
    (*forms).clone()
}

/// Answers come in any order; fields are shown in one.
fn put_in_order(all: &mut Vec<Form>, form: Form) {
    let place = |form: &Form| kinds().position(|kind| kind == form.kind);
    let at = all.iter().filter(|other| place(other) < place(&form)).count();
    all.insert(at, form);
}

/// What judging a table needs.
struct Judging {
    ledger: crate::context::Ledger,
    order: Order,
    signed: Signed,
    staged: UseStateSetter<Rc<Staged>>,
    unusual: UseStateSetter<Vec<Group>>,
    to: Callback<Step>,
    error: UseStateSetter<Option<String>>,
    busy: UseStateSetter<bool>,
    second: UseStateSetter<bool>,
}

/// Judges a table: first here, then by the server, which knows the whole record.
/// Its faults come back to their rows; nothing is written.
fn judge(judging: Judging) {
    let asked = judging.ledger.clone();
    let desk = Desk::Stage(Box::new(judging.order.clone()));
    ask(
        &asked,
        desk,
        Callback::from(move |reply| {
            let Reply::Staged(found) = reply else { return };
            let found = Rc::new(*found);
            judging.staged.set(found.clone());
            if !found.groups.is_empty() {
                judging.busy.set(false);
                judging.to.emit(Step::Problems);
                return;
            }
            let preview = Call {
                path: "/api/v1/events/preview".into(),
                actor: judging.signed.who.name.clone(),
                body: Some(found.drafts.clone()),
                ..Call::default()
            };
            let (order, to, busy, error) = (
                judging.order.clone(),
                judging.to.clone(),
                judging.busy.clone(),
                judging.error.clone(),
            );
            let (signed, staged, ledger) =
                (judging.signed.clone(), judging.staged.clone(), judging.ledger.clone());
            let unusual = judging.unusual.clone();
            let second = judging.second.clone();
            call(
                &judging.ledger,
                preview,
                Callback::from(move |called: Called| {
                    busy.set(false);
                    if called.status == 200 {
                        second.set(needs_second_person(&called.body));
                        let told = Json::parse(called.body.as_bytes()).unwrap_or(Json::Null);
                        let told = warnings(&told);
                        unusual.set(Vec::new());
                        if told.is_empty() {
                            return to.emit(Step::Look);
                        }
                        // What is unusual finds its rows as what is wrong does.
                        let again = Desk::Stage(Box::new(Order { faults: told, ..order.clone() }));
                        let (unusual, to) = (unusual.clone(), to.clone());
                        let answer = Callback::from(move |reply| {
                            if let Reply::Staged(found) = reply {
                                unusual.set(found.groups);
                                to.emit(Step::Look);
                            }
                        });
                        return ask(&ledger, again, answer);
                    }
                    if called.status == 401 {
                        return signed.refused.emit(());
                    }
                    let told = faults(
                        &Json::parse(called.body.as_bytes()).unwrap_or(Json::Null),
                        "faults",
                    );
                    if told.iter().all(|fault| !fault.field.starts_with('/')) {
                        return error.set(Some(problem(&called).0));
                    }
                    let again = Desk::Stage(Box::new(Order { faults: told, ..order.clone() }));
                    let (staged, to) = (staged.clone(), to.clone());
                    ask(
                        &ledger,
                        again,
                        Callback::from(move |reply| {
                            if let Reply::Staged(found) = reply {
                                staged.set(Rc::new(*found));
                                to.emit(Step::Problems);
                            }
                        }),
                    );
                }),
            );
        }),
    );
}

/// Whether a preview says that any of its drafts needs a second person.
fn needs_second_person(body: &str) -> bool {
    let json = Json::parse(body.as_bytes()).unwrap_or(Json::Null);
    let Some(Json::Array(drafts)) = json.get("drafts") else { return false };
    drafts.iter().any(|draft| draft.get("second_person").is_some())
}

/// A batch that waits for a second person has a page of its own.
fn waits(body: &str) {
    let json = Json::parse(body.as_bytes()).unwrap_or(Json::Null);
    let id = json.get("id").and_then(Json::as_str).unwrap_or_default().to_owned();
    crate::route::go(&Route::Clerk(ClerkPage::Review(id)), "");
}

/// What the server finds unusual in any of the drafts.
fn warnings(told: &Json) -> Vec<crate::wire::Fault> {
    let Some(Json::Array(all)) = told.get("drafts") else { return Vec::new() };
    all.iter().flat_map(|one| faults(one, "warnings")).collect()
}

/// The first position of a batch, and how many records it has in words.
fn receipts(body: &str) -> (u64, String, u64) {
    let json = Json::parse(body.as_bytes()).unwrap_or(Json::Null);
    let all = match json.get("receipts") {
        Some(Json::Array(all)) => all.as_slice(),
        _ => &[],
    };
    let first = all.first().and_then(|first| first.get("index")).and_then(Json::as_int);
    let first = first.and_then(|first| u64::try_from(first).ok()).unwrap_or_default();
    let count = all.len() as u64;
    (first, crate::format::count(count, "record", "records"), count)
}

/// The heading of a step.
fn titled(step: &str) -> Html {
    heading(step)
}
