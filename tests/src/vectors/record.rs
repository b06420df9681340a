//! Canonical JSON, sealed fields, entries, the chain, bundles.

use super::{Outcome, bytes, hex, items, number, text, unhex};
use data_encoding::BASE64;
use ledger::proof::TreeHash;
use ledger::record::bundle::{
    decode_entries, decode_opening_list, encode_entries, encode_opening_list, encode_openings,
    split_openings,
};
use ledger::record::{
    Chain, DraftSignature, EntryError, Hash, Json, MAX_ENTRY_BYTES, Opening, OpeningState,
    Openings, Origin, SealedDraft, Sealer, Timestamp, Unverified, Why, is_canonical,
};
use serde_json::Value;

pub(super) fn check(vectors: &Value, out: &mut Outcome) {
    json(&vectors["json"], out);
    sealed(&vectors["sealed"], out);
    entries(&vectors["entries"], out);
    chains(vectors, out);
    ledger(&vectors["ledger"], out);
}

fn json(cases: &Value, out: &mut Outcome) {
    for case in items(cases, "good") {
        let name = format!("json {}", text(case, "name"));
        let canonical = text(case, "canonical");
        let Some(value) = out.accepted(&name, Json::parse(text(case, "input").as_bytes())) else {
            continue;
        };
        out.same(&name, &canonical.to_owned(), &value.to_canonical());
        out.same(format!("{name}: is canonical"), &true, &is_canonical(canonical));
        let own = text(case, "input") == canonical;
        out.same(format!("{name}: input"), &own, &is_canonical(text(case, "input")));
    }
    for case in items(cases, "bad") {
        let name = format!("json {}", text(case, "name"));
        let input = bytes(case, "input_hex");
        out.refused(&name, &Json::parse(&input));
        let taken = std::str::from_utf8(&input).is_ok_and(is_canonical);
        out.same(format!("{name}: is canonical"), &false, &taken);
    }
}

fn sealed(cases: &Value, out: &mut Outcome) {
    let sealer = Sealer::new();
    for case in items(cases, "good") {
        let name = format!("openings {}", text(case, "name"));
        let list = bytes(case, "list_hex");
        let Some(openings) = out.accepted(&name, decode_opening_list(&list)) else { continue };
        out.same(&name, &hex(&list), &hex(encode_opening_list(&openings)));
        out.same(&name, &text(case, "root").to_owned(), &openings.root().hash().to_hex());
        out.same(&name, &items(case, "openings").len(), &openings.as_slice().len());
        for (expected, found) in items(case, "openings").iter().zip(openings.as_slice()) {
            opening(&name, expected, found, &sealer, out);
        }
    }
    for case in items(cases, "bad") {
        let name = format!("openings {}", text(case, "name"));
        out.refused(name, &decode_opening_list(&bytes(case, "list_hex")));
    }
}

fn opening(name: &str, expected: &Value, found: &Opening, sealer: &Sealer, out: &mut Outcome) {
    out.same(name, &text(expected, "pointer"), &found.pointer.as_str());
    let withheld = found.withhold(sealer);
    let OpeningState::Withheld(commitment) = withheld.state else {
        out.refused(name, &Ok::<_, ()>("an opening that stays open when withheld"));
        return;
    };
    out.same(name, &text(expected, "commitment").to_owned(), &commitment.hash().to_hex());
    match &found.state {
        OpeningState::Open { salt, value } => {
            out.same(name, &text(expected, "salt").to_owned(), &hex(salt.as_bytes()));
            out.same(name, &text(expected, "value"), &value.as_str());
        }
        OpeningState::Withheld(_) => out.same(name, &None, &expected.get("salt")),
    }
}

fn entries(cases: &Value, out: &mut Outcome) {
    for case in items(cases, "bad") {
        let name = format!("entry: {}", text(case, "name"));
        out.refused(name, &Unverified::parse(&bytes(case, "line_hex")));
    }
    for case in items(cases, "good") {
        let name = format!("entry: {}", text(case, "name"));
        out.accepted(name, Unverified::parse(&bytes(case, "line_hex")));
    }
    for case in items(cases, "newer") {
        let version = i64::try_from(number(case, "version")).expect("a small version");
        let found = Unverified::parse(&bytes(case, "line_hex")).err();
        out.same(text(case, "name"), &Some(EntryError::Version(version)), &found);
    }
    for case in items(cases, "longest") {
        let pad = usize::try_from(number(case, "pad")).expect("a length");
        let line = text(case, "line").replace('@', &"x".repeat(pad));
        let name = format!("entry of {} bytes", line.len());
        out.same(&name, &number(case, "length"), &(line.len() as u64));
        let accepted = case["accepted"] == true;
        out.same(&name, &accepted, &(line.len() <= MAX_ENTRY_BYTES));
        out.same(&name, &accepted, &Unverified::parse(line.as_bytes()).is_ok());
    }
}

fn chains(vectors: &Value, out: &mut Outcome) {
    let origin = Origin::new(text(&vectors["ledger"], "origin")).expect("an origin");
    for case in items(vectors, "chains") {
        let name = format!("chain {}", text(case, "name"));
        let mut chain = Chain::genesis(&origin);
        let mut broken = None;
        for line in items(case, "lines") {
            let line = line.as_str().expect("a line").as_bytes();
            let Some(entry) = out.accepted(&name, Unverified::parse(line)) else { break };
            if let Err(found) = chain.accept(entry) {
                let why = match found.why {
                    Why::Gap { .. } => "gap",
                    Why::BadLink { .. } => "link",
                    Why::TimeWentBack { .. } => "time",
                };
                broken = Some((found.at.get(), why));
                break;
            }
        }
        let due = case["breaks"].as_object();
        let due = due.map(|_| (number(&case["breaks"], "at"), text(&case["breaks"], "why")));
        out.same(name, &due, &broken);
    }
}

/// Seals the five drafts again: every byte must come out as the twin made it.
fn ledger(case: &Value, out: &mut Outcome) {
    let origin = Origin::new(text(case, "origin")).expect("an origin");
    out.same("genesis", &text(case, "genesis").to_owned(), &origin.genesis().to_hex());
    let mut chain = Chain::genesis(&origin);
    let (mut lines, mut lists) = (Vec::new(), Vec::new());
    for (at, case) in items(case, "entries").iter().enumerate() {
        let name = format!("entry {at}");
        let list = bytes(case, "openings_hex");
        let openings = decode_opening_list(&list).unwrap_or_else(|_| Openings::default());
        let public = Json::parse(text(case, "draft").as_bytes()).expect("a draft");
        let Some(draft) = out.accepted(&name, SealedDraft::with_openings(public, openings)) else {
            continue;
        };
        out.same(&name, &text(case, "draft"), &draft.public_text());
        let recorded = Timestamp::parse(text(case, "recorded")).expect("a time");
        out.same(&name, &text(case, "recorded").to_owned(), &recorded.to_string());
        let signatures = items(case, "signatures").iter().map(signature).collect();
        let Some(entry) = out.accepted(&name, chain.seal(&draft, recorded, signatures)) else {
            continue;
        };
        let line = text(case, "line");
        out.same(&name, &line.to_owned(), &String::from_utf8_lossy(entry.line()).into_owned());
        out.same(&name, &text(case, "hash").to_owned(), &entry.hash().to_hex());
        out.same(&name, &text(case, "leaf").to_owned(), &TreeHash::leaf(entry.line()).to_hex());
        if let Some(read) = out.accepted(&name, Unverified::parse(line.as_bytes())) {
            out.same(&name, &entry, read.claimed());
        }
        lines.push(line.as_bytes());
        lists.push(list);
    }
    let file = |path: &str| unhex(text(&case["files"], path));
    let bundle = file("tile/entries/000.p/5");
    out.same("entry bundle", &hex(&bundle), &hex(encode_entries(&lines)));
    out.same("entry bundle", &Ok(lines), &decode_entries(&bundle));
    let bundle = file("openings/000.p/5");
    let lists: Vec<&[u8]> = lists.iter().map(Vec::as_slice).collect();
    out.same("openings bundle", &hex(&bundle), &hex(encode_openings(lists.iter().copied())));
    out.same("openings bundle", &Ok(lists), &split_openings(&bundle));
}

fn signature(case: &Value) -> DraftSignature {
    let raw = BASE64.decode(text(case, "signature").as_bytes()).expect("base64");
    DraftSignature {
        key: Hash::parse(text(case, "key")).expect("a key"),
        signature: raw.try_into().expect("64 bytes"),
    }
}
