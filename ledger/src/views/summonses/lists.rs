//! "Summoned and not appeared": orders of which the day has passed.

use alloc::vec::Vec;

use super::calls::{Call, Reached, Step, Wanted, came};
use crate::events::civil::Date;
use crate::events::edtf::Compared;
use crate::events::{DateRange, Edtf, Moment};
use crate::views::facts::{Act, Order};

/// An order to attend and where it stands.
#[derive(Clone, Debug)]
pub struct Outstanding<'a> {
    /// The call it belongs to.
    pub call: &'a Call<'a>,
    /// The order.
    pub order: &'a Step<'a>,
    /// The last day to comply, as varied; `None` where it is not recorded.
    pub attend_on: Option<Edtf>,
    /// The moment, where the hour is set.
    pub at: Option<Moment>,
    /// Whether it stands, and how.
    pub standing: Standing,
}

/// How an order stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The day to attend has not come, or is not recorded.
    ToCome,
    /// The day has passed, or absence is recorded, and no attendance is.
    NotAppeared,
    /// Somebody came, or the order was discharged, or it was varied and has no
    /// day.
    Spent,
    /// The House decided, on a sanction or on none.
    Decided,
}

/// Every order that had surely been made, with how it stands on a day.
///
/// An order ends when the same person attends before the same committee in the
/// same matter on or after its day: in this call or in another one. Where the
/// dates leave that open, the person is not said to have stayed away. An order for
/// papers or a statement ends when all of them came.
pub fn outstanding<'a>(calls: &'a [Call<'a>], on: Date) -> Vec<Outstanding<'a>> {
    let mut found = Vec::new();
    for call in calls {
        let ordered = |act| super::state::is_order(act);
        for order in call.steps.iter().filter(|step| step.reached == Reached::Yes) {
            if ordered(order.fact.act) {
                found.push(order_stands(calls, call, order, on));
            }
        }
    }
    found
}

/// How one order of a call stands on a day.
fn order_stands<'a>(
    calls: &[Call<'_>],
    call: &'a Call<'a>,
    order: &'a Step<'a>,
    on: Date,
) -> Outstanding<'a> {
    let id: Option<Order> = order.fact.order;
    // A step that names another order is about that one.
    let mine = |step: &&Step<'_>| {
        step.reached == Reached::Yes && (step.fact.order.is_none() || step.fact.order == id)
    };
    let (mut attend_on, mut at) = (order.fact.asks.day(), order.fact.asks.at);
    let (mut ended, mut absent, mut decided) = (false, false, false);
    for step in call.steps.iter().filter(mine) {
        match step.fact.act {
            Act::Discharged | Act::PapersReceived => ended = true,
            Act::Varied => {
                attend_on = step.fact.asks.day();
                at = step.fact.asks.at;
                ended = attend_on.is_none();
            }
            Act::Absent => absent |= not_before(&step.range, &order.range),
            Act::NotComplied | Act::PapersRefused => absent = true,
            _ => {}
        }
    }
    // What the House decides at the end is about the whole matter.
    for step in call.taken(|act| matches!(act, Act::Decided(_))) {
        decided |= not_before(&step.range, &order.range);
    }
    let same = |other: &&Call<'_>| {
        other.who == call.who && other.committee == call.committee && other.inquiry == call.inquiry
    };
    if call.wanted == Wanted::Attendance {
        for other in calls.iter().filter(same) {
            ended |= other.taken(came).any(|step| not_before(&step.range, &order.range));
        }
    }
    let day = attend_on.as_ref().and_then(|day| day.range().latest);
    let standing = match (ended, decided) {
        (true, _) => Standing::Spent,
        (_, true) => Standing::Decided,
        _ if absent || day.is_some_and(|day| day < on) => Standing::NotAppeared,
        _ => Standing::ToCome,
    };
    Outstanding { call, order, attend_on, at, standing }
}

fn not_before(step: &DateRange, order: &DateRange) -> bool {
    step.compare(order) != Compared::Before
}
