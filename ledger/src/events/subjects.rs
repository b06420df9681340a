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
                self.$name.extend(ids.into_iter().cloned());
                self
            })*

            pub(super) fn of(event: &dyn Mentions) -> Subjects {
                let mut subjects = Subjects::default();
                event.mention(&mut subjects);
                $(subjects.$name.sort_unstable();
                subjects.$name.dedup();)*
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
