//! A calendar (RFC 5545) of due dates and hearings.

use super::agenda::Item;
use crate::events::civil::Date;
use crate::record::{Timestamp, civil_from_days};
use alloc::format;
use alloc::string::{String, ToString};

/// The media type.
pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

/// What a calendar says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar<'a> {
    /// The name of the ledger (its origin).
    pub origin: &'a str,
    /// Where the site is, `https://host`, without a slash at its end; empty where
    /// the record is read from a file.
    pub site: &'a str,
    /// What a reader must know first; empty where there is nothing.
    pub warning: &'a str,
}

/// The calendar. Every line is folded at 75 bytes and ends in CR LF.
pub fn calendar(about: &Calendar<'_>, items: &[Item]) -> String {
    let mut out = String::new();
    line("BEGIN", "VCALENDAR", &mut out);
    line("VERSION", "2.0", &mut out);
    line("PRODID", "-//Daybook//Due dates and hearings//EN", &mut out);
    line("METHOD", "PUBLISH", &mut out);
    text("X-WR-CALNAME", &format!("{} {}", about.warning, about.origin), &mut out);
    for item in items {
        event(about, item, &mut out);
    }
    line("END", "VCALENDAR", &mut out);
    out
}

fn event(about: &Calendar<'_>, item: &Item, out: &mut String) {
    line("BEGIN", "VEVENT", out);
    let host = about.origin.split('/').next().unwrap_or_default();
    text("UID", &format!("{}@{host}", item.key), out);
    // When the newest record that it rests on was made: no clock is read, and a
    // calendar that was fetched twice is the same twice.
    line("DTSTAMP", &instant(item.revised), out);
    line("LAST-MODIFIED", &instant(item.revised), out);
    line("SEQUENCE", &item.revisions.to_string(), out);
    match item.from_time {
        Some(from) => {
            line("DTSTART", &instant(from), out);
            if let Some(to) = item.to_time {
                line("DTEND", &instant(to), out);
            }
        }
        None => {
            line("DTSTART;VALUE=DATE", &day(item.from), out);
            // The day after the last: the end of an all-day event is excluded.
            let after = Date::from_days_since_1970(item.to.days_since_1970() + 1);
            line("DTEND;VALUE=DATE", &day(after.unwrap_or(item.to)), out);
        }
    }
    let warning = if about.warning.is_empty() { "" } else { " " };
    text("SUMMARY", &format!("{}{warning}{}", about.warning, item.title), out);
    text("DESCRIPTION", &item.note, out);
    if !about.site.is_empty() {
        line("URL", &format!("{}/events/{}", about.site, item.index), out);
    }
    line("STATUS", if item.cancelled { "CANCELLED" } else { "CONFIRMED" }, out);
    // A due date does not keep anyone busy.
    line("TRANSP", "TRANSPARENT", out);
    line("END", "VEVENT", out);
}

fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

fn instant(at: Timestamp) -> String {
    let (year, month, of_month) = civil_from_days(at.day());
    let seconds = at.millis().rem_euclid(86_400_000) / 1_000;
    let (hour, minute) = (seconds / 3_600, seconds / 60 % 60);
    format!("{year:04}{month:02}{of_month:02}T{hour:02}{minute:02}{:02}Z", seconds % 60)
}

/// A property whose value is text: what has a meaning there is escaped.
fn text(name: &str, value: &str, out: &mut String) {
    let mut escaped = String::new();
    for letter in value.trim().chars() {
        match letter {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '\n' => escaped.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    line(name, &escaped, out);
}

/// One property, folded: no line is longer than 75 bytes, and no letter is cut.
fn line(name: &str, value: &str, out: &mut String) {
    let mut used = 0;
    for letter in name.chars().chain([':']).chain(value.chars()) {
        // A line end in a value would begin another property.
        let letter = if letter.is_control() { ' ' } else { letter };
        if used + letter.len_utf8() > 75 {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(letter);
        used += letter.len_utf8();
    }
    out.push_str("\r\n");
}
