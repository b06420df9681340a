//! `daybook viewer`.

use std::path::PathBuf;
use std::process::ExitCode;

use super::{Failure, Outcome, say};
use crate::files::{self, Readers};
use crate::http::site::viewer;

/// Write the viewer as one HTML file that opens without a server.
///
/// The file holds the whole viewer. Opened from a disk, with the network off, it
/// reads and checks a .daybook file; its own policy lets it connect to nothing.
/// Its fingerprints are printed: they are those of every copy that this release
/// gives out, so compare them with somebody else's.
#[derive(Debug, clap::Args)]
pub(super) struct Viewer {
    /// The file to make; it must not exist yet
    #[arg(value_name = "OUT.html")]
    target: PathBuf,
}

impl Viewer {
    pub(super) fn run(self) -> Outcome {
        let bytes = viewer().ok_or_else(|| {
            Failure::unable("this program was built without the viewer (SKIP_VIEWER=1)")
        })?;
        let at = |error| Failure::unable(format!("{}: {error}", self.target.display()));
        if self.target.exists() {
            let target = self.target.display();
            return Err(Failure::refused(format!("{target}: exists; choose a new name")));
        }
        files::replace(&self.target, bytes, Readers::Anyone).map_err(at)?;
        say(format!("{}: {} bytes", self.target.display(), bytes.len()));
        for (name, hash) in [
            ("BLAKE3 ", option_env!("DAYBOOK_VIEWER_BLAKE3")),
            ("SHA-256", option_env!("DAYBOOK_VIEWER_SHA256")),
        ] {
            say(format!("{name} {}", hash.unwrap_or_default()));
        }
        Ok(ExitCode::SUCCESS)
    }
}
