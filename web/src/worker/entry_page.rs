//! Everything about one entry, for its page.

use ledger::events::{Basis, Certainty, Draft, Edtf, Source, When};
use ledger::proof::TreeHash;
use ledger::record::{Entry, Held, Index, Json, Name, OpeningState, Openings, Sealed, Text};
use ledger::views::timeline::Row as Folded;

use super::replay::{Outcome as Found, Replay};
use super::{fields, rows, signers};
use crate::format::{self, DAY};
use crate::query::Clock;
use crate::wire::{Check, EntryPage, Field, OpeningLine, Outcome, Related, Relation, Stamp};

/// The page of an entry; `None` when it has no row. `openings` are those that
/// it was made with, or none.
pub(super) fn page(
    replay: &Replay,
    entry: &Entry,
    openings: &Openings,
    found: Found,
) -> Option<EntryPage> {
    let folded = replay.row(entry.index().get())?;
    let mut page = compose(replay, &folded, entry, openings);
    page.checks = checks(replay, found, entry, openings);
    Some(page)
}

/// The page of an entry, without its checks.
pub(super) fn compose(
    replay: &Replay,
    folded: &Folded,
    entry: &Entry,
    openings: &Openings,
) -> EntryPage {
    // Without its openings, or of a newer kind, an entry still has a page: its
    // public part and its bytes.
    let draft = Draft::read(entry, openings).ok();
    let public = entry.draft_json();
    let text = |name: &str| public.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let disclosure = &text("disclosure");
    let absent = if entry.held() == Held::No { "Withheld" } else { "Held back" };
    let mut row = rows::row(replay, folded, Clock::Happened);
    if let Some(when) = draft.as_ref().and_then(|draft| draft.occurred.as_ref()) {
        row.happened = Some(stamp(when));
    }
    EntryPage {
        id: text("id"),
        inquiry: text("inquiry"),
        announced: draft.as_ref().and_then(|draft| draft.announced.as_ref()).map(stamp),
        gap: gap(folded),
        basis: folded.basis.map_or("Not known to this viewer", basis).into(),
        certainty: folded.certainty.map_or("Not known to this viewer", certainty).into(),
        uncertainty: draft
            .as_ref()
            .and_then(|draft| draft.uncertainty.as_ref())
            .map(|text| text.open().map_or(absent, Text::as_str).to_owned()),
        by: text("by"),
        authorised_by: text("authorised_by"),
        held: held_words(entry, &text("embargo_until"), disclosure),
        held_until: match entry.held() {
            Held::Until(end) => Some(end.millis()),
            _ => None,
        },
        disclosure: fields::code_words(disclosure),
        fields: fields::fields(replay, entry, openings),
        sources: draft.iter().flat_map(|draft| &draft.sources).map(source).collect(),
        related: related(replay, folded),
        hash: entry.hash().to_hex(),
        previous: entry.previous().to_hex(),
        leaf: TreeHash::leaf(entry.line()).to_hex(),
        line: String::from_utf8_lossy(entry.line()).into_owned(),
        openings: openings
            .as_slice()
            .iter()
            .map(|opening| opening_line(&opening.pointer, &opening.state))
            .collect(),
        signatures: signers::signers(replay, entry),
        checks: Vec::new(),
        all: replay.timeline.len() as u64,
        row,
    }
}

/// How long its sealed words are held back by its own public part: by the clock in
/// London, as it was set.
fn held_words(entry: &Entry, until: &str, disclosure: &str) -> String {
    match entry.held() {
        Held::No => String::new(),
        Held::ForGood => disclosure.to_owned(),
        Held::Until(_) => {
            let (day, time) = (until.get(..10).unwrap_or(until), until.get(11..16));
            let day = Edtf::parse(day).map_or_else(|_| day.to_owned(), |day| day.in_words());
            format!("until {} on {day}", time.unwrap_or_default())
        }
    }
}

fn stamp(when: &When) -> Stamp {
    let written = when
        .written
        .as_ref()
        .map(|words| words.open().map_or("(withheld)", Text::as_str).to_owned());
    rows::stamp(&when.edtf, written)
}

fn gap(folded: &Folded) -> String {
    let range = folded.occurred_range().map(|range| (range.earliest, range.latest));
    match range {
        Some((Some(from), Some(to))) => {
            let day = |date: ledger::events::civil::Date| i64::from(date.days_since_1970()) * DAY;
            format::gap_words(day(from), day(to) + DAY - 1, folded.recorded.millis())
        }
        // With an open end no distance can be stated.
        _ => String::new(),
    }
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::OfficialRecord => "From an official record, such as minutes or a statutory register",
        Basis::OfficialPublication => "From what an official body published",
        Basis::DirectSubmission => "Sent by the body itself",
        Basis::PressReport => "From a press report",
        Basis::Derived => "Computed from other facts by a stated rule",
        Basis::Inference => "Concluded by the recorder from what is and is not there",
    }
}

fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Stated => "Stated outright by someone in a position to know",
        Certainty::Reported => "Reported, that is, passed on by the source",
        Certainty::Alleged => "Alleged: a claim against someone, not a finding",
        Certainty::Disputed => "Disputed: another source says otherwise",
    }
}

fn source(source: &Source) -> Vec<Field> {
    let mut out = vec![text_field("Title", &source.title)];
    out.extend(source.publisher.iter().map(|name| name_field("Published by", name)));
    out.extend(source.date.iter().map(|date| plain("Dated", date.in_words())));
    out.push(plain("What it is", fields::code_words(source.kind.as_str())));
    out.extend(source.locator.iter().map(|text| text_field("Where in it", text)));
    out.extend(source.quotation.iter().map(|text| text_field("Quotation", text)));
    out.extend(source.url.iter().map(|url| {
        let value = url.open().map(|url| url.as_str().to_owned());
        // Only addresses that can do no more than lead somewhere become links.
        let link =
            value.clone().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
        Field { label: "Where to read it".into(), value, link }
    }));
    out.extend(source.retrieved.iter().map(|date| plain("Read on", date.in_words())));
    out.extend(source.digest.iter().map(|digest| Field {
        link: Some(format!("/document/{}", digest.blake3)),
        ..plain("Fingerprint of the document (SHA-256)", digest.sha256.to_hex())
    }));
    out
}

fn plain(label: &str, value: String) -> Field {
    Field { label: label.into(), value: Some(value), link: None }
}

fn text_field(label: &str, text: &Sealed<Text>) -> Field {
    Field {
        label: label.into(),
        value: text.open().map(|text| text.as_str().to_owned()),
        link: None,
    }
}

fn name_field(label: &str, name: &Sealed<Name>) -> Field {
    Field {
        label: label.into(),
        value: name.open().map(|name| name.as_str().to_owned()),
        link: None,
    }
}

fn related(replay: &Replay, folded: &Folded) -> Vec<Related> {
    let all = |relation, indices: &[Index]| {
        indices
            .iter()
            .filter_map(|index| replay.row(index.get()))
            .map(|row| Related { relation, row: rows::row(replay, &row, Clock::Happened) })
            .collect::<Vec<_>>()
    };
    let corrects: Vec<Index> = folded.corrects.into_iter().collect();
    [
        all(Relation::Reply, &folded.replies),
        all(Relation::Conflict, &folded.conflicts),
        all(Relation::CorrectedBy, &folded.corrected_by),
        all(Relation::Corrects, &corrects),
        all(Relation::Mentions, &folded.related),
    ]
    .concat()
}

fn opening_line(pointer: &str, state: &OpeningState) -> OpeningLine {
    match state {
        OpeningState::Open { salt, value } => OpeningLine {
            pointer: pointer.to_owned(),
            open: Some((hex(salt.as_bytes()), value.clone())),
            commitment: String::new(),
        },
        OpeningState::Withheld(commitment) => OpeningLine {
            pointer: pointer.to_owned(),
            open: None,
            commitment: commitment.hash().to_hex(),
        },
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect()
}

/// The checks as far as they concern this entry; what concerns the whole
/// ledger is taken from the verdict.
fn checks(replay: &Replay, found: Found, entry: &Entry, openings: &Openings) -> Vec<Check> {
    let Some(verdict) = &replay.verdict else { return Vec::new() };
    let index = entry.index().get();
    let good = index < verdict.good;
    let proven = good || found.proven;
    let passed = |number, note: &str| Check { number, outcome: Outcome::Passed, note: note.into() };
    let failed = |number, note: &str| Check { number, outcome: Outcome::Failed, note: note.into() };
    let open =
        |number, note: &str| Check { number, outcome: Outcome::NotChecked, note: note.into() };
    let bad = replay.is_bad(index);
    let mut out = vec![passed(1, "Its line is in canonical form, version 1.")];
    out.push(if proven {
        passed(2, "Its leaf is in the tree that the signed summary covers.")
    } else if bad {
        failed(2, "Nothing that was signed vouches for these bytes.")
    } else {
        open(2, "The proof for these bytes could not be had.")
    });
    out.push(if good {
        passed(3, "It stands in its place, and every event before it does.")
    } else if bad {
        failed(3, "It comes at or after the first event that does not fit.")
    } else {
        open(3, "Not every event before it could be checked.")
    });
    for check in &verdict.checks {
        match check.number {
            1..=3 => {}
            8 => out.push(signers::check(replay, entry)),
            9 => out.push(open(9, "No attached document was opened.")),
            11 => out.push(match found.opened {
                true if openings.as_slice().is_empty() => passed(11, "It has no sealed words."),
                true => passed(11, &format!(
                    "{} lead to the fingerprint in its line.",
                    format::count(openings.as_slice().len() as u64, "sealed value", "sealed values")
                )),
                false if replay.marked.binary_search(&index).is_ok() => failed(11, "The sealed words beside it are not those it was made with; they are not shown."),
                false => open(11, "Its sealed words could not be had."),
            }),
            _ => out.push(Check { note: format!("The whole ledger: {}", check.note), ..check.clone() }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::record::{Chain, Origin, SealedDraft, Timestamp};

    fn words(draft: &str) -> String {
        let draft = Json::parse(draft.as_bytes()).unwrap();
        let text = |name: &str| draft.get(name).and_then(Json::as_str).unwrap_or("").to_owned();
        let (until, disclosure) = (text("embargo_until"), text("disclosure"));
        let sealed = SealedDraft::with_openings(draft, Openings::default()).unwrap();
        let mut chain = Chain::genesis(&Origin::new("test.example/ledger").unwrap());
        let entry = chain.seal(&sealed, Timestamp::from_millis(0), Vec::new()).unwrap();
        held_words(&entry, &until, &disclosure)
    }

    /// The report agreed on 19 March 2019 was embargoed until 11am on 27 March.
    #[test]
    fn an_embargo_is_said_by_the_clock_in_london_as_it_was_set() {
        let winter = r#"{"disclosure":"embargoed","embargo_until":"2019-03-27T11:00+00:00"}"#;
        assert_eq!(words(winter), "until 11:00 on 27 March 2019");
        let summer = r#"{"disclosure":"embargoed","embargo_until":"2019-06-27T00:30+01:00"}"#;
        assert_eq!(words(summer), "until 00:30 on 27 June 2019", "not the eve, by UTC");
        assert_eq!(words(r#"{"disclosure":"restricted"}"#), "restricted");
        for public in [r#"{"disclosure":"public"}"#, "{}"] {
            assert_eq!(words(public), "");
        }
    }
}
