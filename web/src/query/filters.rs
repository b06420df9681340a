//! The filters that are set, and the view that remains without each.

use super::{Page, Params};

impl Params {
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
