//! One run: checkpoint, pass, and what they add up to.

use std::sync::Arc;

use ledger::proof::{
    BundleId, Cosigned, Seen, SignatureError, SignedCheckpoint, State, TILE_WIDTH, TreeHash, Trust,
    Verifier, VerifierKey,
};
use ledger::record::Size;

use super::Audit;
use super::memory::{Memory, keep_evidence};
use super::pass::{Ended, Pass};
use super::remote::{Got, Remote};
use super::report::{Age, Found, Report, Standing};
use crate::clock;
use crate::tree::Item;

/// One run on its way to a report.
pub(super) struct Run<'a> {
    pub(super) audit: &'a Audit,
    pub(super) remote: Arc<Remote>,
    pub(super) memory: Memory,
    pub(super) report: Report,
    pub(super) state: State,
}

impl Run<'_> {
    pub(super) async fn go(&mut self, progress: &dyn Fn(u64, u64)) {
        let Some(key) = self.key().await else { return };
        let Some(signed) = self.checkpoint(&key).await else { return };
        let (size, root) = (signed.checkpoint().size, signed.checkpoint().root);
        let seen = match self.memory.checkpoint() {
            Ok(before) => before.map(|before| standing(&before, &key)),
            Err(error) => {
                self.report.problems.push(format!("the state file: {error}"));
                return;
            }
        };
        let seen = seen.map(|(standing, seen)| {
            self.report.previous_state = Some(standing);
            seen
        });
        if let Some(seen) = seen
            && size < seen.size
        {
            self.state = State::Rollback;
            self.report.findings.push(Found {
                code: "E-ROLLBACK".into(),
                seq: None,
                expected: seen.size.to_string(),
                computed: size.to_string(),
                text: format!(
                    "E-ROLLBACK: the ledger went back from {} entries, verified before, to {size}",
                    seen.size
                ),
            });
            self.keep_evidence("rollback");
            return;
        }
        let mut pass = self.pass(&signed, seen, progress);
        let ended = self.through(&mut pass, size, &root, progress).await;
        self.report.checked = pass.counts.clone();
        self.report.problems.append(&mut pass.problems);
        match ended {
            Ended::Whole => self.whole(&pass, &signed, &key, seen),
            Ended::Broken(why) => {
                self.memory.begun = Some(pass.place());
                self.report.problems.push(why);
                self.state = State::NoProof;
            }
            Ended::Differs(why) => self.name(why, &key, seen).await,
        }
        if !pass.documents.is_empty() {
            self.report.findings.append(&mut pass.documents);
            self.state = self.state.min(State::Mismatch);
        }
    }

    /// The key to check with: given, remembered, or taken on trust this once.
    async fn key(&mut self) -> Option<VerifierKey> {
        if let Some(key) = &self.audit.key {
            return Some(key.clone());
        }
        let (text, from) = if self.memory.vkey.is_empty() {
            match self.remote.file(&Item::Vkey).await {
                Got::Bytes(bytes) => (String::from_utf8_lossy(&bytes).into_owned(), "vkey"),
                other => {
                    self.could_not("vkey", other);
                    return None;
                }
            }
        } else {
            (self.memory.vkey.clone(), "the state file")
        };
        match VerifierKey::parse(text.trim()) {
            Ok(key) => Some(key),
            Err(error) => {
                self.state = State::Unreadable;
                self.report.problems.push(format!("{from}: {error}"));
                None
            }
        }
    }

    async fn checkpoint(&mut self, key: &VerifierKey) -> Option<SignedCheckpoint> {
        let bytes = match self.remote.file(&Item::Checkpoint).await {
            Got::Bytes(bytes) => bytes,
            other => {
                self.could_not("checkpoint", other);
                return None;
            }
        };
        let signed = match SignedCheckpoint::parse(&bytes) {
            Ok(signed) => signed,
            Err(error) => {
                self.state = State::Unreadable;
                self.report.problems.push(format!("checkpoint: {error}"));
                return None;
            }
        };
        let (standing, _) = standing(&signed, key);
        self.report.current_state = Some(standing);
        let found = |code: &str, expected: &str, computed: String| Found {
            code: code.into(),
            seq: None,
            expected: expected.to_owned(),
            text: format!("{code}: {computed}"),
            computed,
        };
        match signed.verify(std::slice::from_ref(key)) {
            Ok(_) if signed.checkpoint().origin == *key.name() => Some(signed),
            Ok(_) | Err(SignatureError::Unknown { .. }) => {
                self.state = State::UnknownKey;
                let words = format!(
                    "the checkpoint of {} is not signed by the key {} that is known for it",
                    signed.checkpoint().origin,
                    key.id()
                );
                self.report.findings.push(found("E-KEY", &key.to_string(), words));
                None
            }
            Err(error) => {
                self.state = State::BadSig;
                self.report.findings.push(found("E-SIG", &key.to_string(), error.to_string()));
                None
            }
        }
    }

    fn could_not(&mut self, path: &str, got: Got) {
        self.state = State::NoProof;
        self.report.problems.push(match got {
            Got::Failed(why) => why,
            _ => format!("{}log/{path}: is not there", self.remote.address()),
        });
    }

    /// The pass to make: from where an earlier run broke off, from what was
    /// verified before (fast), or from the beginning.
    fn pass(
        &mut self,
        signed: &SignedCheckpoint,
        seen: Option<Seen>,
        progress: &dyn Fn(u64, u64),
    ) -> Pass {
        let checkpoint = signed.checkpoint();
        let fast = self.report.mode == "fast";
        let place = if fast { self.memory.good.clone() } else { self.memory.begun.clone() };
        let place = place.filter(|place| place.size <= checkpoint.size.get());
        let resumed = place
            .and_then(|place| Some((Pass::resume(Arc::clone(&self.remote), &place, seen)?, place)));
        match resumed {
            Some((pass, place)) => {
                if !fast {
                    self.report.resumed_from = Some(place.size);
                }
                progress(place.size, checkpoint.size.get());
                pass
            }
            None => {
                let since = clock::now().millis();
                Pass::new(Arc::clone(&self.remote), &checkpoint.origin, seen, since)
            }
        }
    }

    async fn through(
        &mut self,
        pass: &mut Pass,
        size: Size,
        root: &TreeHash,
        progress: &dyn Fn(u64, u64),
    ) -> Ended {
        let (audit, memory) = (self.audit, &mut self.memory);
        let mut keep = |pass: &Pass| {
            let place = pass.place();
            progress(place.size, size.get());
            memory.begun = Some(place);
            // A place that was not kept costs time, not truth.
            let _ = audit.write_memory(memory);
        };
        pass.run(size, root, &mut keep).await
    }

    /// Every entry is as signed. What is left: values, witnesses, age.
    fn whole(
        &mut self,
        pass: &Pass,
        signed: &SignedCheckpoint,
        key: &VerifierKey,
        seen: Option<Seen>,
    ) {
        self.memory.vkey = key.to_string();
        self.memory.note = String::from_utf8_lossy(&signed.to_bytes()).into_owned();
        self.memory.good = Some(pass.place());
        self.memory.begun = None;
        let mut state = if seen.is_some() { State::Verified } else { State::FirstVisit };
        let counts = &pass.counts;
        if counts.openings_missing + counts.tiles_missing + counts.documents_failed > 0 {
            state = state.min(State::Partial);
        }
        let policy = &self.audit.policy;
        let judged = policy.judge(signed);
        if !policy.is_met(&judged) {
            let need = policy.need();
            let lacking = policy.lacking(&|n| matches!(judged.get(n), Some(Cosigned::At(_))));
            state = state.min(State::LowCosigners { have: need.saturating_sub(lacking), need });
        }
        let mut newest = None;
        for (cosigner, judged) in policy.cosigners().iter().zip(&judged) {
            let name = &cosigner.name;
            match judged {
                Cosigned::At(seconds) => {
                    newest = newest.max(Some(*seconds));
                    self.report.witnesses.push(name.clone());
                }
                Cosigned::Wrong => self.report.findings.push(Found {
                    code: "E-WIT".into(),
                    expected: cosigner.key.to_string(),
                    text: format!("E-WIT: the signature of {name} does not fit"),
                    ..Found::default()
                }),
                Cosigned::Absent => {}
            }
        }
        let now = u64::try_from(clock::now().millis() / 1000).unwrap_or(0);
        let then = match newest {
            Some(seconds) => Some((seconds, "cosignature")),
            None => {
                pass.newest.map(|at| (u64::try_from(at.millis() / 1000).unwrap_or(0), "recorded"))
            }
        };
        let usual = then.filter(|(_, by)| *by == "cosignature").map(|_| self.audit.stale_after);
        let limit = self.audit.max_age.or(usual).map(|limit| limit.as_secs());
        self.report.age =
            then.map(|(then, by)| Age { seconds: now.saturating_sub(then), by: by.into(), limit });
        if let Some(Age { seconds, limit: Some(limit), .. }) = self.report.age
            && seconds > limit
        {
            state = state.min(State::Stale);
            self.report.problems.push(format!(
                "the last sign of life is {seconds} seconds old, more than {limit}: newer entries may be held back"
            ));
        }
        self.state = state;
    }

    /// Something does not fit: the one judge of copies says what and where.
    async fn name(&mut self, why: String, key: &VerifierKey, seen: Option<Seen>) {
        // Nothing of this run is gone on from.
        self.memory.begun = None;
        let trust = Trust { keys: vec![key.clone()], ..Trust::default() };
        let verifier = Verifier::new(trust, seen);
        let note = self.report.current_state.as_ref().map(|now| now.note.clone().into_bytes());
        let found = judge(&self.remote, verifier, note).await;
        self.state = match found.state {
            State::FirstVisit | State::Verified => {
                self.report.problems.push(format!(
                    "{why}; fetched a second time everything fits: a file was served in two forms"
                ));
                State::Partial
            }
            // Too large to be judged at once: what the pass saw stands.
            State::Unreadable if found.findings.iter().all(|one| one.at.is_none()) => {
                self.report.findings.push(Found {
                    code: "E-ROOT".into(),
                    text: format!("E-ROOT: {why}"),
                    computed: why,
                    ..Found::default()
                });
                State::Mismatch
            }
            state => state,
        };
        self.report.findings.extend(found.findings.iter().map(Found::from));
        match self.state {
            State::Fork => self.keep_evidence("fork"),
            State::Mismatch if seen.is_some() => self.keep_evidence("mismatch"),
            _ => {}
        }
    }

    /// Keeps both signed checkpoints.
    fn keep_evidence(&mut self, what: &str) {
        let (Some(before), Some(now)) = (&self.report.previous_state, &self.report.current_state)
        else {
            return;
        };
        let notes = [
            (format!("{what}-before"), before.note.as_bytes()),
            (format!("{what}-now"), now.note.as_bytes()),
        ];
        let notes = [(notes[0].0.as_str(), notes[0].1), (notes[1].0.as_str(), notes[1].1)];
        match keep_evidence(&self.audit.memory, clock::now(), notes) {
            Ok(kept) => {
                self.report.evidence = kept.iter().map(|path| path.display().to_string()).collect();
            }
            // They are in the report as well.
            Err(error) => self.report.problems.push(format!("evidence was not kept: {error}")),
        }
    }
}

/// A checkpoint as the report shows it, and as the verifier wants it.
fn standing(signed: &SignedCheckpoint, key: &VerifierKey) -> (Standing, Seen) {
    let checkpoint = signed.checkpoint();
    let standing = Standing {
        origin: checkpoint.origin.to_string(),
        size: checkpoint.size.get(),
        root: checkpoint.root.to_hex(),
        key: key.to_string(),
        note: String::from_utf8_lossy(&signed.to_bytes()).into_owned(),
    };
    (standing, Seen { size: checkpoint.size, root: checkpoint.root })
}

/// Gives the verifier everything, in its order.
async fn judge(
    remote: &Remote,
    mut verifier: Verifier,
    note: Option<Vec<u8>>,
) -> ledger::proof::Report {
    let Ok(plan) = verifier.checkpoint(note.as_deref()) else { return verifier.finish() };
    for id in &plan.tiles {
        let bytes = remote.tile(*id).await.bytes();
        verifier.tile(*id, bytes.as_deref());
    }
    for id in &plan.bundles {
        let entries = remote.entries(*id).await.certain();
        let openings = remote.openings(*id).await.bytes();
        verifier.bundle(*id, entries.as_deref(), openings.as_deref(), &mut |_| {});
    }
    while let Some(n) = verifier.wants_history() {
        let id = BundleId { n, width: TILE_WIDTH };
        let bytes = remote.file(&Item::History(id)).await.bytes();
        verifier.history(n, bytes.as_deref());
    }
    verifier.finish()
}
