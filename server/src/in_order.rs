//! Work on many things at once, whose results are wanted one after another.

use std::num::NonZeroUsize;
use std::sync::mpsc::sync_channel;

/// Results that a thread may be ahead of whoever takes them: enough that nobody waits for
/// a thread to wake up, and few enough that memory does not grow with the work.
const AHEAD: usize = 4;

/// As many threads as this machine runs at once.
pub fn all_processors() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Does `work` on each item, on `threads` threads, and hands the results to `take` on the
/// calling thread in the order of the items. With one thread nothing is done elsewhere.
///
/// # Panics
/// Where `work` panicked on another thread.
pub fn in_order<I: Sync, R: Send>(
    items: &[I],
    threads: NonZeroUsize,
    work: impl Fn(&I) -> R + Sync,
    mut take: impl FnMut(R),
) {
    let threads = threads.get().min(items.len());
    if threads <= 1 {
        return items.iter().map(work).for_each(take);
    }
    let work = &work;
    std::thread::scope(|scope| {
        // Each thread has every n-th item and a queue of its own: so the next result is
        // always at the head of the next queue.
        let queues: Vec<_> = (0..threads)
            .map(|first| {
                let (give, queue) = sync_channel(AHEAD);
                scope.spawn(move || {
                    // Nobody takes any more: another thread has panicked.
                    let _ = items
                        .iter()
                        .skip(first)
                        .step_by(threads)
                        .try_for_each(|item| give.send(work(item)));
                });
                queue
            })
            .collect();
        for queue in queues.iter().cycle().take(items.len()) {
            // It ended early: the scope panics as it did.
            let Ok(result) = queue.recv() else { break };
            take(result);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn results_come_in_order_whoever_is_quicker() {
        for threads in 1..6 {
            for count in [0, 1, 2, 5, 100] {
                let items: Vec<u64> = (0..count).collect();
                let workers = Mutex::new(BTreeSet::new());
                let mut taken = Vec::new();
                let slow = |item: &u64| {
                    workers.lock().unwrap().insert(format!("{:?}", std::thread::current().id()));
                    std::thread::sleep(Duration::from_micros((item * 7_919) % 200));
                    *item
                };
                in_order(&items, NonZeroUsize::new(threads).unwrap(), slow, |n| taken.push(n));
                assert_eq!(taken, items, "{threads} threads");
                let at_once = workers.into_inner().unwrap().len();
                assert_eq!(at_once, threads.min(items.len()), "{threads} threads");
            }
        }
    }

    #[test]
    fn nobody_runs_far_ahead_of_the_one_who_takes() {
        let (begun, items) = (AtomicUsize::new(0), [(); 1_000]);
        let two = NonZeroUsize::new(2).unwrap();
        let mut taken = 0;
        let work = |(): &()| begun.fetch_add(1, Ordering::SeqCst);
        in_order(&items, two, work, |_| {
            taken += 1;
            std::thread::sleep(Duration::from_micros(20));
            // Each has its queue full and one more in its hands.
            assert!(begun.load(Ordering::SeqCst) <= taken + 2 * (AHEAD + 1));
        });
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn work_that_panics_is_no_short_list_of_results() {
        let items: Vec<u32> = (0..100).collect();
        let two = NonZeroUsize::new(2).unwrap();
        let work = |item: &u32| assert!(*item != 51, "as is to be seen");
        in_order(&items, two, work, |()| {});
    }
}
