//! What changed since the version before, field by field.

use std::collections::BTreeMap;

use ledger::record::{Json, get_at};
use yew::prelude::*;

/// One field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    at: String,
    was: String,
    now: String,
}

/// The changes of the record at a place; nothing in a first version.
pub(super) fn diff(json: &Json, place: usize, item: &Json) -> Html {
    let before = get_at(json, &format!("/before/{place}"));
    let (Some(before), Some(now)) = (before, item.get("draft")) else {
        return html! { <div key="first" hidden=true></div> };
    };
    let found = changes(before, now);
    html! {
        <section key="diff" aria-labelledby="changed" data-testid="diff">
            <h2 id="changed">{"Changed since the last version"}</h2>
            {if found.is_empty() {
                html! { <p class="muted">{"Nothing."}</p> }
            } else {
                html! {
                    <div class="scroll" tabindex="0" role="group" aria-label="Table of changes">
                        <table class="table">
                            <thead><tr><th scope="col">{"Field"}</th><th scope="col">{"Was"}</th><th scope="col">{"Is now"}</th></tr></thead>
                            <tbody>{for found.iter().map(|change| html! {
                                <tr key={change.at.clone()}><th scope="row"><code class="wrap">{&change.at}</code></th><td class="words">{&change.was}</td><td class="words">{&change.now}</td></tr>
                            })}</tbody>
                        </table>
                    </div>
                }
            }}
        </section>
    }
}

fn changes(before: &Json, now: &Json) -> Vec<Change> {
    let (mut was, mut is) = (BTreeMap::new(), BTreeMap::new());
    leaves("", before, &mut was);
    leaves("", now, &mut is);
    // Who approves is written in for the reader, and is no change of the author's.
    is.remove("/authorised_by");
    was.remove("/authorised_by");
    let mut all: Vec<&String> = was.keys().chain(is.keys()).collect();
    all.sort_unstable();
    all.dedup();
    let text = |found: &BTreeMap<String, String>, at: &str| {
        found.get(at).cloned().unwrap_or_else(|| "–".to_owned())
    };
    let one = |at: &&String| was.get(*at) != is.get(*at);
    let changed = all.into_iter().filter(one);
    changed.map(|at| Change { at: at.clone(), was: text(&was, at), now: text(&is, at) }).collect()
}

fn leaves(at: &str, value: &Json, found: &mut BTreeMap<String, String>) {
    match value {
        Json::Object(members) => {
            for (name, member) in members {
                leaves(&format!("{at}/{name}"), member, found);
            }
        }
        Json::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                leaves(&format!("{at}/{place}"), item, found);
            }
        }
        Json::Str(text) => {
            found.insert(at.to_owned(), text.clone());
        }
        other => {
            found.insert(at.to_owned(), other.to_canonical());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_added_and_taken_out_is_listed_and_nothing_else() {
        let json = |text: &str| Json::parse(text.as_bytes()).unwrap();
        let before = json(r#"{"a":{"x":"one","y":1},"list":["p","q"],"same":"s"}"#);
        let now =
            json(r#"{"a":{"x":"two"},"authorised_by":"e","list":["p"],"new":true,"same":"s"}"#);
        let told: Vec<(String, String, String)> =
            changes(&before, &now).into_iter().map(|c| (c.at, c.was, c.now)).collect();
        let due = [
            ("/a/x", "one", "two"),
            ("/a/y", "1", "–"),
            ("/list/1", "q", "–"),
            ("/new", "–", "true"),
        ];
        let due = due.map(|(at, was, now)| (at.to_owned(), was.to_owned(), now.to_owned()));
        assert_eq!(told, due);
        assert_eq!(changes(&now, &now), []);
    }
}
