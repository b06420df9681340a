//! What nobody sends by mistake, against a running server.
//!
//! Why it matters: an office's server stands in the open. Whatever is sent to it,
//! whoever sent it is told what was wrong in one form, nothing is recorded, nobody
//! else waits, and the ledger still verifies.

mod addresses;
mod bodies;
mod crowds;
mod heads;
mod keys;
mod texts;

use serde_json::Value;
use tests::checker::check_ledger;
use tests::daybook::TestServer;
use tests::drafts;
use tests::http::Reply;
use tests::raw_http::Raw;

/// A server with one record, and what is asked of it after each attack.
struct Target {
    server: TestServer,
    size: u64,
}

impl Target {
    fn start() -> Self {
        Self::of(TestServer::start())
    }

    fn of(server: TestServer) -> Self {
        let mut target = Self { server, size: 0 };
        target.record();
        target
    }

    fn record(&mut self) {
        let draft = drafts::numbered("after", usize::try_from(self.size).expect("few"));
        let sent = self.server.client().post("/api/v1/events", &[], &drafts::body(&draft));
        assert_eq!(sent.expect(201).json()["index"], self.size, "nothing was recorded between");
        self.size += 1;
    }

    fn raw(&self) -> Raw {
        Raw::connect(self.server.url())
    }

    /// A POST of JSON as raw bytes, up to the blank line.
    fn head(&self, path: &str, more: &str) -> String {
        let token = self.server.token();
        format!("POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{more}\r\n")
    }

    /// That the server still reads, still records, and that all of it verifies.
    #[track_caller]
    fn stands(&mut self) {
        self.server.client().get("/healthz").expect(200);
        self.record();
        check_ledger(&self.server, self.size);
    }
}

/// That an answer is a refusal in our form: of this status and kind, with a fault
/// that names the field and says what to do.
#[track_caller]
fn refused(reply: &Reply, status: u16, kind: &str, field: &str) -> Value {
    let told = told(reply, status, kind);
    let faults = told["faults"].as_array().cloned().unwrap_or_default();
    let fault = faults.iter().find(|fault| fault["field"] == field);
    let fault = fault.unwrap_or_else(|| panic!("no fault of {field:?} in {told}"));
    assert!(fault["remedy"].as_str().is_some_and(|remedy| remedy.len() > 5), "{told}");
    fault.clone()
}

/// The same where no field is at fault.
#[track_caller]
fn told(reply: &Reply, status: u16, kind: &str) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text());
    assert_eq!(reply.header("content-type"), "application/problem+json", "{}", reply.text());
    let told = reply.json();
    assert_eq!(told["type"], format!("urn:daybook:problem:{kind}"), "{told}");
    assert_eq!(told["status"], status, "{told}");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{told}");
    told
}
