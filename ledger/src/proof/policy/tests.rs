//! Policies: what is read, what is refused, and what meets a quorum.
#![expect(clippy::format_push_string, reason = "texts of a test")]

use super::*;
use crate::proof::{Checkpoint, SignerKey, TreeHash, cosign};
use crate::record::{Origin, Size};
use std::format;
use std::string::String;
use std::vec;

fn log_key(n: u8) -> SignerKey {
    SignerKey::from_seed(Origin::new("ledger.example").unwrap(), &[n; 32])
}

fn cosigner(n: u8) -> SignerKey {
    SignerKey::cosigner_from_seed(Origin::new(&format!("c{n}.example")).unwrap(), &[n; 32])
}

fn line(n: u8) -> String {
    format!("witness c{n} {} https://c{n}.example/\n", cosigner(n).verifier())
}

fn lines(count: u8) -> String {
    (1..=count).map(line).collect()
}

fn parse(text: &str) -> Result<Policy, PolicyError> {
    Policy::parse(text.as_bytes())
}

/// For every subset of `count` cosigners: is the quorum met, and how many more
/// would do, found by trying them all.
fn agrees(text: &str, count: u8, met: impl Fn(u32) -> bool) {
    let policy = parse(text).unwrap();
    let subsets = 0..1_u32 << count;
    for have in subsets.clone() {
        let confirmed = |n: usize| have >> n & 1 == 1;
        let more = subsets.clone().filter(|all| all & have == have && met(*all));
        let fewest = more.map(|all| (all ^ have).count_ones()).min().unwrap();
        assert_eq!(policy.lacking(&confirmed), fewest as usize, "{text}\n{have:b}");
        assert_eq!(policy.lacking(&confirmed) == 0, met(have), "{text}\n{have:b}");
    }
    assert_eq!(policy.need(), policy.lacking(&|_| false));
}

#[test]
fn two_of_three_at_each_subset() {
    let text = format!("{}group g 2 c1 c2 c3\nquorum g\n", lines(3));
    agrees(&text, 3, |have| have.count_ones() >= 2);
}

#[test]
fn all_any_one_and_none() {
    let three = lines(3);
    agrees(&format!("{three}group g all c1 c2 c3\nquorum g\n"), 3, |have| have == 7);
    agrees(&format!("{three}group g any c1 c2 c3\nquorum g\n"), 3, |have| have != 0);
    agrees(&format!("{three}quorum c2\n"), 3, |have| have & 2 == 2);
    agrees(&format!("{three}quorum none\n"), 3, |_| true);
    agrees("quorum none", 0, |_| true);
}

#[test]
fn the_nested_example_of_the_specification() {
    let text = format!(
        "# two organisations\n\n{}\tgroup  X 2 c1 c2 c3\ngroup Y any c4 c5 c6 \ngroup both all X Y\nquorum both\n",
        lines(6)
    );
    agrees(&text, 6, |have| (have & 0b111).count_ones() >= 2 && have & 0b11_1000 != 0);
    let policy = parse(&text).unwrap();
    assert_eq!(policy.need(), 3);
    assert_eq!(policy.cosigners()[5].name, "c6");
    assert_eq!(policy.cosigners()[5].url.as_deref(), Some("https://c6.example/"));
}

#[test]
fn names_are_octets_and_keywords_may_be_names() {
    let key = |n: u8| cosigner(n).verifier().clone();
    let mut text =
        format!("witness all {}\nwitness \u{212a} {}\nwitness K {}\n", key(1), key(2), key(3));
    text.push_str("group any any all \u{212a} K\nquorum any");
    agrees(&text, 3, |have| have != 0);
    let mut odd = b"# \xff\nwitness \xfe ".to_vec();
    odd.extend_from_slice(format!("{} \nquorum \u{fffd}\n", key(1)).as_bytes());
    assert!(Policy::parse(&odd).is_err(), "a replaced octet is not the octet");
    let text = String::from_utf8_lossy(&odd).replace("quorum \u{fffd}", "quorum none");
    assert_eq!(parse(&text).unwrap().cosigners()[0].name, "\u{fffd}");
}

#[test]
fn logs_are_known_by_their_keys() {
    let (one, two) = (log_key(1), log_key(2));
    let text =
        format!("log {}\nlog {} https://x.example\nquorum none\n", one.verifier(), two.verifier());
    let policy = parse(&text).unwrap();
    assert_eq!(policy.logs()[0], PolicyLog { key: one.verifier().clone(), url: None });
    assert_eq!(policy.logs()[1].url.as_deref(), Some("https://x.example"));
}

#[test]
fn what_is_no_policy_is_refused_with_its_line() {
    let (w1, w2) = (line(1), line(2));
    let (log, key) = (log_key(1).verifier().clone(), cosigner(1).verifier().clone());
    // The same key under another name is still the same key.
    let renamed = SignerKey::cosigner_from_seed(Origin::new("other.example").unwrap(), &[1; 32]);
    let ml_dsa = "test+5893dc2c+BtMcFiao6ZOdU6LZ40tLKbsWpDOU8smRapXBIYI3lXyE";
    for (why, at, text) in [
        ("no quorum", 0, w1.clone()),
        ("empty", 0, String::new()),
        ("two quorums", 3, format!("{w1}quorum c1\nquorum c1\n")),
        ("quorum before its name", 1, format!("quorum c1\n{w1}")),
        ("unknown quorum", 1, "quorum unknown\n".into()),
        ("two quorum names", 3, format!("{w1}{w2}quorum c1 c2\n")),
        ("quorum of nothing", 1, "quorum\n".into()),
        ("unknown word", 1, "witnes c1\nquorum none\n".into()),
        ("capital", 1, "Quorum none\n".into()),
        ("witness without key", 1, "witness c1\nquorum none\n".into()),
        ("witness without name", 1, format!("witness {key}\nquorum none\n")),
        ("log without key", 1, "log\nquorum none\n".into()),
        ("log key as witness", 1, format!("witness c1 {log}\nquorum none\n")),
        ("witness key as log", 1, format!("log {key}\nquorum none\n")),
        ("unknown algorithm", 1, format!("witness c1 {ml_dsa}\nquorum none\n")),
        (
            "damaged key",
            1,
            format!("witness c1 {}\nquorum none\n", key.to_string().replace("c1.", "c2.")),
        ),
        ("same log twice", 2, format!("log {log}\nlog {log}\nquorum none\n")),
        ("same key twice", 2, format!("{w1}witness c9 {}\nquorum none\n", renamed.verifier())),
        (
            "same name twice",
            2,
            format!("{w1}{}quorum c1\n", w2.replace("witness c2", "witness c1")),
        ),
        ("witness none", 1, format!("witness none {key}\nquorum none\n")),
        ("group none", 2, format!("{w1}group none any c1\nquorum none\n")),
        ("group named like a witness", 2, format!("{w1}group c1 any c1\nquorum c1\n")),
        ("group of none", 2, format!("{w1}group g any none\nquorum g\n")),
        ("group of itself", 2, format!("{w1}group g any c1 g\nquorum g\n")),
        ("group of a later one", 1, format!("group g any c1\n{w1}quorum g\n")),
        ("group without members", 1, "group g any\nquorum none\n".into()),
        ("group without rule", 1, "group g\nquorum none\n".into()),
        ("twice in a group", 2, format!("{w1}group g any c1 c1\nquorum g\n")),
        ("in two groups", 3, format!("{w1}group g any c1\ngroup h any c1\nquorum g\n")),
        ("threshold zero", 2, format!("{w1}group g 0 c1\nquorum g\n")),
        ("threshold above", 2, format!("{w1}group g 2 c1\nquorum g\n")),
        ("threshold negative", 2, format!("{w1}group g -1 c1\nquorum g\n")),
        ("threshold padded", 2, format!("{w1}group g 01 c1\nquorum g\n")),
        ("threshold far", 2, format!("{w1}group g 99999999999999999999 c1\nquorum g\n")),
        ("threshold in words", 2, format!("{w1}group g one c1\nquorum g\n")),
        ("comment behind", 1, format!("{} # mine\nquorum c1\n", w1.trim_end())),
        ("comment behind a quorum", 2, format!("{w1}quorum c1 # mine\n")),
        ("carriage return", 2, format!("{w1}quorum c1\r\n")),
        ("form feed", 1, "quorum\u{c}none\n".into()),
        ("delete", 1, "quorum none\u{7f}\n".into()),
        ("nul", 2, "quorum none\n\0".into()),
    ] {
        let found = match parse(&text) {
            Err(PolicyError::Line { line, .. } | PolicyError::Key { line, .. }) => Some(line),
            Err(PolicyError::NoQuorum) => Some(0),
            Err(PolicyError::TooLong) | Ok(_) => None,
        };
        assert_eq!(found, Some(at), "{why}: {:?}", parse(&text));
    }
    assert_eq!(parse(&"#".repeat(MAX_POLICY_BYTES + 1)), Err(PolicyError::TooLong));
    let mut many = String::new();
    for n in 0..=100_u8 {
        let name = Origin::new(&format!("l{n}.example")).unwrap();
        many.push_str(&format!("log {}\n", SignerKey::from_seed(name, &[n; 32]).verifier()));
    }
    let refused = parse(&format!("{many}quorum none\n"));
    assert!(matches!(refused, Err(PolicyError::Line { line: 101, .. })), "{refused:?}");
}

#[test]
fn cosignatures_are_held_against_the_quorum() {
    let ledger = log_key(1);
    let policy = parse(&format!("{}group g 2 c1 c2 c3\nquorum g\n", lines(3))).unwrap();
    let origin = ledger.verifier().name().clone();
    let checkpoint = Checkpoint { origin, size: Size::new(5), root: TreeHash::leaf(b"x") };
    let mut signed = SignedCheckpoint::sign(checkpoint, &ledger);
    let absent = vec![Cosigned::Absent; 3];
    assert_eq!(policy.judge(&signed), absent);
    assert_eq!(policy.confirmed_at(&absent), None);
    cosign(signed.note_mut(), &cosigner(2), 50).unwrap();
    // A stranger confirms nothing, however often.
    cosign(signed.note_mut(), &cosigner(9), 99).unwrap();
    let one = policy.judge(&signed);
    assert_eq!(one, [Cosigned::Absent, Cosigned::At(50), Cosigned::Absent]);
    assert!(!policy.is_met(&one));
    assert_eq!(policy.confirmed_at(&one), None);
    cosign(signed.note_mut(), &cosigner(3), 70).unwrap();
    let two = policy.judge(&signed);
    assert!(policy.is_met(&two));
    assert_eq!(policy.confirmed_at(&two), Some(50), "the older of the two that are needed");
    cosign(signed.note_mut(), &cosigner(1), 60).unwrap();
    assert_eq!(policy.confirmed_at(&policy.judge(&signed)), Some(60), "two signed since then");

    // A cosignature over another checkpoint in a cosigner's name is wrong, not absent.
    let forked = Checkpoint { root: TreeHash::leaf(b"y"), ..signed.checkpoint().clone() };
    let mut other = SignedCheckpoint::sign(forked, &ledger);
    cosign(other.note_mut(), &cosigner(1), 80).unwrap();
    let line = other.note().signatures().last().unwrap().clone();
    let note = String::from_utf8(signed.to_bytes()).unwrap();
    let mut payload = line.id.as_bytes().to_vec();
    payload.extend_from_slice(&line.bytes);
    let lie = format!("{note}\u{2014} {} {}\n", line.name, crate::spelling::base64(&payload));
    let lied = policy.judge(&SignedCheckpoint::parse(lie.as_bytes()).unwrap());
    assert_eq!(lied, [Cosigned::Wrong, Cosigned::At(50), Cosigned::At(70)]);
    assert!(policy.is_met(&lied), "the two others are enough");
}

#[test]
fn a_flat_threshold_is_a_policy() {
    let keys = |n: u8| (1..=n).map(|n| cosigner(n).verifier().clone()).collect::<Vec<_>>();
    let policy = Policy::threshold(keys(3), 2);
    assert_eq!((policy.need(), policy.lacking(&|n| n == 1)), (2, 1));
    assert_eq!(policy.cosigners()[0].name, "c1.example");
    assert_eq!(Policy::threshold(keys(3), 0).need(), 0);
    assert!(Policy::threshold(keys(1), 2).lacking(&|_| true) > 0, "never met");
    assert_eq!(Policy::default().need(), 0);
}
