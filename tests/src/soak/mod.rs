//! What `scripts/soak` runs: many writers and readers, restarts in between, then a
//! long quiet time, then more than the server takes.

mod crowd;
mod listeners;
mod memory;
mod writers;

pub use crowd::{Overload, overload};
pub use listeners::{Heard, Listeners};
pub use memory::{quiet, resident};
pub use writers::{Promise, Writers, Written};
