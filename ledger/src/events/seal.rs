//! Sealing a draft from its JSON, for the viewer: the same bytes as
//! [`Draft::seal_under`], without the code that writes eighty kinds.

use super::draft::Draft;
use crate::record::{Fault, Faults, Json, Pointer, Reader, Salt, SealedDraft, take_at};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Salts by the pointer of their field.
pub type Salts = BTreeMap<String, Salt>;

impl Draft {
    /// The pointers of the sealed fields of a draft, in the order of the format:
    /// each needs a salt.
    ///
    /// # Errors
    /// As [`Draft::parse`].
    pub fn sealed_in(json: &Json) -> Result<Vec<String>, Faults> {
        let mut reader = Reader::new();
        let draft = Self::read_fields(json, &mut reader);
        let mut pointers = reader.sealed().to_vec();
        pointers.sort_unstable();
        reader.finish(draft)?;
        Ok(pointers)
    }

    /// Seals a draft under salts that were drawn elsewhere, so that two programs
    /// get the same bytes.
    ///
    /// # Errors
    /// As [`Draft::parse`], and a fault at `/salts` for each sealed field without
    /// a salt and each salt without a field; for the whole draft where its sealed
    /// texts together exceed the format.
    pub fn seal_json(json: &Json, salts: &Salts) -> Result<SealedDraft, Faults> {
        let due = Self::sealed_in(json)?;
        fits(&due, salts)?;
        let mut public = json.clone();
        leave_out_empty(&mut public);
        let take = |pointer: String| take_at(&mut public, &pointer).map(|value| (pointer, value));
        let sealed: Vec<(String, Json)> = due.into_iter().filter_map(take).collect();
        let mut drawn = salts.values().copied();
        // As many as there are fields, in the same order: just compared.
        let none = Salt::from_bytes([0; 32]);
        SealedDraft::new(public, sealed, &mut || drawn.next().unwrap_or(none))
            .map_err(|error| too_long(&error))
    }

    /// Seals it under salts that were drawn elsewhere.
    ///
    /// # Errors
    /// As [`Draft::seal_json`].
    pub fn seal_under(&self, salts: &Salts) -> Result<SealedDraft, Faults> {
        fits(&self.sealed_pointers(), salts)?;
        let mut drawn = salts.values().copied();
        let none = Salt::from_bytes([0; 32]);
        self.seal(&mut || drawn.next().unwrap_or(none)).map_err(|error| too_long(&error))
    }
}

/// Each sealed field has a salt, and each salt a field.
fn fits(due: &[String], salts: &Salts) -> Result<(), Faults> {
    let mut reader = Reader::new();
    let top = Pointer::root();
    let at = top.key("salts");
    for pointer in due {
        if !salts.contains_key(pointer) {
            let remedy = "add 64 hexadecimal digits from a random source";
            reader.fault::<()>(&at.key(pointer), None, "is missing", remedy);
        }
    }
    for pointer in salts.keys() {
        if due.binary_search(pointer).is_err() {
            let problem = "is the salt of no sealed field of this draft";
            reader.fault::<()>(&at.key(pointer), None, problem, "leave it out");
        }
    }
    reader.finish(Some(()))
}

fn too_long(error: &crate::record::DraftError) -> Faults {
    Faults(alloc::vec![Fault {
        field: String::new(),
        value: None,
        problem: error.to_string(),
        remedy: "split the record in two".to_string(),
    }])
}

/// An empty list is never written, so that "no items" has one spelling.
fn leave_out_empty(json: &mut Json) {
    match json {
        Json::Object(members) => {
            members.retain(|_, member| *member != Json::Array(Vec::new()));
            members.values_mut().for_each(leave_out_empty);
        }
        Json::Array(items) => items.iter_mut().for_each(leave_out_empty),
        _ => {}
    }
}
