//! From the bytes of a request to drafts that only lack their place.

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger::admission::Candidate;
use ledger::events::Draft;
use ledger::record::{Fault, Faults, Json, Pointer, Reader, Salt};
use ledger::spelling::parse_hex;

use super::problem::{FieldFault, Problem, field_faults};
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
    /// For each draft: whether it came with salts, one level further down.
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

    fn item(&self, position: usize) -> String {
        if self.is_array { format!("/{position}") } else { String::new() }
    }
}

/// Parses, validates and seals, away from the sequencer. Every fault of every
/// draft is named; the first actor that is not the caller is refused.
pub fn prepare(bytes: &[u8], name: &str) -> Result<Prepared, Problem> {
    let json = Json::parse(bytes).map_err(|error| Problem::body(error.to_string()))?;
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
        let (mut draft, own) = unwrap(item);
        form.salted.push(own.is_some());
        let at = form.draft(position);
        fill_by(&mut draft, name)
            .map_err(|by| Problem::not_yours(&format!("{at}/by"), &by, name))?;
        let sealed = match own {
            None => ready(&draft, &mut salts).map_err(|found| field_faults(&at, &found.0)),
            Some(own) => under(&draft, &own, &at, &form.item(position)),
        };
        match sealed {
            Ok(draft) => drafts.push(draft),
            Err(found) => faults.extend(found),
        }
    }
    salts.check().map_err(|error| Problem::internal(&error))?;
    if faults.is_empty() { Ok(Prepared { drafts, form }) } else { Err(Problem::faults(faults)) }
}

/// Takes a draft out of its wrapping. A draft has no member `draft`, so the two
/// cannot be mistaken for each other.
fn unwrap(item: Json) -> (Json, Option<Json>) {
    match item {
        Json::Object(mut members) if members.contains_key("draft") => {
            let draft = members.remove("draft").unwrap_or(Json::Null);
            (draft, Some(Json::Object(members)))
        }
        other => (other, None),
    }
}

/// Validates a draft and seals it under the salts that came with it; `rest` is
/// what stood beside the draft.
fn under(draft: &Json, rest: &Json, at: &str, item: &str) -> Result<Ready, Vec<FieldFault>> {
    let salts = read_salts(rest);
    let parsed = Draft::parse(draft);
    match (parsed, salts) {
        (Ok(draft), Ok(salts)) => {
            let sealed = draft.seal_under(&salts).map_err(|found| field_faults(item, &found.0))?;
            Ok(Ready { candidate: Candidate::new(draft), draft: Arc::new(sealed) })
        }
        (draft, salts) => {
            let mut faults = Vec::new();
            faults.extend(draft.err().iter().flat_map(|found| field_faults(at, &found.0)));
            faults.extend(salts.err().iter().flat_map(|found| field_faults(item, &found.0)));
            Err(faults)
        }
    }
}

/// The salts of a wrapped draft, by pointer.
fn read_salts(rest: &Json) -> Result<BTreeMap<String, Salt>, Faults> {
    let mut reader = Reader::new();
    let top = Pointer::root();
    let mut salts = BTreeMap::new();
    if let Json::Object(members) = rest {
        for (name, value) in members.iter().filter(|(name, _)| *name != "salts") {
            let remedy = "leave it out; known beside a draft: salts";
            reader.fault::<()>(&top.key(name), Some(value), "is not a known field", remedy);
        }
    }
    let at = top.key("salts");
    match rest.get("salts") {
        Some(Json::Object(given)) => {
            for (pointer, value) in given {
                match value.as_str().and_then(parse_hex::<32>) {
                    Some(bytes) => {
                        salts.insert(pointer.clone(), Salt::from_bytes(bytes));
                    }
                    None => {
                        // A salt is not repeated in an error: it may be the right one, cut short.
                        let remedy = "write 64 lower-case hexadecimal digits";
                        reader.fault::<()>(&at.key(pointer), None, "is not a salt", remedy);
                    }
                }
            }
            let mut drawn: Vec<&[u8; 32]> = salts.values().map(Salt::as_bytes).collect();
            drawn.sort_unstable();
            if drawn.windows(2).any(|pair| pair[0] == pair[1]) {
                let remedy = "draw 32 random bytes for each field";
                reader.fault::<()>(&at, None, "holds one salt twice", remedy);
            }
        }
        Some(other) => {
            reader.fault::<()>(&at, Some(other), "is not an object", "write salts by pointer");
        }
        None => {
            let remedy = "add it, or send the draft without wrapping it";
            reader.fault::<()>(&at, None, "is missing", remedy);
        }
    }
    reader.finish(Some(salts))
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
            Ok(Ready { candidate: Candidate::with_ids(draft, ids), draft: Arc::new(sealed) })
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
