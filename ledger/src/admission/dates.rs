//! Dates that are possible and unusual. Never a reason to refuse: recording
//! late, and out of the order in which things happened, is normal.

use alloc::format;

use super::findings::{Context, Findings};
use crate::events::civil::Date;
use crate::events::{Draft, Edtf, Event};

/// Days after which an event counts as recorded late, as in the list of late
/// entries that the integrity view gives.
pub(super) const LATE_DAYS: i32 = 30;

pub(super) fn check(draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
    let Some(today) = cx.today else { return };
    let occurred = draft.occurred.as_ref().map(|when| &when.edtf);
    if let Some(occurred) = occurred {
        let range = occurred.range();
        if range.earliest.is_some_and(|earliest| earliest > today) {
            let problem = format!("is after the day of recording, {today}");
            let remedy = "check the date; what is only planned has not occurred";
            found.warn("/occurred/edtf", Some(&format!("{occurred}")), problem, remedy);
        } else if range.latest.is_some_and(|latest| days(latest, today) > LATE_DAYS) {
            let problem = format!("is more than {LATE_DAYS} days before the day of recording");
            let remedy = "nothing, if it is right: readers see both days";
            found.warn("/occurred/edtf", Some(&format!("{occurred}")), problem, remedy);
        }
    }
    match &draft.event {
        Event::DataCallIssued(call) => past("/event/due", call.due.as_ref(), today, found),
        Event::InvitationSent(sent) => {
            past("/event/reply_by", sent.reply_by.as_ref(), today, found);
        }
        Event::OrderToAttend(order) => {
            past("/event/attend_on", order.attend_on.as_ref(), today, found);
        }
        Event::RecommendationMade(made) => {
            for (place, addressee) in made.addressees.iter().enumerate() {
                let field = format!("/event/addressees/{place}/due");
                past(&field, addressee.due.as_ref(), today, found);
            }
        }
        _ => {}
    }
}

/// A day by which something is due, and which has passed.
fn past(field: &str, due: Option<&Edtf>, today: Date, found: &mut Findings) {
    if let Some(due) = due
        && due.range().latest.is_some_and(|latest| latest < today)
    {
        let problem = "has passed already when it is recorded";
        let remedy = "nothing, if it is recorded late; else check the date";
        found.warn(field, Some(&format!("{due}")), problem, remedy);
    }
}

fn days(from: Date, to: Date) -> i32 {
    to.days_since_1970() - from.days_since_1970()
}

/// Warns where `first` lies after `second` with certainty.
pub(super) fn expect_order(
    field: &str,
    first: Option<&Edtf>,
    second: Option<&Edtf>,
    problem: &str,
    found: &mut Findings,
) {
    use crate::events::edtf::Compared;
    if let (Some(first), Some(second)) = (first, second)
        && second.compare(first) == Compared::Before
    {
        found.warn(field, Some(&format!("{second}")), problem, "check both dates");
    }
}
