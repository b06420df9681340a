//! A report for programs: what `--json` prints and a reader can copy.

use alloc::string::ToString;

use super::finding::{Finding, What};
use super::report::{Check, CosignerSeen, Outcome, Report, Verdict, Witnessed};
use crate::record::{Index, Json, Size};

impl Report {
    /// The report as one object: `state`, `verdict`, `origin`, `key`, `root`,
    /// `size`, `good`, `checked`, `first_bad`, `last`, `cosigners` (`name`, `key`,
    /// `ok`, and `size` and `time` of what each confirmed), `witnessed` (`size`,
    /// `time` of what the quorum confirmed), `checks` (`id`, `outcome`, `text`), `findings` (`code`, `what`, `at`, `expected`,
    /// `found`, `text` and what the kind adds), `findings_left_out`.
    ///
    /// Hashes are hex; what is not known is `null`.
    pub fn to_json(&self) -> Json {
        let checks = self.checks.iter().map(check).collect();
        let findings = self.findings.iter().map(finding).collect();
        let cosigners = self.cosigners.iter().map(cosigner).collect();
        Json::object([
            ("state", Json::str(self.state.key())),
            ("verdict", Json::str(self.state.verdict().as_str())),
            ("origin", text(self.origin.as_ref().map(|origin| origin.as_str().to_string()))),
            ("key", text(self.key_id)),
            ("root", text(self.root)),
            ("size", size(self.size)),
            ("good", size(self.good)),
            ("checked", size(self.checked)),
            ("first_bad", self.first_bad().map_or(Json::Null, index)),
            ("last", text(self.entry_hash_of_last)),
            ("cosigners", Json::Array(cosigners)),
            ("witnessed", self.witnessed.map_or(Json::Null, witnessed)),
            ("checks", Json::Array(checks)),
            ("findings", Json::Array(findings)),
            ("findings_left_out", number(self.findings_left_out)),
        ])
    }
}

impl Verdict {
    /// Its name for programs, such as `does_not_match`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DoesNotMatch => "does_not_match",
            Self::NotVerified => "not_verified",
            Self::NotFullyVerified => "not_fully_verified",
            Self::Verified => "verified",
        }
    }
}

fn check(check: &Check) -> Json {
    let (outcome, text) = match &check.outcome {
        Outcome::Passed(text) => ("passed", text),
        Outcome::Failed(text) => ("failed", text),
        Outcome::NotChecked(text) => ("not_checked", text),
    };
    Json::object([
        ("id", Json::str(check.id.as_str())),
        ("outcome", Json::str(outcome)),
        ("text", Json::str(text)),
    ])
}

fn cosigner(seen: &CosignerSeen) -> Json {
    let (up_to, at) = seen.confirmed.unzip();
    Json::object([
        ("name", Json::str(&seen.name)),
        ("key", text(Some(seen.key_id))),
        ("ok", Json::Bool(seen.confirmed.is_some() && !seen.is_wrong)),
        ("size", up_to.map_or(Json::Null, size)),
        ("time", at.map_or(Json::Null, number)),
    ])
}

fn witnessed(witnessed: Witnessed) -> Json {
    Json::object([("size", size(witnessed.size)), ("time", number(witnessed.time))])
}

fn finding(finding: &Finding) -> Json {
    let mut members = Json::object([
        ("code", Json::str(finding.code.as_str())),
        ("what", Json::str(finding.what.name())),
        ("at", finding.at.map_or(Json::Null, index)),
        ("expected", Json::str(&finding.expected)),
        ("found", Json::str(&finding.computed)),
        ("text", Json::str(finding.to_string())),
    ]);
    let mut add = |name: &str, value| {
        if let Json::Object(members) = &mut members {
            members.insert(name.to_string(), value);
        }
    };
    match &finding.what {
        What::PersonSignature { approver, .. } => add("approver", Json::Bool(*approver)),
        What::Missing { count } => add("count", number(*count)),
        What::Reordered { found: other } | What::Duplicated { of: other } => {
            add("other", index(*other));
        }
        What::Truncated { have } => add("have", size(*have)),
        What::Resealed { from, to } => {
            add("from", index(*from));
            add("to", index(*to));
        }
        What::NewerVersion { version } => add("version", Json::Int(*version)),
        What::TileChanged { tile } => add("tile", Json::str(tile.path())),
        What::RolledBack { seen, now } | What::Forked { seen, now } => {
            add("seen", size(*seen));
            add("now", size(*now));
        }
        What::Unconfirmed { confirmed, now } => {
            add("confirmed", size(*confirmed));
            add("now", size(*now));
        }
        What::Changed
        | What::Extra
        | What::BrokenLink
        | What::Malformed
        | What::RootDiffers
        | What::OpeningChanged
        | What::UnreadableSummary
        | What::UnreadableFile
        | What::BadSignature
        | What::UnknownKey
        | What::BadCosignature => {}
    }
    members
}

fn text(value: Option<impl ToString>) -> Json {
    value.map_or(Json::Null, |value| Json::str(value.to_string()))
}

fn index(index: Index) -> Json {
    number(index.get())
}

fn size(size: Size) -> Json {
    number(size.get())
}

/// Every number here counts entries, of which there are fewer than 2^53. What a
/// reader claims to have seen before may be any number: it is cut.
fn number(value: u64) -> Json {
    let value = i64::try_from(value).unwrap_or(i64::MAX);
    Json::Int(value.min(crate::record::MAX_INT))
}
