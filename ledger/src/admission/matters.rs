//! What follows when an order is not complied with: one matter, one order, one
//! person or body, step by step.

use alloc::format;

use super::Register;
use super::findings::{Context, Findings};
use crate::events::ids::{MatterId, OrderId};
use crate::events::{BodyId, Draft, Event, PersonId};
use crate::record::Index;

/// A matter, as its first step has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matter {
    index: Index,
    order: Option<u32>,
    person: Option<u32>,
    body: Option<u32>,
    /// The entry that says how it ended.
    decided: Option<Index>,
}

struct Step<'a> {
    matter: &'a MatterId,
    order: Option<&'a OrderId>,
    person: Option<&'a PersonId>,
    body: Option<&'a BodyId>,
    decides: bool,
}

fn step(event: &Event) -> Option<Step<'_>> {
    macro_rules! step {
        ($event:expr, $decides:expr) => {
            Step {
                matter: &$event.matter,
                order: $event.order.as_ref(),
                person: $event.person.as_ref(),
                body: $event.body.as_ref(),
                decides: $decides,
            }
        };
    }
    Some(match event {
        Event::ReportedToHouse(e) => step!(e, false),
        Event::HouseOrder(e) => step!(e, false),
        Event::NonComplianceReported(e) => step!(e, false),
        Event::ReferredToPrivileges(e) => step!(e, false),
        Event::ContemptFound(e) => step!(e, false),
        Event::Sanction(e) => step!(e, true),
        _ => return None,
    })
}

impl Register {
    pub(super) fn take_matter(&mut self, index: Index, draft: &Draft) {
        let Some(step) = step(&draft.event) else { return };
        let number = self.ids.number(step.matter.as_str());
        let known = self.matters.get(number).copied().filter(|known| self.stands(known.index));
        let order = step.order.map(|id| self.ids.number(id.as_str()));
        let person = step.person.map(|id| self.ids.number(id.as_str()));
        let body = step.body.map(|id| self.ids.number(id.as_str()));
        let mut matter = match known {
            Some(known) if known.index != index => known,
            _ => {
                let decided = known.and_then(|known| known.decided);
                Matter { index, order, person, body, decided }
            }
        };
        matter.order = matter.order.or(order);
        if step.decides {
            matter.decided = Some(index);
        }
        self.matters.put(number, matter);
    }

    pub(super) fn check_matters(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        let Some(step) = step(&draft.event) else { return };
        let number = self.ids.find(step.matter.as_str());
        let Some(known) = number.and_then(|number| self.matters.get(number)) else { return };
        if !self.stands(known.index) || cx.contradicts(draft, known.index) {
            return;
        }
        let entry = cx.name(known.index);
        for (field, said, recorded) in [
            ("/event/order", step.order.map(OrderId::as_str), known.order),
            ("/event/person", step.person.map(PersonId::as_str), known.person),
            ("/event/body", step.body.map(BodyId::as_str), known.body),
        ] {
            let recorded = recorded.map(|number| self.ids.text(number));
            if let (Some(said), Some(recorded)) = (said, recorded)
                && said != recorded
            {
                let problem = format!("is {recorded} where {entry} recorded {}", step.matter);
                let remedy = format!(
                    "write {recorded}; choose another identifier for another matter; or correct \
                     {entry}"
                );
                found.refuse(field, Some(said), problem, remedy);
            }
        }
        if let Some(decided) = known.decided.filter(|decided| self.stands(*decided)) {
            let problem = format!("was decided by {}", cx.name(decided));
            let remedy = "nothing, if this was before it; else check the matter";
            found.warn("/event/matter", Some(step.matter.as_str()), problem, remedy);
        }
    }
}
