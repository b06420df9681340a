//! Times in office, each put together from the entries that speak of it.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;

use crate::events::civil::Date;
use crate::events::edtf::Bound;
use crate::events::offices::{Capacity, EndReason};
use crate::events::{DateRange, Edtf};
use crate::views::facts::{
    Absence, EndedFact, Facts, Office, Person, Spell, Stand, TakenFact, When,
};

/// How a time in office ends, as far as the record knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// The record knows no end.
    #[default]
    Open,
    /// There is an end, and its day is not known.
    Unknown,
    /// At this date. A time in office is half open: the holder has left on it.
    On(Edtf),
}

/// One person's time in one office.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its identifier.
    pub spell: Spell,
    /// The person.
    pub person: Person,
    /// The office.
    pub office: Office,
    /// In what capacity, where it is said.
    pub capacity: Option<Capacity>,
    /// When it began; `None` is not known.
    pub start: Option<Edtf>,
    /// When the appointment was made known.
    pub announced: Option<Edtf>,
    /// When it is planned to end.
    pub term_end: Option<Edtf>,
    /// Days for which a source vouches that it lasted.
    pub vouched: Vec<DateRange>,
    /// How it ends.
    pub end: End,
    /// How it ended.
    pub reason: Option<EndReason>,
    /// The date of the letter of resignation.
    pub letter: Option<Edtf>,
    /// When the end was made known.
    pub end_announced: Option<Edtf>,
    /// When the resignation was accepted.
    pub accepted: Option<Edtf>,
    /// Leaves and suspensions within it.
    pub away: Vec<Away>,
    /// Whether entries give dates that cannot both be right.
    pub disputed: bool,
    /// The entries that it came from, ascending.
    pub entries: Vec<u64>,
}

/// A leave or a suspension: the holder still holds the office.
#[derive(Clone, Debug)]
pub struct Away {
    /// Which of the two.
    pub absence: Absence,
    /// When it began; `None` is not known.
    pub start: Option<Edtf>,
    /// When it ended.
    pub end: End,
    /// The entries that it came from, ascending.
    pub entries: Vec<u64>,
}

impl Away {
    /// Whether the holder was away on a day.
    pub fn hold(&self, on: Date) -> Hold {
        hold(self.start.as_ref(), &self.end, &[], None, on)
    }
}

/// How surely someone holds an office on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hold {
    /// On no reading of the dates.
    No,
    /// On some reading of the dates.
    Possible,
    /// On every reading of the dates.
    Definite,
}

/// Where a time in office stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It lies ahead, and was not yet made known on that day.
    Ahead,
    /// It lies ahead and has been made known: announced, not yet effective.
    Announced,
    /// In office.
    Holding,
    /// In office, and the end has been made known: announced, not yet effective.
    Leaving,
    /// Perhaps in office: the dates do not settle it.
    Perhaps,
    /// Ended.
    Ended,
}

impl Term {
    fn new(fact: &TakenFact) -> Term {
        Term {
            spell: fact.spell,
            person: fact.person,
            office: fact.office,
            capacity: None,
            start: None,
            announced: None,
            term_end: None,
            vouched: Vec::new(),
            end: End::Open,
            reason: None,
            letter: None,
            end_announced: None,
            accepted: None,
            away: Vec::new(),
            disputed: false,
            entries: Vec::new(),
        }
    }

    fn take(&mut self, fact: &TakenFact) {
        self.capacity = fact.capacity.or(self.capacity);
        self.announced = self.announced.take().or_else(|| fact.announced.date());
        self.term_end = fact.term_end.clone().or_else(|| self.term_end.take());
        self.vouched.extend(fact.as_at.as_ref().map(Edtf::range));
        match fact.when.as_ref().map(|when| (when, when.ends())) {
            None => {}
            Some((_, Some((start, end)))) => {
                if let Bound::On(start) = start {
                    self.starts(start);
                }
                match end {
                    Bound::On(end) => self.ends(Some(end)),
                    Bound::Unknown => self.ends(None),
                    Bound::Open => {}
                }
            }
            Some((when, None)) if fact.appointed => self.starts(when.clone()),
            // "Held in 2010" vouches for some of 2010 and tells no start.
            Some((when, None)) => self.vouched.push(when.range()),
        }
    }

    fn finish(&mut self, fact: &EndedFact) {
        self.ends(fact.effective.date());
        self.reason = match (self.reason, fact.reason) {
            (known @ Some(_), None | Some(EndReason::Unknown)) => known,
            (_, reason) => reason,
        };
        let keep = |field: &mut Option<Edtf>, new: &Option<Edtf>| {
            *field = field.take().or_else(|| new.clone());
        };
        keep(&mut self.letter, &fact.letter);
        keep(&mut self.end_announced, &fact.announced);
        keep(&mut self.accepted, &fact.accepted);
    }

    fn starts(&mut self, new: Edtf) {
        self.start = Some(match self.start.take() {
            Some(old) => join(old, new, &mut self.disputed),
            None => new,
        });
    }

    fn ends(&mut self, new: Option<Edtf>) {
        let old = core::mem::take(&mut self.end);
        self.end = match (old, new) {
            (End::On(old), Some(new)) => End::On(join(old, new, &mut self.disputed)),
            (_, Some(new)) => End::On(new),
            (End::On(old), None) => End::On(old),
            (_, None) => End::Unknown,
        };
    }

    /// Whether the person held the office on a day: definite where
    /// start.latest <= d < end.earliest, possible where
    /// start.earliest <= d < end.latest. An end of which the day is not known
    /// may be any day after the last one that a source vouches for.
    pub fn hold(&self, on: Date) -> Hold {
        hold(self.start.as_ref(), &self.end, &self.vouched, self.term_end.as_ref(), on)
    }

    /// Whether it ends before it begins, on every reading: a date is wrong.
    pub fn is_backwards(&self) -> bool {
        let End::On(end) = &self.end else { return false };
        let start = self.start.as_ref().and_then(|start| start.range().earliest);
        start.zip(end.range().latest).is_some_and(|(start, end)| end < start)
    }

    /// The leaves and suspensions that cover a day, surely or perhaps.
    pub fn away_on(&self, on: Date) -> impl Iterator<Item = (Absence, Hold)> {
        let all = self.away.iter().map(move |away| (away.absence, away.hold(on)));
        all.filter(|(_, hold)| *hold != Hold::No)
    }

    /// Where it stands on a day.
    pub fn state(&self, on: Date) -> State {
        let known = |date: &Option<Edtf>| {
            let latest = date.as_ref().and_then(|date| date.range().latest);
            latest.is_some_and(|day| day <= on)
        };
        match self.hold(on) {
            Hold::Definite if self.end != End::Open && known(&self.end_announced) => State::Leaving,
            Hold::Definite => State::Holding,
            Hold::Possible => State::Perhaps,
            Hold::No => {
                let earliest = self.start.as_ref().and_then(|start| start.range().earliest);
                match earliest.is_some_and(|start| on < start) {
                    true if known(&self.announced) => State::Announced,
                    true => State::Ahead,
                    false => State::Ended,
                }
            }
        }
    }

    /// Whether the holder stands in for someone, or holds it for the time being.
    pub fn stands_in(&self) -> bool {
        matches!(self.capacity, Some(Capacity::Acting | Capacity::Interim))
    }
}

fn hold(
    start: Option<&Edtf>,
    end: &End,
    vouched: &[DateRange],
    planned: Option<&Edtf>,
    on: Date,
) -> Hold {
    let start = start.map(Edtf::range);
    let ended = match end {
        End::On(end) => Some(end.range()),
        _ => None,
    };
    let after_start = |day: Option<Date>| day.is_none_or(|day| day <= on);
    let before_end = |day: Option<Date>| day.is_none_or(|day| on < day);
    let earliest = start.and_then(|start| start.earliest);
    if !after_start(earliest) || !before_end(ended.and_then(|end| end.latest)) {
        return Hold::No;
    }
    // The first and the last day on which the person surely held it.
    let vouched = vouched.iter().filter_map(DateRange::single_day);
    let surely_from = vouched.clone().chain(start.and_then(|start| start.latest)).min();
    let last_seen = vouched.chain(start.and_then(|start| start.latest)).max();
    let planned = planned.and_then(|end| end.range().earliest);
    let still = match (end, ended.and_then(|end| end.earliest)) {
        (End::Open, _) => before_end(planned),
        (_, Some(earliest)) => on < earliest,
        (_, None) => last_seen.is_some_and(|seen| on <= seen),
    };
    if surely_from.is_some_and(|from| from <= on) && still {
        Hold::Definite
    } else {
        Hold::Possible
    }
}

/// Two dates for one thing: where both can be right, what both allow; otherwise
/// everything from the earlier to the later, and that they disagree is noted.
fn join(old: Edtf, new: Edtf, disputed: &mut bool) -> Edtf {
    let (a, b) = (old.range(), new.range());
    let width = |range: &DateRange| range.days_until(range).map_or(i32::MAX, |(_, most)| most);
    if a.touches(b.earliest, b.latest) {
        return if width(&b) < width(&a) { new } else { old };
    }
    *disputed = true;
    let text = match (a.earliest.min(b.earliest), a.latest.max(b.latest)) {
        (Some(from), Some(to)) => format!("[{from}..{to}]"),
        (None, Some(to)) => format!("[..{to}]"),
        _ => return old,
    };
    Edtf::parse(&text).unwrap_or(old)
}

/// All times in office, as known at the stand, in the order of the ledger.
pub fn terms(facts: &Facts, stand: &Stand) -> Vec<Term> {
    let mut found: Vec<Term> = Vec::new();
    let mut places: BTreeMap<Spell, usize> = BTreeMap::new();
    for known in facts.taken(stand) {
        let place = *places.entry(known.fact.spell).or_insert_with(|| {
            found.push(Term::new(known.fact));
            found.len() - 1
        });
        found[place].take(known.fact);
        found[place].entries.extend(known.entries());
    }
    for known in facts.ended(stand) {
        let fact = known.fact;
        let place = *places.entry(fact.spell).or_insert_with(|| {
            let taken = TakenFact {
                spell: fact.spell,
                person: fact.person,
                office: fact.office,
                capacity: None,
                when: When::default(),
                appointed: false,
                announced: When::default(),
                term_end: None,
                as_at: None,
            };
            found.push(Term::new(&taken));
            found.len() - 1
        });
        found[place].finish(fact);
        found[place].entries.extend(known.entries());
    }
    absences(facts, stand, &mut found, &places);
    for term in &mut found {
        term.entries.sort_unstable();
        term.entries.dedup();
    }
    found
}

fn absences(facts: &Facts, stand: &Stand, found: &mut [Term], places: &BTreeMap<Spell, usize>) {
    let mut open: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for known in facts.away(stand) {
        let Some(place) = places.get(&known.fact.spell) else { continue };
        let term = &mut found[*place];
        let entries: Vec<u64> = known.entries().collect();
        term.entries.extend(&entries);
        open.insert(known.fact.id, (*place, term.away.len()));
        term.away.push(Away {
            absence: known.fact.absence,
            start: known.fact.when.date(),
            end: End::Open,
            entries,
        });
    }
    for known in facts.back(stand) {
        let Some((place, nth)) = open.get(&known.fact.id) else { continue };
        let term = &mut found[*place];
        term.entries.extend(known.entries());
        let away = &mut term.away[*nth];
        away.entries.extend(known.entries());
        away.end = known.fact.when.date().map_or(End::Unknown, End::On);
    }
}
