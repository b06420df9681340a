//! Data calls: who was asked, for what, until when.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::ids::{Body, Call, Handle, Ids, Indicator, Population};
use super::super::log::Patch;
use super::super::patch;
use crate::events::Edtf;
use crate::events::calls::{
    DataCallIssued, Direction, DisclosureControl, Indicator as Asked, LegalBasis,
};
use crate::views::names::open_text;

/// A data call was issued.
#[derive(Clone, Debug)]
pub struct CallFact {
    /// The call.
    pub call: Call,
    /// Who asks.
    pub issuer: Body,
    /// The list of bodies that were asked.
    pub population: Option<Population>,
    /// On what ground.
    pub legal_basis: LegalBasis,
    /// The day it was issued.
    pub issued: Option<Edtf>,
    /// The last day to answer, included.
    pub due: Option<Edtf>,
    /// The time that the data are about.
    pub reference_period: Option<Edtf>,
    /// What is asked for.
    pub indicators: Vec<IndicatorFact>,
    /// Whether "none" counts as data provided; `None` when not known.
    pub nil_counts: Option<bool>,
    /// How small counts are treated: threshold, base, whether zero is shown; the
    /// usual way where the call does not say.
    pub control: Option<(u8, u8, bool)>,
}

/// One thing that a call asks for.
#[derive(Clone, Debug)]
pub struct IndicatorFact {
    /// Its identifier.
    pub indicator: Indicator,
    /// Its title.
    pub title: String,
    /// What a rate is per.
    pub scale: Option<u32>,
    /// Which way is worse.
    pub direction: Option<Direction>,
    /// Counts below this are hidden, for this indicator alone.
    pub threshold: Option<u8>,
    /// Counts are rounded to this, for this indicator alone.
    pub base: Option<u8>,
}

impl CallFact {
    pub(super) fn new(event: &DataCallIssued, ids: &mut Ids) -> Self {
        let population = event.population.as_ref();
        Self {
            call: Call::from_number(ids.number(event.call.as_str())),
            issuer: Body::from_number(ids.number(event.issuer.as_str())),
            population: population.map(|id| Population::from_number(ids.number(id.as_str()))),
            legal_basis: event.legal_basis,
            issued: event.issued.clone(),
            due: event.due.clone(),
            reference_period: event.reference_period.clone(),
            indicators: IndicatorFact::all(&event.indicators, ids),
            nil_counts: event.nil_counts_as_data,
            control: event.disclosure_control.as_ref().map(control),
        }
    }

    /// A correction of what is asked for: all of it, one thing, or a field of one.
    fn patch_indicators(&mut self, at: &str, new: &str, ids: &mut Ids) -> bool {
        if at.is_empty() {
            let read = patch::value::<Vec<Asked>>(new);
            return patch::set(&mut self.indicators, read.map(|all| IndicatorFact::all(&all, ids)));
        }
        let (place, field) = at[1..].split_once('/').unwrap_or((&at[1..], ""));
        let found = place.parse().ok().and_then(|place: usize| self.indicators.get_mut(place));
        let Some(indicator) = found else { return false };
        match field {
            "" => {
                let read = patch::value::<Asked>(new);
                patch::set(indicator, read.map(|asked| IndicatorFact::new(&asked, ids)))
            }
            "indicator" => patch::id(&mut indicator.indicator, new, ids),
            "title" => patch::set(&mut indicator.title, Some(new.to_string())),
            "scale" => patch::maybe(&mut indicator.scale, new, |new| new.parse().ok()),
            "direction" => patch::maybe(&mut indicator.direction, new, Direction::parse),
            "threshold" => patch::maybe(&mut indicator.threshold, new, |new| new.parse().ok()),
            "base" => patch::maybe(&mut indicator.base, new, |new| new.parse().ok()),
            _ => false,
        }
    }
}

/// Threshold, base, whether zero is shown.
const fn control(c: &DisclosureControl) -> (u8, u8, bool) {
    (c.threshold, c.base, c.zero_shown)
}

impl IndicatorFact {
    fn new(asked: &Asked, ids: &mut Ids) -> Self {
        Self {
            indicator: Indicator::from_number(ids.number(asked.indicator.as_str())),
            title: open_text(&asked.title).to_string(),
            scale: asked.scale,
            direction: asked.direction,
            threshold: asked.threshold,
            base: asked.base,
        }
    }

    fn all(asked: &[Asked], ids: &mut Ids) -> Vec<Self> {
        asked.iter().map(|asked| Self::new(asked, ids)).collect()
    }
}

impl Patch for CallFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        if let Some(at) = field.strip_prefix("/event/indicators") {
            return self.patch_indicators(at, new, ids);
        }
        match field {
            "/event/call" => patch::id(&mut self.call, new, ids),
            "/event/issuer" => patch::id(&mut self.issuer, new, ids),
            "/event/population" => patch::maybe_id(&mut self.population, new, ids),
            "/event/legal_basis" => patch::set(&mut self.legal_basis, LegalBasis::parse(new)),
            "/event/issued" => patch::date(&mut self.issued, new),
            "/event/due" => patch::date(&mut self.due, new),
            "/event/reference_period" => patch::date(&mut self.reference_period, new),
            "/event/nil_counts_as_data" => {
                patch::maybe(&mut self.nil_counts, new, |new| new.parse().ok())
            }
            "/event/disclosure_control" => {
                patch::maybe(&mut self.control, new, |new| patch::value(new).as_ref().map(control))
            }
            _ => match (&mut self.control, field.strip_prefix("/event/disclosure_control/")) {
                (Some((threshold, ..)), Some("threshold")) => {
                    patch::set(threshold, new.parse().ok())
                }
                (Some((_, base, _)), Some("base")) => patch::set(base, new.parse().ok()),
                (Some((.., zero)), Some("zero_shown")) => patch::set(zero, new.parse().ok()),
                _ => false,
            },
        }
    }
}
