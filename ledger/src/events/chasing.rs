//! What an issuer does about a data call after it was issued.

use super::edtf::Edtf;
use super::ids::{BodyId, CallId};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Pointer, Reader, Sealed, Text};
use crate::{codes, record};

record! {
    /// A body was given more time to answer a data call.
    pub struct ExtensionGranted {
        rules = ExtensionGranted::check;
        /// The data call.
        pub call: CallId,
        /// The body.
        pub body: BodyId,
        /// The day it asked.
        pub requested: Option<Edtf>,
        /// Its last day to answer from now on, included.
        pub due: Edtf,
        /// Why.
        pub reason: Option<Sealed<Text>>,
    }
}

impl ExtensionGranted {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::in_order(
            &[("requested", self.requested.as_ref()), ("due", Some(&self.due))],
            at,
            reader,
        );
    }
}

impl Mentions for ExtensionGranted {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).calls([&self.call]);
    }
}

codes! {
    /// How a reminder was sent.
    pub enum ReminderMeans {
        /// By letter.
        Letter = "letter",
        /// By electronic mail.
        Email = "email",
        /// By telephone.
        Telephone = "telephone",
        /// At a meeting.
        Meeting = "meeting",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// A body was reminded of a data call.
    pub struct ReminderSent {
        rules = ReminderSent::check;
        /// The data call.
        pub call: CallId,
        /// The body.
        pub body: BodyId,
        /// 1 for the first reminder to this body.
        pub ordinal: u16,
        /// How it was sent.
        pub means: ReminderMeans,
        /// When an answer is wanted.
        pub reply_by: Option<Edtf>,
        /// What it said.
        pub text: Option<Sealed<Text>>,
    }
}

impl ReminderSent {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::from_one("ordinal", self.ordinal, at, reader);
    }
}

impl Mentions for ReminderSent {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).calls([&self.call]);
    }
}

record! {
    /// A data call was withdrawn: nothing is due under it any more.
    pub struct CallWithdrawn {
        /// The data call.
        pub call: CallId,
        /// Who withdrew it.
        pub issuer: Option<BodyId>,
        /// When it took effect.
        pub effective: Option<Edtf>,
        /// Why.
        pub reason: Option<Sealed<Text>>,
    }
}

impl Mentions for CallWithdrawn {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies(&self.issuer).calls([&self.call]);
    }
}
