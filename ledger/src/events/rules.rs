//! Rules that compare members of an event with each other.

use super::codes::CountBasis;
use super::draft::Draft;
use super::edtf::{Compared, Edtf};
use super::envelope::{Basis, Certainty, Disclosure, EventId};
use super::event::Event;
use super::moment::Moment;
use crate::record::{Json, Pointer, Reader};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What the envelope of a draft and its facts must agree on.
pub(super) fn envelope(draft: &Draft, reader: &mut Reader<'_>) {
    let top = Pointer::root();
    let conflicts = top.key("conflicts_with");
    no_repeats(draft.conflicts_with.iter().map(EventId::as_str), &conflicts, reader);
    for (place, other) in draft.conflicts_with.iter().enumerate() {
        not_itself(draft, Some(other), &conflicts.item(place), reader);
    }
    not_itself(draft, draft.supersedes.as_ref(), &top.key("supersedes"), reader);
    disclosed(draft, &top, reader);
    let at = top.key("event");
    match &draft.event {
        Event::AllegationReported(_)
            if !matches!(draft.certainty, Certainty::Alleged | Certainty::Disputed) =>
        {
            let value = Json::str(draft.certainty.as_str());
            let remedy = "write \"alleged\", or \"disputed\" where sources contradict it";
            let problem = "does not fit an allegation";
            reader.fault::<()>(&top.key("certainty"), Some(&value), problem, remedy);
        }
        Event::ReturnSummary(summary) => {
            let derived = summary.numerator_basis == Some(CountBasis::Derived);
            if derived && draft.basis != Basis::Derived {
                let value = Json::str(draft.basis.as_str());
                let problem = "does not fit a numerator that is derived";
                let remedy =
                    "write \"derived\": a count that no source states is an entry of its own";
                reader.fault::<()>(&top.key("basis"), Some(&value), problem, remedy);
            }
        }
        Event::Correction(event) => {
            not_itself(draft, Some(&event.target), &at.key("target"), reader);
        }
        Event::ReplyPublished(event) => {
            not_itself(draft, Some(&event.reply_to), &at.key("reply_to"), reader);
        }
        Event::Withdrawal(event) => {
            not_itself(draft, Some(&event.target), &at.key("target"), reader);
            not_itself(draft, event.replaced_by.as_ref(), &at.key("replaced_by"), reader);
        }
        Event::Redaction(event) => {
            not_itself(draft, Some(&event.target), &at.key("target"), reader);
        }
        Event::RedactionLifted(event) => {
            not_itself(draft, Some(&event.target), &at.key("target"), reader);
            not_itself(draft, Some(&event.redaction), &at.key("redaction"), reader);
        }
        Event::DocumentReleased(event) => {
            not_itself(draft, Some(&event.withholding), &at.key("withholding"), reader);
        }
        Event::Annotation(event) => {
            not_itself(draft, Some(&event.target), &at.key("target"), reader);
        }
        Event::ApprovalOverridden(event) => {
            not_itself(draft, Some(&event.target), &at.key("target"), reader);
        }
        Event::WarningLetterSent(_) if draft.disclosure != Some(Disclosure::Restricted) => {
            let problem = "does not fit a warning letter, whose contents are confidential";
            let value = draft.disclosure.map(|code| Json::str(code.as_str()));
            let at = top.key("disclosure");
            reader.fault::<()>(&at, value.as_ref(), problem, "write \"restricted\"");
        }
        Event::SilenceReported(event) => {
            not_itself(draft, event.since.as_ref(), &at.key("since"), reader);
        }
        Event::OfficeEnded(event) => {
            not_itself(draft, event.same_day_as.as_ref(), &at.key("same_day_as"), reader);
            same_time(draft, event.effective.as_ref(), &at.key("effective"), reader);
        }
        Event::Appointed(event) => {
            same_time(draft, event.effective.as_ref(), &at.key("effective"), reader);
        }
        _ => {}
    }
    let effective = match &draft.event {
        Event::ActingStarted(event) => &event.effective,
        Event::ActingEnded(event) => &event.effective,
        Event::LeaveStarted(event) => &event.effective,
        Event::LeaveEnded(event) => &event.effective,
        Event::Suspended(event) => &event.effective,
        Event::SuspensionLifted(event) => &event.effective,
        Event::BodyRenamed(event) => &event.effective,
        Event::BodyMerged(event) => &event.effective,
        Event::BodyAbolished(event) => &event.effective,
        Event::OfficeAbolished(event) => &event.effective,
        _ => &None,
    };
    same_time(draft, effective.as_ref(), &at.key("effective"), reader);
}

/// Who recorded it, who authorised it, and who may see it when.
fn disclosed(draft: &Draft, top: &Pointer, reader: &mut Reader<'_>) {
    if draft.authorised_by.as_ref() == Some(&draft.by) {
        let value = Json::str(draft.by.as_str());
        let remedy = "name the other role that authorised it, or leave it out";
        let at = top.key("authorised_by");
        reader.fault::<()>(&at, Some(&value), "is who recorded it", remedy);
    }
    let embargoed = draft.disclosure == Some(Disclosure::Embargoed);
    match draft.embargo_until {
        None if embargoed => {
            let remedy = "add the moment from which it may be shown";
            reader.fault::<()>(&top.key("embargo_until"), None, "is missing", remedy);
        }
        Some(_) if !embargoed => {
            let value = draft.disclosure.map(|code| Json::str(code.as_str()));
            let remedy = "write \"embargoed\", or leave embargo_until out";
            let problem = "does not fit: there is an embargo";
            reader.fault::<()>(&top.key("disclosure"), value.as_ref(), problem, remedy);
        }
        _ => {}
    }
}

fn not_itself(draft: &Draft, other: Option<&EventId>, at: &Pointer, reader: &mut Reader<'_>) {
    if other == Some(&draft.id) {
        let value = Json::str(draft.id.as_str());
        reader.fault::<()>(at, Some(&value), "is this event itself", "name the other event");
    }
}

/// The date in the facts may not contradict when the event happened.
fn same_time(draft: &Draft, date: Option<&Edtf>, at: &Pointer, reader: &mut Reader<'_>) {
    let (Some(occurred), Some(date)) = (&draft.occurred, date) else {
        return;
    };
    let sure = occurred.edtf.is_certain() && date.is_certain();
    if sure && matches!(date.compare(&occurred.edtf), Compared::Before | Compared::After) {
        let value = Json::str(date.to_string());
        let problem = words!("is another time than the event's, {}", occurred.edtf);
        let remedy = "give the same day in both, or leave one out";
        reader.fault::<()>(at, Some(&value), problem, remedy);
    }
}

/// Dates that must not run backwards, in their due order. Each pair is compared;
/// only what is certain on both sides counts against a draft.
pub(super) fn in_order(dates: &[(&str, Option<&Edtf>)], at: &Pointer, reader: &mut Reader<'_>) {
    let known: Vec<(&str, &Edtf)> =
        dates.iter().filter_map(|(name, date)| date.map(|date| (*name, date))).collect();
    for (place, (later_name, later)) in known.iter().enumerate() {
        let earlier = known[..place].iter().find(|(_, earlier)| {
            earlier.is_certain() && later.is_certain() && earlier.compare(later) == Compared::After
        });
        if let Some((earlier_name, earlier)) = earlier {
            let problem = words!("is before {earlier_name}, {earlier}");
            let value = Json::str(later.to_string());
            reader.fault::<()>(&at.key(later_name), Some(&value), problem, "check both dates");
        }
    }
}

/// The names of members, with commas between.
fn listed(members: &[(&str, bool)]) -> String {
    members.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// Exactly one of several members is there.
pub(super) fn exactly_one(members: &[(&str, bool)], at: &Pointer, reader: &mut Reader<'_>) {
    let present = members.iter().filter(|(_, present)| *present).count();
    if present != 1 {
        let problem = words!("has {present} of {}", listed(members));
        reader.fault::<()>(at, None, problem, "give exactly one of them");
    }
}

/// A person or a body is named, not both: whoever was asked, ordered or called.
pub(super) fn person_or_body(person: bool, body: bool, at: &Pointer, reader: &mut Reader<'_>) {
    exactly_one(&[("person", person), ("body", body)], at, reader);
}

/// At least one of several members is there.
pub(super) fn at_least_one(members: &[(&str, bool)], at: &Pointer, reader: &mut Reader<'_>) {
    if !members.iter().any(|(_, present)| *present) {
        let problem = words!("has none of {}", listed(members));
        reader.fault::<()>(at, None, problem, "give at least one of them");
    }
}

/// No item of a list stands in it twice.
pub(super) fn no_repeats<'a>(
    items: impl IntoIterator<Item = &'a str>,
    at: &Pointer,
    reader: &mut Reader<'_>,
) {
    let mut seen: Vec<&str> = Vec::new();
    for (place, item) in items.into_iter().enumerate() {
        let found = seen.partition_point(|other| *other < item);
        if seen.get(found) == Some(&item) {
            let value = Json::str(String::from(item));
            let problem = "stands in the list twice";
            reader.fault::<()>(&at.item(place), Some(&value), problem, "name each once");
        } else {
            seen.insert(found, item);
        }
    }
}

/// A number that counts from 1.
pub(super) fn from_one(name: &str, number: u16, at: &Pointer, reader: &mut Reader<'_>) {
    if number == 0 {
        let value = Json::Int(0);
        reader.fault::<()>(&at.key(name), Some(&value), "is zero", "count from 1");
    }
}

/// A day and a moment that say the same thing may not contradict each other.
pub(super) fn same_day(
    day: Option<&Edtf>,
    moment: Option<Moment>,
    at: &Pointer,
    reader: &mut Reader<'_>,
) {
    if let (Some(day), Some(moment)) = (day, moment)
        && matches!(day.compare(&Edtf::day(moment.date())), Compared::Before | Compared::After)
    {
        let value = Json::str(moment.to_string());
        let problem = words!("is another day than {day}");
        reader.fault::<()>(at, Some(&value), problem, "check both");
    }
}
