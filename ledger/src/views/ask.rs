//! Questions to the record, by name: the one door to all views.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};

use super::facts::{Facts, Stand};
use super::sheet::{Sheet, StandLine};
use super::timeline::Timeline;
use crate::events::civil::Date;
use crate::events::{Draft, Edtf};
use crate::record::{Entry, Faults, Openings, Size};

/// What a view may look at: both folds, fed with the same entries.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// The rows.
    pub timeline: &'a Timeline,
}

/// Takes the next entry into both folds; its draft is read once for the two.
///
/// # Errors
/// The faults of an entry that this program cannot read. It counts as recorded
/// in both.
pub fn feed(
    timeline: &mut Timeline,
    facts: &mut Facts,
    entry: &Entry,
    openings: &Openings,
) -> Result<(), Faults> {
    let read = Draft::read(entry, openings);
    timeline.apply_read(entry, openings, read.as_ref().ok());
    facts.note_public(entry);
    match &read {
        Ok(draft) => facts.take(entry.index(), entry.recorded(), draft),
        Err(_) => {
            facts.pass(entry.index(), entry.recorded());
        }
    }
    read.map(drop)
}

/// A question: the name of a view and its parameters, as an address has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The view, one of [`VIEWS`].
    pub view: String,
    /// The parameters. All views take `at` (a size) or `known` (a day), and `on`
    /// (a day).
    pub params: BTreeMap<String, String>,
    /// The day it is where the question is asked: what `on` is when left out.
    pub today: Date,
}

/// What is wrong with a question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: \"{value}\" {problem}; {remedy}")]
pub struct AskError {
    /// The parameter, or `view`.
    pub name: String,
    /// What was given.
    pub value: String,
    /// What is wrong with it.
    pub problem: String,
    /// What to write instead.
    pub remedy: String,
}

/// One view: its name, what it answers, its own parameters.
#[derive(Clone, Copy, Debug)]
pub struct ViewInfo {
    /// Its name, as in `/api/v1/views/<name>`.
    pub name: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// What it answers, as a question.
    pub question: &'static str,
    /// Its parameters beside `at`, `known` and `on`, with what they mean.
    pub params: &'static [(&'static str, &'static str)],
    view: View,
}

type View = fn(&Record<'_>, &Stand, &Question) -> Result<Sheet, AskError>;

/// Every view. One line each; the code is in a folder per view.
pub const VIEWS: &[ViewInfo] = &[
    super::bodies::BODIES,
    super::body::BODY,
    super::documents::DOCUMENTS,
    super::offices::OFFICE,
    super::offices::OFFICES,
    super::offices::TURNOVER,
    super::returns::CALLS,
    super::returns::COVERAGE,
    super::outliers::OUTLIERS,
    super::percent::PERCENT,
    super::people::PEOPLE,
    super::people::PERSON,
    super::summonses::SUMMONSES,
    super::times::DAYS_BETWEEN,
    super::times::SAME_DAY,
    super::times::SILENCE,
    super::times::COMPARE,
    super::times::CONFLICTS,
    super::times::INTEGRITY,
    super::times::REDACTIONS,
    super::recommendations::RECOMMENDATION,
    super::recommendations::RECOMMENDATIONS,
    super::recommendations::REPORTS,
    super::overdue::OVERDUE,
];

impl ViewInfo {
    /// Describes a view.
    pub(crate) const fn new(
        name: &'static str,
        title: &'static str,
        question: &'static str,
        params: &'static [(&'static str, &'static str)],
        view: View,
    ) -> Self {
        Self { name, title, question, params, view }
    }
}

impl Question {
    /// A parameter; empty counts as left out.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.params.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A parameter that a view cannot do without.
    ///
    /// # Errors
    /// When it is left out; `remedy` says what to write.
    pub fn need(&self, name: &str, remedy: &str) -> Result<&str, AskError> {
        self.get(name).ok_or_else(|| self.wrong(name, "is missing", remedy))
    }

    /// A whole day.
    ///
    /// # Errors
    /// When it is there and is not a day.
    pub fn day(&self, name: &str) -> Result<Option<Date>, AskError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        match Edtf::parse(text).ok().and_then(|date| date.as_day()) {
            Some(day) => Ok(Some(day)),
            None => Err(self.wrong(name, "is not a day", "write a day such as 2014-08-26")),
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// When it is there and is not one.
    pub fn number(&self, name: &str) -> Result<Option<u64>, AskError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let number = text.parse().ok();
        number.map(Some).ok_or_else(|| self.wrong(name, "is not a whole number", "write digits"))
    }

    /// A parameter that cannot be meant.
    pub fn wrong(&self, name: &str, problem: &str, remedy: &str) -> AskError {
        let value = self.params.get(name).map_or("", String::as_str);
        AskError {
            name: name.to_string(),
            value: value.chars().take(60).collect(),
            problem: problem.to_string(),
            remedy: remedy.to_string(),
        }
    }

    /// Where the answer stands: `at` wins over `known`; with neither, now.
    ///
    /// # Errors
    /// When one of them cannot be meant.
    pub fn stand(&self, facts: &Facts) -> Result<Stand, AskError> {
        let on = self.day("on")?.unwrap_or(self.today);
        let size = match (self.number("at")?, self.day("known")?) {
            (Some(at), _) if at > facts.size().get() => {
                let problem = format!("is more than the {} records there are", facts.size());
                return Err(self.wrong("at", &problem, "ask for a size the ledger has reached"));
            }
            (Some(at), _) => Size::new(at),
            (None, Some(day)) => facts.size_known_on(day),
            (None, None) => facts.size(),
        };
        Ok(Stand { size, on })
    }
}

/// Answers a question.
///
/// # Errors
/// When there is no such view, or a parameter cannot be meant. Nothing is wrong
/// with a question about what the record does not know: the sheet says so.
pub fn ask(record: &Record<'_>, question: &Question) -> Result<Sheet, AskError> {
    let Some(info) = VIEWS.iter().find(|info| info.name == question.view) else {
        let known: alloc::vec::Vec<&str> = VIEWS.iter().map(|info| info.name).collect();
        return Err(AskError {
            name: "view".to_string(),
            value: question.view.chars().take(60).collect(),
            problem: "is not a view".to_string(),
            remedy: format!("ask for one of: {}", known.join(", ")),
        });
    };
    for name in question.params.keys() {
        let own = info.params.iter().any(|(known, _)| known == name);
        if !own && !["at", "known", "on"].contains(&name.as_str()) {
            let remedy = "leave it out";
            return Err(question.wrong(name, "is not a parameter of this view", remedy));
        }
    }
    let stand = question.stand(record.facts)?;
    let mut sheet = (info.view)(record, &stand, question)?;
    sheet.view = info.name.to_string();
    sheet.stand = StandLine {
        size: stand.size.get(),
        known: record
            .facts
            .last_day(stand.size)
            .filter(|_| !stand.size.is_empty())
            .map(|day| day.to_string()),
        on: stand.on.to_string(),
        hash: None,
    };
    Ok(sheet)
}
