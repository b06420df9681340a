//! The page as a whole: the worker's news, the memory, and the frame.

use std::rc::Rc;

use yew::prelude::*;

use crate::bridge::Bridge;
use crate::browser;
#[cfg(feature = "whole")]
use crate::components::patterns;
use crate::components::{Masthead, PrintHead, print_foot, status_bar};
use crate::context::{Ledger, use_answer, use_ledger};
use crate::live::use_live;
use crate::memory::Memory;
use crate::pages;
use crate::part::{self, Part, Shown as _, part, use_effect_with, use_state};
use crate::route::{ClerkPage, Route, use_place};
#[cfg(feature = "whole")]
use crate::route::{Place, amend};
use crate::source::Source;
use crate::state::{Action, State};
use crate::status;
use crate::wire::{Ask, Start, Tell};

/// Mounts the page.
pub(crate) fn start() {
    #[cfg(feature = "whole")]
    if browser::is_one_file() && Place::now().route == Route::Home {
        // Before a file is open there is nothing else to see.
        amend(&Route::Open, "");
    }
    if let Some(root) = browser::document().and_then(|document| document.get_element_by_id("app")) {
        yew::Renderer::<Part>::with_root_and_props(root, part::root(App)).render();
    }
}

/// Owns the check: starts the worker, keeps what it says, remembers.
#[derive(PartialEq)]
struct App;

part!(App, use_app());

#[hook]
fn use_app() -> Html {
    let base = use_memo((), |()| browser::base());
    let memory = use_state(|| Rc::new(Memory::load(&base)));
    let source = use_state_eq(Source::first);
    let state = use_reducer(|| State::new(Memory::load(&base).save(&base), source.is_nothing()));
    // The last news is kept so that the effect below sees each verdict once.
    let news = use_state(|| None::<Tell>);
    let bridge = use_memo((), {
        let (news, dispatch) = (news.setter(), state.dispatcher());
        move |()| {
            let broke = dispatch.clone();
            Bridge::start(
                Callback::from(move |tell: Tell| match tell {
                    Tell::Progress(progress) => dispatch.dispatch(Action::Progressed(progress)),
                    Tell::NothingNewer => dispatch.dispatch(Action::NothingNewer),
                    other => news.set(Some(other)),
                }),
                &Callback::from(move |reason| broke.dispatch(Action::Broke(reason))),
            )
        }
    });
    let start = {
        let base = base.clone();
        move |source: &Source, memory: &Memory, fresh: bool| {
            source.start(Start {
                policy: memory.policy.clone(),
                base: (*base).clone(),
                trusted: memory.trusted.clone(),
                seen: memory.seen.clone(),
                fresh,
                #[cfg(feature = "whole")]
                known: None,
            })
        }
    };
    use_effect_with((), {
        let (bridge, memory, start, source) =
            (bridge.clone(), memory.clone(), start.clone(), source.clone());
        move |()| {
            if !source.is_nothing() {
                bridge.say(Ask::Check(start(&source, &memory, false)));
            }
        }
    });
    use_effect_with((*news).clone(), {
        let (dispatch, memory, base, source) =
            (state.dispatcher(), memory.clone(), base.clone(), source.clone());
        #[cfg(not(feature = "whole"))]
        let _ = source;
        move |news| {
            if let Some(Tell::Verdict(verdict)) = news {
                #[cfg(feature = "whole")]
                if let Some(ended) = source.of_file(verdict) {
                    // A file is remembered by whoever keeps it.
                    if ended {
                        dispatch.dispatch(Action::Ended(verdict.clone()));
                    }
                    return;
                }
                let next = memory.after(verdict, status::done(verdict, true).chip);
                next.save(&base);
                memory.set(Rc::new(next));
                dispatch.dispatch(Action::Ended(verdict.clone()));
            }
        }
    });
    let again = {
        let (bridge, memory, start, dispatch, source) =
            (bridge.clone(), memory.clone(), start.clone(), state.dispatcher(), source.clone());
        Callback::from(move |fresh| {
            dispatch.dispatch(Action::Began);
            bridge.say(Ask::Check(start(&source, &memory, fresh)));
        })
    };
    let look = {
        let (bridge, memory, start, source) =
            (bridge.clone(), memory.clone(), start.clone(), source.clone());
        Callback::from(move |()| {
            // Only a site can have something newer.
            if source.is_site() {
                bridge.say(Ask::Look(start(&source, &memory, false)));
            }
        })
    };
    #[cfg(feature = "whole")]
    let switch = {
        let (bridge, memory, start, dispatch, source) =
            (bridge.clone(), memory.clone(), start.clone(), state.dispatcher(), source.clone());
        Callback::from(move |next: Source| {
            dispatch.dispatch(Action::Switched);
            bridge.say(Ask::Check(start(&next, &memory, false)));
            source.set(next);
        })
    };
    let trust = {
        let (bridge, memory, dispatch, base) =
            (bridge.clone(), memory.clone(), state.dispatcher(), base.clone());
        let offered = state.verdict.as_ref();
        let offered = offered.map(|one| (one.offered.clone(), one.policy.1.clone()));
        Callback::from(move |()| {
            if let Some((vkey, policy)) = &offered {
                let next = memory.trusting(vkey, policy);
                next.save(&base);
                dispatch.dispatch(Action::Began);
                bridge.say(Ask::Check(start(&Source::Site, &next, true)));
                memory.set(Rc::new(next));
            }
        })
    };
    use_live(look.clone());
    let context = Ledger {
        state: Rc::new((*state).clone()),
        bridge: (*bridge).clone(),
        source: (*source).clone(),
        #[cfg(feature = "whole")]
        switch,
        memory: (*memory).clone(),
        again,
        look,
        trust,
    };
    html! {
        <ContextProvider<Ledger> {context}>
            {Frame.html()}
        </ContextProvider<Ledger>>
    }
}

/// What the ledger says of itself, such as that it is fictional: on every page.
fn labelled(answer: Option<&Tell>) -> Html {
    let words = match answer {
        Some(Tell::Overview(overview)) => overview.label.as_str(),
        _ => "",
    };
    html! {
        <section class="label" aria-label="About this ledger" data-testid="label" hidden={words.is_empty()}><p>{words.to_owned()}</p></section>
    }
}

/// The fills of charts, once for the whole document.
fn fills() -> Html {
    #[cfg(feature = "whole")]
    return patterns();
    #[cfg(not(feature = "whole"))]
    return Html::default();
}

/// The way to the forms, where there is a server to record with.
fn record() -> Html {
    if browser::program().is_some() {
        return html! { <p>{"This is a published copy: it can be read and checked, and nothing can be recorded here."}</p> };
    }
    html! { <p><a href={Route::Clerk(ClerkPage::Tasks).href("")} data-go="">{"Record an event"}</a>{" (for those with a token)"}</p> }
}

/// Header, status bar, page, footer; focus and scroll on a change of page.
#[derive(PartialEq)]
struct Frame;

part!(Frame, use_frame());

#[hook]
fn use_frame() -> Html {
    let place = use_place();
    let first = use_mut_ref(|| true);
    let ledger = use_ledger();
    let label = use_answer(Some(Ask::Overview));
    let title = pages::fixed_title(&place.route);
    use_effect_with(place.route.clone(), move |_| {
        if let Some(title) = title {
            pages::set_title(title);
        }
        // The first page keeps the browser's own focus and scroll.
        if !first.replace(false) {
            browser::focus_heading();
        }
    });
    html! {
        <>
            <a class="skip" href="#main">{"Skip to main content"}</a>
            {Masthead { here: place.route.clone() }.html()}
            {status_bar(&ledger)}
            {labelled(label.as_ref())}
            {PrintHead { place: place.clone() }.html()}
            <main id="main" class="page" tabindex="-1">
                {pages::page(&place, &ledger)}
            </main>
            {print_foot()}
            {fills()}
            <footer class="footer">
                <div class="footer__inner">
                    <p>{"Daybook checks every record in your own browser. Reading sets no cookies and tells nobody what you read."}</p>
                    <p>{"A page can lie about its own checks. A copy of "}<a href={browser::base() + "checkpoint"}>{"the signed summary"}</a>{" and its files can be checked without it by "}<code>{"daybook verify"}</code>{"."}</p>
                    {record()}
                </div>
            </footer>
        </>
    }
}
