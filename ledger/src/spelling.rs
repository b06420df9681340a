//! Bytes as text: hexadecimal and standard base64.
//!
//! One small place for both. The general crate for all such codes that stood
//! here before took ten kilobytes of the viewer for two of its codes.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding};

/// Two lower-case hexadecimal digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// The value of each byte as a lower-case hexadecimal digit; 255 for what is none.
const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let (mut value, digits) = (0, b"0123456789abcdef");
    while value < 16 {
        values[digits[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// Reads lower-case hexadecimal digits, exactly `N` bytes of them.
pub fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let (mut bytes, mut wrong) = ([0; N], 0);
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        let [high, low] = pair.map(|digit| VALUES[usize::from(digit)]);
        *byte = high << 4 | low & 15;
        wrong |= high | low;
    }
    (wrong < 16).then_some(bytes)
}

/// Standard base64 with padding (RFC 4648 section 4).
pub fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Reads standard base64: padded, nothing around it, spare bits zero, so that
/// bytes have one spelling.
pub fn parse_base64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_one_spelling() {
        assert_eq!(hex(&[0, 0x9a, 0xff]), "009aff");
        assert_eq!(parse_hex("009aff"), Some([0, 0x9a, 0xff]));
        for text in ["009AFF", "009af", "009aff0", "009aff00", "009ag0", "+09aff", "é9aff"] {
            assert_eq!(parse_hex::<3>(text), None, "{text}");
        }
        assert_eq!(base64(b"any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
        assert_eq!(parse_base64("YW55IGNhcm5hbCBwbGVhcw=="), Some(b"any carnal pleas".to_vec()));
        for text in
            ["YQ", "YQ=", "YR==", "YQ==\n", " YQ==", "Y-_=", "YQ==YQ==", "YQ===", "=", "Y=Q="]
        {
            assert_eq!(parse_base64(text), None, "{text}");
        }
        assert_eq!(parse_base64(""), Some(Vec::new()));
    }
}
