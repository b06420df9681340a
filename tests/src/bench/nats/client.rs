//! The part of the NATS protocol that a benchmark needs, on one connection.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::EVENT;

const STREAM: &str = "EVENTS";
const SUBJECT: &str = "events";

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// One connection with an address for answers.
pub(super) struct Client {
    stream: TcpStream,
    come: BufReader<TcpStream>,
    inbox: String,
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn words(error: std::io::Error) -> String {
    format!("the connection to NATS: {error}")
}

impl Client {
    /// Connects; `name` keeps its answers apart from those of others.
    pub(super) fn connect(address: &str, name: &str) -> Result<Self, String> {
        let stream = TcpStream::connect(address).map_err(words)?;
        stream.set_nodelay(true).map_err(words)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(words)?;
        let come = BufReader::new(stream.try_clone().map_err(words)?);
        let inbox = format!("_INBOX.{name}");
        let mut client = Self { stream, come, inbox };
        client.line()?; // INFO
        let settings = json!({"verbose": false, "pedantic": false, "headers": true,
            "no_responders": true, "lang": "rust", "version": "0", "name": name});
        let hello = format!("CONNECT {settings}\r\nSUB {} 1\r\n", client.inbox);
        client.send(hello.as_bytes())?;
        Ok(client)
    }

    /// Makes the stream.
    pub(super) fn make_stream(&mut self) -> Result<(), String> {
        let config = json!({"name": STREAM, "subjects": [SUBJECT], "storage": "file",
            "retention": "limits", "discard": "new", "num_replicas": 1, "allow_atomic": true});
        self.ask("STREAM.CREATE", config.to_string().as_bytes()).map(drop)
    }

    /// Deletes the stream and makes it anew.
    pub(super) fn empty_stream(&mut self) -> Result<(), String> {
        self.ask("STREAM.DELETE", b"")?;
        self.make_stream()
    }

    /// Messages in the stream.
    pub(super) fn messages(&mut self) -> Result<u64, String> {
        let told = self.ask("STREAM.INFO", b"")?;
        told["state"]["messages"].as_u64().ok_or_else(|| format!("no number of messages: {told}"))
    }

    /// One event; it is durable when this returns.
    pub(super) fn publish(&mut self) -> Result<u64, String> {
        let mut bytes = format!("PUB {SUBJECT} {} {EVENT}\r\n", self.inbox).into_bytes();
        bytes.extend([0x78; EVENT]);
        bytes.extend(b"\r\n");
        self.send(&bytes)?;
        acknowledged(&self.answer()?)?;
        Ok(1)
    }

    /// That many events as one atomic batch; `done` makes its name new.
    pub(super) fn batch(&mut self, count: usize, done: u64) -> Result<u64, String> {
        let mut bytes = Vec::with_capacity(count * (EVENT + 160));
        for n in 1..=count {
            let mut head =
                format!("NATS/1.0\r\nNats-Batch-Id: batch-{done}\r\nNats-Batch-Sequence: {n}\r\n");
            if n == count {
                head.push_str("Nats-Batch-Commit: 1\r\n");
            }
            head.push_str("\r\n");
            // The first is answered when the batch is begun, the last when it is durable.
            let reply = if n == 1 || n == count { self.inbox.as_str() } else { "" };
            let mut line = format!("HPUB {SUBJECT} ");
            let _ = write!(line, "{reply} {} {}\r\n{head}", head.len(), head.len() + EVENT);
            bytes.extend(line.as_bytes());
            bytes.extend([0x78; EVENT]);
            bytes.extend(b"\r\n");
        }
        self.send(&bytes)?;
        let begun = self.answer()?;
        if !begun.is_empty() {
            return Err(format!("a batch was not begun: {}", String::from_utf8_lossy(&begun)));
        }
        let told = acknowledged(&self.answer()?)?;
        if told["count"].as_u64() != Some(count as u64) {
            return Err(format!("a batch of {count} was acknowledged as {told}"));
        }
        Ok(count as u64)
    }

    fn ask(&mut self, what: &str, body: &[u8]) -> Result<Value, String> {
        let head = format!("PUB $JS.API.{what}.{STREAM} {} {}\r\n", self.inbox, body.len());
        self.send(&[head.as_bytes(), body, b"\r\n"].concat())?;
        let told = parsed(&self.answer()?)?;
        if told["error"].is_null() { Ok(told) } else { Err(format!("{what}: {told}")) }
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.stream.write_all(bytes).map_err(words)
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match self.come.read_line(&mut line).map_err(words)? {
            0 => Err("NATS closed the connection".to_owned()),
            _ => Ok(line.trim_end().to_owned()),
        }
    }

    /// The body of the next message to our inbox.
    fn answer(&mut self) -> Result<Vec<u8>, String> {
        loop {
            let line = self.line()?;
            let mut parts = line.split(' ');
            match parts.next() {
                Some("MSG") => {
                    let length = parts.next_back().and_then(|text| text.parse::<usize>().ok());
                    let length = length.ok_or_else(|| format!("no length: {line}"))?;
                    let mut body = vec![0; length + 2];
                    self.come.read_exact(&mut body).map_err(words)?;
                    body.truncate(length);
                    return Ok(body);
                }
                Some("PING") => self.send(b"PONG\r\n")?,
                Some("PONG" | "+OK" | "INFO") => {}
                // A message with a head says that nobody answers at all.
                _ => return Err(format!("NATS said {line}")),
            }
        }
    }
}

fn parsed(bytes: &[u8]) -> Result<Value, String> {
    let shown = || String::from_utf8_lossy(bytes).into_owned();
    serde_json::from_slice(bytes).map_err(|e| format!("{e}: {}", shown()))
}

/// What a stream says of a message that it has kept.
fn acknowledged(bytes: &[u8]) -> Result<Value, String> {
    let told = parsed(bytes)?;
    if told["error"].is_null() && told["seq"].is_u64() {
        Ok(told)
    } else {
        Err(format!("not acknowledged: {told}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_kept_message_is_acknowledged() {
        assert!(acknowledged(br#"{"stream":"EVENTS","seq":7}"#).is_ok());
        for refused in [r#"{"error":{"code":503},"seq":0}"#, r#"{"stream":"EVENTS"}"#, ""] {
            assert!(acknowledged(refused.as_bytes()).is_err(), "{refused}");
        }
    }
}
