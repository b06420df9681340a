//! See `daybook_fuzz::targets::draft`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| daybook_fuzz::targets::draft(bytes));
