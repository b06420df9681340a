//! Invitations, orders, papers, sessions and attendance: each act as one step, in
//! the order of the ledger. What the steps add up to is for the views to say.

mod read;
mod sessions;
mod step;

pub use sessions::{SessionFact, SessionStep};
pub use step::{Act, Asks, StepFact};

use super::ids::Ids;
use super::log::{Amend, Known, Log};
use super::{Facts, Family, Heard, Place, Stand};

/// Invitations, orders, sessions and attendance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hearings {
    steps: Log<StepFact>,
    sessions: Log<SessionFact>,
}

impl Family for Hearings {
    fn take(&mut self, heard: &Heard<'_>, ids: &mut Ids) -> Option<Place> {
        Some(match read::step(heard.draft, ids) {
            Some(step) => (0, self.steps.push(heard.index, step)),
            None => (1, self.sessions.push(heard.index, SessionFact::new(heard.draft, ids)?)),
        })
    }

    fn log(&mut self, at: u8) -> &mut dyn Amend {
        match at {
            0 => &mut self.steps,
            _ => &mut self.sessions,
        }
    }
}

impl Facts {
    /// The steps towards hearings, as known at the stand, in the order of the
    /// ledger.
    pub fn steps(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, StepFact>> {
        self.known(&self.hearings.steps, stand)
    }

    /// What is said of evidence sessions, as known at the stand, in the order of
    /// the ledger.
    pub fn sessions(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, SessionFact>> {
        self.known(&self.hearings.sessions, stand)
    }
}
