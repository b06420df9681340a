//! How much each token has under way.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::problem::Problem;
use crate::config::INFLIGHT_MAX;

/// Requests under way, by the name of their token.
#[derive(Debug, Default)]
pub struct Inflight {
    counts: Mutex<HashMap<String, usize>>,
}

/// One request under way; over when dropped.
#[derive(Debug)]
pub struct Turn<'a> {
    all: &'a Inflight,
    name: String,
}

impl Inflight {
    /// Counts one more request of `name`, or `None` when it has
    /// [`INFLIGHT_MAX`] under way.
    pub fn enter(&self, name: &str) -> Option<Turn<'_>> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(name.to_owned()).or_default();
        if *count == INFLIGHT_MAX {
            return None;
        }
        *count += 1;
        Some(Turn { all: self, name: name.to_owned() })
    }

    /// As [`Inflight::enter`], for a handler.
    ///
    /// # Errors
    /// 429 when it has [`INFLIGHT_MAX`] under way.
    pub fn turn(&self, name: &str) -> Result<Turn<'_>, Problem> {
        self.enter(name).ok_or_else(|| Problem::too_many(INFLIGHT_MAX))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut counts = self.all.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.name) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_token_cannot_take_the_place_of_another() {
        let inflight = Inflight::default();
        let turns: Vec<_> = (0..INFLIGHT_MAX).map(|_| inflight.enter("a").unwrap()).collect();
        assert!(inflight.enter("a").is_none());
        assert!(inflight.enter("b").is_some());
        drop(turns);
        assert!(inflight.enter("a").is_some());
    }
}
