//! An entry that was checked and is no longer in memory: its bundle is fetched
//! again (usually from the browser's cache) and must hold a line with the very
//! fingerprint that was checked.

#[cfg(feature = "whole")]
use ledger::events::EventId;
use ledger::proof::BundleId;
use ledger::record::bundle::{decode_entries, decode_opening_list};
use ledger::record::{Entry, Hash, Openings, Sealer, Unverified};

use super::fetch::{self, Cache};
use super::replay::{Bytes, Outcome};
use super::{Shared, entry_page};
#[cfg(feature = "whole")]
use crate::wire::Reply;
use crate::wire::Tell;

/// Entries in a full bundle.
const WIDTH: u64 = 256;

/// An entry that was checked, with its openings.
struct Had {
    entry: Entry,
    openings: Openings,
    found: Outcome,
}

/// Answers with the page of an entry.
pub(super) async fn entry(engine: &Shared, index: u64) -> Tell {
    match read(engine, index).await {
        Err(why) => {
            Tell::Gone(format!("The exact bytes of this event could not be had again: {why}."))
        }
        Ok(None) => Tell::Entry(None),
        Ok(Some(had)) => {
            let replay = &engine.borrow().shown;
            let page = entry_page::page(replay, &had.entry, &had.openings, had.found);
            Tell::Entry(page.map(Box::new))
        }
    }
}

/// Reads fields of an entry: pointer, name and value of each.
#[cfg(feature = "whole")]
type ReadFields = fn(&Entry, &Openings) -> Vec<(String, String, String)>;

/// Answers with the fields of a recorded event.
#[cfg(feature = "whole")]
pub(super) async fn recorded(engine: &Shared, event: &str, read_fields: ReadFields) -> Tell {
    let index = EventId::new(event).and_then(|id| {
        let engine = engine.borrow();
        engine.shown.timeline.event(&id).map(|row| row.index.get())
    });
    let had = match index {
        Some(index) => read(engine, index).await.ok().flatten(),
        None => None,
    };
    let fields = had.map(|had| read_fields(&had.entry, &had.openings));
    Tell::Desk(Reply::Recorded(fields.unwrap_or_default()))
}

/// The bytes of an entry, from memory or fetched again; `None` where no such
/// entry was checked, an error in words where it cannot be had.
async fn read(engine: &Shared, index: u64) -> Result<Option<Had>, String> {
    let (hash, found, bundle, base) = {
        let engine = engine.borrow();
        match engine.shown.bytes(index) {
            None => return Ok(None),
            Some((Bytes::Here(entry, openings), found)) => {
                let (entry, openings) = (entry.clone(), openings.clone());
                return Ok(Some(Had { entry, openings, found }));
            }
            Some((Bytes::Away(hash), found)) => {
                (hash, found, bundle(index, engine.shown.size), engine.base.clone())
            }
        }
    };
    let lines = fetch::file(format!("{base}{}", bundle.path()), Cache::Usual).await.bytes()?;
    // Openings may have been erased since: then the entry is shown without.
    let opened = fetch::file(format!("{base}{}", bundle.openings_path()), Cache::Check).await;
    let (entry, place) = find(&lines, hash)
        .ok_or_else(|| "what the server gave now is not what was checked before".to_owned())?;
    let entry = entry.claimed().clone();
    let openings = opened.bytes().ok().and_then(|bytes| openings(&bytes, place));
    let openings = openings.filter(|list| Sealer::new().verify(list, &entry.sealed()).is_ok());
    let found = Outcome { opened: found.opened && openings.is_some(), ..found };
    Ok(Some(Had { entry, openings: openings.unwrap_or_default(), found }))
}

/// The bundle that holds an entry, in a ledger of this size.
fn bundle(index: u64, size: u64) -> BundleId {
    let n = index / WIDTH;
    let width = size.saturating_sub(n * WIDTH).min(WIDTH);
    BundleId { n, width: u16::try_from(width).unwrap_or(256) }
}

/// The entry with this fingerprint, and its place in the bundle.
fn find(bundle: &[u8], hash: Hash) -> Option<(Unverified, usize)> {
    let lines = decode_entries(bundle).ok()?.into_iter().enumerate();
    let mut found = lines.filter(|(_, line)| Hash::of(line) == hash);
    let (place, line) = found.next()?;
    Some((Unverified::parse(line).ok()?, place))
}

/// The openings at a place of their bundle (big-endian u32 length before each).
fn openings(mut bundle: &[u8], place: usize) -> Option<Openings> {
    for at in 0..=place {
        let (length, rest) = bundle.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (list, rest) = rest.split_at_checked(length)?;
        if at == place {
            return decode_opening_list(list).ok();
        }
        bundle = rest;
    }
    None
}

/// Gives every entry of a bundle that can be read, as it claims to be, with
/// its openings where they are those of its line.
pub(super) fn each(lines: &[u8], opened: &[u8], take: &mut dyn FnMut(Entry, Option<Openings>)) {
    let sealer = Sealer::new();
    for (place, line) in decode_entries(lines).unwrap_or_default().into_iter().enumerate() {
        let Ok(entry) = Unverified::parse(line) else { continue };
        let entry = entry.claimed().clone();
        let openings = openings(opened, place);
        let own = openings.filter(|list| sealer.verify(list, &entry.sealed()).is_ok());
        take(entry, own);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::record::bundle::encode_entries;
    use ledger::record::{Chain, Json, Origin, Salt, SealedDraft, Timestamp};

    #[test]
    fn the_last_bundle_is_as_wide_as_the_ledger_is_long() {
        assert_eq!(bundle(0, 1), BundleId { n: 0, width: 1 });
        assert_eq!(bundle(255, 256), BundleId { n: 0, width: 256 });
        assert_eq!(bundle(256, 300), BundleId { n: 1, width: 44 });
        assert_eq!(bundle(256, 1_000_000), BundleId { n: 1, width: 256 });
    }

    #[test]
    fn only_the_line_that_was_checked_is_taken() {
        let mut chain = Chain::genesis(&Origin::new("test.example").unwrap());
        let mut line = |id: &str| {
            let draft = Json::object([("id", Json::str(id))]);
            let draft = SealedDraft::new(draft, vec![], &mut || Salt::from_bytes([0; 32])).unwrap();
            chain.seal(&draft, Timestamp::from_millis(0), vec![]).unwrap()
        };
        let (one, two, other) = (line("one"), line("two"), line("other"));
        let bundle = encode_entries(&[one.line(), two.line()]);
        let (found, place) = find(&bundle, two.hash()).unwrap();
        assert_eq!((found.claimed(), place), (&two, 1));
        assert!(find(&bundle, other.hash()).is_none());
        let mut changed = bundle.clone();
        let last = changed.len() - 30;
        changed[last] ^= 1;
        assert!(find(&changed, two.hash()).is_none());
        assert!(find(&bundle[..bundle.len() - 1], one.hash()).is_none(), "cut short");
    }

    #[test]
    fn what_is_shown_before_the_check_is_what_can_be_read_and_no_more() {
        let mut chain = Chain::genesis(&Origin::new("test.example").unwrap());
        let draft = Json::object([("id", Json::str("one"))]);
        let draft = SealedDraft::new(draft, vec![], &mut || Salt::from_bytes([0; 32])).unwrap();
        let one = chain.seal(&draft, Timestamp::from_millis(0), vec![]).unwrap();
        let bundle = encode_entries(&[one.line(), b"{}"]);
        let mut seen = Vec::new();
        // Without its openings, an entry is shown without its sealed words.
        each(&bundle, &[], &mut |entry, openings| seen.push((entry, openings)));
        assert_eq!(seen, [(one, None)]);
        each(&bundle[..5], &[], &mut |_, _| panic!("cut short"));
    }

    #[test]
    fn openings_that_are_cut_short_are_none() {
        assert_eq!(openings(&[], 0), None);
        assert_eq!(openings(&[0, 0, 0, 9, 1], 0), None);
        assert_eq!(openings(&[0, 0, 0], 0), None);
    }
}
