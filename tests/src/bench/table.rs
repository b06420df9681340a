//! Rows with what was seen and what the disk did beside it; as a table and as JSON.

use std::fmt::Write;

use serde_json::{Value, json};

/// What the numbers of a row count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Durable or checked events a second.
    EventsASecond,
    /// Megabytes (10^6) a second.
    MegabytesASecond,
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Bytes for each event.
    BytesAnEvent,
    /// Mebibytes.
    Mebibytes,
    /// Things.
    Count,
}

impl Unit {
    /// As it is written behind a number.
    pub const fn word(self) -> &'static str {
        match self {
            Self::EventsASecond => "/s",
            Self::MegabytesASecond => "MB/s",
            Self::Seconds => "s",
            Self::Milliseconds => "ms",
            Self::BytesAnEvent => "B/event",
            Self::Mebibytes => "MiB",
            Self::Count => "",
        }
    }
}

/// One thing that was measured, once or more often.
#[derive(Clone, Debug)]
pub struct Row {
    /// By which goals find it.
    pub key: String,
    /// For people.
    pub what: String,
    /// What `seen` and `disk` count.
    pub unit: Unit,
    /// What was seen in each turn.
    pub seen: Vec<f64>,
    /// Where it is a durable rate: what the disk alone did just before and just after, in
    /// records of 256 bytes a second.
    pub disk: Vec<[f64; 2]>,
    /// Why there is nothing.
    pub reason: Option<String>,
}

impl Row {
    /// A row to be filled.
    pub fn new(key: &str, what: &str, unit: Unit) -> Self {
        let (key, what) = (key.to_owned(), what.to_owned());
        Self { key, what, unit, seen: Vec::new(), disk: Vec::new(), reason: None }
    }

    /// A row with one number.
    pub fn one(key: &str, what: &str, unit: Unit, seen: f64) -> Self {
        Self { seen: vec![seen], ..Self::new(key, what, unit) }
    }

    /// A row that says why it has none.
    pub fn not_run(key: &str, what: &str, reason: &str) -> Self {
        Self { reason: Some(reason.to_owned()), ..Self::new(key, what, Unit::Count) }
    }

    /// The middle of what was seen.
    pub fn median(&self) -> Option<f64> {
        middle(&self.seen)
    }

    /// Its share of what the disk alone did, in the turn in which the disk was fastest: what
    /// else uses the disk can only slow it down. Turns in which it changed much are left out,
    /// unless it did in all.
    pub fn share(&self) -> Option<f64> {
        let mean = |[before, after]: [f64; 2]| f64::midpoint(before, after).max(1.0);
        let all = self.seen.iter().zip(&self.disk);
        all.filter(|(_, disk)| self.is_disturbed() || is_calm(**disk))
            .map(|(seen, disk)| (seen, mean(*disk)))
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .map(|(seen, disk)| seen / disk)
    }

    /// Whether something else used the disk in every turn: its share then says little.
    pub fn is_disturbed(&self) -> bool {
        !self.disk.is_empty() && !self.disk.iter().any(|disk| is_calm(*disk))
    }

    fn result(&self) -> String {
        if let Some(reason) = &self.reason {
            return format!("not run: {}", reason.trim().replace(['\n', '|'], " "));
        }
        let Some(median) = self.median() else { return "not run".to_owned() };
        let mut text = format!("{} {}", number(median), self.unit.word());
        if self.seen.len() > 1 {
            let least = self.seen.iter().copied().fold(f64::INFINITY, f64::min);
            let most = self.seen.iter().copied().fold(0.0, f64::max);
            let _ = write!(text, " [{}-{}]", number(least), number(most));
        }
        text.trim_end().to_owned()
    }

    fn to_json(&self) -> Value {
        json!({
            "key": self.key, "what": self.what, "unit": self.unit.word(), "median": self.median(),
            "seen": self.seen, "disk": self.disk, "share_of_disk": self.share(),
            "disturbed": self.is_disturbed(),
            "not_run": self.reason,
        })
    }
}

/// Rows that belong together.
#[derive(Clone, Debug)]
pub struct Section {
    /// What they are about.
    pub title: String,
    /// In order.
    pub rows: Vec<Row>,
    /// What a reader should know of all of them.
    pub notes: Vec<String>,
}

impl Section {
    /// An empty one.
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), rows: Vec::new(), notes: Vec::new() }
    }

    /// As text with a line end.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let has_disk = self.rows.iter().any(|row| !row.disk.is_empty());
        let (disk, line) = if has_disk {
            (format!(" {:>10} | {:>6} |", "disk alone", "share"), " ---------: | -----: |")
        } else {
            (String::new(), "")
        };
        let _ = writeln!(text, "\n| {:<50} | {:>30} |{disk}", self.title, "result");
        let _ = writeln!(text, "| {:-<50} | {:->29}: |{line}", "", "");
        for row in &self.rows {
            let _ = write!(text, "| {:<50} | {:>30} |", row.what, row.result());
            if has_disk {
                let means: Vec<f64> = row.disk.iter().map(|[a, b]| f64::midpoint(*a, *b)).collect();
                let disk = middle(&means).map_or(String::new(), number);
                let mark = if row.is_disturbed() { "?" } else { "" };
                let share = row.share().map_or(String::new(), |it| format!("{it:.3}{mark}"));
                let _ = write!(text, " {disk:>10} | {share:>6} |");
            }
            text.push('\n');
        }
        if self.rows.iter().any(Row::is_disturbed) {
            let _ = writeln!(
                text,
                "?: the disk alone changed to the double or the half within each turn: something \
                 else uses it"
            );
        }
        for note in &self.notes {
            let _ = writeln!(text, "{note}");
        }
        text
    }

    fn to_json(&self) -> Value {
        let rows: Vec<Value> = self.rows.iter().map(Row::to_json).collect();
        json!({"title": self.title, "rows": rows, "notes": self.notes})
    }
}

/// Everything of one run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In order.
    pub sections: Vec<Section>,
}

impl Report {
    /// The row of that name.
    pub fn row(&self, key: &str) -> Option<&Row> {
        self.sections.iter().flat_map(|section| &section.rows).find(|row| row.key == key)
    }

    /// Its middle number; `None` where it was not measured.
    pub fn median(&self, key: &str) -> Option<f64> {
        self.row(key).and_then(Row::median)
    }

    /// Its share of what the disk alone did.
    pub fn share(&self, key: &str) -> Option<f64> {
        self.row(key).and_then(Row::share)
    }

    /// All of it, with what is said of the machine.
    pub fn to_json(&self, machine: &Value) -> Value {
        let sections: Vec<Value> = self.sections.iter().map(Section::to_json).collect();
        let goals: Vec<Value> =
            super::goals::of(self).iter().map(super::goals::Goal::to_json).collect();
        json!({"machine": machine, "sections": sections, "goals": goals})
    }
}

/// Whether the disk did about the same before and after.
fn is_calm([before, after]: [f64; 2]) -> bool {
    before.max(after) <= before.min(after) * 2.0
}

fn middle(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

/// A number in as many digits as mean something.
pub fn number(number: f64) -> String {
    match number.abs() {
        it if it >= 100.0 => format!("{number:.0}"),
        it if it >= 10.0 => format!("{number:.1}"),
        it if it >= 1.0 => format!("{number:.2}"),
        _ => format!("{number:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_tells_its_middle_turn_and_its_share_of_a_calm_disk() {
        let mut row = Row::new("a", "A", Unit::EventsASecond);
        row.seen = vec![900.0, 100.0, 300.0];
        row.disk = vec![[900.0, 1_100.0], [500.0, 500.0], [90.0, 110.0]];
        assert_eq!((row.median(), row.share()), (Some(300.0), Some(0.9)));
        // A turn in which the disk was disturbed is left out, unless all were.
        row.disk[0] = [400.0, 1_600.0];
        assert_eq!((row.share(), row.is_disturbed()), (Some(0.2), false));
        let mut none = row.clone();
        none.disk = vec![[10.0, 30.0]; 3];
        assert!(none.is_disturbed() && none.share().is_some());
        assert!(Section { rows: vec![none], ..Section::new("") }.to_text().contains("? |"));
        row.disk[0] = [900.0, 1_100.0];
        let mut section = Section::new("Title");
        section.rows = vec![row, Row::not_run("b", "B", "there is\nnone")];
        let text = section.to_text();
        assert!(text.contains("300 /s [100-900]") && text.contains("|  0.900 |"), "{text}");
        assert!(text.contains("not run: there is none"), "{text}");
        let report = Report { sections: vec![section] };
        assert_eq!((report.median("a"), report.median("b")), (Some(300.0), None));
        assert_eq!(
            report.to_json(&Value::Null)["sections"][0]["rows"][1]["not_run"],
            "there is\nnone"
        );
    }
}
