//! A draft with what belongs to it: `{"draft": …, "salts": …, "signatures": …}`.

use std::collections::BTreeMap;

use ledger::record::{DraftSignature, Faults, Hash, Json, MAX_SIGNATURES, Pointer, Reader, Salt};
use ledger::spelling::{parse_base64, parse_hex};

/// What stands beside a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// A salt for each sealed field, by pointer.
    pub salts: BTreeMap<String, Salt>,
    /// Signatures over the draft as it is sealed under these salts.
    pub signatures: Vec<DraftSignature>,
}

/// Takes a draft out of its wrapping. A draft has no member `draft`, so the two
/// cannot be mistaken for each other.
pub fn unwrap(item: Json) -> (Json, Option<Json>) {
    match item {
        Json::Object(mut members) if members.contains_key("draft") => {
            let draft = members.remove("draft").unwrap_or(Json::Null);
            (draft, Some(Json::Object(members)))
        }
        other => (other, None),
    }
}

/// Reads what stood beside a draft.
///
/// # Errors
/// Every fault, with pointers from the wrapping on.
pub fn read(rest: &Json) -> Result<Beside, Faults> {
    let mut reader = Reader::new();
    let top = Pointer::root();
    if let Json::Object(members) = rest {
        let known = |name: &str| matches!(name, "salts" | "signatures");
        for (name, value) in members.iter().filter(|(name, _)| !known(name)) {
            let remedy = "leave it out; known beside a draft: salts, signatures, openings";
            reader.fault::<()>(&top.key(name), Some(value), "is not a known field", remedy);
        }
    }
    let signatures = signatures(rest.get("signatures"), &top.key("signatures"), &mut reader);
    let salts = salts(rest.get("salts"), !signatures.is_empty(), &top.key("salts"), &mut reader);
    reader.finish(Some(Beside { salts, signatures }))
}

fn salts(
    given: Option<&Json>,
    signed: bool,
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> BTreeMap<String, Salt> {
    let mut salts = BTreeMap::new();
    match given {
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
                reader.fault::<()>(at, None, "holds one salt twice", remedy);
            }
        }
        Some(other) => {
            reader.fault::<()>(at, Some(other), "is not an object", "write salts by pointer");
        }
        None => {
            let remedy = if signed {
                "add the salts that the signed bytes were sealed under"
            } else {
                "add it, or send the draft without wrapping it"
            };
            reader.fault::<()>(at, None, "is missing", remedy);
        }
    }
    salts
}

fn signatures(given: Option<&Json>, at: &Pointer, reader: &mut Reader<'_>) -> Vec<DraftSignature> {
    let items = match given {
        None => return Vec::new(),
        Some(Json::Array(items)) if items.len() <= MAX_SIGNATURES => items,
        Some(other) => {
            let remedy = format!("write a list of at most {MAX_SIGNATURES}, the author's first");
            reader.fault::<()>(at, Some(other), "is not a list of signatures", remedy);
            return Vec::new();
        }
    };
    let mut signatures = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        let at = at.item(place);
        let Json::Object(members) = item else {
            let remedy = "write an object with key and signature";
            reader.fault::<()>(&at, Some(item), "is not a signature", remedy);
            continue;
        };
        for name in members.keys().filter(|name| !matches!(name.as_str(), "key" | "signature")) {
            let remedy = "leave it out; known here: key, signature";
            reader.fault::<()>(&at.key(name), None, "is not a known field", remedy);
        }
        let text = |name: &str| members.get(name).and_then(Json::as_str).unwrap_or_default();
        let key = Hash::parse(text("key")).ok();
        if key.is_none() {
            let remedy = "write 64 lower-case hexadecimal digits: BLAKE3 of the public key";
            reader.fault::<()>(&at.key("key"), members.get("key"), "is not a key", remedy);
        }
        let bytes = parse_base64(text("signature")).and_then(|bytes| bytes.try_into().ok());
        if bytes.is_none() {
            let remedy = "write the 64 bytes in standard base64";
            let given = members.get("signature");
            reader.fault::<()>(&at.key("signature"), given, "is not a signature", remedy);
        }
        if let (Some(key), Some(signature)) = (key, bytes) {
            signatures.push(DraftSignature { key, signature });
        }
    }
    signatures
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "83561adb398fd87f8e7ed8331bff2fcb945733cc3012879cb9fab07928667062";

    fn beside(text: &str) -> Result<Beside, Vec<String>> {
        let json = Json::parse(text.as_bytes()).expect("JSON");
        read(&json).map_err(|faults| faults.0.into_iter().map(|fault| fault.field).collect())
    }

    #[test]
    fn signatures_are_read_and_each_odd_one_is_named() {
        let good = format!("{}==", "A".repeat(86));
        let one = format!(r#"{{"key":"{KEY}","signature":"{good}"}}"#);
        let with = |list: &str| beside(&format!(r#"{{"salts":{{}},"signatures":{list}}}"#));
        assert_eq!(with(&format!("[{one},{one}]")).unwrap().signatures.len(), 2);
        assert_eq!(with("[]").unwrap(), Beside::default());
        for (list, field) in [
            ("{}".to_owned(), "/signatures"),
            (format!("[{}]", [one.as_str(); 9].join(",")), "/signatures"),
            ("[1]".to_owned(), "/signatures/0"),
            (format!("[{one},{}]", one.replace(KEY, &KEY.to_uppercase())), "/signatures/1/key"),
            (format!("[{}]", one.replace(&KEY[1..], "")), "/signatures/0/key"),
            (format!("[{}]", one.replace("==", "")), "/signatures/0/signature"),
            (format!("[{}]", one.replace(&good, "AAAA")), "/signatures/0/signature"),
            (format!("[{}]", one.replace("\"key\"", "\"x\":1,\"key\"")), "/signatures/0/x"),
        ] {
            assert_eq!(with(&list).unwrap_err(), [field], "{list}");
        }
        let unsalted = beside(&format!(r#"{{"signatures":[{one}]}}"#));
        assert_eq!(unsalted.unwrap_err(), ["/salts"], "a signature covers what salts gave");
    }
}
