//! One form, every cut noticed, nothing taken on trust.

use super::*;
use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = Writer::new();
    let mut made = Vec::new();
    for (name, content) in members {
        let size = content.len() as u64;
        made.extend_from_slice(&writer.member(name, size).expect("in order"));
        made.extend_from_slice(content);
        made.extend_from_slice(padding(size));
    }
    made.extend_from_slice(&END);
    made
}

/// Walks `bytes` and returns names with contents.
fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ArchiveError> {
    let mut walk = Walk::new(bytes.len() as u64);
    let mut index = Index::default();
    let slice = |range: core::ops::Range<u64>| {
        &bytes[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()]
    };
    while let Step::Member(member) = walk.step(slice(walk.wants()))? {
        index.push(member);
    }
    let content = |member: &Member| slice(member.at..member.at + member.size).to_vec();
    for member in index.members() {
        assert_eq!(index.find(member.name.as_str()), Some(member));
    }
    assert_eq!(index.find("nothing"), None);
    Ok(index.members().iter().map(|m| (m.name.as_str().into(), content(m))).collect())
}

const FILES: [(&str, &[u8]); 4] = [
    ("checkpoint", b"a note\n"),
    ("tile/0/000", &[7; BLOCK]),
    ("tile/0/000.p/3", &[]),
    ("vkey", &[1; 2 * BLOCK + 1]),
];

#[test]
fn what_was_written_is_read_back() {
    let read = read(&archive(&FILES)).unwrap();
    let read: Vec<_> = read.iter().map(|(n, c)| (n.as_str(), c.as_slice())).collect();
    assert_eq!(read, FILES);
}

/// The header of one member, byte by byte, as POSIX.1-1988 lays it out. Worked
/// out by hand: the sum of all bytes with the checksum's own as blanks.
#[test]
fn a_header_is_the_one_of_ustar() {
    let made = archive(&[("checkpoint", b"x")]);
    let text = |range: core::ops::Range<usize>| core::str::from_utf8(&made[range]).unwrap();
    assert_eq!(text(0..11), "checkpoint\0");
    assert_eq!(text(100..124), "0000644\x000000000\x000000000\0");
    assert_eq!(text(124..148), "00000000001\x0000000000000\0");
    let sum: u32 = made[..512].iter().map(|b| u32::from(*b)).sum::<u32>()
        - made[148..156].iter().map(|b| u32::from(*b)).sum::<u32>()
        + 8 * 32;
    assert_eq!(text(148..156), format!("{sum:06o}\0 "));
    assert_eq!(text(156..157), "0");
    assert_eq!(text(257..265), "ustar\x0000");
    assert_eq!(made.len(), 512 + 512 + 1024);
}

/// Wherever a file is cut, it is known as cut, with the number of bytes that
/// are there: never a member too few, never another word.
#[test]
fn every_cut_is_named_as_a_cut() {
    let whole = archive(&FILES);
    for at in 0..whole.len() {
        assert_eq!(read(&whole[..at]), Err(ArchiveError::Cut { at: at as u64 }), "{at}");
    }
}

#[test]
fn whatever_is_not_ours_is_foreign() {
    let zip = [b"PK\x03\x04".as_slice(), &[0; 2000]].concat();
    let other = {
        let mut other = archive(&FILES);
        other[0] = b'C';
        other
    };
    let vkey_only = {
        let mut writer = Writer::new();
        assert_eq!(writer.member("vkey", 0), None, "checkpoint is first");
        let name = MemberName::new("vkey").unwrap();
        [header::header(&name, 0).as_slice(), &END].concat()
    };
    let short: &[u8] = b"{}";
    for (what, bytes) in [
        ("a zip", zip.as_slice()),
        ("another first name", &other),
        ("no checkpoint first", &vkey_only),
        ("short", short),
        ("empty blocks", &END),
    ] {
        assert_eq!(read(bytes), Err(ArchiveError::Foreign), "{what}");
    }
}

/// Any change of a byte outside the contents makes it unreadable; one inside a
/// content is for the verifier to judge.
#[test]
fn a_changed_byte_is_noticed_or_is_content() {
    let whole = archive(&FILES);
    let good = read(&whole).unwrap();
    for at in 0..whole.len() {
        let mut bent = whole.clone();
        bent[at] ^= 1;
        if let Ok(found) = read(&bent) {
            let same = found.iter().zip(&good).filter(|(a, b)| a == b).count();
            assert_eq!((found.len(), same), (4, 3), "byte {at}");
        }
    }
}

#[test]
fn what_a_header_may_not_say_is_refused() {
    let content = vec![0; 512];
    let with = |name: &str, size: u64| {
        let name = MemberName::new(name).unwrap();
        let first = header::header(&MemberName::new("checkpoint").unwrap(), 0);
        [first.as_slice(), &header::header(&name, size), &content, &END].concat()
    };
    let order = |name: &str| ArchiveError::Order { at: 512, name: name.into() };
    assert!(read(&with("documents/a", 512)).is_ok());
    assert_eq!(read(&with("checkpoint", 512)), Err(order("checkpoint")), "twice");
    assert_eq!(read(&with("Checkpoint", 512)), Err(order("Checkpoint")), "out of order");
    let size = MAX_TREE_FILE + 1;
    assert_eq!(
        read(&with("tile/0/000", size)),
        Err(ArchiveError::TooLarge {
            at: 512,
            name: "tile/0/000".into(),
            size,
            limit: MAX_TREE_FILE
        })
    );
    // A size beyond the file: cut, however large it says it is.
    let end = with("documents/a", MAX_DOCUMENT).len() as u64;
    assert_eq!(read(&with("documents/a", MAX_DOCUMENT)), Err(ArchiveError::Cut { at: end }));
    let mut after = archive(&FILES);
    let end = after.len() as u64;
    after.extend_from_slice(&[0; 512]);
    assert_eq!(read(&after), Err(ArchiveError::After { at: end }));
    let mut link = archive(&[("checkpoint", b"")]);
    link[156] = b'2';
    assert_eq!(read(&link), Err(ArchiveError::Header { at: 0 }), "no link passes");
}

#[test]
fn only_safe_names_are_names() {
    for good in
        ["a", "tile/entries/x001/x234/067.p/255", "documents/00ff", "a..b", &"n".repeat(100)]
    {
        assert!(MemberName::new(good).is_ok(), "{good}");
    }
    for bad in [
        "", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/.", "a\\b", "ŵ", "a b", "a\0b",
        "C:x",
    ] {
        assert_eq!(MemberName::new(bad), Err(NameError), "{bad}");
    }
    assert_eq!(MemberName::new(&"n".repeat(101)), Err(NameError));
}
