//! Whom and what an event is about.

use super::ids::{BodyId, CallId, OfficeId, PersonId, RecommendationId};
use alloc::vec::Vec;

/// Everything that an event names by identifier, each once, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subjects {
    /// Bodies.
    pub bodies: Vec<BodyId>,
    /// People.
    pub persons: Vec<PersonId>,
    /// Offices.
    pub offices: Vec<OfficeId>,
    /// Recommendations.
    pub recommendations: Vec<RecommendationId>,
    /// Data calls.
    pub calls: Vec<CallId>,
}

/// An event that can say whom and what it is about.
pub(super) trait Mentions {
    /// Adds what it names.
    fn mention(&self, subjects: &mut Subjects);
}

macro_rules! adders {
    ($($name:ident: $id:ty;)*) => {
        impl Subjects {
            $(pub(super) fn $name<'a>(
                &mut self,
                ids: impl IntoIterator<Item = &'a $id>,
            ) -> &mut Self {
                // Sorted as they come: an event names a few, and a sort for each
                // type of identifier would be a large part of the viewer.
                for id in ids {
                    if let Err(place) = self.$name.binary_search(id) {
                        self.$name.insert(place, id.clone());
                    }
                }
                self
            })*

            pub(super) fn of(event: &dyn Mentions) -> Subjects {
                let mut subjects = Subjects::default();
                event.mention(&mut subjects);
                subjects
            }
        }
    };
}

adders! {
    bodies: BodyId;
    persons: PersonId;
    offices: OfficeId;
    recommendations: RecommendationId;
    calls: CallId;
}
