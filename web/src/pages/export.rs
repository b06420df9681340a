//! The events of a query as a file.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::heading;
use crate::browser;
use crate::components::{FilterForm, chips};
use crate::context::{use_answer, use_ledger};
use crate::format;
use crate::part::Shown as _;
use crate::query::Params;
use crate::route::Route;
use crate::wire::{Ask, ExportFormat, ExportPiece, Facets, Tell};

/// Properties of [`Export`].
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ExportProps {
    /// The query of the address, without `?`: that of the timeline.
    pub(crate) query: AttrValue,
}

const FORMS: [(ExportFormat, &str, &str, &str); 3] = [
    (
        ExportFormat::Csv,
        "csv",
        "Table for spreadsheets (CSV)",
        "One line an event. Words that a spreadsheet would run as a formula are marked and named in the last column.",
    ),
    (
        ExportFormat::Jsonl,
        "jsonl",
        "For programs (JSON lines)",
        "One JSON object an event, words as they were recorded.",
    ),
    (
        ExportFormat::Ics,
        "ics",
        "Calendar (iCalendar)",
        "Days by which something is due, and hearings.",
    ),
];

/// The page.
#[component]
pub(crate) fn Export(props: &ExportProps) -> Html {
    let ledger = use_ledger();
    let params = use_memo(props.query.clone(), |query| Params::parse(query).matching());
    let list = match use_answer(Some(Ask::List((*params).clone()))) {
        Some(Tell::List(page)) => Some(page),
        _ => None,
    };
    let facets = match use_answer(Some(Ask::Facets)) {
        Some(Tell::Facets(facets)) => facets,
        _ => Facets::default(),
    };
    let progress = use_state(|| None::<(u64, u64)>);
    let save = {
        let (bridge, params, progress) =
            (ledger.bridge.clone(), (*params).clone(), progress.setter());
        move |form: ExportFormat, ending: &'static str| {
            let job = Rc::new(Job {
                bridge: bridge.clone(),
                params: params.clone(),
                form,
                ending,
                pieces: RefCell::default(),
                progress: progress.clone(),
            });
            Callback::from(move |_: MouseEvent| Job::run(&job, 0))
        }
    };
    let query = params.to_query();
    html! {
        <div class="timeline" data-testid="export">
            {heading("Export")}
            <div class="timeline__columns">
                <div class="timeline__side">
                    <details class="timeline__filter" open={!browser::is_narrow()}>
                        <summary>{"Filter events"}</summary>
                        {FilterForm { route: Route::Export, params: (*params).clone(), facets: facets.clone() }.html()}
                    </details>
                </div>
                <div class="timeline__main">
                    <p class="count" role="status" data-testid="results-count">{list.as_ref().map_or_else(|| "Loading…".to_owned(), |page| format!("{} of {} will be in the file", format::thousands(page.matching), format::count(page.all, "event", "events")))}</p>
                    {chips(&Route::Export, &params, &facets)}
                    <ul class="exports">
                        {for FORMS.iter().map(|(form, ending, name, words)| html! {
                            <li key={*ending}>
                                <h2 class="exports__name">{*name}</h2>
                                <p>{*words}</p>
                                <p><button type="button" class="button" onclick={save(*form, ending)} data-testid={format!("save-{ending}")}>{format!("Download .{ending}")}</button></p>
                            </li>
                        })}
                    </ul>
                    <p role="status">{match *progress {
                        Some((done, total)) if done < total => format!("Writing {} of {}", format::thousands(done), format::count(total, "event", "events")),
                        Some((_, total)) => format!("Done: {}", format::count(total, "event", "events")),
                        None => String::new(),
                    }}</p>
                    // A file has no addresses that stay up to date.
                    {if ledger.source.is_site() {
                        html! { <div key="subscribe">{subscribe(&query)}</div> }
                    } else {
                        html! { <div key="no-addresses" hidden=true></div> }
                    }}
                    <p class="notice">{"None of these files can be verified: anyone can type one. For a copy that can, download the read tree and run "}<code>{"daybook verify"}</code>{"."}</p>
                </div>
            </div>
        </div>
    }
}

/// Addresses that a server keeps up to date; a published copy has none.
fn subscribe(query: &str) -> Html {
    if browser::program().is_some() {
        return html! { <p hidden=true></p> };
    }
    let and = if query.is_empty() { "" } else { "&" };
    let feed = format!("/api/v1/events?{query}{and}format=atom");
    let calendar = format!("/api/v1/events?{query}{and}format=ics");
    html! {
        <>
            <h2>{"Subscribe"}</h2>
            <p>{"Addresses that stay up to date. They come from the server and are not checked by your browser."}</p>
            <ul class="plainlist">
                <li><a href={feed}>{"Feed of these events (Atom)"}</a></li>
                <li><a href={calendar}>{"Calendar of their due dates and hearings (iCalendar)"}</a></li>
            </ul>
        </>
    }
}

/// A file being put together, piece by piece.
struct Job {
    bridge: Rc<crate::bridge::Bridge>,
    params: Params,
    form: ExportFormat,
    ending: &'static str,
    pieces: RefCell<Vec<String>>,
    progress: UseStateSetter<Option<(u64, u64)>>,
}

impl Job {
    fn run(job: &Rc<Self>, from: u64) {
        if from == 0 {
            job.pieces.borrow_mut().clear();
        }
        let answered = job.clone();
        let ask = Ask::Export(job.params.clone(), job.form, from);
        job.bridge.ask(
            ask,
            Callback::from(move |tell| {
                if let Tell::Export(piece) = tell {
                    Self::take(&answered, piece);
                }
            }),
        );
    }

    fn take(job: &Rc<Self>, piece: ExportPiece) {
        job.pieces.borrow_mut().push(piece.text);
        job.progress.set(Some((piece.next.unwrap_or(piece.total), piece.total)));
        match piece.next {
            Some(next) => Self::run(job, next),
            None => {
                let name = format!("{}.{}", piece.name, job.ending);
                browser::save_parts(&name, &job.pieces.borrow());
            }
        }
    }
}
