//! A plain guide.

use yew::prelude::*;

use super::heading;
use crate::components::status_icon;
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

/// The chapters without a shape in them, as text: as elements in code they would
/// be five times as long. A link says `data-go` as elsewhere.
const CHAPTERS: &str = include_str!("help.html");

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
    let chapters = CHAPTERS
        .replace("{command}", &super::verify::command())
        .replace("{here}", Route::Help.href("").trim_end_matches("/help"));
    html! {
        <div key="help" class="text">
            {heading("Help")}
            <h2>{"What the words mean"}</h2>
            <ul class="verdicts">
                {for WORDS.iter().map(|(tone, word, meaning)| html! {
                    <li key={*word}><span class={classes!("chip", "chip--static", format!("chip--{}", tone.key()))}>{status_icon(*tone)}<span>{*word}</span></span><p>{*meaning}</p></li>
                })}
            </ul>
            {Html::from_html_unchecked(chapters.into())}
            {alone()}
        </div>
    }
}
