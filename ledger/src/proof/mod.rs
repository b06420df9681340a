//! Proofs: tree, tiles, signed summaries, and the one verifier of them all.
//!
//! Everything here follows RFC 6962 and the C2SP specifications, so that a
//! ledger can be checked, mirrored and cosigned by tools that are not ours.
//! Nothing here reads a clock, a file or the network: bytes, times and seeds
//! are arguments. Every decoder bounds what it reads and never panics.

mod add_checkpoint;
mod checkpoint;
mod consistency;
mod cosignature;
mod cosigner;
mod hash;
mod history;
mod inclusion;
mod key;
mod largest;
mod log_proof;
mod note;
mod policy;
mod reader;
mod sheaf;
mod tile;
mod tile_tree;
mod tree;
mod verifier;

pub use add_checkpoint::{
    AddAnswer, AddCheckpoint, MAX_ANSWER_BYTES, MAX_PROOF_LINES, MAX_REQUEST_BYTES, RequestError,
    SIZE_MIME, carry_over,
};
pub use checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use consistency::{consistency_proof, verify_consistency};
pub use cosignature::{CosignError, cosign, verify_cosignature};
pub use cosigner::{Genuine, Refusal, receive};
pub use hash::{TreeHash, TreeHashError};
pub use history::{
    HISTORY_RECORD_BYTES, HISTORY_WIDTH, HistoryError, HistoryRecord, decode_history,
    encode_history,
};
pub use inclusion::{inclusion_proof, verify_inclusion};
pub use key::{KeyError, KeyId, KeyKind, SignerKey, VerifierKey};
pub use largest::largest_file;
pub use log_proof::{
    LogProof, LogProofError, MAX_EXTRA_BYTES, MAX_LOG_PROOF_BYTES, decode_extra, encode_extra,
};
pub use note::{
    MAX_NOTE_BYTES, MAX_NOTE_SIGNATURES, Note, NoteError, NoteSignature, SignatureError,
};
pub use policy::{Cosigned, MAX_POLICY_BYTES, Policy, PolicyCosigner, PolicyError, PolicyLog};
pub use reader::{HashReader, ProofError, TileReader};
pub use sheaf::{MAX_SHEAF_BYTES, SHEAF_WIDTH, SheafId, SheafKind};
pub use tile::{
    BundleId, MAX_TILE_LEVEL, PathError, TILE_HEIGHT, TILE_WIDTH, TileId, plan_bundles, plan_tiles,
};
pub use tile_tree::TileTree;
pub use tree::{Tree, TreeError};
pub use verifier::{
    Check, CheckId, CheckedEntry, Clock, Code, CosignerSeen, Finding, Keep, MAX_FINDINGS,
    MAX_VERIFIED_ENTRIES, Outcome, Plan, Prepared, Report, Seen, SingleReport, State, Trust,
    Verdict, Verifier, What, Witnessed, check_proof,
};
