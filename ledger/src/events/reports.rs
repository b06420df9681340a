//! Inquiries and reports.

use super::edtf::Edtf;
use super::envelope::{DocumentDigest, EventId, Lang};
use super::ids::{BodyId, PersonId, ReportId};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Json, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::vec::Vec;

codes! {
    /// The legal form of an inquiry.
    pub enum InquiryForm {
        /// An inquiry of a select committee.
        SelectCommittee = "select_committee",
        /// An inquiry under the Inquiries Act 2005.
        Statutory = "statutory",
        /// An inquiry of a commissioner under its own powers.
        Commissioner = "commissioner",
        /// An independent review without statutory powers.
        NonStatutory = "non_statutory",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// An inquiry began. Where sources disagree on when, each claim is an event
    /// of its own, and they name each other as conflicting.
    pub struct InquiryOpened {
        /// The body that holds it.
        pub body: BodyId,
        /// What it inquires into.
        pub subject: Sealed<Text>,
        /// Its legal form.
        pub form: InquiryForm,
        /// Who chairs it.
        pub chair: Option<PersonId>,
        /// Who says that it began then, where it is one person's claim.
        pub stated_by: Option<PersonId>,
        /// Its terms of reference, or a summary of them.
        pub terms: Option<Sealed<Text>>,
    }
}

impl Mentions for InquiryOpened {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).persons(&self.chair).persons(&self.stated_by);
    }
}

codes! {
    /// How an inquiry ended.
    pub enum InquiryEnd {
        /// With a report.
        Reported = "reported",
        /// Without one.
        Discontinued = "discontinued",
        /// Because Parliament was dissolved.
        Dissolution = "dissolution",
        /// Another inquiry took its place.
        Superseded = "superseded",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// An inquiry ended.
    pub struct InquiryClosed {
        /// The body that held it.
        pub body: BodyId,
        /// How it ended.
        pub inquiry_end: InquiryEnd,
        /// Its last report.
        pub report: Option<ReportId>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl Mentions for InquiryClosed {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]);
    }
}

record! {
    /// An inquiry is reported to be under way, without word of when it began.
    pub struct InquiryReported {
        /// The body that holds it.
        pub body: BodyId,
        /// What it inquires into.
        pub subject: Sealed<Text>,
        /// Its legal form.
        pub form: InquiryForm,
        /// The name that the source gives the body, where that is in doubt.
        pub named_in_source: Option<Sealed<Text>>,
    }
}

impl Mentions for InquiryReported {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]);
    }
}

codes! {
    /// Sorts of report.
    pub enum ReportKind {
        /// A report.
        Report = "report",
        /// A special report to a House.
        SpecialReport = "special_report",
        /// An interim report.
        Interim = "interim",
        /// A report brought forward.
        Accelerated = "accelerated",
        /// The last report of an inquiry.
        Final = "final",
        /// A progress report.
        Progress = "progress",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// A report was published. The day is that of the event.
    pub struct ReportPublished {
        rules = ReportPublished::check;
        /// The identifier of the report.
        pub report: ReportId,
        /// Who published it.
        pub publisher: Option<BodyId>,
        /// Its title; absent when not known.
        pub title: Option<Sealed<Text>>,
        /// Its number in a series, such as "HC 1114".
        pub series: Option<Sealed<Text>>,
        /// The parliamentary session.
        pub session: Option<Sealed<Text>>,
        /// What sort of report it is.
        pub report_kind: ReportKind,
        /// When it was ordered to be printed.
        pub printed: Option<Edtf>,
        /// When it was published, where that is another day than the event's.
        pub published: Option<Edtf>,
        /// The time that it covers.
        pub covers: Option<Edtf>,
        /// What it says that matters here, in the recorder's words.
        pub says: Option<Sealed<Text>>,
        /// The bodies it is about.
        pub about_bodies: Vec<BodyId>,
        /// The people it is about.
        pub about_persons: Vec<PersonId>,
        /// The number of its pages.
        pub pages: Option<u32>,
        /// Its languages.
        pub languages: Vec<Lang>,
        /// Its ISBN.
        pub isbn: Option<Sealed<Text>>,
        /// The reports that it responds to.
        pub responds_to: Vec<ReportId>,
        /// Digests of the document.
        pub digest: Option<DocumentDigest>,
    }
}

impl ReportPublished {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let languages = self.languages.iter().map(|lang| lang.as_str());
        rules::no_repeats(languages, &at.key("languages"), reader);
        let dates = [("printed", self.printed.as_ref()), ("published", self.published.as_ref())];
        rules::in_order(&dates, at, reader);
        if self.responds_to.contains(&self.report) {
            let remedy = "name the report that it answers";
            reader.fault::<()>(&at.key("responds_to"), None, "names the report itself", remedy);
        }
    }
}

impl Mentions for ReportPublished {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies(&self.publisher).bodies(&self.about_bodies).persons(&self.about_persons);
    }
}

record! {
    /// A number of reports that the source gives together and does not list.
    pub struct ReportsSummarised {
        rules = ReportsSummarised::check;
        /// Who published them.
        pub publisher: BodyId,
        /// How many.
        pub count: u32,
        /// What they are, in words.
        pub description: Option<Sealed<Text>>,
        /// Events of this ledger that record single reports among them.
        pub listed: Vec<EventId>,
    }
}

impl ReportsSummarised {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let listed = u32::try_from(self.listed.len()).unwrap_or(u32::MAX);
        if self.count == 0 || listed > self.count {
            let value = Json::Int(self.count.into());
            let remedy = "write how many reports there are in all";
            reader.fault::<()>(&at.key("count"), Some(&value), "is too small", remedy);
        }
    }
}

impl Mentions for ReportsSummarised {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.publisher]);
    }
}

record! {
    /// A body found something, usually in a report.
    pub struct Finding {
        /// The body that found it.
        pub made_by: BodyId,
        /// The report it stands in.
        pub report: Option<ReportId>,
        /// Number or paragraph, as printed.
        pub place: Option<Sealed<Text>>,
        /// What it found.
        pub text: Sealed<Text>,
        /// Whether the text is quoted word for word.
        pub verbatim: bool,
        /// The bodies it is about.
        pub about_bodies: Vec<BodyId>,
        /// The people it is about.
        pub about_persons: Vec<PersonId>,
    }
}

impl Mentions for Finding {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.made_by]).bodies(&self.about_bodies).persons(&self.about_persons);
    }
}
