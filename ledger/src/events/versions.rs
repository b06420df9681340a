//! What becomes of a return after it came: corrected, withdrawn, queried, accepted.

use super::edtf::Edtf;
use super::envelope::DocumentDigest;
use super::ids::{BodyId, CallId, IndicatorId, ReturnId};
use super::returns::{Completeness, ReturnValue};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Json, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::vec::Vec;

codes! {
    /// Why a return was changed or taken back.
    pub enum RevisionReason {
        /// A slip of whoever made it.
        Clerical = "clerical",
        /// Data came in later.
        LateData = "late_data",
        /// It was counted by another definition.
        Definition = "definition",
        /// It was that of another body.
        WrongBody = "wrong_body",
        /// Its quality was found too low.
        Quality = "quality",
        /// Another, given in words.
        Other = "other",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

codes! {
    /// Who asked for a change.
    pub enum RevisionAskedBy {
        /// The body that answered.
        Body = "body",
        /// The issuer of the call.
        Issuer = "issuer",
        /// Someone else.
        ThirdParty = "third_party",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// A body sent a new version of its return. The earlier version stays on
    /// record.
    pub struct ReturnCorrected {
        rules = ReturnCorrected::check;
        /// The return.
        pub return_id: ReturnId,
        /// The data call.
        pub call: CallId,
        /// The body that answered.
        pub body: BodyId,
        /// The day the new version came.
        pub received: Option<Edtf>,
        /// The new version, from 2.
        pub version: u16,
        /// Whether every indicator now has a value.
        pub completeness: Completeness,
        /// The values that changed, as they are now.
        pub values: Vec<ReturnValue>,
        /// Why, as a code.
        pub reason: RevisionReason,
        /// Why, in words.
        pub reason_text: Option<Sealed<Text>>,
        /// Who asked for the change.
        pub asked_by: Option<RevisionAskedBy>,
        /// Digests of the document.
        pub digest: Option<DocumentDigest>,
    }
}

impl ReturnCorrected {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if self.version < 2 {
            let value = Json::Int(self.version.into());
            let remedy = "write 2 for the first correction; the return itself is version 1";
            reader.fault::<()>(&at.key("version"), Some(&value), "is not a later version", remedy);
        }
        let list = at.key("values");
        if self.values.is_empty() {
            reader.fault::<()>(&list, None, "is missing", "give at least one value that changed");
        }
        super::returns::check_values(&self.values, self.completeness, at, reader);
    }
}

impl Mentions for ReturnCorrected {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).calls([&self.call]);
    }
}

record! {
    /// A body took its return back: nothing of it counts any more.
    pub struct ReturnWithdrawn {
        /// The return.
        pub return_id: ReturnId,
        /// The data call.
        pub call: CallId,
        /// The body that answered.
        pub body: BodyId,
        /// Why, as a code.
        pub reason: RevisionReason,
        /// Why, in words.
        pub reason_text: Option<Sealed<Text>>,
        /// Who asked for it.
        pub asked_by: Option<RevisionAskedBy>,
    }
}

impl Mentions for ReturnWithdrawn {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).calls([&self.call]);
    }
}

record! {
    /// The issuer took a return as valid.
    pub struct ReturnAccepted {
        rules = ReturnAccepted::check;
        /// The return.
        pub return_id: ReturnId,
        /// The data call.
        pub call: CallId,
        /// The body that answered.
        pub body: BodyId,
        /// The version that was taken.
        pub version: Option<u16>,
        /// What the issuer said.
        pub note: Option<Sealed<Text>>,
    }
}

impl ReturnAccepted {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::from_one("version", self.version.unwrap_or(1), at, reader);
    }
}

impl Mentions for ReturnAccepted {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).calls([&self.call]);
    }
}

record! {
    /// The issuer asked a body about its return, which stays open until answered.
    pub struct ReturnQueried {
        rules = ReturnQueried::check;
        /// The return.
        pub return_id: ReturnId,
        /// The data call.
        pub call: CallId,
        /// The body that answered.
        pub body: BodyId,
        /// The version in question.
        pub version: Option<u16>,
        /// The indicators in question; all of them if left out.
        pub indicators: Vec<IndicatorId>,
        /// When an answer is wanted.
        pub reply_by: Option<Edtf>,
        /// What was asked.
        pub text: Option<Sealed<Text>>,
    }
}

impl ReturnQueried {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::from_one("version", self.version.unwrap_or(1), at, reader);
        rules::no_repeats(
            self.indicators.iter().map(IndicatorId::as_str),
            &at.key("indicators"),
            reader,
        );
    }
}

impl Mentions for ReturnQueried {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).calls([&self.call]);
    }
}
