//! The page's own state: how the check stands. Every change is an [`Action`]
//! that says what happened; the reducer is pure.

use std::rc::Rc;

use yew::Reducible;

use crate::status::{self, Words};
use crate::wire::{Progress, Verdict};

/// Where the check stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    /// The check that runs now, if any.
    pub(crate) running: Option<Progress>,
    /// The last check that ended.
    pub(crate) verdict: Option<Rc<Verdict>>,
    /// Grows whenever what is shown may have changed: pages ask again.
    pub(crate) generation: u32,
    /// Records that were there when pages last asked.
    asked: u64,
    /// This browser keeps what we saw until the next visit.
    pub(crate) remembers: bool,
    /// The last look found nothing newer.
    pub(crate) nothing_newer: bool,
    /// There is nothing to check: no file was chosen yet.
    pub(crate) nothing: bool,
    /// The worker could not be started, with the reason.
    pub(crate) broken: Option<String>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    /// A check began.
    Began,
    /// A check of another source began: nothing of the one before stands.
    #[cfg(feature = "whole")]
    Switched,
    /// It came further.
    Progressed(Progress),
    /// It ended.
    Ended(Box<Verdict>),
    /// A look for newer records found none.
    NothingNewer,
    /// The worker failed.
    Broke(String),
}

impl State {
    /// At the start: checking, with nothing known; or with `nothing` to check.
    pub(crate) fn new(remembers: bool, nothing: bool) -> Self {
        Self {
            running: (!nothing).then(Progress::default),
            verdict: None,
            generation: 0,
            asked: 0,
            remembers,
            nothing_newer: false,
            nothing,
            broken: None,
        }
    }

    /// What the status bar says. While newer records are checked after a first
    /// check has ended, nothing that was said before still stands.
    pub(crate) fn words(&self) -> Words {
        #[cfg(feature = "whole")]
        if self.nothing && self.broken.is_none() {
            return status::nothing();
        }
        match (&self.broken, self.running, &self.verdict) {
            (Some(reason), _, _) => Words {
                key: "noproof",
                tone: status::Tone::Unknown,
                chip: "Not verified",
                heading: "Not verified: the check could not run".into(),
                line: format!(
                    "The part of this page that checks the records could not be started ({reason}). Nothing shown is verified."
                ),
                next: vec![status::Next::Again],
            },
            (None, None, Some(verdict)) => status::done(verdict, self.remembers),
            (None, running, _) => status::checking(running.unwrap_or_default()),
        }
    }

    /// True while no verdict stands.
    pub(crate) fn is_checking(&self) -> bool {
        self.broken.is_none() && (self.running.is_some() || self.verdict.is_none())
    }

    /// The verdict that stands, if one does.
    pub(crate) fn standing(&self) -> Option<&Rc<Verdict>> {
        if self.is_checking() || self.broken.is_some() { None } else { self.verdict.as_ref() }
    }
}

/// How often a page asks again while records arrive: whenever the count of
/// checked records has grown by a half, so about twenty times for 100,000.
fn worth_asking(before: u64, now: u64) -> bool {
    now > 0 && (before == 0 || now > before + before / 2)
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Began => {
                next.running = Some(Progress::default());
                next.nothing_newer = false;
                next.broken = None;
            }
            #[cfg(feature = "whole")]
            Action::Switched => {
                next = Self { generation: self.generation + 1, ..Self::new(self.remembers, false) };
            }
            Action::Progressed(progress) => {
                let there = progress.checked.max(progress.arrived);
                if self.verdict.is_none() && worth_asking(self.asked, there) {
                    next.generation += 1;
                    next.asked = there;
                }
                next.running = Some(progress);
            }
            Action::Ended(verdict) => {
                next.running = None;
                next.verdict = Some(Rc::new(*verdict));
                next.generation += 1;
            }
            Action::NothingNewer => {
                next.running = None;
                next.nothing_newer = true;
            }
            Action::Broke(reason) => next.broken = Some(reason),
        }
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::StateKey;

    fn ended(state: StateKey) -> Action {
        Action::Ended(Box::new(crate::status::tests_support::verdict(state)))
    }

    fn after(actions: Vec<Action>) -> Rc<State> {
        actions.into_iter().fold(Rc::new(State::new(true, false)), Reducible::reduce)
    }

    #[test]
    fn nothing_stands_until_the_check_has_ended() {
        let start = after(vec![]);
        assert_eq!(start.words().key, "checking");
        let half = after(vec![Action::Progressed(Progress {
            checked: 10,
            total: 27,
            ..Progress::default()
        })]);
        assert_eq!(half.words().heading, "Checking 10 of 27 records");
        assert_eq!(half.standing(), None);
        let end = after(vec![ended(StateKey::Verified)]);
        assert_eq!(end.words().key, "verified");
    }

    #[test]
    fn a_new_check_takes_the_old_verdict_back() {
        let again = after(vec![ended(StateKey::Verified), Action::Began]);
        assert_eq!(again.words().key, "checking");
        assert_eq!(again.standing(), None);
        assert!(again.verdict.is_some(), "kept, so that rows stay marked");
        let nothing = after(vec![ended(StateKey::Verified), Action::Began, Action::NothingNewer]);
        assert_eq!(nothing.words().key, "verified");
        assert!(nothing.nothing_newer);
    }

    #[test]
    fn a_worker_that_fails_never_leaves_a_verdict_standing() {
        let broken = after(vec![ended(StateKey::Verified), Action::Broke("no memory".into())]);
        assert_eq!(broken.words().chip, "Not verified");
        assert_eq!(broken.standing(), None);
    }

    #[test]
    fn pages_are_told_to_ask_again_now_and_then_while_records_arrive() {
        let steps = (1..=400).map(|n| {
            Action::Progressed(Progress { checked: n * 256, total: 102_400, ..Progress::default() })
        });
        let end = after(steps.collect());
        assert!((10..30).contains(&end.generation), "{}", end.generation);
    }
}
