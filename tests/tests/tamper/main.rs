//! The tamper table: whatever is done to a ledger, it is noticed, and named at
//! the entry where it happened.
//!
//! Every byte of a five-entry ledger is changed: in the store, in an export
//! and in the served tree. Then entries are swapped, removed, repeated, cut
//! off, sealed anew and rolled back. The untouched ledger comes first: a
//! checker that finds fault with everything would pass all the rest.

mod disk;
mod fsck;
mod served;
mod tree;
