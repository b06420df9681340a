//! What is wrong with a table, by what mends it.

use yew::prelude::*;

use super::titled;
use crate::browser;
use crate::format;
use crate::wire::{Group, Staged};

/// Rows of a group that are listed; the file of bad rows has them all.
const LISTED: usize = 200;

/// The page.
pub(super) fn problems(
    staged: &Staged,
    name: &str,
    columns: &Callback<()>,
    another: &Callback<()>,
) -> Html {
    let save = {
        let (rows, name) = (staged.bad_rows.clone(), name.to_owned());
        Callback::from(move |_: MouseEvent| browser::save(&format!("problems-{name}"), &rows))
    };
    let count = format::count(staged.groups.len() as u64, "problem", "problems");
    html! {
        <div data-testid="import-problems">
            {titled(&format!("{} to mend", if staged.groups.is_empty() { "Nothing".to_owned() } else { count }))}
            <p>{format!("Nothing is recorded. {} of the file cannot be taken as {} now.", format::count(staged.bad, "row", "rows"), if staged.bad == 1 { "it is" } else { "they are" })}</p>
            <ol class="groups">{for staged.groups.iter().enumerate().map(|(at, one)| group(at, one, "To mend it: "))}</ol>
            <p class="buttons">
                <button type="button" class="button" onclick={columns.reform(|_: MouseEvent| ())} data-testid="import-back">{"Change what the columns are"}</button>
                <button type="button" class="button button--quiet" onclick={save} data-testid="bad-rows">{"Save these rows with the reasons"}</button>
                <button type="button" class="button button--quiet" onclick={another.reform(|_: MouseEvent| ())}>{"Choose another file"}</button>
            </p>
        </div>
    }
}

/// A group; `mend` says what its remedy is for.
pub(super) fn group(at: usize, group: &Group, mend: &str) -> Html {
    let rows = format::count(group.rows.len() as u64, "row", "rows");
    let place =
        if group.column.is_empty() { String::new() } else { format!("“{}” ", group.column) };
    let example = group.rows.first().map(|(line, value)| {
        if value.is_empty() {
            format!("Line {line}.")
        } else {
            format!("For example line {line}: {value}")
        }
    });
    html! {
        <li key={at} class="groups__group" data-testid="group" data-rows={group.rows.len().to_string()}>
            <h2 class="groups__heading">{format!("{rows}: {place}{}", group.problem)}</h2>
            <p class="wrap">{example}</p>
            <p><strong>{mend.to_owned()}</strong>{&group.remedy}{"."}</p>
            <details class="ask__more">
                <summary>{format!("The {rows}")}</summary>
                <ul>
                    {for group.rows.iter().take(LISTED).enumerate().map(|(n, (line, value))| html! { <li key={n} class="wrap">{format!("Line {line}")}{if value.is_empty() { String::new() } else { format!(": {value}") }}</li> })}
                </ul>
                <p class={classes!((group.rows.len() <= LISTED).then_some("none"))}>{"The rest are in the file of these rows."}</p>
            </details>
        </li>
    }
}
