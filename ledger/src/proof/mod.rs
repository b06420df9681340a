//! Proofs: tree, tiles, signed summaries, and the one verifier of them all.
//!
//! Everything here follows RFC 6962 and the C2SP specifications, so that a
//! ledger can be checked, mirrored and cosigned by tools that are not ours.
//! Nothing here reads a clock, a file or the network: bytes, times and seeds
//! are arguments. Every decoder bounds what it reads and never panics.

mod consistency;
mod hash;
mod inclusion;
mod reader;
mod tile;
mod tile_tree;
mod tree;

pub use consistency::{consistency_proof, verify_consistency};
pub use hash::{TreeHash, TreeHashError};
pub use inclusion::{inclusion_proof, verify_inclusion};
pub use reader::{HashReader, ProofError, TileReader};
pub use tile::{
    BundleId, MAX_TILE_LEVEL, PathError, TILE_HEIGHT, TILE_WIDTH, TileId, plan_bundles, plan_tiles,
};
pub use tile_tree::TileTree;
pub use tree::{Tree, TreeError};
