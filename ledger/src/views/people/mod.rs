//! People: their names, offices, calls to attend and statements.

mod list;
mod one;

pub(super) use list::PEOPLE;
pub(super) use one::PERSON;

#[cfg(test)]
mod tests;
