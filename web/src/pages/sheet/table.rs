//! A table of a sheet: sorted and paged by the address, and as files.

use std::rc::Rc;

use ledger::views::export::{self, Stamp, csv, jsonl};
use ledger::views::sheet::{Cell, Column, ColumnKind, Ref, Row, Sheet, Table};
use yew::prelude::*;

use super::entry_links;
use crate::browser;
use crate::components::tag;
use crate::format;
use crate::order;
use crate::question::{Asked, Sort};
use crate::route::{self, Route};
use crate::shelf::Shelf;

/// Rows on one page.
const PER: usize = 50;
/// Tables up to this long are whole in the document, so that they print whole;
/// what is not on the page is only hidden.
const WHOLE: usize = 200;
/// Rows that are shown for print at most.
const PRINTED: usize = 5_000;

/// Properties of [`TableBox`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct TableProps {
    /// The view.
    pub(super) shelf: Shelf,
    /// The question, with how the table is sorted and paged.
    pub(super) asked: Asked,
    /// A sheet with this one table.
    pub(super) sheet: Rc<Sheet>,
    /// What its files must say first; empty where there is nothing.
    pub(super) warning: AttrValue,
}

/// The table with its files.
#[component]
pub(super) fn TableBox(props: &TableProps) -> Html {
    let none = Table::default();
    let table = props.sheet.tables.first().unwrap_or(&none);
    let asked = &props.asked;
    let sort = asked.sort.as_ref().filter(|sort| sort.table == table.key);
    let order = use_memo((props.sheet.clone(), sort.cloned()), |(sheet, sort)| {
        sheet.tables.first().map(|table| sorted(table, sort.as_ref())).unwrap_or_default()
    });
    let rows = table.rows.len();
    let pages = rows.div_ceil(PER).max(1);
    let page =
        asked.page.as_ref().filter(|(key, _)| *key == table.key).map_or(1, |(_, page)| *page);
    let page = usize::try_from(page).unwrap_or(1).clamp(1, pages);
    let here = (page - 1) * PER..page * PER;
    let shown = match (asked.all, rows <= WHOLE) {
        (true, _) => 0..rows.min(PRINTED),
        (false, true) => 0..rows,
        (false, false) => here.start..here.end.min(rows),
    };
    let visible = |at: usize| asked.all || here.contains(&at);
    html! {
        <section class="tablebox" id={format!("table-{}", table.key)} tabindex="-1" data-testid="table" data-key={table.key.clone()} data-rows={rows.to_string()}>
            {if rows == 0 {
                html! { <div class="tablebox__none"><h2>{&table.caption}</h2><p>{&table.empty}</p></div> }
            } else {
                html! {
                    <div class="scroll" tabindex="0" role="group" aria-label={table.caption.clone()}>
                        <table class="table table--sheet">
                            <caption><span class="table__caption">{&table.caption}<span class="muted">{counted(rows, &shown, page, pages, asked.all)}</span></span></caption>
                            <thead><tr>
                                {for table.columns.iter().map(|column| head(props, table, column, sort))}
                                <th scope="col" class="table__events">{"Events"}</th>
                            </tr></thead>
                            <tbody>
                                {for shown.clone().filter_map(|at| {
                                    let row = table.rows.get(*order.get(at)?)?;
                                    Some(line(table, row, visible(at)))
                                })}
                            </tbody>
                        </table>
                    </div>
                }
            }}
            {pager(props, table, page, pages)}
            {if rows == 0 { html! { <p hidden=true></p> } } else { files(props, table) }}
        </section>
    }
}

fn counted(
    rows: usize,
    shown: &std::ops::Range<usize>,
    page: usize,
    pages: usize,
    all: bool,
) -> String {
    let rows = rows as u64;
    if all && (shown.len() as u64) < rows {
        return format!(
            " {} of {} rows; download the CSV for all",
            format::thousands(shown.len() as u64),
            format::thousands(rows)
        );
    }
    if all || pages == 1 {
        return format!(" {}", format::count(rows, "row", "rows"));
    }
    format!(" {}, page {page} of {pages}", format::count(rows, "row", "rows"))
}

fn is_number(column: &Column) -> bool {
    column.kind == ColumnKind::Number
}

fn head(props: &TableProps, table: &Table, column: &Column, sort: Option<&Sort>) -> Html {
    let on = sort.filter(|sort| sort.column == column.key);
    let sorted = match on {
        Some(sort) if sort.down => "descending",
        Some(_) => "ascending",
        None => "none",
    };
    let onclick = {
        let mut next = props.asked.clone();
        let down = on.map_or(is_number(column), |sort| !sort.down);
        next.sort = Some(Sort { table: table.key.clone(), column: column.key.clone(), down });
        next.page = None;
        let route = Route::Sheet(props.shelf.clone());
        Callback::from(move |_: MouseEvent| route::go(&route, &next.to_query()))
    };
    html! {
        <th key={column.key.clone()} scope="col" aria-sort={sorted} class={classes!(is_number(column).then_some("num"))}>
            <button type="button" class="sorter" {onclick}>
                <span>{&column.title}</span>
                <svg class={format!("sorter__sign sorter__sign--{sorted}")} viewBox="0 0 10 16" aria-hidden="true" focusable="false"><path class="sorter__up" d="M5 2l4 5H1Z" /><path class="sorter__down" d="M5 14l4-5H1Z" /></svg>
            </button>
        </th>
    }
}

/// A row; one that is on paper only has no use for what can be pressed, and a page of
/// many tables would hold thousands of links.
fn line(table: &Table, row: &Row, visible: bool) -> Html {
    let content = |cell| {
        if visible {
            shown(cell)
        } else {
            html! { {on_paper(cell)} }
        }
    };
    let cells = table.columns.iter().enumerate().map(|(at, column)| {
        let cell = content(row.cells.get(at).unwrap_or(&Cell::Empty));
        let class = classes!(is_number(column).then_some("num"));
        if at == 0 {
            html! { <th key={at} scope="row" {class}>{cell}</th> }
        } else {
            html! { <td key={at} {class}>{cell}</td> }
        }
    });
    let from = if visible {
        entry_links(&row.entries)
    } else {
        let entries: Vec<_> = row.entries.iter().map(|index| format::thousands(*index)).collect();
        html! { {entries.join(" · ")} }
    };
    html! {
        <tr key={row.key.clone()} class={classes!((!visible).then_some("print-only"))} data-row={row.key.clone()}>
            {for cells}
            <td class="table__from">{from}</td>
        </tr>
    }
}

/// A cell in words alone.
fn on_paper(cell: &Cell) -> String {
    match cell {
        Cell::Empty => "–".to_owned(),
        Cell::Count(count) => count_words(*count),
        cell => cell.words(),
    }
}

/// A cell as it is read.
pub(crate) fn shown(cell: &Cell) -> Html {
    match cell {
        Cell::Empty => html! { <span class="muted" aria-label="nothing">{"–"}</span> },
        Cell::Status(mark, words) => tag(*mark, words),
        Cell::Count(count) => html! { {count_words(*count)} },
        Cell::Date(edtf, words) => html! { <time datetime={edtf.clone()}>{words}</time> },
        Cell::Link(to, words) => html! { <a href={href(to)} data-go="">{words}</a> },
        Cell::Suppressed(words) => {
            html! { <span class="withheld" title="Not shown because it is small">{words}</span> }
        }
        Cell::Withheld => html! { <span class="withheld">{cell.words()}</span> },
        Cell::Text(words) | Cell::Number(words, _) => html! { <span class="words">{words}</span> },
    }
}

fn count_words(count: i64) -> String {
    let sign = if count < 0 { "−" } else { "" };
    format!("{sign}{}", format::thousands(count.unsigned_abs()))
}

/// Where a reference leads; the timeline where its view has no page.
fn href(to: &Ref) -> String {
    let (view, id, fallback) = match to {
        Ref::Entry(index) => return Route::event(*index).href(""),
        Ref::Body(id) => ("body", id, "body="),
        Ref::Person(id) => ("person", id, "person="),
        Ref::Office(id) => ("office", id, "q="),
        Ref::Recommendation(id) => ("recommendation", id, "q="),
        Ref::Call(id) => ("coverage", id, "q="),
        Ref::Document(hash) => return Route::Document(hash.clone()).href(""),
    };
    match Shelf::of(view, Some(id)) {
        Some(shelf) => Route::Sheet(shelf).href(""),
        None => Route::Timeline.href(&format!("{fallback}{}", crate::query::encode(id))),
    }
}

/// The places of the rows in the order asked for. What is empty comes last.
fn sorted(table: &Table, sort: Option<&Sort>) -> Vec<usize> {
    let column = sort.and_then(|sort| {
        let at = table.columns.iter().position(|column| column.key == sort.column)?;
        Some((at, table.columns[at].kind, sort.down))
    });
    let Some((at, kind, down)) = column else { return (0..table.rows.len()).collect() };
    // Words are ranked first, so that one sort of numbers does for all.
    let cell = |row: &Row| row.cells.get(at).cloned().unwrap_or_default();
    let words: Vec<String> = match kind {
        ColumnKind::Number => Vec::new(),
        ColumnKind::Date => table.rows.iter().map(|row| cell(row).machine()).collect(),
        _ => table.rows.iter().map(|row| cell(row).words().to_lowercase()).collect(),
    };
    let mut ranks: std::collections::BTreeMap<&str, i64> = std::collections::BTreeMap::new();
    for word in &words {
        ranks.insert(word, 0);
    }
    for (rank, value) in (0..).zip(ranks.values_mut()) {
        *value = rank;
    }
    let mut keys = Vec::with_capacity(table.rows.len());
    for (place, row) in table.rows.iter().enumerate() {
        let value = match (cell(row), words.get(place)) {
            (Cell::Empty, _) => None,
            (Cell::Count(count), _) => Some(count.saturating_mul(1_000)),
            (Cell::Number(_, value), _) => Some(order::pixel(value)),
            (_, Some(word)) => ranks.get(word.as_str()).copied(),
            (_, None) => None,
        };
        let key = value.map_or(i64::MAX, |value| if down { -value } else { value });
        keys.push((key, place as u64));
    }
    order::places(&keys)
}

fn pager(props: &TableProps, table: &Table, page: usize, pages: usize) -> Html {
    if pages == 1 || props.asked.all {
        return html! { <div hidden=true></div> };
    }
    let to = |page: usize| {
        let mut next = props.asked.clone();
        next.page = Some((table.key.clone(), page as u64)).filter(|(_, page)| *page > 1);
        Route::Sheet(props.shelf.clone()).href(&next.to_query())
    };
    let mut all = props.asked.clone();
    all.all = true;
    all.page = None;
    html! {
        <nav class="pager" aria-label={format!("Pages of {}", table.caption)}>
            <ul class="pager__pages">
                {for crate::components::pages_shown(page as u64, pages as u64).into_iter().map(|entry| match entry {
                    Some(number) => html! {
                        <li key={number}><a href={to(usize::try_from(number).unwrap_or(1))} data-go="" class={classes!("pager__page", (number == page as u64).then_some("pager__page--on"))} aria-current={(number == page as u64).then_some("page")} aria-label={format!("Page {number}")}>{format::thousands(number)}</a></li>
                    },
                    None => html! { <li class="pager__gap">{"…"}</li> },
                })}
            </ul>
            <p><a href={Route::Sheet(props.shelf.clone()).href(&all.to_query())} data-go="">{"Show every row"}</a></p>
        </nav>
    }
}

/// The table as files: the same bytes as from the server.
fn files(props: &TableProps, table: &Table) -> Html {
    let save = |is_csv: bool| {
        let (sheet, warning) = (props.sheet.clone(), props.warning.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(table) = sheet.tables.first() else { return };
            let stamp = Stamp { size: sheet.stand.size, warning: &warning };
            let lines = export::table(&sheet, table, &stamp);
            let size = ledger::record::Size::new(sheet.stand.size);
            let name = export::file_name(&[&sheet.view, &table.key], size, stamp.warning);
            if is_csv {
                browser::save(&format!("{name}.csv"), &csv::table(table, &lines));
            } else {
                let mut text = String::new();
                jsonl::lines(&lines, &mut text);
                browser::save(&format!("{name}.jsonl"), &text);
            }
        })
    };
    html! {
        <p class="files">
            <button type="button" class="button button--quiet" onclick={save(true)} aria-label={format!("Download CSV: {}", table.caption)} data-testid="csv">{"Download CSV"}</button>
            <button type="button" class="button button--quiet" onclick={save(false)} aria-label={format!("Download JSON lines: {}", table.caption)}>{"Download JSON lines"}</button>
        </p>
    }
}
