//! Every limit of the server, with its arithmetic.

use std::time::Duration;

/// Largest body of a write, in bytes: 8 MiB. A batch of 5,000 drafts then has
/// 1.6 KiB for each, some two and a half times what the drafts of the OCC record take.
pub const BODY_MAX: usize = 8 << 20;

/// Most drafts in one write over HTTP: the most rows of a table that a clerk
/// may record at once. More is `daybook import`.
pub const DRAFTS_MAX: usize = 5_000;

/// Most entries in one commit. A submission is never split, so a commit holds
/// at most `COMMIT_MAX + DRAFTS_MAX` entries, of which one submission brings at
/// most [`BODY_MAX`] bytes: at a usual 1 KiB each 6 MiB.
pub const COMMIT_MAX: usize = 1_000;

/// Most submissions that wait for the sequencer. At 5,000 durable single
/// appends a second that is a fifth of a second of work.
pub const QUEUE_MAX: usize = 1_024;

/// Bytes of request bodies held at once, waiting or being parsed: 64 MiB, so
/// 8 of the largest or 64,000 of the usual ones.
pub const BODIES_MAX: usize = 64 << 20;

/// Requests of one token under way at once: a quarter of [`QUEUE_MAX`], so that
/// no single writer can fill the queue.
pub const INFLIGHT_MAX: usize = 256;

/// How long a full queue asks a writer to stay away, in seconds.
pub const RETRY_AFTER: u64 = 1;

/// How long a full disk asks a writer to stay away, in seconds: space is freed by
/// people.
pub const DISK_RETRY: u64 = 60;

/// Bytes of the data folder's disk that are kept free, unless `--disk-reserve` says
/// otherwise: 256 MiB, over what one commit may need ([`crate::room::Room::least`]).
pub const DISK_RESERVE: u64 = 256 << 20;

/// How far the clock may stand behind the last entry. Within this the time of
/// the last entry is used again (clocks are stepped by a little all the time);
/// beyond it the clock is wrong, now or then, and nothing is recorded until it
/// has caught up: a false time could never be corrected in place.
pub const CLOCK_SLACK: Duration = Duration::from_secs(5);

/// Entries at the end of the ledger that are checked before serving. One tile:
/// a start takes the same time at ten entries and at ten million.
pub const TAIL_MAX: u64 = 256;

/// Least time between two writings of the `head` file.
pub const HEAD_EVERY: Duration = Duration::from_secs(1);

/// Time for a client to send its request line and headers.
pub const HEADER_TIME: Duration = Duration::from_secs(10);

/// Time for a TLS handshake.
pub const HANDSHAKE_TIME: Duration = Duration::from_secs(5);

/// How often the files of certificate and key are looked at.
pub const TLS_LOOK: Duration = Duration::from_secs(10);

/// Time for a client to send its body.
pub const BODY_TIME: Duration = Duration::from_secs(30);

/// Most bytes of a request line with its headers.
pub const HEADER_BYTES_MAX: usize = 16 << 10;

/// Most headers in a request.
pub const HEADERS_MAX: usize = 64;

/// Most connections at once, unless `--connections` says otherwise; the next is told
/// to come back. Each costs a task and at most [`HEADER_BYTES_MAX`]: 32 MiB together.
pub const CONNECTIONS_MAX: usize = 2_048;

/// Connections that the kernel holds until they are accepted, if it agrees
/// (net.core.somaxconn). With the usual 128 a crowd was reset, and nobody told why.
pub const QUEUE_LONGEST: u32 = 4_096;

/// Connections beyond that which are told so at once; the next waits in the
/// kernel's queue.
pub const REFUSALS_MAX: usize = 64;

/// Most live readers at once, unless `--live-readers` says otherwise: half of the
/// connections, so that they never keep everybody else out.
pub const LIVE_MAX: usize = 1_024;

/// Time that a client may let us wait while it reads nothing. Each [`READ_RATE`] bytes
/// that it reads give it back a second, up to this.
pub const READ_TIME: Duration = Duration::from_mins(1);
/// See [`READ_TIME`]: bytes a second.
pub const READ_RATE: u64 = 1 << 10;

/// Bytes of an answer that the kernel holds for a client, which it doubles: 256 KiB.
/// Left to itself it holds megabytes, and of a slow reader nothing is heard until a
/// third of them are gone: at this size that is 3 KB/s within [`READ_TIME`].
pub const SEND_BUFFER: usize = 256 << 10;

/// Time that open requests have to finish once a stop was asked for.
pub const DRAIN_TIME: Duration = Duration::from_secs(10);

/// Silence after which a live stream sends a comment, so that proxies keep it.
pub const LIVE_BEAT: Duration = Duration::from_secs(15);

/// How long a query waits for the timeline to take in what was recorded
/// before it was asked.
pub const VIEW_WAIT: Duration = Duration::from_secs(2);

/// Rows in one answer of the events list: asked for at most, and by default.
pub const PAGE_MAX: usize = 500;
/// See [`PAGE_MAX`].
pub const PAGE_DEFAULT: usize = 50;

/// Largest document, in bytes, unless `--document-max` says otherwise: 64 MiB, a
/// scanned report of several hundred pages.
pub const DOCUMENT_MAX: u64 = 64 << 20;

/// Bytes of all documents together, unless `--documents-max` says otherwise.
pub const DOCUMENTS_MAX: u64 = 64 << 30;

/// Uploads at once. Each holds a file, a thread and at most [`UPLOAD_AHEAD`]
/// pieces, which are no larger than [`HEADER_BYTES_MAX`] or so.
pub const UPLOADS_MAX: usize = 16;

/// Pieces of an upload that wait for the disk.
pub const UPLOAD_AHEAD: usize = 8;

/// Bytes a second below which an upload, after [`BODY_TIME`], is given up.
pub const UPLOAD_RATE: u64 = 16 << 10;

/// Entries that are searched for copies of a value that is being redacted: at some
/// 10 microseconds each, a second.
pub const COPIES_MAX: u64 = 100_000;

/// Memory that sled may keep of the store, in bytes: 256 MiB instead of its 1 GiB.
pub const STORE_CACHE: u64 = 256 << 20;
