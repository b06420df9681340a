//! Where a ledger is published: a folder or an object store, by `object_store`.
//!
//! The only place that names that crate. A folder is written as plain files,
//! each whole or not at all and synced; an object store gets a media type and a
//! caching rule with each object, because nothing there sets them later.

use std::path::PathBuf;
use std::time::Duration;

use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, ObjectStore, ObjectStoreExt, PutMode, PutOptions, UpdateVersion,
};

use super::PublishError;
use crate::client::{self, Url, one_line};
use crate::folder;

/// Largest object that is read back from a target, in bytes: our own state of
/// a ledger of some 20 million entries.
const READ_MAX: u64 = 8 << 20;

/// How long a reader may keep an object without asking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caching {
    /// Its bytes never change under its name.
    Forever,
    /// It is asked for again each time.
    Never,
}

impl Caching {
    const fn header(self) -> &'static str {
        match self {
            Self::Forever => "public, max-age=31536000, immutable",
            Self::Never => "no-cache",
        }
    }
}

/// One object, ready to be sent.
#[derive(Clone, Debug)]
pub(super) struct Object {
    /// Its path below the target's top.
    pub(super) path: String,
    /// Its bytes as readers get them.
    pub(super) bytes: Vec<u8>,
    /// The same by gzip; empty when it is to be sent as it is.
    pub(super) gzip: &'static [u8],
    /// Its media type.
    pub(super) mime: &'static str,
    /// How long it may be kept.
    pub(super) caching: Caching,
    /// Whether a browser is to save it and never to show it.
    pub(super) inert: bool,
}

/// What was read: bytes, and the version they are of.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) bytes: Vec<u8>,
    version: UpdateVersion,
}

/// A place to publish to.
pub struct Target {
    store: Box<dyn ObjectStore>,
    top: Path,
    name: String,
    /// Whether objects carry a media type and caching rules of their own.
    has_headers: bool,
    #[cfg(test)]
    pub(super) fuse: super::tests::Fuse,
}

impl Target {
    /// Reads TARGET: a folder, `file://`, `s3://`, `gs://` or `az://`. Makes a
    /// folder that is not there, unless `dry`.
    ///
    /// Keys and regions of object stores come from the usual environment
    /// (`AWS_…`, `GOOGLE_…`, `AZURE_…`), never from the address.
    pub fn open(text: &str, dry: bool) -> Result<Self, PublishError> {
        client::prepare();
        match text.split_once("://") {
            None => Self::folder(&PathBuf::from(text), dry),
            Some(("file", _)) => {
                let path = address(text)?.to_file_path();
                let path = path.map_err(|()| {
                    PublishError::Usage(format!(
                        "TARGET {text}: names no file here; write file:///path"
                    ))
                })?;
                Self::folder(&path, dry)
            }
            Some(("s3" | "gs" | "az", _)) => {
                let url = address(text)?;
                if !url.username().is_empty() || url.password().is_some() {
                    return Err(PublishError::Usage(
                        "TARGET: holds a key; put keys into the environment, not into an address"
                            .into(),
                    ));
                }
                let (store, top) = object_store::parse_url_opts(&url, settings())
                    .map_err(|error| PublishError::Usage(format!("TARGET {text}: {error}")))?;
                Ok(Self::new(store, top, text, true))
            }
            Some((scheme, _)) => Err(PublishError::Usage(format!(
                "TARGET {text}: {scheme}:// is unknown; give a folder, file://, s3://BUCKET/PREFIX, gs://BUCKET/PREFIX or az://CONTAINER/PREFIX"
            ))),
        }
    }

    fn folder(path: &std::path::Path, dry: bool) -> Result<Self, PublishError> {
        let shown = path.display().to_string();
        if folder::holds_ledger(path) {
            return Err(PublishError::Usage(format!(
                "TARGET {shown}: is a data folder; choose a folder for the published copy"
            )));
        }
        if dry && !path.exists() {
            return Ok(Self::new(Box::new(InMemory::new()), Path::default(), &shown, false));
        }
        let unable =
            |error: &dyn std::fmt::Display| PublishError::Unable(format!("{shown}: {error}"));
        std::fs::create_dir_all(path).map_err(|error| unable(&error))?;
        let store = LocalFileSystem::new_with_prefix(path).map_err(|error| unable(&error))?;
        Ok(Self::new(Box::new(store.with_fsync(true)), Path::default(), &shown, false))
    }

    /// A target in memory, for tests.
    #[cfg(test)]
    pub(super) fn memory(store: std::sync::Arc<InMemory>) -> Self {
        Self::new(Box::new(store), Path::from("ledger"), "memory", true)
    }

    fn new(store: Box<dyn ObjectStore>, top: Path, name: &str, has_headers: bool) -> Self {
        Self {
            store,
            top,
            name: name.to_owned(),
            has_headers,
            #[cfg(test)]
            fuse: super::tests::Fuse::default(),
        }
    }

    /// Its name, as it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn at(&self, path: &str) -> Path {
        path.split('/').fold(self.top.clone(), Path::join)
    }

    fn unable(&self, path: &str, error: &object_store::Error) -> PublishError {
        // The innermost reason only: what is between repeats addresses.
        let mut reason: &dyn std::error::Error = error;
        while let Some(inner) = reason.source() {
            reason = inner;
        }
        let (outer, inner) = (spelling_of(error), reason.to_string());
        let words = if outer.contains(&inner) { outer } else { format!("{outer} ({inner})") };
        PublishError::Unable(format!("{}/{path}: {words}", self.name.trim_end_matches('/')))
    }

    /// The bytes of an object; `None` when there is none.
    pub(super) async fn get(&self, path: &str) -> Result<Option<Found>, PublishError> {
        let found = match self.store.get(&self.at(path)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(self.unable(path, &error)),
        };
        if found.meta.size > READ_MAX {
            let (name, size) = (&self.name, found.meta.size);
            return Err(PublishError::Refused(format!(
                "{name}: {path} has {size} bytes; it is not one of ours"
            )));
        }
        let version =
            UpdateVersion { e_tag: found.meta.e_tag.clone(), version: found.meta.version.clone() };
        let bytes = found.bytes().await.map_err(|error| self.unable(path, &error))?;
        Ok(Some(Found { bytes: bytes.to_vec(), version }))
    }

    /// Puts an object where there may be another.
    pub(super) async fn put(&self, object: Object) -> Result<u64, PublishError> {
        self.put_as(object, PutMode::Overwrite).await
    }

    /// Puts an object only where the target still is as `before` says, if the
    /// store can promise that; a plain folder cannot.
    pub(super) async fn put_after(
        &self,
        object: Object,
        before: Option<&Found>,
    ) -> Result<u64, PublishError> {
        let mode = match before {
            Some(found) => PutMode::Update(found.version.clone()),
            None => PutMode::Create,
        };
        let mode = if self.has_headers { mode } else { PutMode::Overwrite };
        self.put_as(object, mode).await
    }

    async fn put_as(&self, object: Object, mode: PutMode) -> Result<u64, PublishError> {
        #[cfg(test)]
        self.fuse.before()?;
        let path = object.path;
        let mut attributes = Attributes::new();
        let mut bytes = object.bytes;
        if self.has_headers {
            attributes.insert(Attribute::ContentType, object.mime.into());
            attributes.insert(Attribute::CacheControl, object.caching.header().into());
            if object.inert {
                attributes.insert(Attribute::ContentDisposition, "attachment".into());
            }
            if !object.gzip.is_empty() {
                attributes.insert(Attribute::ContentEncoding, "gzip".into());
                bytes = object.gzip.to_vec();
            }
        }
        let length = bytes.len() as u64;
        let options = PutOptions { mode, attributes, ..PutOptions::default() };
        match self.store.put_opts(&self.at(&path), bytes.into(), options).await {
            Ok(_) => {}
            Err(
                object_store::Error::Precondition { .. }
                | object_store::Error::AlreadyExists { .. },
            ) => return Err(self.overtaken()),
            Err(error) => return Err(self.unable(&path, &error)),
        }
        #[cfg(test)]
        self.fuse.after()?;
        Ok(length)
    }

    /// Somebody else published here since this run began.
    pub(super) fn overtaken(&self) -> PublishError {
        let name = &self.name;
        PublishError::Unable(format!(
            "{name}: another process published here meanwhile; nothing was overwritten, run this again"
        ))
    }

    /// Removes an object; one that is gone already is no error.
    pub(super) async fn delete(&self, path: &str) -> Result<(), PublishError> {
        #[cfg(test)]
        self.fuse.before()?;
        match self.store.delete(&self.at(path)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(self.unable(path, &error)),
        }
        #[cfg(test)]
        self.fuse.after()?;
        Ok(())
    }

    /// Every object below `folder` (all when it is empty): path and size.
    pub(super) async fn list(&self, folder: &str) -> Result<Vec<(String, u64)>, PublishError> {
        let below = if folder.is_empty() { self.top.clone() } else { self.at(folder) };
        let mut list = self.store.list(Some(&below));
        let mut found = Vec::new();
        while let Some(next) = next(&mut list).await {
            let meta = next.map_err(|error| self.unable(folder, &error))?;
            let Some(parts) = meta.location.prefix_match(&self.top) else { continue };
            let parts: Vec<String> = parts.map(|part| part.as_ref().to_owned()).collect();
            found.push((parts.join("/"), meta.size));
        }
        Ok(found)
    }
}

/// The next item of a stream: all that `futures` would be named for.
async fn next<S: tokio_stream::Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    tokio_stream::StreamExt::next(stream).await
}

fn spelling_of(error: &object_store::Error) -> String {
    one_line(&error.to_string(), 400)
}

fn address(text: &str) -> Result<Url, PublishError> {
    Url::parse(text).map_err(|error| PublishError::Usage(format!("TARGET {text}: {error}")))
}

/// What the environment says about object stores.
fn settings() -> Vec<(String, String)> {
    let known = ["AWS_", "GOOGLE_", "AZURE_"];
    let named = |(name, value): (String, String)| {
        known
            .iter()
            .any(|start| name.starts_with(start))
            .then(|| (name.to_ascii_lowercase(), value))
    };
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter_map(named)
        .chain([("timeout".to_owned(), format!("{}s", Duration::from_mins(1).as_secs()))])
        .collect()
}
