//! Data calls: whom they ask, and for what.

use super::codes::BodyKind;
use super::edtf::Edtf;
use super::ids::{BodyId, CallId, IndicatorId, PopulationId};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Json, Name, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::vec::Vec;

record! {
    /// A named list of bodies, frozen: the denominator of every share of them.
    pub struct PopulationFixed {
        rules = PopulationFixed::check;
        /// The identifier of the list.
        pub population: PopulationId,
        /// What the list is called.
        pub name: Sealed<Name>,
        /// What sort of bodies they are.
        pub body_kind: Option<BodyKind>,
        /// The data call it was fixed for.
        pub call: Option<CallId>,
        /// How many bodies are on it.
        pub count: u32,
        /// The bodies; left out where only their number is known.
        pub members: Vec<BodyId>,
        /// The day for which the list holds.
        pub as_at: Option<Edtf>,
        /// How the source puts it.
        pub source_statement: Option<Sealed<Text>>,
    }
}

impl PopulationFixed {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let given = self.members.len();
        if given > 0 && u32::try_from(given).ok() != Some(self.count) {
            let value = Json::Int(self.count.into());
            let problem = words!("is not the number of members, {given}");
            let remedy = "give every member or none, and their number";
            reader.fault::<()>(&at.key("count"), Some(&value), problem, remedy);
        }
        let names = self.members.iter().map(BodyId::as_str);
        rules::no_repeats(names, &at.key("members"), reader);
    }
}

impl Mentions for PopulationFixed {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies(&self.members).calls(&self.call);
    }
}

codes! {
    /// On what ground data are asked for.
    pub enum LegalBasis {
        /// A request, which may be declined.
        Request = "request",
        /// A duty in statute.
        StatutoryDuty = "statutory_duty",
        /// A notice under section 21 of the Inquiries Act 2005 or the like.
        Notice = "notice",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

codes! {
    /// Which way of an indicator is worse.
    pub enum Direction {
        /// Higher is worse.
        HigherIsWorse = "higher_is_worse",
        /// Lower is worse.
        LowerIsWorse = "lower_is_worse",
        /// Neither by itself.
        Neither = "neither",
    }
}

record! {
    /// One thing that a data call asks for.
    pub struct Indicator {
        /// Its identifier.
        pub indicator: IndicatorId,
        /// Its title.
        pub title: Sealed<Text>,
        /// What exactly is counted.
        pub definition: Option<Sealed<Text>>,
        /// What a rate is per: 100, 1,000, 10,000 or 100,000.
        pub scale: Option<u32>,
        /// What the denominator of a rate counts.
        pub denominator_definition: Option<Sealed<Text>>,
        /// Which way is worse.
        pub direction: Option<Direction>,
        /// What is counted, such as "victims".
        pub unit: Option<Sealed<Text>>,
        /// Counts below this are not shown, for this indicator alone.
        pub threshold: Option<u8>,
        /// Counts are shown rounded to this, for this indicator alone.
        pub base: Option<u8>,
    }
}

record! {
    /// How small counts of a data call are kept from pointing at someone.
    pub struct DisclosureControl {
        rules = DisclosureControl::check;
        /// Counts below this are not shown.
        pub threshold: u8,
        /// Counts are shown rounded to this.
        pub base: u8,
        /// Whether zero is shown.
        pub zero_shown: bool,
    }
}

impl DisclosureControl {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::from_one("base", self.base.into(), at, reader);
        rules::from_one("threshold", self.threshold.into(), at, reader);
    }
}

record! {
    /// Many bodies were asked for data.
    pub struct DataCallIssued {
        rules = DataCallIssued::check;
        /// The identifier of the call.
        pub call: CallId,
        /// Who asks.
        pub issuer: BodyId,
        /// The list of bodies that were asked.
        pub population: Option<PopulationId>,
        /// On what ground.
        pub legal_basis: LegalBasis,
        /// The day it was issued.
        pub issued: Option<Edtf>,
        /// The last day to answer, included.
        pub due: Option<Edtf>,
        /// The time that the data are about.
        pub reference_period: Option<Edtf>,
        /// What is asked for.
        pub indicators: Vec<Indicator>,
        /// Whether "none" counts as data provided; left out when not known.
        pub nil_counts_as_data: Option<bool>,
        /// How small counts are treated; the usual way if left out.
        pub disclosure_control: Option<DisclosureControl>,
        /// What was asked, in words.
        pub description: Option<Sealed<Text>>,
    }
}

impl DataCallIssued {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::in_order(
            &[("issued", self.issued.as_ref()), ("due", self.due.as_ref())],
            at,
            reader,
        );
        let list = at.key("indicators");
        rules::no_repeats(self.indicators.iter().map(|i| i.indicator.as_str()), &list, reader);
        for (place, indicator) in self.indicators.iter().enumerate() {
            let here = list.item(place);
            rules::from_one("base", indicator.base.unwrap_or(1).into(), &here, reader);
            rules::from_one("threshold", indicator.threshold.unwrap_or(1).into(), &here, reader);
            if let Some(scale) = indicator.scale
                && ![1, 100, 1_000, 10_000, 100_000].contains(&scale)
            {
                let value = Json::Int(scale.into());
                let remedy = "write 1, 100, 1000, 10000 or 100000";
                let at = here.key("scale");
                reader.fault::<()>(&at, Some(&value), "is not a usual scale", remedy);
            }
        }
    }
}

impl Mentions for DataCallIssued {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.issuer]).calls([&self.call]);
    }
}
