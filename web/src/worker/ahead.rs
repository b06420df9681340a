//! Files fetched a little ahead of where they are needed, given in order.
//!
//! Full files come sixteen at a time where the server has sheaves of them
//! (`ledger::proof::SheafId`); where it has none, or sends something else, the files are
//! fetched one by one, and the verifier judges those.

use std::collections::VecDeque;

use js_sys::Promise;
use ledger::proof::{SHEAF_WIDTH, SheafId, SheafKind};
use ledger::record::Size;

use super::check::Job;
use super::fetch::{self, Cache, Got};

/// Files under way at a time: enough to hide the distance to the server,
/// few enough not to crowd out the page's own requests.
const FILES: usize = 8;
/// Sheaves under way at a time, of some three megabytes each.
const SHEAVES: usize = 4;

/// What is fetched with one request.
enum Wanted {
    File(String),
    Sheaf(SheafId),
}

/// The files of one kind.
pub(super) struct Ahead {
    wanted: VecDeque<Wanted>,
    under_way: VecDeque<(Wanted, Promise)>,
    /// Files of a sheaf that has come.
    here: VecDeque<(String, Got)>,
    cache: Cache,
    /// Whether a sheaf ever came.
    has_sheaves: bool,
}

impl Ahead {
    /// Of `paths`, in their order: first the full files of `kind`, from the first one on.
    pub(super) fn new(kind: SheafKind, paths: Vec<String>, size: Size, cache: Cache) -> Self {
        let sheaves = (0..).map(|n| SheafId { kind, n }).take_while(|id| id.is_of(size));
        let mut wanted: VecDeque<_> = sheaves.map(Wanted::Sheaf).collect();
        let loose = wanted.len() * usize::try_from(SHEAF_WIDTH).unwrap_or(usize::MAX);
        wanted.extend(paths.into_iter().skip(loose).map(Wanted::File));
        let (under_way, here) = (VecDeque::new(), VecDeque::new());
        Self { wanted, under_way, here, cache, has_sheaves: false }
    }

    /// The next file, with its path. Asked for more often than there are
    /// paths, it says that the file is absent.
    pub(super) async fn next(&mut self, job: &Job<'_>) -> (String, Got) {
        loop {
            if let Some(file) = self.here.pop_front() {
                return file;
            }
            self.begin(job);
            let Some((wanted, promise)) = self.under_way.pop_front() else {
                return (String::new(), Got::Absent);
            };
            match (wanted, fetch::end(promise).await) {
                (Wanted::File(path), got) => return (path, got),
                (Wanted::Sheaf(id), Got::Bytes(bytes)) if self.take(id, &bytes) => {}
                (Wanted::Sheaf(id), got) => self.untie(id, &got, job),
            }
        }
    }

    /// Asks for as many as may be under way.
    fn begin(&mut self, job: &Job<'_>) {
        while let Some(wanted) = self.wanted.front() {
            let (path, most) = match wanted {
                Wanted::File(path) => (path.clone(), FILES),
                Wanted::Sheaf(id) => (id.path(), SHEAVES),
            };
            if self.under_way.len() >= most {
                return;
            }
            let promise = self.fetch(&path, job);
            self.under_way.extend(self.wanted.pop_front().map(|wanted| (wanted, promise)));
        }
    }

    /// Takes a sheaf apart; `false` if it is none.
    fn take(&mut self, id: SheafId, bytes: &[u8]) -> bool {
        let Some(files) = id.split(bytes) else { return false };
        let paths = id.files().map(|n| id.kind.file(n));
        self.here.extend(paths.zip(files.into_iter().map(|file| Got::Bytes(file.to_vec()))));
        self.has_sheaves = true;
        true
    }

    /// Asks for the files of a sheaf that did not come, to be given in its place. A server
    /// that has not the first one has none, and is not asked for more.
    fn untie(&mut self, id: SheafId, got: &Got, job: &Job<'_>) {
        for path in id.files().map(|n| id.kind.file(n)).rev() {
            let promise = self.fetch(&path, job);
            self.under_way.push_front((Wanted::File(path), promise));
        }
        if *got == Got::Absent && !self.has_sheaves {
            let files = |wanted| match wanted {
                Wanted::Sheaf(id) => id.files().map(|n| Wanted::File(id.kind.file(n))).collect(),
                file @ Wanted::File(_) => vec![file],
            };
            self.wanted = std::mem::take(&mut self.wanted).into_iter().flat_map(files).collect();
        }
    }

    fn fetch(&self, path: &str, job: &Job<'_>) -> Promise {
        fetch::begin(job.address(path), job.cache(self.cache))
    }
}
