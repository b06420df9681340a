//! Proposals as they are shown to those with a token.

use ledger::record::Hash;
use serde::Serialize;
use serde_json::Value;

use super::as_recorded;
use crate::access::four_eyes::HANDFUL;
use crate::access::guard::Caller;
use crate::access::roles::Act as Right;
use crate::http::App;
use crate::http::problem::Problem;
use crate::pending::{Act, Item, Proposal, State, Step};

/// One proposal in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Summary {
    /// 32 hexadecimal digits.
    pub id: String,
    /// Who sent it.
    pub author: String,
    /// Counts its versions from 1.
    pub version: u32,
    /// Where it stands.
    pub state: State,
    /// When the last step was, RFC 3339.
    pub updated: String,
    /// The kinds of its drafts.
    pub kinds: Vec<String>,
    /// How many drafts.
    pub count: usize,
    /// Whether the caller sent it.
    pub yours: bool,
    /// Who approved it, while the approval holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// Why it was sent back, or recorded without a second person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The entries that it became.
    pub recorded: Vec<u64>,
}

/// One draft of a proposal.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Shown {
    /// The draft as it would be recorded if the caller approved it.
    #[schema(value_type = Object)]
    pub draft: Value,
    /// A salt for each sealed field, by pointer.
    #[schema(value_type = Object)]
    pub salts: Value,
    /// The signatures so far.
    #[schema(value_type = Object)]
    pub signatures: Value,
    /// The canonical bytes of its public part: what is signed.
    pub text: String,
    /// BLAKE3 of them, 64 hexadecimal digits.
    pub fingerprint: String,
    /// Why it needs a second person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_person: Option<String>,
}

/// What the caller may do.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "one for each thing that may be done")]
pub(super) struct May {
    /// Approve it.
    pub approve: bool,
    /// Send it back.
    pub send_back: bool,
    /// Change it.
    pub edit: bool,
    /// Take it back.
    pub withdraw: bool,
    /// Have it recorded: it is approved already.
    pub record: bool,
    /// Record it without a second person.
    pub overrule: bool,
}

/// One proposal in full.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Detail {
    /// The same as in a list.
    #[serde(flatten)]
    pub summary: Summary,
    /// The drafts; none once it is over.
    pub items: Vec<Shown>,
    /// The drafts of the version before.
    #[schema(value_type = Vec<Object>)]
    pub before: Vec<Value>,
    /// All steps, oldest first.
    pub steps: Vec<Step>,
    /// What the caller may do.
    pub may: May,
    /// Whether the approver has to sign, because the author did.
    pub signed: bool,
}

impl Summary {
    /// As `who` sees it.
    pub fn new(proposal: &Proposal, who: &str) -> Self {
        let told = |step: &&Step| matches!(step.act, Act::Returned | Act::Overridden);
        let last = proposal.steps.last().filter(told);
        Self {
            id: proposal.id.clone(),
            author: proposal.author.clone(),
            version: proposal.version,
            state: proposal.state,
            updated: proposal.updated.clone(),
            kinds: proposal.kinds.clone(),
            count: proposal.count,
            yours: proposal.author == who,
            approved_by: proposal.approval.as_ref().map(|approval| approval.by.clone()),
            reason: last.and_then(|step| step.reason.clone()),
            recorded: proposal.recorded.clone(),
        }
    }
}

impl Detail {
    /// As the caller sees it, and would record it.
    pub(super) fn new(app: &App, proposal: &Proposal, caller: &Caller) -> Result<Self, Problem> {
        let who = caller.name.as_str();
        let yours = proposal.author == who;
        let approver = proposal.approval.as_ref().map(|approval| approval.by.as_str());
        let may_approve = !yours && caller.may(Right::Approve);
        let approver = approver.or(may_approve.then_some(who));
        let mut items = Vec::new();
        if !proposal.items.is_empty() {
            let prepared = as_recorded(proposal, approver)?;
            let reasons = app.four_eyes.reasons(&prepared.drafts);
            let Value::Array(bodies) = proposal.body(approver) else {
                return Err(Problem::internal(&"a proposal is a list"));
            };
            for ((body, ready), reason) in bodies.into_iter().zip(&prepared.drafts).zip(reasons) {
                let text = ready.draft.public_text().to_owned();
                items.push(Shown {
                    draft: body["draft"].clone(),
                    salts: body["salts"].clone(),
                    signatures: body
                        .get("signatures")
                        .cloned()
                        .unwrap_or_else(|| Value::Array(Vec::new())),
                    fingerprint: Hash::of(text.as_bytes()).to_hex(),
                    text,
                    second_person: reason.map(str::to_owned),
                });
            }
        }
        let open = !proposal.state.is_over();
        let waits = open && proposal.state != State::Returned;
        Ok(Self {
            summary: Summary::new(proposal, who),
            items,
            before: proposal.before.clone(),
            steps: proposal.steps.clone(),
            may: May {
                approve: waits && may_approve,
                send_back: waits && may_approve,
                edit: open && yours && caller.may(Right::Propose),
                withdraw: open && yours && caller.may(Right::Propose),
                record: proposal.state == State::Approved && caller.may(Right::RecordApproved),
                overrule: open && yours && proposal.count <= HANDFUL && caller.may(Right::Overrule),
            },
            signed: proposal.items.iter().any(|item: &Item| !item.signatures.is_empty()),
        })
    }
}
