//! The last look before a record becomes permanent: as the public will see it,
//! to the byte, and with the fingerprint that browser and server both computed.

use std::rc::Rc;

use ledger::record::Json;
use yew::prelude::*;

use super::last::Last;
use super::new::draft_text;
use super::{Signed, ask, call, crumb, error_summary, fault_words, problem};
use crate::browser;
use crate::clerk::answers::{value, words};
use crate::clerk::form::{Form, Question};
use crate::clerk::session::Writing;
use crate::components::{facts, fingerprint, loading};
use crate::context::use_ledger;
use crate::pages::{event, heading, use_title};
use crate::route::{ClerkPage, Route};
use crate::wire::{Call, Called, Desk, Fault, Reply, SealedPage};

/// Properties of [`Check`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct CheckProps {
    /// The form.
    pub(super) form: Rc<Form>,
    /// What is written.
    pub(super) writing: Writing,
    /// It was written on: salts were drawn.
    pub(super) written: Callback<Writing>,
    /// Who records it.
    pub(super) signed: Signed,
    /// The page after this one: the last word before it is recorded.
    pub(super) last_word: bool,
}

/// What the server says of the draft.
#[derive(Clone, Debug, PartialEq)]
enum Server {
    /// Nothing yet.
    Asked,
    /// It would record the same bytes, now at this position; what is unusual
    /// about them stops nobody. The last says why a second person is needed, and
    /// is empty where none is.
    Agrees(u64, Vec<Fault>, String),
    /// It would record other bytes: nothing may be recorded.
    Differs(String),
    /// It would refuse, and why.
    Refuses(String, Vec<Fault>),
}

/// The page.
#[component]
pub(super) fn Check(props: &CheckProps) -> Html {
    let ledger = use_ledger();
    let sealed = use_state(|| None::<Result<Rc<SealedPage>, Vec<Fault>>>);
    let server = use_state(|| Server::Asked);
    let text = draft_text(&props.form, &props.writing, &props.signed.who.name);
    use_effect_with((text.clone(), props.signed.who.clone()), {
        let (ledger, sealed, server) = (ledger.clone(), sealed.clone(), server.clone());
        let props = props.clone();
        move |(text, _)| {
            let text = text.clone();
            // Salts of before go with the draft they were drawn for, and no other.
            let salts = props.writing.sealed.as_ref().filter(|(of, _)| *of == text);
            let salts = salts.map(|(_, salts)| salts.to_canonical()).unwrap_or_default();
            let desk = Desk::Seal { draft: text.clone(), salts };
            let asked = ledger.clone();
            ask(
                &ledger,
                desk,
                Callback::from(move |reply| match reply {
                    Reply::Sealed(page) => {
                        let page = Rc::new(*page);
                        let salts = Json::parse(page.salts.as_bytes()).unwrap_or(Json::Null);
                        let mut next = props.writing.clone();
                        next.sealed = Some((text.clone(), salts));
                        props.written.emit(next);
                        let (server, own) = (server.clone(), page.clone());
                        let refused = props.signed.refused.clone();
                        let call_it = Call {
                            path: "/api/v1/events/preview".into(),
                            actor: props.signed.who.name.clone(),
                            body: Some(body(&text, &page.salts, &[])),
                            ..Call::default()
                        };
                        sealed.set(Some(Ok(page)));
                        call(
                            &asked,
                            call_it,
                            Callback::from(move |called: Called| {
                                if called.status == 401 {
                                    refused.emit(());
                                } else {
                                    server.set(compare(&called, &own));
                                }
                            }),
                        );
                    }
                    Reply::Faults(faults) => sealed.set(Some(Err(faults))),
                    _ => {}
                }),
            );
        }
    });
    use_effect_with(props.last_word, |_| browser::focus_heading());
    let faults = match (&*sealed, &*server) {
        (Some(Err(faults)), _) | (_, Server::Refuses(_, faults)) => faults.clone(),
        _ => Vec::new(),
    };
    use_title(format!(
        "{}{} – {}",
        if faults.is_empty() { "" } else { "Error: " },
        if props.last_word { "Record this event" } else { "Check before you record" },
        props.form.title
    ));
    let agreed = match (&*sealed, &*server) {
        (Some(Ok(page)), Server::Agrees(index, _, second)) => {
            // What was sent back goes back, whatever it needs now.
            let why =
                if props.writing.pending.is_empty() { second.as_str() } else { "was sent before" };
            Some((page.clone(), *index, why.to_owned()))
        }
        _ => None,
    };
    match agreed {
        Some((page, index, second)) if props.last_word => html! {
            <Last key="last" form={props.form.clone()} writing={props.writing.clone()} signed={props.signed.clone()} {page} {index} {second} />
        },
        _ => html! {
            <div key="look" data-testid="check">
                {crumb(&props.form.title)}
                {error_summary(&summary(props, &faults))}
                {heading("Check before you record")}
                {answers(props)}
                {match &*sealed {
                    Some(Ok(page)) => html! { <div key="sealed"><Views page={page.clone()} server={(*server).clone()} />{next(props, &server)}</div> },
                    Some(Err(_)) => html! { <p key="faults" class="notice">{"Something is still missing or wrong. Nothing can be recorded until it is mended; see above."}</p> },
                    None => html! { <div key="none">{loading("the exact record")}</div> },
                }}
            </div>
        },
    }
}

/// What is posted: the draft as text, with its salts and signatures.
pub(super) fn body(draft: &str, salts: &str, signatures: &[String]) -> String {
    if signatures.is_empty() {
        return format!("{{\"draft\":{draft},\"salts\":{salts}}}");
    }
    let signatures = signatures.join(",");
    format!("{{\"draft\":{draft},\"salts\":{salts},\"signatures\":[{signatures}]}}")
}

/// Whether the server would record what this browser shows.
fn compare(called: &Called, own: &SealedPage) -> Server {
    if called.status != 200 {
        let (detail, faults) = problem(called);
        return Server::Refuses(detail, faults);
    }
    let json = Json::parse(called.body.as_bytes()).unwrap_or(Json::Null);
    let first = match json.get("drafts") {
        Some(Json::Array(drafts)) => drafts.first(),
        _ => None,
    };
    let text = |name: &str| {
        first.and_then(|first| first.get(name)).and_then(Json::as_str).unwrap_or_default()
    };
    let index = first.and_then(|first| first.get("index")).and_then(Json::as_int);
    match index.and_then(|index| u64::try_from(index).ok()) {
        Some(index) if text("draft") == own.text && text("fingerprint") == own.fingerprint => {
            Server::Agrees(
                index,
                first.map(|first| super::faults(first, "warnings")).unwrap_or_default(),
                text("second_person").to_owned(),
            )
        }
        _ => Server::Differs(text("fingerprint").to_owned()),
    }
}

fn address(form: &Form, question: &str) -> String {
    let route = Route::Clerk(ClerkPage::New(form.kind.clone()));
    route.href(&format!("q={}&back=check", question.trim_start_matches('/')))
}

/// Each fault with the question where it can be mended.
fn summary(props: &CheckProps, faults: &[Fault]) -> Vec<(Option<String>, String)> {
    let one = |fault: &Fault| {
        let place = fault.field.strip_prefix("/draft").unwrap_or(&fault.field);
        let question = props.form.around(place);
        let label = question.map_or("The record", |question| &question.field.label);
        (
            question.map(|question| address(&props.form, &question.pointer)),
            fault_words(fault, label),
        )
    };
    faults.iter().map(one).collect()
}

/// What was answered, question by question, each with a way to change it; then
/// what was left out, with a way to add it.
fn answers(props: &CheckProps) -> Html {
    let said = |question: &&Question| {
        value(&question.field, &question.pointer, &props.writing.answers).is_some()
    };
    let row = |question: &Question| {
        let answer = value(&question.field, &question.pointer, &props.writing.answers);
        let action = if answer.is_some() { "Change" } else { "Add" };
        let to = address(&props.form, &question.pointer);
        html! {
            <div class="facts__row" key={question.pointer.clone()}>
                <dt>{&question.field.label}</dt>
                <dd class="answers__answer">
                    <span class="words">{answer.map(|answer| words(&question.field, &answer))}</span>
                    <a href={to} data-go="">{action}<span class="visually-hidden">{format!(" {}", question.field.label)}</span></a>
                </dd>
            </div>
        }
    };
    let left_out = props.form.questions().filter(|question| !said(question)).count();
    html! {
        <section aria-labelledby="answers">
            <h2 id="answers">{"Your answers"}</h2>
            <dl class="facts answers">{for props.form.questions().filter(said).map(row)}</dl>
            <details class={classes!("ask__more", (left_out == 0).then_some("none"))}>
                <summary>{format!("Left out ({left_out})")}</summary>
                <dl class="facts answers">{for props.form.questions().filter(|question| !said(question)).map(row)}</dl>
            </details>
        </section>
    }
}

fn next(props: &CheckProps, server: &Server) -> Html {
    let route = Route::Clerk(ClerkPage::New(props.form.kind.clone()));
    match server {
        Server::Asked => loading("the server's fingerprint"),
        Server::Agrees(_, warnings, second) => html! {
            <div key="agrees">
            {unusual(props, warnings)}
            <p class={classes!("notice", second.is_empty().then_some("none"))} data-testid="second-person">{format!("This needs a second person: it {second}. You send it, and somebody else with the role approver looks at it before it is recorded.")}</p>
            <p class="buttons"><a class="button" href={route.href("q=record")} data-go="" data-testid="to-record">{"Continue"}</a></p>
            </div>
        },
        Server::Differs(_) => html! {
            <p class="notice notice--fails" key="differs" role="alert">{"This browser and the server do not agree on the record, so it cannot be recorded. Reload the page; if it stays, tell whoever runs the server."}</p>
        },
        Server::Refuses(detail, _) => html! {
            <p class="notice notice--fails" key="refuses" role="alert" data-testid="refused">{format!("The server would not record this: {detail}")}</p>
        },
    }
}

/// What is unusual: to be looked at, and no hindrance.
fn unusual(props: &CheckProps, warnings: &[Fault]) -> Html {
    if warnings.is_empty() {
        return html! { <div hidden=true></div> };
    }
    html! {
        <section class="notice" aria-labelledby="unusual" data-testid="warnings">
            <h2 id="unusual" class="notice__heading">{"Unusual, so look again"}</h2>
            <ul>
                {for summary(props, warnings).into_iter().enumerate().map(|(at, (to, words))| html! {
                    <li key={at}>{words}{" "}<a href={to.clone().unwrap_or_default()} data-go="" class={classes!(to.is_none().then_some("none"))}>{"Change"}</a></li>
                })}
            </ul>
        </section>
    }
}

/// Properties of [`Views`].
#[derive(Clone, PartialEq, Properties)]
struct ViewsProps {
    page: Rc<SealedPage>,
    server: Server,
}

const TABS: [&str; 3] = ["As the public will see it", "Exact record", "Fingerprint and position"];

/// The record in three ways.
#[component]
fn Views(props: &ViewsProps) -> Html {
    let shown = use_state(|| 0_usize);
    let onkeydown = {
        let shown = shown.clone();
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowRight" => (*shown + 1) % TABS.len(),
                "ArrowLeft" => (*shown + TABS.len() - 1) % TABS.len(),
                "Home" => 0,
                "End" => TABS.len() - 1,
                _ => return,
            };
            event.prevent_default();
            shown.set(next);
            browser::focus(&format!("#tab-{next}"));
        })
    };
    let tab = |(at, name): (usize, &&'static str)| {
        let on = *shown == at;
        let onclick = {
            let shown = shown.clone();
            Callback::from(move |_: MouseEvent| shown.set(at))
        };
        html! {
            <button key={at} id={format!("tab-{at}")} type="button" role="tab" class={classes!("tabs__tab", on.then_some("tabs__tab--on"))} aria-selected={on.to_string()}
                aria-controls="tab-panel" tabindex={if on { "0" } else { "-1" }} {onclick}>{*name}</button>
        }
    };
    html! {
        <section aria-labelledby="views">
            <h2 id="views">{"What will be recorded"}</h2>
            <div class="tabs" role="tablist" aria-labelledby="views" {onkeydown}>{for TABS.iter().enumerate().map(tab)}</div>
            <div id="tab-panel" class="tabs__panel" role="tabpanel" tabindex="0" aria-labelledby={format!("tab-{}", *shown)}>
                {match *shown {
                    0 => html! { <div key="public"><h3 class="tabs__title">{&props.page.page.row.title}</h3>{event::record(&props.page.page)}</div> },
                    1 => html! { <div key="exact">{exact(&props.page)}</div> },
                    _ => html! { <div key="print">{print(&props.page, &props.server)}</div> },
                }}
            </div>
        </section>
    }
}

fn exact(page: &SealedPage) -> Html {
    html! {
        <>
            <p>{"These bytes become the main part of the entry. Number, time and the link to the entry before it are added when it is recorded."}</p>
            <pre class="bytes" tabindex="0" aria-label="Exact bytes of the draft" data-testid="exact">{&page.text}</pre>
            {event::openings(&page.page)}
        </>
    }
}

fn print(page: &SealedPage, server: &Server) -> Html {
    let said = match server {
        Server::Asked => html! { <span class="muted">{"not there yet"}</span> },
        Server::Agrees(..) => fingerprint(&page.fingerprint, "fingerprint"),
        Server::Differs(other) => fingerprint(other, "fingerprint"),
        Server::Refuses(..) => {
            html! { <span class="muted">{"The server would not record this."}</span> }
        }
    };
    let position = match server {
        Server::Agrees(index, ..) => {
            format!("Will be event {} if nobody records first.", crate::format::thousands(*index))
        }
        _ => "Not known yet.".to_owned(),
    };
    html! {
        <>
            <p>{"Browser and server have each computed the fingerprint of the exact record, from the same answers and the same salts. It stays the same wherever the record comes to stand."}</p>
            {facts([
                ("Computed in this browser".into(), html! { <span data-testid="own-fingerprint" data-hex={page.fingerprint.clone()}>{fingerprint(&page.fingerprint, "fingerprint")}</span> }),
                ("Computed by the server".into(), html! { <span data-testid="server-fingerprint">{said}</span> }),
                ("Do they agree".into(), html! { {match server { Server::Agrees(..) => "Yes", Server::Differs(_) => "No. Nothing can be recorded.", _ => "Not known yet" }} }),
                ("Position".into(), html! { <span data-testid="position">{position}</span> }),
            ])}
        </>
    }
}
