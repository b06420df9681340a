//! How large a file of the read tree can be, so that nobody reads more of one.

use super::history::HISTORY_RECORD_BYTES;
use super::note::MAX_NOTE_BYTES;
use super::sheaf::MAX_SHEAF_BYTES;
use super::tile::TILE_WIDTH;
use crate::record::MAX_ENTRY_BYTES;
use crate::record::bundle::MAX_OPENINGS_BYTES;

/// The most bytes that the file at this path of a read tree (FORMAT.md section 11)
/// can have, whoever serves it. What stands before the path, such as a host, does not
/// matter. A longer file is not what was recorded, and no more of it need be read.
pub fn largest_file(path: &str) -> usize {
    let width = match path.rsplit_once(".p/") {
        Some((_, width)) => width.parse::<u8>().map_or(usize::from(TILE_WIDTH), usize::from),
        None => usize::from(TILE_WIDTH),
    };
    let below = |folder: &str| path.starts_with(folder) || path.contains(&["/", folder].concat());
    if below("sheaf/") {
        MAX_SHEAF_BYTES
    } else if below("tile/entries/") {
        // Each line with its length before it.
        width * (MAX_ENTRY_BYTES + 2)
    } else if below("openings/") {
        width * (MAX_OPENINGS_BYTES + 4)
    } else if below("history/") {
        width * HISTORY_RECORD_BYTES
    } else if below("tile/") {
        width * 32
    } else {
        // Signed summaries, the key, and the policy, which has the same limit.
        MAX_NOTE_BYTES
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::MAX_POLICY_BYTES;
    use super::super::{BundleId, TileId};
    use super::*;
    use crate::record::bundle::{decode_entries, encode_entries, encode_openings, split_openings};
    use std::vec;

    #[test]
    fn each_kind_of_file_has_the_size_of_its_fullest() {
        for width in [1_u16, 17, 255, 256] {
            let bundle = BundleId { n: 1_234, width };
            let items = usize::from(width);
            let line = vec![b'x'; MAX_ENTRY_BYTES];
            let full = encode_entries(&vec![&line[..]; items]);
            assert_eq!(full.len(), largest_file(&bundle.path()), "{}", bundle.path());
            assert_eq!(decode_entries(&full).unwrap().len(), items, "it can be");
            let list = vec![b'x'; MAX_OPENINGS_BYTES];
            let full = encode_openings(vec![&list[..]; items]);
            assert_eq!(full.len(), largest_file(&bundle.openings_path()));
            assert_eq!(split_openings(&full).unwrap().len(), items);
            assert_eq!(largest_file(&bundle.history_path()), items * HISTORY_RECORD_BYTES);
            let tile = TileId { level: 1, n: 3, width };
            assert_eq!(largest_file(&tile.path()), tile.len_bytes());
            let far = ["https://a.example/log/", &tile.path()].concat();
            assert_eq!(largest_file(&far), tile.len_bytes(), "the host does not matter");
        }
        for path in ["checkpoint", "vkey", "cosigned", "policy", "", "what/else"] {
            assert_eq!(largest_file(path), MAX_NOTE_BYTES.max(MAX_POLICY_BYTES));
        }
        for path in ["sheaf/tile/0/000", "/log/sheaf/openings/000", "sheaf/tile/entries/000"] {
            assert_eq!(largest_file(path), MAX_SHEAF_BYTES, "{path}");
        }
        // A width that is none is no way to a smaller or a larger limit than a full file's.
        for width in ["", "256", "999999999999", "-1"] {
            let path = ["tile/0/000.p/", width].concat();
            assert_eq!(largest_file(&path), 256 * 32, "{path}");
        }
    }
}
