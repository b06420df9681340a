//! See `daybook_fuzz::targets::policy`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| daybook_fuzz::targets::policy(bytes));
