//! Shares and ranges as reported, without word of which bodies.

use alloc::string::{String, ToString};

use super::super::ids::{Body, Call, Handle, Ids, Population};
use super::super::log::Patch;
use super::super::{When, patch};
use crate::events::Decimal;
use crate::events::codes::{BodyKind, CountBasis};
use crate::events::returns::{IndicatorRange, ReturnSummary};
use crate::events::{Basis, Draft};
use crate::views::names::open_text;

/// How many of many bodies did or have something.
#[derive(Clone, Debug)]
pub struct SummaryFact {
    /// Who reports it.
    pub reported_by: Option<Body>,
    /// The call it sums up.
    pub call: Option<Call>,
    /// The list of bodies it is a share of.
    pub population: Option<Population>,
    /// What sort of bodies they are.
    pub kind: BodyKind,
    /// What those counted did or have, in words.
    pub measure: String,
    /// When that was.
    pub occurred: When,
    /// The percentage as stated.
    pub percent: Option<Decimal>,
    /// How many bodies.
    pub numerator: Option<u32>,
    /// How that number came about.
    pub numerator_basis: CountBasis,
    /// Out of how many.
    pub denominator: Option<u32>,
    /// How that number came about.
    pub denominator_basis: CountBasis,
    /// Whether the record worked it out from other records.
    pub derived: bool,
}

impl SummaryFact {
    pub(super) fn new(event: &ReturnSummary, draft: &Draft, ids: &mut Ids) -> Self {
        let population = event.population.as_ref();
        Self {
            reported_by: event
                .reported_by
                .as_ref()
                .map(|id| Body::from_number(ids.number(id.as_str()))),
            call: event.call.as_ref().map(|id| Call::from_number(ids.number(id.as_str()))),
            population: population.map(|id| Population::from_number(ids.number(id.as_str()))),
            kind: event.body_kind,
            measure: open_text(&event.measure).to_string(),
            occurred: When::of(event.reference_period.as_ref(), draft),
            percent: event.percent,
            numerator: event.numerator,
            numerator_basis: event.numerator_basis.unwrap_or(CountBasis::Stated),
            denominator: event.denominator,
            denominator_basis: event.denominator_basis.unwrap_or(CountBasis::Stated),
            derived: draft.basis == Basis::Derived,
        }
    }
}

impl Patch for SummaryFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        let basis = |field: &mut CountBasis| match new {
            "null" => patch::set(field, Some(CountBasis::Stated)),
            new => patch::set(field, CountBasis::parse(new)),
        };
        match field {
            "/basis" => {
                patch::set(&mut self.derived, Basis::parse(new).map(|b| b == Basis::Derived))
            }
            "/event/reported_by" => patch::maybe_id(&mut self.reported_by, new, ids),
            "/event/call" => patch::maybe_id(&mut self.call, new, ids),
            "/event/population" => patch::maybe_id(&mut self.population, new, ids),
            "/event/body_kind" => patch::set(&mut self.kind, BodyKind::parse(new)),
            "/event/reference_period" => self.occurred.correct(new),
            "/event/percent" => patch::maybe(&mut self.percent, new, Decimal::parse),
            "/event/numerator" => patch::maybe(&mut self.numerator, new, |new| new.parse().ok()),
            "/event/denominator" => {
                patch::maybe(&mut self.denominator, new, |new| new.parse().ok())
            }
            "/event/numerator_basis" => basis(&mut self.numerator_basis),
            "/event/denominator_basis" => basis(&mut self.denominator_basis),
            "/event/measure" => patch::set(&mut self.measure, Some(new.to_string())),
            _ => self.occurred.correct_occurred(field, new),
        }
    }
}

/// The lowest and highest rate among areas, as reported.
#[derive(Clone, Debug)]
pub struct RangeFact {
    /// The call it comes from.
    pub call: Option<Call>,
    /// What is counted, in words.
    pub measure: String,
    /// The areas compared, in words.
    pub areas: String,
    /// What the rates are per.
    pub per: u32,
    /// What the rates are per, in words.
    pub per_what: Option<String>,
    /// The lowest rate; `None` where redacted.
    pub lowest: Option<Decimal>,
    /// The highest rate; `None` where redacted.
    pub highest: Option<Decimal>,
}

impl RangeFact {
    pub(super) fn new(event: &IndicatorRange, ids: &mut Ids) -> Self {
        Self {
            call: event.call.as_ref().map(|id| Call::from_number(ids.number(id.as_str()))),
            measure: open_text(&event.measure).to_string(),
            areas: open_text(&event.areas).to_string(),
            per: event.per,
            per_what: event.per_what.as_ref().map(|text| open_text(text).to_string()),
            lowest: event.lowest.open().copied(),
            highest: event.highest.open().copied(),
        }
    }
}

impl Patch for RangeFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/call" => patch::maybe_id(&mut self.call, new, ids),
            "/event/measure" => patch::set(&mut self.measure, Some(new.to_string())),
            "/event/areas" => patch::set(&mut self.areas, Some(new.to_string())),
            "/event/per" => patch::set(&mut self.per, new.parse().ok()),
            "/event/per_what" => patch::set(&mut self.per_what, Some(Some(new.to_string()))),
            "/event/lowest" => patch::set(&mut self.lowest, Decimal::parse(new).map(Some)),
            "/event/highest" => patch::set(&mut self.highest, Decimal::parse(new).map(Some)),
            _ => false,
        }
    }
}
