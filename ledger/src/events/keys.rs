//! Keys of people, as entries: brought in, replaced, revoked; and what was
//! recorded without the second person that it needs.

use super::edtf::Edtf;
use super::envelope::{ActorId, EventId};
use super::subjects::{Mentions, Subjects};
use crate::record::{
    Field, Hash, Index, Json, MAX_INT, Pointer, Reader, Sealed, Text, Writer, wrong_type,
};
use crate::signing::PersonKey;
use crate::spelling::{hex, parse_hex};
use crate::{codes, record};
use alloc::vec::Vec;

codes! {
    /// What a key may be used for.
    pub enum KeyUse {
        /// Signing what its holder records.
        Author = "author",
        /// Signing, as the second person, what somebody else records.
        Approve = "approve",
    }
}

record! {
    /// The public half of a key was brought in for its holder. The private half
    /// is with its holder alone.
    pub struct KeyRegistered {
        rules = KeyRegistered::check;
        /// The key's identifier: BLAKE3 of the public key.
        pub key: Hash,
        /// The Ed25519 public key.
        pub public_key: PublicKey,
        /// The actor that it belongs to: whoever records this.
        pub holder: ActorId,
        /// What it may be used for; at least one.
        pub may: Vec<KeyUse>,
        /// The first day on which what it signs may be recorded, if not at once.
        pub valid_from: Option<Edtf>,
        /// What else there is to say, such as the device that holds it.
        pub note: Option<Sealed<Text>>,
    }
}

record! {
    /// A key took the place of another of the same holder. The old one signs this.
    pub struct KeyRotated {
        rules = KeyRotated::check;
        /// The key that is replaced.
        pub old_key: Hash,
        /// The new key's identifier: BLAKE3 of the public key.
        pub key: Hash,
        /// The new Ed25519 public key.
        pub public_key: PublicKey,
        /// What it may be used for; at least one.
        pub may: Vec<KeyUse>,
        /// The first day on which what it signs may be recorded, if not at once.
        pub valid_from: Option<Edtf>,
        /// What else there is to say.
        pub note: Option<Sealed<Text>>,
    }
}

codes! {
    /// Why a key was revoked.
    pub enum RevocationGround {
        /// It may be in the hands of somebody else.
        Compromised = "compromised",
        /// Its holder cannot use it any more.
        Lost = "lost",
        /// Its holder has left the role.
        LeftRole = "left_role",
        /// Another, given in words.
        Other = "other",
    }
}

record! {
    /// A key may not be used any more. What it signed before stays signed, unless
    /// it is said from which entry on it cannot be relied on.
    pub struct KeyRevoked {
        rules = KeyRevoked::check;
        /// The key's identifier.
        pub key: Hash,
        /// Why, as a code.
        pub ground: RevocationGround,
        /// The first entry signed with it that may not be its holder's: the number
        /// of the entry, 0 where nobody knows. With "compromised" only.
        pub unreliable_from: Option<EntryNumber>,
        /// Why, in words.
        pub reason: Option<Sealed<Text>>,
    }
}

record! {
    /// An event that needs a second person was recorded without one, because it
    /// could not wait.
    pub struct ApprovalOverridden {
        /// The event, recorded together with this one.
        pub target: EventId,
        /// Why it could not wait.
        pub reason: Sealed<Text>,
    }
}

impl KeyRegistered {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        new_key(&self.key, &self.public_key, &self.may, self.valid_from.as_ref(), at, reader);
    }
}

impl KeyRotated {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        new_key(&self.key, &self.public_key, &self.may, self.valid_from.as_ref(), at, reader);
    }
}

impl KeyRevoked {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let compromised = self.ground == RevocationGround::Compromised;
        let at = &at.key("unreliable_from");
        match self.unreliable_from {
            None if compromised => {
                let remedy = "write the number of the first entry in doubt, 0 where nobody knows";
                reader.fault::<()>(at, None, "is missing", remedy);
            }
            Some(_) if !compromised => {
                let problem = "does not fit a key that was not compromised";
                reader.fault::<()>(at, None, problem, "leave it out");
            }
            _ => {}
        }
    }
}

/// The identifier belongs to the key, which can be used, for something, from some day.
fn new_key(
    key: &Hash,
    public_key: &PublicKey,
    may: &[KeyUse],
    valid_from: Option<&Edtf>,
    at: &Pointer,
    reader: &mut Reader<'_>,
) {
    let id = Hash::of(&public_key.0);
    if *key != id {
        let remedy = alloc::format!("write {id}, or the right public key");
        let value = Json::str(key.to_hex());
        reader.fault::<()>(&at.key("key"), Some(&value), "is not that of the key", remedy);
    }
    if may.is_empty() {
        let remedy = "write \"author\", \"approve\" or both";
        reader.fault::<()>(&at.key("may"), None, "is missing", remedy);
    }
    super::rules::no_repeats(may.iter().map(|one| one.as_str()), &at.key("may"), reader);
    if let Some(day) = valid_from.map(alloc::string::ToString::to_string)
        && !(day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
    {
        let value = Json::str(day);
        let remedy = "write a day, such as \"2026-12-01\"";
        reader.fault::<()>(&at.key("valid_from"), Some(&value), "is not one day", remedy);
    }
}

/// The 32 bytes of an Ed25519 public key (RFC 8032) that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl Field for PublicKey {
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        let bytes = value.as_str().and_then(parse_hex);
        match bytes.filter(|bytes| PersonKey::new(bytes).is_some()) {
            Some(bytes) => Some(Self(bytes)),
            None => {
                let remedy = "write the 64 hexadecimal digits that `daybook key new` printed";
                reader.fault(at, Some(value), "is not a usable Ed25519 public key", remedy)
            }
        }
    }

    fn blank() -> Self {
        Self([0; 32])
    }

    fn write(&self, _at: &Pointer, _writer: &mut Writer) -> Option<Json> {
        Some(Json::str(hex(&self.0)))
    }

    fn schema() -> Json {
        Json::object([
            ("type", Json::str("string")),
            ("format", Json::str("ed25519-public-key")),
            ("pattern", Json::str("^[0-9a-f]{64}$")),
        ])
    }
}

/// The number of an entry, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryNumber(Index);

impl EntryNumber {
    /// The position.
    pub const fn index(self) -> Index {
        self.0
    }
}

impl Field for EntryNumber {
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        match value.as_int().and_then(|number| u64::try_from(number).ok()) {
            Some(number) => Some(Self(Index::new(number))),
            None => wrong_type(value, "the number of an entry, from 0", at, reader),
        }
    }

    fn blank() -> Self {
        Self(Index::new(0))
    }

    fn write(&self, _at: &Pointer, _writer: &mut Writer) -> Option<Json> {
        Some(Json::Int(i64::try_from(self.0.get()).unwrap_or(MAX_INT)))
    }

    fn schema() -> Json {
        Json::object([
            ("type", Json::str("integer")),
            ("minimum", Json::Int(0)),
            ("maximum", Json::Int(MAX_INT)),
        ])
    }
}

impl Mentions for KeyRegistered {
    fn mention(&self, _subjects: &mut Subjects) {}
}

impl Mentions for KeyRotated {
    fn mention(&self, _subjects: &mut Subjects) {}
}

impl Mentions for KeyRevoked {
    fn mention(&self, _subjects: &mut Subjects) {}
}

impl Mentions for ApprovalOverridden {
    fn mention(&self, _subjects: &mut Subjects) {}
}
