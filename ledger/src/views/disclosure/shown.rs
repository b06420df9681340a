//! A count of people as it may be shown.

use alloc::format;
use alloc::string::{String, ToString};

use crate::views::sheet::Cell;

/// A count of people as it may be shown. Made by the control and by nothing
/// else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown(Form);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Zero,
    Rounded { value: u64, least: u64, most: u64 },
    Hidden { least: u64, most: Option<u64> },
}

impl Shown {
    pub(super) const fn new(form: Form) -> Shown {
        Shown(form)
    }

    /// The number shown; `None` where it is hidden.
    pub const fn value(&self) -> Option<u64> {
        match self.0 {
            Form::Zero => Some(0),
            Form::Rounded { value, .. } => Some(value),
            Form::Hidden { .. } => None,
        }
    }

    /// What a reader learns: the least and the most that the count can be.
    pub const fn range(&self) -> (u64, Option<u64>) {
        match self.0 {
            Form::Zero => (0, Some(0)),
            Form::Rounded { least, most, .. } => (least, Some(most)),
            Form::Hidden { least, most } => (least, most),
        }
    }

    /// As it is read: "0", "about 15", "1 to 5", "not shown".
    pub fn words(&self) -> String {
        match self.0 {
            Form::Zero => "0".to_string(),
            Form::Rounded { value, .. } => format!("about {value}"),
            Form::Hidden { least, most: Some(most) } => format!("{least} to {most}"),
            Form::Hidden { most: None, .. } => "not shown".to_string(),
        }
    }

    /// As a cell of a sheet.
    pub fn cell(&self) -> Cell {
        match self.0 {
            Form::Zero => Cell::Count(0),
            Form::Rounded { value, .. } => Cell::count(value),
            Form::Hidden { .. } => Cell::Suppressed(self.words()),
        }
    }
}
