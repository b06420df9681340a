//! A count of people as a body gave it.

use core::fmt;

/// A count of people as a body gave it, on its way to the control. Only the
/// control can read it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Raw(u64);

impl Raw {
    /// Takes a count in.
    pub const fn new(count: u64) -> Raw {
        Raw(count)
    }

    /// The count.
    pub(super) const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A small count in a log would undo the control.
        f.write_str("Raw(..)")
    }
}
