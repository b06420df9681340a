//! What of an event belongs into a calendar: days by which something is due,
//! and days on which someone is to be heard.

use crate::events::civil::Date;
use crate::events::{DateRange, Draft, Edtf, Event};
use crate::record::{Entry, Json, Openings, Text, Timestamp};
use crate::views::timeline::Row;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// One day, or stretch of days, in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is for ever: the event and the field that the day comes from.
    pub key: String,
    /// What it is, in words.
    pub title: String,
    /// More about it.
    pub note: String,
    /// The first day.
    pub from: Date,
    /// The last day, included.
    pub to: Date,
    /// When it begins, where the record says so.
    pub from_time: Option<Timestamp>,
    /// When it ends, where the record says so.
    pub to_time: Option<Timestamp>,
    /// The entry that it comes from.
    pub index: u64,
    /// How many records changed it.
    pub revisions: u32,
    /// When the newest record that it rests on was made.
    pub revised: Timestamp,
    /// Whether it was called off.
    pub cancelled: bool,
}

/// A stretch of days that is longer is not a day in a calendar any more.
const LONGEST: i32 = 62;

/// The fields that hold such days, and what they mean.
const FIELDS: &[(&str, &str)] = &[
    ("due", "Due"),
    ("reply_by", "Answer wanted"),
    ("proposed", "Date proposed"),
    ("attend_on", "To attend"),
    ("expected", "Expected to attend"),
    ("target_date", "Target date"),
    ("next_report", "Next report"),
    ("postponed_to", "Hearing postponed to"),
    ("deadline", "Deadline"),
    ("attend_time", "To attend"),
    ("starts", "Hearing"),
];

/// Kinds whose own date is a hearing.
const HEARINGS: &[&str] = &["attended", "did_not_attend", "evidence_session"];

/// Kinds that call off what an earlier event set, and by which identifier.
pub const ENDS: &[(&str, &str)] = &[
    ("session_cancelled", "session"),
    ("order_discharged", "order"),
    ("order_varied", "order"),
    ("call_withdrawn", "call"),
];

/// Something that was called off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The field that names it.
    field: &'static str,
    /// Its identifier.
    id: String,
    /// When that was recorded.
    recorded: Timestamp,
}

impl Ended {
    /// What an entry calls off, from the public part of its draft.
    pub fn read(row: &Row, public: &Json) -> Option<Ended> {
        let (_, field) = ENDS.iter().find(|(kind, _)| *kind == row.kind)?;
        let id = public.get("event")?.get(field)?.as_str()?.to_string();
        Some(Ended { field, id, recorded: row.recorded })
    }

    fn ends(&self, row: &Row, public: &Json) -> bool {
        // What says that it is called off stands, and what came later is anew.
        let own = ENDS.iter().any(|(kind, _)| *kind == row.kind);
        let id = public.get("event").and_then(|event| event.get(self.field));
        !own && row.recorded <= self.recorded && id.and_then(Json::as_str) == Some(&self.id)
    }
}

/// A record that changes an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// When it was recorded.
    pub recorded: Timestamp,
    /// The fields that it sets (JSON pointer into the draft) and what to.
    pub changes: Vec<(String, String)>,
    /// Whether it takes the whole event back.
    pub withdraws: bool,
}

impl Revision {
    /// What a correction changes, or that a withdrawal takes it back; `None` of
    /// an entry of another kind.
    pub fn read(entry: &Entry, openings: &Openings) -> Option<Revision> {
        let draft = Draft::read(entry, openings).ok()?;
        let recorded = entry.recorded();
        let correction = match &draft.event {
            Event::Correction(correction) => correction,
            Event::Withdrawal(_) => {
                return Some(Revision { recorded, changes: Vec::new(), withdraws: true });
            }
            _ => return None,
        };
        let changes = correction.changes.iter().map(|change| {
            let new = change.new.open().map_or("", Text::as_str);
            (change.field.as_str().to_string(), new.to_string())
        });
        Some(Revision { recorded, changes: changes.collect(), withdraws: false })
    }
}

/// The days of one entry. `public` is the public part of its draft: days are
/// never sealed. `revisions` are its corrections and withdrawals, oldest first;
/// `ended` is what is called off by anything in the ledger.
pub fn items(row: &Row, public: &Json, revisions: &[Revision], ended: &[Ended]) -> Vec<Item> {
    let mut found = Vec::new();
    if let Some(event) = public.get("event") {
        walk(event, "/event", &mut found);
    }
    // A time says more than its day.
    for (day, time) in
        [("/event/attend_on", "/event/attend_time"), ("/event/due", "/event/deadline")]
    {
        if found.iter().any(|(at, ..)| at == time) {
            found.retain(|(at, ..)| at != day);
        }
    }
    let timed = found.iter().any(|(at, ..)| at == "/event/starts");
    if HEARINGS.contains(&row.kind)
        && !timed
        && let Some(edtf) = public.get("occurred").and_then(|when| when.get("edtf"))
    {
        found.push(("/occurred/edtf".to_string(), "Hearing", edtf.as_str().unwrap_or_default()));
    }
    let off: Vec<&Ended> = ended.iter().filter(|ended| ended.ends(row, public)).collect();
    let until = public.get("event").and_then(|event| event.get("ends")).and_then(Json::as_str);
    let made = found.into_iter().filter_map(|(at, what, edtf)| {
        let mut item = item(row, &at, what, edtf, revisions)?;
        if item.from_time.is_some() && at == "/event/starts" {
            item.to_time = until.and_then(moment);
        }
        if let Some(last) = off.last() {
            item.cancelled = true;
            item.revisions += u32::try_from(off.len()).unwrap_or(0);
            item.revised = item.revised.max(last.recorded);
        }
        Some(item)
    });
    made.collect()
}

/// Looks for the fields at any depth: an addressee has a due date of its own.
fn walk<'a>(value: &'a Json, at: &str, found: &mut Vec<(String, &'static str, &'a str)>) {
    match value {
        Json::Object(members) => {
            for (name, value) in members {
                let at = format!("{at}/{name}");
                let known = FIELDS.iter().find(|(field, _)| field == name);
                match (known, value) {
                    (Some((_, what)), Json::Str(edtf)) => found.push((at, what, edtf)),
                    (Some((_, what)), Json::Array(days)) => {
                        for (place, day) in days.iter().enumerate() {
                            if let Some(edtf) = day.as_str() {
                                found.push((format!("{at}/{place}"), what, edtf));
                            }
                        }
                    }
                    _ => walk(value, &at, found),
                }
            }
        }
        Json::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                walk(item, &format!("{at}/{place}"), found);
            }
        }
        _ => {}
    }
}

fn item(row: &Row, at: &str, what: &str, edtf: &str, revisions: &[Revision]) -> Option<Item> {
    let whole = at.strip_suffix("/edtf").unwrap_or(at);
    let mut days = stretch(edtf);
    let mut from_time = moment(edtf);
    for revision in revisions {
        for (field, new) in &revision.changes {
            if field == at || field == whole {
                days = stretch(new);
                from_time = moment(new);
            }
        }
    }
    let (from, to) = days?;
    Some(Item {
        key: format!("{}{}", row.id.as_str(), at.replace('/', ".")),
        title: format!("{what}: {}", row.title),
        note: row.summary.clone(),
        from,
        to,
        from_time,
        to_time: None,
        index: row.index.get(),
        revisions: u32::try_from(revisions.len()).unwrap_or(u32::MAX),
        revised: revisions.last().map_or(row.recorded, |last| last.recorded),
        cancelled: revisions.iter().any(|revision| revision.withdraws),
    })
}

/// A local time with its offset, such as `2018-06-11T18:00+01:00`, as an instant.
fn moment(text: &str) -> Option<Timestamp> {
    let (local, offset) = text.get(..16).zip(text.get(16..))?;
    let local = Timestamp::parse(&format!("{local}:00.000Z")).ok()?;
    let hours = match offset {
        "+00:00" => 0,
        "+01:00" => 1,
        _ => return None,
    };
    Some(Timestamp::from_millis(local.millis() - hours * 3_600_000))
}

/// The days that a date may mean, where they are few enough.
fn stretch(edtf: &str) -> Option<(Date, Date)> {
    let edtf = if moment(edtf).is_some() { edtf.get(..10)? } else { edtf };
    let DateRange { earliest, latest } = Edtf::parse(edtf).ok()?.range();
    let (from, to) = (earliest?, latest?);
    (to.days_since_1970() - from.days_since_1970() <= LONGEST).then_some((from, to))
}
