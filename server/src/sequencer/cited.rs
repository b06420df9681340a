//! Documents that a draft cites and that this ledger does not hold: unusual, and
//! no reason to refuse. Many sources may not be copied, and a digest of one that
//! lies elsewhere is worth having.

use ledger::admission::Warning;
use ledger::documents::{Said, said, speaks_of_documents};
use ledger::record::{Hash, Json};

use super::Ready;
use crate::documents::Documents;

/// The warnings, with one for each document that is not here.
pub(super) fn and_absent(
    mut warnings: Vec<Warning>,
    ready: &Ready,
    documents: Option<&Documents>,
) -> Vec<Warning> {
    let (Some(documents), public) = (documents, ready.draft.public_text()) else { return warnings };
    if !speaks_of_documents(public.as_bytes()) {
        return warnings;
    }
    let draft = Json::parse(public.as_bytes());
    for said in draft.as_ref().map(said).unwrap_or_default() {
        let (field, document, remedy) = match said {
            Said::Cites { pointer, digest } => {
                let remedy = "upload the file, if it may be published: POST /api/v1/documents";
                (format!("{pointer}/blake3"), digest.blake3, remedy)
            }
            // A second word on one that is withheld is for the rules.
            Said::Withheld(withholding)
                if matches!(documents.marker(&withholding.document), Ok(Some(_))) =>
            {
                continue;
            }
            Said::Withheld(withholding) => {
                let remedy = "compare the digest: what is withheld here was never held here";
                ("/event/document".to_owned(), withholding.document, remedy)
            }
            Said::Released(_) => continue,
        };
        if let Some(problem) = absent(documents, &document) {
            warnings.push(Warning {
                field,
                value: Some(format!("\"{document}\"")),
                problem,
                remedy: remedy.to_owned(),
            });
        }
    }
    warnings
}

/// What keeps a document from being here and shown.
fn absent(documents: &Documents, document: &Hash) -> Option<String> {
    match (documents.marker(document), documents.holds(document)) {
        (Ok(None), Ok(true)) => None,
        (Ok(Some(marker)), _) => Some(format!("is withheld by entry {}", marker.entry)),
        (Ok(None), Ok(false)) => Some("is not among the documents held here".to_owned()),
        // A warning is not worth a refusal; the log has the reason.
        (Err(error), _) | (_, Err(error)) => {
            tracing::warn!(%error, "cannot look for a document");
            None
        }
    }
}
