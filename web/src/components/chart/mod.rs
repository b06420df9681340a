//! Charts. Words and numbers are text of the page, so that they wrap, can be
//! searched and read aloud; only lengths and places are drawn.
//!
//! Sizes are attributes of SVG in per cent of the width: the content policy
//! allows no `style`, and so the text never shrinks with the drawing.

mod axis;
mod bars;
mod dots;
mod funnel;
mod grid;
mod spans;

use ledger::views::sheet::{Chart, Mark, Series};
use yew::prelude::*;

use super::marks::{mark_icon, mark_key};

/// A chart with its heading, its sentence and the way to its table.
pub(crate) fn chart(chart: &Chart) -> Html {
    let title = format!("chart-{}", chart.key);
    html! {
        <figure key={chart.key.clone()} class="chart" role="group" aria-labelledby={title.clone()} data-testid="chart" data-key={chart.key.clone()}>
            <h2 class="chart__title" id={title}>{&chart.title}</h2>
            <p class="chart__summary">{&chart.summary}</p>
            {match &chart.series {
                Series::Bars(parts, list) => bars::bars(parts, list),
                Series::Grid(columns, rows) => grid::grid(columns, rows),
                Series::Dots(list, median, unit) => dots::dots(list, *median, unit),
                Series::Funnel(points, limits, mean) => funnel::funnel(points, limits, *mean),
                Series::Spans(rows) => spans::spans(rows),
            }}
            <p class="chart__table"><a href={format!("#table-{}", chart.table)}>{"Show table"}</a></p>
        </figure>
    }
}

/// What the shapes mean, in the words of this chart.
fn legend(parts: &[(String, Mark)]) -> Html {
    html! {
        <ul class="legend">
            {for parts.iter().map(|(words, mark)| html! {
                <li key={words.clone()}>{swatch(*mark)}<span>{words}</span></li>
            })}
        </ul>
    }
}

/// A small square filled as the bars are, with the shape of the mark.
fn swatch(mark: Mark) -> Html {
    html! { <span class="legend__key"><svg class="legend__box" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{area(mark, "0", "0", "16", "16")}</svg>{mark_icon(mark)}</span> }
}

/// An area in the colour and pattern of a mark.
fn area(mark: Mark, x: &str, y: &str, width: &str, height: &str) -> Html {
    let (x, y) = (x.to_owned(), y.to_owned());
    let (width, height) = (width.to_owned(), height.to_owned());
    let over = match mark {
        Mark::Late => "url(#hatch)",
        Mark::Unknown => "url(#dots)",
        _ => "none",
    };
    html! {
        <>
            <rect class={format!("area area--{}", mark_key(mark))} x={x.clone()} y={y.clone()} width={width.clone()} height={height.clone()} />
            <rect class="area__over" fill={over} {x} {y} {width} {height} />
        </>
    }
}

/// Patterns that the charts of a page share.
pub(crate) fn patterns() -> Html {
    html! {
        <svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false">
            <defs>
                <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect width="2.5" height="6" class="patterns__line" />
                </pattern>
                <pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">
                    <circle cx="3" cy="3" r="1.2" class="patterns__dot" />
                </pattern>
            </defs>
        </svg>
    }
}

/// A place on a line as SVG has it: per cent with two decimals.
fn percent(part: f64) -> String {
    // Whole numbers: the machinery for printing fractions is large.
    #[expect(clippy::cast_possible_truncation, reason = "a place on a screen")]
    let hundredths = (part.clamp(0.0, 1.0) * 10_000.0 + 0.5) as i64;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn places_are_written_in_per_cent() {
        assert_eq!(percent(0.0), "0.00%");
        assert_eq!(percent(1.0 / 3.0), "33.33%");
        assert_eq!(percent(1.0), "100.00%");
        assert_eq!((percent(-2.0), percent(f64::NAN)), ("0.00%".into(), "0.00%".into()));
    }
}
