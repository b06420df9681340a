//! What the redactions of a commit destroy, and what a lifting gives back.
//!
//! A redaction names fields of an earlier event. That may be stored long since,
//! stand in the same import, or come with the very same request: then its values
//! are withheld before they are ever written. What was destroyed comes back only
//! from somebody who kept salt and value, and only if they lead to the commitment.

use std::collections::BTreeMap;

use ledger::events::Event;
use ledger::events::removal::RedactionLifted;
use ledger::record::bundle::{decode_opening_list, encode_opening_list};
use ledger::record::{Fault, Hash, Index, Opening, OpeningState, Openings, Sealer, Size};

use super::Ready;
use super::gate::{self, Gate};
use crate::store::{KeyRecord, LayoutError, NewEntry, Redacted, Store, StoreError};

/// What becomes of a field.
#[derive(Clone, Debug)]
enum Fate {
    Withheld,
    Restored(Opening),
}

/// The fields that change, by entry and pointer.
#[derive(Debug, Default)]
pub(crate) struct Erasure(BTreeMap<Index, BTreeMap<String, Fate>>);

impl Erasure {
    /// Everything that stored redactions name and none has lifted.
    pub(crate) fn recorded(store: &Store, size: Size) -> Result<Self, StoreError> {
        let mut all = Self::default();
        for n in 0..size.get() {
            let (target, fields, lifted) =
                match gate::read(store, Index::new(n))?.map(|(draft, _)| draft.event) {
                    Some(Event::Redaction(event)) => (event.target, event.fields, false),
                    Some(Event::RedactionLifted(event)) => (event.target, event.fields, true),
                    _ => continue,
                };
            let Some(target) = store.find_id(target.as_str())? else { continue };
            let named = all.0.entry(target).or_default();
            for field in &fields {
                if lifted {
                    named.remove(field.as_str());
                } else {
                    named.insert(field.as_str().to_owned(), Fate::Withheld);
                }
            }
        }
        all.0.retain(|_, fields| !fields.is_empty());
        Ok(all)
    }

    /// What is redacted and can still be read in the store: entry and field.
    ///
    /// # Errors
    /// What the store says; sealed values that cannot be read are passed over.
    pub(crate) fn left_open(&self, store: &Store) -> Result<Vec<(Index, String)>, StoreError> {
        let mut left = Vec::new();
        for (index, fields) in &self.0 {
            let openings = match store.whole_openings(*index) {
                Ok(Some(stored)) => stored,
                Ok(None) | Err(StoreError::Sealed { .. }) => continue,
                Err(error) => return Err(error),
            };
            let Ok(openings) = read(*index, &openings) else { continue };
            let is_open = |field: &str| {
                matches!(
                    openings.get(field),
                    Some(Opening { state: OpeningState::Open { .. }, .. })
                )
            };
            let open = fields.keys().filter(|field| is_open(field));
            left.extend(open.map(|field| (*index, field.clone())));
        }
        Ok(left)
    }

    /// Notes what a draft redacts or restores, if it does. The gate has let it
    /// pass, and [`check_returned`] what came with it.
    pub(super) fn note(&mut self, ready: &Ready, gate: &Gate) -> Result<(), StoreError> {
        let (target, fields) = match &ready.candidate.draft().event {
            Event::Redaction(event) => (&event.target, &event.fields),
            Event::RedactionLifted(event) => (&event.target, &event.fields),
            _ => return Ok(()),
        };
        let Some(target) = gate.find(target)? else { return Ok(()) };
        let named = self.0.entry(target).or_default();
        for field in fields {
            let restored = ready.returned.get(field.as_str()).cloned();
            let fate = restored.map_or(Fate::Withheld, Fate::Restored);
            named.insert(field.as_str().to_owned(), fate);
        }
        Ok(())
    }

    /// Adds what a later commit redacts.
    pub(super) fn join(&mut self, later: Self) {
        for (index, fields) in later.0 {
            self.0.entry(index).or_default().extend(fields);
        }
    }

    /// Whether nothing changes.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Changes the fields: at once in entries that are not stored yet, and of
    /// the others gives what is to be stored instead.
    pub(crate) fn carry_out(
        self,
        store: &Store,
        entries: &mut [NewEntry],
        keys: &mut [(Hash, KeyRecord)],
    ) -> Result<Vec<Redacted>, StoreError> {
        let mut redacted = Vec::new();
        for (index, fields) in self.0 {
            let Some(new) = place_of(index, entries).and_then(|place| entries.get_mut(place))
            else {
                let before = store.whole_openings(index)?.unwrap_or_default();
                redacted.push(Redacted { index, openings: changed(index, &before, &fields)? });
                continue;
            };
            new.openings = changed(index, &new.openings, &fields)?;
            // What could tell the body of its request goes with it.
            for (_, record) in keys.iter_mut() {
                let after = record.first + u64::from(record.count);
                if (record.first..after).contains(&index.get()) {
                    record.body = None;
                }
            }
        }
        Ok(redacted)
    }
}

/// What stands against the values that came with a draft: they are for a lifting,
/// one for each of its fields, and each leads to the commitment that was left.
pub(super) fn check_returned(
    ready: &Ready,
    gate: &Gate,
    store: &Store,
    entries: &[NewEntry],
    waiting: &[Ready],
) -> Result<Vec<Fault>, StoreError> {
    let Event::RedactionLifted(lifted) = &ready.candidate.draft().event else {
        let strangers = ready.returned.as_slice().iter();
        return Ok(strangers.map(|opening| superfluous(&opening.pointer)).collect());
    };
    let Some(target) = gate.find(&lifted.target)? else { return Ok(Vec::new()) };
    let openings = match place_of(target, entries).and_then(|place| entries.get(place)) {
        Some(new) => read(target, &new.openings)?,
        None => match store.whole_openings(target)? {
            Some(stored) => read(target, &stored)?,
            // It comes with the same request.
            None => waiting
                .iter()
                .find(|other| other.candidate.draft().id == lifted.target)
                .map(|other| other.draft.openings().clone())
                .unwrap_or_default(),
        },
    };
    Ok(faults(lifted, &ready.returned, &openings))
}

fn faults(lifted: &RedactionLifted, returned: &Openings, openings: &Openings) -> Vec<Fault> {
    let sealer = Sealer::new();
    let mut found = Vec::new();
    for (place, field) in lifted.fields.iter().enumerate() {
        let path = field.as_str();
        let left = openings.get(path).map(|opening| opening.withhold(&sealer));
        let problem = match returned.get(path).map(|opening| opening.withhold(&sealer)) {
            None => "was destroyed here, and its salt and value do not come with the draft",
            Some(given) if Some(&given) == left.as_ref() => continue,
            Some(_) => "is not what was redacted: salt and value do not lead to its commitment",
        };
        found.push(Fault {
            field: format!("/event/fields/{place}"),
            value: Some(format!("{path:?}")),
            problem: problem.to_owned(),
            remedy: format!(
                "send what somebody kept beside the draft: {{\"draft\": …, \"openings\": {{{path:?}: {{\"salt\": \"<64 hex>\", \"value\": …}}}}}}; without it nothing can be lifted"
            ),
        });
    }
    let named = |opening: &&Opening| lifted.fields.iter().any(|f| f.as_str() == opening.pointer);
    let strangers = returned.as_slice().iter().filter(|opening| !named(opening));
    found.extend(strangers.map(|opening| superfluous(&opening.pointer)));
    found
}

fn superfluous(pointer: &str) -> Fault {
    Fault {
        field: "/event/fields".to_owned(),
        value: None,
        problem: format!("lifts no redaction of {pointer}, for which an opening came"),
        remedy: "leave that opening out".to_owned(),
    }
}

/// Where an entry stands among those of the commit.
fn place_of(index: Index, entries: &[NewEntry]) -> Option<usize> {
    let first = entries.first()?.index;
    usize::try_from(index.get().checked_sub(first.get())?).ok()
}

fn read(index: Index, encoded: &[u8]) -> Result<Openings, StoreError> {
    decode_opening_list(encoded).map_err(|error| unreadable(index, error.to_string()))
}

fn unreadable(index: Index, problem: String) -> StoreError {
    StoreError::Layout(LayoutError { what: format!("openings of entry {index}"), problem })
}

/// The openings with each field as it is to be.
fn changed(
    index: Index,
    encoded: &[u8],
    fields: &BTreeMap<String, Fate>,
) -> Result<Vec<u8>, StoreError> {
    let sealer = Sealer::new();
    let openings = read(index, encoded)?;
    let list = openings.as_slice().iter().map(|opening| match fields.get(&opening.pointer) {
        None => opening.clone(),
        Some(Fate::Withheld) => opening.withhold(&sealer),
        Some(Fate::Restored(restored)) => restored.clone(),
    });
    let left =
        Openings::new(list.collect()).map_err(|error| unreadable(index, error.to_string()))?;
    Ok(encode_opening_list(&left))
}

#[cfg(test)]
mod tests;
