//! Finding the members: header by header, without looking at their contents.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::{ArchiveError, BLOCK, END, MemberName, header, largest, write::fill};

/// Most members of an archive: a ledger of 2^24 entries has some 400,000 files.
pub const MAX_MEMBERS: usize = 1 << 20;

/// One file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its path in the read tree.
    pub name: MemberName,
    /// Where its content begins, bytes from the start of the file.
    pub at: u64,
    /// Bytes of its content.
    pub size: u64,
}

/// What a piece of the file was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member begins; its content may be read now or later.
    Member(Member),
    /// The end marker, and nothing after it.
    End,
}

/// A walk from header to header through a file of known length.
///
/// Read the bytes that [`Walk::wants`] names and give them to [`Walk::step`],
/// until it answers [`Step::End`].
#[derive(Clone, Debug)]
pub struct Walk {
    length: u64,
    /// Where the content of the last member ends: its filling comes next.
    at: u64,
    last: Option<MemberName>,
    members: usize,
}

impl Walk {
    /// A walk through a file of `length` bytes.
    pub const fn new(length: u64) -> Self {
        Self { length, at: 0, last: None, members: 0 }
    }

    /// The bytes to read next, as offsets from the start of the file: the
    /// filling after a content and the two blocks after it, as far as the file
    /// goes. At most 1,535 bytes.
    pub fn wants(&self) -> core::ops::Range<u64> {
        let end = self.at + fill(self.at) as u64 + END.len() as u64;
        self.at..end.min(self.length)
    }

    /// Takes the bytes that [`Walk::wants`] named.
    ///
    /// # Errors
    /// When the file cannot be an archive. The walk is then over.
    pub fn step(&mut self, bytes: &[u8]) -> Result<Step, ArchiveError> {
        let cut = ArchiveError::Cut { at: self.length };
        let filling = fill(self.at);
        let Some((filled, rest)) = bytes.split_at_checked(filling) else { return Err(cut) };
        if filled.iter().any(|byte| *byte != 0) {
            return Err(ArchiveError::Filling { at: self.at });
        }
        let at = self.at + filling as u64;
        let Some((block, after)) = rest.split_first_chunk::<BLOCK>() else {
            let foreign = self.members == 0 && !begins_as_ours(rest);
            return Err(if foreign { ArchiveError::Foreign } else { cut });
        };
        if block.iter().all(|byte| *byte == 0) {
            return self.end(at, after);
        }
        let Some((name, size)) = header::read(block) else {
            let foreign = self.members == 0 && !begins_as_ours(block);
            return Err(if foreign { ArchiveError::Foreign } else { ArchiveError::Header { at } });
        };
        let member = self.admit(at, name, size)?;
        if member.size > self.length - member.at {
            return Err(cut);
        }
        self.at = member.at + member.size;
        self.last = Some(member.name.clone());
        self.members += 1;
        Ok(Step::Member(member))
    }

    fn admit(&self, at: u64, name: MemberName, size: u64) -> Result<Member, ArchiveError> {
        match &self.last {
            None if name.as_str() != "checkpoint" => return Err(ArchiveError::Foreign),
            Some(last) if name <= *last => {
                return Err(ArchiveError::Order { at, name: name.to_string() });
            }
            _ => {}
        }
        let limit = largest(&name);
        if size > limit {
            return Err(ArchiveError::TooLarge { at, name: name.to_string(), size, limit });
        }
        if self.members == MAX_MEMBERS {
            return Err(ArchiveError::TooMany { limit: MAX_MEMBERS });
        }
        Ok(Member { name, at: at + BLOCK as u64, size })
    }

    fn end(&self, at: u64, after: &[u8]) -> Result<Step, ArchiveError> {
        let end = at + END.len() as u64;
        if self.members == 0 {
            Err(ArchiveError::Foreign)
        } else if after.iter().any(|byte| *byte != 0) {
            Err(ArchiveError::Header { at: at + BLOCK as u64 })
        } else if self.length < end {
            Err(ArchiveError::Cut { at: self.length })
        } else if self.length > end {
            Err(ArchiveError::After { at: end })
        } else {
            Ok(Step::End)
        }
    }
}

/// Whether these may be the first bytes of an archive, as far as they go.
fn begins_as_ours(bytes: &[u8]) -> bool {
    bytes.iter().zip(b"checkpoint\0").all(|(found, wanted)| found == wanted)
}

/// The members of an archive that was walked to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    members: Vec<Member>,
}

impl Index {
    /// Adds the next member of a [`Walk`].
    pub fn push(&mut self, member: Member) {
        self.members.push(member);
    }

    /// The member of a name.
    pub fn find(&self, name: &str) -> Option<&Member> {
        let place = self.members.binary_search_by(|member| member.name.as_str().cmp(name)).ok()?;
        self.members.get(place)
    }

    /// All of them, in the order of the file, which is that of their names.
    pub fn members(&self) -> &[Member] {
        &self.members
    }
}
