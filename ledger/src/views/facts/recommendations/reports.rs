//! Reports, and recommendations of which only a number is known.

use alloc::boxed::Box;

use super::super::ids::{Body, Handle, Ids, Inquiry, Report};
use super::super::log::Patch;
use super::super::{When, patch};
use super::made::label;
use crate::events::Draft;
use crate::events::recommendations::RecommendationsSummarised;
use crate::events::reports::{
    InquiryForm, InquiryOpened, ReportKind, ReportPublished, ReportsSummarised,
};

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
    pub published: When,
    /// Its title; `None` is not known or withheld.
    pub title: Option<Box<str>>,
    /// Its number in a series, such as "HC 1114".
    pub series: Option<Box<str>>,
}

impl ReportFact {
    pub(super) fn new(event: &ReportPublished, draft: &Draft, ids: &mut Ids) -> Self {
        Self {
            report: Report::from_number(ids.number(event.report.as_str())),
            inquiry: Inquiry::from_number(ids.number(draft.inquiry.as_str())),
            publisher: event.publisher.as_ref().map(|id| body(id.as_str(), ids)),
            kind: event.report_kind,
            published: When::or_announced(event.published.as_ref(), draft),
            title: label(event.title.as_ref()),
            series: label(event.series.as_ref()),
        }
    }
}

impl Patch for ReportFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/inquiry" => patch::id(&mut self.inquiry, new, ids),
            "/event/report" => patch::id(&mut self.report, new, ids),
            "/event/publisher" => patch::maybe_id(&mut self.publisher, new, ids),
            "/event/report_kind" => patch::set(&mut self.kind, ReportKind::parse(new)),
            "/event/published" => self.published.correct(new),
            "/event/title" => patch::set(&mut self.title, Some(Some(Box::from(new)))),
            "/event/series" => patch::set(&mut self.series, Some(Some(Box::from(new)))),
            _ => {
                self.published.correct_occurred(field, new)
                    || self.published.correct_announced(field, new)
            }
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
            "/inquiry" => patch::id(&mut self.inquiry, new, ids),
            "/event/made_by" => patch::id(&mut self.made_by, new, ids),
            "/event/count" => patch::set(&mut self.count, new.parse().ok()),
            "/event/reports" => patch::maybe(&mut self.reports, new, |new| new.parse().ok()),
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
            "/event/publisher" => patch::id(&mut self.publisher, new, ids),
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
            "/inquiry" => patch::id(&mut self.inquiry, new, ids),
            "/event/body" => patch::id(&mut self.body, new, ids),
            "/event/form" => patch::set(&mut self.form, InquiryForm::parse(new)),
            _ => false,
        }
    }
}

pub(super) fn body(id: &str, ids: &mut Ids) -> Body {
    Body::from_number(ids.number(id))
}
