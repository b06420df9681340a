//! One office: who held it on a day, everyone who ever did, and the handovers.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::handovers::{Handover, handovers};
use super::held::{Holder, Seats, holders, seats};
use super::terms::{End, Hold, State, Term, terms};
use crate::events::Edtf;
use crate::events::civil::Date;
use crate::events::offices::EndReason;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Absence, Facts, Office, Stand};
use crate::views::sheet::{
    Cell, Chart, Column, ColumnKind, Figure, Mark, Notice, Ref, Row, Series, Sheet, Span, SpanRow,
    Table, columns, in_words,
};

/// The view.
pub(in crate::views) const OFFICE: ViewInfo = ViewInfo::new(
    "office",
    "Office",
    "Who held this office on this day, and who before and after?",
    &[("office", "the identifier of the office")],
    view,
);

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let facts = record.facts;
    let id = question.need("office", "name an office, such as one from the view \"offices\"")?;
    let unknown = || {
        let problem = "is not an office that the record names at this point";
        question.wrong("office", problem, "see the view \"offices\" for those that it names")
    };
    let office: Office = facts.find(id).ok_or_else(unknown)?;
    let registered = facts.offices(stand).find(|known| known.fact.office == office);
    let mut terms = terms(facts, stand);
    terms.retain(|term| term.office == office);
    if registered.is_none() && terms.is_empty() {
        return Err(unknown());
    }
    let found = holders(&terms, office, stand.on);
    let counted = seats(&found, registered.and_then(|known| known.fact.seats));
    let name = facts.office_name(office, stand);
    let mut notices: Vec<Notice> = Vec::new();
    for term in terms.iter().filter(|term| term.disputed) {
        let who = facts.person_name(term.person, stand);
        let text = format!(
            "Sources do not agree on when {who} began or left: all dates they give are counted as possible."
        );
        notices.push(Notice { text, entries: term.entries.clone() });
    }
    for term in terms.iter().filter(|term| term.is_backwards()) {
        let who = facts.person_name(term.person, stand);
        let text = format!(
            "{who}: the end is recorded as before the start, so one of the two is wrong; it counts on no day."
        );
        notices.push(Notice { text, entries: term.entries.clone() });
    }
    for known in facts.offices_gone(stand).filter(|known| known.fact.office == office) {
        let when =
            known.fact.when.as_ref().map_or_else(|| "day not known".to_string(), Edtf::in_words);
        let after = known.fact.successor.map_or_else(String::new, |next| {
            format!("; {} took its place", facts.office_name(next, stand))
        });
        let text = format!("The office ceased to exist: {when}{after}.");
        notices.push(Notice { text, entries: known.entries().collect() });
    }
    for term in &terms {
        let words = match term.state(stand.on) {
            State::Announced => "announced as a holder; not yet effective",
            State::Leaving => "announced as leaving; not yet effective",
            _ => continue,
        };
        let text = format!("{}: {words}.", facts.person_name(term.person, stand));
        notices.push(Notice { text, entries: term.entries.clone() });
    }
    Ok(Sheet {
        title: name.to_string(),
        about: format!(
            "Who held the office of {name}. Someone holds it from the day the appointment takes \
             effect, and no longer on the day of leaving. Where a date is not known to the day, \
             only those are definite who held it on every reading."
        ),
        figures: alloc::vec![holders_figure(facts, stand, &found, &counted), vacant(&counted)],
        notices,
        charts: chart(facts, stand, &terms),
        tables: alloc::vec![
            holders_table(facts, stand, &found),
            terms_table(facts, stand, &terms),
            handovers_table(facts, stand, &terms, office),
        ],
        ..Sheet::default()
    })
}

fn holders_figure(facts: &Facts, stand: &Stand, found: &[Holder<'_>], counted: &Seats) -> Figure {
    let words = |holder: &Holder<'_>| {
        let name = facts.person_name(holder.term.person, stand).to_string();
        match mark_words(holder, stand.on) {
            marks if marks.is_empty() => name,
            marks => format!("{name} ({marks})"),
        }
    };
    let names: Vec<String> = found.iter().map(words).collect();
    let mut entries: Vec<u64> =
        found.iter().flat_map(|holder| holder.term.entries.iter().copied()).collect();
    entries.sort_unstable();
    entries.dedup();
    let definite = found.iter().filter(|holder| holder.hold == Hold::Definite).count();
    Figure {
        key: "holders".to_string(),
        label: format!("Held on {} by", in_words(stand.on)),
        text: if names.is_empty() { "No holder recorded".to_string() } else { names.join("; ") },
        numerator: u64::try_from(definite).ok(),
        denominator: counted.seats.map(u64::from),
        population: "seats of the office".to_string(),
        entries,
    }
}

fn vacant(counted: &Seats) -> Figure {
    Figure {
        key: "seats".to_string(),
        label: "Seats".to_string(),
        text: seats_words(counted),
        numerator: u64::try_from(counted.filled).ok(),
        denominator: counted.seats.map(u64::from),
        population: "seats of the office".to_string(),
        entries: Vec::new(),
    }
}

/// The seats in words: what is filled, covered and vacant, as far as is known.
pub(super) fn seats_words(counted: &Seats) -> String {
    let mut words = match (counted.seats, counted.vacant()) {
        (Some(seats), Some((least, most))) if least == most => {
            format!("{} of {seats} filled, {least} vacant", counted.filled)
        }
        (Some(seats), Some((least, most))) => {
            format!("{} of {seats} filled, between {least} and {most} vacant", counted.filled)
        }
        _ => format!("{} filled; the number of seats is not recorded", counted.filled),
    };
    if counted.standing_in > 0 {
        words = format!("{words}; {} standing in", counted.standing_in);
    }
    words
}

/// What must be said with a holder's name: acting, perhaps, announced as leaving.
pub(super) fn mark_words(holder: &Holder<'_>, on: Date) -> String {
    let mut marks: Vec<&str> = Vec::new();
    if let Some(capacity) = holder.term.capacity.filter(|_| holder.term.stands_in()) {
        marks.push(capacity.as_str());
    }
    match holder.state {
        State::Perhaps => marks.push("perhaps"),
        State::Leaving => marks.push("leaving announced"),
        _ => {}
    }
    marks.extend(holder.term.away_on(on).map(|(absence, hold)| away_words(absence, hold)));
    marks.join(", ")
}

fn away_words(absence: Absence, hold: Hold) -> &'static str {
    match (absence, hold) {
        (Absence::Leave, Hold::Definite) => "on leave",
        (Absence::Leave, _) => "perhaps on leave",
        (Absence::Suspension, Hold::Definite) => "suspended",
        (Absence::Suspension, _) => "perhaps suspended",
    }
}

fn holders_table(facts: &Facts, stand: &Stand, found: &[Holder<'_>]) -> Table {
    let rows = found.iter().map(|holder| term_row(facts, stand, holder.term, false)).collect();
    Table {
        key: "holders".to_string(),
        caption: format!("Held on {}", in_words(stand.on)),
        columns: term_columns(false),
        rows,
        empty: "The record names no holder on this day. That does not show that there was none."
            .to_string(),
    }
}

fn terms_table(facts: &Facts, stand: &Stand, terms: &[Term]) -> Table {
    let mut sorted: Vec<&Term> = terms.iter().collect();
    crate::views::order::sort_by_key(sorted.as_mut_slice(), |term| {
        term.start.as_ref().map(|start| start.range().sort_key())
    });
    Table {
        key: "terms".to_string(),
        caption: "Everyone who held it, as far as is recorded".to_string(),
        columns: term_columns(false),
        rows: sorted.iter().map(|term| term_row(facts, stand, term, false)).collect(),
        empty: "The record names nobody who held this office.".to_string(),
    }
}

/// The columns of [`term_row`].
pub(in crate::views) fn term_columns(office: bool) -> Vec<Column> {
    let who = if office { ("office", "Office") } else { ("person", "Person") };
    columns(&[
        (who.0, who.1, ColumnKind::Text),
        ("capacity", "Capacity", ColumnKind::Text),
        ("start", "From", ColumnKind::Date),
        ("end", "Until", ColumnKind::Date),
        ("state", "On the day asked for", ColumnKind::Status),
        ("reason", "How it ended", ColumnKind::Text),
        ("announced", "Appointment announced", ColumnKind::Date),
        ("letter", "Letter", ColumnKind::Date),
        ("end_announced", "End announced", ColumnKind::Date),
        ("accepted", "Accepted", ColumnKind::Date),
    ])
}

/// One time in office as a row: by person, or by office on a person's page.
/// The name is the one that the person or office had when the term began.
pub(in crate::views) fn term_row(facts: &Facts, stand: &Stand, term: &Term, office: bool) -> Row {
    let then = term.start.as_ref().and_then(|start| start.range().latest);
    let then = Stand { on: then.map_or(stand.on, |day| day.min(stand.on)), ..*stand };
    let who = if office {
        let name = facts.office_name(term.office, stand).to_string();
        Cell::Link(Ref::Office(facts.id(term.office).to_string()), name)
    } else {
        let name = facts.person_name(term.person, &then).to_string();
        Cell::Link(Ref::Person(facts.id(term.person).to_string()), name)
    };
    let end = match &term.end {
        End::Open => Cell::text("No end recorded"),
        End::Unknown => Cell::text("Ended, day not known"),
        End::On(end) => Cell::date(Some(end)),
    };
    let date = |date: &Option<Edtf>| Cell::date(date.as_ref());
    Row {
        key: facts.id(term.spell).to_string(),
        cells: alloc::vec![
            who,
            Cell::text(term.capacity.map_or("", |capacity| capacity.as_str())),
            term.start.as_ref().map_or_else(|| Cell::text("Not known"), |d| Cell::date(Some(d))),
            end,
            state_cell(term, stand.on),
            Cell::text(term.reason.map_or("", reason_words)),
            date(&term.announced),
            date(&term.letter),
            date(&term.end_announced),
            date(&term.accepted),
        ],
        entries: term.entries.clone(),
    }
}

fn state_cell(term: &Term, on: Date) -> Cell {
    let (mark, words) = match term.state(on) {
        State::Ahead => (Mark::Waiting, "Not yet begun"),
        State::Announced => (Mark::Waiting, "Announced, not yet effective"),
        State::Holding => (Mark::Done, "In office"),
        State::Leaving => (Mark::Part, "In office; leaving announced, not yet effective"),
        State::Perhaps => (Mark::Unknown, "Perhaps in office"),
        State::Ended => (Mark::Plain, "Ended"),
    };
    let mut words = words.to_string();
    for (absence, hold) in term.away_on(on).filter(|_| term.hold(on) != Hold::No) {
        words = format!("{words}; {}", away_words(absence, hold));
    }
    Cell::Status(mark, words)
}

fn reason_words(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Resigned => "Resigned",
        EndReason::Removed => "Removed",
        EndReason::TermEnded => "Term ended",
        EndReason::Retired => "Retired",
        EndReason::Died => "Died",
        EndReason::Defeated => "Lost an election",
        EndReason::Disqualified => "Disqualified",
        EndReason::OtherOffice => "Took another office",
        EndReason::ChangedParty => "Left the party",
        EndReason::OfficeAbolished => "Office abolished",
        EndReason::Reshuffled => "Moved in a reshuffle",
        EndReason::Unknown => "Not stated",
    }
}

fn handovers_table(facts: &Facts, stand: &Stand, terms: &[Term], office: Office) -> Table {
    let found = handovers(terms, office);
    let name = |term: &Term| {
        let then = term.start.as_ref().and_then(|start| start.range().latest);
        let then = Stand { on: then.unwrap_or(stand.on), ..*stand };
        let id = facts.id(term.person).to_string();
        Cell::Link(Ref::Person(id), facts.person_name(term.person, &then).to_string())
    };
    let row = |(before, after, how): &(&Term, &Term, Handover)| {
        let mut entries: Vec<u64> = before.entries.iter().chain(&after.entries).copied().collect();
        entries.sort_unstable();
        entries.dedup();
        Row {
            key: format!("{}.{}", facts.id(before.spell), facts.id(after.spell)),
            cells: alloc::vec![name(before), name(after), Cell::text(handover_words(*how))],
            entries,
        }
    };
    Table {
        key: "handovers".to_string(),
        caption: "Handovers".to_string(),
        columns: columns(&[
            ("before", "From", ColumnKind::Text),
            ("after", "To", ColumnKind::Text),
            ("how", "How", ColumnKind::Text),
        ]),
        rows: found.pairs.iter().map(row).collect(),
        empty: "Fewer than two holders with a known start.".to_string(),
    }
}

fn handover_words(how: Handover) -> String {
    let days = |least: i32, most: i32| match (least, most) {
        (1, 1) => "1 day".to_string(),
        (least, most) if least == most => format!("{least} days"),
        (least, most) => format!("between {least} and {most} days"),
    };
    match how {
        Handover::SameDay => "On the same day".to_string(),
        Handover::Gap(least, most) => format!("After a gap of {}", days(least, most)),
        Handover::Overlap(Some((least, most))) => {
            format!("Both in office for {}", days(least, most))
        }
        Handover::Overlap(None) => "Both in office: no end recorded for the first".to_string(),
        Handover::CannotTell => "Cannot tell: a date is not known to the day".to_string(),
    }
}

fn chart(facts: &Facts, stand: &Stand, terms: &[Term]) -> Vec<Chart> {
    if terms.is_empty() {
        return Vec::new();
    }
    alloc::vec![Chart {
        key: "terms".to_string(),
        title: "Times in office".to_string(),
        summary: match terms.len() {
            1 => "One time in office is recorded.".to_string(),
            many => format!("{many} times in office are recorded."),
        },
        table: "terms".to_string(),
        series: Series::Spans(
            terms
                .iter()
                .map(|term| span_row(facts.person_name(term.person, stand), term))
                .collect(),
        ),
    }]
}

/// One time in office as a row of a drawing.
pub(in crate::views) fn span_row(label: &str, term: &Term) -> SpanRow {
    let start = term.start.as_ref().map(Edtf::range);
    let day = |date: Option<Date>| date.map(Date::days_since_1970);
    let from = start.and_then(|start| day(start.earliest));
    let (to, until) = match &term.end {
        End::Open => (None, "no end recorded".to_string()),
        End::Unknown => (None, "end not known".to_string()),
        End::On(end) => (day(end.range().latest), end.in_words()),
    };
    let began = term.start.as_ref().map_or_else(|| "not known".to_string(), Edtf::in_words);
    SpanRow {
        label: label.to_string(),
        spans: alloc::vec![Span {
            from,
            to,
            words: format!("from {began} until {until}"),
            mark: if term.stands_in() { Mark::Part } else { Mark::Done },
            entry: term.entries.first().copied(),
        }],
    }
}
