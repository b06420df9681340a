//! Reports, and recommendations of which only a number is known.

use alloc::boxed::Box;

use super::super::ids::{Body, Handle, Ids, Inquiry, Report};
use super::super::log::Patch;
use super::super::patch;
use super::made::label;
use crate::events::recommendations::RecommendationsSummarised;
use crate::events::reports::{
    InquiryForm, InquiryOpened, ReportKind, ReportPublished, ReportsSummarised,
};
use crate::events::{Draft, Edtf};

/// A report was published.
#[derive(Clone, Debug)]
pub struct ReportFact {
    /// The report.
    pub report: Report,
    /// The matter it belongs to.
    pub inquiry: Inquiry,
    /// Who published it.
    pub publisher: Option<Body>,
    /// What sort of report it is.
    pub kind: ReportKind,
    /// When it was published; `None` is not known.
    pub published: Option<Edtf>,
    /// Its title; `None` is not known or withheld.
    pub title: Option<Box<str>>,
    /// Its number in a series, such as "HC 1114".
    pub series: Option<Box<str>>,
}

impl ReportFact {
    pub(super) fn new(event: &ReportPublished, draft: &Draft, ids: &mut Ids) -> Self {
        let when = draft.occurred.as_ref().or(draft.announced.as_ref());
        Self {
            report: Report::from_number(ids.number(event.report.as_str())),
            inquiry: Inquiry::from_number(ids.number(draft.inquiry.as_str())),
            publisher: event.publisher.as_ref().map(|id| body(id.as_str(), ids)),
            kind: event.report_kind,
            published: event.published.clone().or_else(|| when.map(|when| when.edtf.clone())),
            title: label(event.title.as_ref()),
            series: label(event.series.as_ref()),
        }
    }
}

impl Patch for ReportFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/publisher" => patch::set(&mut self.publisher, Some(Some(body(new, ids)))),
            "/event/report_kind" => patch::set(&mut self.kind, ReportKind::parse(new)),
            "/event/published" => patch::date(&mut self.published, new),
            "/event/title" => patch::set(&mut self.title, Some(Some(Box::from(new)))),
            "/event/series" => patch::set(&mut self.series, Some(Some(Box::from(new)))),
            _ => patch::occurred(&mut self.published, field, new),
        }
    }
}

/// A number of recommendations that a source gives together.
#[derive(Clone, Debug)]
pub struct CountedFact {
    /// The matter they belong to.
    pub inquiry: Inquiry,
    /// Who made them.
    pub made_by: Body,
    /// How many.
    pub count: u32,
    /// In how many reports.
    pub reports: Option<u32>,
}

impl CountedFact {
    pub(super) fn new(event: &RecommendationsSummarised, draft: &Draft, ids: &mut Ids) -> Self {
        Self {
            inquiry: Inquiry::from_number(ids.number(draft.inquiry.as_str())),
            made_by: body(event.made_by.as_str(), ids),
            count: event.count,
            reports: event.reports,
        }
    }
}

impl Patch for CountedFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/made_by" => patch::set(&mut self.made_by, Some(body(new, ids))),
            "/event/count" => patch::set(&mut self.count, new.parse().ok()),
            "/event/reports" => patch::set(&mut self.reports, new.parse().ok().map(Some)),
            _ => false,
        }
    }
}

/// A number of reports that a source gives together.
#[derive(Clone, Debug)]
pub struct ReportsCountedFact {
    /// Who published them.
    pub publisher: Body,
    /// How many.
    pub count: u32,
}

impl ReportsCountedFact {
    pub(super) fn new(event: &ReportsSummarised, ids: &mut Ids) -> Self {
        Self { publisher: body(event.publisher.as_str(), ids), count: event.count }
    }
}

impl Patch for ReportsCountedFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/publisher" => patch::set(&mut self.publisher, Some(body(new, ids))),
            "/event/count" => patch::set(&mut self.count, new.parse().ok()),
            _ => false,
        }
    }
}

/// An inquiry began.
#[derive(Clone, Debug)]
pub struct InquiryFact {
    /// The matter.
    pub inquiry: Inquiry,
    /// The body that holds it.
    pub body: Body,
    /// Its legal form.
    pub form: InquiryForm,
}

impl InquiryFact {
    pub(super) fn new(event: &InquiryOpened, draft: &Draft, ids: &mut Ids) -> Self {
        Self {
            inquiry: Inquiry::from_number(ids.number(draft.inquiry.as_str())),
            body: body(event.body.as_str(), ids),
            form: event.form,
        }
    }
}

impl Patch for InquiryFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/body" => patch::set(&mut self.body, Some(body(new, ids))),
            "/event/form" => patch::set(&mut self.form, InquiryForm::parse(new)),
            _ => false,
        }
    }
}

pub(super) fn body(id: &str, ids: &mut Ids) -> Body {
    Body::from_number(ids.number(id))
}
