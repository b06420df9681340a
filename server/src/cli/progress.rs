//! A bar on a terminal; nothing in a pipe.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Progress of long work. Drawn on standard error, only when that is a terminal.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Of `total` steps, called `what`.
    pub(super) fn new(total: u64, what: &'static str) -> Self {
        let bar = ProgressBar::new(total);
        // The template is a constant: an error in it shows in the tests.
        if let Ok(style) =
            ProgressStyle::with_template("{msg} {wide_bar} {human_pos} of {human_len} · {eta} left")
        {
            bar.set_style(style);
        }
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// There are `total` steps after all.
    pub(super) fn of(&self, total: u64) {
        self.0.set_length(total);
    }

    /// `done` steps are done.
    pub(super) fn at(&self, done: u64) {
        self.0.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
