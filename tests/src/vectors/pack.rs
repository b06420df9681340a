//! The files that vectors are in, as one map that also reaches the browser.

use std::collections::BTreeMap;

/// Paths and bytes: `c2sp/…` and `suites/…` of this repository, and, where they
/// are available, the public files below the names of their repositories.
pub type Pack = BTreeMap<String, Vec<u8>>;

/// What of the public repositories is read: folder and how its files' names end.
#[cfg(not(target_arch = "wasm32"))]
const PUBLIC: &[(&str, &str)] = &[
    ("merkle/testdata/inclusion", ".json"),
    ("merkle/testdata/consistency", ".json"),
    ("CCTV/ed25519", "ed25519vectors.json"),
    ("tessera/testdata/log", ""),
    ("sunlight/cmd/skylight/testdata/witness/mirror", ""),
];

/// Reads the files of this repository, and the public ones below `suites`,
/// where each repository is a folder of its own name.
#[cfg(not(target_arch = "wasm32"))]
pub fn read(suites: Option<&std::path::Path>) -> Pack {
    let mut pack = Pack::new();
    let own = crate::house::root().join("tests/vectors");
    for folder in ["c2sp", "suites"] {
        walk(&own, &own.join(folder), "", &mut pack);
    }
    if let Some(top) = suites {
        for (folder, ending) in PUBLIC {
            walk(top, &top.join(folder), ending, &mut pack);
        }
    }
    pack
}

#[cfg(not(target_arch = "wasm32"))]
fn walk(top: &std::path::Path, folder: &std::path::Path, ending: &str, pack: &mut Pack) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = path.strip_prefix(top).expect("below the top").to_string_lossy().into_owned();
        if path.is_dir() {
            walk(top, &path, ending, pack);
        } else if name.ends_with(ending) {
            pack.insert(name, std::fs::read(&path).expect("a readable file"));
        }
    }
}

/// The pack as JSON: each path with its bytes in base64.
pub fn to_json(pack: &Pack) -> String {
    let members = pack.iter().map(|(path, bytes)| {
        (path.clone(), serde_json::Value::String(data_encoding::BASE64.encode(bytes)))
    });
    serde_json::Value::Object(members.collect()).to_string()
}

/// Reads [`to_json`].
///
/// # Panics
/// Where it is something else.
pub fn from_json(text: &str) -> Pack {
    let members: BTreeMap<String, String> = serde_json::from_str(text).expect("a pack");
    let bytes = |text: &String| data_encoding::BASE64.decode(text.as_bytes()).expect("base64");
    members.iter().map(|(path, text)| (path.clone(), bytes(text))).collect()
}
