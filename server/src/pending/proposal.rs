//! One draft, or a batch of them, on its way to a second person: what may
//! happen to it, by whom. No clock and no files here.

use ledger::record::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::parts::{Act, Approval, Item, Signature, State, Step};

/// How long an approval holds that could not be followed by the recording at
/// once, in milliseconds: seven days.
const APPROVAL_HOLDS: i64 = 7 * 86_400_000;

/// What waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// 32 hexadecimal digits, not to be guessed.
    pub id: String,
    /// The actor who sent it.
    pub author: String,
    /// Counts its versions from 1.
    pub version: u32,
    /// Where it stands.
    pub state: State,
    /// When the last step was, RFC 3339.
    pub updated: String,
    /// The kinds of its drafts, each once.
    pub kinds: Vec<String>,
    /// How many drafts.
    pub count: usize,
    /// The drafts; none once it is over.
    pub items: Vec<Item>,
    /// The drafts of the version before.
    pub before: Vec<Value>,
    /// The approval, while it holds.
    pub approval: Option<Approval>,
    /// All steps, oldest first.
    pub steps: Vec<Step>,
    /// The entries that it became.
    pub recorded: Vec<u64>,
}

/// Why something may not be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The author is not a second person.
    #[error("{0} sent it: somebody else has to look at it")]
    Own(String),
    /// Only the author may.
    #[error("only {0}, who sent it, may do this")]
    NotYours(String),
    /// It has come too far, or not far enough.
    #[error("it is {0}: this cannot be done any more, or not yet")]
    State(&'static str),
    /// It was changed since.
    #[error("version {given} was looked at, and version {now} is there now")]
    Version {
        /// What the caller looked at.
        given: u32,
        /// What is there.
        now: u32,
    },
    /// The date that was typed is not the event's.
    #[error("the date typed is not that of the event")]
    Date,
    /// A signature is missing, or stands where none belongs.
    #[error("{0}")]
    Signature(String),
    /// No reason.
    #[error("a reason is needed")]
    Reason,
}

impl Proposal {
    /// What `author` sends.
    pub fn new(id: String, author: &str, items: Vec<Item>, now: Timestamp) -> Self {
        let mut new = Self {
            id,
            author: author.to_owned(),
            version: 0,
            state: State::Awaiting,
            updated: String::new(),
            kinds: Vec::new(),
            count: 0,
            items: Vec::new(),
            before: Vec::new(),
            approval: None,
            steps: Vec::new(),
            recorded: Vec::new(),
        };
        new.put(items);
        new.step(author, Act::Sent, None, now);
        new
    }

    fn put(&mut self, items: Vec<Item>) {
        self.version += 1;
        self.count = items.len();
        let kind = |item: &Item| item.draft["kind"].as_str().unwrap_or_default().to_owned();
        self.kinds = items.iter().map(kind).collect();
        self.kinds.sort_unstable();
        self.kinds.dedup();
        let old = std::mem::replace(&mut self.items, items);
        self.before = old.into_iter().map(|item| item.draft).collect();
        (self.state, self.approval) = (State::Awaiting, None);
    }

    fn step(&mut self, by: &str, act: Act, reason: Option<&str>, now: Timestamp) {
        self.updated = now.to_string();
        let (at, by, reason) = (now.to_string(), by.to_owned(), reason.map(str::to_owned));
        self.steps.push(Step { at, by, act, reason });
    }

    fn open(&self) -> Result<(), Refused> {
        if self.state.is_over() { Err(Refused::State(self.state.as_str())) } else { Ok(()) }
    }

    fn own(&self, who: &str) -> Result<(), Refused> {
        self.open()?;
        if who == self.author { Ok(()) } else { Err(Refused::NotYours(self.author.clone())) }
    }

    fn second(&self, who: &str, version: u32) -> Result<(), Refused> {
        if who == self.author {
            return Err(Refused::Own(self.author.clone()));
        }
        self.open()?;
        let now = self.version;
        if version == now { Ok(()) } else { Err(Refused::Version { given: version, now }) }
    }

    /// Lets go of an approval that is older than it holds; `true` if there was one.
    pub fn lapse(&mut self, now: Timestamp) -> bool {
        let Some(approval) = &self.approval else { return false };
        let since = Timestamp::parse(&approval.at).map_or(i64::MIN, Timestamp::millis);
        let over =
            self.state == State::Approved && now.millis().saturating_sub(since) > APPROVAL_HOLDS;
        if over {
            let by = approval.by.clone();
            (self.state, self.approval) = (State::Awaiting, None);
            self.step(&by, Act::Lapsed, None, now);
        }
        over
    }

    /// The date of its event, which a second person has to type; that of the
    /// first of a batch.
    pub fn date(&self) -> Option<&str> {
        self.items.first()?.draft["occurred"]["edtf"].as_str()
    }

    /// The author changes it; an approval is void.
    pub fn edit(&mut self, who: &str, items: Vec<Item>, now: Timestamp) -> Result<(), Refused> {
        self.own(who)?;
        self.put(items);
        self.step(who, Act::Edited, None, now);
        Ok(())
    }

    /// The author takes it back.
    pub fn withdraw(&mut self, who: &str, now: Timestamp) -> Result<(), Refused> {
        self.own(who)?;
        self.step(who, Act::Withdrawn, None, now);
        self.end(State::Withdrawn);
        Ok(())
    }

    /// A second person sends it back.
    pub fn send_back(
        &mut self,
        who: &str,
        version: u32,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), Refused> {
        self.second(who, version)?;
        if self.state == State::Returned {
            return Err(Refused::State(self.state.as_str()));
        }
        let reason = checked(reason)?;
        (self.state, self.approval) = (State::Returned, None);
        self.step(who, Act::Returned, Some(reason), now);
        Ok(())
    }

    /// A second person approves the version that they looked at, having typed
    /// the date of its event.
    pub fn approve(
        &mut self,
        who: &str,
        version: u32,
        typed: Option<&str>,
        signatures: Vec<Option<Signature>>,
        now: Timestamp,
    ) -> Result<(), Refused> {
        self.second(who, version)?;
        if self.state == State::Returned {
            return Err(Refused::State(self.state.as_str()));
        }
        if self.date().is_some_and(|date| typed.map(str::trim) != Some(date)) {
            return Err(Refused::Date);
        }
        if signatures.len() != self.items.len() {
            let problem = format!(
                "{} drafts and {} signatures: one for each, null where its author signed none",
                self.items.len(),
                signatures.len()
            );
            return Err(Refused::Signature(problem));
        }
        for (item, signature) in self.items.iter().zip(&signatures) {
            match (item.signatures.is_empty(), signature) {
                (false, None) => {
                    let problem = "its author signed it, so the second person signs it too";
                    return Err(Refused::Signature(problem.to_owned()));
                }
                (true, Some(_)) => {
                    let problem = "its author did not sign it: the first signature is the author's";
                    return Err(Refused::Signature(problem.to_owned()));
                }
                _ => {}
            }
        }
        let (by, at) = (who.to_owned(), now.to_string());
        self.approval = Some(Approval { by, at, signatures });
        self.state = State::Approved;
        self.step(who, Act::Approved, None, now);
        Ok(())
    }

    /// Lets go of an approval of what the ledger then refused.
    pub fn unapprove(&mut self) {
        (self.state, self.approval) = (State::Awaiting, None);
    }

    /// Whether `who` may have it recorded now: it is approved.
    pub fn may_record(&self) -> Result<(), Refused> {
        self.open()?;
        if self.state == State::Approved {
            Ok(())
        } else {
            Err(Refused::State(self.state.as_str()))
        }
    }

    /// Whether `who` may record it without a second person, for this reason.
    pub fn may_override(&self, who: &str, reason: &str) -> Result<(), Refused> {
        self.own(who)?;
        checked(reason).map(|_| ())
    }

    /// It is in the ledger: at these entries.
    pub fn record(&mut self, who: &str, entries: Vec<u64>, reason: Option<&str>, now: Timestamp) {
        let act = if reason.is_some() { Act::Overridden } else { Act::Recorded };
        self.step(who, act, reason, now);
        self.recorded = entries;
        self.end(State::Recorded);
    }

    fn end(&mut self, state: State) {
        self.state = state;
        self.items = Vec::new();
        self.before = Vec::new();
        if let Some(approval) = &mut self.approval {
            approval.signatures = Vec::new();
        }
    }

    /// The drafts as they are to be recorded, as the body of a write: with the
    /// approver's signatures, or, where the author signed none, with the name of
    /// who authorised it.
    pub fn body(&self, approver: Option<&str>) -> Value {
        let approved = self.approval.as_ref();
        let one = |(place, item): (usize, &Item)| {
            let mut draft = item.draft.clone();
            let mut signatures = item.signatures.clone();
            if item.signatures.is_empty() {
                if let (Some(name), Some(members)) = (approver, draft.as_object_mut()) {
                    members.entry("authorised_by").or_insert_with(|| json!(name));
                }
            } else {
                let second = approved.and_then(|approval| approval.signatures.get(place));
                signatures.extend(second.cloned().flatten());
            }
            let mut wrapped = json!({ "draft": draft, "salts": item.salts });
            if !signatures.is_empty() {
                wrapped["signatures"] = json!(signatures);
            }
            wrapped
        };
        Value::Array(self.items.iter().enumerate().map(one).collect())
    }
}

/// A reason that says something and is no essay.
fn checked(reason: &str) -> Result<&str, Refused> {
    let reason = reason.trim();
    let fits = !reason.is_empty() && reason.chars().count() <= 2_000;
    if fits { Ok(reason) } else { Err(Refused::Reason) }
}

#[cfg(test)]
#[path = "proposal_tests.rs"]
mod tests;
