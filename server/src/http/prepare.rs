//! From the bytes of a request to drafts that only lack their place.

use std::sync::Arc;

use ledger::admission::Candidate;
use ledger::events::Draft;
use ledger::record::{Fault, Faults, Json, Openings};

use super::problem::{FieldFault, Problem, field_faults};
use super::returned;
use super::wrapped::{self, Beside, unwrap};
use crate::config::DRAFTS_MAX;
use crate::random::Salts;
use crate::sequencer::Ready;

/// Drafts that only lack their place.
pub struct Prepared {
    /// The drafts, in order.
    pub drafts: Vec<Ready>,
    /// How they were written.
    pub form: Form,
}

/// How drafts were written, so that a refusal can point into the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// As an array.
    pub is_array: bool,
    /// For each draft: whether it came wrapped, one level further down.
    salted: Vec<bool>,
}

impl Form {
    /// Drafts without salts of their own.
    pub const fn plain(is_array: bool) -> Self {
        Self { is_array, salted: Vec::new() }
    }

    /// Pointer to the draft at a position.
    pub fn draft(&self, position: usize) -> String {
        let salted = self.salted.get(position).is_some_and(|salted| *salted);
        format!("{}{}", self.item(position), if salted { "/draft" } else { "" })
    }

    /// Pointer to the item at a position: the draft, or what it is wrapped in.
    pub fn item(&self, position: usize) -> String {
        if self.is_array { format!("/{position}") } else { String::new() }
    }
}

/// Parses, validates and seals, away from the sequencer. Every fault of every
/// draft is named; the first actor that is not the caller is refused.
pub fn prepare(bytes: &[u8], name: &str) -> Result<Prepared, Problem> {
    let json = Json::parse(bytes).map_err(|error| Problem::json(bytes, &error))?;
    let (items, is_array) = match json {
        Json::Array(items) => (items, true),
        other => (vec![other], false),
    };
    if items.is_empty() {
        return Err(Problem::body("the array is empty"));
    }
    if items.len() > DRAFTS_MAX {
        return Err(Problem::too_large(format!(
            "{} drafts; at most {DRAFTS_MAX} at once, more with `daybook import`",
            items.len()
        )));
    }
    let mut form = Form { is_array, salted: Vec::with_capacity(items.len()) };
    let mut drafts = Vec::with_capacity(items.len());
    let mut faults: Vec<FieldFault> = Vec::new();
    let mut salts = Salts::new();
    for (position, item) in items.into_iter().enumerate() {
        let (mut draft, mut own) = unwrap(item);
        form.salted.push(own.is_some());
        let at = form.draft(position);
        let returned = returned::take(&mut own, &form.item(position));
        fill_by(&mut draft, name)
            .map_err(|by| Problem::not_yours(&format!("{at}/by"), &by, name))?;
        let sealed = match own {
            None => ready(&draft, &mut salts).map_err(|found| field_faults(&at, &found.0)),
            Some(own) => under(&draft, &own, &at, &form.item(position)),
        };
        match (sealed, returned) {
            (Ok(draft), Ok(returned)) => drafts.push(Ready { returned, ..draft }),
            (draft, returned) => {
                faults.extend(draft.err().into_iter().chain(returned.err()).flatten());
            }
        }
    }
    salts.check().map_err(|error| Problem::internal(&error))?;
    if faults.is_empty() { Ok(Prepared { drafts, form }) } else { Err(Problem::faults(faults)) }
}

/// Validates a draft and seals it under the salts that came with it; `rest` is
/// what stood beside the draft.
fn under(draft: &Json, rest: &Json, at: &str, item: &str) -> Result<Ready, Vec<FieldFault>> {
    match (Draft::parse(draft), wrapped::read(rest)) {
        (Ok(draft), Ok(Beside { salts, signatures })) => {
            let sealed = draft.seal_under(&salts).map_err(|found| field_faults(item, &found.0))?;
            Ok(Ready {
                candidate: Candidate::new(draft),
                draft: Arc::new(sealed),
                signatures,
                returned: Openings::default(),
            })
        }
        (draft, beside) => {
            let mut faults = Vec::new();
            faults.extend(draft.err().iter().flat_map(|found| field_faults(at, &found.0)));
            faults.extend(beside.err().iter().flat_map(|found| field_faults(item, &found.0)));
            Err(faults)
        }
    }
}

/// Writes the caller's name where the draft says nothing; what it says
/// otherwise comes back.
pub fn fill_by(draft: &mut Json, name: &str) -> Result<(), String> {
    let Json::Object(members) = draft else { return Ok(()) };
    match members.get("by") {
        None => {
            members.insert("by".to_owned(), Json::str(name));
            Ok(())
        }
        Some(Json::Str(by)) if by != name => Err(by.chars().take(80).collect()),
        Some(_) => Ok(()),
    }
}

/// Validates a draft and seals it under fresh salts.
pub fn ready(json: &Json, salts: &mut Salts) -> Result<Ready, Faults> {
    let draft = Draft::parse(json)?;
    match draft.seal_noting(&mut || salts.next_salt()) {
        Ok((sealed, ids)) => {
            let candidate = Candidate::with_ids(draft, ids);
            Ok(Ready {
                candidate,
                draft: Arc::new(sealed),
                signatures: Vec::new(),
                returned: Openings::default(),
            })
        }
        Err(error) => Err(Faults(vec![Fault {
            field: String::new(),
            value: None,
            problem: error.to_string(),
            remedy: "split the record in two".to_owned(),
        }])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn draft(id: &str) -> String {
        format!(
            r#"{{"id":"{id}","inquiry":"demo","kind":"statement_made","basis":"press_report",
            "certainty":"stated","event":{{"body":"occ","text":"Much."}},
            "sources":[{{"kind":"article","title":"T"}}]}}"#
        )
    }

    fn wrapped(salts: &str) -> String {
        format!(r#"{{"draft":{},"salts":{salts}}}"#, draft("a"))
    }

    #[track_caller]
    fn faults(body: &str) -> Vec<String> {
        let problem = prepare(body.as_bytes(), "clerk").err().expect("a refusal");
        assert_eq!(problem.status, 422);
        assert!(!format!("{problem:?}").contains(&SALT[..40]), "{problem:?}");
        problem.faults.into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn salts_from_the_caller_give_the_same_bytes_each_time() {
        let other = SALT.replace('0', "f");
        let salts = format!(r#"{{"/event/text":"{SALT}","/sources/0/title":"{other}"}}"#);
        let once = prepare(wrapped(&salts).as_bytes(), "clerk").ok().unwrap();
        let again = prepare(wrapped(&salts).as_bytes(), "clerk").ok().unwrap();
        assert_eq!(once.drafts[0].draft.public_text(), again.drafts[0].draft.public_text());
        let fresh = prepare(draft("a").as_bytes(), "clerk").ok().unwrap();
        assert_ne!(once.drafts[0].draft.public_text(), fresh.drafts[0].draft.public_text());
        assert_eq!(once.form.draft(0), "/draft");
        let list = format!("[{},{}]", draft("b"), wrapped(&salts));
        let both = prepare(list.as_bytes(), "clerk").ok().unwrap();
        assert_eq!([both.form.draft(0), both.form.draft(1)], ["/0", "/1/draft"]);
    }

    #[test]
    fn salts_that_do_not_fit_are_refused_and_named() {
        let title = SALT.replace('0', "f");
        let with = |text: &str| {
            wrapped(&format!(r#"{{"/event/text":{text},"/sources/0/title":"{title}"}}"#))
        };
        for bad in [
            "null".to_owned(),
            "\"\"".to_owned(),
            format!("\"{}\"", &SALT[1..]),
            format!("\"{SALT}0\""),
            format!("\"{}\"", SALT.to_uppercase()),
        ] {
            assert_eq!(faults(&with(&bad)), ["/salts/~1event~1text"], "{bad}");
        }
        assert_eq!(faults(&with(&format!("\"{title}\""))), ["/salts"], "one salt twice");
        assert_eq!(faults(&wrapped("{}")).len(), 2, "each missing one is named");
        assert_eq!(faults(&wrapped("[]")), ["/salts"]);
        assert_eq!(faults(&format!(r#"{{"draft":{}}}"#, draft("a"))), ["/salts"]);
        let extra = format!(r#"{{"draft":{},"salts":{{}},"key":1}}"#, draft("a"));
        assert!(faults(&extra).contains(&"/key".to_owned()));
        // Faults of the draft inside and of its salts come together.
        let both = faults(r#"[{"draft":{},"salts":{"/x":"y"}}]"#);
        assert!(both.contains(&"/0/draft/id".to_owned()), "{both:?}");
        assert!(both.contains(&"/0/salts/~1x".to_owned()), "{both:?}");
    }
}
