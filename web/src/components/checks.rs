//! The checks one by one, each with its result and reason.

use yew::prelude::*;

use super::icons::outcome_icon;
use crate::wire::{Check, Outcome};

/// Plain and expert label of each check, C1 first.
const LABELS: [(&str, &str); 12] = [
    ("The file can be read", "each line parses, is in canonical form and has a known version"),
    ("Each record is unchanged", "SHA-256 leaf and BLAKE3 link recomputed for every entry"),
    (
        "Nothing is missing or out of order",
        "positions are contiguous; the root is recomputed from all leaves",
    ),
    ("The total matches the signed summary", "root and size equal the checkpoint"),
    (
        "The summary is signed by the ledger's office",
        "Ed25519 signature over the checkpoint, with the key this device trusts",
    ),
    ("Independent witnesses saw the same summary", "cosignatures against the required number"),
    (
        "The history you saw before is still there",
        "the root of the earlier size, recomputed, equals the one seen then",
    ),
    ("The person who recorded it signed it", "author's and approver's signatures over the draft"),
    ("The attached document is the same file", "document hash"),
    ("This copy is recent", "age of the independent witnesses' confirmations, at most a day"),
    (
        "Names, texts and small counts are those recorded",
        "openings lead to the sealed root in each entry",
    ),
    (
        "The published fingerprints belong to the signed summary",
        "every tile is part of the tree under the signed root",
    ),
];

/// The list of checks.
pub(crate) fn checks(checks: &[Check]) -> Html {
    html! {
        <ol class="checks">
            {for checks.iter().map(|check| {
                let (plain, expert) = LABELS.get(usize::from(check.number).wrapping_sub(1)).copied().unwrap_or(("Another check", ""));
                let (class, word) = match check.outcome {
                    Outcome::Passed => ("passed", "Passed"),
                    Outcome::Failed => ("failed", "Failed"),
                    Outcome::NotChecked => ("skipped", "Not checked"),
                };
                html! {
                    <li key={check.number} class={classes!("check", format!("check--{class}"))}
                        data-testid={format!("check-C{}", check.number)} data-outcome={class}>
                        <span class="check__id">{format!("C{}", check.number)}</span>
                        <div class="check__words">
                            <p class="check__plain">{plain}</p>
                            <p class="check__expert">{expert}</p>
                            <p class="check__note">{&check.note}</p>
                        </div>
                        <span class={classes!("result", format!("result--{class}"))}>{outcome_icon(check.outcome)}{word}</span>
                    </li>
                }
            })}
        </ol>
    }
}
