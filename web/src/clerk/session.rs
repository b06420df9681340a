//! What this tab keeps while somebody records: who is signed in, drafts, and what
//! was recorded. In session storage only: it is gone when the tab is closed, and no
//! other tab and no server sees it. The token is kept nowhere: the browser holds a
//! cookie that no script reads, and the server the session that it names.

use ledger::record::Json;

use super::answers::Answers;
use super::form::Form;
use crate::browser;

const WHO: &str = "daybook.clerk.who";
const DRAFTS: &str = "daybook.clerk.drafts";
const DONE: &str = "daybook.clerk.done";
const LAST: &str = "daybook.clerk.last";
const PLACE: &str = "daybook.clerk.place";

/// Most records that the tab lists as recorded here.
const DONE_KEPT: usize = 50;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Who {
    /// Whose it is: fills `by`.
    pub(crate) name: String,
}

/// A record that is being written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Writing {
    /// What was typed.
    pub(crate) answers: Answers,
    /// Sent with the record, the same each time: pressing twice makes one event.
    pub(crate) key: String,
    /// Salts by pointer, once they were drawn, with the draft that they are for.
    pub(crate) sealed: Option<(String, Json)>,
    /// The proposal that it changes, by its id; empty for a new one.
    pub(crate) pending: String,
    /// The draft that the answers are still to be filled in from.
    pub(crate) from: Option<Json>,
}

/// A record that was recorded from this tab.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Done {
    /// Its position.
    pub(crate) index: u64,
    /// The receipt, as the server gave it.
    pub(crate) receipt: String,
    /// Its kind, in words.
    pub(crate) title: String,
}

fn load(name: &str) -> Option<Json> {
    let text = browser::session()?.get_item(name).ok().flatten()?;
    Json::parse(text.as_bytes()).ok()
}

fn save(name: &str, json: &Json) {
    if let Some(storage) = browser::session() {
        let _ = storage.set_item(name, &json.to_canonical());
    }
}

fn text(json: &Json, name: &str) -> String {
    json.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
}

/// Who is signed in in this tab.
pub(crate) fn who() -> Option<Who> {
    let json = load(WHO)?;
    let who = Who { name: text(&json, "name") };
    (!who.name.is_empty()).then_some(who)
}

/// Signs in.
pub(crate) fn sign_in(who: &Who) {
    save(WHO, &Json::object([("name", Json::str(who.name.clone()))]));
}

/// Keeps where somebody was who leaves to sign in elsewhere.
pub(crate) fn keep_place(href: &str) {
    save(PLACE, &Json::str(href));
}

/// Where they were, once.
pub(crate) fn take_place() -> Option<String> {
    let place = load(PLACE)?.as_str().map(str::to_owned);
    forget(PLACE);
    place
}

/// Forgets who it was; what was written stays until the tab is closed.
pub(crate) fn sign_out() {
    forget(WHO);
}

/// Forgets everything: who it was, drafts, list of what was recorded.
pub(crate) fn forget_all() {
    for name in [WHO, DRAFTS, DONE, LAST, PLACE] {
        forget(name);
    }
}

fn forget(name: &str) {
    if let Some(storage) = browser::session() {
        let _ = storage.remove_item(name);
    }
}

/// The kinds that are being written, and each one's reference.
pub(crate) fn drafts() -> Vec<(String, Writing)> {
    match load(DRAFTS) {
        Some(Json::Object(all)) => {
            all.iter().map(|(kind, json)| (kind.clone(), Writing::from_json(json))).collect()
        }
        _ => Vec::new(),
    }
}

/// The draft of a kind in this tab.
pub(crate) fn draft(kind: &str) -> Option<Writing> {
    load(DRAFTS)?.get(kind).map(Writing::from_json)
}

/// Keeps the draft of a kind; `None` lets go of it.
pub(crate) fn keep_draft(kind: &str, writing: Option<&Writing>) {
    let mut all = match load(DRAFTS) {
        Some(Json::Object(all)) => all,
        _ => std::collections::BTreeMap::new(),
    };
    match writing {
        Some(writing) => all.insert(kind.to_owned(), writing.to_json()),
        None => all.remove(kind),
    };
    save(DRAFTS, &Json::Object(all));
}

/// A new draft: a reference of its own, and the matter of the last one.
pub(crate) fn begin(kind: &str) -> Writing {
    let mut writing = Writing { key: browser::random_hex(), ..Writing::default() };
    let id: String = writing.key.chars().take(10).collect();
    writing.answers.set("/id", format!("{}-{id}", kind.replace('_', "-")));
    if let Some(inquiry) = load(LAST).map(|last| text(&last, "inquiry")) {
        writing.answers.set("/inquiry", inquiry);
    }
    writing
}

/// The answer to a question in the record before this one, to be used again.
pub(crate) fn last(pointer: &str) -> Option<Json> {
    load(LAST)?.get(pointer.trim_start_matches('/')).cloned()
}

/// Notes what was recorded, and lets go of its draft.
pub(crate) fn recorded(form: &Form, draft: &Json, done: Done) {
    save(
        LAST,
        &Json::object(
            ["inquiry", "sources", "basis"]
                .into_iter()
                .filter_map(|name| draft.get(name).map(|value| (name, value.clone()))),
        ),
    );
    keep_draft(&form.kind, None);
    log(done);
}

/// Notes a position and its receipt.
pub(crate) fn log(done: Done) {
    let mut all = done_here();
    all.insert(0, done);
    all.truncate(DONE_KEPT);
    let item = |done: &Done| {
        Json::object([
            ("index", Json::Int(i64::try_from(done.index).unwrap_or(i64::MAX))),
            ("receipt", Json::str(done.receipt.clone())),
            ("title", Json::str(done.title.clone())),
        ])
    };
    save(DONE, &Json::Array(all.iter().map(item).collect()));
}

/// What was recorded from this tab, newest first.
pub(crate) fn done_here() -> Vec<Done> {
    let Some(Json::Array(all)) = load(DONE) else { return Vec::new() };
    let item = |json: &Json| {
        let index = json.get("index").and_then(Json::as_int)?;
        Some(Done {
            index: u64::try_from(index).ok()?,
            receipt: text(json, "receipt"),
            title: text(json, "title"),
        })
    };
    all.iter().filter_map(item).collect()
}

impl Writing {
    fn from_json(json: &Json) -> Self {
        let answers = Answers::from_json(json.get("answers").unwrap_or(&Json::Null));
        let sealed = json.get("salts").map(|salts| (text(json, "draft"), salts.clone()));
        let (key, pending) = (text(json, "key"), text(json, "pending"));
        Self { answers, key, sealed, pending, from: json.get("from").cloned() }
    }

    fn to_json(&self) -> Json {
        let mut members =
            vec![("answers", self.answers.to_json()), ("key", Json::str(self.key.clone()))];
        if !self.pending.is_empty() {
            members.push(("pending", Json::str(self.pending.clone())));
        }
        members.extend(self.from.iter().map(|from| ("from", from.clone())));
        if let Some((draft, salts)) = &self.sealed {
            members.push(("draft", Json::str(draft.clone())));
            members.push(("salts", salts.clone()));
        }
        Json::object(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_comes_back_as_it_was_kept() {
        let mut writing = Writing { key: "k".into(), ..Writing::default() };
        writing.answers.set("/event/text", "Words\n".into());
        assert_eq!(Writing::from_json(&writing.to_json()), writing);
        let salts = Json::object([("/event/text", Json::str("00"))]);
        writing.sealed = Some(("{}".into(), salts));
        assert_eq!(Writing::from_json(&writing.to_json()), writing);
        writing.pending = "0a".into();
        writing.from = Some(Json::object([("id", Json::str("x"))]));
        assert_eq!(Writing::from_json(&writing.to_json()), writing);
        assert_eq!(Writing::from_json(&Json::Null), Writing::default());
    }
}
