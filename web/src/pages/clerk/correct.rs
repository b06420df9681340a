//! Beside a correction or a redaction: what the record says, field by field, each
//! with a button that takes its place over, and for a correction its old value.

use yew::prelude::*;

use super::ask;
use crate::clerk::answers::Answers;
use crate::components::loading;
use crate::context::use_ledger;
use crate::wire::{Desk, Reply};

/// Properties of [`Old`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct OldProps {
    /// The reference of the record that is corrected, or of which something is withheld.
    pub(super) target: AttrValue,
    /// Whether a field is to be withheld: then only sealed ones are offered.
    pub(super) withhold: bool,
    /// A field was chosen: its place and its old value.
    pub(super) chosen: Callback<(String, String)>,
}

/// The fields of the target.
#[component]
pub(super) fn Old(props: &OldProps) -> Html {
    let ledger = use_ledger();
    let found = use_state(|| None::<Vec<(String, String, String)>>);
    let generation = ledger.state.generation;
    use_effect_with((props.target.clone(), generation, props.withhold), {
        let found = found.clone();
        move |(target, _, withhold): &(AttrValue, u32, bool)| {
            let target = target.to_string();
            ask(
                &ledger,
                if *withhold { Desk::Sealed(target) } else { Desk::Recorded(target) },
                Callback::from(move |reply| {
                    if let Reply::Recorded(fields) = reply {
                        found.set(Some(fields));
                    }
                }),
            );
        }
    });
    let act = if props.withhold { "Withhold" } else { "Correct" };
    let row = |(place, label, value): &(String, String, String)| {
        let chosen = (place.clone(), value.clone());
        html! {
            <div class="facts__row" key={place.clone()}>
                <dt>{label}</dt>
                <dd class="answers__answer">
                    <span class="words">{value}</span>
                    <button type="button" class="linklike" onclick={props.chosen.reform(move |_: MouseEvent| chosen.clone())} data-testid="correct-field">{act}<span class="visually-hidden">{format!(" {label}")}</span></button>
                </dd>
            </div>
        }
    };
    html! {
        <section aria-labelledby="old" class="old">
            <h2 id="old">{if props.withhold { "What can be withheld" } else { "What the record says now" }}</h2>
            <p class={classes!("hint", (!props.withhold).then_some("none"))}>{"Names, free text and small counts. Whatever you withhold is destroyed: nobody can bring it back from here. The other fields are part of the record for ever."}</p>
            {match &*found {
                None => html! { <div key="loading">{loading("the record")}</div> },
                Some(fields) if fields.is_empty() && props.withhold => html! { <p key="none" class="notice">{format!("The record {} has no field that can be withheld, or it has not been downloaded yet.", props.target)}</p> },
                Some(fields) if fields.is_empty() => html! { <p key="none" class="notice">{format!("This ledger has no record with the reference {}, or it has not been downloaded yet.", props.target)}</p> },
                Some(fields) => html! { <dl key="fields" class="facts">{for fields.iter().map(row)}</dl> },
            }}
        </section>
    }
}

/// Takes a field over into the first change that is still empty.
pub(super) fn take(answers: &mut Answers, place: &str, old: &str) {
    let list = "/event/changes";
    let free = (0..answers.count(list)).find(|n| {
        let typed = answers.get(&format!("{list}/{n}/field"));
        typed.is_empty() || typed == place
    });
    let at = free.unwrap_or_else(|| {
        answers.add(list);
        answers.count(list) - 1
    });
    answers.set(&format!("{list}/{at}/field"), place.to_owned());
    answers.set(&format!("{list}/{at}/old"), old.to_owned());
}

/// Takes a field over into the first place of the list of fields that is still empty.
pub(super) fn take_field(answers: &mut Answers, place: &str) {
    let list = "/event/fields";
    let at = |n: usize| format!("{list}/{n}");
    if (0..answers.count(list)).any(|n| answers.get(&at(n)) == place) {
        return;
    }
    let free = (0..answers.count(list)).find(|n| answers.get(&at(*n)).is_empty());
    let free = free.unwrap_or_else(|| {
        answers.add(list);
        answers.count(list) - 1
    });
    answers.set(&at(free), place.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_to_withhold_is_taken_once() {
        let mut answers = Answers::default();
        for place in ["/event/name", "/event/text", "/event/name"] {
            take_field(&mut answers, place);
        }
        assert_eq!(answers.count("/event/fields"), 2);
        assert_eq!(answers.get("/event/fields/1"), "/event/text");
    }

    #[test]
    fn a_field_takes_the_first_empty_place() {
        let mut answers = Answers::default();
        take(&mut answers, "/event/name", "Old");
        take(&mut answers, "/event/kind", "lscb");
        take(&mut answers, "/event/name", "Older");
        assert_eq!(answers.count("/event/changes"), 2);
        assert_eq!(answers.get("/event/changes/0/field"), "/event/name");
        assert_eq!(answers.get("/event/changes/0/old"), "Older");
        assert_eq!(answers.get("/event/changes/1/old"), "lscb");
    }
}
