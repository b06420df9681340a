//! Sessions of a committee and the evidence that comes of them.

use super::committee::Questions;
use super::edtf::Edtf;
use super::envelope::DocumentDigest;
use super::ids::{BodyId, PersonId, SessionId};
use super::moment::Moment;
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Json, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::string::ToString;
use alloc::vec::Vec;

codes! {
    /// How far a transcript has come.
    pub enum TranscriptStatus {
        /// As taken down.
        Uncorrected = "uncorrected",
        /// After witnesses could correct it.
        Corrected = "corrected",
    }
}

record! {
    /// The transcript of a session.
    pub struct Transcript {
        /// How far it has come.
        pub status: TranscriptStatus,
        /// When it was published.
        pub published: Option<Edtf>,
        /// Digests of the document.
        pub digest: Option<DocumentDigest>,
    }
}

record! {
    /// Someone who was heard, and in what position.
    pub struct Witness {
        /// The person.
        pub person: PersonId,
        /// The position at that time, as the transcript gives it.
        pub position_held: Option<Sealed<Text>>,
    }
}

record! {
    /// A part of a session, such as one panel.
    pub struct Segment {
        /// The panel, from 1.
        pub panel: u16,
        /// Whether this part was held in private.
        pub private: Option<bool>,
        /// The questions that were asked.
        pub questions: Option<Questions>,
        /// Who was heard.
        pub witnesses: Vec<Witness>,
    }
}

record! {
    /// A committee held a session, or will hold it. The day is that of the event.
    pub struct EvidenceSession {
        rules = EvidenceSession::check;
        /// The session.
        pub session: SessionId,
        /// The committee.
        pub committee: BodyId,
        /// When it begins: the local time and its offset.
        pub starts: Option<Moment>,
        /// When it ends.
        pub ends: Option<Moment>,
        /// Whether it is held in private.
        pub private: bool,
        /// Where.
        pub place: Option<Sealed<Text>>,
        /// Its parts, in order.
        pub segments: Vec<Segment>,
        /// The transcript.
        pub transcript: Option<Transcript>,
    }
}

impl EvidenceSession {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if let (Some(starts), Some(ends)) = (self.starts, self.ends)
            && ends.instant() < starts.instant()
        {
            let value = Json::str(ends.to_string());
            let problem = words!("is before starts, {starts}");
            reader.fault::<()>(&at.key("ends"), Some(&value), problem, "check both times");
        }
        let list = at.key("segments");
        for (place, segment) in self.segments.iter().enumerate() {
            let at = list.item(place);
            rules::from_one("panel", segment.panel, &at, reader);
            if self.segments.iter().take(place).any(|other| other.panel == segment.panel) {
                let value = Json::Int(segment.panel.into());
                let problem = "stands in the list twice";
                reader.fault::<()>(&at.key("panel"), Some(&value), problem, "number the panels");
            }
            let names = segment.witnesses.iter().map(|witness| witness.person.as_str());
            rules::no_repeats(names, &at.key("witnesses"), reader);
        }
    }
}

impl Mentions for EvidenceSession {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).persons(
            self.segments
                .iter()
                .flat_map(|segment| segment.witnesses.iter().map(|witness| &witness.person)),
        );
    }
}

codes! {
    /// Why a session was called off.
    pub enum CancelReason {
        /// It was put off.
        Postponed = "postponed",
        /// A witness withdrew.
        Withdrawn = "withdrawn",
        /// Parliament was dissolved or prorogued.
        Dissolution = "dissolution",
        /// Another, given in words.
        Other = "other",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// A session was called off or put off.
    pub struct SessionCancelled {
        rules = SessionCancelled::check;
        /// The session.
        pub session: SessionId,
        /// The committee.
        pub committee: BodyId,
        /// Why, as a code.
        pub reason: CancelReason,
        /// Why, in words.
        pub reason_text: Option<Sealed<Text>>,
        /// The new day.
        pub postponed_to: Option<Edtf>,
    }
}

impl SessionCancelled {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if self.postponed_to.is_some() && self.reason != CancelReason::Postponed {
            let remedy = "write the reason \"postponed\", or leave it out";
            let problem = "is there, but the reason is another";
            reader.fault::<()>(&at.key("postponed_to"), None, problem, remedy);
        }
    }
}

impl Mentions for SessionCancelled {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]);
    }
}

record! {
    /// A committee published written evidence.
    pub struct WrittenEvidencePublished {
        rules = WrittenEvidencePublished::check;
        /// The committee.
        pub committee: BodyId,
        /// Its reference, such as "LCG 06a".
        pub reference: Option<Sealed<Text>>,
        /// Whether it was published without a name.
        pub anonymous: bool,
        /// The person who gave it.
        pub person: Option<PersonId>,
        /// The body that gave it.
        pub body: Option<BodyId>,
        /// Its title.
        pub title: Option<Sealed<Text>>,
        /// The day it came.
        pub received: Option<Edtf>,
        /// The day it was published.
        pub published: Option<Edtf>,
        /// Digests of the document.
        pub digest: Option<DocumentDigest>,
    }
}

impl WrittenEvidencePublished {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let givers = [("person", &self.person.is_some()), ("body", &self.body.is_some())];
        if self.anonymous {
            for (name, _) in givers.iter().filter(|(_, present)| **present) {
                let problem = "is there, but the evidence is said to be anonymous";
                let remedy = "leave it out: the ledger must not name who asked not to be named";
                reader.fault::<()>(&at.key(name), None, problem, remedy);
            }
        } else {
            rules::exactly_one(&givers.map(|(name, present)| (name, *present)), at, reader);
        }
        rules::in_order(
            &[("received", self.received.as_ref()), ("published", self.published.as_ref())],
            at,
            reader,
        );
    }
}

impl Mentions for WrittenEvidencePublished {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).bodies(&self.body).persons(&self.person);
    }
}

record! {
    /// Someone who attended refused to answer.
    pub struct RefusedToAnswer {
        /// The session.
        pub session: SessionId,
        /// The committee.
        pub committee: BodyId,
        /// The person.
        pub person: PersonId,
        /// The questions that were not answered.
        pub questions: Option<Questions>,
        /// Why, in their words.
        pub reason_text: Option<Sealed<Text>>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl Mentions for RefusedToAnswer {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).persons([&self.person]);
    }
}
