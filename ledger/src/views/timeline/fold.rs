//! Lower case for searching.
//!
//! The table of all scripts in the standard library is four kilobytes of what
//! every reader downloads. Four scripts with case are folded here by rule, the
//! rest of the world's letters have none or are compared as written; query and
//! text go the same way, so nothing is found wrongly.

/// The small letter of a Latin, Greek, Cyrillic or Armenian capital; anything
/// else as it is. Both Greek sigmas are one.
pub(super) fn lower(letter: char) -> char {
    let code = letter as u32;
    let folded = match code {
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => {
            code + 32
        }
        // Capital and small letter alternate, the capital even ...
        0x100..=0x12f
        | 0x132..=0x137
        | 0x14a..=0x177
        | 0x1de..=0x1ef
        | 0x1f8..=0x21f
        | 0x222..=0x233
        | 0x3d8..=0x3ef
        | 0x460..=0x481
        | 0x48a..=0x4bf
        | 0x4d0..=0x52f
        | 0x1e00..=0x1e95
        | 0x1ea0..=0x1eff => code | 1,
        // ... or odd.
        0x139..=0x148 | 0x179..=0x17e | 0x1cd..=0x1dc | 0x4c1..=0x4ce => code + (code & 1),
        0x178 => 0xff,
        0x386 => 0x3ac,
        0x388..=0x38a => code + 37,
        0x38c => 0x3cc,
        0x38e | 0x38f => code + 63,
        0x3c2 => 0x3c3,
        0x400..=0x40f => code + 80,
        0x531..=0x556 => code + 48,
        _ => code,
    };
    char::from_u32(folded).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_that_is_folded_is_folded_as_unicode_says() {
        let mut folded = 0;
        for letter in '\0'..=char::MAX {
            let mut unicode = letter.to_lowercase();
            let one = unicode.next().filter(|_| unicode.next().is_none());
            if lower(letter) != letter && letter != 'ς' {
                assert_eq!(Some(lower(letter)), one, "{letter:?}");
                folded += 1;
            }
        }
        assert!(folded > 500, "only {folded} letters");
        for word in ["ŴYTHNOS", "ÉTÉ", "ΑΘΉΝΑ", "КИЇВ", "ԵՐԵՎԱՆ", "ŽIŽKOV", "VIỆT"]
        {
            assert!(word.chars().map(lower).eq(word.to_lowercase().chars()), "{word}");
        }
        assert_eq!(lower('ς'), 'σ');
    }
}
