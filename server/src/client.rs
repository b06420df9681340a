//! The one HTTP client: for cosigners, published trees and auditors.
//!
//! Everything that it is sent is hostile: answers are bounded in bytes and in
//! time, redirects are not followed, nothing is decompressed. Plain `http://`
//! goes to this machine only (tests, a cosigner behind a tunnel); all else is
//! `https://`, checked against the system's certificates.

use std::sync::Once;
use std::time::Duration;

use reqwest::Method;
pub use reqwest::Url;
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;

/// Longest reason that is repeated from an error or a foreign answer, in bytes.
pub(crate) const REASON_MAX: usize = 300;

/// How much one exchange may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the first byte sent to the last received.
    pub time: Duration,
    /// Largest body that is read; a longer one is refused, not cut.
    pub body: usize,
}

/// Why there is no answer. None of these says anything about a ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// Not an address that this client goes to.
    #[error("address {address:?} {problem}")]
    Address {
        /// The address as it was given.
        address: String,
        /// What is wrong with it, and what to do.
        problem: String,
    },
    /// The client itself cannot be made.
    #[error("cannot make an HTTP client: {0}")]
    Unusable(String),
    /// Nobody answered, or not in HTTP.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// It took too long.
    #[error("no whole answer within {} seconds", .0.as_secs())]
    Slow(Duration),
    /// The body is packed although nobody asked for that.
    #[error("the answer is packed ({0:?}), and nothing is unpacked here")]
    Packed(String),
    /// The body is larger than anything that belongs here.
    #[error("the answer has more than {0} bytes")]
    TooLarge(usize),
}

/// What a server answered, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// `Content-Type` without its parameters, lower case; empty when there is none.
    pub mime: String,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The beginning of the body as text, for a log or a report: one line,
    /// without control characters.
    pub fn words(&self) -> String {
        let start = &self.body[..self.body.len().min(REASON_MAX)];
        one_line(String::from_utf8_lossy(start).trim(), REASON_MAX)
    }
}

/// Reads an address: `https://…`, or `http://…` of this machine.
///
/// # Errors
/// [`ClientError::Address`] for anything else, user names and passwords included.
pub fn address(text: &str) -> Result<Url, ClientError> {
    let wrong = |problem: &str| ClientError::Address {
        address: text.chars().take(REASON_MAX).collect(),
        problem: problem.to_owned(),
    };
    let url = Url::parse(text).map_err(|error| wrong(&format!("is none ({error})")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("holds a user name; leave it out"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(wrong("is not of this machine; use https://")),
        _ => Err(wrong("is neither https:// nor http:// of this machine")),
    }
}

fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A client with its pool of connections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client(reqwest::Client);

impl Client {
    /// A client. A machine without certificates gets one that reaches `http://`
    /// addresses only, and a warning.
    ///
    /// # Errors
    /// [`ClientError::Unusable`].
    pub fn new() -> Result<Self, ClientError> {
        prepare();
        let made = builder().build().or_else(|error| {
            tracing::warn!("https is not available: {}", reasons(&error));
            builder().tls_certs_only([]).build()
        });
        made.map(Self).map_err(|error| ClientError::Unusable(reasons(&error)))
    }

    /// Fetches what is at `url`.
    ///
    /// # Errors
    /// [`ClientError`] when there is no whole answer. A status is no error.
    pub async fn get(&self, url: &Url, limits: Limits) -> Result<Answer, ClientError> {
        self.exchange(self.0.get(url.clone()), limits).await
    }

    /// Posts `body` to `url`.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn post(
        &self,
        url: &Url,
        mime: &'static str,
        body: Vec<u8>,
        limits: Limits,
    ) -> Result<Answer, ClientError> {
        let request = self.0.post(url.clone()).header(reqwest::header::CONTENT_TYPE, mime);
        self.exchange(request.body(body), limits).await
    }

    /// Sends what another protocol made up.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn send(
        &self,
        method: Method,
        url: &Url,
        headers: HeaderMap,
        body: Vec<u8>,
        limits: Limits,
    ) -> Result<Answer, ClientError> {
        let request = self.0.request(method, url.clone()).headers(headers);
        self.exchange(request.body(body), limits).await
    }

    async fn exchange(
        &self,
        request: reqwest::RequestBuilder,
        limits: Limits,
    ) -> Result<Answer, ClientError> {
        let failed = |error: &reqwest::Error| {
            if error.is_timeout() {
                ClientError::Slow(limits.time)
            } else {
                ClientError::Unreachable(reasons(error))
            }
        };
        let sent = request.timeout(limits.time).send().await;
        let mut response = sent.map_err(|error| failed(&error))?;
        let status = response.status().as_u16();
        let mime = response.headers().get(reqwest::header::CONTENT_TYPE);
        let mime = mime.and_then(|mime| mime.to_str().ok()).unwrap_or_default();
        let mime = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let packed = response.headers().get(reqwest::header::CONTENT_ENCODING);
        if let Some(packed) = packed.filter(|packed| packed.as_bytes() != b"identity") {
            let packed = String::from_utf8_lossy(packed.as_bytes());
            return Err(ClientError::Packed(packed.chars().take(40).collect()));
        }
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| failed(&error))? {
            if body.len() + piece.len() > limits.body {
                return Err(ClientError::TooLarge(limits.body));
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer { status, mime, body })
    }
}

fn builder() -> reqwest::ClientBuilder {
    // A proxy stands between this machine and others, never before itself.
    let proxy = |url: &Url| {
        let named = ["HTTPS_PROXY", "https_proxy"].iter().find_map(|name| std::env::var(name).ok());
        if url.scheme() == "https" { named } else { None }
    };
    reqwest::Client::builder()
        .user_agent(concat!("daybook/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .no_proxy()
        .proxy(reqwest::Proxy::custom(proxy))
}

/// Names the cryptography of TLS for the whole process: ring, which needs no
/// cmake. Whoever brings another user of rustls calls this first.
pub fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Somebody else may have named one: any will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// As much of foreign words as belongs into a log or a report: so many characters, and
/// none that control anything.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    text.chars().take(most).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The whole chain of reasons, which `Display` of the outermost leaves out.
pub(crate) fn reasons(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(inner) = next {
        let words = inner.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        next = inner.source();
    }
    text.chars().take(REASON_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const LIMITS: Limits = Limits { time: Duration::from_secs(5), body: 100 };

    /// Answers one connection with these bytes, then holds it open.
    async fn server(bytes: Vec<u8>) -> Url {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = address(&format!("http://{}/x", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await;
            stream.write_all(&bytes).await.unwrap();
            std::future::pending::<()>().await;
        });
        url
    }

    #[test]
    fn only_https_and_this_machine_are_addresses() {
        for good in [
            "https://cosigner.example",
            "https://a.example/b/",
            "http://127.0.0.1:8080/x",
            "http://[::1]:80",
            "http://localhost/",
        ] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "cosigner.example",
            "http://cosigner.example/",
            "http://127.0.0.1.example/",
            "http://localhost.example/",
            "http://10.0.0.1/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "https://user:secret@a.example/",
            "https://",
        ] {
            assert!(matches!(address(bad), Err(ClientError::Address { .. })), "{bad}");
        }
    }

    #[tokio::test]
    async fn an_answer_has_status_type_and_body() {
        let url = server(
            b"HTTP/1.1 409 Conflict\r\ncontent-type: Text/X.tlog.size; q=1\r\ncontent-length: 2\r\n\r\n7\n"
                .to_vec(),
        )
        .await;
        let answer =
            Client::new().unwrap().post(&url, "text/plain", vec![1], LIMITS).await.unwrap();
        let expected =
            Answer { status: 409, mime: "text/x.tlog.size".into(), body: b"7\n".to_vec() };
        assert_eq!(answer, expected);
        assert_eq!(answer.words(), "7");
    }

    #[tokio::test]
    async fn a_long_body_is_refused_announced_or_not() {
        let client = Client::new().unwrap();
        let body = "x".repeat(101);
        let announced = format!("HTTP/1.1 200 OK\r\ncontent-length: 101\r\n\r\n{body}");
        let piecewise = format!(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n65\r\n{body}\r\n0\r\n\r\n"
        );
        for bytes in [announced, piecewise] {
            let url = server(bytes.into_bytes()).await;
            assert_eq!(client.get(&url, LIMITS).await, Err(ClientError::TooLarge(100)));
        }
    }

    /// Taken as they are, packed bytes would look like a changed ledger; unpacked,
    /// a kilobyte could fill the memory.
    #[tokio::test]
    async fn a_packed_body_is_neither_unpacked_nor_taken_for_the_file() {
        let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n\x1f\x0b";
        let url = server(head.as_bytes().to_vec()).await;
        let answer = Client::new().unwrap().get(&url, LIMITS).await;
        assert_eq!(answer, Err(ClientError::Packed("gzip".into())));
    }

    #[tokio::test]
    async fn a_server_that_never_ends_is_left() {
        let url = server(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx".to_vec()).await;
        let limits = Limits { time: Duration::from_millis(200), ..LIMITS };
        let answer = Client::new().unwrap().get(&url, limits).await;
        assert_eq!(answer, Err(ClientError::Slow(limits.time)));
    }

    #[tokio::test]
    async fn redirects_and_nonsense_lead_nowhere() {
        let client = Client::new().unwrap();
        let url = server(
            b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
                .to_vec(),
        )
        .await;
        assert_eq!(client.get(&url, LIMITS).await.unwrap().status, 302);
        let url = server(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()).await;
        assert!(matches!(client.get(&url, LIMITS).await, Err(ClientError::Unreachable(_))));
        let closed = address("http://127.0.0.1:1/").unwrap();
        assert!(matches!(client.get(&closed, LIMITS).await, Err(ClientError::Unreachable(_))));
    }
}
