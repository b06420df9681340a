//! Offices and the times that people hold them.

use super::ids::Ids;
use super::{Family, Heard, Place};
use crate::record::Index;

/// Offices and the times that people hold them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offices {}

impl Family for Offices {
    fn take(&mut self, _heard: &Heard<'_>, _ids: &mut Ids) -> Option<Place> {
        None
    }

    fn amend(&mut self, _place: Place, _by: Index, _changes: &[(&str, &str)], _ids: &mut Ids) {}
}
