//! A small blocking HTTP client for one server on loopback.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::time::Duration;

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Reply {
    /// HTTP status code.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The body as sent.
    pub body: Vec<u8>,
}

impl Reply {
    /// An answer that was read by other means.
    pub(crate) fn new(status: u16, headers: Vec<(String, String)>, body: Vec<u8>) -> Self {
        Self { status, headers, body }
    }

    /// The first header of this name, or an empty text.
    pub fn header(&self, name: &str) -> &str {
        let same = |(n, _): &&(String, String)| n.eq_ignore_ascii_case(name);
        self.headers.iter().find(same).map_or("", |(_, value)| value)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; panics with the whole answer where it is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{e} in the answer {}: {}", self.status, self.text()))
    }

    /// The same answer where its status is as expected; panics otherwise.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "often the status is all that is asked")]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "answer: {}", self.text());
        self
    }
}

/// A client of one base address. Clones share their connections.
#[derive(Clone, Debug)]
pub struct Client {
    agent: ureq::Agent,
    base: String,
    token: Option<String>,
}

impl Client {
    /// A client of `base`, such as `http://127.0.0.1:8080`.
    pub fn new(base: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_mins(1)))
            .max_idle_connections_per_host(64)
            // The server closes a connection that was silent for ten seconds: what waits longer
            // on a busy machine must not meet it half closed.
            .max_idle_age(Duration::from_secs(5))
            .build()
            .new_agent();
        Self { agent, base: base.trim_end_matches('/').to_owned(), token: None }
    }

    /// Hands a document in that is not there yet; its receipt.
    #[track_caller]
    pub fn upload(&self, bytes: &[u8]) -> serde_json::Value {
        let path = format!("/api/v1/documents?blake3={}", ledger::record::Hash::of(bytes));
        self.post(&path, &[], bytes).expect(201).json()
    }

    /// The same client sending a bearer token.
    #[must_use]
    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// The token that it sends.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The base address.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// `GET path`; an error text where no whole answer came.
    pub fn try_get(&self, path: &str) -> Result<Reply, String> {
        self.try_get_as(path, "identity")
    }

    /// `GET path` in an encoding such as `br`; the body is left as it came.
    pub fn try_get_as(&self, path: &str, encoding: &str) -> Result<Reply, String> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let answer = request.header("accept-encoding", encoding).call();
        read(answer.map_err(|e| format!("GET {path}: {e}"))?)
    }

    /// `GET path`; panics where no whole answer came.
    #[track_caller]
    pub fn get(&self, path: &str) -> Reply {
        self.try_get(path).unwrap_or_else(|e| panic!("{e}"))
    }

    /// `POST path` with headers of the caller; an error text where no whole
    /// answer came (a killed server, a cut).
    pub fn try_post(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Reply, String> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/json");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send(body).map_err(|e| format!("POST {path}: {e}"))?)
    }

    /// `POST path`; panics where no whole answer came.
    #[track_caller]
    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        self.try_post(path, headers, body).unwrap_or_else(|e| panic!("{e}"))
    }

    /// Opens a server-sent event stream.
    #[track_caller]
    pub fn live(&self, path: &str, last_event_id: Option<&str>) -> Live {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let mut request = agent.get(format!("{}{path}", self.base));
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let answer = request.call().unwrap_or_else(|e| panic!("GET {path}: {e}"));
        assert_eq!(answer.status().as_u16(), 200, "the live stream is refused");
        let kind = answer.headers().get("content-type").and_then(|v| v.to_str().ok());
        assert_eq!(kind.map(|k| k.starts_with("text/event-stream")), Some(true), "{kind:?}");
        Live { lines: BufReader::new(Box::new(answer.into_body().into_reader())) }
    }
}

fn read(mut answer: ureq::http::Response<ureq::Body>) -> Result<Reply, String> {
    let headers = answer
        .headers()
        .iter()
        .map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
        .collect();
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(1 << 30).read_to_vec();
    Ok(Reply { status, headers, body: body.map_err(|e| format!("a cut answer: {e}"))? })
}

/// One server-sent event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveEvent {
    /// The `event:` field.
    pub name: String,
    /// The `id:` field.
    pub id: String,
    /// The `data:` lines, joined.
    pub data: String,
}

/// An open stream of server-sent events.
pub struct Live {
    lines: BufReader<Box<dyn Read + Send>>,
}

impl Live {
    /// Blocks for the next event; comments (keep-alive) are passed over.
    /// `None` at the end of the stream.
    pub fn next_event(&mut self) -> Option<LiveEvent> {
        let mut event = LiveEvent::default();
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end_matches(['\r', '\n']);
            if line.is_empty() {
                if event != LiveEvent::default() {
                    return Some(event);
                }
                continue;
            }
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "event" => value.clone_into(&mut event.name),
                "id" => value.clone_into(&mut event.id),
                "data" => event.data.push_str(value),
                _ => {}
            }
        }
    }
}
