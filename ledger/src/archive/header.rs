//! The 512 bytes before each member, in their one form.

use super::{BLOCK, MemberName};

/// Where the size is written: eleven octal digits and a zero byte.
const SIZE: core::ops::Range<usize> = 124..135;
/// Where the checksum is written.
const CHECKSUM: core::ops::Range<usize> = 148..156;

/// The header of a member of `size` bytes (below 2^33).
pub(super) fn header(name: &MemberName, size: u64) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| block[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name.as_str().as_bytes());
    // Mode, owner and group, time: the same for everyone, at any time.
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(136, b"00000000000\0");
    put(156, b"0");
    put(257, b"ustar\x0000");
    put(329, b"0000000\0");
    put(337, b"0000000\0");
    octal(&mut block[SIZE], size);
    // The sum is taken with blanks in its own place.
    block[CHECKSUM].fill(b' ');
    let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
    octal(&mut block[148..154], sum);
    block[154] = 0;
    block
}

fn octal(place: &mut [u8], mut number: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number & 7).unwrap_or_default();
        number >>= 3;
    }
}

/// Reads name and size of a header; `None` unless it is, to the byte, what
/// [`header`] would have made of them.
pub(super) fn read(block: &[u8; BLOCK]) -> Option<(MemberName, u64)> {
    let end = block[..100].iter().position(|byte| *byte == 0).unwrap_or(100);
    let name = MemberName::new(core::str::from_utf8(&block[..end]).ok()?).ok()?;
    let mut size = 0_u64;
    for digit in &block[SIZE] {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit < 8)?;
        size = size << 3 | u64::from(digit);
    }
    (header(&name, size) == *block).then_some((name, size))
}
