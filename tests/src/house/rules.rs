//! Rules about what source lines may say.

use super::Source;

/// One place where a rule is broken: `path:line: what is wrong and what to do`.
pub type Offence = String;

fn at(source: &Source, line: usize, what: &str) -> Offence {
    format!("{}:{line}: {what}", source.path)
}

/// A text that only some files may contain, and why.
struct Owned {
    /// What is looked for, in code lines.
    needles: &'static [&'static str],
    /// Where the search looks, as path prefixes.
    within: &'static [&'static str],
    /// Path prefixes that may contain it.
    owners: &'static [&'static str],
    why: &'static str,
}

/// Holds the planted offences.
const TIDY: &str = "tests/tests/tidy.rs";

const OWNED: &[Owned] = &[
    Owned {
        needles: &["sled::", "use sled"],
        within: &["ledger/", "server/", "web/", "tests/"],
        owners: &["server/src/store/", "tests/src/raw_store.rs", "tests/src/house/", TIDY],
        why: "sled has one owner, server/src/store/ (the tests reach round it in one file)",
    },
    Owned {
        needles: &["tokio_postgres"],
        within: &["ledger/", "server/", "web/"],
        owners: &["server/src/store/engine/postgres/"],
        why: "the database has one owner, server/src/store/engine/postgres/",
    },
    Owned {
        needles: &["SystemTime", "Instant::", "js_sys::Date", "Date::now"],
        within: &["ledger/"],
        owners: &[],
        why: "ledger reads no clock: times come in as arguments",
    },
    Owned {
        needles: &["SystemTime::now"],
        within: &["server/src/"],
        owners: &["server/src/clock.rs"],
        why: "the wall clock has one owner, server/src/clock.rs",
    },
    Owned {
        needles: &["reqwest::", "use reqwest"],
        within: &["server/"],
        owners: &["server/src/client.rs"],
        why: "the HTTP client has one owner, server/src/client.rs",
    },
    Owned {
        needles: &["openidconnect::", "use openidconnect"],
        within: &["server/"],
        owners: &["server/src/access/openid/"],
        why: "the protocol of accounts has one owner, server/src/access/openid/",
    },
    Owned {
        needles: &["object_store::", "use object_store"],
        within: &["server/"],
        owners: &["server/src/publish/target.rs", "server/src/publish/tests.rs"],
        why: "object stores have one owner, server/src/publish/target.rs",
    },
    Owned {
        needles: &["std::fs", "std::net", "std::thread", "std::env", "getrandom", "rand::"],
        within: &["ledger/src/"],
        owners: &[],
        why: "ledger does no IO, threads or randomness",
    },
    Owned {
        needles: &["serde_json"],
        within: &["ledger/src/"],
        owners: &[],
        why: "what is hashed is written by ledger's own canonical JSON",
    },
    Owned {
        needles: &[".put(", "routing::put", "routing::delete", "routing::patch", ".patch("],
        within: &["server/src/http/"],
        owners: &[],
        why: "nothing is ever edited or deleted over HTTP",
    },
    Owned {
        needles: &["unsafe ", "unsafe{"],
        within: &["ledger/src/", "server/src/", "web/src/", "tests/"],
        owners: &["tests/src/house/", TIDY],
        why: "no unsafe code",
    },
    Owned {
        needles: &["#[ignore]"],
        within: &["ledger/", "server/", "web/", "tests/"],
        owners: &["tests/src/house/", TIDY],
        why: "a test that is left out says why",
    },
    Owned {
        needles: &["whole_openings"],
        within: &["server/src/"],
        owners: &[
            "server/src/store/",
            "server/src/shown.rs",
            "server/src/sequencer/",
            "server/src/cli/source.rs",
            "server/src/cli/restore/newer.rs",
            "server/src/fsck/rows.rs",
            "server/src/http/copies.rs",
        ],
        why: "what readers get of sealed values comes through server/src/shown.rs, which holds \
              back what is held back",
    },
    Owned {
        needles: &["shown::whole"],
        within: &["server/src/"],
        owners: &["server/src/http/events.rs"],
        why: "what is held back is shown where a role was asked for, and nowhere else",
    },
    Owned {
        needles: &["set_inner_html", "inner_html", "from_html_unchecked"],
        within: &["web/src/"],
        owners: &[],
        why: "text of an event is never read as HTML",
    },
];

/// Texts that have one owner and are found elsewhere.
pub fn owned_elsewhere(sources: &[Source]) -> Vec<Offence> {
    let starts = |path: &str, prefixes: &[&str]| prefixes.iter().any(|p| path.starts_with(p));
    let mut found = Vec::new();
    for rule in OWNED {
        for source in sources.iter().filter(|s| s.has_extension("rs")) {
            if !starts(&source.path, rule.within) || starts(&source.path, rule.owners) {
                continue;
            }
            for (number, line) in source.shipped_lines() {
                if let Some(needle) = rule.needles.iter().find(|n| line.contains(**n)) {
                    found.push(at(source, number, &format!("`{needle}`: {}", rule.why)));
                }
            }
        }
    }
    found
}

/// Browser doors that must be in at most one file of the viewer each.
pub fn doors_with_two_owners(sources: &[Source]) -> Vec<Offence> {
    let mut found = Vec::new();
    for door in ["fetch_with_", "EventSource::new", "Worker::new", "local_storage()"] {
        let owners: Vec<&str> = sources
            .iter()
            .filter(|s| s.path.starts_with("web/src/") && s.has_extension("rs"))
            .filter(|s| s.code_lines().any(|(_, line)| line.contains(door)))
            .map(|s| s.path.as_str())
            .collect();
        if owners.len() > 1 {
            found.push(format!("{}: `{door}` has one owner in the viewer", owners.join(", ")));
        }
    }
    found
}

/// Reminders of work not done.
pub fn unfinished(sources: &[Source]) -> Vec<Offence> {
    // In pieces, so that this file does not offend.
    let marks = [["TO", "DO"], ["FIX", "ME"], ["XX", "X:"], ["HA", "CK:"]].map(|p| p.concat());
    let mut found = Vec::new();
    for source in sources {
        for (number, line) in (1..).zip(source.text.lines()) {
            if let Some(mark) = marks.iter().find(|m| line.contains(m.as_str())) {
                found.push(at(source, number, &format!("`{mark}`: finish it, or write an issue")));
            }
        }
    }
    found
}

/// `style` attributes, which the viewer's content security policy refuses.
pub fn inline_style(sources: &[Source]) -> Vec<Offence> {
    let mut found = Vec::new();
    let pages = |s: &&Source| {
        s.path.starts_with("web/") && (s.has_extension("rs") || s.has_extension("html"))
    };
    for source in sources.iter().filter(pages) {
        for (number, line) in source.code_lines() {
            if line.contains(" style=") || line.contains("onclick=\"") || line.contains("<style") {
                found.push(at(source, number, "inline style or script: use a class"));
            }
        }
    }
    found
}

/// Paths of somebody's machine and addresses of package registries.
pub fn machine_names(sources: &[Source]) -> Vec<Offence> {
    let marks = [
        ["/wo", "rk/"],
        ["/ro", "ot/"],
        ["/ho", "me/"],
        ["/Use", "rs/"],
        ["crates", ".io"],
        ["npmjs", ".org"],
        ["pypi", ".org"],
    ]
    .map(|p| p.concat());
    let mut found = Vec::new();
    for source in sources {
        for (number, line) in (1..).zip(source.text.lines()) {
            if let Some(mark) = marks.iter().find(|m| line.contains(m.as_str())) {
                found.push(at(source, number, &format!("`{mark}` names a machine or a registry")));
            }
        }
    }
    found
}
