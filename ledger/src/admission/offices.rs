//! Times in office: who, in which office, from when, and whether it ended.

use alloc::format;

use super::Register;
use super::dates::expect_order;
use super::findings::{Context, Findings};
use super::sorts::Sort;
use crate::events::edtf::Compared;
use crate::events::ids::SpellId;
use crate::events::offices::{Appointed, Capacity};
use crate::events::{DateRange, Draft, Edtf, Event, OfficeId, PersonId};
use crate::record::Index;

/// One person's time in one office.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spell {
    /// The entry that recorded it.
    index: Index,
    person: u32,
    office: u32,
    substantive: bool,
    /// The entry that says that it began, and not only that it was.
    begun: Option<Index>,
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
            Event::OfficeRegistered(event) => {
                if let Some(seats) = event.seats {
                    let office = self.ids.number(event.office.as_str());
                    self.seats.put(office, seats);
                }
            }
            Event::Appointed(event) => {
                let substantive = is_substantive(event.capacity);
                let start = event.effective.as_ref().or(occurred(draft)).map(Edtf::range);
                let who = (&event.spell, &event.person, &event.office);
                self.take_spell(index, who, substantive, true, start);
            }
            Event::ActingStarted(event) => {
                let start = event.effective.as_ref().or(occurred(draft)).map(Edtf::range);
                let who = (&event.spell, &event.person, &event.office);
                self.take_spell(index, who, false, true, start);
            }
            Event::OfficeHeld(event) => {
                // The stretch of time is that of the event.
                let start = occurred(draft)
                    .and_then(|date| date.range().earliest)
                    .map(|day| DateRange { earliest: Some(day), latest: Some(day) });
                let who = (&event.spell, &event.person, &event.office);
                self.take_spell(index, who, is_substantive(event.capacity), false, start);
            }
            Event::OfficeEnded(event) => {
                self.take_end(index, &event.spell, ended_on(event.effective.as_ref(), draft));
            }
            Event::ActingEnded(event) => {
                self.take_end(index, &event.spell, ended_on(event.effective.as_ref(), draft));
            }
            _ => {}
        }
    }

    fn take_spell(
        &mut self,
        index: Index,
        (spell, person, office): (&SpellId, &PersonId, &OfficeId),
        substantive: bool,
        begins: bool,
        start: Option<DateRange>,
    ) {
        let number = self.ids.number(spell.as_str());
        let known = self.spells.get(number).copied().filter(|known| self.stands(known.index));
        let before = known.filter(|known| known.index != index);
        let spell = Spell {
            index: before.map_or(index, |known| known.index),
            person: self.ids.number(person.as_str()),
            office: self.ids.number(office.as_str()),
            substantive,
            begun: if begins { Some(index) } else { known.and_then(|known| known.begun) },
            start: if begins { start } else { before.and_then(|known| known.start).or(start) },
            end: known.and_then(|known| known.end),
        };
        self.put_spell(number, spell);
    }

    fn take_end(&mut self, index: Index, spell: &SpellId, on: Option<DateRange>) {
        let Some(number) = self.ids.find(spell.as_str()) else { return };
        let Some(mut spell) = self.spells.get(number).copied() else { return };
        // A certain end is not forgotten for an uncertain account of it.
        let keeps = |end: End| end.on.is_some() && end.index != index && self.stands(end.index);
        if on.is_some() || !spell.end.is_some_and(keeps) {
            spell.end = Some(End { index, on });
            self.spells.put(number, spell);
        }
    }

    /// A time in office, unless what recorded it was withdrawn. An end that was
    /// withdrawn is none.
    pub(super) fn spell(&self, id: &str) -> Option<Spell> {
        let mut spell = self.spells.get(self.ids.find(id)?).copied()?;
        spell.end = spell.end.filter(|end| self.stands(end.index));
        spell.begun = spell.begun.filter(|begun| self.stands(*begun));
        Some(spell).filter(|spell| self.stands(spell.index))
    }

    fn put_spell(&mut self, number: u32, spell: Spell) {
        self.held.put((spell.office, number), ());
        self.spells.put(number, spell);
    }

    pub(super) fn check_offices(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        let who = match &draft.event {
            Event::Appointed(e) => (&e.spell, &e.person, &e.office),
            Event::ActingStarted(e) => (&e.spell, &e.person, &e.office),
            Event::OfficeHeld(e) => (&e.spell, &e.person, &e.office),
            Event::OfficeEnded(e) => (&e.spell, &e.person, &e.office),
            Event::ActingEnded(e) => (&e.spell, &e.person, &e.office),
            Event::LeaveStarted(e) => (&e.spell, &e.person, &e.office),
            Event::LeaveEnded(e) => (&e.spell, &e.person, &e.office),
            Event::Suspended(e) => (&e.spell, &e.person, &e.office),
            Event::SuspensionLifted(e) => (&e.spell, &e.person, &e.office),
            _ => return,
        };
        self.check_spell([who.0.as_str(), who.1.as_str(), who.2.as_str()], draft, cx, found);
        let (announced, effective) = match &draft.event {
            Event::Appointed(event) => {
                self.check_begun(&event.spell, draft, cx, found);
                self.check_seats(event, draft, found);
                (&event.announced, &event.effective)
            }
            Event::ActingStarted(event) => {
                self.check_begun(&event.spell, draft, cx, found);
                self.check_acting(event, draft, cx, found);
                (&event.announced, &event.effective)
            }
            Event::OfficeEnded(event) => {
                self.check_end(&event.spell, event.effective.as_ref(), draft, cx, found);
                (&event.announced, &event.effective)
            }
            Event::ActingEnded(event) => {
                self.check_end(&event.spell, event.effective.as_ref(), draft, cx, found);
                (&event.announced, &event.effective)
            }
            Event::LeaveStarted(event) => {
                self.check_within(&event.spell, event.effective.as_ref(), draft, cx, found);
                (&event.announced, &event.effective)
            }
            Event::Suspended(event) => {
                self.check_within(&event.spell, event.effective.as_ref(), draft, cx, found);
                (&event.announced, &event.effective)
            }
            Event::LeaveEnded(event) => {
                let leave = (Sort::Leave, event.leave.as_str(), "/event/leave");
                self.check_stretch(leave, &event.spell, draft, cx, found);
                (&event.announced, &event.effective)
            }
            Event::SuspensionLifted(event) => {
                let suspension = (Sort::Suspension, event.suspension.as_str(), "/event/suspension");
                self.check_stretch(suspension, &event.spell, draft, cx, found);
                (&event.announced, &event.effective)
            }
            _ => return,
        };
        let problem = "is before it was announced";
        let (announced, effective) = (announced.as_ref(), effective.as_ref());
        expect_order("/event/effective", announced, effective, problem, found);
    }

    /// The entry that says that a person surely holds an office in their own right
    /// on the days of `on`.
    pub(super) fn holds(&self, person: &str, office: &str, on: &DateRange) -> Option<Index> {
        let (from, to) = (on.earliest?, on.latest?);
        self.times(person, office)
            .find(|spell| {
                let began = spell.start.and_then(|start| start.latest);
                // An end that is not dated may be before or after.
                let ended = spell.end.map(|end| end.on.and_then(|on| on.earliest));
                spell.substantive
                    && began.is_some_and(|day| day <= from)
                    && ended.is_none_or(|end| end.is_some_and(|end| end > to))
            })
            .map(|spell| spell.index)
    }

    /// Whether the ledger gives the days of all times of a person in an office, so
    /// that it can say when they did not hold it.
    pub(super) fn knows_holder(&self, person: &str, office: &str) -> bool {
        let dated = |spell: &Spell| {
            spell.start.is_some_and(|start| start.single_day().is_some())
                && spell.end.is_none_or(|end| end.on.is_some_and(|on| on.single_day().is_some()))
        };
        let mut times = self.times(person, office).peekable();
        times.peek().is_some() && times.all(|spell| dated(&spell))
    }

    fn times(&self, person: &str, office: &str) -> impl Iterator<Item = Spell> + '_ {
        let (person, office) = (self.ids.find(person), self.ids.find(office));
        let all = office.map(|office| self.held.range((office, 0), (office, u32::MAX)));
        let spells = all.into_iter().flatten();
        let spells = spells.filter_map(|((_, spell), ())| self.spell(self.ids.text(*spell)));
        spells.filter(move |spell| Some(spell.person) == person)
    }

    /// A time in office is that of one person in one office.
    fn check_spell(
        &self,
        [spell, person, office]: [&str; 3],
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let Some(known) = self.spell(spell) else { return };
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

    /// A time in office begins once. That it was, any number of sources may say.
    fn check_begun(&self, spell: &SpellId, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        let known = self.spell(spell.as_str());
        if let Some(entry) = known.and_then(|known| known.begun)
            && !cx.contradicts(draft, entry)
        {
            let entry = cx.name(entry);
            let problem = format!("is a time in office whose beginning {entry} recorded");
            let remedy = format!(
                "choose another identifier; correct {entry}; or, where sources disagree, name \
                 its event in conflicts_with"
            );
            found.refuse("/event/spell", Some(spell.as_str()), problem, remedy);
        }
    }

    /// A time in office ends once, and not before it began.
    fn check_end(
        &self,
        id: &SpellId,
        effective: Option<&Edtf>,
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let Some(spell) = self.spell(id.as_str()) else { return };
        // A rough date may still be made exact by another account.
        if let Some(End { index: entry, on: Some(ended) }) = spell.end
            && ended.single_day().is_some()
            && !cx.contradicts(draft, entry)
        {
            let entry = cx.name(entry);
            let problem = format!("has ended: {entry} gives the day");
            let remedy = format!(
                "correct {entry}, or, where sources disagree, name its event in conflicts_with"
            );
            found.refuse("/event/spell", Some(id.as_str()), problem, remedy);
        }
        check_start(&spell, effective, draft, cx, found);
    }

    /// Leave and suspension lie within a time in office.
    fn check_within(
        &self,
        id: &SpellId,
        effective: Option<&Edtf>,
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let Some(spell) = self.spell(id.as_str()) else { return };
        check_start(&spell, effective, draft, cx, found);
        if let Some(End { index: entry, on: Some(ended) }) = spell.end
            && let Some(date) = effective
            && date.range().compare(&ended) == Compared::After
            && !cx.contradicts(draft, entry)
        {
            let entry = cx.name(entry);
            let problem = format!("is after the time in office ended, as {entry} has it");
            let remedy = format!("check the date, or correct {entry}");
            found.refuse("/event/effective", Some(&format!("{date}")), problem, remedy);
        }
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
            .filter(|((_, spell), ())| self.spell(self.ids.text(*spell)).as_ref().is_some_and(sits))
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
fn ended_on(effective: Option<&Edtf>, draft: &Draft) -> Option<DateRange> {
    let date = effective.or(occurred(draft))?;
    date.is_certain().then(|| date.range())
}

/// What happens in a time in office does not happen before it began.
fn check_start(
    spell: &Spell,
    effective: Option<&Edtf>,
    draft: &Draft,
    cx: &Context<'_>,
    found: &mut Findings,
) {
    let (field, date) = match (effective, occurred(draft)) {
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
}
