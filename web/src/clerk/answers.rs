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
mod tests;
