//! One entry: what it says, what stands beside it, and how it was checked.

use yew::prelude::*;

use super::held::{fields, is_redaction};
use super::{heading, use_title};
use crate::components::{
    CopyButton, checks, entry_card, facts, family_tag, fingerprint, loading, signers, status_icon,
};
use crate::context::{Ledger, use_answer, use_ledger};
use crate::format;
use crate::part::{Shown as _, part};
use crate::query::{Params, at_of};
use crate::route::{ClerkPage, Route};
use crate::status::Tone;
use crate::wire::{Ask, EntryPage, Related, Relation, Stamp, Tell};

/// The page.
#[derive(Clone, PartialEq)]
pub(crate) struct Event {
    /// Position in the ledger, from 0.
    pub(crate) index: u64,
    /// The query of the address, without `?`.
    pub(crate) query: AttrValue,
}

part!(Event, use_event);

#[hook]
fn use_event(props: &Event) -> Html {
    let ledger = use_ledger();
    let answer = use_answer(Some(Ask::Entry(props.index)));
    let entry = match &answer {
        Some(Tell::Entry(Some(entry))) if entry.row.index == props.index => Some(&**entry),
        _ => None,
    };
    let gone = match &answer {
        Some(Tell::Gone(why)) => Some(why.as_str()),
        _ => None,
    };
    use_title(match entry {
        Some(entry) => format!("{}, event {}", entry.row.title, props.index),
        None => format!("Event {}", props.index),
    });
    let title =
        entry.map_or_else(|| format!("Event {}", props.index), |entry| entry.row.title.clone());
    html! {
        <article class="text text--wide" data-testid="entry-page" data-index={props.index.to_string()}>
            <p class="crumb"><a href={Route::Timeline.href("")} data-go="">{"Timeline"}</a><span aria-hidden="true">{" › "}</span>{format!("Event {}", props.index)}</p>
            {stale(&ledger, &props.query)}
            {heading(&title)}
            {match entry {
                Some(entry) => html! { <div>{body(&ledger, entry)}</div> },
                None => html! { <div>{absent(&ledger, props.index, gone)}</div> },
            }}
        </article>
    }
}

/// An event that is not here: not loaded yet, not there, or not readable.
fn absent(ledger: &Ledger, index: u64, gone: Option<&str>) -> Html {
    let words = match ledger.state.standing() {
        _ if gone.is_some() => gone.unwrap_or_default().to_owned(),
        None => return loading("this event"),
        Some(verdict) if index >= verdict.size => {
            let last =
                verdict.size.checked_sub(1).map_or("It has no events yet.".to_owned(), |last| {
                    format!("Its last event is {last}.")
                });
            format!("The ledger has {}. {last}", format::count(verdict.size, "event", "events"))
        }
        Some(verdict) => {
            let found = verdict.findings.iter().find(|finding| finding.index == Some(index));
            found.map_or_else(
                || "This event could not be read from this copy, so it cannot be shown.".to_owned(),
                |finding| format!("{} It cannot be shown.", finding.words),
            )
        }
    };
    html! {
        <div>
            <p class="notice" data-testid="absent">{words}</p>
            <p><a href={Route::Verify.href("")} data-go="">{"See every check"}</a></p>
        </div>
    }
}

/// A citation that no longer fits says so.
fn stale(ledger: &Ledger, query: &str) -> Html {
    let words = at_of(query).zip(ledger.state.standing()).and_then(|(at, verdict)| {
        (at.size != verdict.size).then(|| {
            format!("This link was made at event {}; the ledger now has {}.", at.size, verdict.size)
        })
    });
    html! {
        <div>
            {match words {
                Some(words) => html! { <p class="notice" data-testid="stale-at">{words}</p> },
                None => html! { <span hidden=true></span> },
            }}
        </div>
    }
}

fn body(ledger: &Ledger, entry: &EntryPage) -> Html {
    html! {
        <>
            <div>
                {if entry.row.bad {
                    html! { <p class="ribbon" data-testid="ribbon">{status_icon(Tone::Fails)}{"Does not match the signed record. Do not rely on this event."}</p> }
                } else {
                    html! { <span hidden=true></span> }
                }}
            </div>
            {record(entry)}
            {around(entry)}
            {amend(entry)}
            {provenance(ledger, entry)}
        </>
    }
}

/// What a record says, without where it stands and how it was checked.
pub(super) fn record(entry: &EntryPage) -> Html {
    html! {
        <>
            <p class="entry__meta entry__meta--large">{family_tag(entry.row.family)}<span>{&entry.row.kind}</span></p>
            <p class="lead">{&entry.row.summary}</p>
            {beside(entry)}
            {dates(entry)}
            <h2>{"What was recorded"}</h2>
            {fields(entry, &entry.fields)}
            {known(entry)}
            {sources(entry)}
        </>
    }
}

/// For those who record, in the tab where they signed in. `app.js` loads the
/// whole viewer there, whatever the page.
#[cfg(not(feature = "whole"))]
fn amend(_: &EntryPage) -> Html {
    html! { <span hidden=true></span> }
}

/// For those who record, in the tab where they signed in.
#[cfg(feature = "whole")]
fn amend(entry: &EntryPage) -> Html {
    let kinds = [
        ("correction", "Correct this record"),
        ("redaction", "Withhold a field"),
        ("withdrawal", "Withdraw this record"),
    ];
    let known = |(kind, _): &&(&str, &str)| ledger::events::kind_info(kind).is_some();
    if crate::clerk::session::who().is_none() {
        return html! { <span hidden=true></span> };
    }
    html! {
        <p class="buttons" data-testid="amend">
            {for kinds.iter().filter(known).map(|(kind, words)| html! {
                <a key={*kind} class="button button--quiet" href={Route::Clerk(ClerkPage::New((*kind).to_owned())).href(&format!("target={}", entry.id))} data-go="">{*words}</a>
            })}
        </p>
    }
}

/// Conflicts, replies and corrections, at the same size as the event itself.
fn beside(entry: &EntryPage) -> Html {
    let with = |relation| entry.related.iter().filter(move |related| related.relation == relation);
    // Who withheld something of this record, on which ground: in the rows that say so.
    let redacts = |related: &&Related| is_redaction(entry, related);
    let card = |words: &'static str| move |related: &Related| entry_card(&related.row, words);
    let group = |name: &'static str, note: &'static str, cards: Vec<Html>| {
        if cards.is_empty() {
            html! { <div key={name} hidden=true></div> }
        } else {
            html! {
                <section key={name} class="beside" aria-label={name}>
                    <h2>{name}</h2>
                    <p class="hint">{note}</p>
                    <div class="beside__cards">{for cards}</div>
                </section>
            }
        }
    };
    html! {
        <div>
            {group("Allegation and reply", "An allegation is shown with the reply to it, and a reply with what it answers.", with(Relation::Reply).map(card("Allegation and reply")).collect())}
            {group("Another account", "These records do not agree. Both stand; the ledger does not choose.", with(Relation::Conflict).map(card("Says otherwise")).collect())}
            {group("Corrections", "A correction is a record of its own. The earlier one stays as it was made.",
                with(Relation::CorrectedBy).map(card("Corrects this event")).chain(with(Relation::Corrects).map(card("Is corrected by this event"))).collect())}
            {group("Withheld", "Something of this record was destroyed. By whom and on which ground stands here; its fingerprint stays, so the record still checks.", with(Relation::Mentions).filter(redacts).map(card("Withheld")).collect())}
            {group("Related events", "Named by this event, or naming it.", with(Relation::Mentions).filter(|related| !redacts(related)).map(card("Related")).collect())}
        </div>
    }
}

fn dates(entry: &EntryPage) -> Html {
    let mut rows = Vec::new();
    match &entry.row.happened {
        Some(stamp) => rows.push(("Happened".to_owned(), stamp_html(stamp))),
        None => rows.push(("Happened".to_owned(), html! { {"Date not known"} })),
    }
    if let Some(stamp) = &entry.announced {
        rows.push(("Announced".to_owned(), stamp_html(stamp)));
    }
    rows.push(("Recorded".to_owned(), html! {
        <>
            <time datetime={format::iso_moment(entry.row.recorded)}>{format::moment_words(entry.row.recorded)}</time>
            {if entry.gap.is_empty() { html! { <span></span> } } else { html! { <span class="muted">{format!(" ({})", entry.gap)}</span> } }}
        </>
    }));
    html! { <><h2>{"When"}</h2>{facts(rows)}</> }
}

fn stamp_html(stamp: &Stamp) -> Html {
    html! {
        <>
            <time datetime={stamp.machine.clone()}>{&stamp.words}</time>
            <span class="muted block">{&stamp.precision}</span>
            {match &stamp.written {
                Some(written) => html! { <span class="block">{"In the words of the source: “"}<q class="plain">{written}</q>{"”"}</span> },
                None => html! { <span hidden=true></span> },
            }}
        </>
    }
}

fn known(entry: &EntryPage) -> Html {
    let mut rows = vec![
        ("How it is known".to_owned(), html! { {&entry.basis} }),
        ("How sure that is".to_owned(), html! { {&entry.certainty} }),
    ];
    if let Some(uncertainty) = &entry.uncertainty {
        rows.push((
            "What is uncertain".to_owned(),
            html! { <span class="words">{uncertainty}</span> },
        ));
    }
    rows.push(("Inquiry".to_owned(), html! { {&entry.inquiry} }));
    rows.push(("Recorded by".to_owned(), html! { {&entry.by} }));
    if !entry.authorised_by.is_empty() {
        rows.push(("Authorised by".to_owned(), html! { {&entry.authorised_by} }));
    }
    if !entry.disclosure.is_empty() {
        rows.push(("Who may see it".to_owned(), html! { {&entry.disclosure} }));
    }
    html! { <><h2>{"How it is known"}</h2>{facts(rows)}</> }
}

fn sources(entry: &EntryPage) -> Html {
    html! {
        <div>
            <h2>{if entry.sources.len() == 1 { "Source" } else { "Sources" }}</h2>
            <ol class="sources">
                {for entry.sources.iter().enumerate().map(|(at, source)| html! { <li key={at}>{fields(entry, source)}</li> })}
            </ol>
        </div>
    }
}

fn around(entry: &EntryPage) -> Html {
    let index = entry.row.index;
    let step = |to: Option<u64>, words: &'static str, rel: &'static str| match to {
        Some(to) => {
            html! { <a href={Route::event(to).href("")} data-go="" class={classes!("around__step", format!("around__step--{rel}"))}><span>{words}</span><span class="muted">{format!("Event {to}")}</span></a> }
        }
        None => {
            html! { <span class="around__step muted">{if rel == "previous" { "This is the first event" } else { "This is the last event" }}</span> }
        }
    };
    html! {
        <nav class="around" aria-label="Events before and after">
            {step(index.checked_sub(1), "Previous event", "previous")}
            {step((index + 1 < entry.all).then_some(index + 1), "Next event", "next")}
        </nav>
    }
}

fn provenance(ledger: &Ledger, entry: &EntryPage) -> Html {
    let index = entry.row.index;
    html! {
        <section class="provenance" aria-labelledby="provenance">
            <h2 id="provenance">{"How this was checked"}</h2>
            {facts([
                ("Position".into(), html! { {format!("Event {index}, of events 0 to {}", entry.all.saturating_sub(1))} }),
                ("Fingerprint (hash)".into(), fingerprint(&entry.hash, "fingerprint")),
                ("Fingerprint of the event before".into(), fingerprint(&entry.previous, "fingerprint")),
                ("Leaf in the signed summary".into(), fingerprint(&entry.leaf, "leaf")),
                ("Public id".into(), html! { <code class="wrap">{&entry.id}</code> }),
                ("Signatures".into(), signers(&entry.signatures)),
            ])}
            <h3>{"This event"}</h3>
            {if ledger.state.is_checking() {
                html! { <p class="muted">{"The check has not ended. Results appear here when it has."}</p> }
            } else {
                html! { {checks(&entry.checks)} }
            }}
            <h3>{"Exact bytes"}</h3>
            <p>{"This line is the record. Its fingerprint is computed from exactly these bytes."}</p>
            <pre class="bytes" tabindex="0" aria-label="Exact bytes of this record" data-testid="bytes">{&entry.line}</pre>
            {CopyButton { text: entry.line.clone().into(), label: "Copy exact bytes".into() }.html()}
            {openings(entry)}
            {yourself(ledger, entry)}
            <h3>{"What this cannot tell you"}</h3>
            <p>{"That the record is unchanged does not make it true, and it does not show that everything that happened was recorded. It shows what was recorded, when, on what source, and that nobody has changed it since without this check noticing."}</p>
            {cite(ledger, entry)}
        </section>
    }
}

pub(super) fn openings(entry: &EntryPage) -> Html {
    if entry.openings.is_empty() {
        return html! { <span hidden=true></span> };
    }
    html! {
        <details class="openings" data-testid="openings">
            <summary>{format!("Sealed words and their openings ({})", entry.openings.len())}</summary>
            <p>{"Free text, names and small counts are sealed: the line above holds one fingerprint over all of them. Each is opened here by a random salt and its value; if one must be erased, only its fingerprint is left, and the record still checks."}</p>
            <div class="scroll" tabindex="0" role="group" aria-label="Table of openings">
                <table class="table">
                    <thead><tr><th scope="col">{"Field"}</th><th scope="col">{"Value"}</th><th scope="col">{"Salt or fingerprint"}</th></tr></thead>
                    <tbody>
                        {for entry.openings.iter().map(|opening| match &opening.open {
                            Some((salt, value)) => html! { <tr key={opening.pointer.clone()}><td><code class="wrap">{&opening.pointer}</code></td><td class="words">{value}</td><td><code class="wrap">{salt}</code></td></tr> },
                            None => html! { <tr key={opening.pointer.clone()}><td><code class="wrap">{&opening.pointer}</code></td><td class="withheld">{"Withheld"}</td><td><code class="wrap">{&opening.commitment}</code></td></tr> },
                        })}
                    </tbody>
                </table>
            </div>
        </details>
    }
}

fn yourself(ledger: &Ledger, entry: &EntryPage) -> Html {
    let commands = format!(
        "# Save the exact bytes above as entry.json, without a line break at the end.\n\
         b3sum entry.json\n# {}\n\
         (printf '\\0'; cat entry.json) | sha256sum\n# {}\n\
         {}",
        entry.hash,
        entry.leaf,
        super::verify::command()
    );
    let _ = ledger;
    html! {
        <div>
            <h3>{"Check it yourself"}</h3>
            <pre class="bytes" tabindex="0" aria-label="Commands" data-testid="commands">{commands.clone()}</pre>
            {CopyButton { text: commands.into(), label: "Copy commands".into() }.html()}
        </div>
    }
}

fn cite(ledger: &Ledger, entry: &EntryPage) -> Html {
    let citation = citation(ledger, entry);
    html! {
        <div>
            <h3>{"Cite this event"}</h3>
            <p class="cite" data-testid="citation">{&citation}</p>
            {CopyButton { text: citation.into(), label: "Copy citation".into() }.html()}
        </div>
    }
}

/// Title, date, position, fingerprint, and an address that tells when it no longer fits.
fn citation(ledger: &Ledger, entry: &EntryPage) -> String {
    let index = entry.row.index;
    let date = entry.row.happened.as_ref().map_or("date not known", |stamp| &stamp.words);
    let (origin, query) = match ledger.state.standing() {
        Some(verdict) => {
            let at = crate::query::At {
                size: verdict.size,
                root: verdict.root.get(..16).unwrap_or_default().to_owned(),
            };
            (verdict.origin.clone(), Params { at: Some(at), ..Params::default() }.to_query())
        }
        None => ("Daybook".into(), String::new()),
    };
    format!(
        "{}. {date}. {origin}, event {index}, recorded {}. Fingerprint {}. {}",
        entry.row.title,
        format::day_words(entry.row.recorded),
        format::short_hash(&entry.hash),
        ledger.source.address(&Route::event(index), &query)
    )
}
