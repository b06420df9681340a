//! Data calls: who was asked, for what, until when.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::ids::{Body, Call, Handle, Ids, Indicator, Population};
use super::super::log::Patch;
use super::super::patch;
use crate::events::Edtf;
use crate::events::calls::{DataCallIssued, Direction, Indicator as Asked, LegalBasis};
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
            indicators: event
                .indicators
                .iter()
                .map(|asked| IndicatorFact::new(asked, ids))
                .collect(),
            nil_counts: event.nil_counts_as_data,
            control: event.disclosure_control.as_ref().map(|c| (c.threshold, c.base, c.zero_shown)),
        }
    }
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
}

impl Patch for CallFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/population" => {
                self.population = Some(Population::from_number(ids.number(new)));
                true
            }
            "/event/legal_basis" => patch::set(&mut self.legal_basis, LegalBasis::parse(new)),
            "/event/issued" => patch::date(&mut self.issued, new),
            "/event/due" => patch::date(&mut self.due, new),
            "/event/reference_period" => patch::date(&mut self.reference_period, new),
            "/event/nil_counts_as_data" => {
                patch::set(&mut self.nil_counts, new.parse().ok().map(Some))
            }
            _ => false,
        }
    }
}
