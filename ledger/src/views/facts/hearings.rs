//! Invitations, orders, sessions and attendance.

use super::ids::Ids;
use super::{Family, Heard, Place};
use crate::record::Index;

/// Invitations, orders, sessions and attendance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hearings {}

impl Family for Hearings {
    fn take(&mut self, _heard: &Heard<'_>, _ids: &mut Ids) -> Option<Place> {
        None
    }

    fn amend(&mut self, _place: Place, _by: Index, _changes: &[(&str, &str)], _ids: &mut Ids) {}
}
