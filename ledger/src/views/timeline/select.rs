//! Which rows a query asks for, and in what order.

use super::columns::{Columns, NONE};
use super::phrase::{BREAK, Told, clipped, fold_into, tell};
use super::{Clock, Order, Query, Timeline, UNKNOWN_KIND};
use crate::events::civil::Date;
use crate::events::{Family, KINDS};
use crate::record::Timestamp;
use crate::views::names::Sort;
use alloc::string::String;
use alloc::vec::Vec;

impl Timeline {
    /// The places of the rows that a query asks for, in its order; see
    /// [`Timeline::row_at`].
    pub fn select(&self, query: &Query) -> Vec<u32> {
        let found = Filter::new(self, query).run();
        match (query.clock, query.order) {
            // Rows stand in the order in which they were recorded.
            (Clock::Recorded, Order::Oldest) => found,
            (Clock::Recorded, Order::Newest) => found.into_iter().rev().collect(),
            (Clock::Happened, order) => by_date(&self.columns, &found, order),
        }
    }
}

/// Sorts places by when it happened, then by place; undated ones come last.
///
/// Each date gets its rank, and rows are dealt out to the ranks: no two rows
/// are compared, and there are far fewer dates than rows.
fn by_date(columns: &Columns, found: &[u32], order: Order) -> Vec<u32> {
    let dates = &columns.dates;
    let key = |number: u32| dates.range(number).map(|range| range.sort_key());
    let mut sorted: Vec<u32> = (0..u32::try_from(dates.len()).unwrap_or(NONE)).collect();
    crate::order::sort_by_key(&mut sorted, |number| key(*number));
    // Different dates can mean the same days ("2014", "2014?"): they share a rank.
    let mut rank = alloc::vec![0_usize; sorted.len() + 1];
    let mut ranks = 0;
    for (at, number) in sorted.iter().enumerate() {
        if at > 0 && key(sorted[at - 1]) != key(*number) {
            ranks += 1;
        }
        rank[*number as usize] = ranks;
    }
    // The rank of those without a date.
    let undated = ranks + 1;
    if let Some(last) = rank.last_mut() {
        *last = undated;
    }
    let rank_of = |place: u32| {
        let number = columns.occurred.get(place as usize).map_or(usize::MAX, |n| *n as usize);
        rank[number.min(sorted.len())]
    };
    let mut next = alloc::vec![0_usize; undated + 2];
    for place in found {
        next[rank_of(*place) + 1] += 1;
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let dated = next[undated];
    let mut out = alloc::vec![0; found.len()];
    for place in found {
        let at = &mut next[rank_of(*place)];
        out[*at] = *place;
        *at += 1;
    }
    if order == Order::Newest {
        out[..dated].reverse();
    }
    out
}

/// A query, made ready to be asked of a million rows.
struct Filter<'a> {
    timeline: &'a Timeline,
    query: &'a Query,
    /// By the place of a kind: whether it and its family will do.
    kinds: [bool; 256],
    /// Numbers that a row must name.
    named: Vec<u32>,
    inquiry: Option<u32>,
    /// No row can do: something that was asked for never occurred.
    nothing: bool,
    words: Vec<String>,
    said: Said<'a>,
    day: Day,
}

impl<'a> Filter<'a> {
    fn new(timeline: &'a Timeline, query: &'a Query) -> Filter<'a> {
        let columns = &timeline.columns;
        let mut kinds = [false; 256];
        for (at, will_do) in kinds.iter_mut().enumerate() {
            let info = KINDS.get(at);
            let kind = info.map_or(UNKNOWN_KIND, |info| info.kind);
            let family = info.map_or(Family::RecordKeeping, |info| info.family);
            *will_do = (query.kinds.is_empty() || query.kinds.iter().any(|code| code == kind))
                && (query.families.is_empty() || query.families.contains(&family));
        }
        let inquiry = query.inquiry.as_ref().map(|id| columns.inquiries.find(id.as_str()));
        let body = query.body.as_ref().map(|id| columns.symbols.find(Sort::Body, id.as_str()));
        let person =
            query.person.as_ref().map(|id| columns.symbols.find(Sort::Person, id.as_str()));
        let mut folded = String::new();
        fold_into(&query.text, &mut folded);
        Filter {
            timeline,
            query,
            kinds,
            nothing: [body, person, inquiry].contains(&Some(None)),
            named: body.into_iter().chain(person).flatten().collect(),
            inquiry: inquiry.flatten(),
            words: folded.split_whitespace().map(String::from).collect(),
            said: Said::new(timeline),
            day: Day::default(),
        }
    }

    fn run(mut self) -> Vec<u32> {
        if self.nothing {
            return Vec::new();
        }
        let all = u32::try_from(self.timeline.columns.len()).unwrap_or(NONE);
        (0..all).filter(|place| self.shows(*place)).collect()
    }

    fn shows(&mut self, place: u32) -> bool {
        let (columns, at) = (&self.timeline.columns, place as usize);
        self.kinds[usize::from(columns.kind[at])]
            && self.named.iter().all(|symbol| columns.named(at).contains(symbol))
            && self.inquiry.is_none_or(|inquiry| inquiry == columns.inquiry[at])
            && self.in_time(at)
            && self.has_words(at)
    }

    fn in_time(&mut self, at: usize) -> bool {
        let (from, to) = (self.query.from, self.query.to);
        if from.is_none() && to.is_none() {
            return true;
        }
        let columns = &self.timeline.columns;
        match self.query.clock {
            Clock::Happened => columns.range(at).is_none_or(|range| range.touches(from, to)),
            Clock::Recorded => self.day.of(columns.recorded[at]).is_none_or(|day| {
                from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
            }),
        }
    }

    fn has_words(&mut self, at: usize) -> bool {
        let texts = self.timeline.columns.texts.get(at);
        self.said.forget();
        self.words.iter().all(|word| texts.contains(word.as_str()) || self.said.has(at, word))
    }
}

/// Title, summary and reference of one row as a search sees them.
struct Said<'a> {
    timeline: &'a Timeline,
    /// Names as a search sees them, by number, as far as they were needed.
    names: Vec<Option<String>>,
    text: String,
}

impl<'a> Said<'a> {
    fn new(timeline: &'a Timeline) -> Said<'a> {
        Said { timeline, names: Vec::new(), text: String::new() }
    }

    fn forget(&mut self) {
        self.text.clear();
    }

    fn has(&mut self, at: usize, word: &str) -> bool {
        if self.text.is_empty() {
            self.write(at);
        }
        self.text.contains(word)
    }

    fn write(&mut self, at: usize) {
        let timeline = self.timeline;
        let columns = &timeline.columns;
        self.names.resize(columns.symbols.len(), None);
        tell(columns.words.get(at), &mut |told| match told {
            // The break between title and summary is no letter of any word.
            Told::Words(words) => fold_into(words, &mut self.text),
            Told::Named(number) => {
                if let Some(name) = self.names.get_mut(number as usize) {
                    let name = name.get_or_insert_with(|| {
                        let mut folded = String::new();
                        fold_into(&timeline.called(number), &mut folded);
                        folded
                    });
                    self.text.push_str(name);
                }
            }
        });
        self.text.push('\n');
        fold_into(columns.ids.get(columns.id[at]), &mut self.text);
    }
}

impl Timeline {
    /// Title and summary of a row, with the names known by now.
    pub(super) fn say(&self, place: u32) -> (String, String) {
        let mut said = String::new();
        tell(self.columns.words.get(place as usize), &mut |told| match told {
            Told::Words(words) => said.push_str(words),
            Told::Named(number) => said.push_str(&self.called(number)),
        });
        let (title, summary) = said.split_once(BREAK).unwrap_or((&said, ""));
        (title.into(), summary.into())
    }

    /// What the identifier of a number is called.
    fn called(&self, number: u32) -> alloc::borrow::Cow<'_, str> {
        let (sort, id) = self.columns.symbols.get(number);
        let name = self.names.of(sort, id);
        if sort == Sort::Recommendation { clipped(name).into() } else { name.into() }
    }
}

/// The day in London, worked out once an hour: rows stand in order of time.
#[derive(Default)]
struct Day {
    hour: Option<i64>,
    day: Option<Date>,
}

impl Day {
    fn of(&mut self, time: Timestamp) -> Option<Date> {
        let hour = Some(time.millis().div_euclid(3_600_000));
        if self.hour != hour {
            self.hour = hour;
            self.day = Date::in_london(time.millis());
        }
        self.day
    }
}
