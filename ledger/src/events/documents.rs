//! Files that entries cite: withheld from the public, and shown again.

use super::edtf::Edtf;
use super::envelope::{ActorId, EventId};
use super::removal::RedactionGround;
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Hash, Pointer, Reader, Sealed, Text};
use crate::{codes, record};

codes! {
    /// What becomes of the file of a document that is withheld.
    pub enum WithholdingMode {
        /// It is destroyed; nothing can bring it back.
        Destroyed = "destroyed",
        /// It is kept and not shown.
        NotPublished = "not_published",
    }
}

record! {
    /// A document is not shown any more. Its digests stay in the entries that
    /// cite it, so whoever has a copy can still check it.
    pub struct DocumentWithheld {
        rules = DocumentWithheld::check;
        /// The document, by its BLAKE3.
        pub document: Hash,
        /// What becomes of the file.
        pub withholding_mode: WithholdingMode,
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

impl DocumentWithheld {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::in_order(
            &[("decided_on", Some(&self.decided_on)), ("review_on", self.review_on.as_ref())],
            at,
            reader,
        );
    }
}

impl Mentions for DocumentWithheld {
    fn mention(&self, _subjects: &mut Subjects) {}
}

record! {
    /// A document that was kept and not shown is shown again.
    pub struct DocumentReleased {
        /// The event that withheld it.
        pub withholding: EventId,
        /// The document, by its BLAKE3.
        pub document: Hash,
        /// The role that decided.
        pub decided_by: ActorId,
        /// The day of the decision.
        pub decided_on: Edtf,
        /// Why, in words.
        pub reason: Option<Sealed<Text>>,
    }
}

impl Mentions for DocumentReleased {
    fn mention(&self, _subjects: &mut Subjects) {}
}
