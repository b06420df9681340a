//! The way from `daybook backup` to a server that has the store open: a local socket in
//! the data folder, for whoever the folder belongs to.
//!
//! A question is one line of JSON ([`Ask`]). The answer is a byte, 0 for good; then how
//! many items (u32 BE), and each behind its length (u32 BE); or 1 and one item that says
//! why not. Only what is stored is told, sealed values encrypted: their keys, and all other
//! files, are read from the folder itself, by whoever may.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UnixListener;
use tokio::sync::watch;

use super::make::frames;
use super::rows::{Ask, AskError, MOST, Rows, answer};
use crate::sequencer::Handle;
use crate::store::Store;

/// Its name in the data folder.
pub const NAME: &str = "backup-socket";

/// Longest question, in bytes.
const ASK_MAX: u64 = 1 << 10;
/// Longest item of an answer: every destroyed slot of a large ledger.
const ITEM_MAX: u32 = 256 << 20;
/// Silence after which a stop is looked for.
const BEAT: Duration = Duration::from_secs(1);
/// Beats of silence after which a client is left.
const SILENCE: u32 = 60;
/// How long a client waits for a word.
const WAIT: Duration = Duration::from_mins(2);

/// Makes the socket in `folder`. `None`, and a line in the log, where that cannot be: then
/// a backup needs the server stopped.
pub fn listen(folder: &Path) -> Option<UnixListener> {
    let path = folder.join(NAME);
    // The folder is held by this process: what is there was left by one that was killed.
    let _ = std::fs::remove_file(&path);
    let made = UnixListener::bind(&path).and_then(|listener| {
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600))?;
        Ok(listener)
    });
    match made {
        Ok(listener) => Some(listener),
        Err(error) => {
            tracing::warn!(%error, "{}: backups need the server stopped", path.display());
            None
        }
    }
}

/// Answers one client at a time until `stopping`; then takes the socket away.
pub async fn serve(
    listener: UnixListener,
    folder: std::path::PathBuf,
    store: Arc<Store>,
    writer: Handle,
    mut stopping: watch::Receiver<bool>,
) {
    let path = folder.join(NAME);
    let owner = std::fs::metadata(&path).map(|known| known.uid()).ok();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.wait_for(|stop| *stop) => break,
        };
        let Ok((stream, _)) = accepted else { continue };
        let who = stream.peer_cred().map(|cred| cred.uid()).ok();
        if who.is_none() || (who != owner && who != Some(0)) {
            tracing::warn!(user = ?who, "somebody else asked for a backup, and was refused");
            continue;
        }
        let (store, writer, stopping) = (Arc::clone(&store), writer.clone(), stopping.clone());
        let session = tokio::task::spawn_blocking(move || {
            let stream = stream.into_std()?;
            stream.set_nonblocking(false)?;
            converse(&stream, &store, &writer, &stopping)
        });
        match session.await {
            Ok(Ok(asked)) => tracing::info!(asked, "a backup was taken"),
            Ok(Err(error)) => tracing::warn!(%error, "a backup broke off"),
            Err(error) => tracing::error!(%error, "a backup panicked"),
        }
    }
    let _ = std::fs::remove_file(&path);
}

/// Answers until the client leaves. Gives how many questions there were.
fn converse(
    stream: &UnixStream,
    store: &Store,
    writer: &Handle,
    stopping: &watch::Receiver<bool>,
) -> io::Result<u64> {
    stream.set_read_timeout(Some(BEAT))?;
    stream.set_write_timeout(Some(WAIT))?;
    let mut reader = BufReader::new(stream);
    let mut asked = 0;
    let (mut line, mut silent) = (Vec::new(), 0);
    loop {
        match (&mut reader).take(ASK_MAX).read_until(b'\n', &mut line) {
            Ok(0) => return Ok(asked),
            Ok(_) if line.last() == Some(&b'\n') => {}
            Ok(_) => return Err(io::Error::other("a question is too long")),
            Err(error)
                if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) =>
            {
                silent += 1;
                if *stopping.borrow() || silent > SILENCE {
                    return Err(io::Error::other("the server stops, or nobody asks any more"));
                }
                continue;
            }
            Err(error) => return Err(error),
        }
        let ask: Ask = serde_json::from_slice(&line).map_err(io::Error::other)?;
        let answered = match writer.refusal() {
            // Of a damaged ledger a good backup is not to be replaced.
            Some(reason) => Err(AskError::Refused(reason)),
            None => answer(store, &writer.end(), ask),
        };
        let bytes = match answered {
            Ok(items) => [&[0][..], &frames(&items)].concat(),
            Err(error) => [&[1][..], &frames(&[error.to_string().into_bytes()])].concat(),
        };
        let mut out = stream;
        out.write_all(&bytes)?;
        (asked, silent) = (asked + 1, 0);
        line.clear();
    }
}

/// A server, as `daybook backup` speaks to it.
#[derive(Debug)]
pub struct Remote(BufReader<UnixStream>);

impl Remote {
    /// The server of the ledger in `data`.
    ///
    /// # Errors
    /// Where no server is there, or it is of an older program.
    pub fn connect(data: &Path) -> io::Result<Self> {
        let stream = UnixStream::connect(data.join(NAME))?;
        stream.set_read_timeout(Some(WAIT))?;
        stream.set_write_timeout(Some(WAIT))?;
        Ok(Self(BufReader::new(stream)))
    }

    fn word(&mut self) -> io::Result<u32> {
        let mut bytes = [0; 4];
        self.0.read_exact(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }
}

impl Rows for Remote {
    fn ask(&mut self, ask: Ask) -> Result<Vec<Vec<u8>>, AskError> {
        let mut line = serde_json::to_vec(&ask).map_err(io::Error::other)?;
        line.push(b'\n');
        self.0.get_mut().write_all(&line)?;
        let mut is_bad = [0];
        self.0.read_exact(&mut is_bad)?;
        let count = self.word()?;
        if u64::from(count) > MOST {
            return Err(AskError::Refused(format!("an answer of {count} items")));
        }
        let mut items = Vec::new();
        for _ in 0..count {
            let length = self.word()?;
            if length > ITEM_MAX {
                return Err(AskError::Refused(format!("an item of {length} bytes")));
            }
            let mut item = Vec::new();
            (&mut self.0).take(u64::from(length)).read_to_end(&mut item)?;
            if item.len() as u64 != u64::from(length) {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            items.push(item);
        }
        match is_bad {
            [0] => Ok(items),
            _ => Err(AskError::Refused(String::from_utf8_lossy(&items.concat()).into_owned())),
        }
    }
}
