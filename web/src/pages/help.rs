//! A plain guide.

use yew::prelude::*;

use super::heading;
use crate::components::{facts, status_icon};
use crate::route::Route;
use crate::status::Tone;

const WORDS: [(Tone, &str, &str); 5] = [
    (
        Tone::Good,
        "Verified",
        "Every record was downloaded and checked, the total is what the office signed, and it continues from what this device saw before (if it did).",
    ),
    (
        Tone::Limits,
        "Not fully verified",
        "What was checked fits, but something is still open: records that were not loaded, witnesses that have not confirmed yet, or a copy that may be old.",
    ),
    (
        Tone::Unknown,
        "Not verified",
        "A check could not be made: a file was missing, the key is not known, or this viewer is too old. It is not a sign that anything was altered.",
    ),
    (
        Tone::Fails,
        "Does not match",
        "Something is not what was signed, or not what this device saw before. The first event concerned is named; earlier ones are not affected.",
    ),
    (
        Tone::Checking,
        "Checking",
        "The check has not ended. The record can be read meanwhile; nothing shown has been checked to the end.",
    ),
];

/// The chapters, one line a piece: as elements in code they would be five times as
/// long. `# ` heading, `- ` item, `= term | meaning`, `@ path | link | rest`, `>` the
/// command that checks the same, and anything else a paragraph.
const CHAPTERS: &str = include_str!("help.txt");

/// Which lines make one list.
const fn list_of(line: &str) -> Option<u8> {
    match line.as_bytes() {
        [mark @ (b'-' | b'='), b' ', ..] => Some(*mark),
        _ => None,
    }
}

/// The chapters as elements.
fn chapters() -> Html {
    let lines: Vec<&str> = CHAPTERS.lines().collect();
    let runs = lines.chunk_by(|one, next| list_of(one).is_some() && list_of(one) == list_of(next));
    let words = |line: &'static str| line.get(2..).unwrap_or_default();
    let pair = |line: &'static str| words(line).split_once(" | ").unwrap_or_default();
    runs.map(|run| match (run, list_of(run[0])) {
        (items, Some(b'-')) => {
            html! { <ul>{for items.iter().map(|line| html! { <li>{words(line)}</li> })}</ul> }
        }
        (terms, Some(_)) => facts(terms.iter().map(|line| {
            let (term, meaning) = pair(line);
            (term.to_owned(), html! { {meaning} })
        })),
        (one, None) => match one[0].as_bytes() {
            [b'#', ..] => html! { <h2>{words(one[0])}</h2> },
            [b'>'] => html! {
                <>
                    <pre class="bytes" tabindex="0" aria-label="Command">{super::verify::command()}</pre>
                    {alone()}
                </>
            },
            [b'@', ..] => {
                let (path, rest) = pair(one[0]);
                let (link, rest) = rest.split_once(" |").unwrap_or((rest, ""));
                html! { <p><a href={Route::link(path)} data-go="">{link}</a>{rest}</p> }
            }
            _ => html! { <p>{one[0]}</p> },
        },
    })
    .collect()
}

/// The viewer as one file, with its fingerprints as the page that came with it
/// names them.
fn alone() -> Html {
    let named = crate::browser::meta("daybook-viewer").unwrap_or_default();
    let Some((blake3, sha256)) = named.split_once(' ') else {
        return html! { <p hidden=true></p> };
    };
    let folder = crate::browser::program().unwrap_or_else(|| "/".into());
    html! {
        <div data-testid="alone">
            <p>{"Or keep "}<a href={folder + "viewer.html"} download="daybook-viewer.html">{"this viewer as one file"}</a>{". It opens from your own disk with the network off, can connect to nothing, and reads a ledger from a .daybook file. Compare its fingerprint with somebody else's:"}</p>
            <pre class="bytes" tabindex="0" aria-label="Fingerprints of viewer.html">{format!("BLAKE3  {blake3}\nSHA-256 {sha256}")}</pre>
            <p><a href={Route::Open.href("")} data-go="">{"Open a .daybook file here"}</a></p>
        </div>
    }
}

/// The page.
pub(crate) fn help() -> Html {
    html! {
        <div key="help" class="text">
            {heading("Help")}
            <h2>{"What the words mean"}</h2>
            <ul class="verdicts">
                {for WORDS.iter().map(|(tone, word, meaning)| html! {
                    <li key={*word}><span class={classes!("chip", "chip--static", format!("chip--{}", tone.key()))}>{status_icon(*tone)}<span>{*word}</span></span><p>{*meaning}</p></li>
                })}
            </ul>
            {chapters()}
        </div>
    }
}
