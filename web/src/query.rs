//! The state of the timeline as it stands in the URL.
//!
//! The URL is the only place this state lives: back and forward work, and a
//! link that is sent to somebody opens the same view. Values that mean "as
//! usual" are left out, so that two links to one view are the same text.

use bincode::{Decode, Encode};

use crate::format;

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

    /// True when any filter narrows the list.
    pub(crate) fn is_filtered(&self) -> bool {
        !self.filters().is_empty()
    }

    /// The filters that are set, each with the parameters that remain when it
    /// is taken away.
    pub(crate) fn filters(&self) -> Vec<Filter> {
        let mut out = Vec::new();
        let first_page = Self { page: Page::default(), sel: None, ..self.clone() };
        let mut put = |name: FilterName, value: &str, without: Self| {
            if !value.is_empty() {
                out.push(Filter { name, value: value.to_owned(), without });
            }
        };
        for family in &self.families {
            let mut without = first_page.clone();
            without.families.retain(|other| other != family);
            put(FilterName::Family, family, without);
        }
        for kind in &self.kinds {
            let mut without = first_page.clone();
            without.kinds.retain(|other| other != kind);
            put(FilterName::Kind, kind, without);
        }
        put(FilterName::Body, &self.body, Self { body: String::new(), ..first_page.clone() });
        put(FilterName::Person, &self.person, Self { person: String::new(), ..first_page.clone() });
        put(
            FilterName::Inquiry,
            &self.inquiry,
            Self { inquiry: String::new(), ..first_page.clone() },
        );
        put(FilterName::Text, &self.text, Self { text: String::new(), ..first_page.clone() });
        put(FilterName::From, &self.from, Self { from: String::new(), ..first_page.clone() });
        put(FilterName::To, &self.to, Self { to: String::new(), ..first_page.clone() });
        out
    }

    /// The same view without any filter.
    pub(crate) fn unfiltered(&self) -> Self {
        Self {
            view: self.view,
            clock: self.clock,
            order: self.order,
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

/// One filter that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Which one.
    pub(crate) name: FilterName,
    /// Its value as in the URL.
    pub(crate) value: String,
    /// What remains without it.
    pub(crate) without: Params,
}

/// The filters there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FilterName {
    /// A family of kinds.
    Family,
    /// One kind of event.
    Kind,
    /// An organisation.
    Body,
    /// A person.
    Person,
    /// An inquiry.
    Inquiry,
    /// Words in the text.
    Text,
    /// Not before.
    From,
    /// Not after.
    To,
}

impl FilterName {
    /// The word on the filter's label.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Family => "Family",
            Self::Kind => "Kind",
            Self::Body => "Organisation",
            Self::Person => "Person",
            Self::Inquiry => "Inquiry",
            Self::Text => "Words",
            Self::From => "From",
            Self::To => "To",
        }
    }
}

fn split(value: &str) -> Vec<String> {
    value.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect()
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

/// Percent-encodes a value for a query string. Commas, colons and dots stay
/// readable; they have no meaning of their own there.
pub(crate) fn encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b',' | b':' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                for nibble in [byte >> 4, byte & 15] {
                    out.push(
                        char::from_digit(nibble.into(), 16).unwrap_or('0').to_ascii_uppercase(),
                    );
                }
            }
        }
    }
    out
}

/// Undoes [`encode`]; broken escapes and broken UTF-8 are kept as they can be.
pub(crate) fn decode(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = value.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], escaped) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Params {
        Params {
            view: View::List,
            clock: Clock::Recorded,
            order: Order::Oldest,
            kinds: vec!["statement".into(), "finding".into()],
            families: vec!["returns".into()],
            body: "occ".into(),
            person: "p-1".into(),
            inquiry: "cseigg".into(),
            text: "ŵ & % + =?#".into(),
            from: "2011-10".into(),
            to: "2015".into(),
            page: Page(3),
            per: Per::Many,
            sel: Some(12),
            zoom: Some((0, 86_400_000)),
            at: Some(At { size: 27, root: "00ff00ff00ff00ff".into() }),
        }
    }

    #[test]
    fn a_link_opens_the_view_it_was_made_from() {
        for params in [full(), Params::default()] {
            assert_eq!(Params::parse(&params.to_query()), params);
        }
        assert_eq!(Params::default().to_query(), "");
    }

    #[test]
    fn what_cannot_be_read_is_left_as_usual() {
        let odd = "?page=-3&per=17&view=upside&sel=x&zoom=2015..2011&at=zz&%&q&unknown=1&clock=";
        assert_eq!(Params::parse(odd), Params::default());
        assert_eq!(Params::parse("page=0").page, Page(1));
    }

    #[test]
    fn escapes_survive_and_broken_ones_do_no_harm() {
        for text in ["", "a b", "100%", "%zz", "ŵ ŷ 漢字 🏛", "a+b", "\u{202e}x"] {
            assert_eq!(decode(&encode(text)), text);
        }
        assert_eq!(decode("%"), "%");
        assert_eq!(decode("%e2%82"), "\u{fffd}");
        assert_eq!(decode("%é"), "%é");
    }

    #[test]
    fn taking_a_filter_away_leaves_the_others_and_returns_to_page_one() {
        let params = full();
        let filters = params.filters();
        assert_eq!(filters.len(), 9);
        let kind = filters.iter().find(|filter| filter.value == "finding").unwrap();
        assert_eq!(kind.without.kinds, ["statement"]);
        assert_eq!(kind.without.page, Page(1));
        assert_eq!(kind.without.body, "occ");
        let bare = params.unfiltered();
        assert!(!bare.is_filtered());
        assert_eq!(bare.clock, Clock::Recorded);
    }

    #[test]
    fn what_is_shown_does_not_change_what_matches() {
        let shown = Params {
            view: View::Both,
            page: Page(1),
            per: Per::Few,
            sel: None,
            zoom: None,
            at: None,
            ..full()
        };
        assert_eq!(full().matching(), shown);
    }
}
