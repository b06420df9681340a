//! What entries say of keys, and whether a signature counts.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::PersonKey;
use crate::record::{DraftSignature, Hash, Index, Json, Timestamp};
use crate::spelling::parse_hex;

/// A key as the register holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The key.
    pub key: PersonKey,
    /// The actor that it belongs to.
    pub holder: String,
    /// It may sign what its holder records.
    pub may_author: bool,
    /// It may sign what others record.
    pub may_approve: bool,
    /// The first day (UTC, `YYYY-MM-DD`) on which what it signs may be recorded.
    pub valid_from: Option<String>,
    /// The entry that brought it in.
    pub since: Index,
    /// What ended it, if anything has.
    pub ended: Option<Ended>,
}

/// The end of a key. Entries before stay signed by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How it ended.
    pub how: How,
    /// The entry that says so: what comes after may not be signed with it.
    pub at: Index,
    /// From this entry on somebody else may have used it already.
    pub unreliable_from: Option<Index>,
}

/// How a key ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Another key of its holder took its place.
    Rotated,
    /// It was revoked.
    Revoked,
}

/// What an entry of a key kind says. It knows the vocabulary's members and not
/// its types, because the verifier reads entries whose openings are not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyEvent {
    /// `key_registered`.
    Registered(New, String),
    /// `key_rotated`: the key that is replaced, and the one in its place.
    Rotated(Hash, New),
    /// `key_revoked`.
    Revoked(Hash, Option<Index>),
}

/// A key that an entry brings in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    key: PersonKey,
    may_author: bool,
    may_approve: bool,
    valid_from: Option<String>,
}

impl KeyEvent {
    /// Reads the public part of a draft; `None` where it is no sound event of a
    /// key: such an entry changes nothing in the register.
    pub fn read(draft: &Json) -> Option<Self> {
        let event = draft.get("event")?;
        let hash = |name: &str| Hash::parse(event.get(name)?.as_str()?).ok();
        match draft.get("kind")?.as_str()? {
            "key_registered" => {
                let holder = event.get("holder")?.as_str()?.to_string();
                Some(Self::Registered(New::read(event)?, holder))
            }
            "key_rotated" => Some(Self::Rotated(hash("old_key")?, New::read(event)?)),
            "key_revoked" => {
                let from = event.get("unreliable_from").and_then(Json::as_int);
                let from = from.and_then(|from| u64::try_from(from).ok());
                Some(Self::Revoked(hash("key")?, from.map(Index::new)))
            }
            _ => None,
        }
    }

    /// What the entry at `at` changes: keys, and how they stand after it.
    /// `signed` are the keys whose signatures on it count.
    ///
    /// A key is registered once and ends once; a rotation counts only if the old
    /// key, still good, signed it.
    pub fn apply(
        self,
        at: Index,
        signed: &[Hash],
        known: &dyn Fn(&Hash) -> Option<Registered>,
    ) -> Vec<(Hash, Registered)> {
        let live = |id: &Hash| known(id).filter(|key| key.ended.is_none());
        match self {
            Self::Registered(new, holder) => new.enter(at, holder, known).into_iter().collect(),
            Self::Rotated(old, new) => {
                let Some(mut before) = live(&old).filter(|_| signed.contains(&old)) else {
                    return Vec::new();
                };
                let Some(entered) = new.enter(at, before.holder.clone(), known) else {
                    return Vec::new();
                };
                before.ended = Some(Ended { how: How::Rotated, at, unreliable_from: None });
                Vec::from([(old, before), entered])
            }
            Self::Revoked(id, unreliable_from) => {
                // One that was rotated out may turn out to have been stolen before.
                let revoked =
                    |key: &Registered| key.ended.is_some_and(|ended| ended.how == How::Revoked);
                let Some(mut key) = known(&id).filter(|key| !revoked(key)) else {
                    return Vec::new();
                };
                let at = key.ended.map_or(at, |ended| ended.at);
                key.ended = Some(Ended { how: How::Revoked, at, unreliable_from });
                Vec::from([(id, key)])
            }
        }
    }
}

impl New {
    fn read(event: &Json) -> Option<Self> {
        let key = PersonKey::new(&parse_hex(event.get("public_key")?.as_str()?)?)?;
        let named = event.get("key")?.as_str()? == key.id().to_hex();
        let may = |code: &str| match event.get("may") {
            Some(Json::Array(list)) => list.iter().any(|item| item.as_str() == Some(code)),
            _ => false,
        };
        let valid_from = event.get("valid_from").and_then(Json::as_str).map(ToString::to_string);
        named.then(|| Self {
            key,
            may_author: may("author"),
            may_approve: may("approve"),
            valid_from,
        })
    }

    fn enter(
        self,
        since: Index,
        holder: String,
        known: &dyn Fn(&Hash) -> Option<Registered>,
    ) -> Option<(Hash, Registered)> {
        let Self { key, may_author, may_approve, valid_from } = self;
        let id = key.id();
        let new =
            Registered { key, holder, may_author, may_approve, valid_from, since, ended: None };
        known(&id).is_none().then_some((id, new))
    }
}

/// What was signed, by whom it was recorded, and when.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// The canonical text of the draft.
    pub text: &'a str,
    /// The actor that recorded it.
    pub by: &'a str,
    /// The time of recording.
    pub recorded: Timestamp,
    /// The signatures: the author's, then those of approvers.
    pub signatures: &'a [DraftSignature],
}

/// Why a signature does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// No entry before registers the key.
    Unknown,
    /// The day from which the key is valid was not reached.
    NotYet(String),
    /// The key was rotated out or revoked before.
    Over(How, Index),
    /// The author's key belongs to somebody else, named here, than who recorded it.
    NotAuthor(String),
    /// The approver's key belongs to who recorded it, or to another signer.
    Same(String),
    /// The key is not registered for this.
    MayNot,
    /// The signature is not this key's over these bytes.
    DoesNotHold,
}

impl fmt::Display for Wrong {
    /// Reads on after "the signature".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("is by a key that no earlier entry registers"),
            Self::NotYet(day) => write!(f, "is by a key that is valid from {day} on"),
            Self::Over(How::Rotated, at) => write!(f, "is by a key that entry {at} replaced"),
            Self::Over(How::Revoked, at) => write!(f, "is by a key that entry {at} revoked"),
            Self::NotAuthor(holder) => {
                write!(f, "is by a key of {holder}, who did not record it")
            }
            Self::Same(holder) => write!(f, "is another one of {holder}, not of a second person"),
            Self::MayNot => f.write_str("is by a key that is not registered for this"),
            Self::DoesNotHold => f.write_str("does not hold over these bytes"),
        }
    }
}

/// What is wrong with each signature, the author's first; `None` where it counts.
pub fn judge(
    signed: &Signed<'_>,
    known: &dyn Fn(&Hash) -> Option<Registered>,
) -> Vec<Option<Wrong>> {
    let mut holders = Vec::from([signed.by.to_string()]);
    let one = |(place, signature): (usize, &DraftSignature)| {
        let Some(key) = known(&signature.key) else { return Some(Wrong::Unknown) };
        let day = signed.recorded.to_string();
        if let Some(ended) = key.ended {
            Some(Wrong::Over(ended.how, ended.at))
        } else if let Some(from) = key.valid_from.filter(|from| day.as_str() < from.as_str()) {
            Some(Wrong::NotYet(from))
        } else if place == 0 && key.holder != signed.by {
            Some(Wrong::NotAuthor(key.holder))
        } else if place > 0 && holders.contains(&key.holder) {
            Some(Wrong::Same(key.holder))
        } else if !(if place == 0 { key.may_author } else { key.may_approve }) {
            Some(Wrong::MayNot)
        } else if !key.key.verify(signed.text, &signature.signature) {
            Some(Wrong::DoesNotHold)
        } else {
            holders.push(key.holder);
            None
        }
    };
    signed.signatures.iter().enumerate().map(one).collect()
}
