//! The pages and their addresses.

use yew_router::Routable;

/// A page.
#[derive(Clone, Debug, PartialEq, Routable)]
pub(crate) enum Route {
    /// What this is, and the verdict.
    #[at("/")]
    Home,
    /// The list and the drawn timeline.
    #[at("/timeline")]
    Timeline,
    /// One entry, by its position from 0.
    #[at("/events/:seq")]
    Event {
        /// Position, as it stands in the address.
        seq: String,
    },
    /// Every check.
    #[at("/verify")]
    Verify,
    /// A plain guide.
    #[at("/help")]
    Help,
    /// Anything else.
    #[not_found]
    #[at("/404")]
    Missing,
}

impl Route {
    /// The page of an entry.
    pub(crate) fn event(index: u64) -> Self {
        Self::Event { seq: index.to_string() }
    }

    /// Its address with a query (without `?`).
    pub(crate) fn href(&self, query: &str) -> String {
        if query.is_empty() { self.to_path() } else { format!("{}?{query}", self.to_path()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_their_pages() {
        assert_eq!(Route::recognize("/timeline"), Some(Route::Timeline));
        assert_eq!(Route::recognize("/events/12"), Some(Route::event(12)));
        assert_eq!(Route::recognize("/nowhere/at/all"), Some(Route::Missing));
        assert_eq!(Route::event(3).href("at=4:00"), "/events/3?at=4:00");
        assert_eq!(Route::Home.href(""), "/");
    }
}
