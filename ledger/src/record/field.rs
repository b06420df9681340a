//! How typed fields are read, written and described, with one set of rules.
//!
//! Reading collects every fault instead of stopping at the first, because a
//! clerk who mends one line at a time gives up. Writing puts each
//! [`Sealed`](super::Sealed) aside, so that the type alone decides
//! what can later be erased.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::json::Json;
use super::pointer::Pointer;
use super::sealed::Commitment;

/// One thing wrong with a draft, in words for the person who can mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer to the field; empty for the draft as a whole.
    pub field: String,
    /// What was given, shortened; `None` where nothing was.
    pub value: Option<String>,
    /// What is wrong with it.
    pub problem: String,
    /// What to write instead.
    pub remedy: String,
}

impl Fault {
    const fn wordless() -> Self {
        Self { field: String::new(), value: None, problem: String::new(), remedy: String::new() }
    }
}

/// Everything wrong with a draft, in the order of its fields. Without feature
/// `faults`, only how many: the viewer's first load shows none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = if self.field.is_empty() { "draft" } else { &self.field };
        match &self.value {
            Some(value) => write!(f, "{field}: {value} {}; {}", self.problem, self.remedy),
            None => write!(f, "{field} {}; {}", self.problem, self.remedy),
        }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl core::error::Error for Faults {}

/// Most characters of a refused value that an error repeats.
const SHOWN: usize = 60;

/// Collects faults while a draft is read.
pub struct Reader<'a> {
    faults: Vec<Fault>,
    withheld: &'a [(String, Commitment)],
    sealed: Vec<String>,
}

impl Reader<'static> {
    /// For a draft from a caller, where nothing is withheld.
    pub const fn new() -> Self {
        Self { faults: Vec::new(), withheld: &[], sealed: Vec::new() }
    }
}

impl Default for Reader<'static> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> Reader<'a> {
    /// For an entry some of whose fields, in the order of their pointers, were redacted.
    pub const fn with_withheld(withheld: &'a [(String, Commitment)]) -> Self {
        Self { faults: Vec::new(), withheld, sealed: Vec::new() }
    }

    /// Notes that the type of the field at `at` seals it.
    pub fn note_sealed(&mut self, at: &Pointer) {
        self.sealed.push(at.to_text());
    }

    /// The pointers of all sealed fields that were read, each once, in the
    /// order of reading.
    pub fn sealed(&self) -> &[String] {
        &self.sealed
    }

    /// The commitment of a redacted field.
    pub fn withheld(&self, at: &Pointer) -> Option<Commitment> {
        if self.withheld.is_empty() {
            return None;
        }
        let pointer = at.to_text();
        let place = self.withheld.binary_search_by(|(other, _)| other.as_str().cmp(&pointer));
        place.ok().map(|place| self.withheld[place].1)
    }

    /// Notes a fault. `None`, so that a caller can return it.
    pub fn fault<T>(
        &mut self,
        at: &Pointer,
        value: Option<&Json>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Option<T> {
        if cfg!(not(feature = "faults")) {
            // Who shows no faults need not carry their words: it is refused all the same.
            self.faults.push(Fault::wordless());
            return None;
        }
        let value = value.map(|value| {
            let text = value.to_canonical();
            if text.chars().count() > SHOWN {
                text.chars().take(SHOWN).chain(['…']).collect()
            } else {
                text
            }
        });
        self.faults.push(Fault {
            field: at.to_text(),
            value,
            problem: problem.into(),
            remedy: remedy.into(),
        });
        None
    }

    /// Whether nothing was wrong so far.
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// `value` if nothing was wrong.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Faults> {
        match value {
            Some(value) if self.faults.is_empty() => Ok(value),
            _ => Err(Faults(self.faults)),
        }
    }
}

/// An identifier and where in a draft it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdAt {
    /// The name of its type, such as `BodyId`.
    pub sort: &'static str,
    /// JSON pointer to it.
    pub field: String,
    /// The identifier.
    pub id: String,
}

/// Takes typed fields apart into what the entry holds and what is sealed.
pub struct Writer {
    inline: bool,
    sealed: Vec<(String, Json)>,
    ids: Option<Vec<IdAt>>,
}

impl Writer {
    /// Puts sealed values aside, by pointer.
    pub const fn splitting() -> Self {
        Self { inline: false, sealed: Vec::new(), ids: None }
    }

    /// Leaves sealed values where they stand, as a caller writes them.
    pub const fn inline() -> Self {
        Self { inline: true, sealed: Vec::new(), ids: None }
    }

    /// Notes identifiers as well, in public fields.
    #[must_use]
    pub fn noting(mut self) -> Self {
        self.ids = Some(Vec::new());
        self
    }

    /// Notes an identifier, for a writer that is [`Writer::noting`] them.
    pub fn note_id(&mut self, sort: &'static str, id: &str, at: &Pointer) {
        if let Some(ids) = &mut self.ids {
            ids.push(IdAt { sort, field: at.to_text(), id: id.to_string() });
        }
    }

    /// The identifiers that were noted, in the order of writing.
    pub fn take_ids(&mut self) -> Vec<IdAt> {
        self.ids.take().unwrap_or_default()
    }

    /// Takes a sealed value: `Some` leaves it in place.
    pub fn seal(&mut self, at: &Pointer, value: Json) -> Option<Json> {
        if self.inline {
            return Some(value);
        }
        self.sealed.push((at.to_text(), value));
        None
    }

    /// What was put aside, in the order of pointers.
    pub fn into_sealed(mut self) -> Vec<(String, Json)> {
        self.sealed.sort_by(|a, b| a.0.cmp(&b.0));
        self.sealed
    }
}

/// A value that a draft can hold.
pub trait Field: Sized {
    /// Whether a draft may leave it out.
    const OPTIONAL: bool = false;

    /// Reads it. `None` means that faults were noted.
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self>;

    /// Stands in for a value that could not be read, until the record around it
    /// is given up: never part of what a caller gets.
    fn blank() -> Self;

    /// What to make of its absence.
    fn absent(at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        reader.fault(at, None, "is missing", "add it")
    }

    /// The value that stands for a redacted one, where there can be such a value.
    fn redacted(_at: &Pointer, _reader: &mut Reader<'_>) -> Option<Self> {
        None
    }

    /// Writes it. `None` leaves no member behind.
    fn write(&self, at: &Pointer, writer: &mut Writer) -> Option<Json>;

    /// JSON Schema (2020-12) of it; sealed ones carry `"x-sealed": true`.
    fn schema() -> Json;
}

/// A fault for a value of the wrong JSON type.
pub fn wrong_type<T>(value: &Json, due: &str, at: &Pointer, reader: &mut Reader<'_>) -> Option<T> {
    let problem = words!("is {}", value.type_name());
    reader.fault(at, Some(value), problem, words!("write {due}"))
}

/// Reads the members of an object for the [`record!`](macro@crate::record) macro.
pub fn members<'a>(
    value: &'a Json,
    known: &[&str],
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> Option<&'a BTreeMap<String, Json>> {
    let Json::Object(members) = value else {
        return wrong_type(value, "an object", at, reader);
    };
    for (name, value) in members {
        if !known.contains(&name.as_str()) {
            let remedy = words!("leave it out; known here: {}", known.join(", "));
            reader.fault::<()>(&at.key(name), Some(value), "is not a known field", remedy);
        }
    }
    Some(members)
}

/// Reads the member `name`, or decides on its absence.
///
/// Never inlined: 97 kinds have 600 members of 100 types, and the viewer pays
/// for every copy.
#[inline(never)]
pub fn member<T: Field>(
    members: &BTreeMap<String, Json>,
    name: &str,
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> Option<T> {
    match members.get(name) {
        Some(value) => T::read(value, &at.key(name), reader),
        // Most fields of a kind are left out of most drafts: where nothing was
        // redacted either, their place is not worth spelling out.
        None if T::OPTIONAL && reader.withheld.is_empty() => T::absent(at, reader),
        None => T::absent(&at.key(name), reader),
    }
}

/// Writes the member `name` unless it is absent or sealed.
pub fn put_member<T: Field>(
    members: &mut BTreeMap<String, Json>,
    name: &str,
    value: &T,
    at: &Pointer,
    writer: &mut Writer,
) {
    if let Some(json) = value.write(&at.key(name), writer) {
        members.insert(name.to_string(), json);
    }
}

/// Defines a struct whose members are fields of an event.
///
/// Unknown members are faults; every fault is named; the schema follows, with
/// what is written above each member as its description. A line `rules = path;` before the members names a function
/// `fn(&Self, &Pointer, &mut Reader)` that checks members against each other.
#[macro_export]
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $(rules = $rules:path;)?
            $($(#[doc = $doc:literal])* pub $field:ident : $type:ty),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $($(#[doc = $doc])* pub $field: $type,)*
        }

        impl $crate::record::Field for $name {
            fn read(
                value: &$crate::record::Json,
                at: &$crate::record::Pointer,
                reader: &mut $crate::record::Reader<'_>,
            ) -> Option<Self> {
                #[allow(unused_mut, reason = "a record may have no members")]
                let mut members = $crate::record::Members::open(
                    value, &[$(stringify!($field)),*], at, reader)?;
                // All are read before any is required, so that all faults are noted.
                // One way out for all that failed, and each read into its own place:
                // readers download this code.
                let read = Self { $($field: members.next(),)* };
                #[allow(unused_variables, reason = "a record may have no rules")]
                let reader = members.close()?;
                $($rules(&read, at, reader);)?
                Some(read)
            }

            fn blank() -> Self {
                Self { $($field: $crate::record::Field::blank(),)* }
            }

            fn write(
                &self,
                at: &$crate::record::Pointer,
                writer: &mut $crate::record::Writer,
            ) -> Option<$crate::record::Json> {
                #[allow(unused_mut, reason = "a record may have no members")]
                let mut members = ::alloc::collections::BTreeMap::new();
                $($crate::record::put_member(
                    &mut members, stringify!($field), &self.$field, at, writer);)*
                Some($crate::record::Json::Object(members))
            }

            fn schema() -> $crate::record::Json {
                $crate::record::object_schema(&[$($crate::record::MemberSchema::of::<$type>(
                    stringify!($field), &[$($doc),*])),*])
            }
        }
    };
}
