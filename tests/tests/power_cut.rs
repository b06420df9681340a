//! The power is cut in mid-append, twenty times in a row.
//!
//! What happened: sled's `flush` commits neither the size of its file nor the
//! drive's cache, and in 5 of 6 cuts all of some 30,000 acknowledged events
//! were gone. What holds now: the store calls `fdatasync` itself before it
//! acknowledges. The second test takes that call away again and must lose.
//!
//! Needs root and loop devices; says "skipped" where they are refused.

use std::fs;
use tests::daybook;
use tests::machine::{After, Machine};

/// Says why, in a way that `scripts/test` shows.
fn skipped(why: &str) {
    println!("skipped: no power cut on this machine: {why}");
}

#[test]
fn nothing_acknowledged_is_lost_in_twenty_power_cuts() {
    let mut machine = match Machine::make(daybook::binary()) {
        Ok(machine) => machine,
        Err(why) => return skipped(&why),
    };
    for round in 0..20 {
        match machine.cut(round) {
            After::Whole => {}
            After::Lost(lost) => panic!(
                "cut {round}: {lost} of {} acknowledged entries are gone",
                machine.acknowledged().len()
            ),
            After::Refused(words) => panic!("cut {round}: {words}"),
        }
    }
    assert!(machine.acknowledged().len() > 100, "hardly anything was written");
    println!("{} acknowledged entries survived 20 power cuts", machine.acknowledged().len());
}

/// The drill: the same program without its `fdatasync` must lose, or the test
/// above would be no guard.
#[test]
fn without_fdatasync_acknowledged_entries_are_lost() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let program = folder.path().join("daybook-drill");
    let built = daybook::build(&["--features", "drill-no-fdatasync"], "debug");
    fs::copy(built, &program).expect("a copy of the program");
    daybook::build(&[], "debug");
    for attempt in 0..20 {
        let mut machine = match Machine::make(&program) {
            Ok(machine) => machine,
            Err(why) => return skipped(&why),
        };
        for round in 0..3 {
            match machine.cut(round) {
                After::Whole => {}
                After::Lost(lost) => {
                    let all = machine.acknowledged().len();
                    return println!(
                        "without fdatasync, cut {attempt}.{round} lost {lost} of {all}"
                    );
                }
                After::Refused(words) => {
                    return println!("without fdatasync, cut {attempt}.{round}: {words}");
                }
            }
        }
    }
    panic!("60 power cuts without fdatasync lost nothing: the drill shows nothing any more");
}
