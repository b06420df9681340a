//! How the cosigners are doing, as `GET /api/v1/cosigners` and `/metrics` say it.

use ledger::proof::PolicyCosigner;
use ledger::record::Timestamp;
use serde::Serialize;

use super::board::Seen;
use crate::metrics::Page;

/// The cosigners of a ledger and what they confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Status {
    /// Size of the newest checkpoint that cosigners are asked for.
    pub size: Option<u64>,
    /// Of the cosigners required, how many confirmed it.
    pub confirmed: u64,
    /// The fewest cosigners that meet the quorum; 0 when none is required.
    pub required: u64,
    /// Size of the newest checkpoint that met the quorum.
    pub cosigned_size: Option<u64>,
    /// When the last one needed confirmed that, RFC 3339.
    pub cosigned_time: Option<String>,
    /// Each cosigner of the policy.
    pub cosigners: Vec<CosignerStatus>,
}

/// One cosigner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CosignerStatus {
    /// Its name in the policy.
    pub name: String,
    /// The id of its key, 8 hexadecimal digits.
    pub key: String,
    /// Where it is asked; `null` when it is not.
    pub url: Option<String>,
    /// The size it confirmed last.
    pub size: Option<u64>,
    /// When, by its own clock, RFC 3339.
    pub time: Option<String>,
    /// Why it did not confirm the last time it was asked; `null` when it did.
    pub error: Option<String>,
    /// When that was, RFC 3339.
    pub error_time: Option<String>,
    /// Times in a row that it did not confirm.
    pub failures: u64,
    /// Whether it says that this ledger does not continue what it confirmed: either
    /// this ledger has two histories, or that cosigner errs. Somebody must look.
    pub alarm: bool,
}

impl CosignerStatus {
    pub(super) fn new(cosigner: &PolicyCosigner, seen: &Seen) -> Self {
        let (error, error_time) = seen.error.clone().unzip();
        let (size, time) = seen.confirmed.unzip();
        Self {
            name: cosigner.name.clone(),
            key: cosigner.key.id().to_string(),
            url: cosigner.url.clone(),
            size: size.map(ledger::record::Size::get),
            time: time.map(moment),
            error,
            error_time: error_time.map(|time| time.to_string()),
            failures: seen.failures,
            alarm: seen.is_alarm,
        }
    }
}

/// Seconds since 1970 UTC as RFC 3339.
pub(super) fn moment(seconds: u64) -> String {
    let millis = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000);
    Timestamp::from_millis(millis).to_string()
}

impl Status {
    /// The numbers for a scraper; nothing without cosigners.
    pub fn metrics(&self, page: &mut Page) {
        if self.cosigners.is_empty() {
            return;
        }
        let mut put = |name: &str, help: &str, value: &dyn Fn(&CosignerStatus) -> u64| {
            page.head(name, "gauge", help);
            for cosigner in &self.cosigners {
                page.named(name, &cosigner.name, value(cosigner));
            }
        };
        put("cosigner_size", "Entries that the cosigner confirmed last.", &|one| {
            one.size.unwrap_or(0)
        });
        put("cosigner_failures", "Times in a row that it did not confirm.", &|one| one.failures);
        put("cosigner_alarm", "1 when it says that the ledger does not continue.", &|one| {
            u64::from(one.alarm)
        });
        let size = self.cosigned_size.unwrap_or(0);
        page.gauge("cosigned_entries", "Entries that enough cosigners confirmed.", size);
    }
}
