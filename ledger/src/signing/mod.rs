//! Signatures of people: their keys, and the register of keys that the entries
//! of a ledger make (FORMAT.md section 6).
//!
//! One set of rules for who may have signed what: the gate asks it before an
//! entry is made, the verifier asks it of every signed entry afterwards.

mod key;
mod register;

#[cfg(test)]
mod tests;

pub use key::{PersonKey, PersonSigner};
pub use register::{Ended, How, KeyEvent, Registered, Signed, Wrong, judge};
