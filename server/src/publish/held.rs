//! Documents, and when embargoes end: what entries say of both, entry by entry.
//!
//! A document is at the target once an entry that is not held back cites it. So that a run
//! need not look at all entries again, the list at the target says of each document that
//! is awaited how long those who cite it so far are held back.

use std::collections::{BTreeMap, BTreeSet};

use ledger::documents::{Said, said, speaks_of_documents};
use ledger::proof::plan_bundles;
use ledger::record::bundle::decode_entries;
use ledger::record::{Held, Json, Size, Timestamp};

use super::plan::{Plan, until};
use super::source::Source;
use super::state::State;
use super::{Options, PublishError};
use crate::tree::Item;

impl Plan {
    /// Documents: those that new entries cite, withhold or release; and when embargoes
    /// end. A whole run looks at all entries and at what is there.
    pub(super) async fn documents(
        &mut self,
        source: &Source,
        state: &State,
        old: Option<Size>,
        there: Option<&BTreeMap<String, u64>>,
        options: Options,
    ) -> Result<(), PublishError> {
        let mut known = Known { whole: options.whole, ..Known::default() };
        let mut from = old.unwrap_or(Size::ZERO).get();
        if options.whole {
            from = 0;
        } else {
            known.awaited.clone_from(&state.awaited);
            known.held.clone_from(&state.held);
        }
        known.there = match there {
            Some(there) => {
                let names = there.keys().filter_map(|path| path.strip_prefix("documents/"));
                names.map(str::to_owned).collect()
            }
            None => state.documents.clone(),
        };
        // Also those that are over: the run that was to act on them may have broken off.
        self.ends.extend(state.ends.iter().flatten());
        for id in plan_bundles(source.size).into_iter().filter(|id| until(id) > from) {
            let bundle = source.need(&Item::Entries(id)).await?;
            let Ok(lines) = decode_entries(&bundle) else { continue };
            let first = id.first().get();
            let new = (first..).zip(lines).filter(|(at, _)| *at >= from);
            for (_, line) in new {
                let held = Held::of_line(line);
                self.ends.extend(held.end(source.now).map(Timestamp::millis));
                if speaks_of_documents(line) {
                    known.take(line, held);
                }
            }
        }
        let Known { there, mut awaited, mut held, hidden, .. } = known;
        // One that is held back may be there: it was put there by other hands.
        let goes = |hash: &String| hidden.contains(hash) || is_held(&held, hash, source.now);
        for hash in there.iter().filter(|hash| goes(hash)) {
            self.withheld.push(format!("documents/{hash}"));
        }
        self.documents = there.iter().filter(|hash| !goes(hash)).cloned().collect();
        if !options.resend {
            awaited.retain(|hash| !self.documents.contains(hash));
        }
        awaited.extend(hidden);
        held.retain(|hash, _| awaited.contains(hash));
        (self.awaited, self.held) = (awaited, held);
        Ok(())
    }

    /// Whether a document that is awaited is held back at the moment `now`.
    pub(super) fn is_held(&self, hash: &str, now: Timestamp) -> bool {
        is_held(&self.held, hash, now)
    }
}

fn is_held(held: &BTreeMap<String, Option<i64>>, hash: &str, now: Timestamp) -> bool {
    held.get(hash).is_some_and(|end| end.is_none_or(|end| now.millis() < end))
}

/// What is known of documents while entries are looked through.
#[derive(Default)]
struct Known {
    /// Whether all entries are looked through, from the first one on.
    whole: bool,
    /// Those that the target has.
    there: BTreeSet<String>,
    /// Those that are to be there.
    awaited: BTreeSet<String>,
    /// Of those: which nobody cites but entries that are held back, and until when.
    held: BTreeMap<String, Option<i64>>,
    /// Those that entries withhold.
    hidden: BTreeSet<String>,
}

impl Known {
    /// Takes what an entry says.
    fn take(&mut self, line: &[u8], held: Held) {
        let Ok(entry) = Json::parse(line) else { return };
        for said in entry.get("draft").map(said).unwrap_or_default() {
            match said {
                Said::Cites { digest, .. } => self.cited(digest.blake3.to_hex(), held),
                Said::Withheld(withholding) => {
                    let hash = withholding.document.to_hex();
                    self.uncited(&hash);
                    self.hidden.insert(hash);
                }
                Said::Released(document) => {
                    let hash = document.to_hex();
                    self.uncited(&hash);
                    self.hidden.remove(&hash);
                    self.awaited.insert(hash);
                }
            }
        }
    }

    /// A document is held back as long as every entry that cites it is.
    fn cited(&mut self, hash: String, held: Held) {
        let before = match self.held.get(&hash) {
            Some(Some(end)) => Held::Until(Timestamp::from_millis(*end)),
            None if self.is_open(&hash) => Held::No,
            // Nobody cites it so far but those who hold it back for good.
            Some(None) | None => Held::ForGood,
        };
        let until = match before.min(held) {
            Held::No => None,
            Held::Until(end) => Some(Some(end.millis())),
            Held::ForGood => Some(None),
        };
        match until {
            Some(until) => self.held.insert(hash.clone(), until),
            None => self.held.remove(&hash),
        };
        self.awaited.insert(hash);
    }

    /// One that is spoken of and that nobody has cited: no entry shows it so far.
    fn uncited(&mut self, hash: &str) {
        if !self.is_open(hash) {
            self.held.entry(hash.to_owned()).or_insert(None);
        }
    }

    /// Whether an entry that was looked through, now or by an earlier run, cites it in public.
    fn is_open(&self, hash: &str) -> bool {
        let known = self.awaited.contains(hash) || (!self.whole && self.there.contains(hash));
        known && !self.held.contains_key(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: fn(i64) -> Timestamp = Timestamp::from_millis;
    const UNTIL: fn(i64) -> Held = |end| Held::Until(Timestamp::from_millis(end));

    fn known(cited: &[Held]) -> Known {
        let mut known = Known::default();
        for held in cited {
            known.cited("d".to_owned(), *held);
        }
        known
    }

    fn shown(known: &Known, now: i64) -> bool {
        known.awaited.contains("d") && !is_held(&known.held, "d", AT(now))
    }

    #[test]
    fn the_most_open_citation_decides_in_whatever_order_they_came() {
        for (cited, before, after) in [
            (vec![Held::No], true, true),
            (vec![Held::ForGood], false, false),
            (vec![UNTIL(10)], false, true),
            (vec![UNTIL(10), Held::ForGood], false, true),
            (vec![Held::ForGood, UNTIL(10)], false, true),
            (vec![UNTIL(10), UNTIL(99)], false, true),
            (vec![UNTIL(10), Held::No], true, true),
            (vec![Held::No, UNTIL(10), Held::ForGood], true, true),
        ] {
            let known = known(&cited);
            assert_eq!(shown(&known, 9), before, "{cited:?}");
            assert_eq!(shown(&known, 10), after, "{cited:?}");
        }
    }

    #[test]
    fn what_was_withheld_and_released_is_not_open_because_of_it() {
        let mut known = Known::default();
        known.uncited("d");
        known.awaited.insert("d".to_owned());
        assert!(!shown(&known, 0));
        known.cited("d".to_owned(), Held::ForGood);
        assert!(!shown(&known, 0));
        known.cited("d".to_owned(), Held::No);
        assert!(shown(&known, 0));
        known.uncited("d");
        assert!(shown(&known, 0));
    }

    /// A later run has the list at the target and new entries alone.
    #[test]
    fn what_an_earlier_run_knew_is_gone_on_with() {
        let mut later = Known { held: known(&[UNTIL(10)]).held, ..Known::default() };
        later.awaited.insert("d".to_owned());
        later.cited("d".to_owned(), Held::ForGood);
        assert!(!shown(&later, 9) && shown(&later, 10));
        let mut sent = Known { there: ["d".to_owned()].into(), ..Known::default() };
        sent.cited("d".to_owned(), Held::ForGood);
        assert!(shown(&sent, 0), "it was there, so somebody cites it in public");
        let mut strange = Known { whole: true, there: ["d".to_owned()].into(), ..Known::default() };
        strange.cited("d".to_owned(), Held::ForGood);
        assert!(!shown(&strange, 0), "a whole run knows who cites it");
    }
}
