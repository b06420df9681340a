//! What a forger could do to a copy of a ledger, without its key and with it.
//!
//! Everything works on the read tree as files, so each forgery can be served,
//! checked on the command line and opened in the viewer.

use crate::read_tree::Copy;
use ledger::proof::{
    Checkpoint, SignedCheckpoint, SignerKey, TileTree, TreeHash, plan_bundles, plan_tiles,
};
use ledger::record::bundle::{decode_entries, encode_entries, encode_openings, split_openings};
use ledger::record::{
    Chain, Json, Openings, Origin, SealedDraft, Size, Timestamp, Unverified, bundle,
};
use std::collections::BTreeMap;

/// A copy taken apart: entries and openings, and what vouches for them.
#[derive(Clone, Debug)]
pub struct Forger {
    /// The entry lines, in order.
    pub lines: Vec<Vec<u8>>,
    /// The encoded openings of each.
    pub openings: Vec<Vec<u8>>,
    /// `checkpoint`, `vkey` and `history/…`, which a forger without the key
    /// can only keep or take from another time.
    pub vouchers: BTreeMap<String, Vec<u8>>,
}

impl Forger {
    /// Takes a good copy apart.
    ///
    /// # Panics
    /// Where the copy is not whole.
    pub fn new(copy: &Copy) -> Self {
        let signed = SignedCheckpoint::parse(copy.file("checkpoint")).expect("a checkpoint");
        let (mut lines, mut openings) = (Vec::new(), Vec::new());
        for id in plan_bundles(signed.checkpoint().size) {
            let bundle = decode_entries(copy.file(&id.path())).expect("a bundle of entries");
            lines.extend(bundle.into_iter().map(<[u8]>::to_vec));
            let lists = split_openings(copy.file(&id.openings_path())).expect("openings");
            openings.extend(lists.into_iter().map(<[u8]>::to_vec));
        }
        let voucher = |path: &str| !path.starts_with("tile/") && !path.starts_with("openings/");
        let vouchers = copy.0.iter().filter(|(path, _)| voucher(path));
        let vouchers = vouchers.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        Self { lines, openings, vouchers }
    }

    /// Lays the entries out as files again, with tiles that fit them: what is
    /// wrong is then only what the vouchers do not vouch for.
    pub fn copy(&self) -> Copy {
        let mut files = self.vouchers.clone();
        files.extend(self.bundles());
        let mut tree = TileTree::new();
        for line in &self.lines {
            tree.push(TreeHash::leaf(line));
        }
        for id in plan_tiles(tree.size()) {
            files.insert(id.path(), tree.tile_bytes(id).expect("a planned tile"));
        }
        Copy(files)
    }

    /// The entries laid out as files beside the tiles of another copy: nothing
    /// but the entries has changed.
    pub fn copy_with_tiles_of(&self, original: &Copy) -> Copy {
        let mut copy = original.clone();
        copy.0.retain(|path, _| !path.starts_with("tile/entries/"));
        copy.0.retain(|path, _| !path.starts_with("openings/"));
        copy.0.extend(self.bundles());
        // A reader asks for the files that the checkpoint implies, whatever a
        // forger would have called them.
        let signed = SignedCheckpoint::parse(original.file("checkpoint")).expect("a checkpoint");
        for id in plan_bundles(signed.checkpoint().size) {
            for (asked, folder) in [(id.path(), "tile/entries"), (id.openings_path(), "openings")] {
                let stem = asked.split(".p/").next().expect("a stem").to_owned();
                let made = copy.0.iter().find(|(path, _)| {
                    path.starts_with(folder) && path.split(".p/").next() == Some(&stem)
                });
                if let Some(bytes) = made.map(|(_, bytes)| bytes.clone()) {
                    copy.0.insert(asked, bytes);
                }
            }
        }
        copy
    }

    fn bundles(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for id in plan_bundles(Size::new(self.lines.len() as u64)) {
            let first = usize::try_from(id.first().get()).expect("fits memory");
            let range = first..first + usize::from(id.width);
            let lines: Vec<&[u8]> = self.lines[range.clone()].iter().map(Vec::as_slice).collect();
            files.insert(id.path(), encode_entries(&lines));
            let lists = self.openings[range].iter().map(Vec::as_slice);
            files.insert(id.openings_path(), encode_openings(lists));
        }
        files
    }

    /// Makes an entry say that it is disputed, and reseals from there on.
    pub fn dispute(&mut self, at: usize) {
        self.reseal(at, |draft| {
            draft.insert("certainty".into(), Json::str("disputed"));
        });
    }

    /// Says something else in entry `at` and hashes everything after it anew,
    /// so that the chain holds again from end to end.
    pub fn reseal(&mut self, at: usize, edit: impl FnOnce(&mut BTreeMap<String, Json>)) {
        let origin = self.origin();
        let mut chain = Chain::genesis(&origin);
        let mut edit = Some(edit);
        for n in 0..self.lines.len() {
            let read = Unverified::parse(&self.lines[n]).expect("an entry");
            if n < at {
                chain.accept(read).expect("a whole chain");
                continue;
            }
            let claimed = read.claimed();
            let Json::Object(mut draft) = claimed.draft_json() else { panic!("no draft in {n}") };
            if n == at
                && let Some(edit) = edit.take()
            {
                edit(&mut draft);
            }
            let openings = bundle::decode_opening_list(&self.openings[n])
                .unwrap_or_else(|_| Openings::default());
            let sealed =
                SealedDraft::with_openings(Json::Object(draft), openings).expect("a draft");
            let again = chain.seal(&sealed, claimed.recorded(), claimed.signatures().to_vec());
            self.lines[n] = again.expect("an entry").line().to_vec();
        }
    }

    /// Goes on after the last entry with one more, well sealed.
    pub fn append(&mut self, draft: Json, recorded: Timestamp) {
        let mut chain = Chain::genesis(&self.origin());
        for line in &self.lines {
            chain.accept(Unverified::parse(line).expect("an entry")).expect("a whole chain");
        }
        let sealed = SealedDraft::with_openings(draft, Openings::default()).expect("a draft");
        let entry = chain.seal(&sealed, recorded, Vec::new()).expect("an entry");
        self.lines.push(entry.line().to_vec());
        self.openings.push(sealed.encoded_openings().to_vec());
    }

    /// Signs the entries as they are now: what only the holder of the key can.
    pub fn sign(&mut self, key: &SignerKey) {
        let mut tree = TileTree::new();
        for line in &self.lines {
            tree.push(TreeHash::leaf(line));
        }
        let checkpoint = Checkpoint { origin: self.origin(), size: tree.size(), root: tree.root() };
        let signed = SignedCheckpoint::sign(checkpoint, key);
        self.vouchers.insert("checkpoint".into(), signed.to_bytes());
    }

    /// The ledger's origin, from its checkpoint.
    pub fn origin(&self) -> Origin {
        let signed = SignedCheckpoint::parse(&self.vouchers["checkpoint"]).expect("a checkpoint");
        signed.checkpoint().origin.clone()
    }
}

/// Changes one letter in the bytes of entry `at`, where the entry stands in
/// its bundle, and nothing else.
pub fn change_one_byte(copy: &Copy, at: usize) -> Copy {
    let mut forger = Forger::new(copy);
    let line = &mut forger.lines[at];
    let place = line.windows(8).position(|w| w == b"\"basis\":").expect("a basis") + 9;
    line[place] ^= 1;
    forger.copy_with_tiles_of(copy)
}
