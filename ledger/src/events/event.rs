//! All kinds of event, in one enum.

use alloc::boxed::Box;

use super::statements::StatementMade;
use crate::record::{Field, Json, Pointer, Reader, Writer};

/// The facts of one record, by kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// See [`StatementMade`].
    StatementMade(Box<StatementMade>),
}

impl Event {
    /// The kind as a draft spells it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::StatementMade(_) => "statement_made",
        }
    }

    /// Reads the facts of `kind`.
    pub fn read(kind: &str, value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        match kind {
            "statement_made" => Field::read(value, at, reader).map(Self::StatementMade),
            other => {
                let remedy = "write one of: statement_made";
                let kind = Json::str(other);
                reader.fault(&Pointer::root().key("kind"), Some(&kind), "is not a kind", remedy)
            }
        }
    }

    /// Writes the facts.
    pub fn write(&self, at: &Pointer, writer: &mut Writer) -> Option<Json> {
        match self {
            Self::StatementMade(event) => event.write(at, writer),
        }
    }
}
