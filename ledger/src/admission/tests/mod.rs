//! The register as recorders meet it: a small story, and one refusal a rule.

mod calls;
mod care;
mod hearings;
mod holding;
mod keys;
mod offices;
mod recommendations;
mod references;
mod whole;

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::{Candidate, Context, Register, Shelf, Warning};
use crate::events::civil::Date;
use crate::events::{Draft, EventId};
use crate::record::{Fault, Index, Json, Timestamp};

/// A ledger in memory, on 24 November 2014.
struct Book {
    drafts: Vec<Draft>,
    register: Register,
}

struct Pages<'a>(&'a [Draft]);

impl Shelf for Pages<'_> {
    fn find(&self, id: &EventId) -> Option<Index> {
        self.0.iter().position(|draft| draft.id == *id).map(|at| Index::new(at as u64))
    }

    fn draft(&self, index: Index) -> Option<Draft> {
        self.0.get(usize::try_from(index.get()).ok()?).cloned()
    }
}

/// `kind` and `event` of a draft, with the members of the envelope that matter.
fn draft(number: usize, kind: &str, event: &str, more: &str) -> Draft {
    let id = if more.contains("\"id\"") { String::new() } else { format!("\"id\":\"e{number}\",") };
    let certainty = if kind == "allegation_reported" { "alleged" } else { "stated" };
    let json = format!(
        r#"{{{id}"inquiry":"demo","kind":"{kind}","basis":"press_report","by":"clerk",
        "certainty":"{certainty}","sources":[{{"kind":"page","title":"A page"}}],{more}
        "event":{event}}}"#
    );
    let json = Json::parse(json.as_bytes()).unwrap_or_else(|error| panic!("{error}: {json}"));
    Draft::parse(&json).unwrap_or_else(|faults| panic!("{kind}: {faults}"))
}

impl Book {
    /// A ledger that holds two boards, a department, a committee, two people and
    /// an office.
    fn new() -> Self {
        let mut book = Self { drafts: Vec::new(), register: Register::new() };
        for (body, kind) in [
            ("board-a", "lscb"),
            ("board-b", "lscb"),
            ("ministry", "department"),
            ("committee", "committee"),
        ] {
            let event = format!(r#"{{"body":"{body}","name":"{body}","body_kind":"{kind}"}}"#);
            book.add("body_registered", &event);
        }
        for person in ["person-a1", "person-a2"] {
            book.add("person_registered", &format!(r#"{{"person":"{person}","name":"A Name"}}"#));
        }
        book.add(
            "office_registered",
            r#"{"office":"chair","title":"Chair","body":"board-a","seats":1,"selection":"elected"}"#,
        );
        book
    }

    fn judge(&self, draft: &Draft) -> Result<Vec<Warning>, Vec<Fault>> {
        let (today, shelf) = (Date::new(2014, 11, 24), Pages(&self.drafts));
        let now = Timestamp::parse("2014-11-24T12:00:00.000Z").unwrap();
        let cx = Context { now, today, shelf: &shelf };
        self.register.admit(&Candidate::new(draft.clone()), &cx).map_err(|faults| faults.0)
    }

    fn take(&mut self, draft: Draft) {
        let index = Index::new(self.drafts.len() as u64);
        self.drafts.push(draft);
        let shelf = Pages(&self.drafts);
        self.register.apply(index, &self.drafts[self.drafts.len() - 1], &[], &shelf);
    }

    /// Records an event that must be admitted; the warnings.
    #[track_caller]
    fn add(&mut self, kind: &str, event: &str) -> Vec<Warning> {
        self.add_with(kind, event, "")
    }

    #[track_caller]
    fn add_with(&mut self, kind: &str, event: &str, more: &str) -> Vec<Warning> {
        let draft = draft(self.drafts.len(), kind, event, more);
        let warnings = match self.judge(&draft) {
            Ok(warnings) => warnings,
            Err(faults) => panic!("{kind} is refused: {faults:?}"),
        };
        self.take(draft);
        warnings
    }

    /// The one fault of an event that must be refused. Nothing is recorded.
    #[track_caller]
    fn refused(&self, kind: &str, event: &str) -> Fault {
        self.refused_with(kind, event, "")
    }

    #[track_caller]
    fn refused_with(&self, kind: &str, event: &str, more: &str) -> Fault {
        let faults = self.faults(kind, event, more);
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults.into_iter().next().unwrap()
    }

    #[track_caller]
    fn faults(&self, kind: &str, event: &str, more: &str) -> Vec<Fault> {
        let draft = draft(self.drafts.len(), kind, event, more);
        match self.judge(&draft) {
            Ok(warnings) => panic!("{kind} is admitted: {warnings:?}"),
            Err(faults) => {
                for fault in &faults {
                    assert!(!fault.remedy.is_empty() && fault.field.starts_with('/'), "{fault}");
                }
                faults
            }
        }
    }
}

/// Fields of warnings, in order.
fn fields(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(|warning| warning.field.clone()).collect()
}
