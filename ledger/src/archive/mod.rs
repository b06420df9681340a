//! The `.daybook` file: a read tree in one ustar archive (FORMAT.md section 14).
//!
//! Any tar program opens it. Here is what a tar program does not do: one form
//! only, so that the same ledger gives the same bytes; names in order, so that
//! none comes twice; and an end marker that must be there, so that a file that
//! was cut short is known as one. Nothing here says anything about what is
//! *in* the members: that is for `proof::Verifier`.
//!
//! Like everything in `ledger` it reads nothing itself. [`Walk`] says which
//! bytes it wants to see next, and never those of a member's content.

mod error;
mod header;
mod name;
mod walk;
mod write;

#[cfg(test)]
mod tests;

pub use error::ArchiveError;
pub use name::{MemberName, NameError};
pub use walk::{Index, MAX_MEMBERS, Member, Step, Walk};
pub use write::{END, Writer, padding};

/// Bytes of a block: headers are one, contents are filled up to whole ones.
pub const BLOCK: usize = 512;

/// Largest file of a read tree, bytes: well above a full bundle of the largest
/// entries or openings, which has under 17 MiB.
pub const MAX_TREE_FILE: u64 = 64 << 20;

/// Largest member below `documents/`, bytes: what a ustar header can say.
pub const MAX_DOCUMENT: u64 = (1 << 33) - 1;

/// The end of the name of such a file.
pub const EXTENSION: &str = "daybook";

/// The largest content that a member of this name may have, bytes.
pub fn largest(name: &MemberName) -> u64 {
    if name.as_str().starts_with("documents/") { MAX_DOCUMENT } else { MAX_TREE_FILE }
}
