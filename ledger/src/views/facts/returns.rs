//! Data calls, populations and returns.

use super::ids::Ids;
use super::{Family, Heard, Place};
use crate::record::Index;

/// Data calls, populations and returns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Returns {}

impl Family for Returns {
    fn take(&mut self, _heard: &Heard<'_>, _ids: &mut Ids) -> Option<Place> {
        None
    }

    fn amend(&mut self, _place: Place, _by: Index, _changes: &[(&str, &str)], _ids: &mut Ids) {}
}
