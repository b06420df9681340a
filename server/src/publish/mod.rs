//! Publishing: the read tree, the viewer and documents on static hosting.
//!
//! One run brings a target from the checkpoint that it has to the newest one.
//! The order is the promise: whatever a checkpoint implies is there before the
//! checkpoint is, and nothing that the last published one implies is removed.
//! So a run may break off anywhere: a reader sees the old checkpoint or the new
//! one, and everything that it implies.
//!
//! 1. What the target says is read first: its checkpoint must be signed by the
//!    ledger's key and be how the ledger begins. A ledger that is shorter, or
//!    another one, is refused and nothing is written.
//! 2. Immutable files that are missing; openings that changed (a redaction
//!    reaches readers before the checkpoint that covers it); history; viewer.
//! 3. Openings that no checkpoint implies any more are removed: they may hold
//!    what was withheld since.
//! 4. The checkpoint, if the target still is as it was found. Then what is
//!    signed over it by others.
//! 5. Partial tiles whose full one is there, if no checkpoint of step 1 or 4
//!    implies them.

mod held;
mod page;
mod plan;
mod send;
mod source;
mod standing;
mod state;
mod target;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use ledger::proof::TreeHash;
use ledger::record::{Hash, Size, Timestamp};

pub use source::Source;
pub use standing::{Ledger, Standing, Status};
pub use target::Target;

use plan::Plan;
use send::Sender;
use state::{STATE, State};
use target::{Caching, Found, Object};

/// Path of the checkpoint below a target's top.
const CHECKPOINT: &str = "log/checkpoint";

/// Why a ledger was not published. The target still serves what it served.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// The command line is wrong.
    #[error("{0}")]
    Usage(String),
    /// What is to be published and what is there do not go together.
    #[error("{0}")]
    Refused(String),
    /// Something could not be read or written. Running again goes on.
    #[error("{0}")]
    Unable(String),
}

/// How to publish.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Say what would be done and do nothing.
    pub dry: bool,
    /// Send everything, whether or not it is there.
    pub resend: bool,
    /// Look at every file of the target and the ledger. Else the target's
    /// checkpoint is believed to imply what is there, and only a redaction
    /// or the end of an embargo makes openings be looked at again.
    pub whole: bool,
}

/// What one run did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Done {
    /// The target, as it was named.
    pub target: String,
    /// The ledger.
    pub origin: String,
    /// Size in the checkpoint that was there; `null` for a first publication.
    pub size_before: Option<u64>,
    /// Size in the checkpoint that is there now.
    pub size: u64,
    /// Files sent.
    pub sent: u64,
    /// Their bytes.
    pub sent_bytes: u64,
    /// Files removed.
    pub removed: u64,
    /// Whether nothing was done, only counted.
    pub dry_run: bool,
    /// When an embargo ends next: from then on there is more to publish.
    #[serde(skip)]
    pub next_end: Option<Timestamp>,
}

/// Brings `target` up to date with `source`. `progress` hears how many of how
/// many files are sent.
pub async fn run(
    source: &Source,
    target: &Arc<Target>,
    options: Options,
    progress: &dyn Fn(u64, u64),
) -> Result<Done, PublishError> {
    let before = target.get(CHECKPOINT).await?;
    let old = match &before {
        Some(found) => Some(guard(source, target, found).await?),
        None => None,
    };
    let known = owned(source, target, before.is_some()).await?;
    let options = Options {
        // Without a checkpoint or a list nothing is known of what is there, and a list of
        // a program that held nothing back says nothing of embargoes.
        whole: options.whole
            || options.resend
            || old.is_none()
            || known.as_ref().is_none_or(|state| state.ends.is_none()),
        ..options
    };
    let is_new = known.is_none();
    let mut state = known.unwrap_or_else(|| State::new(source.vkey.name().as_str()));
    let there = if options.whole { Some(target.list("").await?) } else { None };
    let plan =
        Plan::make(source, target, &state, old.map(|(size, _)| size), there, options).await?;

    let mut sender = Sender::new(Arc::clone(target), options.dry, plan.files(), progress);
    let listed = state.clone();
    for path in plan.marks.keys() {
        state.files.remove(path);
    }
    state.documents.clone_from(&plan.documents);
    state.awaited.clone_from(&plan.awaited);
    state.held.clone_from(&plan.held);
    // All of them, also what is over: a run that breaks off has not sent what they held
    // back, and the next one looks at new entries alone.
    state.ends = Some(plan.ends.clone());
    if is_new || state != listed {
        // Struck off before they are overwritten; see `state`.
        sender.send(state_object(&state)).await?;
        sender.settle().await?;
    }
    for job in plan.fresh.iter().chain(&plan.changed) {
        let object = job.read(source).await?;
        sender.send(object).await?;
    }
    for hash in plan.awaited.iter().filter(|hash| !plan.is_held(hash, source.now)) {
        // One at a time: each may be as large as memory allows.
        if let Some(object) = document(source, hash).await? {
            sender.settle().await?;
            sender.send(object).await?;
            state.documents.insert(hash.clone());
            state.awaited.remove(hash);
            state.held.remove(hash);
        }
    }
    for object in plan.ready {
        sender.send(object).await?;
    }
    sender.settle().await?;
    if let Some(viewer) = plan.viewer {
        for file in viewer.files {
            sender.send(file).await?;
        }
        sender.settle().await?;
        sender.send(viewer.page).await?;
    }
    for path in &plan.withheld {
        sender.remove(path).await?;
    }
    sender.settle().await?;
    publish(source, target, before.as_ref(), &mut sender).await?;
    for object in plan.after {
        sender.send(object).await?;
    }
    sender.settle().await?;
    for path in &plan.outgrown {
        sender.remove(path).await?;
    }
    state.files.extend(plan.marks);
    state.checkpoints = plan.checkpoints;
    state.forget_ended(source.now);
    let next_end = state.next_end(source.now);
    if state != listed {
        sender.send(state_object(&state)).await?;
        sender.settle().await?;
    }
    Ok(Done {
        target: target.name().to_owned(),
        origin: state.origin,
        size_before: old.map(|(size, _)| size.get()),
        size: source.size.get(),
        sent: sender.sent,
        sent_bytes: sender.bytes,
        removed: sender.removed,
        dry_run: options.dry,
        next_end,
    })
}

/// The target's checkpoint, which must be how this ledger begins.
async fn guard(
    source: &Source,
    target: &Target,
    found: &Found,
) -> Result<(Size, TreeHash), PublishError> {
    let name = target.name();
    let (size, root) = source::signed(&found.bytes, &source.vkey).map_err(|error| {
        PublishError::Refused(format!(
            "{name}: its checkpoint is not one of this ledger ({error}); choose another target"
        ))
    })?;
    let (ours, origin) = (source.size, source.vkey.name());
    if size > ours {
        return Err(PublishError::Refused(format!(
            "{name}: {size} entries of {origin} are published there, the ledger here has {ours}: it went backwards or is an old copy; publish from the newest one"
        )));
    }
    if !source.continues(size, &root).await? {
        return Err(PublishError::Refused(format!(
            "{name}: the {size} entries of {origin} that are published there are not how the ledger here begins: there are two histories; keep both and find out which is right"
        )));
    }
    Ok((size, root))
}

/// The list of what is there; `None` for a target that is empty or has lost it.
async fn owned(
    source: &Source,
    target: &Target,
    has_checkpoint: bool,
) -> Result<Option<State>, PublishError> {
    let name = target.name();
    let Some(found) = target.get(STATE).await? else {
        if !has_checkpoint && let Some((path, _)) = target.list("").await?.first() {
            return Err(PublishError::Refused(format!(
                "{name}: holds other files, such as {path}; choose an empty place"
            )));
        }
        return Ok(None);
    };
    let state = State::read(&found.bytes).map_err(|error| {
        PublishError::Refused(format!("{name}: {STATE}: {error}; remove that file and run again"))
    })?;
    let origin = source.vkey.name().as_str();
    if state.origin == origin {
        return Ok(Some(state));
    }
    let theirs = &state.origin;
    Err(PublishError::Refused(format!(
        "{name}: is where {theirs} is published, this ledger is {origin}; choose another target"
    )))
}

/// A document as it lies on static hosting. Whatever it is, a browser is to save
/// it: shown, it would run beside the viewer.
async fn document(source: &Source, hash: &str) -> Result<Option<Object>, PublishError> {
    let Ok(name) = Hash::parse(hash) else { return Ok(None) };
    Ok(source.document(&name).await?.map(|bytes| Object {
        path: format!("documents/{hash}"),
        bytes,
        gzip: &[],
        mime: "application/octet-stream",
        // It may be withheld one day.
        caching: Caching::Never,
        inert: true,
    }))
}

/// Puts the checkpoint, which makes everything before it the ledger.
async fn publish(
    source: &Source,
    target: &Target,
    before: Option<&Found>,
    sender: &mut Sender<'_>,
) -> Result<(), PublishError> {
    if before.is_some_and(|found| found.bytes == source.note) {
        return Ok(());
    }
    // Not every target compares by itself. What is left of the race is closed
    // where it does.
    let now = target.get(CHECKPOINT).await?;
    if now.as_ref().map(|found| &found.bytes) != before.map(|found| &found.bytes) {
        return Err(target.overtaken());
    }
    let checkpoint = Object {
        path: CHECKPOINT.to_owned(),
        bytes: source.note.clone(),
        gzip: &[],
        mime: "text/plain; charset=utf-8",
        caching: Caching::Never,
        inert: false,
    };
    sender.send_after(checkpoint, now.as_ref()).await
}

fn state_object(state: &State) -> Object {
    Object {
        path: STATE.to_owned(),
        bytes: state.to_bytes(),
        gzip: &[],
        mime: "application/json",
        caching: Caching::Never,
        inert: false,
    }
}
