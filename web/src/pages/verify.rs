//! Every check, with what it was made from.

use yew::prelude::*;

use super::heading;
use crate::components::{CopyButton, checks, facts, fingerprint};
use crate::context::Ledger;
use crate::format;
use crate::part::Shown as _;
use crate::route::Route;
use crate::wire::{StateKey, Verdict, Witness};

/// The page.
pub(crate) fn verify(ledger: &Ledger) -> Html {
    let (again, look) = (ledger.again.clone(), ledger.look.clone());
    let site = ledger.source.is_site();
    html! {
        <div key="verify" class="text text--wide">
            {heading("Every check, one by one")}
            <p class="lead">{if site { "These checks were made in this browser, from files that anyone can download. Nothing was asked of the server but those files." } else { "These checks were made in this browser, from the file that you opened. Nothing was sent or asked anywhere." }}</p>
            <p class="buttons">
                <button type="button" class="button" hidden={!site} onclick={look.reform(|_| ())}>{"Look for newer records"}</button>
                <button type="button" class="button button--quiet" onclick={again.reform(|_| true)}>{"Check everything again"}</button>
            </p>
            {match ledger.state.standing() {
                Some(verdict) => report(ledger, verdict),
                None => html! { <p class="muted">{"The check has not ended yet. The results appear here when it has."}</p> },
            }}
            {if site { memory(ledger) } else { html! { <p>{"What this device remembers of the ledgers it visits is neither used nor changed by a file. To compare a file with an earlier time, give the signed summary that you kept when you open it."}</p> } }}
        </div>
    }
}

fn report(ledger: &Ledger, verdict: &Verdict) -> Html {
    html! {
        <div>
            {findings(verdict)}
            <h2>{"Checks"}</h2>
            {checks(&verdict.checks)}
            <h2>{"What was checked"}</h2>
            {facts([
                ("Ledger".into(), html! { {&verdict.origin} }),
                ("Records in the summary".into(), html! { {format::thousands(verdict.size)} }),
                ("Records that fit".into(), html! { {format::thousands(verdict.good)} }),
                ("Fingerprint of all records (root)".into(), fingerprint(&verdict.root, "root")),
                ("Fingerprint of the last record".into(), fingerprint(&verdict.head, "fingerprint")),
                ("Key that signed".into(), html! { <><code>{&verdict.key_id}</code>{key_words(verdict)}</> }),
                ("Downloaded".into(), html! { {format!("{} in {}.{} seconds", format::bytes(verdict.bytes), verdict.took / 1_000, verdict.took % 1_000 / 100)} }),
                ("Ended".into(), html! { {format::moment_words(verdict.time)} }),
            ])}
            {witnesses(ledger, verdict)}
            <h2>{"Signed summary"}</h2>
            <p>{"The signed summary (checkpoint) as it came: name of the ledger, number of records, fingerprint of all of them, signature."}</p>
            <pre class="bytes" tabindex="0" aria-label="Signed summary" data-testid="note">{&verdict.note}</pre>
            {CopyButton { text: verdict.note.clone().into(), label: "Copy signed summary".into() }.html()}
            <h3>{"Key line"}</h3>
            <pre class="bytes" tabindex="0" aria-label="Key line" data-testid="vkey">{&verdict.vkey}</pre>
            {CopyButton { text: verdict.vkey.clone().into(), label: "Copy key line".into() }.html()}
            <h2>{"Report for other programs"}</h2>
            <details>
                <summary>{"Show the report as JSON"}</summary>
                <pre class="bytes" tabindex="0" aria-label="Report as JSON" data-testid="report">{&verdict.json}</pre>
            </details>
            {CopyButton { text: verdict.json.clone().into(), label: "Copy report".into() }.html()}
            <h2>{"Check it without this page"}</h2>
            <p>{"A page can lie about its own checks. The program below makes the same checks from the same files:"}</p>
            <pre class="bytes" tabindex="0" aria-label="Command">{command()}</pre>
        </div>
    }
}

/// The command that checks this ledger from outside the browser.
pub(super) fn command() -> String {
    "# a copy that the ledger's office or anyone else made with: daybook export FOLDER\n\
     daybook verify FOLDER --seen last-seen"
        .to_owned()
}

/// Who must confirm this ledger, what each did, and how old both summaries are.
fn witnesses(ledger: &Ledger, verdict: &Verdict) -> Html {
    let (used, offered) = &verdict.policy;
    let changed = used != offered && !offered.is_empty();
    if verdict.witnesses.is_empty() && !changed {
        return html! { <span hidden=true></span> };
    }
    let moment = |size: u64, time: i64| {
        format!(
            "{}, {} ({} ago)",
            format::count(size, "record", "records"),
            format::moment_words(time),
            format::age_words(verdict.time - time)
        )
    };
    let one = |witness: &Witness| {
        let words = match witness.confirmed {
            _ if witness.wrong => "The signature in its name does not fit.".into(),
            Some((size, time)) => format!("Confirmed {}", moment(size, time)),
            None => "Has not confirmed".into(),
        };
        let key = format!(" Key {}.", witness.key_id);
        (witness.name.clone(), html! { <>{words}{"."}{key}</> })
    };
    let mut rows: Vec<(String, Html)> = verdict.witnesses.iter().map(one).collect();
    rows.extend([
        (
            "Newest record of the signed summary".into(),
            match verdict.newest {
                0 => html! { {format::count(verdict.size, "record", "records")} },
                newest => html! { {moment(verdict.size, newest)} },
            },
        ),
        (
            "Witnessed summary".into(),
            match verdict.witnessed {
                None => html! { {"None yet that enough have confirmed"} },
                Some((size, time)) => html! { {moment(size, time)} },
            },
        ),
    ]);
    html! {
        <section aria-labelledby="witnesses" data-testid="witnesses">
            <h2 id="witnesses">{"Independent witnesses"}</h2>
            <p>{format!("An independent witness signs a summary only if it continues the last one it signed. {} required here.", format::count(verdict.cosigners.1, "is", "are"))}</p>
            {facts(rows)}
            {if changed {
                let trust = ledger.trust.clone();
                html! {
                    <p data-testid="policy-changed">
                        {"The ledger now names other independent witnesses than when this device first saw it. They were not asked for here. "}
                        <button type="button" class="linklike" onclick={trust.reform(|_| ())}>{"Go by the new list from now on"}</button>
                    </p>
                }
            } else { html! { <span hidden=true></span> } }}
        </section>
    }
}

fn key_words(verdict: &Verdict) -> &'static str {
    #[cfg(feature = "whole")]
    if let Some(file) = &verdict.file {
        return if file.own_key {
            " Taken from the file itself. Compare it with one you got another way, or give that one when you open the file."
        } else if verdict.state == StateKey::UnknownKey {
            " This is not the key that you gave, or that this device trusts for this ledger."
        } else {
            " The key that you gave, or that this device trusts for this ledger."
        };
    }
    match verdict.state {
        StateKey::UnknownKey => " This is not the key this device trusts.",
        _ if verdict.seen.is_none() => {
            " Taken from the ledger on this first visit; once everything is verified, this device trusts it from then on. Compare it with one you got another way."
        }
        _ => " The key this device trusts for this ledger.",
    }
}

fn findings(verdict: &Verdict) -> Html {
    if verdict.findings.is_empty() {
        return html! { <span hidden=true></span> };
    }
    html! {
        <section aria-labelledby="findings" class="findings" data-testid="findings">
            <h2 id="findings">{"What does not fit"}</h2>
            <ul>
                {for verdict.findings.iter().enumerate().map(|(at, finding)| html! {
                    <li key={at} data-code={finding.code.clone()}>
                        <p><strong>{&finding.words}</strong></p>
                        {facts([
                            ("Code".into(), html! { <code>{&finding.code}</code> }),
                            ("Event".into(), finding.index.map_or_else(|| html! { {"the whole ledger"} }, |index| html! { <a href={Route::event(index).href("")} data-go="">{format!("Event {index}")}</a> })),
                            ("Signed".into(), html! { <code class="wrap">{&finding.expected}</code> }),
                            ("This copy".into(), html! { <code class="wrap">{&finding.computed}</code> }),
                        ])}
                    </li>
                })}
            </ul>
        </section>
    }
}

fn memory(ledger: &Ledger) -> Html {
    let memory = &ledger.memory;
    html! {
        <section aria-labelledby="memory">
            <h2 id="memory">{"History of checks on this device"}</h2>
            <p>{if ledger.state.remembers {
                "This browser remembers the last signed summary it checked, so that it notices if records disappear later. It is kept on this device only."
            } else {
                "This browser does not let us remember anything (a private window, or storage is switched off), so a later visit cannot be compared with this one."
            }}</p>
            {if memory.past.is_empty() {
                html! { <p class="muted">{"No check has ended on this device yet."}</p> }
            } else {
                html! {
                    <div class="scroll" tabindex="0" role="group" aria-label="Table of past checks">
                        <table class="table" data-testid="history">
                            <caption class="visually-hidden">{"Past checks, newest first"}</caption>
                            <thead><tr><th scope="col">{"When"}</th><th scope="col">{"Result"}</th><th scope="col">{"Records"}</th><th scope="col">{"Fingerprint of all"}</th></tr></thead>
                            <tbody>
                                {for memory.past.iter().enumerate().map(|(at, past)| html! {
                                    <tr key={at}><td>{format::moment_words(past.time)}</td><td>{&past.chip}</td><td>{format::thousands(past.size)}</td><td><code>{format::short_hash(&past.root)}</code></td></tr>
                                })}
                            </tbody>
                        </table>
                    </div>
                }
            }}
        </section>
    }
}
