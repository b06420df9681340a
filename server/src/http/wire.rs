//! A connection as hyper sees it, with three things that hyper has no switch for:
//! a client that does not read is left, what could not be read as HTTP is
//! answered in words, and a client is heard out before the connection closes.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::problem::Problem;
use crate::config::{HEADER_BYTES_MAX, HEADER_TIME, HEADERS_MAX, READ_RATE, READ_TIME};

/// How long a client that is still sending is heard before the connection closes.
/// Closed at once, its answer could be lost: the system resets a connection with
/// bytes that nobody read.
const LINGER: Duration = Duration::from_secs(2);

/// Bytes that are heard then, at most.
const LINGER_BYTES: usize = 32 << 20;

struct Shared<S> {
    stream: S,
    /// Bytes came since the last answer began.
    unanswered: bool,
}

/// The stream that is kept after hyper let go of its half.
pub(super) struct Kept<S>(Arc<Mutex<Shared<S>>>);

/// The half that hyper reads and writes.
pub(super) struct Wire<S> {
    shared: Arc<Mutex<Shared<S>>>,
    slow: Slow,
    /// Words in place of an answer without any, and how much of them is written.
    instead: Option<(Vec<u8>, usize)>,
}

/// How long a client may take to read what it asked for.
struct Slow {
    left: Duration,
    waits: Option<(Instant, Pin<Box<Sleep>>)>,
}

/// Splits a stream into what hyper gets and what is kept.
pub(super) fn split<S>(stream: S) -> (Wire<S>, Kept<S>) {
    let shared = Arc::new(Mutex::new(Shared { stream, unanswered: false }));
    let wire = Wire {
        shared: Arc::clone(&shared),
        slow: Slow { left: READ_TIME, waits: None },
        instead: None,
    };
    (wire, Kept(shared))
}

fn locked<S>(shared: &Mutex<Shared<S>>) -> MutexGuard<'_, Shared<S>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Slow {
    fn wrote(&mut self, bytes: usize) {
        if let Some((since, _)) = self.waits.take() {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        let back = Duration::from_micros(bytes as u64 * 1_000_000 / READ_RATE);
        self.left = (self.left + back).min(READ_TIME);
    }

    /// Whether the client has taken too long; wakes the task when it will have.
    fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        let left = self.left;
        let wait = || (Instant::now(), Box::pin(tokio::time::sleep(left)));
        self.waits.get_or_insert_with(wait).1.as_mut().poll(cx).is_ready()
    }
}

impl<S: AsyncWrite + Unpin> Wire<S> {
    fn write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut locked(&self.shared).stream).poll_write(cx, bytes);
        match wrote {
            Poll::Ready(wrote) => {
                self.slow.wrote(*wrote.as_ref().unwrap_or(&0));
                Poll::Ready(wrote)
            }
            Poll::Pending if self.slow.is_over(cx) => {
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "nobody reads")))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut shared = locked(&self.shared);
        let before = buffer.filled().len();
        let read = Pin::new(&mut shared.stream).poll_read(cx, buffer);
        shared.unanswered |= buffer.filled().len() > before;
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        locked(&this.shared).unanswered = false;
        if this.instead.is_none() {
            this.instead = in_words(bytes).map(|words| (words, 0));
        }
        let Some((words, mut at)) = this.instead.take() else { return this.write(cx, bytes) };
        while at < words.len() {
            match this.write(cx, &words[at..]) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(wrote)) => at += wrote,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    this.instead = Some((words, at));
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut locked(&self.shared).stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut locked(&self.shared).stream).poll_shutdown(cx)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Kept<S> {
    /// Says that the request took too long, if one was begun.
    pub(super) async fn answer_late(&self) {
        if locked(&self.0).unanswered {
            self.answer(&Problem::slow_head(HEADER_TIME)).await;
        }
    }

    /// Writes a problem as a whole answer.
    pub(super) async fn answer(&self, problem: &Problem) {
        let bytes = whole(problem);
        let mut at = 0;
        let wrote = poll_fn(|cx| {
            while at < bytes.len() {
                let mut shared = locked(&self.0);
                match ready!(Pin::new(&mut shared.stream).poll_write(cx, &bytes[at..])) {
                    Ok(wrote) if wrote > 0 => at += wrote,
                    _ => break,
                }
            }
            Poll::Ready(())
        });
        // Whoever does not take a few hundred bytes goes without.
        let _ = tokio::time::timeout(LINGER, wrote).await;
    }

    /// Closes our half, and hears what is still sent for a while.
    pub(super) async fn close(self) {
        let mut space = vec![0; 16 << 10];
        let mut heard = 0;
        let hear = async {
            let closed = poll_fn(|cx| Pin::new(&mut locked(&self.0).stream).poll_shutdown(cx));
            if closed.await.is_err() {
                return;
            }
            while heard < LINGER_BYTES {
                let mut buffer = ReadBuf::new(&mut space);
                let read =
                    poll_fn(|cx| Pin::new(&mut locked(&self.0).stream).poll_read(cx, &mut buffer));
                if read.await.is_err() || buffer.filled().is_empty() {
                    return;
                }
                heard += buffer.filled().len();
            }
        };
        let _ = tokio::time::timeout(LINGER, hear).await;
    }
}

/// What hyper answers to what it cannot read is a status without a body. None
/// of our own answers is.
fn in_words(bytes: &[u8]) -> Option<Vec<u8>> {
    let rest = bytes.strip_prefix(b"HTTP/1.1 ")?;
    // The status first: all of a large answer may be in these bytes.
    let problem = match rest.get(..3)? {
        b"400" => Problem::unreadable(),
        b"414" => Problem::long_address(HEADER_BYTES_MAX),
        b"431" => Problem::large_head(HEADER_BYTES_MAX, HEADERS_MAX),
        _ => return None,
    };
    let is_empty = |part: &[u8]| part.eq_ignore_ascii_case(b"content-length: 0\r\n");
    rest.windows(19).any(is_empty).then(|| whole(&problem))
}

/// A problem as the bytes of an answer after which the connection closes.
fn whole(problem: &Problem) -> Vec<u8> {
    let body = serde_json::to_vec(problem).unwrap_or_default();
    let after = problem.retry_after.map(|after| format!("retry-after: {after}\r\n"));
    let status = axum::http::StatusCode::from_u16(problem.status);
    let reason = status.ok().and_then(|status| status.canonical_reason()).unwrap_or("-");
    let mut bytes = format!(
        "HTTP/1.1 {} {reason}\r\ncontent-type: application/problem+json\r\n\
         cache-control: no-store\r\nx-content-type-options: nosniff\r\n{}\
         content-length: {}\r\nconnection: close\r\n\r\n",
        problem.status,
        after.unwrap_or_default(),
        body.len()
    )
    .into_bytes();
    bytes.extend(body);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn an_answer_without_words_gets_some_and_all_others_pass() {
        for (wrote, begins, is_changed) in [
            ("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n", "HTTP/1.1 400 ", true),
            ("HTTP/1.1 431 X\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 431 ", true),
            ("HTTP/1.1 304 Not Modified\r\ncontent-length: 0\r\n\r\n", "HTTP/1.1 304 ", false),
            ("HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n{}", "HTTP/1.1 400 ", false),
            ("0\r\n\r\n", "0\r\n\r\n", false),
        ] {
            let (ours, mut theirs) = tokio::io::duplex(50);
            let (mut wire, kept) = split(ours);
            let writing = tokio::spawn(async move {
                wire.write_all(wrote.as_bytes()).await.unwrap();
                drop(wire);
                kept.close().await;
            });
            let mut got = String::new();
            theirs.read_to_string(&mut got).await.unwrap();
            drop(theirs);
            writing.await.unwrap();
            assert!(got.starts_with(begins), "{got}");
            assert_eq!(got.contains("urn:daybook:problem:"), is_changed, "{got}");
            assert_eq!(got == wrote, !is_changed, "{got}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_does_not_read_is_left_and_a_slow_one_is_not() {
        let (ours, theirs) = tokio::io::duplex(10);
        let (mut wire, _kept) = split(ours);
        let begun = Instant::now();
        let error = wire.write_all(&[b'x'; 100]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(begun.elapsed() >= READ_TIME, "{:?}", begun.elapsed());
        drop(theirs);

        let (ours, mut theirs) = tokio::io::duplex(usize::try_from(READ_RATE).unwrap());
        let (mut wire, _kept) = split(ours);
        let rate = usize::try_from(READ_RATE).unwrap();
        let reading = tokio::spawn(async move {
            let mut space = vec![0; rate];
            for _ in 0..100 {
                tokio::time::sleep(Duration::from_millis(900)).await;
                theirs.read_exact(&mut space).await.unwrap();
            }
        });
        wire.write_all(&vec![b'x'; 100 * rate]).await.expect("slow is not silent");
        reading.await.unwrap();
    }

    #[tokio::test]
    async fn only_a_request_that_was_begun_is_told_that_it_is_late() {
        for (sent, is_told) in [("GET / HT", true), ("", false)] {
            let (ours, mut theirs) = tokio::io::duplex(4_096);
            let (mut wire, kept) = split(ours);
            theirs.write_all(sent.as_bytes()).await.unwrap();
            if !sent.is_empty() {
                wire.read_u8().await.unwrap();
            }
            drop(wire);
            kept.answer_late().await;
            drop(kept);
            let mut got = String::new();
            theirs.read_to_string(&mut got).await.unwrap();
            assert_eq!(got.starts_with("HTTP/1.1 408 "), is_told, "{got}");
        }
    }
}
