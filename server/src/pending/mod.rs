//! Drafts that wait for a second person. They are not in the ledger: one small
//! file each in the folder `pending`, for their owner alone (mode 0600). What
//! was recorded or withdrawn loses its words here at once, so that nothing that
//! is redacted later lives on beside the ledger.

mod parts;
mod proposal;
mod store;

pub use parts::{Act, Approval, Item, Signature, State, Step};
pub use proposal::{Proposal, Refused};
pub use store::{Pending, PendingError};
