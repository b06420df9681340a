//! The sheet of outliers.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Bounds, Flag, Outliers, Rated, float, outliers};
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::disclosure::Control;
use crate::views::facts::{Body, Facts, Stand};
use crate::views::returns::{CallStand, call_of, population_words};
use crate::views::sheet::{
    Cell, Chart, ColumnKind, Figure, Mark, Notice, Point, Ref, Row, Series, Sheet, Table, columns,
};

/// The view.
pub(crate) const OUTLIERS: ViewInfo = ViewInfo::new(
    "outliers",
    "Outliers",
    "Which bodies report far fewer, or far more, than chance explains?",
    &[
        ("call", "the identifier of the data call; left out, what can be compared is listed"),
        ("indicator", "the identifier of what was asked for"),
    ],
    view,
);

/// What a rate is per where the call does not say.
const SCALE: u32 = 10_000;

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let facts = record.facts;
    if question.get("call").is_none() && question.get("indicator").is_none() {
        return Ok(super::list::sheet(facts, stand));
    }
    let call = call_of(facts, stand, question)?;
    let Some(held) = CallStand::of(facts, stand, call) else { return Ok(Sheet::default()) };
    let known = &held.call.fact.indicators;
    let named: Vec<&str> = known.iter().map(|asked| facts.id(asked.indicator)).collect();
    let remedy = if named.is_empty() {
        "the record names no indicator of this call".to_string()
    } else {
        format!("name one of: {}", named.join(", "))
    };
    let id = question.need("indicator", &remedy)?;
    let asked = known.iter().find(|asked| facts.id(asked.indicator) == id);
    let asked = asked
        .ok_or_else(|| question.wrong("indicator", "is not an indicator of this call", &remedy))?;
    let mut sheet = Sheet {
        title: format!("Outliers: {}", asked.title),
        about: "Each body's rate against the common rate of all that gave a count. Low ones \
            come first: few found is not the same as few there."
            .to_string(),
        ..Sheet::default()
    };
    let control = match held.control(asked.indicator) {
        Ok(control) => control,
        Err(unfit) => {
            let text = format!("No counts are shown. The call's disclosure settings: {unfit}.");
            sheet.notices.push(Notice { text, entries: held.entries() });
            return Ok(sheet);
        }
    };
    let scale = asked.scale.unwrap_or(SCALE);
    match outliers(&held, asked.indicator, scale, &control) {
        Ok(found) => fill(&mut sheet, &found, &held, &control, facts, stand),
        Err(refused) => {
            let text = format!("{refused}.");
            sheet.notices.push(Notice { text, entries: held.entries() });
        }
    }
    Ok(sheet)
}

fn fill(
    sheet: &mut Sheet,
    found: &Outliers,
    held: &CallStand<'_>,
    control: &Control,
    facts: &Facts,
    stand: &Stand,
) {
    sheet.notices = notices(found, control, held);
    sheet.figures = figures(found, held, facts);
    sheet.charts = charts(found, facts, stand);
    sheet.tables.push(compared(found, facts, stand));
    sheet.tables.push(apart(found, facts, stand));
}

fn notices(found: &Outliers, control: &Control, held: &CallStand<'_>) -> Vec<Notice> {
    let rule = if found.phi > 1.0 {
        format!(
            "The counts scatter {:.1} times as much as chance gives, so the limits are widened: a \
             body is outside when its count is more than 3.09 standard deviations from what the \
             common rate gives.",
            found.phi
        )
    } else {
        "A body is outside when chance would give so low a count, or so high a one, less than \
         once in a thousand times (Poisson)."
            .to_string()
    };
    let mut notices = alloc::vec![
        Notice { text: control.words(), entries: held.entries() },
        Notice { text: rule, entries: Vec::new() },
    ];
    if let Some(year) = found.year {
        let text = format!("The bases are those of {year}.");
        notices.push(Notice { text, entries: Vec::new() });
    }
    if !found.apart.is_empty() {
        let text = "Bodies with a nil return, or none, are listed below. They are not drawn as \
            zero together: who found none and who has no data are different answers.";
        let mut entries: Vec<u64> =
            found.apart.iter().flat_map(|apart| apart.entries.iter().copied()).collect();
        entries.sort_unstable();
        entries.dedup();
        notices.push(Notice { text: text.to_string(), entries });
    }
    if found.rated.iter().any(|rated| rated.count.value().is_none()) {
        let text = "A hidden count enters the common rate as the middle of what it can be. It is \
            called low or high only if all that it can be is.";
        notices.push(Notice { text: text.to_string(), entries: Vec::new() });
    }
    notices
}

/// A rate as a whole number.
fn rate_words(rate: f64) -> String {
    let whole = libm::floor(rate + 0.5);
    if rate > 0.0 && whole < 1.0 { "under 1".to_string() } else { format!("{whole:.0}") }
}

fn bounds_words(bounds: &Bounds) -> String {
    let (least, most) = (rate_words(bounds.least), rate_words(bounds.most));
    if least == most { least } else { format!("between {least} and {most}") }
}

/// The highest by the lowest, as far as it can be told.
fn ratio_words(lowest: &Bounds, highest: &Bounds) -> String {
    if lowest.least <= 0.0 {
        return "none: the lowest rate is zero, or may be".to_string();
    }
    let least = (highest.least / lowest.most).max(1.0);
    bounds_words(&Bounds { least, most: highest.most / lowest.least })
}

fn figures(found: &Outliers, held: &CallStand<'_>, facts: &Facts) -> Vec<Figure> {
    let population = population_words(held, facts);
    let asked = held.counts().asked;
    let entries = |is: &dyn Fn(&Rated) -> bool| {
        let of = found.rated.iter().filter(|rated| is(rated));
        let mut entries: Vec<u64> = of.flat_map(|rated| rated.entries.iter().copied()).collect();
        entries.extend(held.entries());
        entries.sort_unstable();
        entries.dedup();
        entries
    };
    let number = found.rated.len() as u64;
    let count = |key: &str, label: &str, is: &dyn Fn(&Rated) -> bool| {
        let count = found.rated.iter().filter(|rated| is(rated)).count() as u64;
        Figure {
            key: key.to_string(),
            label: label.to_string(),
            text: format!("{count} of {number}"),
            numerator: Some(count),
            denominator: Some(number),
            population: "the bodies compared".to_string(),
            entries: entries(is),
        }
    };
    let mut figures = alloc::vec![
        count("low", "Low outliers", &|rated| rated.flag == Flag::Low),
        count("high", "High outliers", &|rated| rated.flag == Flag::High),
        Figure {
            key: "compared".to_string(),
            label: "Bodies compared".to_string(),
            text: asked.map_or_else(
                || format!("{number} of a number not on record"),
                |asked| crate::views::share::share(number, asked),
            ),
            numerator: Some(number),
            denominator: asked,
            population: population.clone(),
            entries: entries(&|_| true),
        },
    ];
    let Some([lowest, middle, highest]) = &found.spread else { return figures };
    let per = format!("per {}", found.scale);
    let base: u64 = found.rated.iter().map(|rated| rated.base).sum();
    let hidden = found.rated.iter().filter(|rated| rated.count.value().is_none()).count();
    // Only where no count is hidden is the sum of those shown a numerator.
    let total: Option<u64> = found.rated.iter().map(|rated| rated.count.value()).sum();
    let mut rate = |key: &str, label: &str, text: String, numerator: Option<u64>| {
        figures.push(Figure {
            key: key.to_string(),
            label: label.to_string(),
            text,
            numerator,
            denominator: numerator.map(|_| base),
            population: "the bodies compared".to_string(),
            entries: entries(&|_| true),
        });
    };
    let common = rate_words(found.rate * f64::from(found.scale));
    let common = match hidden {
        0 => format!("{common} {per}"),
        _ => format!("about {common} {per}, with {hidden} counts hidden"),
    };
    rate("common", "Common rate, of the counts as shown", common, total);
    rate("lowest", "Lowest rate", format!("{} {per}", bounds_words(lowest)), None);
    rate("median", "Middle rate", format!("{} {per}", bounds_words(middle)), None);
    rate("highest", "Highest rate", format!("{} {per}", bounds_words(highest)), None);
    rate("ratio", "Highest by lowest", ratio_words(lowest, highest), None);
    rate(
        "scatter",
        "Scatter against chance (1 is chance alone)",
        format!("{:.2}", found.phi),
        None,
    );
    figures
}

/// How many pieces a limit is drawn in.
const STEPS: u32 = 24;

/// The funnel. A body whose count is hidden has no rate to draw.
fn charts(found: &Outliers, facts: &Facts, stand: &Stand) -> Vec<Chart> {
    let per = f64::from(found.scale);
    let drawn: Vec<Point> = found
        .rated
        .iter()
        .filter_map(|rated| {
            Some(Point {
                label: facts.body_name(rated.body, stand).to_string(),
                base: float(rated.base),
                rate: float(rated.count.value()?) * per / float(rated.base),
                mark: mark(rated.flag),
            })
        })
        .collect();
    let bases = || found.rated.iter().map(|rated| float(rated.base));
    let (low, high) = (bases().fold(f64::MAX, f64::min), bases().fold(0.0, f64::max));
    if drawn.is_empty() {
        return Vec::new();
    }
    let limits: Vec<(f64, f64, f64)> = (0..=STEPS)
        .map(|step| low + (high - low) * f64::from(step) / f64::from(STEPS))
        .map(|base| {
            let (least, most) = found.funnel.limits(base);
            (base, least * per / base, most * per / base)
        })
        .collect();
    let of = |flag: Flag| found.rated.iter().filter(|rated| rated.flag == flag).count();
    let hidden = found.rated.len() - drawn.len();
    alloc::vec![Chart {
        key: "funnel".to_string(),
        title: "Rates by size of base, with limits".to_string(),
        summary: format!(
            "{} low and {} high of {} bodies; {hidden} with hidden counts are not drawn.",
            of(Flag::Low),
            of(Flag::High),
            found.rated.len()
        ),
        table: "compared".to_string(),
        series: Series::Funnel(drawn, limits, found.rate * per),
    }]
}

fn mark(flag: Flag) -> Mark {
    match flag {
        Flag::Low => Mark::Late,
        Flag::High => Mark::Part,
        Flag::Within => Mark::Plain,
        Flag::CannotTell => Mark::Unknown,
    }
}

fn name(body: Body, facts: &Facts, stand: &Stand) -> Cell {
    Cell::Link(Ref::Body(facts.id(body).to_string()), facts.body_name(body, stand).to_string())
}

fn compared(found: &Outliers, facts: &Facts, stand: &Stand) -> Table {
    let per = f64::from(found.scale);
    let row = |rated: &Rated| {
        let rate = rated.count.value().map(|count| float(count) * per / float(rated.base));
        let words = match rated.flag {
            Flag::Low => "low",
            Flag::High => "high",
            Flag::Within => "within the limits",
            Flag::CannotTell => "cannot be told: count hidden",
        };
        Row {
            key: facts.id(rated.body).to_string(),
            cells: alloc::vec![
                name(rated.body, facts, stand),
                Cell::Status(mark(rated.flag), words.to_string()),
                rated.count.cell(),
                Cell::count(rated.base),
                rate.map_or_else(
                    || Cell::Suppressed("not shown".to_string()),
                    |rate| Cell::Number(rate_words(rate), rate),
                ),
                rated.interval.map_or(Cell::Empty, |(low, high)| {
                    Cell::text(format!("{} to {}", rate_words(low), rate_words(high)))
                }),
                Cell::Number(format!("{:.1}", rated.expected), rated.expected),
            ],
            entries: rated.entries.clone(),
        }
    };
    let rate = format!("Rate per {}", found.scale);
    Table {
        key: "compared".to_string(),
        caption: "Bodies compared".to_string(),
        columns: columns(&[
            ("body", "Organisation", ColumnKind::Text),
            ("flag", "Against the limits", ColumnKind::Status),
            ("count", "Count, rounded", ColumnKind::Number),
            ("base", "Base", ColumnKind::Number),
            ("rate", &rate, ColumnKind::Number),
            ("interval", "95% interval of the rate", ColumnKind::Text),
            ("expected", "Count at the common rate", ColumnKind::Number),
        ]),
        rows: found.rated.iter().map(row).collect(),
        empty: "The record holds no count with a base for this indicator at this point."
            .to_string(),
    }
}

fn apart(found: &Outliers, facts: &Facts, stand: &Stand) -> Table {
    let rows = found.apart.iter().map(|apart| Row {
        key: facts.id(apart.body).to_string(),
        cells: alloc::vec![name(apart.body, facts, stand), Cell::text(apart.why.words())],
        entries: apart.entries.clone(),
    });
    Table {
        key: "apart".to_string(),
        caption: "Bodies not compared".to_string(),
        columns: columns(&[
            ("body", "Organisation", ColumnKind::Text),
            ("why", "Why", ColumnKind::Text),
        ]),
        rows: rows.collect(),
        empty: "Every body named has a count and a base.".to_string(),
    }
}
