//! One page for every view: what it answers, where it stands, its figures,
//! charts and tables. All of it comes from one [`Sheet`], the same that the
//! server's API gives.

mod ask;
mod figures;
mod stand;
mod table;

use ledger::views::sheet::Sheet;
use yew::prelude::*;

pub(crate) use figures::entry_links;
pub(crate) use stand::StandForm;
pub(crate) use table::shown as cell;

use super::{heading, use_title};
use crate::components::{chart, loading};
use crate::context::{Ledger, use_answer, use_ledger};
use crate::question::Asked;
use crate::route::Route;
use crate::shelf::Shelf;
use crate::wire::{Ask, SheetAnswer, Tell, Wrong};

/// Properties of [`SheetPage`].
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct SheetProps {
    /// The view.
    pub(crate) shelf: Shelf,
    /// The query of the address, without `?`.
    pub(crate) query: AttrValue,
}

/// The page.
#[component]
pub(crate) fn SheetPage(props: &SheetProps) -> Html {
    let ledger = use_ledger();
    let shelf = &props.shelf;
    let asked = use_memo(props.query.clone(), |query| Asked::parse(query));
    let answer = match use_answer(Some(Ask::Sheet(asked.asking(shelf)))) {
        Some(Tell::Sheet(answer)) if answer.view == shelf.view => Some(answer),
        _ => None,
    };
    let sheet = answer.as_ref().and_then(|answer| answer.result.as_ref().ok());
    let info = shelf.info();
    let title = sheet.map_or_else(
        || info.map_or_else(|| "Questions".to_owned(), |info| info.title.to_owned()),
        |sheet| sheet.title.clone(),
    );
    use_title(title.clone());
    html! {
        <div class="sheet" data-testid="sheet" data-view={shelf.view} data-size={sheet.map(|sheet| sheet.stand.size.to_string())}>
            {crumb(shelf, &asked)}
            {heading(&title)}
            {match (&answer, sheet) {
                (_, Some(sheet)) => html! { <div>{body(&ledger, shelf, &asked, sheet, answer.as_deref())}</div> },
                (Some(answer), None) => html! { <div>{refused(shelf, &asked, answer)}</div> },
                (None, None) => loading("the answer"),
            }}
        </div>
    }
}

fn crumb(shelf: &Shelf, asked: &Asked) -> Html {
    let up = shelf.parent().and_then(|list| Shelf::of(list, None));
    let (href, name) = match &up {
        Some(list) => (
            Route::Sheet(list.clone()).href(&asked.stand()),
            list.info().map_or("Questions", |info| info.title),
        ),
        None => (Route::Questions.href(""), "Questions"),
    };
    html! { <p class="crumb"><a {href} data-go="">{name}</a><span aria-hidden="true">{" ›"}</span></p> }
}

fn body(
    ledger: &Ledger,
    shelf: &Shelf,
    asked: &Asked,
    sheet: &Sheet,
    answer: Option<&SheetAnswer>,
) -> Html {
    let of = answer.map_or(0, |answer| answer.of);
    let warning = answer.map_or("", |answer| &answer.warning);
    html! {
        <>
            <p class="lead">{&sheet.about}</p>
            {stand::banner(ledger, shelf, asked, &sheet.stand, of)}
            {stand::line(ledger, &sheet.stand, of)}
            <div class="sheet__tools">
                <StandForm route={Route::Sheet(shelf.clone())} asked={asked.clone()} newest={of} />
                <ask::AskForm key={format!("{}?{}", shelf.path(), asked.to_query())} shelf={shelf.clone()} asked={asked.clone()} open={false} />
            </div>
            {figures::figures(sheet)}
            {figures::notices(sheet)}
            <div class="charts">{for sheet.charts.iter().map(chart)}</div>
            <div class="tables">
                {for sheet.tables.iter().map(|table| html! {
                    <table::TableBox key={table.key.clone()} shelf={shelf.clone()} asked={asked.clone()} sheet={std::rc::Rc::new(narrow(sheet, &table.key))} warning={warning.to_owned()} />
                })}
            </div>
            {elsewhere(ledger, shelf, asked)}
        </>
    }
}

/// The sheet with one of its tables and nothing that its files do not need.
fn narrow(sheet: &Sheet, key: &str) -> Sheet {
    let tables = sheet.tables.iter().filter(|table| table.key == key).cloned().collect();
    Sheet { view: sheet.view.clone(), stand: sheet.stand.clone(), tables, ..Sheet::default() }
}

/// The same answer for programs, and the events behind a body or a person.
fn elsewhere(ledger: &Ledger, shelf: &Shelf, asked: &Asked) -> Html {
    let mut params = asked.clone();
    params.sort = None;
    params.page = None;
    params.all = false;
    // The API takes a size; an address here may carry a root as well.
    params.at = None;
    if let Some((name, value)) = &shelf.own {
        params.set(name, value);
    }
    let query = params.to_query();
    let question = if query.is_empty() { "" } else { "?" };
    let api = format!("/api/v1/views/{}{question}{query}", shelf.view);
    let events = shelf.own.as_ref().filter(|(name, _)| ["body", "person"].contains(name));
    html! {
        <nav class="sheet__more" aria-label="More about this">
            {match events {
                Some((name, value)) => html! { <p><a href={Route::Timeline.href(&format!("{name}={}", crate::query::encode(value)))} data-go="">{"Every event that names it, on the timeline"}</a></p> },
                None => html! { <p hidden=true></p> },
            }}
            // A published copy or a file has no server that answers.
            <p class="hint" hidden={crate::browser::program().is_some() || !ledger.source.is_site()}>{"For programs: "}<a href={api.clone()}>{"the same answer as JSON"}</a>{", from the server and not checked by your browser."}</p>
        </nav>
    }
}

/// A question that cannot be meant, with what to write instead.
fn refused(shelf: &Shelf, asked: &Asked, answer: &SheetAnswer) -> Html {
    let Err(wrong) = &answer.result else { return html! { <span hidden=true></span> } };
    let missing = wrong.value.is_empty() && shelf.own.is_none();
    html! {
        <>
            {if missing {
                html! { <p class="lead">{shelf.info().map_or("", |info| info.question)}</p> }
            } else {
                html! { <div class="problem" role="alert" data-testid="problem" data-name={wrong.name.clone()}><p>{words(wrong)}</p></div> }
            }}
            <ask::AskForm key="asked" shelf={shelf.clone()} asked={asked.clone()} open={true} />
            {if crate::question::STAND.contains(&wrong.name.as_str()) {
                html! { <p><a href={Route::Sheet(shelf.clone()).href(&asked.newest().to_query())} data-go="">{"Ask where the ledger is now"}</a></p> }
            } else {
                html! { <p hidden=true></p> }
            }}
        </>
    }
}

fn words(wrong: &Wrong) -> String {
    format!("{}: {}", ask::label(&wrong.name), wrong.words)
}
