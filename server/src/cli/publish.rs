//! `daybook publish`.

use std::process::ExitCode;
use std::sync::Arc;

use super::progress::Progress;
use super::{Data, Failure, Outcome, say};
use crate::client;
use crate::opened::Opened;
use crate::publish::{Done, Options, PublishError, Source, Target, run};

/// Publish the ledger on static hosting: read tree, viewer and documents.
///
/// TARGET is a folder, `file:///FOLDER`, `s3://BUCKET/PREFIX`, `gs://BUCKET/PREFIX`
/// or `az://CONTAINER/PREFIX`; keys, region and endpoint come from the usual
/// environment (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT` and so on). Only what is new is
/// sent, the signed summary last, so that readers see the old state or the new
/// one. A ledger that does not continue what is published there is refused.
///
/// A data folder that a server has open cannot be read: give that server's
/// address with --from, or let it publish by itself (`daybook serve --publish`).
#[derive(Debug, clap::Args)]
pub(super) struct Publish {
    /// Where to publish
    #[arg(value_name = "TARGET", env = "DAYBOOK_PUBLISH")]
    target: String,
    #[command(flatten)]
    data: Data,
    /// Read from a running server instead of a data folder
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    from: Option<String>,
    /// With --from: the key that must have signed, as `NAME+ID+KEY` or as a file that holds it
    #[arg(long, env = "DAYBOOK_KEY", value_name = "KEY", requires = "from")]
    key: Option<String>,
    /// Say what would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Send everything again, whatever is there
    #[arg(long)]
    resend: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

impl Publish {
    pub(super) fn run(self) -> Outcome {
        let target = Arc::new(Target::open(&self.target, self.dry_run)?);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::unable(format!("cannot start: {error}")))?;
        // Looking at everything over the network is for --resend; what was
        // withheld is noticed either way.
        let whole = self.from.is_none();
        let options = Options { dry: self.dry_run, resend: self.resend, whole };
        let progress = Progress::new(1, "publishing");
        let at = |done, total| {
            progress.of(total);
            progress.at(done);
        };
        let done = match &self.from {
            Some(from) => {
                let url = client::address(from)
                    .map_err(|error| Failure::usage(format!("--from: {error}")))?;
                let key = match &self.key {
                    Some(key) => super::trust::keys("--key", std::slice::from_ref(key))?.pop(),
                    None => None,
                };
                runtime.block_on(async {
                    let source = Source::url(&url, key).await?;
                    run(&source, &target, options, &at).await
                })
            }
            None => {
                let opened = Opened::open(&self.data.data).map_err(Failure::unable)?;
                if let Some(damage) = &opened.damage {
                    return Err(Failure::refused(format!(
                        "{}: does not match and is not published: {damage}",
                        self.data.data.display()
                    )));
                }
                let (store, vkey) = (Arc::clone(&opened.store), opened.vkey.clone());
                let documents = Arc::clone(&opened.documents);
                let beside = Arc::new(opened.beside.clone());
                // Held until all is published.
                let (folder, ends) = opened.into_readable();
                let end = Arc::clone(&ends.borrow());
                let source = Source::store(store, documents, beside, end, vkey)?;
                let done = runtime.block_on(run(&source, &target, options, &at));
                drop(folder);
                done
            }
        }?;
        drop(progress);
        if self.json {
            say(serde_json::to_string(&done).map_err(Failure::unable)?);
        } else {
            say(words(&done));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn words(done: &Done) -> String {
    let Done { target, size, sent, sent_bytes, removed, .. } = done;
    let before = match done.size_before {
        None => "nothing before".to_owned(),
        Some(before) => format!("{before} before"),
    };
    let verb = if done.dry_run { "would publish" } else { "published" };
    format!(
        "{verb} {size} entries ({before}) to {target}: {sent} files, {sent_bytes} bytes, {removed} removed"
    )
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Usage(words) => Self::usage(words),
            PublishError::Refused(words) => Self::refused(words),
            PublishError::Unable(words) => Self::unable(words),
        }
    }
}
