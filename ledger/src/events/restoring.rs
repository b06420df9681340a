//! A ledger that was put back from a backup.

use super::edtf::Edtf;
use super::subjects::{Mentions, Subjects};
use crate::record;
use crate::record::{Json, Pointer, Reader, Sealed, Text};

record! {
    /// The ledger was put back from a backup. What was recorded after that backup
    /// was made is lost, if there was anything: whoever saw it sees that the
    /// ledger went back, and finds here why.
    pub struct LedgerRestored {
        rules = LedgerRestored::check;
        /// How many entries were put back.
        pub entries_restored: u64,
        /// The day on which the backup was made.
        pub backup_made: Edtf,
        /// How many entries are known to have been published before: more than
        /// were put back where some are lost.
        pub entries_published: Option<u64>,
        /// What happened, and what was done.
        pub reason: Sealed<Text>,
    }
}

impl LedgerRestored {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if let Some(published) = self.entries_published.filter(|n| *n < self.entries_restored) {
            let value = Json::Int(i64::try_from(published).unwrap_or(i64::MAX));
            let problem = words!("is less than the {} put back", self.entries_restored);
            let remedy = "write the larger number, or leave it out where nobody knows of more";
            reader.fault::<()>(&at.key("entries_published"), Some(&value), problem, remedy);
        }
    }
}

impl Mentions for LedgerRestored {
    fn mention(&self, _subjects: &mut Subjects) {}
}
