//! The pieces pages are made of. They take properties and say what happened;
//! none of them downloads or decides anything.

#[cfg(feature = "whole")]
mod chart;
mod checks;
mod copy;
#[cfg(feature = "timeline")]
mod drawn;
mod entries;
mod fact;
#[cfg(feature = "whole")]
mod file_choice;
#[cfg(feature = "timeline")]
mod filters;
mod icons;
#[cfg(feature = "whole")]
mod marks;
mod masthead;
#[cfg(feature = "timeline")]
mod pager;
mod print;
mod signers;
mod status_bar;
#[cfg(feature = "timeline")]
mod switches;

#[cfg(feature = "whole")]
pub(crate) use chart::{chart, patterns};
pub(crate) use checks::checks;
pub(crate) use copy::CopyButton;
#[cfg(feature = "timeline")]
pub(crate) use drawn::DrawnTimeline;
pub(crate) use entries::{entry_card, entry_list};
pub(crate) use fact::{facts, fingerprint, loading};
#[cfg(feature = "whole")]
pub(crate) use file_choice::{ChosenFile, FileChoice, afresh, reading};
#[cfg(feature = "timeline")]
pub(crate) use filters::{FilterForm, chips};
pub(crate) use icons::{family_tag, shape, status_icon};
#[cfg(feature = "whole")]
pub(crate) use marks::tag;
pub(crate) use masthead::Masthead;
#[cfg(feature = "timeline")]
pub(crate) use pager::{pager, shown as pages_shown};
pub(crate) use print::{PrintHead, print_foot};
pub(crate) use signers::signers;
pub(crate) use status_bar::status_bar;
#[cfg(feature = "timeline")]
pub(crate) use switches::switches;
