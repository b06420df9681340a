//! On the disk: in sled's values, in sled's own file, and in an export, as
//! `daybook verify` finds it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;
use tests::daybook::{self, TestServer};
use tests::drafts::{body, numbered};
use tests::folders;
use tests::raw_store::RawStore;
use tests::read_tree::Copy;
use tests::tamper::Forger;

/// A folder in memory where there is one: these tests are not about the disk,
/// and syncing thousands of times takes minutes.
fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }
        .expect("a temporary folder")
}

/// A data folder with five entries, each recorded and signed by itself.
fn five(folder: &Path) -> PathBuf {
    five_and_token(folder).0
}

/// The same, with the token that may write.
fn five_and_token(folder: &Path) -> (PathBuf, String) {
    let data = folder.join("ledger");
    let token = daybook::new_ledger(&data);
    let mut server = TestServer::open(&data, &token);
    for n in 0..5 {
        server.client().post("/api/v1/events", &[], &body(&numbered("five", n))).expect(201);
    }
    assert_eq!(server.stop(), Some(0));
    (data, token)
}

/// `daybook verify`: its exit code and everything it says.
fn verify(path: &Path) -> (Option<i32>, String) {
    let done = daybook::run(&["verify", path.to_str().expect("UTF-8"), "--log", "error"]);
    let said = [done.stdout, done.stderr].concat();
    (done.status.code(), String::from_utf8_lossy(&said).into_owned())
}

/// Exit code 1, and the first entry that is spoken of is `at`.
#[track_caller]
fn named_at(path: &Path, at: u64, what: &str) {
    let (code, said) = verify(path);
    assert_eq!(code, Some(1), "{what}: {said}");
    let named = said.find("entry ").map(|from| said[from + 6..].chars());
    let named: String = named.into_iter().flatten().take_while(char::is_ascii_digit).collect();
    assert_eq!(named, at.to_string(), "{what}: {said}");
}

/// Runs `round(n)` for every n below `rounds` on two threads.
fn spread(rounds: usize, round: impl Fn(usize, &Path) + Sync, original: &Path) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let folder = scratch();
                let data = folder.path().join("ledger");
                folders::copy(original, &data);
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= rounds {
                        break;
                    }
                    round(n, &data);
                }
            });
        }
    });
}

/// Changes byte `byte` of a stored value, verifies, and puts it back.
fn flip_stored(data: &Path, n: u64, byte: usize, openings: bool) {
    let flip = || {
        let store = RawStore::open(data);
        let mut value = if openings { store.openings(n) } else { store.entry(n) };
        value[byte] ^= 1 << (byte % 8);
        if openings { store.set_openings(n, &value) } else { store.set_entry(n, &value) }
    };
    flip();
    if openings {
        // Nobody can make other values without the key: they can only be lost.
        lost_at(data, n, &format!("byte {byte} of the stored openings {n}"));
    } else {
        named_at(data, n, &format!("byte {byte} of the stored entry {n}"));
    }
    flip();
}

/// Exit code 3: the sealed values of entry `at` cannot be read, every entry is good.
#[track_caller]
fn lost_at(path: &Path, at: u64, what: &str) {
    let (code, said) = verify(path);
    assert_eq!(code, Some(3), "{what}: {said}");
    assert!(said.contains(&format!("the sealed values of entry {at} ")), "{what}: {said}");
    assert!(said.contains("1 of 5 entries could not be loaded"), "{what}: {said}");
    assert!(!said.contains("FAILED"), "{what}: {said}");
}

/// The keys of sealed values lie in a file of their own: damage to it is named as
/// what it is, and no entry is called altered for it.
#[test]
fn damage_to_the_erasure_keys_is_no_tampering_with_entries() {
    let folder = scratch();
    let (data, token) = five_and_token(folder.path());
    let keys = data.join("erasure-keys");
    let good = fs::read(&keys).expect("the keys");
    // Each entry was recorded by itself, so entry n took slot n.
    for (n, byte) in [(0_u64, 0_usize), (1, 31), (4, 7)] {
        let mut bytes = good.clone();
        bytes[64 + 32 * usize::try_from(n).expect("small") + byte] ^= 1;
        fs::write(&keys, bytes).expect("the keys");
        lost_at(&data, n, &format!("byte {byte} of the key of entry {n}"));
    }
    fs::remove_file(&keys).expect("the keys go");
    let (code, said) = verify(&data);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("erasure-keys") && said.contains("it is missing"), "{said}");
    assert!(!said.contains("FAILED"), "{said}");

    // It is served, read-only, and says why.
    let server = TestServer::open(&data, &token);
    let refused = server.client().post("/api/v1/events", &[], &body(&numbered("late", 9)));
    assert!(refused.expect(503).text().contains("erasure-keys"), "it says why");
    let one = server.client().get("/api/v1/events/2").expect(200).json();
    assert_eq!(one["openings"], serde_json::json!([]));
    assert!(one["openings_missing"].as_str().expect("a reason").contains("missing"), "{one}");
    drop(server);
    fs::write(&keys, &good).expect("the keys come back");
    assert_eq!(verify(&data).0, Some(0), "nothing was lost");
}

/// The store is opened three times for every byte: a minute on two threads.
#[test]
fn every_byte_of_the_stored_values_is_guarded() {
    let folder = scratch();
    let data = five(folder.path());
    assert_eq!(verify(&data).0, Some(0), "positive control");
    let lengths: Vec<(usize, usize)> = {
        let store = RawStore::open(&data);
        (0..5).map(|n| (store.entry(n).len(), store.openings(n).len())).collect()
    };
    let mut flips = Vec::new();
    for (n, (entry, openings)) in (0_u64..).zip(&lengths) {
        for (length, is_openings) in [(*entry, false), (*openings, true)] {
            flips.extend((0..length).map(|byte| (n, byte, is_openings)));
        }
    }
    assert!(flips.len() > 3_000, "only {} bytes to change", flips.len());
    let round = |at: usize, data: &Path| {
        let (n, byte, openings) = flips[at];
        flip_stored(data, n, byte, openings);
    };
    spread(flips.len(), round, &data);
    assert_eq!(verify(&data).0, Some(0), "the original was never touched");
}

#[test]
fn stored_entries_swapped_removed_repeated_or_cut_off_are_named() {
    let folder = scratch();
    let original = five(folder.path());
    let forge = |name: &str, act: &dyn Fn(&RawStore)| {
        let data = folder.path().join(name);
        folders::copy(&original, &data);
        act(&RawStore::open(&data));
        data
    };
    let swapped = forge("swapped", &|store| {
        let (one, three) = (store.entry(1), store.entry(3));
        store.set_entry(1, &three);
        store.set_entry(3, &one);
    });
    named_at(&swapped, 1, "swapped");
    let repeated = forge("repeated", &|store| store.set_entry(3, &store.entry(2)));
    named_at(&repeated, 3, "repeated");
    for n in 0..5 {
        let removed = forge(&format!("removed-{n}"), &|store| store.remove_entry(n));
        named_at(&removed, n, "removed");
    }
}

/// A backup of the store put back under a folder that remembers more.
#[test]
fn a_store_rolled_back_refuses_to_write_and_says_so() {
    let folder = scratch();
    let data = folder.path().join("ledger");
    let token = daybook::new_ledger(&data);
    let mut server = TestServer::open(&data, &token);
    let post = |server: &TestServer, n| {
        server.client().post("/api/v1/events", &[], &body(&numbered("backup", n)))
    };
    post(&server, 0).expect(201);
    assert_eq!(server.stop(), Some(0));
    let backup = folder.path().join("backup");
    folders::copy(&data.join("store"), &backup);
    server.start_again();
    for n in 1..4 {
        post(&server, n).expect(201);
    }
    assert_eq!(server.stop(), Some(0));
    fs::remove_dir_all(data.join("store")).expect("the newer store goes");
    folders::copy(&backup, &data.join("store"));
    let (code, said) = verify(&data);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("backwards") || said.contains("rollback"), "{said}");
    // It still answers readers, and takes nothing.
    server.start_again();
    let refused = post(&server, 9).expect(503);
    assert!(refused.text().contains("backwards"), "{}", refused.text());
    // And how to go on.
    assert!(refused.text().contains("put the newer store back"), "{}", refused.text());
    assert!(refused.text().contains("daybook restore"), "{}", refused.text());
    server.client().get("/log/checkpoint").expect(200);
}

/// sled's own file, changed at random: it may be unreadable, it may be named,
/// it may have hit nothing that counts; it never panics, and it never calls
/// other content verified.
#[test]
fn random_damage_to_the_stores_file_is_never_verified_as_something_else() {
    let folder = scratch();
    let original = five(folder.path());
    let good = folder.path().join("good");
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    daybook::expect(0, &["export", &text(&good), "--data", &text(&original)]);
    let good = Copy::read(&good);
    let length = fs::read(original.join("store/db")).expect("sled's file").len();
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    let mut codes = std::collections::BTreeMap::new();
    for round in 0..120 {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        let data = folder.path().join("damaged");
        folders::copy(&original, &data);
        let path = data.join("store/db");
        let mut bytes = fs::read(&path).expect("sled's file");
        // Mostly where something was written: the start of the file.
        let reach = if round % 4 == 0 { length } else { length / 8 };
        let at = usize::try_from(dice % reach as u64).expect("below the length");
        bytes[at] ^= 1 << (dice >> 61);
        fs::write(&path, bytes).expect("sled's file");
        let (code, said) = verify(&data);
        *codes.entry(code).or_insert(0) += 1;
        assert!(matches!(code, Some(0 | 1 | 3)), "byte {at}: {code:?}: {said}");
        if code == Some(0) {
            let again = folder.path().join(format!("export-{round}"));
            daybook::expect(0, &["export", &text(&again), "--data", &text(&data)]);
            assert_eq!(Copy::read(&again), good, "byte {at}: other content is called verified");
        }
        fs::remove_dir_all(&data).expect("the damaged copy goes");
    }
    println!("exit codes of 120 damaged stores: {codes:?}");
}

#[test]
fn an_export_answers_with_the_four_exit_codes() {
    let folder = scratch();
    let data = five(folder.path());
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let export = folder.path().join("export");
    daybook::expect(0, &["export", &text(&export), "--data", &text(&data)]);
    assert_eq!(verify(&export).0, Some(0), "untouched");
    assert_eq!(verify(&data).0, Some(0), "untouched");

    let copy = Copy::read(&export);
    let bundle = copy.file("tile/entries/000.p/5").to_vec();
    // Every 17th byte through the program; tree.rs does every byte.
    let forged = folder.path().join("forged");
    copy.write(&forged);
    let mut end = 0;
    for n in 0..5 {
        let length = usize::from(u16::from_be_bytes([bundle[end], bundle[end + 1]]));
        for byte in (end..end + 2 + length).step_by(17) {
            let mut changed = bundle.clone();
            changed[byte] ^= 4;
            fs::write(forged.join("tile/entries/000.p/5"), changed).expect("a file");
            named_at(&forged, n, &format!("byte {byte} of the exported entries"));
        }
        end += 2 + length;
    }

    // Another key than the one that is trusted; nothing there; not a ledger.
    let mut other = Forger::new(&copy);
    let name = ledger::record::Origin::new(daybook::ORIGIN).expect("an origin");
    other.sign(&ledger::proof::SignerKey::from_seed(name, &[9; 32]));
    let stranger = folder.path().join("stranger");
    other.copy().write(&stranger);
    assert_eq!(verify(&stranger).0, Some(3), "signed by nobody we know");
    assert_eq!(verify(&folder.path().join("nothing")).0, Some(3));
    assert_eq!(verify(folder.path()).0, Some(3));
    daybook::expect(2, &["verify", &text(&export), "--key", "nonsense"]);
    daybook::expect(2, &["verify"]);

    // A reader who was here before, and a ledger that has gone back since.
    let seen = text(&folder.path().join("seen"));
    daybook::expect(0, &["verify", &text(&export), "--seen", &seen]);
    let mut older = Forger::new(&copy);
    older.lines.truncate(3);
    older.openings.truncate(3);
    older.sign(&daybook::signing_key(&data));
    let back = folder.path().join("back");
    older.copy().write(&back);
    let said = daybook::expect(1, &["verify", &text(&back), "--seen", &seen]);
    assert!(said.contains("rollback"), "{said}");
    // The same copy, to somebody who never was here, is a good one.
    daybook::expect(0, &["verify", &text(&back)]);
}

/// Someone else's program, written from FORMAT.md alone, agrees with ours.
#[test]
fn the_twin_verifies_an_export_and_names_a_forged_entry() {
    let folder = scratch();
    let data = five(folder.path());
    let export = folder.path().join("export");
    let path = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    daybook::expect(0, &["export", &path(&export), "--data", &path(&data)]);
    let twin = |folder: &Path| {
        let script = tests::house::root().join("scripts/vectors.py");
        let done = std::process::Command::new("python3")
            .arg(script)
            .arg("--verify")
            .arg(folder)
            .output()
            .expect("python3 runs");
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        (done.status.code(), said)
    };
    assert_eq!(twin(&export), (Some(0), "verified by the twin\n".into()));
    let forged = folder.path().join("forged");
    tests::tamper::change_one_byte(&Copy::read(&export), 3).write(&forged);
    assert_eq!(twin(&forged), (Some(1), "entry 3 is not the same as what was signed\n".into()));
}
