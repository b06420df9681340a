//! What is overdue, and since when: domain rules 4.3 and 4.4. One file for each
//! sort of thing that can be; each gives a part of the same sheet.

mod responses;
mod returns;

use alloc::string::ToString;
use alloc::vec::Vec;

use super::ask::{AskError, Question, Record, ViewInfo};
use super::facts::{Body, Stand};
use super::sheet::{Figure, Notice, Sheet, Table};

/// The view.
pub(super) const OVERDUE: ViewInfo = ViewInfo::new(
    "overdue",
    "Overdue",
    "Who has not answered, though the day has passed, and by which rule was it due?",
    &[("body", "the identifier of a body that is to answer")],
    view,
);

/// What one sort of thing gives to the sheet.
#[derive(Default)]
struct Part {
    figures: Vec<Figure>,
    notices: Vec<Notice>,
    tables: Vec<Table>,
}

/// A sort of thing that can be overdue; with a body, only what that one owes.
type PartOf = fn(&Record<'_>, &Stand, Option<Body>) -> Part;

const PARTS: &[PartOf] = &[responses::part, returns::part];

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let body = match question.get("body") {
        None => None,
        Some(id) => Some(record.facts.find(id).ok_or_else(|| {
            let remedy = "take one from the view \"bodies\"";
            question.wrong("body", "is not a body that the record names", remedy)
        })?),
    };
    let mut sheet = Sheet {
        title: "Overdue".to_string(),
        about: "What was due before the day asked for and has not come. The due day itself is \
                the last day to answer, so nothing is overdue on it. The rule behind each due \
                date is given, and days are days of the calendar; working days stand beside them \
                where the record lists the bank holidays."
            .to_string(),
        ..Sheet::default()
    };
    for part in PARTS {
        let part = part(record, stand, body);
        sheet.figures.extend(part.figures);
        sheet.notices.extend(part.notices);
        sheet.tables.extend(part.tables);
    }
    Ok(sheet)
}
