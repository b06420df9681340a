//! A tiny HTTP server over a folder.
//!
//! With a viewer, it shows it a copy of a ledger: the viewer's own files are
//! passed through from a real server and the read tree comes from the folder,
//! exactly what a mirror or a forger could serve. A file whose name goes on with
//! [`PACKED`] is sent unasked as brotli in place of the bare name; one with [`ENDLESS`]
//! has no end.

use crate::http::Client;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

/// Ends the name of a file that is sent as `Content-Encoding: br`.
pub const PACKED: &str = ".packed";
/// Ends the name of a file that is sent again and again.
pub const ENDLESS: &str = ".endless";

/// A running server. It stops with the process: a listener and its threads
/// are all it holds.
pub struct StaticServer {
    url: String,
    folder: Arc<RwLock<PathBuf>>,
    down: Arc<AtomicBool>,
    poured: Arc<AtomicU64>,
}

impl StaticServer {
    /// Serves `folder` on `address` (port 0 for any): at `/log/` when there is
    /// a `viewer`, to which everything else is passed on, else at `/`.
    pub fn start(address: &str, folder: &Path, viewer: Option<&str>) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let url = format!("http://{}", listener.local_addr()?);
        let folder = Arc::new(RwLock::new(folder.to_path_buf()));
        let shared = Arc::clone(&folder);
        let down = Arc::new(AtomicBool::new(false));
        let out_of_order = Arc::clone(&down);
        let viewer = viewer.map(Client::new);
        let poured = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&poured);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (shared, viewer) = (Arc::clone(&shared), viewer.clone());
                let poured = Arc::clone(&counted);
                let down = out_of_order.load(Ordering::Relaxed);
                // A browser that hangs up early is no concern of the test.
                std::thread::spawn(move || {
                    drop(answer(&stream, &shared, viewer.as_ref(), down, &poured));
                });
            }
        });
        Ok(Self { url, folder, down, poured })
    }

    /// The address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers 503 for every file of the folder from now on, or no longer.
    pub fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::Relaxed);
    }

    /// Bytes that were sent of files without an end.
    pub fn poured(&self) -> u64 {
        self.poured.load(Ordering::Relaxed)
    }

    /// Serves another folder from now on, under the same address: what a
    /// reader sees when a server goes back or changes its history.
    pub fn switch(&self, folder: &Path) {
        *self.folder.write().expect("no thread panicked") = folder.to_path_buf();
    }
}

fn answer(
    mut stream: &TcpStream,
    folder: &RwLock<PathBuf>,
    viewer: Option<&Client>,
    down: bool,
    poured: &AtomicU64,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).take(64 << 10);
    let mut first = String::new();
    lines.read_line(&mut first)?;
    let mut header = String::new();
    while lines.read_line(&mut header)? > 2 {
        header.clear();
    }
    let path = first.split(' ').nth(1).unwrap_or("/").to_owned();
    let bare = path.split('?').next().unwrap_or("/");
    let prefix = if viewer.is_some() { "/log/" } else { "/" };
    if let Some(file) = bare.strip_prefix(prefix) {
        if down {
            return send(&mut stream, 503, "retry-after: 1\r\n", b"");
        }
        let file = if file.is_empty() { "index.html" } else { file };
        let top = folder.read().expect("no thread panicked").clone();
        let safe = Path::new(file).components().all(|c| matches!(c, Component::Normal(_)));
        let mut place = top.join(file);
        if file.ends_with('/') {
            place.push("index.html");
        }
        let with = |end: &str| std::fs::read(top.join(format!("{file}{end}")));
        if safe && let Ok(packed) = with(PACKED) {
            return send(&mut stream, 200, "content-encoding: br\r\n", &packed);
        }
        if safe && let Ok(piece) = with(ENDLESS) {
            return pour(&mut stream, &piece, poured);
        }
        let body = if safe { std::fs::read(&place).ok() } else { None };
        let kind = match place.extension().and_then(|e| e.to_str()) {
            Some("html") => "text/html",
            Some("css") => "text/css",
            Some("svg") => "image/svg+xml",
            Some("js") => "text/javascript",
            Some("wasm") => "application/wasm",
            _ => "application/octet-stream",
        };
        let head = format!("content-type: {kind}\r\ncache-control: no-store\r\n");
        return match body {
            Some(body) => send(&mut stream, 200, &head, &body),
            None => send(&mut stream, 404, &head, b""),
        };
    }
    // A copy is read-only: it has no API and nothing live. 204 says of a stream
    // that there is none to wait for.
    if viewer.is_some() && bare == "/api/v1/events/live" {
        return send(&mut stream, 204, "", b"");
    }
    let Some(viewer) = viewer.filter(|_| !bare.starts_with("/api/")) else {
        return send(&mut stream, 404, "", b"");
    };
    let Ok(reply) = viewer.try_get(&path) else { return send(&mut stream, 502, "", b"") };
    let head: String = ["content-type", "content-security-policy"]
        .iter()
        .flat_map(|name| [name, ": ", reply.header(name), "\r\n"])
        .collect();
    send(&mut stream, reply.status, &head, &reply.body)
}

/// Sends for as long as anybody takes it.
fn pour(stream: &mut &TcpStream, piece: &[u8], poured: &AtomicU64) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 -\r\nconnection: close\r\n\r\n")?;
    loop {
        stream.write_all(piece)?;
        poured.fetch_add(piece.len() as u64, Ordering::Relaxed);
    }
}

fn send(stream: &mut &TcpStream, status: u16, head: &str, body: &[u8]) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} -\r\n{head}content-length: {length}\r\nconnection: close\r\n\r\n"
    )?;
    stream.write_all(body)
}
