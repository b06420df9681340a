//! Whom to ask when: rounds over the newest checkpoint, pauses after failures.

use std::sync::Arc;

use ledger::proof::SignedCheckpoint;
use ledger::record::Size;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::ask::{Asked, Cosigner, ask};
use super::{Board, Pace};
use crate::client::{self, Client};
use crate::clock;
use crate::sequencer::Published;
use crate::store::Store;

/// One cosigner and when to ask it again.
struct Turn {
    /// Its position in the policy.
    n: usize,
    cosigner: Cosigner,
    name: String,
    is_asked: bool,
    /// The size it is believed to have confirmed last.
    known: Size,
    /// The text that it signed last, and when.
    signed: Option<(String, Instant)>,
    /// The text that it called inconsistent: never sent again.
    refused: Option<String>,
    not_before: Option<Instant>,
    failures: u32,
}

/// Everything the driver works with.
pub struct Driver {
    board: Arc<Board>,
    store: Arc<Store>,
    client: Client,
    pace: Pace,
    turns: Vec<Turn>,
}

impl Driver {
    /// A driver for the cosigners of the board's policy that have an address;
    /// `None` when there are none.
    pub fn new(board: Arc<Board>, store: Arc<Store>, client: Client, pace: Pace) -> Option<Self> {
        let mut turns = Vec::new();
        for (n, cosigner) in board.policy().cosigners().iter().enumerate() {
            let Some(url) = &cosigner.url else { continue };
            let url = client::address(&format!("{}/add-checkpoint", url.trim_end_matches('/')));
            match url {
                Ok(url) => turns.push(Turn {
                    n,
                    cosigner: Cosigner { url, key: cosigner.key.clone() },
                    name: cosigner.name.clone(),
                    is_asked: false,
                    known: board.known(n),
                    signed: None,
                    refused: None,
                    not_before: None,
                    failures: 0,
                }),
                Err(error) => tracing::error!("witness {}: {error}", cosigner.name),
            }
        }
        (!turns.is_empty()).then_some(Self { board, store, client, pace, turns })
    }

    /// Asks until `stopping`. `ends` are durable ends of the ledger, no others.
    pub async fn run(
        mut self,
        mut ends: watch::Receiver<Arc<Published>>,
        mut stopping: watch::Receiver<bool>,
    ) {
        let mut asks: JoinSet<(usize, String, Asked)> = JoinSet::new();
        let mut target = Arc::clone(&ends.borrow_and_update());
        let mut began = Instant::now();
        let mut newest = Arc::clone(&target);
        loop {
            let now = Instant::now();
            // All are asked for the same checkpoint, so that the quorum comes
            // together over one; slow ones hold up the next round only so long.
            let is_over = now >= began + self.pace.between
                && (asks.is_empty() || now >= began + self.pace.round);
            if is_over && newest.note != target.note {
                (target, began) = (Arc::clone(&newest), now);
            }
            let mut wake = self.begin(&target, now, &mut asks);
            if newest.note != target.note {
                let waits = if asks.is_empty() { self.pace.between } else { self.pace.round };
                wake = wake.min(began + waits.max(self.pace.between));
            }
            tokio::select! {
                changed = ends.changed() => {
                    if changed.is_err() { return }
                    newest = Arc::clone(&ends.borrow_and_update());
                }
                Some(done) = asks.join_next(), if !asks.is_empty() => {
                    if let Ok((at, text, asked)) = done {
                        self.take(at, text, asked, newest.head.size).await;
                    }
                }
                () = tokio::time::sleep_until(wake) => {}
                () = asked_to_stop(&mut stopping) => return,
            }
        }
    }

    /// Asks whoever is due, and says when the next one will be.
    fn begin(
        &mut self,
        target: &Arc<Published>,
        now: Instant,
        asks: &mut JoinSet<(usize, String, Asked)>,
    ) -> Instant {
        let mut wake = now + self.pace.refresh;
        let Some(checkpoint) = self.board.offer(&target.note) else { return wake };
        let text = checkpoint.note().text().to_owned();
        for at in 0..self.turns.len() {
            let turn = &self.turns[at];
            if turn.is_asked || turn.refused.as_ref() == Some(&text) {
                continue;
            }
            let fresh_until = match &turn.signed {
                Some((signed, when)) if *signed == text => Some(*when + self.pace.refresh),
                _ => None,
            };
            let due = fresh_until.max(turn.not_before).filter(|due| *due > now);
            match due {
                Some(due) => wake = wake.min(due),
                None => self.spawn(at, &checkpoint, target, text.clone(), asks),
            }
        }
        wake
    }

    fn spawn(
        &mut self,
        at: usize,
        checkpoint: &SignedCheckpoint,
        target: &Arc<Published>,
        text: String,
        asks: &mut JoinSet<(usize, String, Asked)>,
    ) {
        let turn = &mut self.turns[at];
        turn.is_asked = true;
        let (client, cosigner, known) = (self.client.clone(), turn.cosigner.clone(), turn.known);
        let (checkpoint, end, store) =
            (checkpoint.clone(), Arc::clone(target), Arc::clone(&self.store));
        let time = self.pace.ask;
        asks.spawn(async move {
            let asked = ask(&client, &cosigner, &checkpoint, &end, &store, known, time).await;
            (at, text, asked)
        });
    }

    /// Takes in what one of them answered; the ledger has `size` entries now.
    async fn take(&mut self, at: usize, text: String, asked: Asked, size: Size) {
        let now = Instant::now();
        let turn = &mut self.turns[at];
        turn.is_asked = false;
        let name = &turn.name;
        let (why, is_alarm) = match asked {
            Asked::Signed(signed, time) => {
                let confirmed = signed.checkpoint().size;
                if turn.failures > 0 {
                    tracing::info!("witness {name} confirms again, {confirmed} entries");
                }
                (turn.failures, turn.not_before, turn.refused) = (0, None, None);
                (turn.known, turn.signed) = (confirmed, Some((text, now)));
                let (board, n) = (Arc::clone(&self.board), turn.n);
                let kept = tokio::task::spawn_blocking(move || board.confirmed(n, &signed, time));
                if let Err(error) = kept.await {
                    tracing::error!(%error, "a confirmation could not be kept");
                }
                return;
            }
            Asked::Beyond(other) if other <= size => {
                // A later request overtook this one; the next round asks from there.
                turn.known = other;
                turn.not_before = Some(now + self.pace.pause);
                return;
            }
            Asked::Beyond(other) => {
                turn.known = Size::ZERO;
                (format!("it has confirmed {other} entries, this ledger has {size}"), true)
            }
            Asked::Inconsistent(why) => {
                turn.refused = Some(text);
                (why, true)
            }
            Asked::Failed(why) => (why, false),
        };
        turn.failures = turn.failures.saturating_add(1);
        let doublings = turn.failures.min(16) - 1;
        let pause = self.pace.pause.saturating_mul(1 << doublings).min(self.pace.pause_max);
        let pause = if is_alarm { self.pace.pause_fork } else { pause };
        turn.not_before = Some(now + pause);
        let is_news = self.board.failed(turn.n, &why, is_alarm, clock::now());
        if is_alarm {
            tracing::error!(
                "witness {name} says that this ledger does not continue what it confirmed: {why}. \
                 Either this ledger has two histories or that witness errs: find out which"
            );
        } else if is_news {
            tracing::warn!("witness {name} did not confirm: {why}; it is asked again");
        }
    }
}

async fn asked_to_stop(stopping: &mut watch::Receiver<bool>) {
    // A sender that is gone is a server that is gone.
    let _ = stopping.wait_for(|stop| *stop).await;
}
