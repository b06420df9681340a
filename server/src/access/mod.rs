//! Who may do what, how they are known, and what needs a second person.

pub mod four_eyes;
pub mod guard;
pub mod roles;
pub mod tokens;
