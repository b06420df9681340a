//! See `daybook_fuzz::targets::path`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| daybook_fuzz::targets::path(bytes));
