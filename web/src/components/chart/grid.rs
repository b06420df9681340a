//! A grid of statuses: what came from whom, for which period.

use ledger::views::sheet::GridCell;
use yew::prelude::*;

use crate::components::marks::{mark_icon, mark_key};
use crate::format;
use crate::route::Route;

/// Cells drawn at most: a page stays quick. The table below has all of them.
const CELLS_MAX: usize = 1_200;

/// A real table, because rows and columns have names.
pub(super) fn grid(columns: &[String], rows: &[(String, Vec<GridCell>)]) -> Html {
    let shown = rows.len().min((CELLS_MAX / columns.len().max(1)).max(1));
    let left = rows.len() - shown;
    // One column: words beside each name would repeat the table; a mosaic does not.
    html! {
        <div>
            <div class="scroll" tabindex="0" role="group" aria-label="Grid of statuses">
                <table class="grid">
                    <thead><tr><td></td>{for columns.iter().map(|name| html! { <th key={name.clone()} scope="col">{name}</th> })}</tr></thead>
                    <tbody>
                        {for rows.iter().take(shown).map(|(name, cells)| html! {
                            <tr key={name.clone()}>
                                <th scope="row">{name}</th>
                                {for cells.iter().enumerate().map(|(at, cell)| html! { <td key={at} class={format!("grid__cell grid__cell--{}", mark_key(cell.mark))}>{one(cell)}</td> })}
                            </tr>
                        })}
                    </tbody>
                </table>
            </div>
            {if left > 0 { html! { <p class="hint">{format!("{} more in the table.", format::thousands(left as u64))}</p> } } else { html! { <span hidden=true></span> } }}
        </div>
    }
}

fn one(cell: &GridCell) -> Html {
    let inside =
        html! { <>{mark_icon(cell.mark)}<span class="grid__words">{&cell.words}</span></> };
    match cell.entry {
        Some(index) => html! { <a href={Route::event(index).href("")} data-go="">{inside}</a> },
        None => html! { <span>{inside}</span> },
    }
}
