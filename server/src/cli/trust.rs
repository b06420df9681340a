//! Whom a reader on the command line trusts.

use std::path::PathBuf;

use ledger::proof::{Clock, Policy, Trust, VerifierKey};

use super::Failure;
use crate::clock;

/// Keys and policies, as the commands that check something take them.
#[derive(Debug, clap::Args)]
pub(super) struct Trusted {
    /// The ledger's key, as `NAME+ID+KEY` or as a file that holds it; may be given again
    #[arg(long, env = "DAYBOOK_KEY", value_name = "KEY")]
    key: Vec<String>,
    /// Which independent witnesses must have confirmed it (C2SP tlog-policy); its
    /// logs count as keys
    #[arg(long, env = "DAYBOOK_POLICY", value_name = "FILE", conflicts_with_all = ["cosigner", "threshold"])]
    policy: Option<PathBuf>,
    /// Instead of a policy: an independent witness's key, in the same form; may be given again
    #[arg(long, value_name = "KEY")]
    cosigner: Vec<String>,
    /// How many of those must have confirmed the summary
    #[arg(long, default_value_t = 0, value_name = "N")]
    threshold: usize,
    /// Age in hours from which confirmations by independent witnesses are out of date
    #[arg(long, default_value_t = 24, value_name = "HOURS", value_parser = clap::value_parser!(u64).range(1..=87_600))]
    stale_after: u64,
}

impl Trusted {
    /// Reads keys and policy. Without any the trust is empty but for the clock.
    pub(super) fn read(&self) -> Result<Trust, Failure> {
        let mut keys = keys("--key", &self.key)?;
        let policy = match &self.policy {
            Some(path) => {
                let wrong = |error: &dyn std::fmt::Display| {
                    Failure::usage(format!("--policy {}: {error}", path.display()))
                };
                let bytes = std::fs::read(path).map_err(|error| wrong(&error))?;
                let policy = Policy::parse(&bytes).map_err(|error| wrong(&error))?;
                for log in policy
                    .logs()
                    .iter()
                    .filter(|log| !keys.contains(&log.key))
                    .cloned()
                    .collect::<Vec<_>>()
                {
                    keys.push(log.key);
                }
                policy
            }
            None => {
                let cosigners = self::keys("--cosigner", &self.cosigner)?;
                if self.threshold > cosigners.len() {
                    let named = cosigners.len();
                    return Err(Failure::usage(format!(
                        "--threshold {}: only {named} keys are given with --cosigner",
                        self.threshold
                    )));
                }
                Policy::threshold(cosigners, self.threshold)
            }
        };
        let now = u64::try_from(clock::now().millis() / 1_000).unwrap_or_default();
        let clock = Some(Clock { now, stale_after: self.stale_after * 3_600 });
        Ok(Trust { keys, policy, clock })
    }
}

/// Reads keys that are given as they are, or as files that hold them.
pub(super) fn keys(option: &str, texts: &[String]) -> Result<Vec<VerifierKey>, Failure> {
    let key = |text: &String| {
        let found = match std::fs::read_to_string(text) {
            Ok(file) => file.trim().to_owned(),
            Err(_) => text.clone(),
        };
        VerifierKey::parse(&found).map_err(|error| Failure::usage(format!("{option}: {error}")))
    };
    texts.iter().map(key).collect()
}
