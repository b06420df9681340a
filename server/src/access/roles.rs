//! Who may do what: one table, asked by every route that is not open to all.
//!
//! No role includes another. Whoever keeps the tokens cannot record with theirs,
//! and whoever watches can change nothing; a person who does two jobs has a
//! token with two roles, and everybody can see that in the list of tokens.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// What a token is for. A token has one role or several.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ValueEnum,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads what is not public, and changes nothing
    Reader,
    /// Records events and uploads documents, in its own name
    Recorder,
    /// Approves or returns what somebody else wrote
    Approver,
    /// Makes and revokes tokens
    Administrator,
    /// Reads what was done: tokens, the access log, what waits
    Auditor,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::Reader, Self::Recorder, Self::Approver, Self::Administrator, Self::Auditor];

    /// What a token may do that says nothing about roles: what every token could
    /// before there were any.
    pub const OF_BEFORE: [Self; 2] = [Self::Recorder, Self::Approver];

    /// Its name, as it stands in files and on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Recorder => "recorder",
            Self::Approver => "approver",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }
}

/// Something that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// See whose token it is.
    Whoami,
    /// Record, preview, upload a document.
    Record,
    /// Send drafts to a second person, change them, take them back.
    Propose,
    /// Record without the second person, and say why.
    Overrule,
    /// Approve, or send back.
    Approve,
    /// Have recorded what is approved already.
    RecordApproved,
    /// See what waits for a second person.
    ReadPending,
    /// See names, roles and dates of tokens.
    ListTokens,
    /// Make a token.
    MakeToken,
    /// Revoke one.
    RevokeToken,
    /// See who did what, and who was refused what.
    ReadLog,
    /// Read sealed values that are held back from the public.
    ReadHeld,
}

use Role::{Administrator, Approver, Auditor, Recorder};

/// The table: the act, its name, what it is in words, who may.
const TABLE: [(Act, &str, &str, &[Role]); 12] = [
    (Act::Whoami, "whoami", "to see whose token it is", &Role::ALL),
    (Act::Record, "record", "to record", &[Recorder]),
    (Act::Propose, "propose", "to send drafts to a second person", &[Recorder]),
    (Act::Overrule, "overrule", "to record without a second person", &[Recorder]),
    (Act::Approve, "approve", "to approve or return a draft", &[Approver]),
    (
        Act::RecordApproved,
        "record_approved",
        "to have an approved draft recorded",
        &[Recorder, Approver],
    ),
    (
        Act::ReadPending,
        "read_pending",
        "to see what waits for a second person",
        &[Recorder, Approver, Auditor],
    ),
    (Act::ListTokens, "list_tokens", "to see the tokens", &[Administrator, Auditor]),
    (Act::MakeToken, "make_token", "to make a token", &[Administrator]),
    (Act::RevokeToken, "revoke_token", "to revoke a token", &[Administrator]),
    (Act::ReadLog, "read_log", "to read the access log", &[Auditor]),
    (
        Act::ReadHeld,
        "read_held",
        "to read what is held back from the public",
        &[Recorder, Approver, Administrator, Auditor],
    ),
];

impl Act {
    /// Every act.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.into_iter().map(|(act, ..)| act)
    }

    fn row(self) -> (&'static str, &'static str, &'static [Role]) {
        let found = TABLE.into_iter().find(|(act, ..)| *act == self);
        // An act that was left out of the table is nobody's.
        found.map_or(("unknown", "to do this", &[]), |(_, code, words, who)| (code, words, who))
    }

    /// Its name.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// It in words, after "needed": "to record".
    pub fn words(self) -> &'static str {
        self.row().1
    }

    /// The roles that may; one of them is enough.
    pub fn roles(self) -> &'static [Role] {
        self.row().2
    }

    /// Whether somebody with these roles may.
    pub fn is_allowed(self, roles: &[Role]) -> bool {
        self.roles().iter().any(|role| roles.contains(role))
    }
}

/// Roles in words: `recorder, approver`.
pub fn listed(roles: &[Role]) -> String {
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table again, by hand and the other way round. Who changes one has to
    /// change the other, and so has thought about it twice.
    #[test]
    fn each_role_may_do_this_and_nothing_else() {
        let may = |role: Role| -> Vec<&str> {
            Act::all().filter(|act| act.is_allowed(&[role])).map(Act::code).collect()
        };
        assert_eq!(may(Role::Reader), ["whoami"]);
        assert_eq!(
            may(Role::Recorder),
            [
                "whoami",
                "record",
                "propose",
                "overrule",
                "record_approved",
                "read_pending",
                "read_held"
            ]
        );
        assert_eq!(
            may(Role::Approver),
            ["whoami", "approve", "record_approved", "read_pending", "read_held"]
        );
        assert_eq!(
            may(Role::Administrator),
            ["whoami", "list_tokens", "make_token", "revoke_token", "read_held"]
        );
        assert_eq!(
            may(Role::Auditor),
            ["whoami", "read_pending", "list_tokens", "read_log", "read_held"]
        );
    }

    /// What people are told is what the program does.
    #[test]
    fn the_page_for_people_has_the_same_table() {
        let page = include_str!("../../../docs/access.md");
        let rows: Vec<(&str, &str)> = page
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once(" | "))
            .map(|(act, roles)| (act.split('`').next().unwrap_or_default(), roles))
            .collect();
        let due: Vec<(&str, String)> =
            Act::all().map(|act| (act.code(), listed(act.roles()))).collect();
        let due: Vec<(&str, &str)> =
            due.iter().map(|(act, roles)| (*act, roles.as_str())).collect();
        assert_eq!(rows, due);
    }

    #[test]
    fn no_role_at_all_may_do_nothing() {
        for act in Act::all() {
            assert!(!act.is_allowed(&[]), "{act:?}");
            assert!(!act.roles().is_empty() && act.code() != "unknown", "{act:?}");
        }
    }

    #[test]
    fn two_roles_are_both_and_no_more() {
        let both = [Role::Administrator, Role::Auditor];
        assert!(Act::MakeToken.is_allowed(&both) && Act::ReadPending.is_allowed(&both));
        assert!(!Act::Record.is_allowed(&both) && !Act::Approve.is_allowed(&both));
        for role in Role::ALL {
            let written = serde_json::to_string(&role).unwrap();
            assert_eq!(written, format!("\"{}\"", role.code()));
        }
    }
}
