//! What is held back is published when its embargo ends, by a run that knows of no other
//! reason to look, and by the one after a run that was killed.

use ledger::record::Timestamp;

use super::*;
use crate::sequencer::Submission;
use crate::sequencer::tests::ready_with;

const SECRET: &str = "Not before its moment.";
const MARK: &str = r#","disclosure":"embargoed","embargo_until":"2999-01-01T11:00+00:00""#;

fn end() -> Timestamp {
    Timestamp::parse("2999-01-01T11:00:00.000Z").unwrap()
}

impl Stage {
    /// 300 entries, of which the ones at 3 and 280 are held back: in a file that is full
    /// and in one that is not.
    fn held() -> Self {
        let mut stage = Self::new();
        stage.grow(3);
        stage.hold("held-3");
        stage.grow(276);
        stage.hold("held-280");
        stage.grow(19);
        stage
    }

    fn hold(&mut self, id: &str) {
        let drafts = vec![ready_with(id, SECRET, MARK)];
        let submission = Submission { drafts, expected: None, key: None };
        self.writer.commit(vec![submission]).pop().unwrap().unwrap();
    }

    async fn publish_at(
        &self,
        now: Timestamp,
        whole: bool,
        fuse: i64,
    ) -> Result<Done, PublishError> {
        let mut source = self.source();
        source.now = now;
        let target = self.target();
        target.fuse.after.store(fuse, Ordering::SeqCst);
        run(&source, &target, Options { whole, ..Options::default() }, &|_, _| {}).await
    }

    /// Which of the two files of openings have it.
    async fn shown(&self) -> [bool; 2] {
        let mut shown = [false; 2];
        for (shown, path) in shown.iter_mut().zip(["log/openings/000", "log/openings/001.p/44"]) {
            let bytes = self.get(path).await.unwrap();
            *shown = bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
        }
        shown
    }
}

#[tokio::test]
async fn the_first_run_after_an_embargo_sends_what_it_held_back() {
    let stage = Stage::held();
    let before = Timestamp::from_millis(end().millis() - 1);
    let first = stage.publish_at(before, false, i64::MAX).await.unwrap();
    assert_eq!(first.next_end, Some(end()), "the one who publishes is told when to come back");
    assert_eq!(stage.shown().await, [false, false]);
    assert_eq!(sizes(&stage.read(None).await), (Verdict::FirstVisit, 300));
    let idle = stage.publish_at(before, false, i64::MAX).await.unwrap();
    assert_eq!((idle.sent, idle.removed), (0, 0), "nothing to do before");

    let after = stage.publish_at(end(), false, i64::MAX).await.unwrap();
    assert!(after.sent > 0 && after.next_end.is_none(), "{after:?}");
    assert_eq!(stage.shown().await, [true, true]);
    assert_eq!(sizes(&stage.read(None).await), (Verdict::FirstVisit, 300));
    // The other clock may be behind by a minute; then it is over and done with.
    let later = Timestamp::from_millis(end().millis() + 60_000);
    stage.publish_at(later, false, i64::MAX).await.unwrap();
    let idle = stage.publish_at(later, false, i64::MAX).await.unwrap();
    assert_eq!((idle.sent, idle.removed), (0, 0));
}

/// However a run ends, the next one shows what is to be shown, and never more.
#[tokio::test]
async fn a_run_that_is_killed_forgets_no_embargo() {
    let before = Timestamp::from_millis(end().millis() - 1);
    for killed_at in 1..40 {
        let stage = Stage::held();
        // Killed while it brings the held entries, and later while it brings what they held.
        let first = stage.publish_at(before, false, killed_at).await;
        stage.publish_at(before, false, i64::MAX).await.unwrap();
        assert_eq!(stage.shown().await, [false, false], "killed at {killed_at}");
        let second = stage.publish_at(end(), false, killed_at).await;
        let later = Timestamp::from_millis(end().millis() + 100_000);
        stage.publish_at(later, false, i64::MAX).await.unwrap();
        assert_eq!(stage.shown().await, [true, true], "killed at {killed_at}");
        if first.is_ok() && second.is_ok() {
            assert!(killed_at > 3, "no run was killed");
            return;
        }
    }
    panic!("a run makes more writes than this test kills");
}
