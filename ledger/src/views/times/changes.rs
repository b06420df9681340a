//! Sorts of change, by kind of event.

/// What an entry changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// It adds something.
    Added,
    /// A recommendation was made.
    Opened,
    /// A recommendation was answered.
    Answered,
    /// A recommendation was closed.
    Closed,
    /// A target date was set or moved.
    TargetMoved,
    /// An entry was corrected.
    Corrected,
    /// An entry was withdrawn.
    Withdrawn,
    /// Something was redacted, or can be read again.
    Redacted,
}

impl Change {
    /// All sorts, in the order in which they are shown.
    pub(super) const ALL: &[Change] = &[
        Change::Added,
        Change::Opened,
        Change::Answered,
        Change::Closed,
        Change::TargetMoved,
        Change::Corrected,
        Change::Withdrawn,
        Change::Redacted,
    ];

    /// A stable name.
    pub(super) fn key(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Opened => "opened",
            Change::Answered => "answered",
            Change::Closed => "closed",
            Change::TargetMoved => "targets",
            Change::Corrected => "corrected",
            Change::Withdrawn => "withdrawn",
            Change::Redacted => "redacted",
        }
    }

    /// Its name on screen.
    pub(super) fn title(self) -> &'static str {
        match self {
            Change::Added => "Added",
            Change::Opened => "Recommendation made",
            Change::Answered => "Recommendation answered",
            Change::Closed => "Recommendation closed",
            Change::TargetMoved => "Target date set or moved",
            Change::Corrected => "Corrected",
            Change::Withdrawn => "Withdrawn",
            Change::Redacted => "Redacted",
        }
    }
}

/// What an event of a kind changes.
pub(super) fn change_of(kind: &str) -> Change {
    match kind {
        "recommendation_made" => Change::Opened,
        "response_received" => Change::Answered,
        "recommendation_closed" => Change::Closed,
        "target_date_set" | "target_date_revised" => Change::TargetMoved,
        "correction" => Change::Corrected,
        "withdrawal" => Change::Withdrawn,
        "redaction" | "redaction_lifted" | "document_withheld" | "document_released" => {
            Change::Redacted
        }
        _ => Change::Added,
    }
}
