//! Documents: files that entries cite by their digests.
//!
//! A document is not a part of the ledger: an entry holds its digests and the
//! file lies beside. Whoever has the file can see that it is the one; whoever
//! lacks it can still check every entry. Files can hold personal data, so one
//! can be withheld: an entry says so, and the file goes.

mod checked;
mod fold;
mod hasher;
mod said;

pub use checked::{Checked, Different, Found};
pub use fold::{Citation, Document, Documents, Standing};
pub use hasher::{DocumentHasher, Hashed};
pub use said::{Said, Withholding, said, speaks_of_documents};

/// Files of fewer bytes than this may be guessed from their digest: there are
/// few enough texts of that length that somebody would think of.
pub const GUESSABLE: u64 = 1 << 10;
