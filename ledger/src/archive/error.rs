//! Why a file is no archive that can be read.

use alloc::string::String;

/// Why a file cannot be read as a `.daybook` archive. Every one of these is a
/// damaged or another file, and none a sign of tampering with the record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// It ends before its end marker.
    #[error("it was cut short at byte {at}; get a whole copy")]
    Cut {
        /// How many bytes there are.
        at: u64,
    },
    /// It does not begin as an archive of a ledger does.
    #[error("it is not a .daybook file: it does not begin with a member named checkpoint")]
    Foreign,
    /// A header is not in the one form that a writer gives it.
    #[error("the header at byte {at} is damaged or was written by another program")]
    Header {
        /// Where the header begins.
        at: u64,
    },
    /// A name that is not one of ours, twice there, or out of order.
    #[error(
        "the member \"{name}\" at byte {at} is named twice or out of order; names ascend by their bytes"
    )]
    Order {
        /// Where its header begins.
        at: u64,
        /// Its name.
        name: String,
    },
    /// A member is larger than any file of a ledger.
    #[error("the member \"{name}\" at byte {at} says it has {size} bytes; {limit} are the most")]
    TooLarge {
        /// Where its header begins.
        at: u64,
        /// Its name.
        name: String,
        /// What its header says.
        size: u64,
        /// What is allowed.
        limit: u64,
    },
    /// What fills up a block is not empty.
    #[error("the filling at byte {at} is not empty: the file is damaged")]
    Filling {
        /// Where the filling begins.
        at: u64,
    },
    /// Something follows the end marker.
    #[error("bytes follow the end marker at byte {at}; it is not one .daybook file")]
    After {
        /// Where the end marker ends.
        at: u64,
    },
    /// More members than any ledger has files.
    #[error("it has more than {limit} members")]
    TooMany {
        /// How many are allowed.
        limit: usize,
    },
}
