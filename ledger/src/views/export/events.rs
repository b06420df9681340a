//! A row of the timeline as a line of a file.

use super::{Line, Stamp, int, ints, stamped};
use crate::record::{Index, Json};
use crate::views::timeline::Row;
use alloc::string::ToString;

/// The line of a row, with the names that the API has for the same things.
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
    let mut line = stamped(stamp);
    let mut put = |name: &str, value: Json| line.push((name.to_string(), value));
    put("index", int(row.index.get()));
    put("id", Json::str(row.id.as_str()));
    put("kind", Json::str(row.kind));
    put("family", Json::str(row.family.as_str()));
    put("title", Json::str(row.title.as_str()));
    put("summary", Json::str(row.summary.as_str()));
    put("inquiry", text(row.inquiry.as_ref().map(|inquiry| inquiry.as_str())));
    put("occurred", row.occurred.as_ref().map_or(Json::Null, |date| Json::str(date.to_string())));
    put("occurred_in_words", Json::str(row.occurred_in_words()));
    put("announced", row.announced.as_ref().map_or(Json::Null, |date| Json::str(date.to_string())));
    put("recorded", Json::str(row.recorded.to_string()));
    put("basis", text(row.basis.map(|basis| basis.as_str())));
    put("certainty", text(row.certainty.map(|certainty| certainty.as_str())));
    put("bodies", ids!(row.bodies));
    put("persons", ids!(row.persons));
    put("offices", ids!(row.offices));
    put("recommendations", ids!(row.recommendations));
    put("calls", ids!(row.calls));
    put("corrected_by", numbers(&row.corrected_by));
    put("corrects", row.corrects.map_or(Json::Null, |index| int(index.get())));
    put("conflicts", numbers(&row.conflicts));
    put("replies", numbers(&row.replies));
    put("related", numbers(&row.related));
    put("withheld", Json::Bool(row.withheld));
    put("uncertain", Json::Bool(row.uncertain));
    put("hash", text(hash));
    line
}
