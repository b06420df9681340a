//! What is read: the ledger of this site, or a file that the reader opened.
//!
//! The small viewer knows the ledger of its site only. `viewer.html` has no
//! site: there is a file, or nothing yet.

#![cfg_attr(
    not(feature = "whole"),
    allow(clippy::unused_self, reason = "the small viewer has one source")
)]

use crate::browser;
use crate::route::Route;
use crate::wire::Start;
#[cfg(feature = "whole")]
use crate::wire::{Seen, Verdict};

/// Where records come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The server, or a static copy of its files.
    Site,
    /// A file.
    #[cfg(feature = "whole")]
    File(Opened),
    /// Nothing: a file is to be chosen.
    #[cfg(feature = "whole")]
    Nothing,
}

/// A file that the reader opened, and what is to be held against it.
#[cfg(feature = "whole")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Opened {
    /// The address of its tree, for the worker.
    pub(crate) base: String,
    /// Its name.
    pub(crate) name: String,
    /// Its size, bytes.
    pub(crate) size: u64,
    /// The key line that the reader gave; else the one in the file is taken.
    pub(crate) key: Option<String>,
    /// The signed summary that the reader kept.
    pub(crate) seen: Option<Seen>,
}

impl Source {
    /// What there is when the page opens.
    pub(crate) fn first() -> Self {
        #[cfg(feature = "whole")]
        if browser::is_one_file() {
            return Self::Nothing;
        }
        Self::Site
    }

    /// The file that is open.
    #[cfg(feature = "whole")]
    pub(crate) const fn file(&self) -> Option<&Opened> {
        match self {
            Self::File(opened) => Some(opened),
            _ => None,
        }
    }

    /// Whether a verdict is about the file that is open; `None` where both are
    /// about the site.
    #[cfg(feature = "whole")]
    pub(crate) fn of_file(&self, verdict: &Verdict) -> Option<bool> {
        let judged = verdict.file.as_ref().map(|stamp| &stamp.base);
        match (judged, self.file()) {
            (None, None) => None,
            // One that was still under way when something else was opened.
            (judged, open) => Some(judged == open.map(|opened| &opened.base)),
        }
    }

    /// Whether there is nothing to read yet.
    pub(crate) fn is_nothing(&self) -> bool {
        #[cfg(feature = "whole")]
        return *self == Self::Nothing;
        #[cfg(not(feature = "whole"))]
        false
    }

    /// Whether it is the ledger of this site.
    pub(crate) fn is_site(&self) -> bool {
        *self == Self::Site
    }

    /// Where somebody else finds a page of it, in words.
    pub(crate) fn address(&self, route: &Route, query: &str) -> String {
        #[cfg(feature = "whole")]
        if let Self::File(opened) = self {
            return format!("In the file {}", opened.name);
        }
        route.address(query)
    }

    /// How a check of it begins, given how one of the site would.
    pub(crate) fn start(&self, site: Start) -> Start {
        #[cfg(feature = "whole")]
        if let Self::File(opened) = self {
            return Start {
                base: opened.base.clone(),
                // Who must confirm it stands in the file.
                policy: None,
                trusted: opened.key.clone(),
                seen: opened.seen.clone(),
                fresh: site.fresh,
                known: site.trusted,
            };
        }
        site
    }
}
