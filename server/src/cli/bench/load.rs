//! Clients over HTTP, each on a connection of its own.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Asked, drafts};

/// The server that they use.
pub(super) struct Load {
    /// Where it listens.
    pub(super) address: std::net::SocketAddr,
    /// What they are let in with, by turns.
    pub(super) tokens: Vec<String>,
}

impl Load {
    /// Events with a receipt; `row` keeps their names apart from those of other rows.
    pub(super) async fn run(
        self: Arc<Self>,
        row: usize,
        asked: Asked,
        time: Duration,
    ) -> std::io::Result<u64> {
        let tasks: Vec<_> = (0..asked.clients)
            .map(|client| tokio::spawn(Arc::clone(&self).client(row, client, asked.batch, time)))
            .collect();
        let mut events = 0;
        for task in tasks {
            events += task.await??;
        }
        Ok(events)
    }

    /// One client: the next request after each receipt.
    async fn client(
        self: Arc<Self>,
        row: usize,
        client: u64,
        batch: u64,
        time: Duration,
    ) -> std::io::Result<u64> {
        let turn = usize::try_from(client).unwrap_or(0) % self.tokens.len();
        let mut stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (begin, mut events) = (Instant::now(), 0);
        let mut answer = Vec::with_capacity(8_192);
        while begin.elapsed() < time {
            let body = drafts(&format!("row-{row}-{client}"), events, batch);
            let request = format!(
                "POST /api/v1/events HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\n\
                 content-length: {}\r\n\r\n{body}",
                self.tokens[turn],
                body.len()
            );
            stream.write_all(request.as_bytes()).await?;
            answer.clear();
            let mut whole = None;
            while whole.is_none_or(|whole| answer.len() < whole) {
                if stream.read_buf(&mut answer).await? == 0 {
                    return Err(std::io::Error::other("the server closed the connection"));
                }
                whole = whole.or_else(|| whole_length(&answer));
            }
            if !answer.starts_with(b"HTTP/1.1 201") {
                return Err(std::io::Error::other(String::from_utf8_lossy(&answer).into_owned()));
            }
            events += batch;
        }
        Ok(events)
    }
}

/// How long an answer is with its body, once its head has come in.
fn whole_length(answer: &[u8]) -> Option<usize> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]);
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.and_then(|text| text.parse().ok()).unwrap_or_default();
    Some(end + 4 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_as_long_as_it_says() {
        assert_eq!(whole_length(b"HTTP/1.1 201 Created\r\ncontent-length: 3\r\n\r"), None);
        assert_eq!(whole_length(b"HTTP/1.1 201 Created\r\ncontent-length: 3\r\n\r\n{"), Some(46));
    }
}
