//! How bodies, people and offices change: new names, mergers, ends.

use super::edtf::Edtf;
use super::envelope::Lang;
use super::ids::{BodyId, OfficeId, PersonId};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Json, Name, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::vec::Vec;

record! {
    /// A body took another name. It stays the same body: an earlier day shows the
    /// earlier name.
    pub struct BodyRenamed {
        /// The body.
        pub body: BodyId,
        /// Its name from then on.
        pub name: Sealed<Name>,
        /// A short name or initials.
        pub short_name: Option<Sealed<Name>>,
        /// Its new name in Welsh.
        pub name_cy: Option<Sealed<Name>>,
        /// When it was made known.
        pub announced: Option<Edtf>,
        /// When it took effect.
        pub effective: Option<Edtf>,
        /// The instrument, such as an order.
        pub instrument: Option<Sealed<Text>>,
    }
}

impl Mentions for BodyRenamed {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]);
    }
}

codes! {
    /// How one body follows another.
    pub enum BodyLink {
        /// The same body under a new name, which got a new identifier.
        NameChange = "name_change",
        /// Several bodies became one, or one was taken into another.
        Merger = "merger",
        /// One body became several.
        Demerger = "demerger",
        /// Functions passed from one body to another.
        TransferOfFunctions = "transfer_of_functions",
    }
}

record! {
    /// Bodies merged or split, or functions passed from one to another. What was
    /// asked of the earlier body passes to the later one.
    pub struct BodyMerged {
        rules = BodyMerged::check;
        /// How the later bodies follow the earlier ones.
        pub link: BodyLink,
        /// The earlier bodies.
        pub earlier: Vec<BodyId>,
        /// The later bodies.
        pub later: Vec<BodyId>,
        /// When it was made known.
        pub announced: Option<Edtf>,
        /// When it was complete.
        pub effective: Option<Edtf>,
        /// Which functions passed, in words.
        pub functions: Option<Sealed<Text>>,
        /// The instrument, such as an order.
        pub instrument: Option<Sealed<Text>>,
    }
}

impl BodyMerged {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        for (name, list) in [("earlier", &self.earlier), ("later", &self.later)] {
            if list.is_empty() {
                reader.fault::<()>(&at.key(name), None, "is missing", "name at least one body");
            }
            rules::no_repeats(list.iter().map(BodyId::as_str), &at.key(name), reader);
        }
        for (place, body) in self.later.iter().enumerate() {
            // A body may take another in, or give a part of itself away, and stay.
            let stays = matches!(self.link, BodyLink::Merger | BodyLink::Demerger);
            if self.earlier.contains(body) && (!stays || self.earlier.len() == self.later.len()) {
                let value = Json::str(body.as_str());
                let list = at.key("later");
                let remedy = "name the body that follows";
                reader.fault::<()>(
                    &list.item(place),
                    Some(&value),
                    "is one of the earlier",
                    remedy,
                );
            }
        }
        let single: &[(&str, &Vec<BodyId>)] = match self.link {
            BodyLink::NameChange => &[("earlier", &self.earlier), ("later", &self.later)],
            BodyLink::Merger => &[("later", &self.later)],
            BodyLink::Demerger => &[("earlier", &self.earlier)],
            BodyLink::TransferOfFunctions => &[],
        };
        for (name, list) in single {
            if list.len() > 1 {
                let problem =
                    words!("has {} bodies, but the link is {}", list.len(), self.link.as_str());
                let remedy = "name one body, or write another link";
                reader.fault::<()>(&at.key(name), None, problem, remedy);
            }
        }
    }
}

impl Mentions for BodyMerged {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies(&self.earlier).bodies(&self.later);
    }
}

record! {
    /// A body ceased to exist.
    pub struct BodyAbolished {
        rules = BodyAbolished::check;
        /// The body.
        pub body: BodyId,
        /// When it was made known.
        pub announced: Option<Edtf>,
        /// When it took effect.
        pub effective: Option<Edtf>,
        /// The bodies to which its functions passed.
        pub functions_to: Vec<BodyId>,
        /// The instrument, such as an Act.
        pub instrument: Option<Sealed<Text>>,
        /// What else a reader should know.
        pub note: Option<Sealed<Text>>,
    }
}

impl BodyAbolished {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::no_repeats(
            self.functions_to.iter().map(BodyId::as_str),
            &at.key("functions_to"),
            reader,
        );
        if self.functions_to.contains(&self.body) {
            let remedy = "name the other body";
            reader.fault::<()>(&at.key("functions_to"), None, "names the body itself", remedy);
        }
    }
}

impl Mentions for BodyAbolished {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).bodies(&self.functions_to);
    }
}

record! {
    /// A person is known by another name from some day on. The pseudonym stays:
    /// an earlier day shows the earlier name.
    pub struct PersonRenamed {
        rules = PersonRenamed::check;
        /// The person.
        pub person: PersonId,
        /// The name from then on, without titles.
        pub name: Sealed<Name>,
        /// The language of the name.
        pub name_lang: Option<Lang>,
        /// The first day of the name; left out where nobody knows.
        pub from: Option<Edtf>,
        /// The last day of the name, where another follows.
        pub until: Option<Edtf>,
        /// Titles and letters around the name.
        pub honorifics: Option<Sealed<Text>>,
        /// The public capacity in which the record names them.
        pub capacity: Option<Sealed<Text>>,
    }
}

impl PersonRenamed {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::in_order(
            &[("from", self.from.as_ref()), ("until", self.until.as_ref())],
            at,
            reader,
        );
    }
}

impl Mentions for PersonRenamed {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.persons([&self.person]);
    }
}

record! {
    /// An office ceased to exist.
    pub struct OfficeAbolished {
        rules = OfficeAbolished::check;
        /// The office.
        pub office: OfficeId,
        /// When it was made known.
        pub announced: Option<Edtf>,
        /// When it took effect.
        pub effective: Option<Edtf>,
        /// The office that took its place.
        pub successor_office: Option<OfficeId>,
        /// The instrument, such as an order.
        pub instrument: Option<Sealed<Text>>,
    }
}

impl OfficeAbolished {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if self.successor_office.as_ref() == Some(&self.office) {
            let remedy = "name the other office";
            reader.fault::<()>(&at.key("successor_office"), None, "is the office itself", remedy);
        }
    }
}

impl Mentions for OfficeAbolished {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.offices([&self.office]).offices(&self.successor_office);
    }
}
