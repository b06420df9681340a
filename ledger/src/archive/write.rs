//! Writing: headers in order, fillings, the end.

use super::{BLOCK, MemberName, header::header, largest};

/// What ends an archive: two empty blocks.
pub const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

/// Bytes that are missing to a whole block at `at`.
pub(super) fn fill(at: u64) -> usize {
    let past = usize::try_from(at % BLOCK as u64).unwrap_or_default();
    (BLOCK - past) % BLOCK
}

/// What follows a content of `size` bytes, up to the next whole block.
pub fn padding(size: u64) -> &'static [u8] {
    &END[..fill(size)]
}

/// Makes headers, and holds their writer to the order.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    last: Option<MemberName>,
}

impl Writer {
    /// A writer of a new archive.
    pub fn new() -> Self {
        Self::default()
    }

    /// The header of the next member; its content, [`padding`] and finally
    /// [`END`] are the caller's to write.
    ///
    /// `None` when the name is not one, does not come after the one before
    /// (`checkpoint` comes first), or the content is too large.
    #[must_use]
    pub fn member(&mut self, name: &str, size: u64) -> Option<[u8; BLOCK]> {
        let name = MemberName::new(name).ok()?;
        let in_order = match &self.last {
            None => name.as_str() == "checkpoint",
            Some(last) => name > *last,
        };
        if !in_order || size > largest(&name) {
            return None;
        }
        let made = header(&name, size);
        self.last = Some(name);
        Some(made)
    }
}
