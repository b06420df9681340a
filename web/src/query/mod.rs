//! The state of the timeline as it stands in the URL.
//!
//! The URL is the only place this state lives: back and forward work, and a
//! link that is sent to somebody opens the same view. Values that mean "as
//! usual" are left out, so that two links to one view are the same text.

mod escape;
mod filters;
#[cfg(test)]
mod tests;

use bincode::{Decode, Encode};

use crate::format;
pub(crate) use escape::{decode, encode};
pub(crate) use filters::FilterName;

/// Which date the timeline runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Clock {
    /// When it happened, as far as it is known.
    #[default]
    Happened,
    /// When it was recorded in this ledger.
    Recorded,
}

/// Which end of the timeline comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Order {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
}

/// What is shown of the matching events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) enum View {
    /// The drawn timeline above the list.
    #[default]
    Both,
    /// The list alone.
    List,
    /// The drawn timeline alone.
    Drawing,
}

/// What the lanes of the drawing are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Lanes {
    /// Families of kinds.
    #[default]
    Family,
    /// Kinds.
    Kind,
    /// Organisations that are named.
    Body,
    /// People that are named.
    Person,
    /// Recommendations that are named.
    Recommendation,
}

impl Lanes {
    /// Each with its word in the address and on the screen.
    pub(crate) const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Family, "", "Family"),
        (Self::Kind, "kind", "Kind"),
        (Self::Body, "body", "Organisation"),
        (Self::Person, "person", "Person"),
        (Self::Recommendation, "recommendation", "Recommendation"),
    ];
}

/// The state of the ledger when a link was made: size and first 16 hex
/// characters of the root.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct At {
    /// Number of records then.
    pub(crate) size: u64,
    /// First 16 hex characters of the root then.
    pub(crate) root: String,
}

/// Everything the timeline's URL can say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Params {
    /// `view=list|drawing`
    pub(crate) view: View,
    /// `clock=recorded`
    pub(crate) clock: Clock,
    /// `order=oldest`
    pub(crate) order: Order,
    /// `lanes=kind|body|person|recommendation`
    pub(crate) lanes: Lanes,
    /// `kind=a,b`
    pub(crate) kinds: Vec<String>,
    /// `family=a,b`
    pub(crate) families: Vec<String>,
    /// `body=<id>`
    pub(crate) body: String,
    /// `person=<id>`
    pub(crate) person: String,
    /// `inquiry=<id>`
    pub(crate) inquiry: String,
    /// `q=<text>`
    pub(crate) text: String,
    /// `from=2011` or `2011-10` or `2011-10-03`, as typed
    pub(crate) from: String,
    /// `to=`, as typed
    pub(crate) to: String,
    /// `page=2`, from 1
    pub(crate) page: Page,
    /// `per=50`
    pub(crate) per: Per,
    /// `sel=<index>`: the event the cursor of the drawn timeline is on
    pub(crate) sel: Option<u64>,
    /// `zoom=2011-01-01..2015-12-31`: the part of time that is drawn
    pub(crate) zoom: Option<(i64, i64)>,
    /// `at=<size>:<root>`
    pub(crate) at: Option<At>,
}

/// A page number, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Page(pub(crate) u64);

impl Default for Page {
    fn default() -> Self {
        Self(1)
    }
}

/// How many events one page of the list holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Per {
    /// 25
    #[default]
    Few,
    /// 50
    Some,
    /// 100
    Many,
}

impl Per {
    /// The choices, in order.
    pub(crate) const ALL: [Self; 3] = [Self::Few, Self::Some, Self::Many];

    /// The number itself.
    pub(crate) fn number(self) -> u64 {
        match self {
            Self::Few => 25,
            Self::Some => 50,
            Self::Many => 100,
        }
    }
}

impl Params {
    /// Reads a query string, with or without its `?`. What it does not know or
    /// cannot read is left at its usual value: a link never fails to open.
    pub(crate) fn parse(query: &str) -> Self {
        let mut params = Self::default();
        for pair in query.trim_start_matches('?').split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            params.set(name, decode(value));
        }
        params
    }

    fn set(&mut self, name: &str, value: String) {
        match name {
            "view" if value == "list" => self.view = View::List,
            "view" if value == "drawing" => self.view = View::Drawing,
            "clock" if value == "recorded" => self.clock = Clock::Recorded,
            "order" if value == "oldest" => self.order = Order::Oldest,
            "lanes" => {
                let found = Lanes::ALL.into_iter().find(|(_, word, _)| *word == value);
                self.lanes = found.map_or_else(Lanes::default, |(lanes, ..)| lanes);
            }
            "kind" => self.kinds = split(&value),
            "family" => self.families = split(&value),
            "body" => self.body = value,
            "person" => self.person = value,
            "inquiry" => self.inquiry = value,
            "q" => self.text = value,
            "from" => self.from = value,
            "to" => self.to = value,
            "page" => self.page = Page(value.parse().unwrap_or(1).max(1)),
            "per" => {
                self.per = Per::ALL
                    .into_iter()
                    .find(|per| per.number().to_string() == value)
                    .unwrap_or_default();
            }
            "sel" => self.sel = value.parse().ok(),
            "zoom" => {
                self.zoom = value.split_once("..").and_then(|(from, to)| {
                    let window = (format::parse_day(from)?, format::parse_day(to)?);
                    (window.0 < window.1).then_some(window)
                });
            }
            "at" => self.at = parse_at(&value),
            _ => {}
        }
    }

    /// The query string, without `?`; empty when everything is as usual.
    pub(crate) fn to_query(&self) -> String {
        let mut out = Vec::new();
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                out.push(format!("{name}={}", encode(value)));
            }
        };
        put(
            "view",
            match self.view {
                View::Both => "",
                View::List => "list",
                View::Drawing => "drawing",
            },
        );
        put("clock", if self.clock == Clock::Recorded { "recorded" } else { "" });
        put("order", if self.order == Order::Oldest { "oldest" } else { "" });
        let lanes = Lanes::ALL.into_iter().find(|(lanes, ..)| *lanes == self.lanes);
        put("lanes", lanes.map_or("", |(_, word, _)| word));
        put("family", &self.families.join(","));
        put("kind", &self.kinds.join(","));
        put("body", &self.body);
        put("person", &self.person);
        put("inquiry", &self.inquiry);
        put("q", &self.text);
        put("from", &self.from);
        put("to", &self.to);
        if self.page.0 > 1 {
            put("page", &self.page.0.to_string());
        }
        if self.per != Per::default() {
            put("per", &self.per.number().to_string());
        }
        if let Some(index) = self.sel {
            put("sel", &index.to_string());
        }
        if let Some((from, to)) = self.zoom {
            put("zoom", &format!("{}..{}", format::iso_day(from), format::iso_day(to)));
        }
        if let Some(at) = &self.at {
            put("at", &format!("{}:{}", at.size, at.root));
        }
        out.join("&")
    }

    /// The same view without any filter.
    pub(crate) fn unfiltered(&self) -> Self {
        Self {
            view: self.view,
            clock: self.clock,
            order: self.order,
            lanes: self.lanes,
            per: self.per,
            ..Self::default()
        }
    }

    /// The parameters that decide *which* events match, without those that only
    /// say how they are shown: two views with the same answer draw the same marks.
    pub(crate) fn matching(&self) -> Self {
        Self {
            view: View::default(),
            page: Page::default(),
            per: Per::default(),
            sel: None,
            zoom: None,
            at: None,
            ..self.clone()
        }
    }
}

fn split(value: &str) -> Vec<String> {
    value.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The value of one name in the query of any page.
pub(crate) fn value(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name).then(|| decode(value))
    })
}

/// Reads `<size>:<root>`.
pub(crate) fn parse_at(value: &str) -> Option<At> {
    let (size, root) = value.split_once(':')?;
    let hex = root.len() <= 64 && root.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| Some(At { size: size.parse().ok()?, root: root.to_owned() }))?
}

/// Finds `at=` in the query of any page.
pub(crate) fn at_of(query: &str) -> Option<At> {
    Params::parse(query).at
}
