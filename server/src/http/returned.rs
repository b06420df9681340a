//! Values that were redacted and that somebody kept: they stand beside the draft
//! that lifts the redaction.

use ledger::record::{Json, Opening, OpeningState, Openings, Pointer, Reader, Salt};
use ledger::spelling::parse_hex;

use super::problem::{FieldFault, field_faults};

/// Takes `openings` out of what stands beside a draft, and leaves nothing where
/// nothing else stands there. `item` points to the wrapping.
pub(super) fn take(own: &mut Option<Json>, item: &str) -> Result<Openings, Vec<FieldFault>> {
    let Some(Json::Object(members)) = own else { return Ok(Openings::default()) };
    let Some(given) = members.remove("openings") else { return Ok(Openings::default()) };
    if members.is_empty() {
        *own = None;
    }
    let mut reader = Reader::new();
    let read = read(&given, &mut reader);
    reader.finish(read).map_err(|faults| field_faults(item, &faults.0))
}

fn read(given: &Json, reader: &mut Reader<'_>) -> Option<Openings> {
    let top = Pointer::root();
    let at = top.key("openings");
    let Json::Object(members) = given else {
        let remedy =
            "write salt and value by pointer: {\"/event/name\": {\"salt\": …, \"value\": …}}";
        return reader.fault(&at, None, "is not an object", remedy);
    };
    let mut list = Vec::with_capacity(members.len());
    for (pointer, opening) in members {
        // Neither a salt nor a value is repeated in an error: both are what is at stake.
        let at = at.key(pointer);
        let salt = opening.get("salt").and_then(Json::as_str).and_then(parse_hex::<32>);
        let value = opening.get("value");
        let known = matches!(opening, Json::Object(members) if members.len() == 2);
        match (salt, value) {
            (Some(salt), Some(value)) if known => list.push(Opening {
                pointer: pointer.clone(),
                state: OpeningState::Open {
                    salt: Salt::from_bytes(salt),
                    value: value.to_canonical(),
                },
            }),
            _ => {
                let remedy =
                    "write {\"salt\": \"<64 lower-case hexadecimal digits>\", \"value\": …}";
                reader.fault::<()>(&at, None, "is not an opening", remedy);
            }
        }
    }
    // The members of an object are in the order of their bytes.
    Openings::new(list).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> Result<(Openings, bool), Vec<String>> {
        let mut own = Some(Json::parse(text.as_bytes()).unwrap());
        let openings = take(&mut own, "/3")
            .map_err(|faults| faults.into_iter().map(|fault| fault.field).collect::<Vec<_>>())?;
        Ok((openings, own.is_some()))
    }

    #[test]
    fn openings_are_read_whole_or_named() {
        let salt = "ab".repeat(32);
        let good = format!(r#"{{"openings":{{"/event/name":{{"salt":"{salt}","value":"A"}}}}}}"#);
        let (openings, rest) = taken(&good).unwrap();
        assert!(!rest, "the draft then gets fresh salts");
        let OpeningState::Open { value, .. } = &openings.get("/event/name").unwrap().state else {
            panic!("it is open");
        };
        assert_eq!(value, "\"A\"");
        assert!(taken(r#"{"salts":{}}"#).unwrap().1, "what else stands there stays");
        for bad in [
            r#"{"openings":[]}"#.to_owned(),
            r#"{"openings":{"/event/name":"A"}}"#.to_owned(),
            good.replace("ab", "AB"),
            good.replace(r#","value":"A""#, ""),
            good.replace(r#","value":"A""#, r#","value":"A","more":1"#),
        ] {
            let fields = taken(&bad).unwrap_err();
            assert!(fields[0].starts_with("/3/openings"), "{bad}: {fields:?}");
            assert!(!fields[0].contains(&salt), "no salt in an error");
        }
    }
}
