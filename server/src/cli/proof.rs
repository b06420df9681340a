//! `daybook proof`.

use std::cell::RefCell;
use std::path::PathBuf;
use std::process::ExitCode;

use ledger::record::Index;

use super::source::open;
use super::{Data, Failure, Outcome, say};
use crate::files::{self, Readers};
use crate::proof_file::{self, NoProof};

/// Write the proof of one entry into a file that needs nothing beside it.
///
/// The file (C2SP tlog-proof) holds the entry, its sealed values as far as they
/// are there, its place in the ledger and the signed summary, confirmed by
/// independent witnesses where enough of them have. Anyone checks it with
/// `daybook verify FILE --key KEY`, or with other people's tools.
#[derive(Debug, clap::Args)]
pub(super) struct Proof {
    /// Which entry, from 0
    #[arg(value_name = "INDEX")]
    index: u64,
    #[command(flatten)]
    data: Data,
    /// The file to make; without it INDEX.tlog-proof
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Proof {
    pub(super) fn run(self) -> Outcome {
        let source = RefCell::new(open(&self.data.data)?);
        let read = |item: &_| source.borrow_mut().read(item).flatten();
        let proof =
            proof_file::make(Index::new(self.index), &read).map_err(|error| match error {
                NoProof::OutOfRange { .. } => Failure::refused(error),
                other => Failure::unable(other),
            })?;
        let out = self.out.unwrap_or_else(|| format!("{}.tlog-proof", self.index).into());
        files::replace(&out, &proof.to_bytes(), Readers::Anyone)
            .map_err(|error| Failure::unable(format!("{}: {error}", out.display())))?;
        let size = proof.checkpoint.checkpoint().size;
        say(format!("proof of entry {} in a ledger of {size}: {}", self.index, out.display()));
        Ok(ExitCode::SUCCESS)
    }
}
