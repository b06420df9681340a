//! The disk fails under a running server: one system call at a time, or because
//! it is full.
//!
//! Why it matters: a write that failed half way must never be acknowledged, and
//! must never cost what was acknowledged before. `kill -9` and power cuts are
//! elsewhere (`crash.rs`, `power_cut.rs`).

mod disk_full;
mod injected;
