//! What came back from a data call, body by body and summed up.

use super::codes::{BodyKind, CountBasis};
use super::edtf::Edtf;
use super::envelope::DocumentDigest;
use super::ids::{BodyId, CallId, IndicatorId, PopulationId, ReturnId};
use super::number::{Decimal, check_share};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Json, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::vec::Vec;

codes! {
    /// How much of what was asked a return holds.
    pub enum Completeness {
        /// Every indicator has a value.
        Full = "full",
        /// Some indicators have none.
        Partial = "partial",
    }
}

codes! {
    /// Why a body gives no value.
    pub enum MissingReason {
        /// Never recorded.
        NotRecorded = "not_recorded",
        /// Recorded by someone else.
        NotHeld = "not_held",
        /// Its systems cannot produce it.
        System = "system",
        /// It would cost too much.
        TooCostly = "too_costly",
        /// It counts by another definition.
        Definition = "definition",
        /// Does not apply to it.
        NotApplicable = "not_applicable",
        /// Another reason, given in words.
        Other = "other",
        /// The source gives none.
        NotStated = "not_stated",
    }
}

record! {
    /// One body's value for one indicator. Both counts are sealed: a small one
    /// could point at a child.
    pub struct ReturnValue {
        /// The indicator.
        pub indicator: IndicatorId,
        /// The count.
        pub numerator: Option<Sealed<u64>>,
        /// The base of the rate, such as the child population.
        pub denominator: Option<Sealed<u64>>,
        /// The rate, where the body gives one.
        pub value: Option<Sealed<Decimal>>,
        /// The year of the denominator, such as that of an estimate.
        pub denominator_year: Option<u16>,
        /// Why there is no count.
        pub missing: Option<MissingReason>,
    }
}

record! {
    /// A body answered a data call with data.
    pub struct ReturnReceived {
        rules = ReturnReceived::check;
        /// The identifier of the return.
        pub return_id: ReturnId,
        /// The data call.
        pub call: CallId,
        /// The body that answered.
        pub body: BodyId,
        /// The day it came.
        pub received: Option<Edtf>,
        /// 1 for the first version of this return.
        pub version: u16,
        /// Whether every indicator has a value.
        pub completeness: Completeness,
        /// The values.
        pub values: Vec<ReturnValue>,
        /// The role, not the name, of whoever sent it.
        pub sent_by_role: Option<Sealed<Text>>,
        /// Digests of the document.
        pub digest: Option<DocumentDigest>,
        /// What the body said about its data.
        pub note: Option<Sealed<Text>>,
    }
}

impl ReturnReceived {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if self.version == 0 {
            let value = Json::Int(0);
            let remedy = "write 1 for the first version";
            reader.fault::<()>(&at.key("version"), Some(&value), "is not a version", remedy);
        }
        check_values(&self.values, self.completeness, at, reader);
    }
}

/// The values of a return: each once, a count or why there is none.
pub(super) fn check_values(
    values: &[ReturnValue],
    completeness: Completeness,
    at: &Pointer,
    reader: &mut Reader<'_>,
) {
    let list = at.key("values");
    rules::no_repeats(values.iter().map(|v| v.indicator.as_str()), &list, reader);
    for (place, value) in values.iter().enumerate() {
        let at = list.item(place);
        let given = value.numerator.is_some() || value.value.is_some();
        match (given, value.missing) {
            (false, None) => {
                let remedy = "give the count, or why it is missing";
                reader.fault::<()>(&at, None, "has neither numerator nor missing", remedy);
            }
            (true, Some(_)) => {
                let remedy = "give the count, or why it is missing, not both";
                reader.fault::<()>(&at, None, "has both numerator and missing", remedy);
            }
            _ => {}
        }
        let open = |count: &Option<Sealed<u64>>| count.as_ref().and_then(Sealed::open).copied();
        if let (Some(count), Some(base)) = (open(&value.numerator), open(&value.denominator))
            && count > base
        {
            // The numbers are sealed, so the message does not repeat them.
            let problem = "is more than the denominator";
            reader.fault::<()>(&at.key("numerator"), None, problem, "check both numbers");
        }
    }
    let missing = values.iter().any(|value| value.missing.is_some());
    if missing && completeness == Completeness::Full {
        let value = Json::str(completeness.as_str());
        let remedy = "write \"partial\", or give every value";
        let at = at.key("completeness");
        reader.fault::<()>(&at, Some(&value), "does not fit: a value is missing", remedy);
    }
}

impl Mentions for ReturnReceived {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).calls([&self.call]);
    }
}

record! {
    /// A body answered that its count is zero. Not the same as having no data.
    pub struct NilReturn {
        /// The identifier of the return.
        pub return_id: ReturnId,
        /// The data call.
        pub call: CallId,
        /// The body that answered.
        pub body: BodyId,
        /// The day it came.
        pub received: Option<Edtf>,
        /// The indicators of which there were none; all of them if left out.
        pub indicators: Vec<IndicatorId>,
        /// What the body said.
        pub note: Option<Sealed<Text>>,
    }
}

impl Mentions for NilReturn {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).calls([&self.call]);
    }
}

record! {
    /// A body answered that it cannot provide the data.
    pub struct UnableToProvide {
        /// The identifier of the return.
        pub return_id: ReturnId,
        /// The data call.
        pub call: CallId,
        /// The body that answered.
        pub body: BodyId,
        /// The day it came.
        pub received: Option<Edtf>,
        /// Why, as a code.
        pub reason: MissingReason,
        /// Why, in its words.
        pub reason_text: Option<Sealed<Text>>,
    }
}

impl Mentions for UnableToProvide {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).calls([&self.call]);
    }
}

codes! {
    /// Why a body refused, as far as is known.
    pub enum RefusalReason {
        /// It says that it need not.
        NotObliged = "not_obliged",
        /// It says that the data are confidential.
        Confidentiality = "confidentiality",
        /// It says that it lacks the means.
        Resources = "resources",
        /// On legal advice.
        LegalAdvice = "legal_advice",
        /// Another, given in words.
        Other = "other",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// A body refused to provide the data.
    pub struct Declined {
        /// The identifier of the return.
        pub return_id: ReturnId,
        /// The data call.
        pub call: CallId,
        /// The body that refused.
        pub body: BodyId,
        /// The day it said so.
        pub received: Option<Edtf>,
        /// Why, as a code.
        pub reason: Option<RefusalReason>,
        /// Why, in its words.
        pub reason_text: Option<Sealed<Text>>,
    }
}

impl Mentions for Declined {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).calls([&self.call]);
    }
}

record! {
    /// How many of many bodies did or have something, as reported. Counts of
    /// bodies point at no child and stay public.
    pub struct ReturnSummary {
        rules = ReturnSummary::check;
        /// Who reports it.
        pub reported_by: Option<BodyId>,
        /// The data call it sums up.
        pub call: Option<CallId>,
        /// The list of bodies it is a share of.
        pub population: Option<PopulationId>,
        /// What sort of bodies they are.
        pub body_kind: BodyKind,
        /// What those counted did or have, in words.
        pub measure: Sealed<Text>,
        /// The time it is about.
        pub reference_period: Option<Edtf>,
        /// The percentage as the source states it.
        pub percent: Option<Decimal>,
        /// How many bodies.
        pub numerator: Option<u32>,
        /// How the number of bodies came about; `stated` if left out.
        pub numerator_basis: Option<CountBasis>,
        /// Out of how many.
        pub denominator: Option<u32>,
        /// How the denominator came about; `stated` if left out.
        pub denominator_basis: Option<CountBasis>,
    }
}

impl ReturnSummary {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let present =
            [("percent", self.percent.is_some()), ("numerator", self.numerator.is_some())];
        rules::at_least_one(&present, at, reader);
        let derived = self.numerator_basis == Some(CountBasis::Derived);
        let numerator = self.numerator.map(|count| (count, derived));
        check_share(self.percent.as_ref(), numerator, self.denominator, at, reader);
        for (name, basis, count) in [
            ("numerator_basis", self.numerator_basis, self.numerator),
            ("denominator_basis", self.denominator_basis, self.denominator),
        ] {
            if let (Some(basis), None) = (basis, count) {
                let value = Json::str(basis.as_str());
                let remedy = "add the number, or leave this out";
                reader.fault::<()>(&at.key(name), Some(&value), "has no number", remedy);
            }
        }
    }
}

impl Mentions for ReturnSummary {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies(&self.reported_by).calls(&self.call);
    }
}

record! {
    /// The lowest and highest rate among areas, as reported. Rates of small
    /// areas give counts away, so both are sealed.
    pub struct IndicatorRange {
        rules = IndicatorRange::check;
        /// Who reports it.
        pub reported_by: Option<BodyId>,
        /// The data call it comes from.
        pub call: Option<CallId>,
        /// What is counted, in words.
        pub measure: Sealed<Text>,
        /// The areas compared, in words.
        pub areas: Sealed<Text>,
        /// The time it is about.
        pub reference_period: Option<Edtf>,
        /// What the rates are per, such as 10,000.
        pub per: u32,
        /// What the rates are per, in words, such as "children".
        pub per_what: Option<Sealed<Text>>,
        /// The lowest rate.
        pub lowest: Sealed<Decimal>,
        /// The highest rate.
        pub highest: Sealed<Decimal>,
    }
}

impl IndicatorRange {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if let (Some(lowest), Some(highest)) = (self.lowest.open(), self.highest.open())
            && !lowest.at_most(highest)
        {
            let problem = "is more than the highest";
            reader.fault::<()>(&at.key("lowest"), None, problem, "check both rates");
        }
        if self.per == 0 {
            let value = Json::Int(0);
            let remedy = "write what the rates are per, such as 10000";
            reader.fault::<()>(&at.key("per"), Some(&value), "is zero", remedy);
        }
    }
}

impl Mentions for IndicatorRange {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies(&self.reported_by).calls(&self.call);
    }
}
