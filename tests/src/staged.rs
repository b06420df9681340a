//! Ledgers whose entries were recorded on days that a test chooses.
//!
//! A server takes its own clock, so what was known on which day cannot be
//! recorded through it. Here drafts are sealed into a chain with given times and
//! signed with the key of a real server, as that server would have done then.

use crate::daybook::{TestServer, signing_key};
use crate::read_tree::Copy;
use crate::tamper::Forger;
use ledger::events::Draft;
use ledger::record::{Chain, Json, Salt, Timestamp};
use serde_json::Value;

/// The read tree of drafts, each recorded at noon (UTC) of its day.
///
/// # Panics
/// Where a draft is not one, or a day is before the one before it.
#[track_caller]
pub fn recorded(server: &TestServer, drafts: &[(&str, Value)]) -> Copy {
    let mut ledger = Forger::new(&Copy::download(&server.client()));
    let mut chain = Chain::genesis(&ledger.origin());
    (ledger.lines, ledger.openings) = (Vec::new(), Vec::new());
    ledger.vouchers.retain(|path, _| !path.starts_with("history/"));
    let mut drawn = 0_u32;
    for (day, draft) in drafts {
        let json = Json::parse(draft.to_string().as_bytes()).expect("JSON of a draft");
        let read = Draft::parse(&json).unwrap_or_else(|faults| panic!("{faults}: {draft}"));
        let mut salts = || {
            drawn += 1;
            let mut bytes = [7; 32];
            bytes[..4].copy_from_slice(&drawn.to_be_bytes());
            Salt::from_bytes(bytes)
        };
        let sealed = read.seal(&mut salts).expect("a draft that can be sealed");
        let time = Timestamp::parse(&format!("{day}T12:00:00.000Z")).expect("a day");
        let entry = chain.seal(&sealed, time, Vec::new()).expect("an entry");
        ledger.lines.push(entry.line().to_vec());
        ledger.openings.push(sealed.encoded_openings().to_vec());
    }
    ledger.sign(&signing_key(server.data()));
    ledger.copy()
}
