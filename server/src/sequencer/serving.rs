//! The loop of the thread that records: blocks for one job, takes what else waits,
//! commits, replies.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::writer::Writer;
use super::{Counters, Job, Message};
use crate::config::COMMIT_MAX;

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// It was asked to.
    Stopped,
    /// Another server has taken over, or may have.
    Lost,
}

/// Serves until it is asked to stop or, where other servers have the ledger too, may no
/// longer: `look` is how often that is asked while there is nothing to do.
pub(super) fn serve(
    writer: &mut Writer,
    jobs: &Receiver<Message>,
    refusal: &Mutex<Option<String>>,
    counters: &Counters,
    look: Option<Duration>,
) -> Ended {
    // Beside the first reads: only the first write waits for it. What fails here
    // fails again, and is told, at that write.
    let _ = writer.prepare();
    loop {
        let first = match next(jobs, look) {
            Ok(Some(Message::Job(first))) => first,
            Ok(Some(Message::Trial(trial))) => {
                counters.queue.fetch_sub(1, Ordering::Relaxed);
                let _ = trial.reply.send(writer.rehearse(&trial.submission));
                continue;
            }
            Ok(None) if writer.is_over() => return Ended::Lost,
            Ok(None) => continue,
            Ok(Some(Message::Stop)) | Err(()) => return Ended::Stopped,
        };
        let stopping = take(writer, jobs, first, counters);
        match writer.poison() {
            Some(reason) if look.is_none() => {
                *refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason.to_owned());
            }
            // Another server may go on, or this one when it has read the end anew.
            Some(_) if !stopping => return Ended::Lost,
            _ => {}
        }
        if stopping {
            return Ended::Stopped;
        }
    }
}

/// The next message; `None` where none came for so long.
fn next(jobs: &Receiver<Message>, look: Option<Duration>) -> Result<Option<Message>, ()> {
    let Some(look) = look else { return jobs.recv().map(Some).map_err(drop) };
    match jobs.recv_timeout(look) {
        Ok(message) => Ok(Some(message)),
        Err(RecvTimeoutError::Timeout) => Ok(None),
        Err(RecvTimeoutError::Disconnected) => Err(()),
    }
}

/// One commit of `first` and of what waits behind it. Whether it is to be the last.
fn take(writer: &mut Writer, jobs: &Receiver<Message>, first: Job, counters: &Counters) -> bool {
    counters.queue.fetch_sub(1, Ordering::Relaxed);
    let (mut stopping, mut trials) = (false, Vec::new());
    let mut entries = first.submission.drafts.len();
    let mut batch = vec![first];
    while entries < COMMIT_MAX {
        match jobs.try_recv() {
            Ok(Message::Job(job)) => {
                counters.queue.fetch_sub(1, Ordering::Relaxed);
                entries += job.submission.drafts.len();
                batch.push(job);
            }
            // Tried against what is recorded once this commit is durable.
            Ok(Message::Trial(trial)) => {
                counters.queue.fetch_sub(1, Ordering::Relaxed);
                trials.push(trial);
            }
            Ok(Message::Stop) => {
                stopping = true;
                break;
            }
            Err(_) => break,
        }
    }
    let (submissions, replies): (Vec<_>, Vec<_>) =
        batch.into_iter().map(|job| (job.submission, job.reply)).unzip();
    let (before, begun) = (writer.head().size.get(), Instant::now());
    let answers = writer.commit(submissions);
    let recorded = writer.head().size.get() - before;
    if recorded > 0 {
        counters.commits.fetch_add(1, Ordering::Relaxed);
        counters.entries.fetch_add(recorded, Ordering::Relaxed);
        counters.batches.observe(recorded);
        counters.commit_times.observe_time(begun.elapsed());
    }
    for (reply, answer) in replies.into_iter().zip(answers) {
        if answer.is_err() {
            counters.refused.fetch_add(1, Ordering::Relaxed);
        }
        // A caller that went away has its entries recorded all the same.
        let _ = reply.send(answer);
    }
    for trial in trials {
        let _ = trial.reply.send(writer.rehearse(&trial.submission));
    }
    stopping
}
