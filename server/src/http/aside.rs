//! Work that waits for a disk or takes long, off the threads that serve connections.

use super::problem::Problem;

/// Does it on a thread that may wait.
///
/// # Errors
/// 500 when it panicked.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Problem::internal(&error))
}
