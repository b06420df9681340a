//! Is another copy of the same history? The live ledger, or a second file.

use yew::prelude::*;

use super::chosen;
use crate::browser;
use crate::components::afresh;
use crate::context::use_ledger;
use crate::format;
use crate::source::Opened;
use crate::wire::{Ask, CompareAsk, Comparison, Kinship, Tell};

/// Properties of [`Compare`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct CompareProps {
    /// The open file.
    pub(super) opened: Opened,
    /// The key line that it was checked with.
    pub(super) used: String,
}

/// The other copy, as it is called in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Other {
    Live,
    File(String),
}

impl Other {
    fn name(&self) -> String {
        match self {
            Self::Live => "the live ledger".into(),
            Self::File(name) => format!("the file {name}"),
        }
    }
}

/// Buttons to compare by, and what came of it.
#[component]
pub(super) fn Compare(props: &CompareProps) -> Html {
    let ledger = use_ledger();
    let told = use_state(|| None::<(Other, Option<Comparison>)>);
    use_effect_with(props.opened.base.clone(), {
        let told = told.setter();
        move |_| told.set(None)
    });
    let ask = {
        let (bridge, told) = (ledger.bridge.clone(), told.clone());
        let (file, key) = (props.opened.base.clone(), props.used.clone());
        move |with: String, other: Other| {
            told.set(Some((other.clone(), None)));
            let told = told.setter();
            bridge.ask(
                Ask::Compare(CompareAsk { file: file.clone(), with, key: key.clone() }),
                Callback::from(move |answer: Tell| {
                    if let Tell::Compared(comparison) = answer {
                        told.set(Some((other.clone(), Some(*comparison))));
                    }
                }),
            );
        }
    };
    let live = {
        let ask = ask.clone();
        Callback::from(move |_: MouseEvent| ask(browser::base(), Other::Live))
    };
    let second = {
        let bridge = ledger.bridge.clone();
        Callback::from(move |event: Event| {
            if let Some(file) = chosen(&event) {
                let name = file.name();
                ask(bridge.give(file.into()), Other::File(name));
            }
        })
    };
    html! {
        <section aria-labelledby="compare">
            <h3 id="compare">{"Compare with another copy"}</h3>
            {if browser::is_one_file() {
                html! { <p>{"This page cannot reach any network, so it cannot ask the live ledger. Compare with a second file, or open this one on the ledger's own site."}</p> }
            } else {
                html! { <p><button type="button" class="button" onclick={live} data-testid="compare-live">{"Compare with the live ledger"}</button></p> }
            }}
            <div class="ask">
                <label class="ask__label" for="compare-file">{"Second .daybook file"}</label>
                <input id="compare-file" class="ask__input" type="file" accept=".daybook" onclick={afresh()} onchange={second} data-testid="compare-file" />
            </div>
            <div role="status">{result(told.as_ref())}</div>
        </section>
    }
}

fn result(told: Option<&(Other, Option<Comparison>)>) -> Html {
    let Some((other, comparison)) = told else { return html! { <p hidden=true></p> } };
    let Some(found) = comparison else {
        return html! { <p>{format!("Comparing with {}…", other.name())}</p> };
    };
    let (key, tone, text) = words(other, found);
    let notes = found.notes.clone();
    let save = Callback::from(move |_: MouseEvent| {
        let text = format!(
            "Signed summary in the file:\n\n{}\n\nSigned summary of the other copy:\n\n{}\n",
            notes.0, notes.1
        );
        browser::save("daybook-evidence.txt", &text);
    });
    html! {
        <div class={classes!("kinship", format!("kinship--{tone}"))} data-testid="comparison" data-result={key}>
            <p>{text}</p>
            {if tone == "fails" {
                html! { <p><button type="button" class="linklike" onclick={save}>{"Save both signed summaries as evidence"}</button></p> }
            } else {
                html! { <p hidden=true></p> }
            }}
        </div>
    }
}

/// Key for tests, tone, and one or two sentences.
fn words(other: &Other, found: &Comparison) -> (&'static str, &'static str, String) {
    let name = other.name();
    let named = format::capital(&name);
    let records = |number: u64| format::count(number, "record", "records");
    let (file, others) = (found.file, found.other);
    match found.kinship {
        Kinship::Same => {
            ("same", "good", format!("The file and {name} have the same {}.", records(file)))
        }
        Kinship::Older => (
            "older",
            "good",
            format!(
                "The file is an older copy. It has {}; {name} has {} and continues it: nothing that is in the file was changed.",
                records(file),
                format::thousands(others)
            ),
        ),
        Kinship::Newer if *other == Other::Live => (
            "newer",
            "fails",
            format!(
                "{named} is shorter. It shows {}; the file has {} and continues it. The last {} were removed from it or are hidden, or it was put back to an earlier time.",
                records(others),
                format::thousands(file),
                records(file - others.min(file))
            ),
        ),
        Kinship::Newer => (
            "newer",
            "good",
            format!(
                "{named} is an older copy. It has {}; this one has {} and continues it.",
                records(others),
                format::thousands(file)
            ),
        ),
        Kinship::Forked => (
            "forked",
            "fails",
            format!(
                "Two different histories exist. The file has {}, {name} has {}, both are signed by the same key, and neither continues the other.",
                records(file),
                format::thousands(others)
            ),
        ),
        Kinship::Stranger => (
            "stranger",
            "limits",
            format!(
                "{named} is another ledger ({}), so there is nothing to compare.",
                found.reason
            ),
        ),
        Kinship::Unable => (
            "unable",
            "limits",
            format!(
                "They could not be compared ({}). This is not a sign of tampering.",
                found.reason
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shorter live ledger is a finding; a shorter file is an older copy.
    #[test]
    fn only_a_live_ledger_can_have_gone_backwards() {
        let found = |kinship| Comparison { kinship, file: 6, other: 4, ..Comparison::default() };
        let file = Other::File("old.daybook".into());
        let (_, tone, text) = words(&Other::Live, &found(Kinship::Newer));
        assert!(tone == "fails" && text.contains("shows 4 records") && text.contains("last 2"));
        assert_eq!(words(&file, &found(Kinship::Newer)).1, "good");
        assert_eq!(words(&file, &found(Kinship::Older)).1, "good");
        assert_eq!(words(&file, &found(Kinship::Forked)).1, "fails");
        let (_, tone, text) = words(&Other::Live, &found(Kinship::Unable));
        assert!(tone == "limits" && text.contains("not a sign of tampering"));
    }
}
