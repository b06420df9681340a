//! The messages of the witness protocol (C2SP tlog-witness, `add-checkpoint`),
//! from both sides. What a cosigner makes of a request is in `cosigner`.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{
    CheckpointError, Cosigned, MAX_NOTE_BYTES, Note, Policy, SignedCheckpoint, TreeHash,
    VerifierKey,
};
use crate::record::Size;

/// Most hashes of a consistency proof in a request.
pub const MAX_PROOF_LINES: usize = 63;
/// Most bytes of a request: the old size, 63 hashes, a note.
pub const MAX_REQUEST_BYTES: usize = 4_096 + MAX_NOTE_BYTES;
/// Most bytes of an answer that are looked at.
pub const MAX_ANSWER_BYTES: usize = 8_192;
/// The content type of a body that names a size.
pub const SIZE_MIME: &str = "text/x.tlog.size";

/// A ledger asks a cosigner to sign a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size that the cosigner is believed to have signed last; 0 for none.
    pub old: Size,
    /// That the checkpoint continues that size.
    pub proof: Vec<TreeHash>,
    /// The checkpoint.
    pub checkpoint: SignedCheckpoint,
}

/// Why bytes are not a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Not of the form of C2SP tlog-witness.
    #[error("not an add-checkpoint request: {0}")]
    Form(&'static str),
    /// What should be the checkpoint is none, or has extension lines.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

impl AddCheckpoint {
    /// The body of the request.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("old {}\n", self.old);
        for hash in &self.proof {
            text.push_str(&hash.to_base64());
            text.push('\n');
        }
        text.push('\n');
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(&self.checkpoint.to_bytes());
        bytes
    }

    /// Reads the body of a request. Nothing is verified.
    ///
    /// # Errors
    /// [`RequestError`]; the size is looked at before anything is read.
    pub fn parse(bytes: &[u8]) -> Result<Self, RequestError> {
        use RequestError::Form;
        if bytes.len() > MAX_REQUEST_BYTES {
            return Err(Form("it is too long"));
        }
        let gap = bytes.windows(2).position(|pair| pair == b"\n\n");
        let gap = gap.ok_or(Form("it has no empty line"))?;
        let head = core::str::from_utf8(&bytes[..gap]).map_err(|_| Form("it is not UTF-8"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old "));
        let old = super::checkpoint::parse_decimal(
            old.ok_or(Form("its first line is not the old size"))?,
        );
        let old = Size::new(old.ok_or(Form("the old size is not a decimal number"))?);
        let mut proof = Vec::new();
        for line in lines {
            if proof.len() == MAX_PROOF_LINES {
                return Err(Form("its proof has more than 63 lines"));
            }
            let hash = TreeHash::parse_base64(line);
            proof.push(hash.map_err(|_| Form("a line of its proof is not a base64 hash"))?);
        }
        Ok(Self { old, proof, checkpoint: SignedCheckpoint::parse(&bytes[gap + 2..])? })
    }
}

/// What a cosigner answered, as far as its asker can go on with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddAnswer {
    /// It signed, at this many seconds since 1970 UTC. The note carries the signature now.
    Signed(u64),
    /// It signed another size last: ask again from there.
    From(Size),
    /// It says that this checkpoint does not continue what it signed. Either the
    /// ledger forked, or the cosigner lies: never to be asked again with this one.
    Inconsistent(String),
    /// It did not sign, and says why; asking again later may help.
    Refused(String),
}

impl AddAnswer {
    /// Reads the answer of the cosigner with `key` to a request for the
    /// checkpoint in `note`, and puts a signature that holds onto the note.
    ///
    /// Takes both forms of the specification: a root mismatch is 422, or 409
    /// without a size (version 1.0.0). `mime` is the content type, lower case,
    /// without parameters; `words` is what to repeat of a refusal.
    pub fn read(
        status: u16,
        mime: &str,
        body: &[u8],
        words: &str,
        note: &mut Note,
        key: &VerifierKey,
    ) -> Self {
        match status {
            200 => match take(body, note, key) {
                Ok(seconds) => Self::Signed(seconds),
                Err(problem) => Self::Refused(problem.into()),
            },
            409 if mime == SIZE_MIME => match parse_size(body) {
                Some(size) => Self::From(size),
                None => Self::Refused("it answered 409 with a size that is none".into()),
            },
            409 | 422 => Self::Inconsistent(format!("it answered {status}: {words}")),
            _ => Self::Refused(format!("it answered {status}: {words}")),
        }
    }
}

fn parse_size(body: &[u8]) -> Option<Size> {
    let text = core::str::from_utf8(body).ok()?.strip_suffix('\n')?;
    super::checkpoint::parse_decimal(text).map(Size::new)
}

/// Takes the cosigner's own signature out of an answer onto the note. Lines of
/// other keys are ignored.
fn take(body: &[u8], note: &mut Note, key: &VerifierKey) -> Result<u64, &'static str> {
    if body.len() > MAX_ANSWER_BYTES {
        return Err("its answer is too long");
    }
    let mut bare = note.clone();
    bare.keep(|_| false);
    let whole = [bare.text().as_bytes(), b"\n", body].concat();
    let mut answered = Note::parse(&whole).map_err(|_| "its answer is no signature line")?;
    if answered.text() != note.text() {
        return Err("its answer is no signature line");
    }
    answered.keep(|signature| signature.is_by(key));
    let found = super::verify_cosignature(&answered, key);
    match found {
        Ok(Some(0)) => Err("its signature carries no time"),
        Ok(Some(seconds)) => {
            // Of several the newest counts; the others would only take room.
            let newest = answered.signatures().iter().max_by_key(|s| s.bytes.get(..8));
            note.put(key, newest.map(|s| s.bytes.clone()).unwrap_or_default());
            Ok(seconds)
        }
        Ok(None) => Err("its answer has no signature of its key"),
        Err(_) => Err("its signature does not fit the checkpoint that it was asked to sign"),
    }
}

/// The cosignatures of `policy` that hold on `from`, put onto `to`, which must
/// be a note of the same text: those that are newer than what is there.
pub fn carry_over(policy: &Policy, from: &SignedCheckpoint, to: &mut SignedCheckpoint) {
    if from.note().text() != to.note().text() {
        return;
    }
    let (there, here) = (policy.judge(from), policy.judge(to));
    for (n, cosigner) in policy.cosigners().iter().enumerate() {
        let Cosigned::At(newer) = there[n] else { continue };
        if matches!(here[n], Cosigned::At(have) if have >= newer) {
            continue;
        }
        let lines = from.note().signatures().iter().filter(|s| s.is_by(&cosigner.key));
        if let Some(line) = lines.max_by_key(|s| s.bytes.get(..8)) {
            to.note_mut().put(&cosigner.key, line.bytes.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::{Checkpoint, SignerKey, cosign};
    use crate::record::Origin;
    use std::vec;

    fn signed(size: u64, root: &[u8]) -> SignedCheckpoint {
        let origin = Origin::new("ledger.example").unwrap();
        let key = SignerKey::from_seed(origin.clone(), &[1; 32]);
        let root = TreeHash::leaf(root);
        SignedCheckpoint::sign(Checkpoint { origin, size: Size::new(size), root }, &key)
    }

    fn cosigner(name: &str) -> SignerKey {
        SignerKey::cosigner_from_seed(Origin::new(name).unwrap(), &[7; 32])
    }

    /// What the cosigner of that name answers for a checkpoint.
    fn lines(checkpoint: &SignedCheckpoint, name: &str, seconds: u64) -> Vec<u8> {
        let mut note = checkpoint.note().clone();
        cosign(&mut note, &cosigner(name), seconds).unwrap();
        note.keep(|signature| signature.name == name);
        note.signature_lines()
    }

    fn read(status: u16, mime: &str, body: &[u8], note: &mut Note) -> AddAnswer {
        AddAnswer::read(status, mime, body, "why", note, cosigner("c.example").verifier())
    }

    #[test]
    fn a_request_comes_back() {
        for proof in [vec![], vec![TreeHash::empty()], vec![TreeHash::leaf(b"x"); 63]] {
            let request = AddCheckpoint { old: Size::new(4), proof, checkpoint: signed(9, b"r") };
            assert_eq!(AddCheckpoint::parse(&request.to_bytes()), Ok(request));
        }
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let hash = TreeHash::empty();
        let request =
            AddCheckpoint { old: Size::new(4), proof: vec![hash], checkpoint: signed(9, b"r") };
        let good = String::from_utf8(request.to_bytes()).unwrap();
        let hash = format!("{}\n", hash.to_base64());
        for (why, bad) in [
            ("empty", String::new()),
            ("no old", good.replace("old 4\n", "")),
            ("capital", good.replace("old 4", "Old 4")),
            ("padded", good.replace("old 4", "old 04")),
            ("negative", good.replace("old 4", "old -4")),
            ("two spaces", good.replace("old 4", "old  4")),
            ("far", good.replace("old 4", "old 18446744073709551616")),
            ("carriage return", good.replace("old 4\n", "old 4\r\n")),
            ("no gap", good.replacen("\n\n", "\n", 1)),
            ("64 hashes", good.replace(&hash, &hash.repeat(64))),
            ("short hash", good.replacen('=', "", 1)),
            ("not a note", good.split("\n\n").next().unwrap().into()),
            ("extension line", good.replacen("\n\n\u{2014}", "\nmore\n\n\u{2014}", 1)),
            ("101 signatures", {
                let line = good.lines().last().unwrap();
                format!("{good}{}", format!("{line}\n").repeat(100))
            }),
            ("long", format!("{good}{}", "x".repeat(MAX_REQUEST_BYTES))),
        ] {
            assert_ne!(bad, good, "{why}");
            assert!(AddCheckpoint::parse(bad.as_bytes()).is_err(), "{why}");
        }
    }

    #[test]
    fn a_signature_that_holds_is_taken_and_nothing_else() {
        let ours = signed(9, b"r");
        let own = lines(&ours, "c.example", 77);
        let other = lines(&ours, "other.example", 78);
        let both = [&other[..], &own, &lines(&ours, "c.example", 99)].concat();
        for (body, seconds) in [(&own, 77), (&both, 99)] {
            let mut note = ours.note().clone();
            assert_eq!(read(200, "text/plain", body, &mut note), AddAnswer::Signed(seconds));
            assert_eq!(note.signatures().len(), 2, "the ledger's and the cosigner's newest");
            let key = cosigner("c.example");
            assert_eq!(super::super::verify_cosignature(&note, key.verifier()), Ok(Some(seconds)));
        }
        let forked = lines(&signed(9, b"other"), "c.example", 77);
        let larger = lines(&signed(10, b"r"), "c.example", 77);
        let timeless = lines(&ours, "c.example", 0);
        let whole = [ours.to_bytes(), own.clone()].concat();
        for body in [
            &b""[..],
            b"\n",
            b"ok\n",
            &other,
            &forked,
            &larger,
            &timeless,
            &whole,
            &own[..own.len() - 1],
            &[0xff; 20],
            &vec![b'x'; MAX_ANSWER_BYTES + 1],
        ] {
            let mut note = ours.note().clone();
            let answer = read(200, "", body, &mut note);
            assert!(matches!(answer, AddAnswer::Refused(_)), "{body:?}: {answer:?}");
            assert_eq!(&note, ours.note(), "nothing was put onto the note");
        }
    }

    #[test]
    fn both_forms_of_a_conflict_are_told_apart() {
        let mut note = signed(9, b"r").note().clone();
        let mut answer = |status, mime: &str, body: &[u8]| read(status, mime, body, &mut note);
        assert_eq!(answer(409, SIZE_MIME, b"3\n"), AddAnswer::From(Size::new(3)));
        assert_eq!(answer(409, SIZE_MIME, b"0\n"), AddAnswer::From(Size::ZERO));
        for body in [&b"3"[..], b"", b"\n", b"03\n", b"-3\n", b"3\n3\n", b"three\n", b"\xff\n"] {
            assert!(matches!(answer(409, SIZE_MIME, body), AddAnswer::Refused(_)), "{body:?}");
        }
        for (status, mime) in [(409, ""), (409, "text/plain"), (422, ""), (422, SIZE_MIME)] {
            assert!(matches!(answer(status, mime, b"3\n"), AddAnswer::Inconsistent(_)));
        }
        for status in [100, 204, 301, 400, 403, 404, 413, 429, 500, 503] {
            assert!(matches!(answer(status, "", b""), AddAnswer::Refused(_)), "{status}");
        }
    }

    #[test]
    fn cosignatures_are_carried_to_the_same_text_only() {
        let key = cosigner("c.example").verifier().clone();
        let policy = Policy::threshold(vec![key], 1);
        let mut from = signed(9, b"r");
        cosign(from.note_mut(), &cosigner("c.example"), 50).unwrap();
        cosign(from.note_mut(), &cosigner("other.example"), 50).unwrap();
        let mut to = signed(9, b"r");
        carry_over(&policy, &from, &mut to);
        assert_eq!((policy.judge(&to), to.note().signatures().len()), (vec![Cosigned::At(50)], 2));
        let mut newer = signed(9, b"r");
        cosign(newer.note_mut(), &cosigner("c.example"), 60).unwrap();
        carry_over(&policy, &from, &mut newer);
        assert_eq!(policy.judge(&newer), [Cosigned::At(60)], "not put back");
        let mut other = signed(9, b"other");
        carry_over(&policy, &from, &mut other);
        assert_eq!(policy.judge(&other), [Cosigned::Absent]);
    }
}
