//! Bodies and people: who the other events speak about.

use super::codes::{BodyKind, Jurisdiction};
use super::edtf::Edtf;
use super::ids::{BodyId, PersonId};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record;
use crate::record::{Name, Pointer, Reader, Sealed, Text};

record! {
    /// A body that events name.
    pub struct BodyRegistered {
        rules = BodyRegistered::check;
        /// Its identifier from now on.
        pub body: BodyId,
        /// Its name as the source has it.
        pub name: Sealed<Name>,
        /// A short name or initials.
        pub short_name: Option<Sealed<Name>>,
        /// Its name in Welsh.
        pub name_cy: Option<Sealed<Name>>,
        /// What sort of body it is.
        pub body_kind: BodyKind,
        /// Where it acts.
        pub jurisdiction: Option<Jurisdiction>,
        /// The body it belongs to, such as the council of a committee.
        pub part_of: Option<BodyId>,
        /// The body whose functions it took over.
        pub successor_of: Option<BodyId>,
        /// When it came into being.
        pub start: Option<Edtf>,
        /// When it ceased.
        pub end: Option<Edtf>,
        /// What else a reader should know.
        pub note: Option<Sealed<Text>>,
    }
}

impl BodyRegistered {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::in_order(&[("start", self.start.as_ref()), ("end", self.end.as_ref())], at, reader);
        for (name, other) in [("part_of", &self.part_of), ("successor_of", &self.successor_of)] {
            if other.as_ref() == Some(&self.body) {
                let problem = "is the body itself";
                reader.fault::<()>(&at.key(name), None, problem, "name the other body");
            }
        }
    }
}

impl Mentions for BodyRegistered {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).bodies(&self.part_of).bodies(&self.successor_of);
    }
}

record! {
    /// A person that events name. The name is sealed; the identifier is a
    /// pseudonym and stays.
    pub struct PersonRegistered {
        /// The pseudonym from now on, such as `person-a1`.
        pub person: PersonId,
        /// The name as the source has it, without titles.
        pub name: Sealed<Name>,
        /// Titles and letters around the name.
        pub honorifics: Option<Sealed<Text>>,
        /// The public capacity in which the record names them.
        pub capacity: Option<Sealed<Text>>,
    }
}

impl Mentions for PersonRegistered {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.persons([&self.person]);
    }
}
