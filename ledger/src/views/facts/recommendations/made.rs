//! Recommendations and conclusions, one by one.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::super::ids::{Body, Handle, Ids, Inquiry, Recommendation, Report};
use super::super::log::Patch;
use super::super::{When, patch};
use super::reports::body;
use crate::events::recommendations::{Addressee, ItemKind, RecommendationMade};
use crate::events::{Draft, Edtf};
use crate::record::{Sealed, Text};

/// A body that a recommendation addresses, and when its answer is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddresseeFact {
    /// The body.
    pub body: Body,
    /// The due date that the recommendation itself gives.
    pub due: Option<Edtf>,
}

/// A recommendation or conclusion was made.
#[derive(Clone, Debug)]
pub struct MadeFact {
    /// The recommendation.
    pub recommendation: Recommendation,
    /// The matter it belongs to.
    pub inquiry: Inquiry,
    /// Who made it.
    pub made_by: Body,
    /// The report it stands in.
    pub report: Option<Report>,
    /// Its number as printed; `None` is not known or withheld.
    pub number: Option<Box<str>>,
    /// Whether it asks or concludes.
    pub item: ItemKind,
    /// The bodies it addresses.
    pub addressees: Vec<AddresseeFact>,
    /// The earlier recommendation that it makes again.
    pub restates: Option<Recommendation>,
    /// The recommendation that it is a part of.
    pub parent: Option<Recommendation>,
    /// When it was made; `None` is not known.
    pub made: When,
}

impl MadeFact {
    pub(super) fn new(event: &RecommendationMade, draft: &Draft, ids: &mut Ids) -> Self {
        let addressees = AddresseeFact::all(&event.addressees, ids);
        Self {
            recommendation: recommendation(event.recommendation.as_str(), ids),
            inquiry: Inquiry::from_number(ids.number(draft.inquiry.as_str())),
            made_by: body(event.made_by.as_str(), ids),
            report: event.report.as_ref().map(|id| report(id.as_str(), ids)),
            number: label(event.number.as_ref()),
            item: event.item_kind,
            addressees,
            restates: event.restates.as_ref().map(|id| recommendation(id.as_str(), ids)),
            parent: event.parent.as_ref().map(|id| recommendation(id.as_str(), ids)),
            made: When::or_announced(None, draft),
        }
    }

    /// A correction of the addressees: of all, of one, or of a part of one.
    fn patch_addressees(&mut self, at: &str, new: &str, ids: &mut Ids) -> bool {
        if at.is_empty() {
            let read = patch::value::<Vec<Addressee>>(new);
            let all = read.map(|all| AddresseeFact::all(&all, ids));
            return patch::set(&mut self.addressees, all);
        }
        let (place, field) = at[1..].split_once('/').unwrap_or((&at[1..], ""));
        let found = place.parse().ok().and_then(|place: usize| self.addressees.get_mut(place));
        match (found, field) {
            (Some(one), "") => {
                let read = patch::value::<Addressee>(new);
                patch::set(one, read.map(|read| AddresseeFact::new(&read, ids)))
            }
            (Some(one), "body") => patch::id(&mut one.body, new, ids),
            (Some(one), "due") => patch::date(&mut one.due, new),
            _ => false,
        }
    }
}

impl AddresseeFact {
    fn new(addressee: &Addressee, ids: &mut Ids) -> Self {
        Self { body: body(addressee.body.as_str(), ids), due: addressee.due.clone() }
    }

    fn all(addressees: &[Addressee], ids: &mut Ids) -> Vec<Self> {
        addressees.iter().map(|addressee| Self::new(addressee, ids)).collect()
    }
}

impl Patch for MadeFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        if let Some(at) = field.strip_prefix("/event/addressees") {
            return self.patch_addressees(at, new, ids);
        }
        match field {
            "/inquiry" => patch::id(&mut self.inquiry, new, ids),
            "/event/recommendation" => patch::id(&mut self.recommendation, new, ids),
            "/event/made_by" => patch::id(&mut self.made_by, new, ids),
            "/event/report" => patch::maybe_id(&mut self.report, new, ids),
            "/event/number" => patch::set(&mut self.number, Some(Some(Box::from(new)))),
            "/event/item_kind" => patch::set(&mut self.item, ItemKind::parse(new)),
            "/event/restates" => patch::maybe_id(&mut self.restates, new, ids),
            "/event/parent" => patch::maybe_id(&mut self.parent, new, ids),
            _ => self.made.correct_occurred(field, new) || self.made.correct_announced(field, new),
        }
    }
}

pub(super) fn recommendation(id: &str, ids: &mut Ids) -> Recommendation {
    Recommendation::from_number(ids.number(id))
}

fn report(id: &str, ids: &mut Ids) -> Report {
    Report::from_number(ids.number(id))
}

/// A short text that is not withheld.
pub(super) fn label(text: Option<&Sealed<Text>>) -> Option<Box<str>> {
    text.and_then(Sealed::open).map(|text| Box::from(text.as_str()))
}
