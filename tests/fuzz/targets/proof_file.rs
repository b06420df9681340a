//! See `daybook_fuzz::targets::proof_file`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| daybook_fuzz::targets::proof_file(bytes));
