//! What has been typed, and the draft that it makes.
//!
//! An answer is kept as typed, under the pointer of its field, so that what
//! cannot be read stays on screen beside what is said about it. Nothing is
//! judged here: a number that is none goes into the draft as text, and `ledger`
//! says so.

use std::collections::BTreeMap;

use ledger::record::Json;

use super::form::{Field, Form, Shape};

/// Texts as typed, by pointer. A list has its number of items under `#n`, a
/// date its parts under `#d`, `#m`, `#y` and, for those who know it, `#e`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Answers(BTreeMap<String, String>);

impl Answers {
    /// What was typed; empty where nothing was.
    pub(crate) fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    /// Types something.
    pub(crate) fn set(&mut self, key: &str, value: String) {
        if value.is_empty() {
            self.0.remove(key);
        } else {
            self.0.insert(key.to_owned(), value);
        }
    }

    /// How many items a list shows: at least one, to type into.
    pub(crate) fn count(&self, list: &str) -> usize {
        self.get(&format!("{list}#n")).parse().unwrap_or(0).max(1)
    }

    /// Shows one item more.
    pub(crate) fn add(&mut self, list: &str) {
        let more = self.count(list) + 1;
        self.set(&format!("{list}#n"), more.to_string());
    }

    /// Takes an item out; those after it move up.
    pub(crate) fn remove(&mut self, list: &str, gone: usize) {
        let count = self.count(list);
        let old = std::mem::take(&mut self.0);
        for (key, value) in old {
            if let Some(key) = moved(&key, list, gone) {
                self.0.insert(key, value);
            }
        }
        self.set(&format!("{list}#n"), count.saturating_sub(1).max(1).to_string());
    }

    /// Takes the empty items out of every list, so that the places in the draft
    /// are the places on screen.
    pub(crate) fn tidy(&mut self, field: &Field, at: &str) {
        match &field.shape {
            Shape::Group(members) => {
                for member in members {
                    self.tidy(member, &format!("{at}/{}", member.name));
                }
            }
            Shape::List(item) => {
                for place in (0..self.count(at)).rev() {
                    let here = format!("{at}/{place}");
                    if value(item, &here, self).is_none() {
                        self.remove(at, place);
                    } else {
                        self.tidy(item, &here);
                    }
                }
            }
            _ => {}
        }
    }

    /// The draft of a form, without `by`.
    pub(crate) fn draft(&self, form: &Form) -> Json {
        let (mut all, mut event) = (BTreeMap::new(), BTreeMap::new());
        all.insert("kind".to_owned(), Json::str(form.kind.clone()));
        for question in form.questions() {
            let Some(answer) = value(&question.field, &question.pointer, self) else { continue };
            let name = question.field.name.clone();
            if question.pointer.starts_with("/event/") {
                event.insert(name, answer);
            } else {
                all.insert(name, answer);
            }
        }
        all.insert("event".to_owned(), Json::Object(event));
        Json::Object(all)
    }

    /// As JSON, to be kept.
    pub(crate) fn to_json(&self) -> Json {
        let all = self.0.iter().map(|(key, value)| (key.as_str(), Json::str(value.clone())));
        Json::object(all)
    }

    /// From JSON that was kept.
    pub(crate) fn from_json(json: &Json) -> Self {
        let mut answers = Self::default();
        if let Json::Object(members) = json {
            for (key, value) in members {
                answers.set(key, value.as_str().unwrap_or_default().to_owned());
            }
        }
        answers
    }
}

/// The key of an answer once item `gone` of a list is out; `None` for its own.
fn moved(key: &str, list: &str, gone: usize) -> Option<String> {
    let Some(rest) = key.strip_prefix(list).and_then(|rest| rest.strip_prefix('/')) else {
        return Some(key.to_owned());
    };
    let end = rest.find(['/', '#']).unwrap_or(rest.len());
    let (place, tail) = rest.split_at(end);
    match place.parse::<usize>() {
        Ok(place) if place == gone => None,
        Ok(place) if place > gone => Some(format!("{list}/{}{tail}", place - 1)),
        _ => Some(key.to_owned()),
    }
}

/// What the answers at a pointer amount to; `None` for no answer.
pub(crate) fn value(field: &Field, at: &str, answers: &Answers) -> Option<Json> {
    let typed = answers.get(at);
    let trimmed = typed.trim();
    let filled = !trimmed.is_empty();
    match &field.shape {
        // Free text is kept as typed, spaces and all.
        Shape::Words | Shape::Line => filled.then(|| Json::str(typed)),
        Shape::Id(_) | Shape::Codes(_) => filled.then(|| Json::str(trimmed)),
        Shape::Number => filled.then(|| {
            // Commas between thousands are how people write numbers.
            let bare: String = trimmed.chars().filter(|letter| *letter != ',').collect();
            bare.parse().map_or_else(|_| Json::str(trimmed), Json::Int)
        }),
        Shape::YesNo => match trimmed {
            "" => None,
            "yes" => Some(Json::Bool(true)),
            "no" => Some(Json::Bool(false)),
            other => Some(Json::str(other)),
        },
        Shape::Date => date(at, answers).map(Json::Str),
        Shape::Json => {
            filled.then(|| Json::parse(trimmed.as_bytes()).unwrap_or_else(|_| Json::str(trimmed)))
        }
        Shape::Group(members) => {
            let mut all = BTreeMap::new();
            for member in members {
                if let Some(answer) = value(member, &format!("{at}/{}", member.name), answers) {
                    all.insert(member.name.clone(), answer);
                }
            }
            (!all.is_empty()).then_some(Json::Object(all))
        }
        Shape::List(item) => {
            let places = 0..answers.count(at);
            let all: Vec<Json> =
                places.filter_map(|n| value(item, &format!("{at}/{n}"), answers)).collect();
            (!all.is_empty()).then_some(Json::Array(all))
        }
    }
}

/// The parts of a date as EDTF, however odd: `ledger` judges it.
fn date(at: &str, answers: &Answers) -> Option<String> {
    let part = |name: &str| answers.get(&format!("{at}#{name}")).trim();
    let (expert, year, month, day) = (part("e"), part("y"), part("m"), part("d"));
    if !expert.is_empty() {
        return Some(expert.to_owned());
    }
    if year.is_empty() && month.is_empty() && day.is_empty() {
        return None;
    }
    let two = |text: &str| match text.len() {
        0 => "XX".to_owned(),
        1 => format!("0{text}"),
        _ => text.to_owned(),
    };
    let year = if year.is_empty() { "(no year)" } else { year };
    Some(match (month.is_empty(), day.is_empty()) {
        (true, true) => year.to_owned(),
        (_, true) => format!("{year}-{}", two(month)),
        (_, false) => format!("{year}-{}-{}", two(month), two(day)),
    })
}

/// An answer in words, on one line or a few: codes by their labels.
pub(crate) fn words(field: &Field, answer: &Json) -> String {
    match (&field.shape, answer) {
        (Shape::Codes(choices), Json::Str(code)) => choices
            .iter()
            .find(|choice| choice.code == *code)
            .map_or_else(|| code.clone(), |choice| choice.label.clone()),
        (Shape::Date, Json::Str(text)) => {
            ledger::events::Edtf::parse(text).map_or_else(|_| text.clone(), |date| date.in_words())
        }
        (Shape::Group(members), Json::Object(_)) => {
            let said = members.iter().filter_map(|member| {
                Some(format!("{}: {}", member.label, words(member, answer.get(&member.name)?)))
            });
            said.collect::<Vec<_>>().join("\n")
        }
        (Shape::List(item), Json::Array(items)) => {
            items.iter().map(|inner| words(item, inner)).collect::<Vec<_>>().join("\n")
        }
        (_, Json::Bool(true)) => "Yes".to_owned(),
        (_, Json::Bool(false)) => "No".to_owned(),
        (_, Json::Str(text)) => text.clone(),
        (_, other) => other.to_canonical(),
    }
}

/// Types an existing value into a field, to start a form from it.
pub(crate) fn fill(field: &Field, at: &str, value: &Json, answers: &mut Answers) {
    match (&field.shape, value) {
        (Shape::Group(members), Json::Object(_)) => {
            for member in members {
                if let Some(inner) = value.get(&member.name) {
                    fill(member, &format!("{at}/{}", member.name), inner, answers);
                }
            }
        }
        (Shape::List(item), Json::Array(items)) => {
            answers.set(&format!("{at}#n"), items.len().to_string());
            for (place, inner) in items.iter().enumerate() {
                fill(item, &format!("{at}/{place}"), inner, answers);
            }
        }
        (Shape::Date, Json::Str(text)) => fill_date(at, text, answers),
        (Shape::YesNo, Json::Bool(yes)) => {
            answers.set(at, if *yes { "yes" } else { "no" }.to_owned());
        }
        (_, Json::Str(text)) => answers.set(at, text.clone()),
        (_, other) => answers.set(at, other.to_canonical()),
    }
}

fn fill_date(at: &str, text: &str, answers: &mut Answers) {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let plain = parts.len() <= 3 && parts[0].len() == 4 && parts.iter().all(digits);
    if !plain {
        answers.set(&format!("{at}#e"), text.to_owned());
        return;
    }
    for (name, part) in ["y", "m", "d"].into_iter().zip(parts) {
        answers.set(&format!("{at}#{name}"), part.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::super::form::tests::form;
    use super::*;
    use ledger::events::Draft;

    fn typed(pairs: &[(&str, &str)]) -> Answers {
        let mut answers = Answers::default();
        for (key, value) in pairs {
            answers.set(key, (*value).to_owned());
        }
        answers
    }

    const ENVELOPE: [(&str, &str); 6] = [
        ("/id", "e-1"),
        ("/inquiry", "demo"),
        ("/basis", "press_report"),
        ("/certainty", "stated"),
        ("/sources/0/kind", "article"),
        ("/sources/0/title", " An article "),
    ];

    fn draft(kind: &str, facts: &[(&str, &str)]) -> Json {
        let mut draft = typed(&[&ENVELOPE, facts].concat()).draft(&form(kind));
        if let Json::Object(members) = &mut draft {
            members.insert("by".into(), Json::str("clerk"));
        }
        draft
    }

    #[test]
    fn what_is_typed_becomes_a_draft_that_the_ledger_takes() {
        let draft = draft(
            "statement_made",
            &[
                ("/event/body", " occ "),
                ("/event/text", "  Much has improved.\n"),
                ("/occurred/edtf#m", "8"),
                ("/occurred/edtf#y", "2014"),
                ("/occurred/written", "last August"),
            ],
        );
        let read = Draft::parse(&draft).unwrap();
        assert_eq!(read.to_json(), draft);
        assert_eq!(draft.get("occurred").unwrap().get("edtf").unwrap().as_str(), Some("2014-08"));
        let event = draft.get("event").unwrap();
        assert_eq!(event.get("body").unwrap().as_str(), Some("occ"));
        assert_eq!(event.get("text").unwrap().as_str(), Some("  Much has improved.\n"));
    }

    #[test]
    fn what_cannot_be_read_reaches_the_ledger_and_is_named_there() {
        let draft = draft(
            "office_registered",
            &[
                ("/event/office", "x"),
                ("/event/title", "T"),
                ("/event/body", "Not An Id"),
                ("/event/seats", "two"),
                ("/event/selection", "elected"),
                ("/occurred/edtf#d", "31"),
                ("/occurred/edtf#m", "02"),
                ("/occurred/edtf#y", "2014"),
            ],
        );
        let faults = Draft::parse(&draft).unwrap_err();
        let fields: Vec<&str> = faults.0.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["/occurred/edtf", "/event/body", "/event/seats"]);
    }

    #[test]
    fn dates_are_as_precise_as_they_are_typed() {
        for (parts, due) in [
            ([("d", "6"), ("m", "3"), ("y", "2015")], Some("2015-03-06")),
            ([("d", ""), ("m", "11"), ("y", "2015")], Some("2015-11")),
            ([("d", ""), ("m", ""), ("y", "2015")], Some("2015")),
            ([("d", ""), ("m", ""), ("y", " ")], None),
            ([("d", "6"), ("m", ""), ("y", "2015")], Some("2015-XX-06")),
            ([("d", "6"), ("m", "3"), ("y", "")], Some("(no year)-03-06")),
        ] {
            let mut answers = Answers::default();
            for (name, value) in parts {
                answers.set(&format!("/x#{name}"), value.to_owned());
            }
            assert_eq!(date("/x", &answers).as_deref(), due, "{parts:?}");
        }
        assert_eq!(
            date("/x", &typed(&[("/x#e", "2003~"), ("/x#y", "1")])).as_deref(),
            Some("2003~")
        );
    }

    #[test]
    fn an_item_taken_out_lets_the_others_move_up() {
        let mut answers = typed(&[
            ("/l#n", "3"),
            ("/l/0/a", "first"),
            ("/l/1/a", "second"),
            ("/l/1/d#y", "2011"),
            ("/l/2/a", "third"),
            ("/l/2/d#y", "2012"),
            ("/list/2", "another list"),
        ]);
        answers.remove("/l", 1);
        assert_eq!(answers.count("/l"), 2);
        assert_eq!(answers.get("/l/1/a"), "third");
        assert_eq!(answers.get("/l/1/d#y"), "2012");
        assert_eq!(answers.get("/l/2/a"), "");
        assert_eq!(answers.get("/list/2"), "another list");
    }

    #[test]
    fn empty_items_are_taken_out_before_places_are_counted() {
        let form = form("statement_made");
        let conflicts = form.around("/conflicts_with").unwrap();
        let mut answers = typed(&[
            ("/conflicts_with#n", "4"),
            ("/conflicts_with/1", "e-7"),
            ("/conflicts_with/3", "e-9"),
        ]);
        answers.tidy(&conflicts.field, "/conflicts_with");
        assert_eq!(answers.get("/conflicts_with/0"), "e-7");
        assert_eq!(answers.get("/conflicts_with/1"), "e-9");
        assert_eq!(answers.count("/conflicts_with"), 2);
    }

    #[test]
    fn a_value_that_is_there_can_be_typed_in_again() {
        let form = form("data_call_issued");
        let facts = br#"{"call":"c-1","issuer":"occ","due":"2012-05~","issued":"2012-03-01",
            "indicators":[{"code":"i-1","title":"T","scale":10000}],"nil_counts_as_data":false}"#;
        let facts = Json::parse(facts).unwrap();
        let mut answers = Answers::default();
        for question in &form.asked {
            if let Some(value) = facts.get(&question.field.name) {
                fill(&question.field, &question.pointer, value, &mut answers);
            }
        }
        let event = answers.draft(&form).get("event").cloned().unwrap();
        for name in ["call", "issuer", "due", "issued"] {
            assert_eq!(event.get(name), facts.get(name), "{name}");
        }
        let due = form.around("/event/due").unwrap();
        assert_eq!(words(&due.field, facts.get("due").unwrap()), "about May 2012");
        let nil = form.around("/event/nil_counts_as_data").unwrap();
        assert_eq!(words(&nil.field, &Json::Bool(false)), "No");
        let kept = Answers::from_json(&answers.to_json());
        assert_eq!(kept, answers);
        assert_eq!(Answers::from_json(&Json::Null), Answers::default());
    }
}
