//! `PostgreSQL` with a hash chain: a trigger, and the row of the head locked until the commit.
//!
//! A server of its own in a temporary folder, reached by a socket of its own. The client is
//! its own `pgbench`, so that none of ours costs anything; the rows are made by the server,
//! which spares it reading them from the socket.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::physical::Disk;
use super::table::{Row, Section, Unit};
use super::{BATCH, EVENT, Measure, Settings, durable, float};
use crate::postgres::{command, give, programs};

/// The trigger links; `append_many` is what somebody writes who knows that a batch needs
/// the head only once.
const TABLES: &str = "
CREATE TABLE head (one bool PRIMARY KEY DEFAULT true CHECK (one), seq bigint NOT NULL, hash bytea NOT NULL);
CREATE TABLE ev (seq bigint PRIMARY KEY, data bytea NOT NULL, hash bytea NOT NULL);
INSERT INTO head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'));
CREATE FUNCTION link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE h head;
BEGIN
  SELECT * INTO h FROM head FOR UPDATE;
  NEW.seq := h.seq + 1;
  NEW.hash := sha256(h.hash || NEW.data);
  UPDATE head SET seq = NEW.seq, hash = NEW.hash;
  RETURN NEW;
END $$;
CREATE TRIGGER chain BEFORE INSERT ON ev FOR EACH ROW WHEN (NEW.hash IS NULL) EXECUTE FUNCTION link();
CREATE FUNCTION append_many(events bytea[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE h head; e bytea;
BEGIN
  SELECT * INTO h FROM head FOR UPDATE;
  FOREACH e IN ARRAY events LOOP
    h.seq := h.seq + 1;
    h.hash := sha256(h.hash || e);
    INSERT INTO ev VALUES (h.seq, e, h.hash);
  END LOOP;
  UPDATE head SET seq = h.seq, hash = h.hash;
END $$;
";

/// Every link again, from the start.
const CHECK: &str = "
SELECT count(*), coalesce(max(seq), 0), coalesce(bool_and(hash =
  sha256(coalesce(before, decode(repeat('00', 32), 'hex')) || data)), true)
FROM (SELECT *, lag(hash) OVER (ORDER BY seq) AS before FROM ev) AS linked";

/// Empties both tables; the head is left without dead rows.
const EMPTY: [&str; 3] = [
    "TRUNCATE ev",
    "UPDATE head SET seq = 0, hash = decode(repeat('00', 32), 'hex')",
    "VACUUM FULL head",
];

/// One event by a client, one transaction each; and batches.
pub fn section(settings: &Settings, disk: &Disk) -> Section {
    let what = "PostgreSQL, SHA-256 chain";
    let mut section = Section::new(what);
    let server = match Postgres::start(&settings.folder) {
        Ok(server) => server,
        Err(reason) => {
            section.rows.push(Row::not_run("postgres", what, &reason));
            return section;
        }
    };
    let one = format!(
        "\\set n random(1, 1000000000)\n\
         INSERT INTO ev (data) VALUES (convert_to(lpad((:n)::text, {EVENT}, 'x'), 'UTF8'));\n"
    );
    let data = format!("convert_to(lpad(i::text, {EVENT}, 'x'), 'UTF8')");
    let rows = format!("INSERT INTO ev (data) SELECT {data} FROM generate_series(1, {BATCH}) i;\n");
    let call =
        format!("SELECT append_many(array_agg({data})) FROM generate_series(1, {BATCH}) i;\n");
    let run = |script: &str, clients: usize, batch: usize| {
        server.run(script, clients, batch, settings.time())
    };
    let measure = |key, what, batch, run| Measure { key, what, batch, run };
    section.rows = durable(
        settings,
        disk,
        &[
            measure("postgres_1", "1 client", 1, &|| run(&one, 1, 1)),
            measure("postgres_64", "64 clients", 1, &|| run(&one, 64, 1)),
            measure("postgres_batch", "1,000 rows a statement, by the trigger", BATCH, &|| {
                run(&rows, 1, BATCH)
            }),
            measure("postgres_call", "1,000 a call of a function, head once", BATCH, &|| {
                run(&call, 1, BATCH)
            }),
        ],
    );
    let size =
        server.sql("SELECT pg_total_relation_size('ev')::float8 / greatest(count(*), 1) FROM ev");
    if let Some(bytes) = size.ok().and_then(|text| text.trim().parse().ok()) {
        let what = "bytes on the disk, without its log";
        section.rows.push(Row::one("postgres_bytes", what, Unit::BytesAnEvent, bytes));
    }
    section.notes.push(format!(
        "{}; 256-byte events, client pgbench with prepared statements, every chain checked \
         afterwards; fsync and synchronous_commit on",
        server.version
    ));
    section
}

/// A server; stopped when dropped.
struct Postgres {
    process: Child,
    programs: &'static Path,
    data: TempDir,
    socket: TempDir,
    version: String,
}

impl Postgres {
    fn start(folder: &Path) -> Result<Self, String> {
        let programs = programs().map_err(|why| format!("{why} (scripts/setup bench)"))?;
        let make = |at: Result<TempDir, std::io::Error>| {
            let made = at.map_err(|e| format!("a folder: {e}"))?;
            give(made.path());
            Ok::<TempDir, String>(made)
        };
        let data = make(tempfile::tempdir_in(folder))?;
        // The name of a socket is at most some hundred bytes long.
        let socket = make(tempfile::tempdir())?;
        let place = data.path().join("data");
        let version = said(Command::new(programs.join("postgres")).arg("--version"))?;
        let mut initdb = command("initdb");
        initdb.args(["-U", "postgres", "-A", "trust", "--locale=C", "-E", "UTF8", "-D"]);
        said(initdb.arg(&place))?;
        let mut postgres = command("postgres");
        postgres.arg("-D").arg(&place).arg("-k").arg(socket.path());
        for setting in ["listen_addresses=", "max_wal_size=4GB", "shared_buffers=512MB"] {
            postgres.args(["-c", setting]);
        }
        postgres.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = postgres.spawn().map_err(|e| format!("postgres: {e}"))?;
        let version = version.trim().to_owned();
        let server = Self { process, programs, data, socket, version };
        let until = Instant::now() + Duration::from_secs(30);
        while let Err(reason) = server.sql("SELECT 1") {
            if Instant::now() > until {
                return Err(format!("PostgreSQL does not come up: {reason}"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        server.sql(TABLES)?;
        Ok(server)
    }

    fn client(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.arg("-h").arg(self.socket.path()).args(["-U", "postgres"]);
        command
    }

    fn sql(&self, text: &str) -> Result<String, String> {
        let settings = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c"];
        said(self.client("psql").args(settings).arg(text).arg("postgres"))
    }

    /// Events a second that `clients` made durable within `time`, all of them linked.
    fn run(
        &self,
        script: &str,
        clients: usize,
        batch: usize,
        time: Duration,
    ) -> Result<f64, String> {
        EMPTY.iter().try_for_each(|text| self.sql(text).map(drop))?;
        self.sql("CHECKPOINT")?;
        let file = self.socket.path().join("script.sql");
        std::fs::write(&file, script).map_err(|e| format!("{}: {e}", file.display()))?;
        let (count, threads) = (clients.to_string(), clients.min(2).to_string());
        let seconds = time.as_secs().max(1).to_string();
        let mut command = self.client("pgbench");
        command.args(["-n", "-M", "prepared", "-c", &count, "-j", &threads, "-T", &seconds, "-f"]);
        let told = said(command.arg(&file).arg("postgres"))?;
        let (done, rate) = processed(&told).ok_or_else(|| format!("pgbench said: {told}"))?;
        let done = done * batch as u64;
        let found = self.sql(CHECK)?;
        if found.trim() != format!("{done}|{done}|t") {
            return Err(format!("pgbench appended {done} events, the chain is {}", found.trim()));
        }
        Ok(rate * float(batch as u64))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // At once, as by a power cut: nobody needs what is in it.
        let mut stop = command("pg_ctl");
        stop.args(["stop", "-m", "immediate", "-D"]).arg(self.data.path().join("data"));
        let _ = said(&mut stop);
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Transactions that pgbench says it made, and how many a second once all clients were
/// connected; `None` where one of them failed.
fn processed(told: &str) -> Option<(u64, f64)> {
    let after = |words: &str| told.lines().find_map(|line| line.strip_prefix(words));
    let failed = after("number of failed transactions: ")?;
    let made = after("number of transactions actually processed: ")?;
    let rate = after("tps = ")?.split(' ').next()?.parse().ok()?;
    let made = made.split('/').next()?.trim().parse().ok()?;
    failed.starts_with("0 ").then_some((made, rate))
}

/// Runs to the end; standard output, or what it said against it.
fn said(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().display().to_string();
    let done = command.stdin(Stdio::null()).output().map_err(|e| format!("{name}: {e}"))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    Err(format!("{name}: {}", String::from_utf8_lossy(&done.stderr).trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transactions_that_failed_do_not_count() {
        let told = |failed| {
            format!(
                "number of transactions actually processed: 2654\n\
                 number of failed transactions: {failed}\n\
                 tps = 884.5 (without initial connection time)\n"
            )
        };
        assert_eq!(processed(&told("0 (0.000%)")), Some((2_654, 884.5)));
        assert_eq!(processed(&told("3 (0.113%)")), None);
        assert_eq!(processed("pgbench: error"), None);
    }
}
