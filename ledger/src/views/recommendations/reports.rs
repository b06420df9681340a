//! Reports, with what became of what they recommend.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::pairs::{Pair, Pairs, pairs};
use super::rules::Published;
use super::tracker::gathered;
use super::words;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Inquiry, Recommendation, Report, Stand};
use crate::views::sheet::{
    Cell, ColumnKind, Figure, Notice, Ref, Row, Sheet, Table, columns, in_words,
};

/// The view.
pub(in crate::views) const REPORTS: ViewInfo = ViewInfo::new(
    "reports",
    "Reports",
    "Which reports were published, and what became of what they recommend?",
    &[("inquiry", "the identifier of an inquiry")],
    view,
);

/// What became of the recommendations of one report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    /// Recommendations recorded one by one.
    pub recommendations: BTreeSet<Recommendation>,
    /// Conclusions, which ask for nothing.
    pub conclusions: u64,
    /// Pairs of a recommendation and an addressee.
    pub pairs: u64,
    /// Pairs that the addressee answered.
    pub answered: u64,
    /// Pairs whose answer is overdue.
    pub overdue: u64,
    /// Pairs that have not ended.
    pub outstanding: u64,
    /// Pairs that the addressee rejected.
    pub rejected: u64,
    /// The entries it came from, ascending.
    pub entries: Vec<u64>,
}

impl Followed {
    fn take(&mut self, pair: &Pair) {
        self.recommendations.insert(pair.recommendation);
        self.pairs += 1;
        self.answered += u64::from(pair.state.answered.is_some());
        self.overdue += u64::from(pair.is_overdue());
        self.outstanding += u64::from(pair.stage.is_outstanding());
        self.rejected += u64::from(pair.stage.is_rejected());
        self.entries.extend(&pair.entries);
    }
}

/// What became of each report's recommendations; `None` is those that stand in
/// no report that the record names.
pub fn followed(found: &Pairs) -> BTreeMap<Option<Report>, Followed> {
    let mut followed: BTreeMap<Option<Report>, Followed> = BTreeMap::new();
    for pair in &found.pairs {
        followed.entry(pair.report).or_default().take(pair);
    }
    for (recommendation, entry, report) in &found.unaddressed {
        let line = followed.entry(*report).or_default();
        line.recommendations.insert(*recommendation);
        line.entries.push(entry.get());
    }
    for (_, entry, report) in &found.conclusions {
        let line = followed.entry(*report).or_default();
        line.conclusions += 1;
        line.entries.push(entry.get());
    }
    for line in followed.values_mut() {
        line.entries.sort_unstable();
        line.entries.dedup();
    }
    followed
}

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let facts = record.facts;
    let found = pairs(facts, stand);
    let reports = found.grounds.reports();
    let inquiry: Option<Inquiry> = match question.get("inquiry") {
        None => None,
        Some(id) => {
            let of = |inquiry: &Inquiry| reports.values().any(|report| report.inquiry == *inquiry);
            Some(facts.find(id).filter(of).ok_or_else(|| {
                let remedy = "take one from the view \"reports\" without it";
                question.wrong("inquiry", "has no report on record at this point", remedy)
            })?)
        }
    };
    let lines = followed(&found);
    let mut chosen: Vec<(&Report, &Published)> = reports
        .iter()
        .filter(|(_, report)| inquiry.is_none_or(|inquiry| report.inquiry == inquiry))
        .collect();
    // The newest first; a report of unknown date comes last.
    let when = |report: &Published| report.when.as_ref().map(|when| when.range().sort_key());
    crate::views::order::sort_by(chosen.as_mut_slice(), |a, b| {
        when(b.1).cmp(&when(a.1)).then(a.0.cmp(b.0))
    });
    let none = Followed::default();
    let line = |report: Option<Report>| lines.get(&report).unwrap_or(&none);
    let mut rows: Vec<Row> = chosen
        .iter()
        .map(|(id, report)| row(record, stand, **id, report, line(Some(**id))))
        .collect();
    if inquiry.is_none() && lines.contains_key(&None) {
        rows.push(loose(line(None)));
    }
    let named = u64::try_from(chosen.len()).unwrap_or(u64::MAX);
    Ok(Sheet {
        title: "Reports".to_string(),
        about: "Every report that the record names one by one, the newest first, with the \
                recommendations recorded from it. A pair is a recommendation and a body that it \
                addresses; outstanding is a pair that has not ended."
            .to_string(),
        figures: alloc::vec![Figure {
            key: "reports".to_string(),
            label: "Reports recorded one by one".to_string(),
            text: named.to_string(),
            numerator: Some(named),
            entries: gathered(chosen.iter().map(|(_, report)| &report.entries)),
            ..Figure::default()
        }],
        notices: notices(record, stand),
        tables: alloc::vec![Table {
            key: "reports".to_string(),
            caption: format!("Reports and what became of them on {}", in_words(stand.on)),
            columns: columns(&[
                ("report", "Report", ColumnKind::Text),
                ("published", "Published", ColumnKind::Date),
                ("publisher", "By", ColumnKind::Text),
                ("recommendations", "Recommendations", ColumnKind::Number),
                ("conclusions", "Conclusions", ColumnKind::Number),
                ("pairs", "Pairs with an addressee", ColumnKind::Number),
                ("answered", "Answered", ColumnKind::Number),
                ("overdue", "Answer overdue", ColumnKind::Number),
                ("outstanding", "Outstanding", ColumnKind::Number),
                ("rejected", "Rejected", ColumnKind::Number),
            ]),
            rows,
            empty: "The record names no report at this point.".to_string(),
        }],
        ..Sheet::default()
    })
}

fn notices(record: &Record<'_>, stand: &Stand) -> Vec<Notice> {
    let mut notices = Vec::new();
    for known in record.facts.reports_counted(stand) {
        let by = record.facts.body_name(known.fact.publisher, stand);
        let text = format!(
            "{by}: {} reports are recorded as a number only; which of the reports below are \
             among them, the record does not say.",
            known.fact.count
        );
        notices.push(Notice { text, entries: known.entries().collect() });
    }
    notices
}

fn row(record: &Record<'_>, stand: &Stand, id: Report, report: &Published, line: &Followed) -> Row {
    let id = record.facts.id(id).to_string();
    let name = report.name.clone().unwrap_or_else(|| format!("Title not known ({id})"));
    let entry = report.entries.first().copied().unwrap_or_default();
    let mut cells = alloc::vec![
        Cell::Link(Ref::Entry(entry), name),
        report
            .when
            .as_ref()
            .map_or_else(|| Cell::text("Not known"), |when| { Cell::date(Some(when)) }),
        report.publisher.map_or(Cell::Empty, |body| words::body(record, stand, body)),
    ];
    cells.extend(counts(line));
    let entries = gathered([&report.entries, &line.entries]);
    Row { key: id, cells, entries }
}

/// The recommendations that stand in no report that the record names.
fn loose(line: &Followed) -> Row {
    let mut cells =
        alloc::vec![Cell::text("In no report that the record names"), Cell::Empty, Cell::Empty];
    cells.extend(counts(line));
    Row { key: String::new(), cells, entries: line.entries.clone() }
}

fn counts(line: &Followed) -> [Cell; 7] {
    [
        Cell::count(line.recommendations.len()),
        Cell::count(line.conclusions),
        Cell::count(line.pairs),
        Cell::count(line.answered),
        Cell::count(line.overdue),
        Cell::count(line.outstanding),
        Cell::count(line.rejected),
    ]
}
