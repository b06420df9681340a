//! What was said.

use crate::record;
use crate::record::{Sealed, Text};

record! {
    /// Someone said something.
    pub struct StatementMade {
        /// The words, or a fair summary.
        pub text: Sealed<Text>,
    }
}
