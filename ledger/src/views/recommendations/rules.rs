//! Which rule gives the due date of an answer, and from which day it counts.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::events::Edtf;
use crate::events::codes::BodyKind;
use crate::events::due::DueRule;
use crate::events::reports::InquiryForm;
use crate::views::due::{Due, Rule};
use crate::views::facts::recommendations::{AddresseeFact, MadeFact, ReportFact};
use crate::views::facts::{Body, Facts, Inquiry, Known, Report, Stand};

/// A due date with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The date; `None` where there is none, and `why` says why not.
    pub due: Option<Due>,
    /// The rule and the day it counts from, in words.
    pub why: String,
    /// The entries it rests on, ascending.
    pub entries: Vec<u64>,
}

/// A report, put together from the entries that speak of it.
#[derive(Clone, Debug)]
pub struct Published {
    /// The matter it belongs to.
    pub inquiry: Inquiry,
    /// Who published it.
    pub publisher: Option<Body>,
    /// When it was published; `None` is not known.
    pub when: Option<Edtf>,
    /// What it is called: its title, with the number in its series.
    pub name: Option<String>,
    /// Its entries, ascending.
    pub entries: Vec<u64>,
}

/// What the rules look at.
#[derive(Clone, Debug, Default)]
pub struct Grounds {
    kinds: BTreeMap<Body, (BodyKind, Option<Body>)>,
    statutory: BTreeSet<Body>,
    reports: BTreeMap<Report, Published>,
}

impl Grounds {
    /// Reads what the rules look at.
    pub fn of(facts: &Facts, stand: &Stand) -> Grounds {
        let mut grounds = Grounds::default();
        for known in facts.bodies(stand) {
            let fact = known.fact;
            grounds.kinds.entry(fact.body).or_insert((fact.kind, fact.part_of));
        }
        for known in facts.inquiries_opened(stand) {
            if known.fact.form == InquiryForm::Statutory {
                grounds.statutory.insert(known.fact.body);
            }
        }
        for known in facts.reports(stand) {
            grounds.report(&known);
        }
        grounds
    }

    fn report(&mut self, known: &Known<'_, ReportFact>) {
        let fact = known.fact;
        let report = self.reports.entry(fact.report).or_insert_with(|| Published {
            inquiry: fact.inquiry,
            publisher: None,
            when: None,
            name: None,
            entries: Vec::new(),
        });
        report.publisher = report.publisher.or(fact.publisher);
        // A source that gives the day says more than one that gives the month.
        let day = |date: &Edtf| date.as_day().is_some();
        if report.when.is_none()
            || fact.published.as_ref().is_some_and(day) && !report.when.as_ref().is_some_and(day)
        {
            report.when = fact.published.date().or_else(|| report.when.take());
        }
        if report.name.is_none() {
            report.name = match (&fact.title, &fact.series) {
                (Some(title), Some(series)) => Some(format!("{title} ({series})")),
                (Some(name), None) | (None, Some(name)) => Some(name.to_string()),
                (None, None) => None,
            };
        }
        report.entries.extend(known.entries());
    }

    /// The reports, by identifier.
    pub fn reports(&self) -> &BTreeMap<Report, Published> {
        &self.reports
    }

    /// When the recommendation was made: when its report was published, else
    /// the date of its own entry. With the entries that say so.
    pub fn made(&self, made: &Known<'_, MadeFact>) -> (Option<Edtf>, Vec<u64>) {
        let report = made.fact.report.and_then(|report| self.reports.get(&report));
        match report.and_then(|report| report.when.clone().map(|when| (when, report))) {
            Some((when, report)) => (Some(when), report.entries.clone()),
            None => (made.fact.made.date(), made.entries().collect()),
        }
    }

    /// When the answer is due. A date that was set later wins over the one that
    /// the recommendation gives, and both win over every rule.
    pub fn deadline(
        &self,
        made: &Known<'_, MadeFact>,
        addressee: &AddresseeFact,
        set: Option<&(Edtf, DueRule, Vec<u64>)>,
    ) -> Deadline {
        if let Some((date, set, entries)) = set {
            let (rule, why) = set_by(*set);
            return stated(rule, date, why, entries.clone());
        }
        if let Some(date) = &addressee.due {
            let why = "as the recommendation itself states";
            return stated(Rule::Stated, date, why, made.entries().collect());
        }
        let Some(rule) = self.rule(made.fact.made_by, addressee.body) else {
            let why = "none: the record states no date, and no rule covers who asks whom here";
            return Deadline { due: None, why: why.to_string(), entries: Vec::new() };
        };
        let (when, entries) = self.made(made);
        let due = when.as_ref().and_then(|when| rule.due_for(&when.range()));
        let why = match (&when, due) {
            (Some(when), Some(_)) => {
                format!("{}; counted from {}", rule.in_words(), when.in_words())
            }
            _ => format!("not known: {}, and the record does not say when", rule.in_words()),
        };
        Deadline { due, why, entries }
    }

    /// The rule between who asks and who is asked.
    fn rule(&self, maker: Body, addressee: Body) -> Option<Rule> {
        let (kind, part_of) = *self.kinds.get(&maker)?;
        let asked = self.kinds.get(&addressee).map(|(kind, _)| *kind);
        match kind {
            BodyKind::Committee => {
                let council = |body: &Body| {
                    self.kinds.get(body).is_some_and(|(kind, _)| *kind == BodyKind::LocalAuthority)
                };
                match part_of.filter(council) {
                    Some(council) => (council == addressee).then_some(Rule::Council),
                    None => matches!(asked, Some(BodyKind::Government | BodyKind::Department))
                        .then_some(Rule::Parliament),
                }
            }
            BodyKind::Inquiry if self.statutory.contains(&maker) => Some(Rule::Inquiry),
            _ => None,
        }
    }
}

/// The rule behind a date that was set, as its entry gives it.
const fn set_by(rule: DueRule) -> (Rule, &'static str) {
    match rule {
        DueRule::TwoMonths => (Rule::Stated, "set to a day: two months from publication"),
        DueRule::FiftySixDays => {
            (Rule::Coroner, "set to a day: 56 days, the rule for coroners' reports")
        }
        DueRule::SixMonths => (Rule::Inquiry, "set to a day: six months from publication"),
        DueRule::Statute => (Rule::Stated, "set to a day by a rule in statute"),
        DueRule::SetByRecommender => (Rule::Stated, "set to a day by the recommender"),
        DueRule::Agreed => (Rule::Stated, "a day that both sides agreed"),
        DueRule::NotStated => (Rule::Stated, "set to a day; the source does not say by what rule"),
    }
}

/// A date that the record gives. It is the due date itself, whatever the rule.
fn stated(rule: Rule, date: &Edtf, why: &str, entries: Vec<u64>) -> Deadline {
    let due = Rule::Stated.due_for(&date.range()).map(|due| Due { rule, ..due });
    let why = match due {
        Some(_) => why.to_string(),
        None => format!("{why}, without a last day"),
    };
    Deadline { due, why, entries }
}
