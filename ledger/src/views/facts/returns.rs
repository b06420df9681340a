//! Data calls, populations and returns.

use super::ids::Ids;
use super::{Facts, Family, Heard, Place, Stand};
use crate::record::Index;
use crate::views::working_days::BankHolidays;

/// Data calls, populations and returns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Returns {}

impl Family for Returns {
    fn take(&mut self, _heard: &Heard<'_>, _ids: &mut Ids) -> Option<Place> {
        None
    }

    fn amend(&mut self, _place: Place, _by: Index, _changes: &[(&str, &str)], _ids: &mut Ids) {}
}

impl Facts {
    /// The bank holidays that the record lists, as known at the stand.
    pub fn bank_holidays(&self, _stand: &Stand) -> BankHolidays {
        BankHolidays::default()
    }
}
