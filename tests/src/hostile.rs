//! A web server that does whatever a test wants: answers of any status, slow,
//! cut or endless ones. It also remembers what it was asked and sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What to answer.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A status and a body.
    Send(u16, Vec<u8>),
    /// To go elsewhere.
    Redirect(String),
    /// Nothing, and the connection stays open.
    Silence,
    /// A body that is said to be packed in this way.
    Packed(&'static str, Vec<u8>),
    /// A body without an end.
    Endless,
    /// Less than was announced.
    Cut(Vec<u8>),
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET`, `POST` …
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// The body.
    pub body: Vec<u8>,
}

type Handler = dyn Fn(&Asked) -> Reply + Send + Sync;

/// The server. It stops with the process.
pub struct Hostile {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Hostile {
    /// Starts one on a free port of loopback.
    #[track_caller]
    pub fn start(handler: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (handler, asked): (Arc<Handler>, _) = (Arc::new(handler), Arc::default());
        let kept: Arc<Mutex<Vec<Asked>>> = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (handler, kept) = (Arc::clone(&handler), Arc::clone(&kept));
                std::thread::spawn(move || drop(serve(&stream, &handler, &kept)));
            }
        });
        Self { url, asked }
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every request so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no thread panicked").clone()
    }
}

fn serve(
    mut stream: &TcpStream,
    handler: &Arc<Handler>,
    kept: &Mutex<Vec<Asked>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream);
    let mut first = String::new();
    lines.read_line(&mut first)?;
    let (mut header, mut length) = (String::new(), 0);
    while lines.read_line(&mut header)? > 2 {
        let low = header.to_ascii_lowercase();
        if let Some(value) = low.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        header.clear();
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body)?;
    let mut words = first.split(' ').map(str::to_owned);
    let method = words.next().unwrap_or_default();
    let path = words.next().unwrap_or_default();
    let asked = Asked { method, path, body };
    let reply = handler(&asked);
    kept.lock().expect("no thread panicked").push(asked);
    let head = |status: u16, more: &str, length: usize| {
        format!(
            "HTTP/1.1 {status} -\r\n{more}content-length: {length}\r\nconnection: close\r\n\r\n"
        )
    };
    match reply {
        Reply::Send(status, body) => {
            stream.write_all(head(status, "", body.len()).as_bytes())?;
            stream.write_all(&body)
        }
        Reply::Packed(how, body) => {
            let how = format!("content-encoding: {how}\r\n");
            stream.write_all(head(200, &how, body.len()).as_bytes())?;
            stream.write_all(&body)
        }
        Reply::Redirect(to) => {
            stream.write_all(head(302, &format!("location: {to}\r\n"), 0).as_bytes())
        }
        Reply::Cut(body) => {
            stream.write_all(head(200, "", body.len() + 10).as_bytes())?;
            stream.write_all(&body)
        }
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 -\r\nconnection: close\r\n\r\n")?;
            loop {
                stream.write_all(&[b'x'; 8_192])?;
            }
        }
        Reply::Silence => {
            // Until the other side goes.
            stream.set_read_timeout(Some(Duration::from_mins(2)))?;
            let _ = stream.read(&mut [0; 1])?;
            Ok(())
        }
    }
}
