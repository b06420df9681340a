//! Times in office: who, in which office, from when, and whether it ended.

use alloc::format;

use super::Register;
use super::dates::expect_order;
use super::findings::{Context, Findings};
use crate::events::edtf::Compared;
use crate::events::offices::{Appointed, Capacity, OfficeEnded};
use crate::events::{DateRange, Draft, Edtf, Event};
use crate::record::Index;

/// One person's time in one office.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spell {
    /// The entry that recorded it.
    index: Index,
    person: u32,
    office: u32,
    substantive: bool,
    /// When it began; `None` where no source says.
    start: Option<DateRange>,
    end: Option<End>,
}

/// The end of a time in office.
#[derive(Clone, Copy, Debug)]
struct End {
    /// The entry that says so.
    index: Index,
    /// When; `None` where no source says.
    on: Option<DateRange>,
}

impl Register {
    pub(super) fn take_office(&mut self, index: Index, draft: &Draft) {
        match &draft.event {
            Event::BodyRegistered(event) => {
                let body = self.ids.number(event.body.as_str());
                for (table, other) in [
                    (&mut self.successor_of, &event.successor_of),
                    (&mut self.part_of, &event.part_of),
                ] {
                    if let Some(other) = other {
                        let other = self.ids.number(other.as_str());
                        table.put(body, other);
                    }
                }
            }
            Event::OfficeRegistered(event) => {
                if let Some(seats) = event.seats {
                    let office = self.ids.number(event.office.as_str());
                    self.seats.put(office, seats);
                }
            }
            Event::Appointed(event) => {
                let spell = self.ids.number(event.spell.as_str());
                let known = self.spells.get(spell).copied();
                let start = event.effective.as_ref().or(occurred(draft)).map(Edtf::range);
                self.put_spell(
                    spell,
                    Spell {
                        index: known.map_or(index, |known| known.index),
                        person: self.ids.find(event.person.as_str()).unwrap_or(u32::MAX),
                        office: self.ids.find(event.office.as_str()).unwrap_or(u32::MAX),
                        substantive: is_substantive(event.capacity),
                        start,
                        end: known.and_then(|known| known.end),
                    },
                );
            }
            Event::OfficeHeld(event) => {
                let spell = self.ids.number(event.spell.as_str());
                let known = self.spells.get(spell).copied();
                // The stretch of time is that of the event.
                let start = occurred(draft)
                    .and_then(|date| date.range().earliest)
                    .map(|day| DateRange { earliest: Some(day), latest: Some(day) });
                self.put_spell(
                    spell,
                    Spell {
                        index: known.map_or(index, |known| known.index),
                        person: self.ids.find(event.person.as_str()).unwrap_or(u32::MAX),
                        office: self.ids.find(event.office.as_str()).unwrap_or(u32::MAX),
                        substantive: is_substantive(event.capacity),
                        start: known.and_then(|known| known.start).or(start),
                        end: known.and_then(|known| known.end),
                    },
                );
            }
            Event::OfficeEnded(event) => {
                let number = self.ids.find(event.spell.as_str());
                if let Some(number) = number
                    && let Some(mut spell) = self.spells.get(number).copied()
                {
                    let on = ended_on(event, draft);
                    // A certain end is not forgotten for an uncertain account of it.
                    let same = |end: End| end.index == index;
                    if spell.end.is_none_or(|end| end.on.is_none() || same(end)) || on.is_some() {
                        spell.end = Some(End { index, on });
                        self.spells.put(number, spell);
                    }
                }
            }
            _ => {}
        }
    }

    fn put_spell(&mut self, number: u32, spell: Spell) {
        self.held.put((spell.office, number), ());
        self.spells.put(number, spell);
    }

    pub(super) fn check_offices(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        match &draft.event {
            Event::Appointed(event) => {
                self.check_spell(
                    [event.spell.as_str(), event.person.as_str(), event.office.as_str()],
                    draft,
                    cx,
                    found,
                );
                expect_order(
                    "/event/effective",
                    event.announced.as_ref(),
                    event.effective.as_ref(),
                    "is before it was announced",
                    found,
                );
                self.check_seats(event, draft, found);
            }
            Event::OfficeHeld(event) => self.check_spell(
                [event.spell.as_str(), event.person.as_str(), event.office.as_str()],
                draft,
                cx,
                found,
            ),
            Event::OfficeEnded(event) => {
                self.check_spell(
                    [event.spell.as_str(), event.person.as_str(), event.office.as_str()],
                    draft,
                    cx,
                    found,
                );
                self.check_end(event, draft, cx, found);
            }
            _ => {}
        }
    }

    /// A time in office is that of one person in one office.
    fn check_spell(
        &self,
        [spell, person, office]: [&str; 3],
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let Some(known) = self.ids.find(spell).and_then(|spell| self.spells.get(spell)) else {
            return;
        };
        if cx.contradicts(draft, known.index) {
            return;
        }
        for (field, said, number) in
            [("/event/person", person, known.person), ("/event/office", office, known.office)]
        {
            let recorded = self.ids.text(number);
            if recorded != said && !recorded.is_empty() {
                let entry = cx.name(known.index);
                let problem = format!("is {recorded} where {entry} recorded {spell}");
                let remedy = format!(
                    "write {recorded}; choose another identifier for another time in office; \
                     or correct {entry}"
                );
                found.refuse(field, Some(said), problem, remedy);
            }
        }
    }

    /// A time in office ends once, and not before it began.
    fn check_end(
        &self,
        event: &OfficeEnded,
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let spell = self.ids.find(event.spell.as_str());
        let Some(spell) = spell.and_then(|spell| self.spells.get(spell)) else { return };
        // A rough date may still be made exact by another account.
        if let Some(End { index: entry, on: Some(ended) }) = spell.end
            && ended.single_day().is_some()
            && !cx.contradicts(draft, entry)
        {
            let entry = cx.name(entry);
            let problem = format!("has ended: {entry} gives the day");
            let remedy = format!(
                "correct {entry}, or, where sources disagree, name its event in \
                 conflicts_with"
            );
            found.refuse("/event/spell", Some(event.spell.as_str()), problem, remedy);
        }
        let (field, date) = match (&event.effective, occurred(draft)) {
            (Some(date), _) => ("/event/effective", Some(date)),
            (None, date) => ("/occurred/edtf", date),
        };
        if let (Some(start), Some(date)) = (spell.start, date)
            && date.range().compare(&start) == Compared::Before
            && !cx.contradicts(draft, spell.index)
        {
            let entry = cx.name(spell.index);
            let problem = format!("is before the time in office began, as {entry} has it");
            let remedy = format!("check the date, or correct {entry}");
            found.refuse(field, Some(&format!("{date}")), problem, remedy);
        }
        expect_order(
            "/event/effective",
            event.announced.as_ref(),
            event.effective.as_ref(),
            "is before it was announced",
            found,
        );
    }

    /// More people in an office than it has seats for is unusual: handovers
    /// overlap, and sources are late.
    fn check_seats(&self, event: &Appointed, draft: &Draft, found: &mut Findings) {
        let from = event.effective.as_ref().or(occurred(draft)).map(Edtf::range);
        let Some(from) = from.and_then(|range| range.earliest) else { return };
        let Some(office) = self.ids.find(event.office.as_str()) else { return };
        let Some(seats) = self.seats.get(office).copied() else { return };
        if !is_substantive(event.capacity) {
            return;
        }
        let own = self.ids.find(event.spell.as_str());
        let sits = |spell: &Spell| {
            let began = spell.start.and_then(|start| start.latest).is_some_and(|day| day <= from);
            // An end that is not dated may be before or after: it does not count.
            let on = spell.end.map(|end| end.on.and_then(|on| on.earliest));
            spell.substantive && began && on.is_none_or(|on| on.is_some_and(|end| end > from))
        };
        let sitting = self
            .held
            .range((office, 0), (office, u32::MAX))
            .filter(|((_, spell), ())| Some(*spell) != own)
            .filter(|((_, spell), ())| self.spells.get(*spell).is_some_and(sits))
            .count();
        if sitting >= usize::from(seats) {
            let problem = format!("has {seats} seats, and {sitting} hold it on {from}");
            let remedy = "record the end of the one before, or check the date";
            found.warn("/event/office", Some(event.office.as_str()), problem, remedy);
        }
    }
}

fn is_substantive(capacity: Option<Capacity>) -> bool {
    matches!(capacity, None | Some(Capacity::Substantive))
}

fn occurred(draft: &Draft) -> Option<&Edtf> {
    draft.occurred.as_ref().map(|when| &when.edtf)
}

/// When a time in office ended, where a source is sure of it.
fn ended_on(event: &OfficeEnded, draft: &Draft) -> Option<DateRange> {
    let date = event.effective.as_ref().or(occurred(draft))?;
    date.is_certain().then(|| date.range())
}
