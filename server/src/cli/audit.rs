//! `daybook audit`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use super::progress::Progress;
use super::trust::Trusted;
use super::{Failure, Outcome, say, span};
use crate::audit::{self, Report};
use crate::client::{self, Url};
use crate::clock;

/// Watch a ledger from outside: is it still what it was?
///
/// Fetches the newest signed summary from URL (a server or static hosting),
/// hashes every record, sealed value and cited document again, and compares
/// with what the run before verified. A ledger that went backwards or shows
/// another past is named, and both signed summaries are kept beside the state
/// file.
///
/// Exit code 0: verified. 1: does not match. 2: the command line is wrong. 3:
/// could not be checked, or not fully, which is no sign of tampering.
///
/// Without --key the key that is served on the first run is believed from then
/// on. Get the key from another place and give it here to know whose record it is.
#[derive(Debug, clap::Args)]
pub(super) struct Audit {
    /// Where the ledger is, such as `https://ledger.example/`
    #[arg(value_name = "URL")]
    url: String,
    /// The file that remembers what was verified; evidence is kept beside it
    #[arg(
        long,
        env = "DAYBOOK_AUDIT_STATE",
        default_value = "daybook-audit.json",
        value_name = "FILE"
    )]
    state: PathBuf,
    #[command(flatten)]
    trusted: Trusted,
    /// Hash only what is new since the last run
    #[arg(long)]
    fast: bool,
    /// Say "out of date" when the last sign of life is older, such as 24h: the
    /// newest witness's signature, or else the newest record
    #[arg(long, value_name = "SPAN", value_parser = span::parse)]
    max_age: Option<Duration>,
    /// Stay and audit again after each such span, such as 1h
    #[arg(long, value_name = "SPAN", value_parser = span::parse)]
    every: Option<Duration>,
    /// Write figures for Prometheus (textfile collector) into FILE, such as audit.prom
    #[arg(long, value_name = "FILE")]
    prometheus: Option<PathBuf>,
    /// Post the report to URL when the verdict changes
    #[arg(long, env = "DAYBOOK_AUDIT_WEBHOOK", value_name = "URL")]
    webhook: Option<String>,
    /// How long one file may take
    #[arg(long, default_value = "60s", value_name = "SPAN", value_parser = span::parse)]
    file_time: Duration,
    /// How long one run may take; the next goes on where it stopped
    #[arg(long, default_value = "6h", value_name = "SPAN", value_parser = span::parse)]
    run_time: Duration,
    /// Print the report as JSON, one line a run
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub(super) fn run(self) -> Outcome {
        let address = |option: &str, text: &str| {
            client::address(text).map_err(|error| Failure::usage(format!("{option}: {error}")))
        };
        let webhook = self.webhook.as_deref().map(|text| address("--webhook", text)).transpose()?;
        let trust = self.trusted.read()?;
        if trust.keys.len() > 1 {
            return Err(Failure::usage("--key: a state file is for one ledger; give one key"));
        }
        let audit = audit::Audit {
            url: address("URL", &self.url)?,
            memory: self.state.clone(),
            key: trust.keys.into_iter().next(),
            policy: trust.policy,
            stale_after: Duration::from_secs(trust.clock.map_or(0, |clock| clock.stale_after)),
            fast: self.fast,
            max_age: self.max_age,
            file_time: self.file_time,
            run_time: self.run_time,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::unable(format!("cannot start: {error}")))?;
        runtime.block_on(async {
            let Some(every) = self.every else {
                return self.once(&audit, webhook.as_ref()).await.map(ExitCode::from);
            };
            let mut code = 3;
            let stop = super::serve::signal(None).map_err(Failure::unable)?;
            tokio::pin!(stop);
            loop {
                tokio::select! {
                    () = &mut stop => return Ok(ExitCode::from(code)),
                    done = self.once(&audit, webhook.as_ref()) => match done {
                        Ok(new) => code = new,
                        // Staying is the point: a full disk may be emptied.
                        Err(failure) => eprintln!("daybook: {}", failure.message),
                    },
                }
                tokio::select! {
                    () = &mut stop => return Ok(ExitCode::from(code)),
                    () = tokio::time::sleep(every) => {}
                }
            }
        })
    }

    /// One run, its report in every place that was asked for.
    async fn once(&self, audit: &audit::Audit, webhook: Option<&Url>) -> Result<u8, Failure> {
        let before = audit.state_before();
        let progress = Progress::new(1, "auditing");
        let at = |done, total| {
            progress.of(total);
            progress.at(done);
        };
        let report = audit.run(&at).await.map_err(Failure::unable)?;
        drop(progress);
        self.print(&report)?;
        if let Some(path) = &self.prometheus
            && let Err(error) = audit::prometheus(path, &report, clock::now().millis() / 1000)
        {
            eprintln!("daybook: --prometheus {}: {error}", path.display());
        }
        if let Some(url) = webhook {
            audit.tell(url, &before, &report).await;
        }
        Ok(report.code())
    }

    fn print(&self, report: &Report) -> Result<(), Failure> {
        if self.json {
            say(serde_json::to_string(report).map_err(Failure::unable)?);
        } else {
            report.words().into_iter().for_each(say);
        }
        Ok(())
    }
}
