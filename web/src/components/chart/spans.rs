//! Stretches of time by row, such as who held an office.

use ledger::events::civil::Date;
use ledger::views::sheet::{Mark, Span, SpanRow};
use yew::prelude::*;

use super::{area, percent};
use crate::components::marks::mark_icon;
use crate::route::Route;

/// Rows on one axis of years.
pub(super) fn spans(rows: &[SpanRow]) -> Html {
    let days = rows.iter().flat_map(|row| &row.spans).flat_map(|span| [span.from, span.to]);
    let days: Vec<i32> = days.flatten().collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
        return html! { <p class="hint">{"No date is known, so nothing is drawn. The table has what is known."}</p> };
    };
    // Room at both ends for what is open.
    let room = ((last - first) / 20).max(60);
    let (from, to) = (first - room, last + room);
    let place = |day: i32| f64::from(day - from) / f64::from(to - from);
    let year = |day: i32| Date::from_days_since_1970(day).map_or(0, Date::year);
    let every = ((year(to).saturating_sub(year(from))) / 5).max(1);
    let years = (year(from) + 1..=year(to)).filter(|year| year.is_multiple_of(every));
    let ticks: Vec<(f64, u16)> = years
        .filter_map(|year| Some((place(Date::new(year, 1, 1)?.days_since_1970()), year)))
        .collect();
    html! {
        <div class="spans">
            <ul class="bars">
                {for rows.iter().enumerate().map(|(at, row)| html! {
                    <li key={at}>
                        <p class="bars__label"><span>{&row.label}</span></p>
                        <svg class="spans__row" width="100%" height="20" aria-hidden="true" focusable="false">
                            {for ticks.iter().map(|(x, year)| html! { <line key={*year} class="axis axis--faint" x1={percent(*x)} x2={percent(*x)} y1="0" y2="20" /> })}
                            {for row.spans.iter().enumerate().map(|(at, span)| html! { <g key={at}>{one(span, &place)}</g> })}
                        </svg>
                        <ul class="spans__words">
                            {for row.spans.iter().enumerate().map(|(at, span)| html! { <li key={at}>{mark_icon(span.mark)}{words(span)}</li> })}
                        </ul>
                    </li>
                })}
            </ul>
            <svg class="spans__axis" width="100%" height="26" aria-hidden="true" focusable="false">
                <line class="axis" x1="0" x2="100%" y1="1" y2="1" />
                {for ticks.iter().map(|(x, year)| html! { <text key={*year} class="axis__text" x={percent(*x)} y="20" text-anchor="middle">{*year}</text> })}
            </svg>
        </div>
    }
}

fn one(span: &Span, place: &dyn Fn(i32) -> f64) -> Html {
    let (from, to) = (span.from.map_or(0.0, place), span.to.map_or(1.0, place));
    // Never thinner than can be seen.
    let width = (to - from).max(0.004);
    let open = match (span.from, span.to) {
        (Some(_), Some(_)) => None,
        (None, _) => Some(percent(0.0)),
        (_, None) => Some(percent(1.0)),
    };
    let mark = if span.mark == Mark::Plain { Mark::Done } else { span.mark };
    html! {
        <g>
            {area(mark, &percent(from), "3", &percent(width), "14")}
            {match open {
                Some(x) => html! { <line class="spans__open" x1={x.clone()} x2={x} y1="1" y2="19" /> },
                None => html! { <g></g> },
            }}
        </g>
    }
}

fn words(span: &Span) -> Html {
    match span.entry {
        Some(index) => {
            html! { <a href={Route::event(index).href("")} data-go="">{&span.words}</a> }
        }
        None => html! { <span>{&span.words}</span> },
    }
}
