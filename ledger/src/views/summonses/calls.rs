//! From steps to calls: which step belongs to which call to attend.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::events::civil::Date;
use crate::events::{DateRange, Edtf};
use crate::record::{Index, Size};
use crate::views::facts::{
    Act, Body, Facts, Inquiry, Known, Matter, Order, Person, Request, Session, Stand, StepFact,
};

/// Who is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// A person.
    Person(Person),
    /// A body, which sends someone.
    Body(Body),
}

/// Whether a step had been taken by a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// On no reading of its date.
    No,
    /// On some reading of its date.
    Perhaps,
    /// On every reading of its date.
    Yes,
}

/// One step of a call.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// What was done.
    pub fact: &'a StepFact,
    /// The days on which it may have been done. What was recorded on a day had
    /// been done by that day, which bounds a date that is not known.
    pub range: DateRange,
    /// Whether it had been taken on the day asked for.
    pub reached: Reached,
    /// The entries it came from, ascending.
    pub entries: Vec<u64>,
}

/// What somebody is called upon to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// To come and give evidence.
    Attendance,
    /// To hand over papers.
    Papers,
    /// To give a written statement.
    Statement,
}

impl Wanted {
    /// What a step is about; `None` where it may be about any of them.
    const fn of(act: Act) -> Option<Self> {
        match act {
            Act::StatementRequested | Act::StatementOrdered => Some(Self::Statement),
            Act::PapersOrdered | Act::PapersRefused | Act::PapersInPart | Act::PapersReceived => {
                Some(Self::Papers)
            }
            Act::Served
            | Act::Varied
            | Act::ReportedToHouse
            | Act::HouseOrdered
            | Act::NotComplied
            | Act::Referred
            | Act::ContemptFound
            | Act::Decided(_)
            | Act::Discharged => None,
            _ => Some(Self::Attendance),
        }
    }

    /// Whether a step can belong to a call for this. What comes on paper may be
    /// papers or a statement.
    fn fits(self, act: Act) -> bool {
        match (self, Self::of(act)) {
            (_, None) => true,
            (Self::Statement, Some(Self::Papers)) => act != Act::PapersOrdered,
            (wanted, Some(of)) => wanted == of,
        }
    }
}

/// One call to attend: an invitation or an order, with all that followed. Or one
/// for papers or a statement, which goes the same way.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// What is wanted.
    pub wanted: Wanted,
    /// Who is called.
    pub who: Who,
    /// Before which committee; `None` where no source tells.
    pub committee: Option<Body>,
    /// In which matter.
    pub inquiry: Inquiry,
    /// The steps, by their days, then by how far along they are.
    pub steps: Vec<Step<'a>>,
}

impl Call<'_> {
    /// The steps of one sort that had surely been taken.
    pub fn taken(&self, act: impl Fn(Act) -> bool) -> impl Iterator<Item = &Step<'_>> {
        self.steps.iter().filter(move |step| step.reached == Reached::Yes && act(step.fact.act))
    }

    /// Whether a step of one sort had surely been taken.
    pub fn has(&self, act: Act) -> bool {
        self.taken(|taken| taken == act).next().is_some()
    }

    /// The entries of all its steps, ascending.
    pub fn entries(&self) -> Vec<u64> {
        let mut entries: Vec<u64> =
            self.steps.iter().flat_map(|step| step.entries.iter().copied()).collect();
        entries.sort_unstable();
        entries.dedup();
        entries
    }

    fn is_spent(&self) -> bool {
        let spends = |act| came(act) || matches!(act, Act::Discharged | Act::PapersReceived);
        self.steps.iter().any(|step| spends(step.fact.act))
    }

    /// Whether a step of it names this session.
    fn is_of(&self, session: Option<Session>) -> bool {
        session.is_some() && self.steps.iter().any(|step| step.fact.session == session)
    }

    fn is_hearsay(&self) -> bool {
        let steps = &mut self.steps.iter();
        steps.all(|step| step.fact.request.is_none() && step.fact.order.is_none())
    }
}

/// Whether a step shows that they came: who refused to answer was there.
pub(super) const fn came(act: Act) -> bool {
    matches!(act, Act::Attended | Act::RefusedToAnswer)
}

/// All calls to attend and all calls for papers, as known at the stand, in the
/// order in which the ledger first speaks of them.
///
/// A step with the identifier of an invitation, an order or a matter of the House
/// belongs to its call.
/// One without belongs to the newest call of the same person before the same
/// committee in the same matter that has not been answered by attendance.
pub fn calls<'a>(facts: &'a Facts, stand: &Stand) -> Vec<Call<'a>> {
    let mut sorting = Sorting::default();
    for known in facts.steps(stand) {
        sorting.take(facts, stand, known);
    }
    let mut calls = sorting.calls;
    for call in &mut calls {
        crate::views::order::sort_by_key(call.steps.as_mut_slice(), |step| {
            (step.range.latest, step.fact.act.bare())
        });
    }
    calls
}

#[derive(Default)]
struct Sorting<'a> {
    calls: Vec<Call<'a>>,
    requests: BTreeMap<Request, usize>,
    orders: BTreeMap<Order, usize>,
    matters: BTreeMap<Matter, usize>,
    by_who: BTreeMap<(Who, Inquiry), Vec<usize>>,
}

impl<'a> Sorting<'a> {
    fn take(&mut self, facts: &Facts, stand: &Stand, known: Known<'a, StepFact>) {
        let fact = known.fact;
        let Some(place) = self.place(fact) else { return };
        if let Some(request) = fact.request {
            self.requests.entry(request).or_insert(place);
        }
        if let Some(order) = fact.order {
            self.orders.entry(order).or_insert(place);
        }
        if let Some(matter) = fact.matter {
            self.matters.entry(matter).or_insert(place);
        }
        let range = range(facts, known.index, fact.when.as_ref());
        let call = &mut self.calls[place];
        call.committee = call.committee.or(fact.committee);
        call.steps.push(Step {
            fact,
            range,
            reached: reached(&range, stand.on),
            entries: known.entries().collect(),
        });
    }

    /// The call that a step belongs to; made now where there is none.
    fn place(&mut self, fact: &StepFact) -> Option<usize> {
        let request = fact.request.and_then(|request| self.requests.get(&request));
        let order = fact.order.and_then(|order| self.orders.get(&order));
        let matter = fact.matter.and_then(|matter| self.matters.get(&matter));
        let wanted = |place: &&usize| self.calls[**place].wanted.fits(fact.act);
        if let Some(place) = [order, request, matter].into_iter().flatten().find(wanted) {
            return Some(*place);
        }
        let who = match (fact.person, fact.body) {
            (Some(person), _) => Who::Person(person),
            (None, Some(body)) => Who::Body(body),
            // A step about an order that the ledger does not hold, and nobody
            // named: there is no call to put it to.
            (None, None) => return None,
        };
        let mine = self.by_who.entry((who, fact.inquiry)).or_default();
        // A new invitation is a new call; so is an order, but for the call that
        // nobody has answered by coming. Hearsay becomes the call it spoke of.
        let fits = |place: &&usize| {
            let call = &self.calls[**place];
            // A House takes up what a committee began.
            let same = call.committee == fact.committee
                || call.committee.is_none()
                || fact.committee.is_none()
                || fact.matter.is_some();
            same && call.wanted.fits(fact.act)
                && match fact.act {
                    Act::Invited => call.is_hearsay() && !call.is_spent(),
                    // Who refused to answer was there: it belongs to the call they
                    // came to.
                    Act::ReportedSummoned | Act::OrderNotFound | Act::RefusedToAnswer => true,
                    Act::StatementRequested => false,
                    // One appearance may be told by several entries.
                    _ => !call.is_spent() || call.is_of(fact.session),
                }
        };
        let found = mine.iter().rev().find(fits).copied();
        Some(found.unwrap_or_else(|| {
            let place = self.calls.len();
            mine.push(place);
            let (committee, inquiry) = (fact.committee, fact.inquiry);
            let wanted = Wanted::of(fact.act).unwrap_or(Wanted::Attendance);
            self.calls.push(Call { wanted, who, committee, inquiry, steps: Vec::new() });
            place
        }))
    }
}

fn range(facts: &Facts, index: Index, when: Option<&Edtf>) -> DateRange {
    let mut range = when.map_or(DateRange { earliest: None, latest: None }, Edtf::range);
    if range.latest.is_none() {
        let recorded = facts.last_day(Size::new(index.get() + 1));
        range.latest = recorded.max(range.earliest);
    }
    range
}

fn reached(range: &DateRange, on: Date) -> Reached {
    match range {
        DateRange { latest: Some(latest), .. } if *latest <= on => Reached::Yes,
        DateRange { earliest: Some(earliest), .. } if *earliest > on => Reached::No,
        _ => Reached::Perhaps,
    }
}
