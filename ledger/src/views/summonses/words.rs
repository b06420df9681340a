//! Steps in words. Neutral verbs: what was done, not what to think of it.

use crate::events::committee::Acceptance;
use crate::events::matters::SanctionOutcome;
use crate::views::facts::Act;

/// A step in words.
pub(super) fn act_words(act: Act) -> &'static str {
    match act {
        Act::ReportedSummoned => "Said by a source to be summoned",
        Act::OrderNotFound => "An order was looked for and not found",
        Act::Expected => "Expected to attend",
        Act::Invited => "Invited",
        Act::StatementRequested => "Asked for a written statement",
        Act::Countered => "Offered something else",
        Act::Declined => "Declined",
        Act::Accepted(Acceptance::Accepted) => "Accepted",
        Act::Accepted(Acceptance::Indicated) => "Indicated that they would attend",
        Act::Accepted(Acceptance::Conditional) => "Accepted with conditions",
        Act::DateAgreed => "Date agreed",
        Act::Ordered => "Ordered to attend",
        Act::PapersOrdered => "Ordered to hand over papers",
        Act::StatementOrdered => "Ordered to give a written statement",
        Act::Served => "Order served",
        Act::Varied => "Order varied",
        Act::Absent => "Did not attend",
        Act::PapersRefused => "Refused",
        Act::ReportedToHouse => "Reported to the House",
        Act::HouseOrdered => "Ordered by the House",
        Act::NotComplied => "Reported as not complied with",
        Act::Referred => "Referred",
        Act::ContemptFound => "Contempt found",
        Act::Decided(SanctionOutcome::NoSanction) => "Decided: no sanction",
        Act::Decided(SanctionOutcome::Admonished) => "Decided: admonished",
        Act::Decided(SanctionOutcome::Reprimanded) => "Decided: reprimanded",
        Act::Decided(SanctionOutcome::Fined) => "Decided: fined",
        Act::Decided(SanctionOutcome::Committed) => "Decided: committed",
        Act::Decided(SanctionOutcome::Apology) => "Decided: an apology required",
        Act::Decided(SanctionOutcome::Other) => "Decided: another sanction",
        Act::Discharged => "Order discharged",
        Act::PapersInPart => "Received in part",
        Act::PapersReceived => "Received",
        Act::Attended => "Attended",
        Act::RefusedToAnswer => "Attended, and refused to answer",
    }
}
