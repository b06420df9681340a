//! One ledger in PostgreSQL, several servers, and everything that can be taken from them:
//! nodes, quorum, power, the server that records.
//!
//! Needs the programs of PostgreSQL; each test says "skipped" where they are not there.

mod cut;
mod hidden;
mod imports;
mod lost_nodes;
mod moves;
mod racing;
mod refused;
mod ring;
mod takeover;

/// Says why, in a way that `scripts/test` shows.
fn skipped(why: &str) {
    println!("skipped: no PostgreSQL on this machine: {why}");
}
