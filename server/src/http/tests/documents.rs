//! Documents over HTTP, without a network.

use super::*;

const PDF: &str = "%PDF-1.7 a report that entries cite";

impl Server {
    async fn upload(&self, query: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [headers, &[("authorization", bearer.as_str())]].concat();
        self.send(Method::POST, &format!("/api/v1/documents{query}"), &headers, body).await
    }

    async fn withhold(&self, id: &str, document: &Hash, mode: &str) -> Answer {
        let draft = json!({
            "id": id, "inquiry": "demo", "kind": "document_withheld", "basis": "official_record",
            "certainty": "stated", "sources": [{"kind": "other", "title": "Order"}],
            "event": {"document": document.to_hex(), "withholding_mode": mode,
                "ground": "court_order", "decided_by": "editor", "decided_on": "2026-11-01"},
        });
        self.post(&[], &draft).await
    }
}

fn cites(id: &str, document: &Hash) -> Value {
    json!({
        "id": id, "inquiry": "demo", "kind": "record_not_found", "basis": "press_report",
        "certainty": "stated", "event": {"sought": "other", "text": "t", "searched": "s"},
        "sources": [{"kind": "report", "title": "T",
            "digest": {"blake3": document.to_hex(), "sha256": document.to_hex()}}],
    })
}

#[tokio::test]
async fn a_document_is_kept_and_read_back_with_headers_that_run_nothing() {
    let server = server();
    let hash = Hash::of(PDF.as_bytes());
    let query = format!("?blake3={hash}");
    let first = server.upload(&query, &[("content-type", "text/html")], PDF).await;
    assert_eq!(first.status, 201, "{}", first.json());
    let receipt = first.json();
    assert_eq!(receipt["blake3"], hash.to_hex());
    assert_eq!(receipt["media_type"], "application/pdf", "from its bytes");
    assert!(receipt["warnings"][0].as_str().unwrap().contains("guess"), "{receipt}");
    let address = receipt["address"].as_str().unwrap();
    assert_eq!(server.upload("", &[], PDF).await.status, 200, "known already");

    let read = server.get(address).await;
    assert_eq!((read.status, read.bytes.as_slice()), (200, PDF.as_bytes()));
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-cache"),
        ("access-control-allow-origin", "*"),
        ("accept-ranges", "bytes"),
    ] {
        assert_eq!(read.headers[name], value, "{name}");
    }
    let disposition = read.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
    assert!(read.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
    let etag = read.headers["etag"].to_str().unwrap().to_owned();
    let again = server.send(Method::GET, address, &[("if-none-match", &etag)], "").await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    let part = server.send(Method::GET, address, &[("range", "bytes=1-3")], "").await;
    assert_eq!((part.status, part.bytes.as_slice()), (206, &b"PDF"[..]));
    assert_eq!(part.headers["content-range"], format!("bytes 1-3/{}", PDF.len()));
    let outside = server.send(Method::GET, address, &[("range", "bytes=999-")], "").await;
    assert_eq!(outside.status, 416);
}

#[tokio::test]
async fn each_way_to_send_it_wrong_is_refused_by_name_and_keeps_nothing() {
    let server = server();
    let other = Hash::of(b"another file").to_hex();
    let sha = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
    let large = "x".repeat(100_001);
    for (query, headers, body, status, word) in [
        (format!("?blake3={other}"), vec![], PDF, 422, other.as_str()),
        (String::new(), vec![("content-digest", sha)], PDF, 422, "SHA-256"),
        ("?blake3=short".to_owned(), vec![], PDF, 400, "blake3"),
        ("?name=x.pdf".to_owned(), vec![], PDF, 400, "name"),
        (String::new(), vec![("digest", "sha-256=x")], PDF, 400, "digest"),
        (String::new(), vec![], "", 422, "empty"),
        (String::new(), vec![], large.as_str(), 413, "100000 bytes"),
        (String::new(), vec![("content-length", "999999999")], PDF, 413, "100000 bytes"),
    ] {
        let answer = server.upload(&query, &headers, body).await;
        assert_eq!(answer.status, status, "{query} {headers:?}");
        let told = answer.json();
        assert!(told["detail"].as_str().unwrap().contains(word), "{told}");
    }
    let none = server.send(Method::POST, "/api/v1/documents", &[], PDF).await;
    assert_eq!(none.status, 401);
    let hash = Hash::of(PDF.as_bytes());
    assert_eq!(server.get(&format!("/documents/{hash}")).await.status, 404, "nothing was kept");
    let kept = server.app.documents.list().unwrap();
    assert_eq!(kept, []);
}

#[tokio::test]
async fn all_together_have_a_limit() {
    let server = server();
    for n in 0..2 {
        let body = format!("{n}{}", "x".repeat(99_998));
        assert_eq!(server.upload("", &[], &body).await.status, 201);
    }
    let full = server.upload("", &[], &"y".repeat(99_999)).await;
    assert_eq!(full.status, 507, "{}", full.json());
    assert!(full.json()["detail"].as_str().unwrap().contains("250000"));
}

#[tokio::test]
async fn no_path_leads_anywhere_but_to_a_document() {
    let server = server();
    let hash = Hash::of(PDF.as_bytes());
    server.upload("", &[], PDF).await;
    let hex = hash.to_hex();
    for path in [
        format!("/documents/{}", hex.to_uppercase()),
        format!("/documents/{}", &hex[1..]),
        format!("/documents/{hex}.json"),
        format!("/documents/{hex}%00"),
        format!("/documents/..%2f{hex}"),
        "/documents/..%2f..%2fsigning-key".to_owned(),
        "/documents/%2fetc%2fpasswd".to_owned(),
        "/documents/applied".to_owned(),
        "/documents/%ff".to_owned(),
    ] {
        let answer = server.get(&path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{path}");
    }
    let deleted = server.send(Method::DELETE, &format!("/documents/{hex}"), &[], "").await;
    assert_eq!(deleted.status, 405);
}

#[tokio::test]
async fn a_withholding_takes_effect_with_its_receipt_and_says_by_whom() {
    let server = server();
    let (kept, gone) = (Hash::of(PDF.as_bytes()), Hash::of(b"a letter"));
    server.upload("", &[], PDF).await;
    server.upload("", &[], "a letter").await;
    let address = format!("/documents/{kept}");
    let etag = server.get(&address).await.headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(server.withhold("w1", &kept, "not_published").await.status, 201);
    for headers in [vec![], vec![("if-none-match", etag.as_str())], vec![("range", "bytes=0-1")]] {
        let answer = server.send(Method::GET, &address, &headers, "").await;
        assert_eq!(answer.status, 451, "{headers:?}");
        let told = answer.json();
        assert_eq!(told["withheld"]["ground"], "court_order");
        assert_eq!(told["withheld"]["decided_by"], "editor");
        assert_eq!(told["withheld"]["entry"], 0);
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
    assert_eq!(server.upload("", &[], PDF).await.status, 409);
    assert_eq!(server.withhold("w2", &gone, "destroyed").await.status, 201);
    let answer = server.get(&format!("/documents/{gone}")).await;
    assert_eq!((answer.status, answer.json()["withheld"]["entry"].as_u64()), (410, Some(1)));

    let released = json!({
        "id": "r1", "inquiry": "demo", "kind": "document_released", "basis": "official_record",
        "certainty": "stated", "sources": [{"kind": "other", "title": "Order"}],
        "event": {"withholding": "w1", "document": kept.to_hex(), "decided_by": "editor",
            "decided_on": "2026-11-02"},
    });
    assert_eq!(server.post(&[], &released).await.status, 201);
    assert_eq!(server.get(&address).await.status, 200);
    let again = server.withhold("w3", &gone, "destroyed").await;
    assert_eq!(again.status, 422, "{}", again.json());
}

#[tokio::test]
async fn a_draft_that_cites_what_is_not_here_is_warned_of_and_recorded() {
    let server = server();
    let hash = Hash::of(PDF.as_bytes());
    let fields = |answer: &Answer| -> Vec<String> {
        let warnings = answer.json()["warnings"].as_array().cloned().unwrap_or_default();
        warnings.iter().map(|warning| warning["field"].as_str().unwrap().to_owned()).collect()
    };
    let absent = server.post(&[], &cites("a", &hash)).await;
    assert_eq!(absent.status, 201, "{}", absent.json());
    assert_eq!(fields(&absent), ["/sources/0/digest/blake3"]);
    server.upload("", &[], PDF).await;
    assert_eq!(fields(&server.post(&[], &cites("b", &hash)).await), Vec::<String>::new());
    let unknown = server.withhold("w", &Hash::of(b"a slip"), "destroyed").await;
    assert_eq!(fields(&unknown), ["/event/document"], "a slip would leave the right one public");
    server.withhold("w2", &hash, "not_published").await;
    assert_eq!(fields(&server.post(&[], &cites("c", &hash)).await), ["/sources/0/digest/blake3"]);
}
