//! What is asked of Daybook, beside what was seen.

use std::fmt::Write;

use serde_json::{Value, json};

use super::table::{Report, Row, number};

/// One goal.
#[derive(Clone, Debug)]
pub struct Goal {
    /// For people.
    pub what: &'static str,
    /// What is asked for.
    pub wanted: f64,
    /// Whether it is a most, not a least.
    pub is_most: bool,
    /// What was seen; `None` where a row that it needs was not measured.
    pub seen: Option<f64>,
    /// Whether the disk was disturbed in every turn of it.
    pub is_disturbed: bool,
}

impl Goal {
    const fn least(what: &'static str, wanted: f64, seen: Option<f64>) -> Self {
        Self { what, wanted, is_most: false, seen, is_disturbed: false }
    }

    const fn most(what: &'static str, wanted: f64, seen: Option<f64>) -> Self {
        Self { what, wanted, is_most: true, seen, is_disturbed: false }
    }

    /// Whether it is reached; `None` where nothing was seen.
    pub fn is_met(&self) -> Option<bool> {
        self.seen.map(|seen| if self.is_most { seen <= self.wanted } else { seen >= self.wanted })
    }

    fn word(&self) -> &'static str {
        match self.is_met() {
            Some(true) => "met",
            Some(false) => "missed",
            None => "not run",
        }
    }

    /// As JSON.
    pub fn to_json(&self) -> Value {
        let bound = if self.is_most { "at most" } else { "at least" };
        json!({"what": self.what, "goal": self.wanted, "bound": bound, "seen": self.seen, "result": self.word(),
            "disturbed": self.is_disturbed})
    }
}

/// The goals of issue 6.
pub fn of(report: &Report) -> Vec<Goal> {
    let median = |key: &str| report.median(key);
    let against = |one: &str, other: &str| Some(median(one)? / median(other)?);
    let native = median("verify_one").or_else(|| median("verify_usual"));
    let both = median("verify_two").or_else(|| median("verify_usual"));
    let of_disk = |what, wanted, key: &str| Goal {
        is_disturbed: report.row(key).is_some_and(Row::is_disturbed),
        ..Goal::least(what, wanted, report.share(key))
    };
    vec![
        Goal::least(
            "64 clients over HTTP / PostgreSQL chain, 64 clients",
            10.0,
            against("http_64", "postgres_64"),
        ),
        Goal::least("64 clients over HTTP / 1 client over HTTP", 8.0, against("http_64", "http_1")),
        of_disk("1 client in process / disk, 1 record a commit", 0.7, "process_1"),
        of_disk("batches of 1,000 in process / disk, batched", 0.5, "process_batch"),
        of_disk("batches of 1,000 over HTTP / disk, batched", 0.5, "http_batch"),
        Goal::least("import, events a second", 200_000.0, median("import")),
        Goal::least("native verification, two cores, events a second", 1_000_000.0, both),
        Goal::least(
            "wasm check / native check on one thread",
            1.0 / 3.0,
            median("viewer_rate").and_then(|wasm| Some(wasm / native?)),
        ),
        Goal::most(
            "cold start to /readyz, 10,000,000 events / 10,000",
            2.0,
            against("open_10000000", "open_10000"),
        ),
        Goal::most(
            "cold start to the checkpoint, 10,000,000 / 10,000",
            2.0,
            against("read_10000000", "read_10000"),
        ),
    ]
}

/// As text with a line end.
pub fn to_text(goals: &[Goal]) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "\n| {:<52} | {:>10} | {:>10} | {:<7} |", "goals", "goal", "seen", "");
    let _ = writeln!(text, "| {:-<52} | {:->9}: | {:->9}: | {:-<7} |", "", "", "", "");
    for goal in goals {
        let sign = if goal.is_most { "<= " } else { ">= " };
        let wanted = format!("{sign}{}", number(goal.wanted));
        let mark = if goal.is_disturbed { "?" } else { "" };
        let seen = goal.seen.map_or(String::new(), number);
        let _ = writeln!(
            text,
            "| {:<52} | {wanted:>10} | {seen:>10} | {:<7} |",
            goal.what,
            goal.word().to_owned() + mark
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::table::{Section, Unit};
    use super::*;

    #[test]
    fn a_goal_is_met_missed_or_not_run() {
        let one = |key: &str, seen| Row::one(key, key, Unit::Seconds, seen);
        let mut section = Section::new("");
        section.rows = vec![
            one("http_64", 80.0),
            one("http_1", 10.0),
            one("open_10000000", 3.0),
            one("open_10000", 1.0),
            one("verify_usual", 900.0),
            one("viewer_rate", 301.0),
        ];
        let goals = of(&Report { sections: vec![section] });
        let said =
            |words: &str| goals.iter().find(|goal| goal.what.contains(words)).unwrap().word();
        assert_eq!(said("/ 1 client over HTTP"), "met");
        assert_eq!(said("cold start to /readyz"), "missed");
        assert_eq!(said("two cores"), "missed");
        assert_eq!(said("wasm"), "met");
        for not_run in ["PostgreSQL", "1 client in process", "batches of 1,000 over", "import"] {
            assert_eq!(said(not_run), "not run");
        }
    }
}
