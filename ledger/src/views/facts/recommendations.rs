//! Reports, recommendations and what became of them.

use super::ids::Ids;
use super::{Family, Heard, Place};
use crate::record::Index;

/// Reports, recommendations and what became of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recommendations {}

impl Family for Recommendations {
    fn take(&mut self, _heard: &Heard<'_>, _ids: &mut Ids) -> Option<Place> {
        None
    }

    fn amend(&mut self, _place: Place, _by: Index, _changes: &[(&str, &str)], _ids: &mut Ids) {}
}
