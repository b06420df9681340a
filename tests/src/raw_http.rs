//! Bytes to a server as no proper client would send them, and what comes back.

use crate::http::Reply;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// One connection, byte by byte.
pub struct Raw {
    stream: TcpStream,
    come: Vec<u8>,
}

/// Longest wait for an answer: more than any time limit of the server.
const PATIENCE: Duration = Duration::from_mins(1);

impl Raw {
    /// Connects to `http://host:port`.
    ///
    /// # Panics
    /// Where nobody listens.
    #[track_caller]
    pub fn connect(base: &str) -> Self {
        let address = base.trim_start_matches("http://");
        let stream = TcpStream::connect(address).expect("a server that listens");
        stream.set_nodelay(true).expect("a socket");
        Self { stream, come: Vec::new() }
    }

    /// Sends bytes. A server that hung up is no fault: its answer may still be read.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        let _ = self.stream.write_all(bytes.as_ref());
        self
    }

    /// Sends until the server hangs up or `most` bytes are gone; gives how many went.
    pub fn pour(&mut self, piece: &[u8], most: usize) -> usize {
        let mut sent = 0;
        self.stream.set_write_timeout(Some(Duration::from_secs(5))).expect("a socket");
        while sent < most && self.stream.write_all(piece).is_ok() {
            sent += piece.len();
        }
        sent
    }

    /// Says that nothing more comes.
    pub fn end(&mut self) -> &mut Self {
        let _ = self.stream.shutdown(Shutdown::Write);
        self
    }

    /// The next answer; `None` where the server closes without one.
    ///
    /// # Panics
    /// Where neither happens within a minute, or what comes is no answer.
    #[track_caller]
    pub fn answer(&mut self) -> Option<Reply> {
        let until = Instant::now() + PATIENCE;
        let head = loop {
            if let Some(at) = self.come.windows(4).position(|four| four == b"\r\n\r\n") {
                let head: Vec<u8> = self.come.drain(..at + 4).collect();
                break String::from_utf8(head).expect("a head in ASCII");
            }
            if !self.more(until) {
                assert!(self.come.is_empty(), "half an answer: {:?}", self.come);
                return None;
            }
        };
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no status in {head}"));
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        let length = length.map_or(0, |(_, value)| value.parse().expect("a length"));
        while self.come.len() < length && self.more(until) {}
        assert!(self.come.len() >= length, "the answer is cut: {head}");
        let body = self.come.drain(..length).collect();
        Some(Reply::new(status, headers, body))
    }

    /// Reads on; false at the end of the stream, also an abrupt one.
    #[track_caller]
    fn more(&mut self, until: Instant) -> bool {
        let left = until.saturating_duration_since(Instant::now());
        assert!(!left.is_zero(), "neither an answer nor an end within {PATIENCE:?}");
        self.stream.set_read_timeout(Some(left)).expect("a socket");
        let mut space = [0; 16 << 10];
        match self.stream.read(&mut space) {
            Ok(0) => false,
            Ok(read) => {
                self.come.extend_from_slice(&space[..read]);
                true
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                true
            }
            Err(_) => false,
        }
    }

    /// Whether the server hangs up within this time; what it sends is thrown away.
    pub fn hangs_up(&mut self, within: Duration) -> bool {
        let until = Instant::now() + within;
        while Instant::now() < until {
            let left =
                until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            self.stream.set_read_timeout(Some(left)).expect("a socket");
            match self.stream.read(&mut vec![0; 64 << 10]) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => return true,
            }
        }
        false
    }
}
