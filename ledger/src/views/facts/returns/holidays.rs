//! Lists of bank holidays.

use alloc::vec::Vec;

use super::super::ids::Ids;
use super::super::log::Patch;
use super::super::patch;
use crate::events::Edtf;
use crate::events::civil::Date;
use crate::events::codes::Jurisdiction;
use crate::events::lists::BankHolidaysListed;

/// The bank holidays of a year.
#[derive(Clone, Debug)]
pub(super) struct HolidaysFact {
    /// The year.
    pub(super) year: u16,
    /// The days.
    pub(super) days: Vec<Date>,
    /// Whether the list holds for England and Wales.
    pub(super) counts: bool,
}

impl HolidaysFact {
    pub(super) fn new(event: &BankHolidaysListed) -> Self {
        let elsewhere =
            matches!(event.jurisdiction, Jurisdiction::Scotland | Jurisdiction::NorthernIreland);
        let days = event.days.iter().filter_map(Edtf::as_day).collect();
        Self { year: event.year, days, counts: !elsewhere }
    }
}

impl Patch for HolidaysFact {
    fn patch(&mut self, field: &str, new: &str, _: &mut Ids) -> bool {
        let Some(place) = field.strip_prefix("/event/days/") else { return false };
        let day = Edtf::parse(new).ok().and_then(|date| date.as_day());
        let found = place.parse::<usize>().ok().and_then(|place| self.days.get_mut(place));
        found.is_some_and(|field| patch::set(field, day))
    }
}
