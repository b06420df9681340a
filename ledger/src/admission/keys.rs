//! Keys of people and what they sign.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Register;
use super::findings::{Context, Findings};
use crate::events::{Draft, Event, EventId};
use crate::record::{DraftSignature, Fault, Faults, Hash, Index, Timestamp};
use crate::signing::{How, KeyEvent, Registered, Signed, Wrong, judge};

impl Register {
    /// Takes what an entry says of keys; `signed` are the keys that signed it.
    pub(super) fn take_key(&mut self, index: Index, draft: &Draft, signed: &[Hash]) {
        if !is_of_keys(&draft.event) {
            return;
        }
        let Some(event) = KeyEvent::read(&draft.to_json()) else { return };
        let changed = event.apply(index, signed, &|id| self.keys.get(*id).cloned());
        for (id, key) in changed {
            self.keys.put(id, key);
        }
    }

    pub(super) fn check_keys(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        match &draft.event {
            Event::KeyRegistered(event) => {
                self.check_new_key(&event.key, cx, found);
                if event.holder != draft.by {
                    let remedy = format!("write {}: each holder registers their own", draft.by);
                    let problem = "is not who records this";
                    found.refuse("/event/holder", Some(event.holder.as_str()), problem, remedy);
                }
            }
            Event::KeyRotated(event) => {
                self.check_new_key(&event.key, cx, found);
                self.check_live(&event.old_key, "/event/old_key", cx, found);
            }
            Event::KeyRevoked(event) => match self.keys.get(event.key) {
                Some(Registered { ended: Some(ended), .. }) if ended.how == How::Revoked => {
                    let problem = "is a key that was revoked already";
                    let remedy = "name another key";
                    found.refuse("/event/key", Some(&event.key.to_hex()), problem, remedy);
                }
                Some(_) => {}
                None => unknown("/event/key", &event.key, found),
            },
            Event::Correction(event) => check_kept(&event.target, cx, found),
            Event::Withdrawal(event) => check_kept(&event.target, cx, found),
            _ => {}
        }
    }

    fn check_new_key(&self, key: &Hash, cx: &Context<'_>, found: &mut Findings) {
        if let Some(known) = self.keys.get(*key) {
            let problem = format!("is a key that {} registered", cx.name(known.since));
            let remedy = "make a new key: each is registered once";
            found.refuse("/event/key", Some(&key.to_hex()), problem, remedy);
        }
    }

    fn check_live(&self, key: &Hash, field: &str, cx: &Context<'_>, found: &mut Findings) {
        match self.keys.get(*key) {
            None => unknown(field, key, found),
            Some(Registered { ended: Some(ended), .. }) => {
                let problem = format!("is a key that {} ended", cx.name(ended.at));
                let remedy = "register the new key with key_registered";
                found.refuse(field, Some(&key.to_hex()), problem, remedy);
            }
            Some(_) => {}
        }
    }

    /// Whether the signatures on a draft that is about to be recorded count.
    ///
    /// # Errors
    /// Each that does not, at `/signatures/<n>`; a rotation that the old key did
    /// not sign, at `/signatures`.
    pub fn check_signatures(
        &self,
        draft: &Draft,
        text: &str,
        recorded: Timestamp,
        signatures: &[DraftSignature],
    ) -> Result<(), Faults> {
        let signed = Signed { text, by: draft.by.as_str(), recorded, signatures };
        let mut faults = Vec::new();
        let judged = judge(&signed, &|id| self.keys.get(*id).cloned());
        for (place, (wrong, signature)) in judged.into_iter().zip(signatures).enumerate() {
            if let Some(wrong) = wrong {
                let field = format!("/signatures/{place}");
                faults.push(fault(field, Some(&signature.key), format!("{wrong}"), remedy(&wrong)));
            }
            let again = signatures[..place].iter().any(|other| other.key == signature.key);
            if again {
                let field = format!("/signatures/{place}/key");
                let problem = "signs twice".into();
                faults.push(fault(field, Some(&signature.key), problem, "leave the second out"));
            }
        }
        if let Event::KeyRotated(event) = &draft.event
            && signatures.first().is_none_or(|first| first.key != event.old_key)
        {
            let problem = "lacks that of the key that is replaced".into();
            let remedy = "sign with the old key, or register the new one with key_registered";
            faults.push(fault("/signatures".into(), None, problem, remedy));
        }
        if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
    }
}

/// The register of keys is what its entries said at the time: signatures
/// between hang on it.
fn check_kept(target: &EventId, cx: &Context<'_>, found: &mut Findings) {
    let Some(index) = cx.shelf.find(target) else { return };
    let of_keys = cx.shelf.draft(index).is_some_and(|draft| is_of_keys(&draft.event));
    if of_keys {
        let problem = "is an event of a key, which signatures hang on";
        let remedy = "revoke the key with key_revoked, and register it anew";
        found.refuse("/event/target", Some(target.as_str()), problem, remedy);
    }
}

/// Whether an event is one of those that make the register of keys.
pub(super) const fn is_of_keys(event: &Event) -> bool {
    matches!(event, Event::KeyRegistered(_) | Event::KeyRotated(_) | Event::KeyRevoked(_))
}

fn unknown(field: &str, key: &Hash, found: &mut Findings) {
    let remedy = "register it first with key_registered, or check the digits";
    found.refuse(field, Some(&key.to_hex()), "is a key that is not registered", remedy);
}

fn fault(field: String, key: Option<&Hash>, problem: String, remedy: &str) -> Fault {
    let value = key.map(|key| format!("\"{key}\""));
    Fault { field, value, problem, remedy: remedy.into() }
}

const fn remedy(wrong: &Wrong) -> &'static str {
    match wrong {
        Wrong::Unknown => "register the key first with key_registered",
        Wrong::NotYet(_) => "wait until that day, or sign with another key",
        Wrong::Over(..) => "sign with a key that is still good",
        Wrong::NotAuthor(_) => "the author signs first, with a key of their own",
        Wrong::Same(_) => "have it signed by a second person",
        Wrong::MayNot => "sign with a key that is registered for this",
        Wrong::DoesNotHold => {
            "sign the exact bytes: the canonical form of `draft` with its root `sealed`"
        }
    }
}
