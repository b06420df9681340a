//! Care of earlier entries: taken back, redacted, shown again, annotated.

use super::care::FieldPath;
use super::edtf::Edtf;
use super::envelope::{ActorId, EventId};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::vec::Vec;

codes! {
    /// Why an entry should not have been made.
    pub enum WithdrawalKind {
        /// It was about another person.
        WrongPerson = "wrong_person",
        /// It was about another body.
        WrongBody = "wrong_body",
        /// The same fact stands in another entry.
        Duplicate = "duplicate",
        /// It was recorded by mistake.
        RecordedInError = "recorded_in_error",
        /// Its source was withdrawn.
        SourceWithdrawn = "source_withdrawn",
        /// Another, given in words.
        Other = "other",
    }
}

record! {
    /// An earlier entry should not have been made. It stays, and counts no more.
    pub struct Withdrawal {
        rules = Withdrawal::check;
        /// The event that is taken back.
        pub target: EventId,
        /// Why, as a code.
        pub withdrawal_kind: WithdrawalKind,
        /// Why, in words.
        pub reason: Sealed<Text>,
        /// The role that decided.
        pub decided_by: ActorId,
        /// The day of the decision.
        pub decided_on: Option<Edtf>,
        /// The event that stands in its place.
        pub replaced_by: Option<EventId>,
    }
}

impl Withdrawal {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if self.replaced_by.as_ref() == Some(&self.target) {
            let remedy = "name the other event";
            reader.fault::<()>(&at.key("replaced_by"), None, "is the event taken back", remedy);
        }
    }
}

impl Mentions for Withdrawal {
    fn mention(&self, _subjects: &mut Subjects) {}
}

codes! {
    /// On what ground something was redacted.
    pub enum RedactionGround {
        /// Someone asked for their data to be erased.
        ErasureRequest = "erasure_request",
        /// A court ordered it.
        CourtOrder = "court_order",
        /// It could point at a child.
        ChildIdentity = "child_identity",
        /// It is about someone who plays no part.
        ThirdParty = "third_party",
        /// A small number could point at someone.
        DisclosureControl = "disclosure_control",
        /// It could endanger someone.
        Security = "security",
    }
}

record! {
    /// Sealed fields of an earlier entry were redacted. Their commitments stay, so
    /// that the chain still verifies.
    pub struct Redaction {
        rules = Redaction::check;
        /// The event whose fields were redacted.
        pub target: EventId,
        /// The fields; at least one.
        pub fields: Vec<FieldPath>,
        /// On what ground.
        pub ground: RedactionGround,
        /// The role that decided.
        pub decided_by: ActorId,
        /// The day of the decision.
        pub decided_on: Edtf,
        /// The day on which the decision is looked at again.
        pub review_on: Option<Edtf>,
        /// Why, in words that give nothing away.
        pub reason: Option<Sealed<Text>>,
    }
}

impl Redaction {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        check_fields(&self.fields, at, reader);
        rules::in_order(
            &[("decided_on", Some(&self.decided_on)), ("review_on", self.review_on.as_ref())],
            at,
            reader,
        );
    }
}

impl Mentions for Redaction {
    fn mention(&self, _subjects: &mut Subjects) {}
}

record! {
    /// Fields that were redacted can be read again, where their values were kept.
    pub struct RedactionLifted {
        rules = RedactionLifted::check;
        /// The event that records the redaction.
        pub redaction: EventId,
        /// The event whose fields can be read again.
        pub target: EventId,
        /// The fields; at least one.
        pub fields: Vec<FieldPath>,
        /// The role that decided.
        pub decided_by: ActorId,
        /// The day of the decision.
        pub decided_on: Edtf,
        /// Why, in words.
        pub reason: Option<Sealed<Text>>,
    }
}

impl RedactionLifted {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        check_fields(&self.fields, at, reader);
        if self.redaction == self.target {
            let remedy = "name the event that records the redaction";
            reader.fault::<()>(&at.key("redaction"), None, "is the redacted event itself", remedy);
        }
    }
}

impl Mentions for RedactionLifted {
    fn mention(&self, _subjects: &mut Subjects) {}
}

record! {
    /// A note of the recorders on an earlier entry. It is never part of the fact.
    pub struct Annotation {
        /// The event it is about.
        pub target: EventId,
        /// The field it is about; the whole event if left out.
        pub field: Option<FieldPath>,
        /// The note.
        pub text: Sealed<Text>,
    }
}

impl Mentions for Annotation {
    fn mention(&self, _subjects: &mut Subjects) {}
}

/// The fields that are redacted or shown again.
fn check_fields(fields: &[FieldPath], at: &Pointer, reader: &mut Reader<'_>) {
    let list = at.key("fields");
    if fields.is_empty() {
        reader.fault::<()>(&list, None, "is missing", "name at least one sealed field");
    }
    rules::no_repeats(fields.iter().map(FieldPath::as_str), &list, reader);
}
