//! Recording by people, without the screen: forms from the vocabulary's own
//! schema, answers, and what this tab keeps while a record is being written.
//!
//! Nothing here knows a kind: a form is built from what `/api/v1/schema/{kind}`
//! says, and every answer is judged by `ledger` in the worker.

pub(crate) mod answers;
pub(crate) mod form;
pub(crate) mod keyring;
pub(crate) mod leaves;
pub(crate) mod session;
