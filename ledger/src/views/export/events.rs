//! A row of the timeline as a line of a file.

use super::{Line, Stamp, int, ints};
use crate::events::{Basis, Certainty, InquiryId};
use crate::record::{Index, Json};
use crate::views::timeline::Row;
use alloc::string::ToString;

/// The columns, as the API names the same things.
pub(super) const NAMES: [&str; 28] = [
    "ledger_size",
    "warning",
    "index",
    "id",
    "kind",
    "family",
    "title",
    "summary",
    "inquiry",
    "occurred",
    "occurred_in_words",
    "announced",
    "recorded",
    "basis",
    "certainty",
    "bodies",
    "persons",
    "offices",
    "recommendations",
    "calls",
    "corrected_by",
    "corrects",
    "conflicts",
    "replies",
    "related",
    "withheld",
    "uncertain",
    "hash",
];

/// The line of a row, one value for each of the columns.
///
/// `hash` is the fingerprint of its entry, 64 hexadecimal digits, where the
/// caller has it: the fold does not keep it.
pub fn event(row: &Row, hash: Option<&str>, stamp: &Stamp<'_>) -> Line {
    let numbers = |list: &[Index]| ints(list.iter().map(|index| index.get()));
    let text = |text: Option<&str>| text.map_or(Json::Null, Json::str);
    macro_rules! ids {
        ($list:expr) => {
            Json::Array($list.iter().map(|id| Json::str(id.as_str())).collect())
        };
    }
    let values: [Json; NAMES.len()] = [
        int(stamp.size),
        Json::str(stamp.warning),
        int(row.index.get()),
        Json::str(row.id.as_str()),
        Json::str(row.kind),
        Json::str(row.family.as_str()),
        Json::str(row.title.as_str()),
        Json::str(row.summary.as_str()),
        text(row.inquiry.as_ref().map(InquiryId::as_str)),
        row.occurred.as_ref().map_or(Json::Null, |date| Json::str(date.to_string())),
        Json::str(row.occurred_in_words()),
        row.announced.as_ref().map_or(Json::Null, |date| Json::str(date.to_string())),
        Json::str(row.recorded.to_string()),
        text(row.basis.map(Basis::as_str)),
        text(row.certainty.map(Certainty::as_str)),
        ids!(row.bodies),
        ids!(row.persons),
        ids!(row.offices),
        ids!(row.recommendations),
        ids!(row.calls),
        numbers(&row.corrected_by),
        row.corrects.map_or(Json::Null, |index| int(index.get())),
        numbers(&row.conflicts),
        numbers(&row.replies),
        numbers(&row.related),
        Json::Bool(row.withheld),
        Json::Bool(row.uncertain),
        text(hash),
    ];
    NAMES.iter().map(|name| (*name).to_string()).zip(values).collect()
}
