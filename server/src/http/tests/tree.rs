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
