//! Support for the tests that need the whole of Daybook.
//!
//! Each module is one tool; the claims themselves are in `tests/tests/`.

#[cfg(not(target_arch = "wasm32"))]
pub mod appenders;
#[cfg(not(target_arch = "wasm32"))]
pub mod archive;
#[cfg(all(not(target_arch = "wasm32"), feature = "browser"))]
pub mod bench;
#[cfg(all(not(target_arch = "wasm32"), feature = "browser"))]
pub mod browser;
#[cfg(not(target_arch = "wasm32"))]
pub mod checker;
#[cfg(not(target_arch = "wasm32"))]
pub mod cosigner;
#[cfg(not(target_arch = "wasm32"))]
pub mod daybook;
pub mod drafts;
#[cfg(not(target_arch = "wasm32"))]
pub mod folders;
#[cfg(not(target_arch = "wasm32"))]
pub mod held;
#[cfg(not(target_arch = "wasm32"))]
pub mod hostile;
#[cfg(not(target_arch = "wasm32"))]
pub mod house;
#[cfg(not(target_arch = "wasm32"))]
pub mod http;
#[cfg(not(target_arch = "wasm32"))]
pub mod kills;
#[cfg(not(target_arch = "wasm32"))]
pub mod loop_device;
#[cfg(not(target_arch = "wasm32"))]
pub mod machine;
#[cfg(all(not(target_arch = "wasm32"), feature = "browser"))]
pub mod measured;
#[cfg(not(target_arch = "wasm32"))]
pub mod postgres;
#[cfg(all(not(target_arch = "wasm32"), feature = "provider"))]
pub mod provider;
#[cfg(not(target_arch = "wasm32"))]
pub mod raw_http;
#[cfg(not(target_arch = "wasm32"))]
pub mod raw_store;
#[cfg(not(target_arch = "wasm32"))]
pub mod read_tree;
#[cfg(not(target_arch = "wasm32"))]
pub mod real;
#[cfg(not(target_arch = "wasm32"))]
pub mod running;
#[cfg(not(target_arch = "wasm32"))]
pub mod seaweed;
#[cfg(not(target_arch = "wasm32"))]
pub mod soak;
#[cfg(not(target_arch = "wasm32"))]
pub mod staged;
#[cfg(not(target_arch = "wasm32"))]
pub mod static_server;
#[cfg(not(target_arch = "wasm32"))]
pub mod strace;
#[cfg(not(target_arch = "wasm32"))]
pub mod stranger;
#[cfg(not(target_arch = "wasm32"))]
pub mod tamper;
pub mod vectors;
#[cfg(all(not(target_arch = "wasm32"), feature = "browser"))]
pub mod wasm;
