//! Views and files over HTTP.

use super::*;

fn body(id: &str, name: &str) -> Value {
    json!({
        "id": format!("{id}-registered"), "inquiry": "demo", "kind": "body_registered",
        "basis": "official_record", "certainty": "stated",
        "event": {"body": id, "name": name, "body_kind": "lscb"},
        "sources": [{"kind": "page", "title": "A page"}]
    })
}

async fn three_boards() -> Server {
    let server = server();
    let drafts = json!([body("a", "Aldmere Board"), body("b", "=1+1"), body("c", "Carr Board")]);
    assert_eq!(server.post(&[], &drafts).await.status, 201);
    server
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }
}

#[tokio::test]
async fn a_view_says_where_it_stands_and_gives_its_rows_in_every_form() {
    let server = three_boards().await;
    let list = server.get("/api/v1/views").await.json();
    let bodies = list["views"].as_array().unwrap().iter().find(|view| view["name"] == "bodies");
    assert!(bodies.unwrap()["parameters"].to_string().contains("\"at\""));

    let sheet = server.get("/api/v1/views/bodies").await.json();
    assert_eq!(sheet["stand"]["size"], 3);
    let newest = server.get("/api/v1/events/2").await.json();
    assert_eq!(sheet["stand"]["hash"], newest["hash"]);
    assert_eq!(sheet["figures"][0]["numerator"], 3);

    // At an earlier size it stands there, with the fingerprint of that entry.
    let earlier = server.get("/api/v1/views/bodies?at=1").await.json();
    assert_eq!(earlier["stand"]["hash"], server.get("/api/v1/events/0").await.json()["hash"]);
    assert_eq!(earlier["tables"][0]["rows"].as_array().unwrap().len(), 1);
    let nothing = server.get("/api/v1/views/bodies?at=0").await.json();
    assert!(nothing["stand"]["hash"].is_null() && nothing["stand"]["known"].is_null());

    let csv = server.get("/api/v1/views/bodies?format=csv&table=bodies").await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8; header=present");
    assert!(csv.headers["content-disposition"].to_str().unwrap().contains("bodies-at-3.csv"));
    let rows: Vec<_> = csv.text().lines().map(str::to_owned).collect();
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert!(rows.iter().any(|row| row.contains(",'=1+1,b,") && row.ends_with(",body")), "{rows:?}");
    let asked = server.send(Method::GET, "/api/v1/views/bodies", &[("accept", "text/csv")], "");
    assert_eq!(asked.await.text(), csv.text(), "Accept asks for the same");
    let lines = server.get("/api/v1/views/bodies?format=jsonl").await.text();
    assert_eq!(lines.lines().count(), 3);
    assert!(lines.contains("\"body\":\"=1+1\""), "as it is: {lines}");
}

#[tokio::test]
async fn what_cannot_be_meant_is_named() {
    let server = three_boards().await;
    for (query, named) in [
        ("at=4", "at"),
        ("at=x", "at"),
        ("known=2014-08", "known"),
        ("on=yesterday", "on"),
        ("colour=red", "colour"),
        ("format=pdf", "format"),
        ("format=csv&table=nothing", "table"),
        ("at=1&at=2", "at"),
    ] {
        let answer = server.get(&format!("/api/v1/views/bodies?{query}")).await;
        assert_eq!((answer.status, field(&answer).as_str()), (400, named), "{query}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    let unknown = server.get("/api/v1/views/nothing").await;
    assert_eq!((unknown.status, field(&unknown).as_str()), (404, "view"));
    let wrong = server.get("/api/v1/events?format=xls").await;
    assert_eq!((wrong.status, field(&wrong).as_str()), (400, "format"));
}

/// The same answer is not sent twice, and a new one is not held back.
#[tokio::test]
async fn an_answer_has_a_tag_that_changes_with_the_record() {
    let server = three_boards().await;
    for path in ["/api/v1/views/bodies", "/api/v1/events?format=csv", "/api/v1/events?format=ics"] {
        let first = server.get(path).await;
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        let ask = |path: String| {
            let tag = tag.clone();
            let server = &server;
            async move { server.send(Method::GET, &path, &[("if-none-match", &tag)], "").await.status }
        };
        assert_eq!(ask(path.to_owned()).await, 304, "{path}");
        let and = if path.contains('?') { '&' } else { '?' };
        let other = if path.contains("views") { "at=1" } else { "kind=correction" };
        assert_eq!(ask(format!("{path}{and}{other}")).await, 200, "another question");
        let id = format!("new-{}", &path[path.len() - 3..]);
        assert_eq!(server.post(&[], &draft(&id)).await.status, 201);
        assert_eq!(ask(path.to_owned()).await, 200, "{path} after a new entry");
    }
}

#[tokio::test]
async fn a_file_of_events_holds_every_row_of_the_query() {
    let server = server();
    let many: Vec<Value> = (0..700).map(|n| draft(&format!("s-{n}"))).collect();
    let answer = server.post(&[], &json!(many)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(server.post(&[], &body("a", "A")).await.status, 201);
    let csv =
        server.get("/api/v1/events?kind=record_not_found&format=csv&order=oldest").await.text();
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows.len(), 701, "more than a page, and none of another kind");
    assert!(rows[0].starts_with("ledger_size,warning,index,"), "{}", rows[0]);
    assert!(rows[1].starts_with("701,,0,s-0,record_not_found,"), "{}", rows[1]);
    assert!(rows[700].starts_with("701,,699,s-699,"), "{}", rows[700]);
    let hash = server.get("/api/v1/events/699").await.json()["hash"].as_str().unwrap().to_owned();
    assert!(rows[700].contains(&hash));
    let none = server.get("/api/v1/events?kind=correction&format=csv").await.text();
    assert_eq!(none.lines().count(), 1, "a header all the same: {none}");
    let none = server.get("/api/v1/events?kind=correction&format=jsonl").await;
    assert_eq!(none.text(), "");
}

#[tokio::test]
async fn feeds_and_calendars_know_where_they_are() {
    let server = server();
    let mut order = draft("order-1");
    order["kind"] = "order_to_attend".into();
    order["event"] = json!({"order": "o1", "committee": "c", "person": "person-b2",
        "made": "2015-03-01", "attend_on": "2015-03-10"});
    let mut person = body("person-b2", "Ben Example");
    person["kind"] = "person_registered".into();
    person["event"] = json!({"person": "person-b2", "name": "Ben Example"});
    let answer = server.post(&[], &json!([body("c", "A committee"), person, order])).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let ask = |path: &'static str, host: &'static str| {
        let server = &server;
        async move { server.send(Method::GET, path, &[("host", host)], "").await.text() }
    };
    let calendar = ask("/api/v1/events?format=ics", "ledger.example:8080").await;
    assert!(calendar.contains("URL:http://ledger.example:8080/events/2\r\n"), "{calendar}");
    assert!(calendar.contains("DTSTART;VALUE=DATE:20150310\r\n"), "{calendar}");
    let feed = ask("/api/v1/events?q=%3Cb%3E%26&format=atom", "ledger.example").await;
    assert!(feed.contains("<subtitle>q=%3Cb%3E%26</subtitle>"), "{feed}");
    let feed = ask("/api/v1/events?format=atom", "x\"><script>").await;
    assert!(!feed.contains("script"), "{feed}");
    assert!(feed.contains("href=\"/events/2\""), "a relative address: {feed}");
}
