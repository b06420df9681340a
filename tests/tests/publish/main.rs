//! Publishing to static hosting and auditing from outside, by the program itself.

mod audit;
mod documents;
mod folder;
mod s3;
mod watch;

use serde_json::Value;
use std::path::Path;
use std::process::Output;
use tests::daybook::{self, text};
use tests::drafts::numbered;

/// Records statements `from` to `to` in a data folder that nobody serves.
#[track_caller]
fn record(data: &Path, from: usize, to: usize) {
    let file = data.with_extension("jsonl");
    let lines: String =
        (from..to).flat_map(|n| [numbered("p", n).to_string(), "\n".into()]).collect();
    std::fs::write(&file, lines).expect("a file");
    daybook::expect(0, &["import", text(&file), "--data", text(data), "--by", "clerk"]);
}

#[track_caller]
fn ended(code: i32, done: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert_eq!(done.status.code(), Some(code), "stdout: {out}\nstderr: {err}");
    format!("{out}{err}")
}

#[track_caller]
fn json(code: i32, done: &Output) -> Value {
    ended(code, done);
    serde_json::from_slice(&done.stdout).expect("one JSON object on standard output")
}
