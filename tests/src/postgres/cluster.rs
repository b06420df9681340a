//! A primary and two standbys, of which one has to confirm each commit.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{Node, folder};
use crate::daybook::free_port;

/// Three nodes.
pub struct Cluster {
    nodes: Vec<Node>,
    primary: usize,
    places: Vec<PathBuf>,
    _folder: tempfile::TempDir,
}

const NAMES: [&str; 3] = ["a", "b", "c"];

impl Cluster {
    /// Three nodes in a temporary folder, with an empty database `ledger`.
    ///
    /// # Errors
    /// That PostgreSQL is not installed.
    pub fn start() -> Result<Self, String> {
        super::programs()?;
        let folder = folder();
        let places = vec![folder.path().to_owned(); 3];
        Ok(Self::make(places, folder))
    }

    /// Three nodes, each below a place of its own.
    ///
    /// # Errors
    /// That PostgreSQL is not installed.
    pub fn start_in(places: Vec<PathBuf>) -> Result<Self, String> {
        super::programs()?;
        for place in &places {
            super::give(place);
        }
        Ok(Self::make(places, folder()))
    }

    fn make(places: Vec<PathBuf>, folder: tempfile::TempDir) -> Self {
        let first = Node::make(&places[0], NAMES[0]);
        first.start();
        let mut nodes = vec![first];
        for (name, place) in NAMES.iter().zip(&places).skip(1) {
            let node = Node::copy_of(&nodes[0], place, name, free_port());
            node.start();
            nodes.push(node);
        }
        let cluster = Self { nodes, primary: 0, places, _folder: folder };
        cluster.wait_for_standbys(2);
        cluster.demand_a_quorum();
        cluster.primary().create("ledger");
        cluster
    }

    /// Any one of the others has to confirm. It is said after they are there, or the first
    /// commit would wait for them.
    fn demand_a_quorum(&self) {
        let primary = self.primary();
        // Whoever is promoted demands it too.
        self.nodes.iter().for_each(Node::demand_a_quorum);
        self.nodes.iter().for_each(Node::reload);
        let until = Instant::now() + Duration::from_secs(10);
        while primary.query("SHOW synchronous_standby_names").is_empty() {
            assert!(Instant::now() < until, "the setting is read");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until so many standbys follow the primary.
    pub fn wait_for_standbys(&self, count: usize) {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let said = self
                .primary()
                .query("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'");
            if said.parse::<usize>().is_ok_and(|seen| seen >= count) {
                return;
            }
            if Instant::now() >= until {
                let words: Vec<String> = self.nodes.iter().map(Node::last_words).collect();
                panic!("{said} of {count} standbys follow: {}", words.join("\n"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The node that takes commits.
    pub fn primary(&self) -> &Node {
        &self.nodes[self.primary]
    }

    /// The nodes that follow it.
    pub fn standbys(&self) -> impl Iterator<Item = &Node> {
        let primary = self.primary;
        self.nodes.iter().enumerate().filter(move |(at, _)| *at != primary).map(|(_, node)| node)
    }

    /// All nodes.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The address of the ledger, with every node.
    pub fn address(&self) -> String {
        let hosts: Vec<String> =
            self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port())).collect();
        format!("postgres://postgres@{}/ledger", hosts.join(","))
    }

    /// Kills the primary and promotes the standby that has most of its log: another one
    /// could lack what was acknowledged. Gives what it takes to bring the old one back.
    pub fn fail_over(&mut self) {
        self.primary().kill();
        self.promote_furthest();
    }

    /// Promotes the standby that has most of the log, and lets the other follow it.
    pub fn promote_furthest(&mut self) {
        let old = self.primary;
        let received = |node: &Node| {
            // Bytes since the beginning of the log.
            let asked = "SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')";
            node.query(asked).parse::<f64>().expect("a place in the log")
        };
        let furthest = (0..self.nodes.len())
            .filter(|at| *at != old)
            .max_by(|a, b| received(&self.nodes[*a]).total_cmp(&received(&self.nodes[*b])))
            .expect("two standbys");
        self.nodes[furthest].promote();
        self.primary = furthest;
        for (at, node) in self.nodes.iter().enumerate() {
            if at != furthest && at != old {
                node.point_at(&self.nodes[furthest]);
                node.reload();
            }
        }
        self.wait_for_standbys(1);
    }

    /// Makes the node that was killed a copy of the primary again.
    pub fn bring_back(&mut self) {
        let running = |node: &Node| node.try_query("SELECT 1").is_some();
        let Some(at) = (0..self.nodes.len()).find(|at| !running(&self.nodes[*at])) else { return };
        let (name, port) = (NAMES[at], self.nodes[at].port());
        self.nodes[at].kill();
        let fresh = Node::copy_of(self.primary(), &self.places[at], name, port);
        // In its place first: dropping the old one kills what runs on its files.
        self.nodes[at] = fresh;
        self.nodes[at].start();
        self.wait_for_standbys(2);
    }

    /// Every process of every node ends at once.
    pub fn kill_all(&self) {
        self.nodes.iter().for_each(Node::kill);
    }

    /// Starts every node again, the primary last: it waits for nobody.
    pub fn start_all(&self) {
        self.nodes.iter().for_each(Node::start);
        self.wait_for_standbys(1);
    }

    /// The same nodes with their files at other places: what was left after a power cut.
    #[must_use]
    pub fn moved(&self, places: &[PathBuf]) -> Self {
        let nodes = self
            .nodes
            .iter()
            .zip(places)
            .map(|(node, place)| Node::at(Path::new(place), &node.name, node.port()));
        Self {
            nodes: nodes.collect(),
            primary: self.primary,
            places: places.to_vec(),
            _folder: folder(),
        }
    }
}
