//! Where a recommendation stands with a body: open or closed, and by which day
//! it is to be put into practice.

use alloc::format;

use super::Register;
use super::findings::{Context, Findings};
use super::recommendations::pairs;
use crate::events::{BodyId, Draft, Edtf, Event, RecommendationId};
use crate::record::Index;

/// A recommendation and a body that it addresses.
#[derive(Clone, Debug, Default)]
pub(super) struct Pair {
    /// The newest entry that closes it, after which none reopens it.
    closed: Option<Index>,
    /// The newest target date: its number from 1, the entry, the date.
    target: Option<(u16, Index, Edtf)>,
}

impl Register {
    pub(super) fn take_progress(&mut self, index: Index, draft: &Draft) {
        let change: &dyn Fn(&mut Pair) = match &draft.event {
            Event::RecommendationClosed(_) => &|pair| pair.closed = Some(index),
            Event::RecommendationReopened(_) => &|pair| pair.closed = None,
            Event::TargetDateSet(e) => &|pair| pair.set_target(1, index, &e.target_date),
            Event::TargetDateRevised(e) => {
                &|pair| pair.set_target(e.sequence, index, &e.target_date)
            }
            _ => return,
        };
        for (_, recommendation, body) in pairs(&draft.event) {
            let recommendation = self.ids.number(recommendation.as_str());
            let key = (recommendation, self.ids.number(body.as_str()));
            let mut pair = self.pairs.get(key).cloned().unwrap_or_default();
            change(&mut pair);
            self.pairs.put(key, pair);
        }
    }

    fn pair(&self, recommendation: &RecommendationId, body: &BodyId) -> Option<Pair> {
        let recommendation = self.ids.find(recommendation.as_str())?;
        let mut pair = self.pairs.get((recommendation, self.ids.find(body.as_str())?))?.clone();
        pair.closed = pair.closed.filter(|index| self.stands(*index));
        pair.target = pair.target.filter(|(_, index, _)| self.stands(*index));
        Some(pair)
    }

    pub(super) fn check_progress(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        for (field, recommendation, body) in pairs(&draft.event) {
            let pair = self.pair(recommendation, body).unwrap_or_default();
            let closed = pair.closed.filter(|entry| !cx.contradicts(draft, *entry));
            let closed = closed.map(|entry| cx.name(entry));
            let (id, body) = (Some(recommendation.as_str()), Some(body.as_str()));
            match (&draft.event, closed) {
                (Event::RecommendationClosed(_), Some(entry)) => {
                    let problem = format!("is closed for this body already, by {entry}");
                    let remedy = format!(
                        "correct {entry}; record recommendation_reopened first; or, where sources \
                         disagree, name its event in conflicts_with"
                    );
                    found.refuse("/event/recommendation", id, problem, remedy);
                }
                (Event::RecommendationReopened(_), None) if pair.closed.is_none() => {
                    let problem = "is not closed for this body";
                    let remedy = "record recommendation_closed first, or check the identifier";
                    found.refuse("/event/recommendation", id, problem, remedy);
                }
                (Event::RecommendationReopened(_), _) => {}
                (_, Some(entry)) => {
                    let problem = format!("was told that this is closed, by {entry}");
                    let remedy = "nothing, if it was before that; else record \
                                  recommendation_reopened first";
                    found.warn(field, body, problem, remedy);
                }
                _ => {}
            }
            check_target(&pair, draft, cx, found);
        }
    }
}

/// Target dates are numbered; a number is used once, and each date follows the
/// one before it.
fn check_target(pair: &Pair, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
    let Some((number, entry, date)) = &pair.target else {
        if let Event::TargetDateRevised(e) = &draft.event {
            let number = format!("{}", e.sequence);
            let problem = "follows a target date that is not recorded";
            let remedy = "record the first with target_date_set as well, if it is known";
            found.warn("/event/sequence", Some(&number), problem, remedy);
        }
        return;
    };
    if cx.contradicts(draft, *entry) {
        return;
    }
    let entry = cx.name(*entry);
    match &draft.event {
        Event::TargetDateSet(e) => {
            let problem = format!("is not the first: {entry} set {date}");
            let remedy = "record a later one with target_date_revised";
            let given = format!("{}", e.target_date);
            found.refuse("/event/target_date", Some(&given), problem, remedy);
        }
        Event::TargetDateRevised(e) if e.sequence == *number => {
            let given = format!("{}", e.sequence);
            let problem = format!("is the number of the target date in {entry}");
            let remedy = format!("write {}, or correct {entry}", number.saturating_add(1));
            found.refuse("/event/sequence", Some(&given), problem, remedy);
        }
        Event::TargetDateRevised(e) if e.sequence == number.saturating_add(1) => {
            if let Some(old) = e.old_target.as_ref().filter(|old| *old != date) {
                let problem = format!("is not the target date until now, {date} in {entry}");
                let remedy = format!("write {date}, or correct {entry}");
                found.refuse("/event/old_target", Some(&format!("{old}")), problem, remedy);
            }
        }
        Event::TargetDateRevised(e) => {
            let given = format!("{}", e.sequence);
            let problem = format!("does not follow number {number} in {entry}");
            let remedy = "nothing, if others are recorded later; else check the number";
            found.warn("/event/sequence", Some(&given), problem, remedy);
        }
        _ => {}
    }
}

impl Pair {
    fn set_target(&mut self, number: u16, index: Index, date: &Edtf) {
        let newer = |(newest, by, _): &(u16, Index, Edtf)| number >= *newest || *by == index;
        if self.target.as_ref().is_none_or(newer) {
            self.target = Some((number, index, date.clone()));
        }
    }
}
