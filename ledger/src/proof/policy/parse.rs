//! Reading a policy file, line by line.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Group, Member, Policy, PolicyCosigner, PolicyLog};
use crate::proof::{KeyError, KeyKind, VerifierKey};

/// Most bytes of a policy file: some 300 lines with a long key and address each.
pub const MAX_POLICY_BYTES: usize = 65_536;
/// Most logs, cosigners and groups of each sort. C2SP asks for 32 or more.
const MAX_OF_EACH: usize = 100;

/// Why bytes are not a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Nothing but the quorum must be there, and it is not.
    #[error("policy has no quorum line; add one, such as \"quorum none\"")]
    NoQuorum,
    /// Too long to be looked at.
    #[error("policy is longer than 64 KiB; name fewer logs and witnesses")]
    TooLong,
    /// One line is wrong.
    #[error("policy line {line}: {problem}")]
    Line {
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it, and what to do.
        problem: &'static str,
    },
    /// The key in one line is wrong.
    #[error("policy line {line}: {error}")]
    Key {
        /// Which line, from 1.
        line: usize,
        /// What is wrong with the key.
        error: KeyError,
    },
}

/// A name, whether it is a member of a group already, and what it stands for.
struct Named<'a> {
    name: &'a [u8],
    grouped: bool,
    member: Member,
}

#[derive(Default)]
struct Reader<'a> {
    policy: Policy,
    names: Vec<Named<'a>>,
    has_quorum: bool,
}

pub(super) fn policy(bytes: &[u8]) -> Result<Policy, PolicyError> {
    if bytes.len() > MAX_POLICY_BYTES {
        return Err(PolicyError::TooLong);
    }
    let mut reader = Reader::default();
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let number = at + 1;
        reader.line(line).map_err(|wrong| match wrong {
            Wrong::Line(problem) => PolicyError::Line { line: number, problem },
            Wrong::Key(error) => PolicyError::Key { line: number, error },
        })?;
    }
    if reader.has_quorum { Ok(reader.policy) } else { Err(PolicyError::NoQuorum) }
}

enum Wrong {
    Line(&'static str),
    Key(KeyError),
}

impl From<&'static str> for Wrong {
    fn from(problem: &'static str) -> Self {
        Self::Line(problem)
    }
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &'a [u8]) -> Result<(), Wrong> {
        if line.iter().any(|byte| (*byte < b' ' && *byte != b'\t') || *byte == 0x7f) {
            return Err("it has a control character; end lines with a line feed alone".into());
        }
        let mut items = line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|i| !i.is_empty());
        let Some(word) = items.next().filter(|word| word[0] != b'#') else { return Ok(()) };
        match word {
            b"log" => self.log(items),
            b"witness" => self.cosigner(items),
            b"group" => self.group(items),
            b"quorum" => self.quorum(items),
            _ => Err("it begins with none of log, witness, group, quorum".into()),
        }
    }

    fn log(&mut self, mut items: impl Iterator<Item = &'a [u8]>) -> Result<(), Wrong> {
        let key = key(items.next(), KeyKind::Ledger)?;
        let url = url(&mut items)?;
        let logs = &mut self.policy.logs;
        if logs.iter().any(|other| other.key.public_key() == key.public_key()) {
            return Err("this log's key is on an earlier line already".into());
        }
        push(logs, PolicyLog { key, url })
    }

    fn cosigner(&mut self, mut items: impl Iterator<Item = &'a [u8]>) -> Result<(), Wrong> {
        let name = self.new_name(items.next())?;
        let key = key(items.next(), KeyKind::Cosigner)?;
        let url = url(&mut items)?;
        let cosigners = &mut self.policy.cosigners;
        if cosigners.iter().any(|other| other.key.public_key() == key.public_key()) {
            return Err("this witness's key is on an earlier line already".into());
        }
        let member = Member::Cosigner(cosigners.len());
        let shown = String::from_utf8_lossy(name).into_owned();
        push(cosigners, PolicyCosigner { name: shown, key, url })?;
        self.names.push(Named { name, grouped: false, member });
        Ok(())
    }

    fn group(&mut self, mut items: impl Iterator<Item = &'a [u8]>) -> Result<(), Wrong> {
        let name = self.new_name(items.next())?;
        let rule = items.next().ok_or("a group has a name, a rule (all, any or a number)")?;
        let mut members = Vec::new();
        for item in items {
            let named = self.find(item)?;
            if named.grouped {
                return Err("a member is in a group already; name each once".into());
            }
            named.grouped = true;
            members.push(named.member);
        }
        let least = match rule {
            b"all" => members.len(),
            b"any" => 1,
            digits => number(digits).ok_or("the rule is none of all, any or a number")?,
        };
        if least == 0 || least > members.len() {
            return Err("the group asks for none, or for more than it has members".into());
        }
        let member = Member::Group(self.policy.groups.len());
        push(&mut self.policy.groups, Group { least, members })?;
        self.names.push(Named { name, grouped: false, member });
        Ok(())
    }

    fn quorum(&mut self, mut items: impl Iterator<Item = &'a [u8]>) -> Result<(), Wrong> {
        let name = items.next().ok_or("a quorum is one name, or none")?;
        if items.next().is_some() {
            return Err("a quorum is one name; put several into a group first".into());
        }
        if self.has_quorum {
            return Err("there is a quorum line already; keep one".into());
        }
        self.has_quorum = true;
        self.policy.quorum = if name == b"none" { None } else { Some(self.find(name)?.member) };
        Ok(())
    }

    fn new_name(&self, name: Option<&'a [u8]>) -> Result<&'a [u8], Wrong> {
        let name = name.ok_or("a witness or group has a name")?;
        if name == b"none" || self.names.iter().any(|other| other.name == name) {
            return Err("this name is taken; choose another".into());
        }
        Ok(name)
    }

    fn find(&mut self, name: &[u8]) -> Result<&mut Named<'a>, Wrong> {
        let named = self.names.iter_mut().find(|named| named.name == name);
        named.ok_or_else(|| "it names a witness or group that no earlier line has".into())
    }
}

fn push<T>(list: &mut Vec<T>, item: T) -> Result<(), Wrong> {
    if list.len() == MAX_OF_EACH {
        return Err("there are more than 100 of these".into());
    }
    list.push(item);
    Ok(())
}

fn key(item: Option<&[u8]>, kind: KeyKind) -> Result<VerifierKey, Wrong> {
    let text = item.and_then(|item| core::str::from_utf8(item).ok());
    let key = VerifierKey::parse(text.ok_or("the key is missing or is not UTF-8")?);
    let key = key.map_err(Wrong::Key)?;
    match (key.kind() == kind, kind) {
        (true, _) => Ok(key),
        (false, KeyKind::Ledger) => Err("this is a witness's key; a log has one of type 1".into()),
        (false, KeyKind::Cosigner) => {
            Err("this is a log's key; ask the witness for its key of type 4".into())
        }
    }
}

fn url<'a>(items: &mut impl Iterator<Item = &'a [u8]>) -> Result<Option<String>, Wrong> {
    let url = items.next().map(|url| String::from_utf8_lossy(url).into_owned());
    if items.next().is_some() {
        return Err("something follows the address; a comment has a line of its own".into());
    }
    Ok(url)
}

/// Decimal without sign or leading zero.
fn number(digits: &[u8]) -> Option<usize> {
    let plain = digits.iter().all(u8::is_ascii_digit) && digits.first() != Some(&b'0');
    if plain { core::str::from_utf8(digits).ok()?.parse().ok() } else { None }
}
