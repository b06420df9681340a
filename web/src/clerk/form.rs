//! A form, read from the JSON Schema of one kind.

use ledger::record::Json;

/// One thing that can be answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    /// Its name in the draft.
    pub(crate) name: String,
    /// What it is called on screen.
    pub(crate) label: String,
    /// What it means, in one sentence.
    pub(crate) doc: String,
    /// A draft cannot do without it.
    pub(crate) required: bool,
    /// It may one day be erased.
    pub(crate) sealed: bool,
    /// How it is answered.
    pub(crate) shape: Shape,
}

/// How something is answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// One line of text.
    Line,
    /// A text of any length.
    Words,
    /// A whole number.
    Number,
    /// Yes or no.
    YesNo,
    /// One of some codes.
    Codes(Vec<Choice>),
    /// A date, as precise as it is known.
    Date,
    /// An identifier; of what, such as `BodyId`.
    Id(String),
    /// Any number of the same.
    List(Box<Field>),
    /// Several fields that belong together.
    Group(Vec<Field>),
    /// Anything else, written as JSON.
    Json,
}

/// One code to choose.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Choice {
    /// As a draft spells it.
    pub(crate) code: String,
    /// In words.
    pub(crate) label: String,
    /// What it means.
    pub(crate) doc: String,
}

/// The form of one kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Form {
    /// The code of the kind.
    pub(crate) kind: String,
    /// Its name on screen.
    pub(crate) title: String,
    /// Questions that are asked one after the other.
    pub(crate) asked: Vec<Question>,
    /// Questions that are offered on the check page only.
    pub(crate) offered: Vec<Question>,
}

/// One page of a form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Question {
    /// Where in the draft its answer stands, such as `/event/person`.
    pub(crate) pointer: String,
    /// What is asked.
    pub(crate) field: Field,
}

/// What is asked about every event, after its facts.
const ASKED: [&str; 5] = ["occurred", "sources", "basis", "certainty", "inquiry"];
/// What can be added: seldom needed, or filled in already.
const OFFERED: [&str; 5] = ["announced", "uncertainty", "conflicts_with", "lang", "id"];

impl Form {
    /// Reads the schema of a kind; `None` when it is not one.
    pub(crate) fn read(kind: &str, schema: &Json) -> Option<Self> {
        let top = group(schema);
        let question =
            |field: &Field| Question { pointer: format!("/{}", field.name), field: field.clone() };
        let named = |names: &[&str]| -> Vec<Question> {
            names
                .iter()
                .filter_map(|name| top.iter().find(|field| field.name == *name))
                .map(question)
                .collect()
        };
        let event = top.iter().find(|field| field.name == "event")?;
        let Shape::Group(facts) = &event.shape else { return None };
        let mut asked: Vec<Question> = facts
            .iter()
            .map(|field| Question {
                pointer: format!("/event/{}", field.name),
                field: field.clone(),
            })
            .collect();
        asked.extend(named(&ASKED));
        tell_apart(&mut asked);
        let title = text(schema, "title");
        let kind = kind.to_owned();
        Some(Self { kind, title, asked, offered: named(&OFFERED) })
    }

    /// All questions.
    pub(crate) fn questions(&self) -> impl Iterator<Item = &Question> {
        self.asked.iter().chain(&self.offered)
    }

    /// The question at a pointer or around it: `/event/values/0/indicator`
    /// belongs to `/event/values`.
    pub(crate) fn around(&self, pointer: &str) -> Option<&Question> {
        self.questions().find(|question| within(pointer, &question.pointer))
    }

    /// The question that is asked after this one.
    pub(crate) fn next(&self, pointer: &str) -> Option<&Question> {
        let at = self.asked.iter().position(|question| question.pointer == pointer)?;
        self.asked.get(at + 1)
    }

    /// The question that was asked before this one.
    pub(crate) fn before(&self, pointer: &str) -> Option<&Question> {
        let at = self.asked.iter().position(|question| question.pointer == pointer)?;
        self.asked.get(at.checked_sub(1)?)
    }
}

/// Questions with one label, such as "About", get the words of their names.
fn tell_apart(questions: &mut [Question]) {
    let labels: Vec<String> =
        questions.iter().map(|question| question.field.label.clone()).collect();
    for (at, question) in questions.iter_mut().enumerate() {
        let twice = labels.iter().enumerate().any(|(n, label)| n != at && *label == labels[at]);
        if twice {
            let mut name = question.field.name.replace('_', " ");
            if let Some(first) = name.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            question.field.label = name;
        }
    }
}

/// Whether `pointer` is `top` or inside it.
pub(crate) fn within(pointer: &str, top: &str) -> bool {
    pointer.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn text(schema: &Json, name: &str) -> String {
    schema.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn items<'a>(schema: &'a Json, name: &str) -> &'a [Json] {
    match schema.get(name) {
        Some(Json::Array(items)) => items,
        _ => &[],
    }
}

/// The members of an object's schema, in their order.
fn group(schema: &Json) -> Vec<Field> {
    let required = items(schema, "required");
    items(schema, "x-order")
        .iter()
        .filter_map(Json::as_str)
        .filter_map(|name| {
            let member = schema.get("properties")?.get(name)?;
            let must = required.iter().any(|other| other.as_str() == Some(name));
            Some(field(name, member, must))
        })
        .collect()
}

fn field(name: &str, schema: &Json, required: bool) -> Field {
    Field {
        name: name.to_owned(),
        label: text(schema, "title"),
        doc: text(schema, "description"),
        required,
        sealed: schema.get("x-sealed") == Some(&Json::Bool(true)),
        shape: shape(schema),
    }
}

fn shape(schema: &Json) -> Shape {
    let codes = items(schema, "oneOf");
    if !codes.is_empty() {
        let choice = |code: &Json| Choice {
            code: text(code, "const"),
            label: text(code, "title"),
            doc: text(code, "description"),
        };
        return Shape::Codes(codes.iter().map(choice).collect());
    }
    if let Some(id) = schema.get("x-id").and_then(Json::as_str) {
        return Shape::Id(id.to_owned());
    }
    let format = schema.get("format").and_then(Json::as_str).unwrap_or_default();
    match (schema.get("type").and_then(Json::as_str).unwrap_or_default(), format) {
        ("string", "text") => Shape::Words,
        ("string", "edtf") => Shape::Date,
        ("string", _) => Shape::Line,
        ("integer", _) => Shape::Number,
        ("boolean", _) => Shape::YesNo,
        ("array", _) => match schema.get("items") {
            Some(items) => Shape::List(Box::new(field("", items, true))),
            None => Shape::Json,
        },
        ("object", _) if schema.get("x-order").is_some() => Shape::Group(group(schema)),
        _ => Shape::Json,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use ledger::events::{KINDS, kind_schema};
    use ledger::views::detail::labelled;

    pub(crate) fn form(kind: &str) -> Form {
        Form::read(kind, &labelled(kind_schema(kind).unwrap())).unwrap()
    }

    fn unknown(field: &Field, place: &str, found: &mut Vec<String>) {
        match &field.shape {
            Shape::Json => found.push(place.to_owned()),
            Shape::List(item) => unknown(item, place, found),
            Shape::Group(members) => {
                for member in members {
                    unknown(member, &format!("{place}/{}", member.name), found);
                }
            }
            _ => {}
        }
        assert!(field.name.is_empty() || !field.label.is_empty(), "{place} has no label");
    }

    #[test]
    fn every_kind_has_a_form_that_nobody_wrote() {
        let mut found = Vec::new();
        for info in KINDS {
            let form = form(info.kind);
            assert_eq!(form.title, info.title);
            assert_eq!(form.offered.len(), OFFERED.len(), "{}", info.kind);
            for question in form.questions() {
                let place = format!("{}{}", info.kind, question.pointer);
                unknown(&question.field, &place, &mut found);
            }
        }
        assert!(found.is_empty(), "only to be answered as JSON: {found:?}");
    }

    #[test]
    fn questions_keep_the_order_of_the_vocabulary() {
        let form = form("office_ended");
        let pointers: Vec<&str> = form.asked.iter().map(|q| q.pointer.as_str()).collect();
        assert_eq!(
            &pointers[..4],
            ["/event/spell", "/event/person", "/event/office", "/event/reason"]
        );
        assert_eq!(form.next("/event/spell").unwrap().pointer, "/event/person");
        assert_eq!(form.before("/event/spell"), None);
        assert_eq!(form.next("/inquiry"), None, "the last one asked");
        assert_eq!(form.next("/id"), None, "only offered");
        let around = form.around("/event/stated_reason/speaker").unwrap();
        assert_eq!(around.pointer, "/event/stated_reason");
        assert_eq!(form.around("/event"), None);
        assert_eq!(form.around("/event/spelling"), None, "a longer name is another field");
    }

    #[test]
    fn no_two_questions_of_a_form_read_the_same() {
        for info in KINDS {
            let form = form(info.kind);
            let mut labels: Vec<&str> =
                form.asked.iter().map(|question| question.field.label.as_str()).collect();
            labels.sort_unstable();
            assert!(labels.windows(2).all(|pair| pair[0] != pair[1]), "{}: {labels:?}", info.kind);
        }
        let form = form("statement_made");
        let about = form.around("/event/about_bodies").unwrap();
        assert_eq!(about.field.label, "About bodies");
    }

    #[test]
    fn what_is_no_schema_of_a_kind_is_no_form() {
        for text in
            ["null", "{}", r#"{"properties":{"event":{"type":"string"}},"x-order":["event"]}"#]
        {
            assert_eq!(Form::read("x", &Json::parse(text.as_bytes()).unwrap()), None, "{text}");
        }
        let odd = shape(&Json::parse(br#"{"type":"object"}"#).unwrap());
        assert_eq!(odd, Shape::Json, "what is not known can still be answered");
    }
}
