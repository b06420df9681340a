//! Data calls and what comes back: from a body that was asked, for what was
//! asked, one version after the other.

use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Register;
use super::dates::expect_order;
use super::findings::{Context, Findings};
use super::sorts::Sort;
use crate::events::ids::ReturnId;
use crate::events::{BodyId, CallId, Draft, Edtf, Event};
use crate::record::Index;

/// A data call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    index: Index,
    population: Option<u32>,
    /// What is asked for, sorted; empty where no source says.
    indicators: Arc<[u32]>,
    issued: Option<Edtf>,
    /// The entry that withdraws it.
    pub(super) withdrawn: Option<Index>,
}

/// What one body sent back, in its newest version.
#[derive(Clone, Copy, Debug)]
pub(super) struct Return {
    pub(super) index: Index,
    pub(super) call: u32,
    pub(super) body: u32,
    pub(super) version: u16,
    /// The entry that says that it was taken back.
    pub(super) withdrawn: Option<Index>,
}

/// What all answers to a call have in common.
struct Answer<'a> {
    id: &'a ReturnId,
    call: &'a CallId,
    body: &'a BodyId,
    received: Option<&'a Edtf>,
    /// `None` for an answer without data: it comes first or not at all.
    version: Option<u16>,
}

fn answer(event: &Event) -> Option<Answer<'_>> {
    macro_rules! answer {
        ($event:expr, $version:expr) => {
            Answer {
                id: &$event.return_id,
                call: &$event.call,
                body: &$event.body,
                received: $event.received.as_ref(),
                version: $version,
            }
        };
    }
    Some(match event {
        Event::ReturnReceived(e) => answer!(e, Some(e.version)),
        Event::ReturnCorrected(e) => answer!(e, Some(e.version)),
        Event::NilReturn(e) => answer!(e, None),
        Event::UnableToProvide(e) => answer!(e, None),
        Event::Declined(e) => answer!(e, None),
        _ => return None,
    })
}

impl Register {
    pub(super) fn take_return(&mut self, index: Index, draft: &Draft) {
        match &draft.event {
            Event::PopulationFixed(event) => {
                let list = self.ids.number(event.population.as_str());
                let members = self.numbers(event.members.iter().map(BodyId::as_str));
                self.members.put(list, members);
            }
            Event::DataCallIssued(event) => {
                let call = self.ids.number(event.call.as_str());
                let population = event.population.as_ref();
                let population = population.map(|list| self.ids.number(list.as_str()));
                let asked = event.indicators.iter().map(|asked| asked.indicator.as_str());
                let indicators = self.numbers(asked);
                let issued = event.issued.clone();
                self.calls
                    .put(call, Call { index, population, indicators, issued, withdrawn: None });
            }
            Event::PopulationAmended(event) => {
                let list = self.ids.number(event.population.as_str());
                let known = self.members.get(list).map_or(&[][..], |known| known);
                // Where only a number of bodies is known, changes do not name them all.
                if !known.is_empty() {
                    let mut members = known.to_vec();
                    for body in &event.removed {
                        let body = self.ids.number(body.as_str());
                        members.retain(|member| *member != body);
                    }
                    members.extend(event.added.iter().map(|body| self.ids.number(body.as_str())));
                    members.sort_unstable();
                    members.dedup();
                    self.members.put(list, Arc::from(members));
                }
            }
            Event::CallWithdrawn(event) => {
                let number = self.ids.number(event.call.as_str());
                if let Some(mut call) = self.calls.get(number).cloned() {
                    call.withdrawn = Some(index);
                    self.calls.put(number, call);
                }
            }
            Event::ReturnWithdrawn(event) => {
                let number = self.ids.number(event.return_id.as_str());
                if let Some(mut known) = self.returns.get(number).copied() {
                    known.withdrawn = Some(index);
                    self.returns.put(number, known);
                }
            }
            other => {
                let Some(answer) = answer(other) else { return };
                let id = self.ids.number(answer.id.as_str());
                let version = answer.version.unwrap_or(1);
                let newer = self.returns.get(id).is_none_or(|newest| version >= newest.version);
                if newer {
                    let call = self.ids.number(answer.call.as_str());
                    let body = self.ids.number(answer.body.as_str());
                    self.returns.put(id, Return { index, call, body, version, withdrawn: None });
                    self.answered.put((call, body), id);
                }
            }
        }
    }

    /// The numbers of identifiers, sorted, each once.
    pub(super) fn numbers<'a>(&mut self, ids: impl Iterator<Item = &'a str>) -> Arc<[u32]> {
        let mut numbers: Vec<u32> = ids.map(|id| self.ids.number(id)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        Arc::from(numbers)
    }

    pub(super) fn check_returns(&self, draft: &Draft, cx: &Context<'_>, found: &mut Findings) {
        let Some(answer) = answer(&draft.event) else { return };
        let Some(call) = self.call(answer.call) else { return };
        self.check_asked(answer.call, answer.body, cx, found);
        self.check_indicators(draft, call, cx, found);
        self.check_version(&answer, draft, cx, found);
        let problem = "is before the call was issued";
        expect_order("/event/received", call.issued.as_ref(), answer.received, problem, found);
        if let Some(entry) = call.withdrawn.filter(|entry| self.stands(*entry)) {
            let problem = format!("was withdrawn by {}", cx.name(entry));
            let remedy = "nothing, if the answer came all the same";
            found.warn("/event/call", Some(answer.call.as_str()), problem, remedy);
        }
    }

    pub(super) fn call(&self, id: &CallId) -> Option<&Call> {
        self.calls.get(self.ids.find(id.as_str())?)
    }

    /// Only a body on the list of the call can answer it.
    pub(super) fn check_asked(
        &self,
        call: &CallId,
        body: &BodyId,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let Some(population) = self.call(call).and_then(|call| call.population) else { return };
        let Some(members) = self.members.get(population).filter(|list| !list.is_empty()) else {
            return;
        };
        let number = self.ids.find(body.as_str());
        if number.is_none_or(|number| members.binary_search(&number).is_err()) {
            let list = self.ids.text(population);
            let problem = format!("is not on the list {list}, whose bodies the call {call} asks");
            let fixed = self.entry_of(Sort::Population, list).map(|entry| cx.name(entry));
            let fixed = fixed.unwrap_or_default();
            let remedy = format!("write a body of that list, or correct the list in {fixed}");
            found.refuse("/event/body", Some(body.as_str()), problem, remedy);
        }
    }

    /// A call gets answers to what it asks.
    pub(super) fn check_indicators(
        &self,
        draft: &Draft,
        call: &Call,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        // An older or shorter record of a call may not list what it asks for.
        if call.indicators.is_empty() {
            return;
        }
        let mut check = |field: alloc::string::String, indicator: &str| {
            let number = self.ids.find(indicator);
            if number.is_none_or(|number| call.indicators.binary_search(&number).is_err()) {
                let problem = format!("is not asked for by the call in {}", cx.name(call.index));
                let mut asked: Vec<&str> =
                    call.indicators.iter().take(8).map(|number| self.ids.text(*number)).collect();
                if call.indicators.len() > asked.len() {
                    asked.push("…");
                }
                let remedy = format!("write one of: {}", asked.join(", "));
                found.refuse(&field, Some(indicator), problem, remedy);
            }
        };
        match &draft.event {
            Event::ReturnReceived(event) => {
                for (place, value) in event.values.iter().enumerate() {
                    let field = format!("/event/values/{place}/indicator");
                    check(field, value.indicator.as_str());
                }
            }
            Event::ReturnCorrected(event) => {
                for (place, value) in event.values.iter().enumerate() {
                    let field = format!("/event/values/{place}/indicator");
                    check(field, value.indicator.as_str());
                }
            }
            Event::ReturnQueried(event) => {
                for (place, indicator) in event.indicators.iter().enumerate() {
                    check(format!("/event/indicators/{place}"), indicator.as_str());
                }
            }
            Event::NilReturn(event) => {
                for (place, indicator) in event.indicators.iter().enumerate() {
                    check(format!("/event/indicators/{place}"), indicator.as_str());
                }
            }
            _ => {}
        }
    }

    /// Versions of a return follow each other, from the same body to the same
    /// call.
    fn check_version(
        &self,
        answer: &Answer<'_>,
        draft: &Draft,
        cx: &Context<'_>,
        found: &mut Findings,
    ) {
        let id = answer.id.as_str();
        let Some(newest) = self.ids.find(id).and_then(|id| self.returns.get(id)) else {
            if let Some(version) = answer.version.filter(|version| *version != 1) {
                let remedy = "write 1, or the return_id of the version before it";
                let version = format!("{version}");
                let problem = "is not 1, and no version before it is recorded";
                found.refuse("/event/version", Some(&version), problem, remedy);
            }
            self.warn_second(answer, cx, found);
            return;
        };
        if cx.contradicts(draft, newest.index) {
            return;
        }
        let entry = cx.name(newest.index);
        for (field, said, number) in [
            ("/event/call", answer.call.as_str(), newest.call),
            ("/event/body", answer.body.as_str(), newest.body),
        ] {
            let recorded = self.ids.text(number);
            if recorded != said {
                let problem = format!("is {recorded} in {entry}, which has the return {id}");
                let remedy = format!("write {recorded}, or choose another return_id");
                found.refuse(field, Some(said), problem, remedy);
            }
        }
        match answer.version {
            None if !self.stands(newest.index) => {}
            None => {
                let problem = format!("is in use by {entry}");
                let remedy = "choose another return_id";
                found.refuse("/event/return_id", Some(id), problem, remedy);
            }
            // What was recorded by mistake and withdrawn is recorded again.
            Some(version) if version == newest.version && !self.stands(newest.index) => {}
            Some(version) if version != newest.version.saturating_add(1) => {
                let due = newest.version.saturating_add(1);
                let problem = format!("does not follow version {} in {entry}", newest.version);
                let remedy = format!("write {due}, or choose another return_id");
                found.refuse("/event/version", Some(&format!("{version}")), problem, remedy);
            }
            Some(_) => {}
        }
    }

    /// A second return of a body to the same call, under another identifier.
    fn warn_second(&self, answer: &Answer<'_>, cx: &Context<'_>, found: &mut Findings) {
        let call = self.ids.find(answer.call.as_str());
        let body = self.ids.find(answer.body.as_str());
        let before = call.zip(body).and_then(|pair| self.answered.get(pair));
        if let Some(before) = before.and_then(|id| Some((*id, self.returns.get(*id)?))) {
            let (id, entry) = (self.ids.text(before.0), cx.name(before.1.index));
            let problem = format!("answered this call before, with {id} in {entry}");
            let remedy = format!("if this is a newer version of it, write the return_id {id}");
            found.warn("/event/body", Some(answer.body.as_str()), problem, remedy);
        }
    }
}
