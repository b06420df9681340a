//! The single values of a form, for laying columns of a table onto them.

use super::form::{Choice, Field, Form, Shape};
use crate::wire::Taken;

/// One value of a draft.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Leaf {
    /// Where it stands.
    pub(crate) pointer: String,
    /// What it is called: "Value 1: indicator".
    pub(crate) label: String,
    /// How a cell is taken.
    pub(crate) taken: Taken,
    /// Its codes, if it has any.
    pub(crate) choices: Vec<Choice>,
    /// Every draft of some kind needs it.
    pub(crate) required: bool,
}

/// How many items of a list a table can fill.
const ITEMS: usize = 3;

/// Every value of one kind.
pub(crate) fn leaves(form: &Form) -> Vec<Leaf> {
    let mut found = Vec::new();
    for question in form.questions() {
        // At least one source is needed, whatever the schema of a list can say.
        let must = question.field.required;
        walk(&question.field, &question.pointer, &question.field.label, must, &mut found);
    }
    found
}

fn walk(field: &Field, at: &str, label: &str, must: bool, found: &mut Vec<Leaf>) {
    let taken = match &field.shape {
        Shape::Group(members) => {
            for member in members {
                let words = match (member.name.as_str(), label) {
                    ("edtf", label) => label.to_owned(),
                    _ => format!("{label}: {}", member.label),
                };
                walk(
                    member,
                    &format!("{at}/{}", member.name),
                    &words,
                    must && member.required,
                    found,
                );
            }
            return;
        }
        Shape::List(item) => {
            let items = if at == "/sources" { 1 } else { ITEMS };
            for place in 0..items {
                let words =
                    if items == 1 { label.to_owned() } else { format!("{label} {}", place + 1) };
                walk(item, &format!("{at}/{place}"), &words, must && place == 0, found);
            }
            return;
        }
        Shape::Line | Shape::Words | Shape::Json => Taken::Text,
        Shape::Number => Taken::Number,
        Shape::YesNo => Taken::YesNo,
        Shape::Codes(_) => Taken::Code,
        Shape::Date => Taken::Date,
        Shape::Id(_) => Taken::Id,
    };
    let choices = match &field.shape {
        Shape::Codes(choices) => choices.clone(),
        _ => Vec::new(),
    };
    let (pointer, label) = (at.to_owned(), label.to_owned());
    found.push(Leaf { pointer, label, taken, choices, required: must });
}

/// The values of several kinds, each once.
pub(crate) fn together(forms: &[Form]) -> Vec<Leaf> {
    let mut all: Vec<Leaf> = Vec::new();
    for leaf in forms.iter().flat_map(leaves) {
        match all.iter_mut().find(|known| known.pointer == leaf.pointer) {
            Some(known) => {
                known.required |= leaf.required;
                let new = leaf
                    .choices
                    .into_iter()
                    .filter(|choice| known.choices.iter().all(|other| other.code != choice.code));
                let new: Vec<Choice> = new.collect();
                known.choices.extend(new);
            }
            None => all.push(leaf),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::form::tests::form;
    use super::*;

    #[test]
    fn values_of_several_kinds_stand_once_each() {
        let forms = [form("return_received"), form("nil_return"), form("unable_to_provide")];
        let all = together(&forms);
        let leaf = |pointer: &str| all.iter().find(|leaf| leaf.pointer == pointer).unwrap();
        assert_eq!(all.iter().filter(|leaf| leaf.pointer == "/event/body").count(), 1);
        assert!(leaf("/event/body").required && leaf("/event/reason").required);
        assert!(!leaf("/event/values/0/numerator").required);
        assert_eq!(leaf("/event/values/1/numerator").label, "Value 2: Count");
        assert_eq!(leaf("/occurred/edtf").label, "Happened");
        assert_eq!(leaf("/sources/0/title").taken, Taken::Text);
        assert!(leaf("/sources/0/title").required, "at least one source");
        assert_eq!(leaf("/basis").choices.len(), 6);
        assert!(all.iter().all(|leaf| leaf.pointer != "/sources/1/title"));
    }
}
