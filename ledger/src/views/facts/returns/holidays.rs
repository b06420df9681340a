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
        Self { year: event.year, days: days(&event.days), counts: counts(event.jurisdiction) }
    }
}

fn days(list: &[Edtf]) -> Vec<Date> {
    list.iter().filter_map(Edtf::as_day).collect()
}

const fn counts(jurisdiction: Jurisdiction) -> bool {
    !matches!(jurisdiction, Jurisdiction::Scotland | Jurisdiction::NorthernIreland)
}

impl Patch for HolidaysFact {
    fn patch(&mut self, field: &str, new: &str, _: &mut Ids) -> bool {
        if let Some(at) = field.strip_prefix("/event/days") {
            if at.is_empty() {
                let read = patch::value::<Vec<Edtf>>(new);
                return patch::set(&mut self.days, read.map(|list| days(&list)));
            }
            let day = Edtf::parse(new).ok().and_then(|date| date.as_day());
            return patch::item(&mut self.days, at).is_some_and(|item| patch::set(item, day));
        }
        match field {
            "/event/jurisdiction" => {
                patch::set(&mut self.counts, Jurisdiction::parse(new).map(counts))
            }
            "/event/year" => patch::set(&mut self.year, new.parse().ok()),
            _ => false,
        }
    }
}
