//! Recommendations and conclusions, one by one.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::super::ids::{Body, Handle, Ids, Inquiry, Recommendation, Report};
use super::super::log::Patch;
use super::super::patch;
use super::reports::body;
use crate::events::recommendations::{ItemKind, RecommendationMade};
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
    pub made: Option<Edtf>,
}

impl MadeFact {
    pub(super) fn new(event: &RecommendationMade, draft: &Draft, ids: &mut Ids) -> Self {
        let when = draft.occurred.as_ref().or(draft.announced.as_ref());
        let addressees = event.addressees.iter().map(|addressee| AddresseeFact {
            body: body(addressee.body.as_str(), ids),
            due: addressee.due.clone(),
        });
        let addressees = addressees.collect();
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
            made: when.map(|when| when.edtf.clone()),
        }
    }

    /// A correction of one addressee: `/event/addressees/0/due`.
    fn patch_addressee(&mut self, rest: &str, new: &str, ids: &mut Ids) -> bool {
        let Some((at, field)) = rest.split_once('/') else { return false };
        let addressee = at.parse().ok().and_then(|at: usize| self.addressees.get_mut(at));
        match (addressee, field) {
            (Some(addressee), "body") => patch::set(&mut addressee.body, Some(body(new, ids))),
            (Some(addressee), "due") => patch::date(&mut addressee.due, new),
            _ => false,
        }
    }
}

impl Patch for MadeFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/made_by" => patch::set(&mut self.made_by, Some(body(new, ids))),
            "/event/report" => patch::set(&mut self.report, Some(Some(report(new, ids)))),
            "/event/number" => patch::set(&mut self.number, Some(Some(Box::from(new)))),
            "/event/item_kind" => patch::set(&mut self.item, ItemKind::parse(new)),
            "/event/restates" => {
                patch::set(&mut self.restates, Some(Some(recommendation(new, ids))))
            }
            "/event/parent" => patch::set(&mut self.parent, Some(Some(recommendation(new, ids)))),
            _ => match field.strip_prefix("/event/addressees/") {
                Some(rest) => self.patch_addressee(rest, new, ids),
                None => patch::occurred(&mut self.made, field, new),
            },
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
