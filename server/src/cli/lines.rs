//! Drafts from JSON lines: read, validated and sealed, on all processors.

use std::fmt::Write;
use std::io::BufRead;

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
/// one. `progress` hears the bytes read so far.
pub(super) fn each_chunk<E>(
    mut input: impl BufRead,
    hand: Hand<'_>,
    mut progress: impl FnMut(u64),
    mut judge: impl FnMut(Place, &Ready) -> Result<Vec<String>, E>,
    mut take: impl FnMut(Vec<(u64, Ready)>) -> Result<(), E>,
) -> Result<Result<u64, Vec<BadLine>>, Failed<E>> {
    let (mut bytes, mut number, mut drafts) = (0_u64, 0_u64, 0_u64);
    let mut bad: Vec<BadLine> = Vec::new();
    loop {
        let mut lines = Vec::with_capacity(CHUNK);
        let mut ended = false;
        while lines.len() < CHUNK {
            let mut line = Vec::new();
            let read = std::io::Read::take(&mut input, LINE_MAX as u64 + 1)
                .read_until(b'\n', &mut line)
                .map_err(Failed::Read)?;
            if read == 0 {
                ended = true;
                break;
            }
            let place = Place { number: number + 1, offset: bytes };
            bytes += read as u64;
            number += 1;
            if line.len() > LINE_MAX {
                let fault = format!("is longer than {LINE_MAX} bytes; split the record in two");
                bad.push(BadLine { number, faults: vec![fault] });
                // What follows is the rest of this line and no line of its own.
                skip_line(&mut input, &line).map_err(Failed::Read)?;
                continue;
            }
            if !line.trim_ascii().is_empty() {
                lines.push((place, line));
            }
        }
        let mut chunk = Vec::with_capacity(lines.len());
        for (place, result) in in_parallel(&lines, hand) {
            let number = place.number;
            match result {
                Ok(draft) => {
                    let faults = judge(place, &draft).map_err(Failed::Take)?;
                    if faults.is_empty() {
                        chunk.push((number, draft));
                    } else {
                        bad.push(BadLine { number, faults });
                    }
                }
                Err(faults) => bad.push(BadLine { number, faults }),
            }
        }
        drafts += chunk.len() as u64;
        if bad.is_empty() && !chunk.is_empty() {
            take(chunk).map_err(Failed::Take)?;
        }
        progress(bytes);
        if ended {
            bad.sort_by_key(|line| line.number);
            return Ok(if bad.is_empty() { Ok(drafts) } else { Err(bad) });
        }
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
