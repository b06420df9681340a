//! TLS: certificate and key from two files, read again when they change.
//!
//! Connections that are open keep what they began with; the next one gets the new
//! certificate. Files that cannot be used change nothing and are told about: a
//! renewal that went wrong at night must not take the ledger off the network.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// Largest of the two files, in bytes: 1 MiB, a hundred times a long chain.
const FILE_MAX: u64 = 1 << 20;

/// Why certificate and key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is not what it should be.
    #[error("{}: {problem}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// They do not go together.
    #[error("{} and {}: {source}", cert.display(), key.display())]
    Pair {
        /// The certificate's file.
        cert: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// What is wrong.
        source: rustls::Error,
    },
}

impl TlsError {
    /// Whether a file could not be read, other than read and refused.
    pub const fn is_io(&self) -> bool {
        matches!(self, Self::Io { .. })
    }
}

/// What a file looked like: it changed when this did.
type Stamp = Option<(SystemTime, u64)>;

/// The certificate in use, and where the next one will be.
#[derive(Debug)]
pub struct Tls {
    cert: PathBuf,
    key: PathBuf,
    /// Read for every connection, written when a file changed.
    now: RwLock<Arc<ServerConfig>>,
    /// The files when they were last looked at, good or bad.
    seen: RwLock<[Stamp; 2]>,
    reloads: AtomicU64,
    failures: AtomicU64,
}

impl Tls {
    /// Reads both files.
    ///
    /// # Errors
    /// [`TlsError`], naming the file.
    pub fn open(cert: &Path, key: &Path) -> Result<Self, TlsError> {
        let seen = [stamp(cert), stamp(key)];
        let now = load(cert, key)?;
        Ok(Self {
            cert: cert.to_path_buf(),
            key: key.to_path_buf(),
            now: RwLock::new(Arc::new(now)),
            seen: RwLock::new(seen),
            reloads: AtomicU64::new(0),
            failures: AtomicU64::new(0),
        })
    }

    /// What the next connection is begun with.
    pub fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Reads the files again where one changed, or in any case. Bad files change
    /// nothing, and are told about once.
    pub fn reload(&self, always: bool) {
        let found = [stamp(&self.cert), stamp(&self.key)];
        {
            let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
            if *seen == found && !always {
                return;
            }
            *seen = found;
        }
        match load(&self.cert, &self.key) {
            Ok(config) => {
                *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(config);
                self.reloads.fetch_add(1, Ordering::Relaxed);
                tracing::info!("new connections use the certificate in {}", self.cert.display());
            }
            Err(error) => {
                self.failures.fetch_add(1, Ordering::Relaxed);
                tracing::error!("the certificate from before stays in use: {error}");
            }
        }
    }

    /// Looks at the files every so often, for ever.
    pub async fn watch(self: Arc<Self>, every: Duration) {
        loop {
            tokio::time::sleep(every).await;
            let tls = Arc::clone(&self);
            // Files are read on a thread that may wait for a disk.
            let _ = tokio::task::spawn_blocking(move || tls.reload(false)).await;
        }
    }

    /// How often the files were read again: with a use, and without.
    pub fn counts(&self) -> (u64, u64) {
        (self.reloads.load(Ordering::Relaxed), self.failures.load(Ordering::Relaxed))
    }
}

fn stamp(path: &Path) -> Stamp {
    let found = std::fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

fn load(cert: &Path, key: &Path) -> Result<ServerConfig, TlsError> {
    let chain = chain(cert)?;
    let secret = secret(key)?;
    let pair = |source| TlsError::Pair { cert: cert.into(), key: key.into(), source };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(pair)?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(pair)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    let io = |source| TlsError::Io { path: path.into(), source };
    let found = std::fs::metadata(path).map_err(io)?;
    if found.len() > FILE_MAX {
        let problem = format!("{} bytes; a PEM file has at most {FILE_MAX}", found.len());
        return Err(TlsError::Format { path: path.into(), problem });
    }
    std::fs::read(path).map_err(io)
}

fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let format = |problem: String| TlsError::Format { path: path.into(), problem };
    let bytes = read(path)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    let chain = chain.map_err(|error| format(format!("is not PEM: {error}")))?;
    if chain.is_empty() {
        return Err(format(
            "holds no certificate; put yours there in PEM, then those that lead to its authority"
                .to_owned(),
        ));
    }
    Ok(chain)
}

fn secret(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    let bytes = read(path)?;
    // The reader's own words could quote what it met.
    PrivateKeyDer::from_pem_slice(&bytes).map_err(|_| TlsError::Format {
        path: path.into(),
        problem: "holds no private key in PEM that can be read; it must not be encrypted"
            .to_owned(),
    })
}

/// Says so where others than its owner may read the key.
pub fn warn_of_readers(key: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(key).map_or(0, |found| found.permissions().mode());
        if mode & 0o007 != 0 {
            tracing::warn!(
                "{}: everybody on this machine may read the key (mode {:o})",
                key.display(),
                mode & 0o777
            );
        }
    }
}
