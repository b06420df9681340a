//! The tables, and every statement.
//!
//! | table | content |
//! |---|---|
//! | `daybook_about` | one row: the ledger's name, the version of the tables, the number of its keys |
//! | `daybook_commits` | one row a commit: its number from 1, the head record, who made it. The last one is the head |
//! | `daybook_rows` | rows that are written once: see [`crate::store::layout`] |
//! | `daybook_sealed` | rows that a redaction changes: encrypted openings, slots that are destroyed |
//! | `daybook_keys` | erasure keys, one a slot |
//!
//! A role that records needs INSERT and SELECT on the first three, and UPDATE and DELETE
//! on the other two alone.

use crate::store::layout;

/// Makes them, under a lock: two servers may come at once.
pub(super) const CREATE: &str = "
    BEGIN;
    SELECT pg_advisory_xact_lock(hashtext('daybook tables'));
    CREATE TABLE IF NOT EXISTS daybook_about (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        origin text NOT NULL, version integer NOT NULL, keys_number bytea NOT NULL,
        keys_left boolean NOT NULL DEFAULT false);
    CREATE TABLE IF NOT EXISTS daybook_commits (
        n bigint PRIMARY KEY, head bytea NOT NULL, writer bytea NOT NULL);
    CREATE TABLE IF NOT EXISTS daybook_rows (key bytea PRIMARY KEY, value bytea NOT NULL);
    CREATE TABLE IF NOT EXISTS daybook_sealed (key bytea PRIMARY KEY, value bytea NOT NULL);
    CREATE TABLE IF NOT EXISTS daybook_keys (slot bigint PRIMARY KEY, key bytea NOT NULL);
    COMMIT";

/// What each session is set to. The node notices within seconds that a server is gone, and
/// lets go of its lock: left to itself it would take hours.
pub(super) const SESSION: &str = "SET synchronous_commit = on; SET tcp_keepalives_idle = 3;
    SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 9000";

/// Whether they are all there.
pub(super) const ARE_THERE: &str = "SELECT count(to_regclass(name)) FROM unnest(ARRAY[
    'daybook_about', 'daybook_commits', 'daybook_rows', 'daybook_sealed', 'daybook_keys']) AS t(name)";

/// Writes down whose they are, once: name, version, number of the keys.
pub(super) const ABOUT_PUT: &str = "INSERT INTO daybook_about (origin, version, keys_number)
    VALUES ($1, $2, $3) ON CONFLICT (one) DO NOTHING";
pub(super) const ABOUT: &str = "SELECT origin, version, keys_number FROM daybook_about";

/// The keys that came along with rows from elsewhere.
pub(super) const ABOUT_KEYS: &str = "UPDATE daybook_about SET keys_number = $1";
/// Those of a copy that broke off.
pub(super) const KEYS_CLEAR: &str = "DELETE FROM daybook_keys";
/// Takes everything away: the ledger lies elsewhere now.
pub(super) const DROP: &str = "DROP TABLE daybook_about, daybook_commits, daybook_rows, \
    daybook_sealed, daybook_keys";

/// The newest end: number, record, who made it.
pub(super) const END: &str = "SELECT n, head, writer FROM daybook_commits ORDER BY n DESC LIMIT 1";
/// Who made a commit.
pub(super) const WHOSE: &str = "SELECT writer FROM daybook_commits WHERE n = $1";

/// One server records. The lock is the session's: it is gone with the connection.
pub(super) const LEAD: &str = "SELECT pg_try_advisory_lock(1144207685, 'daybook_commits'::regclass::oid::bigint::bit(32)::int)";

/// A commit of nothing that has to be durable everywhere before it is answered.
pub(super) const BARRIER: &str =
    "BEGIN; SELECT pg_logical_emit_message(true, 'daybook', 'barrier'); COMMIT";

/// One commit: its number, head and writer; rows that are new; sealed rows that are new
/// or changed; sealed rows that go. Gives a row where it was the next one.
pub(super) const COMMIT: &str = "
    WITH turn AS (
        INSERT INTO daybook_commits (n, head, writer) SELECT $1::bigint, $2::bytea, $3::bytea
        WHERE (SELECT coalesce(max(n), 0) FROM daybook_commits) = $1::bigint - 1
        RETURNING n),
    fresh AS (
        INSERT INTO daybook_rows (key, value)
        SELECT t.k, t.v FROM turn, unnest($4::bytea[], $5::bytea[]) AS t(k, v)),
    sealed AS (
        INSERT INTO daybook_sealed (key, value)
        SELECT t.k, t.v FROM turn, unnest($6::bytea[], $7::bytea[]) AS t(k, v)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value),
    gone AS (DELETE FROM daybook_sealed USING turn WHERE key = ANY ($8::bytea[]))
    SELECT n FROM turn";

/// Rows of a transaction that a commit ends.
pub(super) const ROWS: &str =
    "INSERT INTO daybook_rows (key, value) SELECT * FROM unnest($1::bytea[], $2::bytea[])";
pub(super) const SEALED: &str =
    "INSERT INTO daybook_sealed (key, value) SELECT * FROM unnest($1::bytea[], $2::bytea[])
    ON CONFLICT (key) DO UPDATE SET value = excluded.value";

/// Erasure keys.
pub(super) const KEYS_COUNT: &str = "SELECT coalesce(max(slot) + 1, 0) FROM daybook_keys";
pub(super) const KEYS: &str =
    "SELECT slot, key FROM daybook_keys WHERE slot >= $1 AND slot < $2 ORDER BY slot";
/// New slots alone: a key that is there may be in use by a server that does not know yet
/// that another one records.
pub(super) const KEYS_FILL: &str =
    "INSERT INTO daybook_keys (slot, key) SELECT * FROM unnest($1::bigint[], $2::bytea[])";
/// Overwrites keys, and notes that their old bytes still lie in the table's files.
pub(super) const KEYS_DESTROY: &str = "
    WITH gone AS (
        UPDATE daybook_keys SET key = $2 WHERE slot = ANY ($1::bigint[]) AND key <> $2
        RETURNING slot),
    noted AS (UPDATE daybook_about SET keys_left = true WHERE EXISTS (SELECT 1 FROM gone))
    SELECT count(*) FROM gone";
pub(super) const KEYS_LEFT: &str = "SELECT keys_left FROM daybook_about";
/// Writes the table into new files; the old ones are removed.
pub(super) const KEYS_REWRITE: &str = "VACUUM FULL daybook_keys";
pub(super) const KEYS_NONE_LEFT: &str = "UPDATE daybook_about SET keys_left = false";

/// First bytes of the keys of rows that are mostly read one after the other.
pub(super) const READ_IN_ORDER: &[u8] = &[b'e', layout::OPENINGS];

/// First bytes of the keys of rows, apart from the head.
pub(super) const KINDS: &[u8] = b"cehikrtx";

/// Reading one of the two tables of rows.
pub(super) struct Reading {
    pub(super) get: &'static str,
    pub(super) range: &'static str,
    pub(super) last: &'static str,
}

const ROWS_READING: Reading = Reading {
    get: "SELECT key, value FROM daybook_rows WHERE key = $1",
    range: "SELECT key, value FROM daybook_rows WHERE key >= $1 AND key < $2 ORDER BY key LIMIT 1024",
    last: "SELECT key, value FROM daybook_rows WHERE key >= $1 AND key < $2 ORDER BY key DESC LIMIT 1",
};

const SEALED_READING: Reading = Reading {
    get: "SELECT key, value FROM daybook_sealed WHERE key = $1",
    range: "SELECT key, value FROM daybook_sealed WHERE key >= $1 AND key < $2 ORDER BY key LIMIT 1024",
    last: "SELECT key, value FROM daybook_sealed WHERE key >= $1 AND key < $2 ORDER BY key DESC LIMIT 1",
};

/// Whether a redaction may change a row.
pub(super) fn is_sealed(key: &[u8]) -> bool {
    matches!(key.first(), Some(&(layout::OPENINGS | layout::DESTROYED)))
}

/// How the rows of this key are read.
pub(super) fn of(key: &[u8]) -> &'static Reading {
    if is_sealed(key) { &SEALED_READING } else { &ROWS_READING }
}
