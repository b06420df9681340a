//! Every recommendation with each body that it addresses, and all that is known
//! of the two.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use super::rules::{Deadline, Grounds};
use super::state::{Happened, Stage, State};
use crate::events::civil::Date;
use crate::events::recommendations::ItemKind;
use crate::events::{DateRange, Edtf};
use crate::record::Index;
use crate::views::due::{Due, Rule, Standing};
use crate::views::facts::recommendations::{AddresseeFact, MadeFact, StepFact};
use crate::views::facts::{Body, Facts, Inquiry, Known, Recommendation, Report, Stand};
use crate::views::successors::{Heir, Successors};

/// One recommendation and one body that it addresses.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The recommendation.
    pub recommendation: Recommendation,
    /// The body that it addresses, as it was named.
    pub addressee: Body,
    /// Who answers for that body now.
    pub heir: Heir,
    /// The matter it belongs to.
    pub inquiry: Inquiry,
    /// The report it stands in.
    pub report: Option<Report>,
    /// Its number as printed; `None` is not known or withheld.
    pub number: Option<Box<str>>,
    /// Who made it.
    pub made_by: Body,
    /// The entry in which it was made.
    pub entry: Index,
    /// When it was made: when its report was published, where that is known.
    pub made: Option<Edtf>,
    /// The days on which it may have been made, none after it was recorded.
    pub made_range: DateRange,
    /// When the answer is due, and why.
    pub deadline: Deadline,
    /// Its steps, in the order in which they happened.
    pub steps: Vec<Happened>,
    /// The state after the steps that have surely happened.
    pub state: State,
    /// Where it stands.
    pub stage: Stage,
    /// Where it perhaps stands, when steps count whose dates do not settle
    /// whether they had happened.
    pub perhaps: Option<Stage>,
    /// How the answer stands to its due date.
    pub answer: Answer,
    /// Later recommendations that make it again, made by the day asked for.
    pub restated: Vec<Recommendation>,
    /// The entries that all this came from, ascending.
    pub entries: Vec<u64>,
}

/// How the answer of a pair stands to its due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// None yet; `None` where no due date is known.
    None(Option<Standing>),
    /// Some of it is answered; the rest stands so.
    Partial(Option<Standing>),
    /// More was asked for, and stands so.
    Further(Option<Standing>),
    /// Answered.
    Full(Option<Standing>),
}

impl Answer {
    /// The standing to the due date, where there is one.
    pub fn standing(self) -> Option<Standing> {
        match self {
            Answer::None(standing)
            | Answer::Partial(standing)
            | Answer::Further(standing)
            | Answer::Full(standing) => standing,
        }
    }
}

/// All pairs, with what cannot be a pair.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    /// The pairs, by recommendation in the order of the ledger.
    pub pairs: Vec<Pair>,
    /// Recommendations that name no addressee, with their entries.
    pub unaddressed: Vec<(Recommendation, Index, Option<Report>)>,
    /// Conclusions, which ask for nothing.
    pub conclusions: Vec<(Recommendation, Index, Option<Report>)>,
    /// Later recommendations by the one that they make again.
    pub restated: BTreeMap<Recommendation, Vec<Recommendation>>,
    /// Steps of recommendations that the record does not hold.
    pub strays: Vec<u64>,
    /// What the rules looked at.
    pub grounds: Grounds,
}

/// All pairs as known at the stand, on its day.
pub fn pairs(facts: &Facts, stand: &Stand) -> Pairs {
    pairs_of(facts, stand, None)
}

/// The pairs of one recommendation, or of all.
pub(super) fn pairs_of(facts: &Facts, stand: &Stand, only: Option<Recommendation>) -> Pairs {
    let mut found = Pairs { grounds: Grounds::of(facts, stand), ..Pairs::default() };
    let successors = Successors::of(facts, stand);
    let mut steps: BTreeMap<Recommendation, Vec<Known<'_, StepFact>>> = BTreeMap::new();
    for known in facts.recommendation_steps(stand) {
        let mine = |of: &Recommendation| only.is_none_or(|only| only == *of);
        for recommendation in known.fact.recommendations().filter(mine) {
            steps.entry(recommendation).or_default().push(known);
        }
    }
    let mut seen: BTreeSet<(Recommendation, Body)> = BTreeSet::new();
    let mut known_ids: BTreeSet<Recommendation> = BTreeSet::new();
    for made in facts.recommendations_made(stand) {
        let fact = made.fact;
        known_ids.insert(fact.recommendation);
        if fact.item == ItemKind::Conclusion {
            found.conclusions.push((fact.recommendation, made.index, fact.report));
            continue;
        }
        let begun = || {
            let (when, _) = found.grounds.made(&made);
            bounded(facts, when.as_ref(), made.index).earliest.is_none_or(|day| day <= stand.on)
        };
        if let Some(earlier) = fact.restates
            && begun()
        {
            found.restated.entry(earlier).or_default().push(fact.recommendation);
        }
        if only.is_some_and(|only| only != fact.recommendation) {
            continue;
        }
        if fact.addressees.is_empty() {
            found.unaddressed.push((fact.recommendation, made.index, fact.report));
        }
        let steps = steps.get(&fact.recommendation).map_or(&[][..], Vec::as_slice);
        for addressee in &fact.addressees {
            if !seen.insert((fact.recommendation, addressee.body)) {
                continue;
            }
            let heir = successors.heir(addressee.body);
            if let Some(pair) =
                Pair::read(facts, stand, &found.grounds, &made, addressee, heir, steps)
            {
                found.pairs.push(pair);
            }
        }
    }
    for pair in &mut found.pairs {
        if let Some(later) = found.restated.get(&pair.recommendation) {
            pair.restated.clone_from(later);
        }
    }
    let strays = steps.iter().filter(|(id, _)| !known_ids.contains(id));
    found.strays = strays.flat_map(|(_, of)| of.iter().flat_map(Known::entries)).collect();
    found.strays.sort_unstable();
    found
}

impl Pair {
    /// `None` where the recommendation was surely made after the day asked for.
    fn read(
        facts: &Facts,
        stand: &Stand,
        grounds: &Grounds,
        made: &Known<'_, MadeFact>,
        addressee: &AddresseeFact,
        heir: Heir,
        steps: &[Known<'_, StepFact>],
    ) -> Option<Pair> {
        let (when, made_entries) = grounds.made(made);
        let made_range = bounded(facts, when.as_ref(), made.index);
        if made_range.earliest.is_some_and(|day| day > stand.on) {
            return None;
        }
        // A step counts for a pair when it names the addressee or a successor.
        let mine = |step: &&Known<'_, StepFact>| heir.speaks(step.fact.addressee);
        let mut happened: Vec<Happened> = steps
            .iter()
            .filter(mine)
            .map(|known| Happened {
                entries: known.entries().collect(),
                body: known.fact.addressee,
                when: known.fact.when().cloned(),
                range: bounded(facts, known.fact.when(), known.index),
                step: known.fact.step.clone(),
            })
            .filter(|step| step.range.earliest.is_none_or(|day| day <= stand.on))
            .collect();
        crate::views::order::sort_by_key(happened.as_mut_slice(), |step| step.range.sort_key());
        let surely = |step: &&Happened| step.range.latest.is_some_and(|day| day <= stand.on);
        let state = State::after(&heir.chain, happened.iter().filter(surely));
        let deadline = grounds.deadline(made, addressee, state.due_set.as_ref());
        let stage = stage(&state, &deadline, stand.on);
        let perhaps = if happened.iter().all(|step| surely(&step)) {
            None
        } else {
            let state = State::after(&heir.chain, &happened);
            let deadline = grounds.deadline(made, addressee, state.due_set.as_ref());
            Some(self::stage(&state, &deadline, stand.on)).filter(|perhaps| *perhaps != stage)
        };
        let answer = answer(&state, &deadline, stand.on);
        let mut entries: Vec<u64> = made.entries().chain(made_entries).collect();
        entries.extend(happened.iter().flat_map(|step| step.entries.iter()));
        entries.extend(deadline.entries.iter().chain(&heir.entries));
        entries.sort_unstable();
        entries.dedup();
        Some(Pair {
            recommendation: made.fact.recommendation,
            addressee: addressee.body,
            heir,
            inquiry: made.fact.inquiry,
            report: made.fact.report,
            number: made.fact.number.clone(),
            made_by: made.fact.made_by,
            entry: made.index,
            made: when,
            made_range,
            deadline,
            steps: happened,
            state,
            stage,
            perhaps,
            answer,
            restated: Vec::new(),
            entries,
        })
    }

    /// Whether an answer, or the rest of one, is overdue. A pair that has ended
    /// owes none.
    pub fn is_overdue(&self) -> bool {
        self.stage.is_outstanding() && matches!(self.answer.standing(), Some(Standing::Overdue(..)))
    }

    /// When what is still owed is due: the further answer, or the answer.
    pub fn owed(&self) -> Option<Due> {
        match &self.state.further {
            Some((due, _)) => due.as_ref().and_then(|due| Rule::Stated.due_for(&due.range())),
            None => self.deadline.due,
        }
    }

    /// By which rule that is due, in words.
    pub fn why_owed(&self) -> &str {
        match self.state.further {
            Some(_) => "as set when more was asked for",
            None => &self.deadline.why,
        }
    }

    /// Days from when it was made to the first answer, at least and at most.
    pub fn days_to_answer(&self) -> Option<(i32, i32)> {
        self.made_range.days_until(self.state.answered.as_ref()?)
    }
}

/// The days on which something recorded may have happened: none after the day
/// on which it was recorded.
fn bounded(facts: &Facts, when: Option<&Edtf>, index: Index) -> DateRange {
    let recorded = facts.last_day(index.size_through());
    let range = when.map_or(DateRange { earliest: None, latest: None }, Edtf::range);
    let latest = match (range.latest, recorded) {
        (Some(latest), Some(recorded)) if range.earliest.is_none_or(|day| day <= recorded) => {
            Some(latest.min(recorded))
        }
        (Some(latest), _) => Some(latest),
        (None, recorded) => recorded.max(range.earliest),
    };
    DateRange { earliest: range.earliest, latest }
}

fn stage(state: &State, deadline: &Deadline, on: Date) -> Stage {
    state.stage().unwrap_or_else(|| match deadline.due.map(|due| due.standing(None, on)) {
        None => Stage::Made,
        Some(Standing::Overdue(..)) => Stage::NoResponse,
        Some(_) => Stage::ResponseDue,
    })
}

fn answer(state: &State, deadline: &Deadline, on: Date) -> Answer {
    let standing = |answered| deadline.due.map(|due| due.standing(answered, on));
    if let Some((due, _)) = &state.further {
        let due = due.as_ref().and_then(|due| Rule::Stated.due_for(&due.range()));
        return Answer::Further(due.map(|due: Due| due.standing(None, on)));
    }
    match (&state.answered, &state.completed) {
        (_, Some(completed)) => Answer::Full(standing(Some(completed))),
        (Some(_), None) => Answer::Partial(standing(None)),
        (None, None) => Answer::None(standing(None)),
    }
}
