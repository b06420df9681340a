//! The text that a scraper reads.

use std::fmt::Write;

use super::Histogram;

/// A page under way. Every name gets `daybook_` put before it.
#[derive(Debug, Default)]
pub struct Page(String);

// Writing to a String cannot fail, hence `let _` throughout.
impl Page {
    /// What a name means; its lines follow.
    pub fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = write!(self.0, "# HELP daybook_{name} {help}\n# TYPE daybook_{name} {kind}\n");
    }

    /// One line of a name with labels.
    pub fn line(&mut self, name: &str, labels: &str, value: u64) {
        let _ = writeln!(self.0, "daybook_{name}{{{labels}}} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: u64) {
        self.head(name, kind, help);
        let _ = writeln!(self.0, "daybook_{name} {value}");
    }

    /// A number that rises and falls.
    pub fn gauge(&mut self, name: &str, help: &str, value: u64) {
        self.one(name, "gauge", help, value);
    }

    /// A number that rises only, from 0 at the start.
    pub fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.one(name, "counter", help, value);
    }

    /// A whole histogram.
    pub fn histogram(&mut self, name: &str, help: &str, values: &Histogram) {
        self.head(name, "histogram", help);
        self.histogram_of(name, "", values);
    }

    /// The part of a histogram that has these labels, each with a comma behind it.
    pub fn histogram_of(&mut self, name: &str, labels: &str, values: &Histogram) {
        values.write(&mut self.0, &format!("daybook_{name}"), labels);
    }

    /// A number by the name of something, such as a cosigner: escaped.
    pub fn named(&mut self, name: &str, label: &str, value: u64) {
        let label = label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        self.line(name, &format!("name=\"{label}\""), value);
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.0
    }
}
