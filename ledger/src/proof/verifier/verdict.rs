//! From what was learned to one report.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::confirmations::Confirmations;
use super::finding::{Code, Finding, Findings, What};
use super::report::{Check, CheckId, Outcome, Report, State};
use super::summary::{NoSummary, Summary};
use super::{Body, Seen, Trust, Verifier, naming};
use crate::proof::{TileTree, TreeHash};
use crate::record::{Index, Size};

/// The report when the summary could not be had.
pub(super) fn without_summary(trust: &Trust) -> Report {
    let mut report = empty(State::NoProof, trust);
    for id in [CheckId::Readable, CheckId::Root, CheckId::Signature] {
        set(&mut report.checks, id, not("the signed summary could not be loaded"));
    }
    report
}

/// The report when the summary was no good.
pub(super) fn stopped(stopped: &NoSummary, trust: &Trust) -> Report {
    let mut report = empty(stopped.state, trust);
    let failed =
        if stopped.state == State::BadSig { CheckId::Signature } else { CheckId::Readable };
    set(&mut report.checks, failed, Outcome::Failed(stopped.finding.to_string()));
    report.findings.push(stopped.finding.clone());
    report
}

pub(super) fn empty(state: State, trust: &Trust) -> Report {
    let check = |id| Check { id, outcome: not("there is no signed summary to check it against") };
    let mut checks: Vec<_> = CheckId::ALL.into_iter().map(check).collect();
    for (id, why) in always_open() {
        set(&mut checks, id, not(why));
    }
    if trust.policy.cosigners().is_empty() {
        set(&mut checks, CheckId::Cosigners, not(NO_COSIGNERS));
    }
    Report {
        state,
        checks,
        good: Size::ZERO,
        checked: Size::ZERO,
        size: Size::ZERO,
        findings: Vec::new(),
        findings_left_out: 0,
        origin: None,
        key_id: None,
        cosigners: Vec::new(),
        confirmations: (0, trust.policy.need() as u64),
        witnessed: None,
        root: None,
        entry_hash_of_last: None,
        keys: BTreeMap::new(),
    }
}

pub(super) const NO_COSIGNERS: &str = "no independent witnesses are named for this ledger";

/// What no copy alone can tell.
pub(super) const fn always_open() -> [(CheckId, &'static str); 2] {
    [
        (CheckId::Documents, "a document is checked when it is opened"),
        (CheckId::Freshness, "the signed summary carries no time, and nobody else gives one"),
    ]
}

pub(super) fn not(why: impl Into<String>) -> Outcome {
    Outcome::NotChecked(why.into())
}

pub(super) fn set(checks: &mut [Check], id: CheckId, outcome: Outcome) {
    if let Some(check) = checks.iter_mut().find(|check| check.id == id) {
        check.outcome = outcome;
    }
}

/// Who signed the summary, as far as it is known.
pub(super) fn signature(summary: &Summary) -> Outcome {
    match (&summary.key, summary.key_id) {
        (Some(key), _) => {
            Outcome::Passed(format!("signed by {}, key {}", key.name().as_str(), key.id()))
        }
        (None, Some(id)) => not(format!("the key {id} is not on your list")),
        (None, None) => not("no key is named"),
    }
}

/// Where the signed tree came from.
pub(super) enum Proof<'a> {
    /// The leaf tiles lead to the signed root.
    Tiles(&'a TileTree),
    /// The entries themselves do.
    Entries(&'a TileTree),
    /// Neither does: entries differ, or too little could be had to tell.
    None,
}

/// Everything learned, on its way to a report.
pub(super) struct Judge<'a> {
    pub(super) verifier: &'a Verifier,
    pub(super) body: &'a Body,
    pub(super) proof: Proof<'a>,
    pub(super) size: Size,
    /// Whether some entries could not be had.
    pub(super) unloaded: u64,
    /// What was seen before, as far as it can be compared.
    pub(super) seen: Option<Seen>,
    /// What concerns entries and their order.
    pub(super) entries: Findings,
    pub(super) tiles: Findings,
    /// The prefix that something other than the tree vouches for.
    pub(super) vouched: Size,
    /// What the cosigners did.
    pub(super) confirmations: Confirmations,
}

impl<'a> Judge<'a> {
    pub(super) fn new(verifier: &'a Verifier, body: &'a Body) -> Self {
        let proof = match (&body.truth, body.signed_tree()) {
            (Some(truth), _) => Proof::Tiles(truth),
            (None, Some(own)) => Proof::Entries(own),
            (None, None) => Proof::None,
        };
        let mut judge = Self {
            verifier,
            body,
            proof,
            size: body.summary.checkpoint.size,
            unloaded: body.entries.positions.unloaded_count(),
            // Nobody vouches for a summary by an unknown key: it says nothing
            // about the ledger that was seen before.
            seen: verifier.seen.filter(|_| body.summary.key.is_some()),
            entries: Findings::default(),
            tiles: Findings::default(),
            vouched: Size::ZERO,
            confirmations: Confirmations::new(&body.summary, &verifier.trust.policy),
        };
        judge.name();
        judge
    }

    fn name(&mut self) {
        let found = &self.body.entries;
        match self.proof {
            Proof::Tiles(truth) => {
                self.entries = naming::name(&found.positions, truth);
                self.entries.append(found.findings.clone());
                self.tiles = self.verifier.tiles.compare(truth);
            }
            Proof::Entries(own) => {
                self.entries = found.findings.clone();
                self.tiles = self.verifier.tiles.compare(own);
            }
            Proof::None => self.name_unproven(),
        }
    }

    /// Neither tiles nor entries lead to the signed root.
    fn name_unproven(&mut self) {
        let found = &self.body.entries;
        let own = &found.own;
        let fit =
            self.body.summary.key.as_ref().map(|key| self.verifier.past.fit(own, key, self.size));
        let seen = self.seen.filter(|seen| own.root_at(seen.size) == Some(seen.root));
        let fits = fit.map_or(Size::ZERO, |fit| fit.fits);
        self.vouched = fits.max(seen.map_or(Size::ZERO, |seen| seen.size));

        let absent = &found.positions.absent;
        for gap in absent {
            let what = if gap.end == self.size.get() {
                What::Truncated { have: Size::new(gap.start) }
            } else {
                What::Missing { count: gap.end - gap.start }
            };
            let expected = (gap.end - gap.start).to_string() + " entries";
            self.add(Some(Index::new(gap.start)), Code::Trunc, what, expected, "nothing".into());
        }
        let (root, computed) = (self.body.summary.checkpoint.root.to_hex(), own.root().to_hex());
        if own.size() == self.size {
            let next = fit.and_then(|fit| fit.next).filter(|next| *next > self.vouched);
            self.name_replaced(next, root, computed);
        } else if absent.is_empty() && self.verifier.tiles.missing == 0 {
            // Every tile is there, and together they are not the signed tree.
            self.add(None, Code::Root, What::RootDiffers, root, "another root".into());
            self.entries.append(found.findings.clone());
        } else {
            self.entries.append(found.findings.clone());
        }
    }

    /// All entries are there and lead to another root. The one that was changed
    /// is malformed itself, or the next one does not link to it, or the links
    /// were made anew: then only what was signed in the past can tell.
    fn name_replaced(&mut self, next_signed: Option<Size>, root: String, computed: String) {
        let from = self.vouched.next_index();
        let last = self.size.last().unwrap_or(from);
        let found = &self.body.entries.findings;
        let suspect = found.list.iter().find(|finding| finding.at >= Some(from)).cloned();
        match suspect.map(|suspect| (suspect.at.unwrap_or(from), suspect)) {
            Some((at, Finding { what: What::BrokenLink, .. })) => {
                let before = at.get().checked_sub(1).map_or(at, Index::new);
                let changed = if before < from { at } else { before };
                self.add(Some(changed), Code::Leaf, What::Changed, root, computed);
            }
            Some((at, malformed)) => {
                let Finding { expected, computed, .. } = malformed;
                self.add(Some(at), Code::Leaf, What::Changed, expected, computed);
            }
            None => {
                let to = next_signed.and_then(Size::last).filter(|to| *to <= last).unwrap_or(last);
                let what = What::Resealed { from, to };
                self.add(Some(from), Code::Root, what, root, computed);
            }
        }
        // A malformed entry here is a changed one: it was not signed like that.
        let links = |finding: &&Finding| finding.what == What::BrokenLink;
        for finding in found.list.iter().filter(links) {
            self.entries.push(finding.clone());
        }
    }

    fn add(
        &mut self,
        at: Option<Index>,
        code: Code,
        what: What,
        expected: String,
        computed: String,
    ) {
        self.entries.push(Finding { code, what, at, expected, computed });
    }

    /// What the signed tree's root was at an earlier size, where it can be told.
    fn root_at(&self, size: Size) -> Option<TreeHash> {
        match self.proof {
            Proof::Tiles(tree) | Proof::Entries(tree) => tree.root_at(size),
            Proof::None => (size == self.size).then_some(self.body.summary.checkpoint.root),
        }
    }

    /// The findings on what was seen or confirmed before: gone back, or forked.
    fn against_the_past(&self) -> Option<Finding> {
        self.against_seen().or_else(|| {
            let older = &self.body.summary.older.as_ref()?.checkpoint;
            let root_now = self.root_at(older.size).filter(|root| *root != older.root)?;
            Some(Finding {
                code: Code::Fork,
                what: What::Unconfirmed { confirmed: older.size, now: self.size },
                at: None,
                expected: older.root.to_hex(),
                computed: root_now.to_hex(),
            })
        })
    }

    fn against_seen(&self) -> Option<Finding> {
        let (seen, now) = (self.seen?, self.size);
        if now < seen.size {
            let what = What::RolledBack { seen: seen.size, now };
            let (expected, computed) = (seen.size.to_string(), now.to_string());
            return Some(Finding { code: Code::Rollback, what, at: None, expected, computed });
        }
        let root_now = self.root_at(seen.size).filter(|root| *root != seen.root)?;
        Some(Finding {
            code: Code::Fork,
            what: What::Forked { seen: seen.size, now },
            at: None,
            expected: seen.root.to_hex(),
            computed: root_now.to_hex(),
        })
    }

    /// The first entries, each proven and in its place, openings included.
    fn good(&self) -> Size {
        let positions = &self.body.entries.positions;
        let whole = match self.proof {
            Proof::Tiles(_) | Proof::Entries(_) => self.size,
            Proof::None => self.vouched,
        };
        let first_unloaded = positions.unloaded.first().map(|range| range.start);
        [positions.first_bad(), first_unloaded]
            .into_iter()
            .flatten()
            .chain(
                [&self.entries, &self.body.entries.openings.findings]
                    .iter()
                    .filter_map(|f| f.first().map(Index::get)),
            )
            .map(Size::new)
            .fold(whole, Size::min)
    }

    fn state(&self, past: Option<&Finding>) -> State {
        let found = &self.body.entries;
        let differs = |finding: &Finding| finding.what.is_mismatch();
        let lists = [&self.entries.list, &self.tiles.list, &found.openings.findings.list];
        let Confirmations { have, need, .. } = self.confirmations;
        if lists.into_iter().flatten().any(differs) {
            State::Mismatch
        } else if let Some(finding) = past {
            if finding.code == Code::Rollback { State::Rollback } else { State::Fork }
        } else if !found.people.findings.list.is_empty() {
            State::BadAuthor
        } else if found.malformed {
            State::Unreadable
        } else if self.body.summary.key.is_none() {
            State::UnknownKey
        } else if found.newer {
            State::TooNew
        } else if matches!(self.proof, Proof::None) {
            State::NoProof
        } else if self.confirmations.is_wanting() {
            State::LowCosigners { have, need }
        } else if self.unloaded > 0 || found.openings.unloaded > 0 {
            State::Partial
        } else if matches!(self.freshness(), Outcome::Failed(_)) {
            State::Stale
        } else if self.seen.is_none() {
            State::FirstVisit
        } else {
            State::Verified
        }
    }

    pub(super) fn report(self) -> Report {
        let past = self.against_the_past();
        let state = self.state(past.as_ref());
        let mut report = empty(state, &self.verifier.trust);
        let summary = &self.body.summary;
        report.good = self.good();
        report.checked = match self.proof {
            Proof::Tiles(_) => Size::new(self.body.entries.proven),
            Proof::Entries(_) => self.size,
            Proof::None => self.vouched,
        };
        report.size = self.size;
        report.origin = Some(summary.checkpoint.origin.clone());
        report.key_id = summary.key_id;
        report.cosigners.clone_from(&self.confirmations.seen);
        report.confirmations = (self.confirmations.have as u64, self.confirmations.need as u64);
        report.witnessed = self.confirmations.witnessed;
        report.root = Some(summary.checkpoint.root);
        report.keys.clone_from(&self.body.entries.people.keys);
        report.entry_hash_of_last = self.body.entries.last.filter(|_| report.good == self.size);
        for (id, outcome) in self.outcomes(past.as_ref()) {
            set(&mut report.checks, id, outcome);
        }
        let mut all = Findings::default();
        for finding in &summary.findings {
            all.push(finding.clone());
        }
        if let Some(finding) = past {
            all.push(finding);
        }
        let openings = self.body.entries.openings.findings.clone();
        let people = self.body.entries.people.findings.clone();
        for findings in [self.entries, self.tiles, openings, people] {
            all.append(findings);
        }
        // What concerns no entry concerns the whole: it comes first.
        let mut ordered: Vec<Finding> = Vec::with_capacity(all.list.len());
        for finding in all.list {
            let at = ordered.partition_point(|other| other.at <= finding.at);
            ordered.insert(at, finding);
        }
        (report.findings, report.findings_left_out) = (ordered, all.left_out);
        report
    }
}

impl What {
    /// Whether it means that bytes differ from what was signed, as against
    /// bytes that could not be had or understood.
    pub const fn is_mismatch(&self) -> bool {
        matches!(
            self,
            Self::Changed
                | Self::Missing { .. }
                | Self::Reordered { .. }
                | Self::Duplicated { .. }
                | Self::Extra
                | Self::Truncated { .. }
                | Self::Resealed { .. }
                | Self::BrokenLink
                | Self::TileChanged { .. }
                | Self::RootDiffers
                | Self::OpeningChanged
        )
    }
}
