//! The read tree below `/log/`.

use axum::http::Method;

use super::{draft, server};

#[tokio::test]
async fn the_read_tree_is_open_to_all_and_cached_as_it_may_be() {
    let server = server();
    server.post(&[], &draft("a")).await;
    for (path, caching) in [
        ("checkpoint", "no-cache"),
        ("vkey", "no-cache"),
        ("openings/000.p/1", "no-cache"),
        ("history/000", "no-cache"),
        ("tile/0/000.p/1", "public, max-age=31536000, immutable"),
        ("tile/entries/000.p/1", "public, max-age=31536000, immutable"),
    ] {
        let answer = server.get(&format!("/log/{path}")).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.headers["cache-control"], caching, "{path}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{path}");
        let etag = answer.headers["etag"].to_str().unwrap();
        let again = [("if-none-match", etag)];
        let again = server.send(Method::GET, &format!("/log/{path}"), &again, "").await;
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
    }
    for path in ["tile/0/000", "tile/0/000.p/2", "nothing", "..%2forigin", "tile/entries/0"] {
        let answer = server.get(&format!("/log/{path}")).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
    }
    let asked = server.send(Method::OPTIONS, "/log/checkpoint", &[], "").await;
    assert_eq!(asked.headers["access-control-allow-methods"], "GET, HEAD, OPTIONS");
}

/// 4,096 entries with one request instead of sixteen, and never anything else than these.
#[tokio::test]
async fn a_sheaf_is_the_sixteen_files_after_one_another() {
    let server = server();
    let fill = async |from: usize, to: usize| {
        let drafts: Vec<_> = (from..to).map(|n| draft(&format!("e-{n}"))).collect();
        assert_eq!(server.post(&[], &drafts.into()).await.status, 201, "{from}..{to}");
    };
    // The genesis entry is the first.
    for from in (0..4_000).step_by(1_000) {
        fill(from, from + 1_000).await;
    }
    let paths = ["tile/0", "tile/entries", "openings"];
    for path in paths {
        let answer = server.get(&format!("/log/sheaf/{path}/000")).await;
        assert_eq!(answer.status, 404, "{path}: the sixteenth file is not full");
    }
    fill(4_000, 4_100).await;
    for (path, caching) in paths.into_iter().zip([
        "public, max-age=31536000, immutable",
        "public, max-age=31536000, immutable",
        "no-cache",
    ]) {
        let mut files = Vec::new();
        for n in 0..16 {
            files.extend(server.get(&format!("/log/{path}/{n:03}")).await.bytes);
        }
        let at = format!("/log/sheaf/{path}/000");
        let answer = server.get(&at).await;
        assert!(answer.status == 200 && answer.bytes == files, "{path}");
        assert_eq!(answer.headers["cache-control"], caching, "{path}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{path}");
        let etag = answer.headers["etag"].to_str().unwrap();
        let again = server.send(Method::GET, &at, &[("if-none-match", etag)], "").await;
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
    }
    for path in ["tile/0/001", "tile/1/000", "tile/entries/000.p/1", "history/000", "openings/0"] {
        let answer = server.get(&format!("/log/sheaf/{path}")).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{path}");
    }
}
