//! Sends files, several at once, and counts them.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::PublishError;
use super::target::{Found, Object, Target};

/// Files under way at once. Each is held in memory: at most some 16 MiB, for
/// 256 of the largest entries; usually some 100 KiB.
const AT_ONCE: usize = 8;

pub(super) struct Sender<'a> {
    target: Arc<Target>,
    dry: bool,
    tasks: JoinSet<Result<u64, PublishError>>,
    total: u64,
    progress: &'a dyn Fn(u64, u64),
    pub(super) sent: u64,
    pub(super) bytes: u64,
    pub(super) removed: u64,
}

impl<'a> Sender<'a> {
    pub(super) fn new(
        target: Arc<Target>,
        dry: bool,
        total: u64,
        progress: &'a dyn Fn(u64, u64),
    ) -> Self {
        let (sent, bytes, removed) = (0, 0, 0);
        Self { target, dry, tasks: JoinSet::new(), total, progress, sent, bytes, removed }
    }

    /// Sends a file, some time before [`Self::settle`] returns.
    pub(super) async fn send(&mut self, object: Object) -> Result<(), PublishError> {
        if self.dry {
            self.count(object.bytes.len() as u64);
            return Ok(());
        }
        while self.tasks.len() >= AT_ONCE {
            self.one().await?;
        }
        let target = Arc::clone(&self.target);
        self.tasks.spawn(async move { target.put(object).await });
        Ok(())
    }

    /// Sends a file over the one that was found, and waits.
    pub(super) async fn send_after(
        &mut self,
        object: Object,
        before: Option<&Found>,
    ) -> Result<(), PublishError> {
        self.settle().await?;
        let length = if self.dry {
            object.bytes.len() as u64
        } else {
            self.target.put_after(object, before).await?
        };
        self.count(length);
        Ok(())
    }

    /// Waits until everything sent is there.
    pub(super) async fn settle(&mut self) -> Result<(), PublishError> {
        while !self.tasks.is_empty() {
            self.one().await?;
        }
        Ok(())
    }

    async fn one(&mut self) -> Result<(), PublishError> {
        match self.tasks.join_next().await {
            Some(Ok(sent)) => self.count(sent?),
            Some(Err(error)) => return Err(PublishError::Unable(error.to_string())),
            None => {}
        }
        Ok(())
    }

    fn count(&mut self, bytes: u64) {
        self.sent += 1;
        self.bytes += bytes;
        (self.progress)(self.sent, self.total.max(self.sent));
    }

    /// Removes a file.
    pub(super) async fn remove(&mut self, path: &str) -> Result<(), PublishError> {
        if !self.dry {
            self.target.delete(path).await?;
        }
        self.removed += 1;
        Ok(())
    }
}
