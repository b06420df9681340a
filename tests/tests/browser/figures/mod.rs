//! Every computation of the domain study (its section 4), as the reader sees it:
//! the figure that was worked out by hand stands on the page, made by the browser
//! from a ledger that the browser checked.
//!
//! The records are invented and small. They are sealed with days of recording of
//! their own, because what was known on which day is part of what is asked.

mod answers;
mod offices;
mod returns;
mod times;

use super::sheets::Desk;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::daybook::TestServer;
use tests::staged::recorded;
use tests::static_server::StaticServer;

/// A ledger on its server, and a browser that has checked it.
struct Stage {
    desk: Desk,
    _folder: TempDir,
    _server: TestServer,
}

impl Stage {
    /// Serves drafts, each recorded on its day.
    #[track_caller]
    fn of(drafts: &[(&str, Value)]) -> Self {
        let server = TestServer::start();
        let folder = tempfile::tempdir().expect("a temporary folder");
        recorded(&server, drafts).write(folder.path());
        let copy = StaticServer::start("127.0.0.1:0", folder.path(), Some(server.url()));
        let desk = Desk::at(copy.expect("a server").url());
        Self { desk, _folder: folder, _server: server }
    }
}

/// An invented event.
fn fact(id: &str, kind: &str, event: impl Into<Value>) -> Value {
    let event: Value = event.into();
    json!({"id": id, "inquiry": "demo", "kind": kind, "event": event, "by": "clerk",
        "basis": "official_record", "certainty": "stated",
        "sources": [{"kind": "report", "title": "An invented report"}]})
}

/// An event's members, with more of them.
fn with(mut event: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().expect("members") {
        event[name] = value.clone();
    }
    event
}

/// The same event, with when it happened.
fn on(edtf: &str, mut draft: Value) -> Value {
    draft["occurred"] = json!({"edtf": edtf});
    draft
}

/// The same event, in another matter.
fn of(inquiry: &str, mut draft: Value) -> Value {
    draft["inquiry"] = json!(inquiry);
    draft
}

fn body(id: &str, name: &str, kind: &str) -> Value {
    let event = json!({"body": id, "name": name, "body_kind": kind});
    fact(&format!("reg-{id}"), "body_registered", event)
}

fn person(id: &str, name: &str) -> Value {
    fact(&format!("reg-{id}"), "person_registered", json!({"person": id, "name": name}))
}
