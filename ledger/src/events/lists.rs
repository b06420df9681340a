//! Lists that computations rest on, and how they change.

use super::codes::Jurisdiction;
use super::edtf::Edtf;
use super::ids::{BodyId, PopulationId};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Json, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::string::ToString;
use alloc::vec::Vec;

record! {
    /// A list of bodies was changed after it was fixed. Shares from then on have
    /// another denominator, and the reason is on record.
    pub struct PopulationAmended {
        rules = PopulationAmended::check;
        /// The list.
        pub population: PopulationId,
        /// The bodies added.
        pub added: Vec<BodyId>,
        /// The bodies taken off.
        pub removed: Vec<BodyId>,
        /// How many bodies are on it now.
        pub count: Option<u32>,
        /// The day from which the changed list holds.
        pub effective: Option<Edtf>,
        /// Why.
        pub reason: Sealed<Text>,
    }
}

impl PopulationAmended {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let present = [("added", !self.added.is_empty()), ("removed", !self.removed.is_empty())];
        rules::at_least_one(&present, at, reader);
        rules::no_repeats(self.added.iter().map(BodyId::as_str), &at.key("added"), reader);
        rules::no_repeats(self.removed.iter().map(BodyId::as_str), &at.key("removed"), reader);
        for (place, body) in self.removed.iter().enumerate() {
            if self.added.contains(body) {
                let value = Json::str(body.as_str());
                let list = at.key("removed");
                let remedy = "add it or take it off, not both";
                reader.fault::<()>(&list.item(place), Some(&value), "is added too", remedy);
            }
        }
        if let Some(count) = self.count
            && usize::try_from(count).is_ok_and(|count| count < self.added.len())
        {
            let value = Json::Int(count.into());
            let remedy = "write how many bodies are on the list now";
            reader.fault::<()>(&at.key("count"), Some(&value), "is less than were added", remedy);
        }
    }
}

impl Mentions for PopulationAmended {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies(&self.added).bodies(&self.removed);
    }
}

record! {
    /// The bank holidays of one year in one jurisdiction: working days are counted
    /// by this list. A later list of the same year takes its place.
    pub struct BankHolidaysListed {
        rules = BankHolidaysListed::check;
        /// Where they are kept.
        pub jurisdiction: Jurisdiction,
        /// The year.
        pub year: u16,
        /// The days; each a whole day of that year.
        pub days: Vec<Edtf>,
        /// What else a reader should know.
        pub note: Option<Sealed<Text>>,
    }
}

impl BankHolidaysListed {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let list = at.key("days");
        if self.days.is_empty() {
            reader.fault::<()>(&list, None, "is missing", "list the days of that year");
        }
        for (place, day) in self.days.iter().enumerate() {
            let value = Json::str(day.to_string());
            match day.as_day() {
                None => {
                    let remedy = "write a whole day such as \"2015-04-03\"";
                    reader.fault::<()>(
                        &list.item(place),
                        Some(&value),
                        "is not one sure day",
                        remedy,
                    );
                }
                Some(date) if date.year() != self.year => {
                    let problem = words!("is not a day of {}", self.year);
                    let remedy = "record the list of each year as its own event";
                    reader.fault::<()>(&list.item(place), Some(&value), problem, remedy);
                }
                Some(_) => {}
            }
            if self.days.iter().take(place).any(|other| other == day) {
                let problem = "stands in the list twice";
                reader.fault::<()>(&list.item(place), Some(&value), problem, "name each once");
            }
        }
    }
}

impl Mentions for BankHolidaysListed {
    fn mention(&self, _subjects: &mut Subjects) {}
}

codes! {
    /// What a reader must be told of everything in this ledger.
    pub enum LedgerLabel {
        /// Bodies, people and events are invented.
        Fictional = "fictional",
        /// Real events, put together to show the program; not a public record.
        Demonstration = "demonstration",
    }
}

record! {
    /// What every reader of this ledger is told on every page.
    pub struct LedgerLabelled {
        /// What it is.
        pub label: LedgerLabel,
        /// The words that are shown.
        pub text: Sealed<Text>,
    }
}

impl Mentions for LedgerLabelled {
    fn mention(&self, _subjects: &mut Subjects) {}
}
