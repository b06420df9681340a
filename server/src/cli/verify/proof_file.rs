//! `daybook verify` on a proof file (C2SP tlog-proof).

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use ledger::proof::{LogProof, MAX_LOG_PROOF_BYTES, SingleReport, Trust, Verdict, check_proof};
use ledger::record::Json;

use super::super::{Failure, Outcome, say};
use super::{cosigner_line, say_checks, word};

/// The bytes of what lies at `path`, if it is a proof file: by its first line,
/// or by its name, so that a damaged one is not taken for something else.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let named = path.extension().is_some_and(|extension| extension == "tlog-proof");
    if !path.is_file() {
        return Ok(None);
    }
    let failed = |error: std::io::Error| Failure::unable(format!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    let limit = MAX_LOG_PROOF_BYTES as u64 + 1;
    File::open(path).map_err(failed)?.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    Ok((named || LogProof::is_meant(&bytes)).then_some(bytes))
}

/// Checks it and says what came out.
pub(super) fn run(bytes: &[u8], entry: Option<&Path>, trust: &Trust, json: bool) -> Outcome {
    let entry = entry.map(|path| {
        std::fs::read(path)
            .map_err(|error| Failure::usage(format!("--entry {}: {error}", path.display())))
    });
    let entry = entry.transpose()?;
    // An entry is a line without its end; editors put one there.
    let entry = entry.as_deref().map(|line| line.strip_suffix(b"\n").unwrap_or(line));
    let found = check_proof(bytes, entry, trust);
    if json {
        say(to_json(&found).to_canonical());
    } else {
        print(&found);
    }
    Ok(ExitCode::from(match found.report.state.verdict() {
        Verdict::DoesNotMatch => 1,
        Verdict::NotVerified | Verdict::NotFullyVerified => 3,
        Verdict::Verified => 0,
    }))
}

fn print(found: &SingleReport) {
    let report = &found.report;
    let origin = report.origin.as_ref().map_or("unnamed ledger", |origin| origin.as_str());
    let what = match found.index {
        Some(index) => format!("entry {index} of {origin}, which had {} entries", report.size),
        None => "a proof file that cannot be read; this is not a sign of tampering".to_owned(),
    };
    say(format!("{}: {what} ({})", word(report.state.verdict()), report.state));
    for finding in &report.findings {
        say(format!("  {finding}"));
    }
    say_checks(report);
    for cosigner in &report.cosigners {
        say(format!("  witness     {}", cosigner_line(cosigner)));
    }
    if let Some(entry) = &found.entry {
        say(format!("  recorded    {}", entry.recorded()));
        say(format!("  fingerprint {}", entry.hash()));
    }
}

fn to_json(found: &SingleReport) -> Json {
    let index = found.index.and_then(|index| i64::try_from(index.get()).ok());
    let hash = found.entry.as_ref().map(|entry| entry.hash().to_hex());
    let mut json = found.report.to_json();
    if let Json::Object(members) = &mut json {
        members.insert("index".to_owned(), index.map_or(Json::Null, Json::Int));
        members.insert("entry".to_owned(), hash.map_or(Json::Null, Json::str));
    }
    json
}
