//! How many files and connections this process may have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors that are kept for the store, documents, uploads and refusals.
const KEPT: usize = 256;

/// Raises the limit on open files as far as the system lets us, and gives how
/// many of `wanted` connections fit below it.
///
/// Above the limit the server could accept nobody, and could open no document
/// and write no `head` either: strangers would decide over the ledger's files.
pub fn connections(wanted: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let open = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    };
    // None is no limit.
    let open = open.map_or(usize::MAX, |open| usize::try_from(open).unwrap_or(usize::MAX));
    let fits = fitting(open, wanted);
    if fits < wanted {
        tracing::warn!(
            open,
            "only {fits} of {wanted} connections fit below the limit on open files; raise it \
             (LimitNOFILE of systemd, ulimit -n)"
        );
    }
    fits
}

/// Of so many descriptors, connections that leave [`KEPT`], and a half at least.
fn fitting(open: usize, wanted: usize) -> usize {
    wanted.min(open.saturating_sub(KEPT).max(open / 2)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_descriptors_for_the_ledger() {
        assert_eq!(fitting(20_000, 2_048), 2_048);
        assert_eq!(fitting(1_024, 2_048), 1_024 - KEPT);
        assert_eq!(fitting(64, 2_048), 32);
        assert_eq!(fitting(1, 2_048), 1);
        assert!(connections(8) >= 1);
    }
}
