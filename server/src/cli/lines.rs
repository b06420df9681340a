//! Drafts from JSON lines: read, validated and sealed, on all processors.

use std::fmt::Write;
use std::io::BufRead;
use std::sync::mpsc::sync_channel;

use ledger::record::{Fault, Json};
use ledger::signing::PersonSigner;

use crate::http::prepare::{fill_by, ready};
use crate::random::Salts;
use crate::sequencer::Ready;

/// Lines that are handled together.
const CHUNK: usize = 2_000;

/// Longest line, in bytes: the largest entry with its openings, twice over for
/// white space and escapes.
pub(super) const LINE_MAX: usize = 256 << 10;

/// A line that cannot be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadLine {
    /// Its number, from 1.
    pub(super) number: u64,
    /// Everything that is wrong with it, a fault a line.
    pub(super) faults: Vec<String>,
}

/// Where a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its number, from 1.
    pub(super) number: u64,
    /// The bytes before it.
    pub(super) offset: u64,
}

/// In whose name lines are recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hand<'a> {
    /// The actor to write as `by` where a line says none.
    pub(super) by: &'a str,
    /// The key that signs each of them.
    pub(super) key: Option<&'a PersonSigner>,
}

/// Reads lines and hands them on in chunks, validated and sealed, with the
/// number of the first line of each. Empty lines are skipped.
///
/// `judge` says what stands against a good draft after those before it. Bad
/// lines are collected, all of them; `take` is no longer called once there is
/// one. `progress` hears the bytes read so far. The next chunk is read and sealed
/// while these three are busy with the one before.
pub(super) fn each_chunk<E>(
    input: impl BufRead + Send,
    hand: Hand<'_>,
    mut progress: impl FnMut(u64),
    mut judge: impl FnMut(Place, &Ready) -> Result<Vec<String>, E>,
    mut take: impl FnMut(Vec<(u64, Ready)>) -> Result<(), E>,
) -> Result<Result<u64, Vec<BadLine>>, Failed<E>> {
    std::thread::scope(|scope| {
        let (give, chunks) = sync_channel(AHEAD);
        scope.spawn(move || {
            let mut lines = Lines { input, number: 0, bytes: 0 };
            loop {
                let chunk = lines.next_chunk(hand);
                let ended = chunk.as_ref().map_or(true, |chunk| chunk.ended);
                // Nobody takes any more: something was refused.
                if give.send(chunk).is_err() || ended {
                    return;
                }
            }
        });
        let (mut drafts, mut bad) = (0, Vec::new());
        // The last one says so: a sender that is gone before it has panicked, and the
        // scope panics as well.
        for chunk in chunks {
            let chunk = chunk.map_err(Failed::Read)?;
            bad.extend(chunk.bad);
            let mut good = Vec::with_capacity(chunk.sealed.len());
            for (place, result) in chunk.sealed {
                let number = place.number;
                let faults = match &result {
                    Ok(draft) => judge(place, draft).map_err(Failed::Take)?,
                    Err(_) => Vec::new(),
                };
                match result {
                    Ok(draft) if faults.is_empty() => good.push((number, draft)),
                    Ok(_) => bad.push(BadLine { number, faults }),
                    Err(faults) => bad.push(BadLine { number, faults }),
                }
            }
            drafts += good.len() as u64;
            if bad.is_empty() && !good.is_empty() {
                take(good).map_err(Failed::Take)?;
            }
            progress(chunk.bytes);
        }
        bad.sort_by_key(|line: &BadLine| line.number);
        Ok(if bad.is_empty() { Ok(drafts) } else { Err(bad) })
    })
}

/// Chunks that are ready before anybody takes them.
const AHEAD: usize = 1;

/// Lines that were handled together.
struct Chunk {
    sealed: Vec<Sealed>,
    /// Lines that are too long.
    bad: Vec<BadLine>,
    /// The bytes read so far.
    bytes: u64,
    /// Whether it is the last.
    ended: bool,
}

/// Where reading stands.
struct Lines<R> {
    input: R,
    number: u64,
    bytes: u64,
}

impl<R: BufRead> Lines<R> {
    fn next_chunk(&mut self, hand: Hand<'_>) -> std::io::Result<Chunk> {
        let (mut lines, mut bad, mut ended) = (Vec::with_capacity(CHUNK), Vec::new(), false);
        while lines.len() < CHUNK {
            let mut line = Vec::new();
            let read = std::io::Read::take(&mut self.input, LINE_MAX as u64 + 1)
                .read_until(b'\n', &mut line)?;
            if read == 0 {
                ended = true;
                break;
            }
            let place = Place { number: self.number + 1, offset: self.bytes };
            self.bytes += read as u64;
            self.number += 1;
            if line.len() > LINE_MAX {
                let fault = format!("is longer than {LINE_MAX} bytes; split the record in two");
                bad.push(BadLine { number: self.number, faults: vec![fault] });
                // What follows is the rest of this line and no line of its own.
                skip_line(&mut self.input, &line)?;
                continue;
            }
            if !line.trim_ascii().is_empty() {
                lines.push((place, line));
            }
        }
        Ok(Chunk { sealed: in_parallel(&lines, hand), bad, bytes: self.bytes, ended })
    }
}

/// Why reading stopped before the end.
#[derive(Debug)]
pub(super) enum Failed<E> {
    /// The file cannot be read.
    Read(std::io::Error),
    /// A chunk was refused.
    Take(E),
}

fn skip_line(input: &mut impl BufRead, start: &[u8]) -> std::io::Result<()> {
    if start.last() == Some(&b'\n') {
        return Ok(());
    }
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |at| at + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

type Sealed = (Place, Result<Ready, Vec<String>>);

/// Parses, validates and seals lines on all processors, in order.
fn in_parallel(lines: &[(Place, Vec<u8>)], hand: Hand<'_>) -> Vec<Sealed> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let share = lines.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = lines
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    let mut salts = Salts::new();
                    let mut sealed: Vec<Sealed> =
                        part.iter().map(|(n, line)| (*n, one(line, hand, &mut salts))).collect();
                    if let Err(error) = salts.check() {
                        // Salts that are not random protect nothing: take none.
                        for (_, result) in &mut sealed {
                            *result = Err(vec![error.to_string()]);
                        }
                    }
                    sealed
                })
            })
            .collect();
        let panicked = || -> Vec<Sealed> { Vec::new() };
        parts.into_iter().flat_map(|part| part.join().unwrap_or_else(|_| panicked())).collect()
    })
}

fn one(line: &[u8], hand: Hand<'_>, salts: &mut Salts) -> Result<Ready, Vec<String>> {
    let mut json = Json::parse(line.trim_ascii()).map_err(|error| vec![error.to_string()])?;
    // In a file that the operator imports, other actors may stand.
    let _ = fill_by(&mut json, hand.by);
    let mut ready = ready(&json, salts).map_err(|faults| texts(&faults.0))?;
    ready.signatures.extend(hand.key.map(|key| key.sign(ready.draft.public_text())));
    Ok(ready)
}

/// One text a fault.
pub(super) fn texts(faults: &[Fault]) -> Vec<String> {
    let text = |fault: &Fault| {
        let mut text =
            if fault.field.is_empty() { "the line".to_owned() } else { fault.field.clone() };
        if let Some(value) = &fault.value {
            // Writing to a String cannot fail. The value is spelt as JSON already.
            let _ = write!(text, " ({value})");
        }
        let _ = write!(text, " {}: {}", fault.problem, fault.remedy);
        text
    };
    faults.iter().map(text).collect()
}
