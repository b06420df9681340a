//! Whether whoever is signed in can sign here: the key of this browser, and what
//! the record says of it.

use yew::prelude::*;

use crate::clerk::keyring::{OwnKey, use_own_key};
use crate::components::fingerprint;
use crate::context::use_answer;
use crate::route::{ClerkPage, Route};
use crate::wire::{Ask, Desk, KeyRow, Reply, Tell};

/// The key of this browser, beside what the record says.
#[derive(Clone, PartialEq)]
pub(super) struct Signing {
    /// Both are known by now.
    pub(super) known: bool,
    /// The key in this browser.
    pub(super) own: Option<OwnKey>,
    /// The same as the record has it.
    pub(super) row: Option<KeyRow>,
    /// All keys of the record.
    pub(super) rows: Vec<KeyRow>,
}

/// The key of `name`.
#[hook]
pub(super) fn use_signing(name: &str) -> Signing {
    use_signing_anew(name, 0)
}

/// The same, looked for again with each `turn`.
#[hook]
pub(super) fn use_signing_anew(name: &str, turn: u32) -> Signing {
    let (looked, own) = use_own_key(name, turn);
    let answer = use_answer(Some(Ask::Desk(Desk::Keys)));
    let rows = match answer {
        Some(Tell::Desk(Reply::Keys(rows))) => Some(rows),
        _ => None,
    };
    let known = looked && rows.is_some();
    let rows = rows.unwrap_or_default();
    let row = own.as_ref().and_then(|own| rows.iter().find(|row| row.id == own.id)).cloned();
    let row = row.filter(|row| row.holder == name);
    Signing { known, own, row, rows }
}

impl Signing {
    fn good(&self) -> Option<&KeyRow> {
        self.row.as_ref().filter(|row| row.ended.is_none())
    }

    /// It signs what its holder records.
    pub(super) fn author(&self) -> bool {
        self.good().is_some_and(|row| row.may_author)
    }

    /// It signs what others record.
    pub(super) fn approver(&self) -> bool {
        self.good().is_some_and(|row| row.may_approve)
    }

    /// Whether the next record is signed, in words.
    pub(super) fn words(&self) -> Html {
        let keys =
            || html! { <a href={Route::Clerk(ClerkPage::Keys).href("")} data-go="">{"Keys"}</a> };
        let id = self.own.as_ref().map(|own| own.id.clone()).unwrap_or_default();
        match (self.known, &self.own, self.author()) {
            (false, ..) => {
                html! { <p class="muted" data-testid="signing" data-signs="">{"Looking for your key…"}</p> }
            }
            (_, _, true) => {
                html! { <p data-testid="signing" data-signs="true">{"Signed with your key "}{fingerprint(&id, "key")}</p> }
            }
            (_, None, _) => {
                html! { <p class="muted" data-testid="signing" data-signs="false">{"Not signed by you: this browser holds no key of yours. "}{keys()}</p> }
            }
            (_, Some(_), _) => {
                html! { <p class="muted" data-testid="signing" data-signs="false">{"Not signed by you: the key in this browser is not registered for this, or not any more. "}{keys()}</p> }
            }
        }
    }
}
