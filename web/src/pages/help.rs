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

const TERMS: [(&str, &str); 7] = [
    (
        "Record, event",
        "One line of text that says what happened, on what source, and when it was recorded. Events are numbered from 0.",
    ),
    (
        "Fingerprint (hash)",
        "A short code computed from a text. A change of one letter gives another code.",
    ),
    (
        "Signed summary (checkpoint)",
        "The number of records and the fingerprint of all of them, signed by the ledger's office after every addition.",
    ),
    (
        "Independent witness",
        "Somebody else who signs the same summary, so that the office cannot show different records to different people.",
    ),
    (
        "Sealed words",
        "Free text, names and small counts. The record holds only their fingerprint, so that they can be erased if the law asks for it, and the rest still checks.",
    ),
    (
        "Happened, recorded",
        "Two dates. The first is when it is said to have happened, as exactly as the source knows. The second is when it was written here.",
    ),
    ("Correction", "A later record that points at an earlier one. Nothing is ever edited."),
];

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
            <h2>{"What it proves, and what it cannot"}</h2>
            <p>{"If the check passes, these are the records as they were made, in order, and unchanged. It does not show that what they say is true, or that everything that happened was recorded."}</p>
            <p>{"It also cannot show that the office gives everybody the same records: that is what independent witnesses are for. Where none is named, compare the fingerprint of all records with somebody else's."}</p>
            <h2>{"Who checks"}</h2>
            <p>{"Your browser does. It downloads the same files that anyone can download, and asks the server for nothing else. But the page itself comes from the server too, and a dishonest server could send a page that lies. To be independent of it, use the command line:"}</p>
            <pre class="bytes" tabindex="0" aria-label="Command">{super::verify::command()}</pre>
            <p>{"It ends with 0 if everything fits, 1 if something does not (and names the first event), and 3 if something could not be checked."}</p>
            <h2>{"Check one event by hand"}</h2>
            <p>{"Each event's page shows its exact bytes and the commands that compute its fingerprints. The format is written down, so a program of your own can check it too."}</p>
            <h2>{"The timeline"}</h2>
            <ul>
                <li>{"Every filter, date and selected event is part of the address: copy it to share what you see, and use your browser's back button to undo."}</li>
                <li>{"The switch Happened or Recorded decides which date the timeline runs on. Events without a date stand under Undated."}</li>
                <li>{"In the drawn timeline, arrow keys move from event to event, + and − zoom, 0 shows everything, Enter opens, Escape clears. With a mouse, drag to move, and hold Ctrl with the wheel to zoom. The list below has the same events."}</li>
                <li>{"Where two records do not agree, both are shown, and each points at the other."}</li>
            </ul>
            <h2>{"If it says “Does not match”"}</h2>
            <p>{"Read what differs on the page of the event that is named. Use “Try again”: a damaged download is repaired by it. If it stays, save the evidence or the report that is offered, and give it to somebody you trust. Everything before the named event can be relied on as before."}</p>
            <h2>{"Words used here"}</h2>
            {facts(TERMS.iter().map(|(term, meaning)| ((*term).to_owned(), html! { {*meaning} })))}
            <p><a href="/redactions" data-go="">{"See everything that was withheld, by whom, and why"}</a></p>
            <p><a href={Route::Verify.href("")} data-go="">{"See every check of this visit"}</a></p>
        </div>
    }
}
