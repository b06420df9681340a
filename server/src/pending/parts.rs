//! What a proposal is made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A second person is to look at it.
    Awaiting,
    /// It was approved and could not be recorded at once.
    Approved,
    /// A second person sent it back.
    Returned,
    /// Its author took it back.
    Withdrawn,
    /// It is in the ledger.
    Recorded,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Sent by its author.
    Sent,
    /// Changed by its author.
    Edited,
    /// Approved.
    Approved,
    /// The approval is older than seven days.
    Lapsed,
    /// Sent back.
    Returned,
    /// Taken back.
    Withdrawn,
    /// Recorded.
    Recorded,
    /// Recorded without a second person.
    Overridden,
}

/// One step of its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Step {
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub by: String,
    /// What.
    pub act: Act,
    /// Why, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A signature as requests and entries spell it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The key, 64 hexadecimal digits.
    pub key: String,
    /// The signature, standard base64.
    pub signature: String,
}

/// One draft with all that gives its exact bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Item {
    /// The draft.
    #[schema(value_type = Object)]
    pub draft: Value,
    /// A salt for each sealed field, by pointer.
    pub salts: BTreeMap<String, String>,
    /// The author's signature, if there is one.
    pub signatures: Vec<Signature>,
}

/// A second person's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Approval {
    /// Who approved.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// For each draft that its author signed, the approver's signature.
    pub signatures: Vec<Option<Signature>>,
}

impl State {
    /// As it is spelt.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Awaiting => "awaiting",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
            Self::Recorded => "recorded",
        }
    }

    /// Whether nothing more can happen to it.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Withdrawn | Self::Recorded)
    }
}
