//! What can be worked out from a table with totals: exact bounds of each cell.
//!
//! Rows, columns and their totals form a network: a cell carries its count from
//! its row to its column, a row total feeds the row, a column total drains the
//! column, the grand total closes the circle. Counts that agree with everything
//! shown are flows within bounds, so how far a cell can move is how much more
//! can be sent around through it. Whole numbers suffice (the network's matrix is
//! totally unimodular). Bounds line by line would miss what several lines say
//! together.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

/// One count with what is public of it.
#[derive(Clone, Copy, Debug)]
struct Edge {
    from: usize,
    to: usize,
    count: u64,
    least: u64,
    most: Option<u64>,
}

/// A network of counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Network {
    edges: Vec<Edge>,
    /// By node: edges that touch it.
    touching: Vec<Vec<usize>>,
}

impl Network {
    /// Adds a count between two nodes, with what is public of it.
    pub(super) fn add(&mut self, from: usize, to: usize, count: u64, range: (u64, Option<u64>)) {
        let at = self.edges.len();
        self.edges.push(Edge { from, to, count, least: range.0, most: range.1 });
        for node in [from, to] {
            if self.touching.len() <= node {
                self.touching.resize(node + 1, Vec::new());
            }
            self.touching[node].push(at);
        }
    }

    /// How many counts it has.
    pub(super) fn len(&self) -> usize {
        self.edges.len()
    }

    /// How many values the count at `at` can have, counted up to `enough`.
    pub(super) fn values(&self, at: usize, enough: u64) -> u64 {
        let up = self.clone().push(at, true, enough);
        let down = self.clone().push(at, false, enough.saturating_sub(up));
        (up + down).saturating_add(1).min(enough)
    }

    /// Moves the count at `at` up or down, by at most `by`; how far it went.
    fn push(mut self, at: usize, up: bool, by: u64) -> u64 {
        let Some(edge) = self.edges.get(at).copied() else { return 0 };
        let mut moved = 0;
        let room = if up { room_up(&edge) } else { edge.count.saturating_sub(edge.least) };
        let limit = room.min(by);
        // More through the edge means back from its end to its start elsewhere.
        let (start, goal) = if up { (edge.to, edge.from) } else { (edge.from, edge.to) };
        while moved < limit {
            let Some(path) = self.path(at, start, goal) else { break };
            let step = path.iter().map(|(edge, forward)| self.room(*edge, *forward)).min();
            let step = step.unwrap_or(0).min(limit - moved);
            if step == 0 {
                break;
            }
            for (edge, forward) in path {
                let count = &mut self.edges[edge].count;
                *count = if forward { *count + step } else { *count - step };
            }
            moved += step;
        }
        moved
    }

    fn room(&self, edge: usize, forward: bool) -> u64 {
        let edge = &self.edges[edge];
        if forward { room_up(edge) } else { edge.count.saturating_sub(edge.least) }
    }

    /// The shortest way with room from one node to another, not through `without`.
    fn path(&self, without: usize, start: usize, goal: usize) -> Option<Vec<(usize, bool)>> {
        let mut came: Vec<Option<(usize, bool)>> = alloc::vec![None; self.touching.len()];
        let mut waiting = VecDeque::from([start]);
        while let Some(node) = waiting.pop_front() {
            if node == goal {
                break;
            }
            for edge in self.touching[node].iter().copied().filter(|edge| *edge != without) {
                let forward = self.edges[edge].from == node;
                let next = if forward { self.edges[edge].to } else { self.edges[edge].from };
                if next != start && came[next].is_none() && self.room(edge, forward) > 0 {
                    came[next] = Some((edge, forward));
                    waiting.push_back(next);
                }
            }
        }
        let mut path = Vec::new();
        let mut node = goal;
        while node != start {
            let (edge, forward) = came[node]?;
            path.push((edge, forward));
            node = if forward { self.edges[edge].from } else { self.edges[edge].to };
        }
        Some(path)
    }
}

fn room_up(edge: &Edge) -> u64 {
    edge.most.map_or(u64::MAX / 4, |most| most.saturating_sub(edge.count))
}
