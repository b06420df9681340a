//! Bodies and people: who the other events speak about.

use super::codes::{BodyKind, Jurisdiction};
use super::edtf::Edtf;
use super::envelope::Lang;
use super::ids::{BodyId, PersonId};
use super::official::{AreaCode, BodyIdentifier, OfficialCode};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record;
use crate::record::{Json, Name, Pointer, Reader, Sealed, Text};
use alloc::vec::Vec;

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
        /// What registers call it.
        pub identifiers: Vec<BodyIdentifier>,
        /// The areas in which it acts: codes of the Government Statistical
        /// Service, such as `E08000018`.
        pub areas_covered: Vec<AreaCode>,
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
        let areas = self.areas_covered.iter().map(AreaCode::as_str);
        rules::no_repeats(areas, &at.key("areas_covered"), reader);
        let list = at.key("identifiers");
        for (place, one) in self.identifiers.iter().enumerate() {
            if self.identifiers[..place].contains(one) {
                let value = Json::str(OfficialCode::as_str(&one.value));
                let problem = "stands in the list twice";
                reader.fault::<()>(&list.item(place), Some(&value), problem, "name each once");
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
    /// Another name of a person, and when it was theirs.
    pub struct PersonName {
        rules = PersonName::check;
        /// The name, without titles.
        pub name: Sealed<Name>,
        /// The language of the name.
        pub name_lang: Option<Lang>,
        /// The first day of the name.
        pub from: Option<Edtf>,
        /// The last day of the name.
        pub until: Option<Edtf>,
    }
}

impl PersonName {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::in_order(
            &[("from", self.from.as_ref()), ("until", self.until.as_ref())],
            at,
            reader,
        );
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
        /// Their other names, by time and language.
        pub names: Vec<PersonName>,
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
