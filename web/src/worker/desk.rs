//! Answers to those who record: drafts judged, sealed and shown by the rules of
//! `ledger`, so that browser and server cannot disagree.

use std::collections::{BTreeMap, BTreeSet};

use ledger::events::{Draft, Salts};
use ledger::record::{
    Chain, Entry, Faults, Hash, Head, Held, Index, Json, OpeningState, Openings, Salt, SealedDraft,
    Size, Timestamp, merge,
};
use ledger::signing::{How, Registered};
use ledger::spelling::{hex, parse_hex};
use ledger::views::timeline::Timeline;

use super::replay::Replay;
use super::{entry_page, fields, import};
use crate::browser;
use crate::wire::{Desk, EntryPage, Fault, KeyRow, Reply, SealedPage};

/// Rows of a timeline that is copied to see what a new record reads like there.
/// Beyond this the copy would cost more than the names in one title are worth.
const COPIED: usize = 50_000;

/// Most identifiers that are offered: more than anybody scrolls through. What
/// is not among them can be typed all the same.
const OFFERED: usize = 2_000;

/// Answers.
pub(super) fn answer(replay: &Replay, ask: &Desk) -> Reply {
    match ask {
        Desk::Judge(draft) => {
            let judged = read(draft).and_then(|json| Draft::parse(&json).map_err(faults));
            Reply::Faults(judged.err().unwrap_or_default())
        }
        Desk::Seal { draft, salts } => match seal(replay, draft, salts) {
            Ok(sealed) => Reply::Sealed(Box::new(sealed)),
            Err(faults) => Reply::Faults(faults),
        },
        Desk::Known(sort) => Reply::Known(known(replay, sort)),
        Desk::Columns(file) => Reply::Columns(import::columns(file)),
        Desk::Stage(file) => Reply::Staged(Box::new(import::staged(replay, file))),
        Desk::Keys => Reply::Keys(keys(replay)),
        // These may have to fetch, and are heard elsewhere.
        Desk::Call(_) | Desk::Recorded(_) | Desk::Sealed(_) => Reply::Faults(Vec::new()),
    }
}

/// The keys of people that the entries register, the newest first.
fn keys(replay: &Replay) -> Vec<KeyRow> {
    let one = |(id, key): (&Hash, &Registered)| KeyRow {
        id: id.to_hex(),
        holder: key.holder.clone(),
        since: key.since.get(),
        ended: key.ended.map(|ended| (ended.how == How::Revoked, ended.at.get())),
        may_author: key.may_author,
        may_approve: key.may_approve,
    };
    let mut rows: Vec<KeyRow> = replay.keys.iter().map(one).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.since));
    rows
}

fn faults(faults: Faults) -> Vec<Fault> {
    let one = |fault: ledger::record::Fault| Fault {
        field: fault.field,
        value: fault.value,
        problem: fault.problem,
        remedy: fault.remedy,
    };
    faults.0.into_iter().map(one).collect()
}

fn whole(problem: impl Into<String>, remedy: &str) -> Vec<Fault> {
    vec![Fault { problem: problem.into(), remedy: remedy.into(), ..Fault::default() }]
}

fn read(text: &str) -> Result<Json, Vec<Fault>> {
    Json::parse(text.as_bytes())
        .map_err(|error| whole(format!("cannot be read: {error}"), "start again"))
}

fn seal(replay: &Replay, draft: &str, salts: &str) -> Result<SealedPage, Vec<Fault>> {
    let json = read(draft)?;
    let salts = match read_salts(salts) {
        Some(salts) => salts,
        None => draw(&json)?,
    };
    let sealed = Draft::seal_json(&json, &salts).map_err(faults)?;
    let spelt = salts.iter().map(|(at, salt)| (at.as_str(), Json::str(hex(salt.as_bytes()))));
    Ok(SealedPage {
        text: sealed.public_text().to_owned(),
        fingerprint: Hash::of(sealed.public_text().as_bytes()).to_hex(),
        salts: Json::object(spelt).to_canonical(),
        page: page(replay, &sealed)?,
    })
}

/// Salts of before; `None` where there are none.
fn read_salts(text: &str) -> Option<Salts> {
    let Json::Object(members) = Json::parse(text.as_bytes()).ok()? else { return None };
    let salt =
        |(at, value): (String, Json)| Some((at, Salt::from_bytes(parse_hex(value.as_str()?)?)));
    members.into_iter().map(salt).collect()
}

/// Fresh salts, from the browser's cryptographic source.
pub(super) fn draw(draft: &Json) -> Result<Salts, Vec<Fault>> {
    let mut salts = Salts::new();
    for pointer in Draft::sealed_in(draft).map_err(faults)? {
        let bytes = browser::random().ok_or_else(|| {
            whole("cannot be sealed: this browser gives no random bytes", "use another browser")
        })?;
        salts.insert(pointer, Salt::from_bytes(bytes));
    }
    Ok(salts)
}

/// The page of a draft as if it were the next entry, recorded now.
pub(super) fn page(replay: &Replay, sealed: &SealedDraft) -> Result<EntryPage, Vec<Fault>> {
    let next = replay.next_index();
    let head = Head { size: Size::new(next), hash: Hash::of(b""), recorded: None };
    let entry = Chain::resume(head)
        .seal(sealed, Timestamp::from_millis(browser::now()), Vec::new())
        .map_err(|error| whole(error.to_string(), "split the record in two"))?;
    let mut timeline =
        if replay.timeline.len() <= COPIED { replay.timeline.clone() } else { Timeline::new() };
    timeline.apply(&entry, sealed.openings()).map_err(faults)?;
    let row = timeline.row(Index::new(next));
    let row = row.ok_or_else(|| whole("cannot be shown", "reload the page"))?;
    Ok(entry_page::compose(replay, &row, &entry, sealed.openings()))
}

/// Identifiers that the record knows, each with what it is called.
fn known(replay: &Replay, sort: &str) -> Vec<(String, String)> {
    let names = replay.timeline.names();
    let named = match sort {
        "BodyId" => &names.bodies,
        "PersonId" => &names.persons,
        "OfficeId" => &names.offices,
        "RecommendationId" => &names.recommendations,
        _ => return spelt(replay, sort),
    };
    named.iter().take(OFFERED).map(|(id, name)| (id.clone(), name.clone())).collect()
}

/// Identifiers that rows name, or that stand in entries under a field of their
/// own name: a spell under `spell`, a return under `return_id`.
fn spelt(replay: &Replay, sort: &str) -> Vec<(String, String)> {
    let rows = replay.timeline.rows();
    match sort {
        "EventId" => {
            let newest = rows.rev().take(OFFERED);
            return newest.map(|row| (row.id.to_string(), row.title)).collect();
        }
        "InquiryId" => {
            let newest = rows.rev().take(COPIED);
            let all: BTreeSet<String> =
                newest.filter_map(|row| Some(row.inquiry?.to_string())).collect();
            return all.into_iter().map(|id| (id, String::new())).collect();
        }
        _ => {}
    }
    let field = sort.trim_end_matches("Id").to_ascii_lowercase();
    let marks = [format!("\"{field}\":\""), format!("\"{field}_id\":\"")];
    let mut found = BTreeMap::new();
    for entry in replay.kept().rev() {
        if found.len() >= OFFERED {
            break;
        }
        let line = String::from_utf8_lossy(entry.line());
        for mark in &marks {
            let Some((_, rest)) = line.split_once(mark.as_str()) else { continue };
            let id = rest.split('"').next().unwrap_or_default();
            // The first to name it is what it is: from the newest back, the last seen.
            if !id.is_empty() {
                let title = replay.row(entry.index().get()).map(|row| row.title);
                found.insert(id.to_owned(), title.unwrap_or_default());
            }
        }
    }
    found.into_iter().collect()
}

/// The fields of a recorded event as a correction names them.
pub(super) fn recorded(entry: &Entry, openings: &Openings) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    if let Ok(merged) = merge(entry.draft_json(), openings) {
        walk("", &merged.json, &mut found);
    }
    found
}

/// The sealed fields that can still be redacted: place, words for it, value. Those of a
/// record that is held back cannot be read here, and can be destroyed all the same.
pub(super) fn sealed(entry: &Entry, openings: &Openings) -> Vec<(String, String, String)> {
    let open = openings.as_slice().iter().filter_map(|opening| match &opening.state {
        OpeningState::Open { value, .. } => {
            let text = match Json::parse(value.as_bytes()) {
                Ok(Json::Str(text)) => text,
                _ => value.clone(),
            };
            Some((opening.pointer.clone(), fields::place_words(&opening.pointer), text))
        }
        OpeningState::Withheld(_) => (entry.held() != Held::No).then(|| {
            let words = fields::place_words(&opening.pointer);
            (opening.pointer.clone(), words, "held back".to_owned())
        }),
    });
    open.collect()
}

fn walk(at: &str, value: &Json, found: &mut Vec<(String, String, String)>) {
    let text = match value {
        Json::Object(members) => {
            for (name, member) in members {
                // What a correction cannot change: what the record is.
                if !(at.is_empty() && matches!(name.as_str(), "id" | "kind" | "by" | "sealed")) {
                    walk(&format!("{at}/{name}"), member, found);
                }
            }
            return;
        }
        Json::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                walk(&format!("{at}/{place}"), item, found);
            }
            return;
        }
        Json::Null => return,
        Json::Str(text) => text.clone(),
        other => other.to_canonical(),
    };
    found.push((at.to_owned(), fields::place_words(at), text));
}
