//! A store that was changed on disk, as a server finds it: it is read and not written, and
//! the entry is named to whoever asks.

use tests::daybook::TestServer;
use tests::drafts::{body, numbered};
use tests::raw_store::RawStore;

#[test]
fn a_store_altered_on_disk_is_served_read_only_and_the_entry_is_named() {
    let mut server = TestServer::start();
    for n in 0..5 {
        server.client().post("/api/v1/events", &[], &body(&numbered("five", n))).expect(201);
    }
    assert_eq!(server.stop(), Some(0));
    {
        let store = RawStore::open(server.data());
        let mut entry = store.entry(2);
        // A word of the record: what somebody would want to change.
        let at = entry.windows(6).position(|part| part == b"stated").expect("a word");
        entry[at..at + 6].copy_from_slice(b"denied");
        store.set_entry(2, &entry);
    }
    server.start_again();
    let client = server.client();
    for _ in 0..2 {
        let refused = client.post("/api/v1/events", &[], &body(&numbered("late", 0))).expect(503);
        let refused = refused.text();
        assert!(refused.contains("entry 2 was changed"), "{refused}");
    }
    // Whoever watches it is told as well; whoever reads goes on reading.
    let ready = client.get("/readyz");
    assert_eq!(ready.status, 503, "{}", ready.text());
    client.get("/log/checkpoint").expect(200);
    client.get("/api/v1/events/4").expect(200);
    // What it serves is what lies there: each reader finds the change without its help.
    let bundle = client.get("/log/tile/entries/000.p/5").expect(200).body;
    assert!(bundle.windows(6).any(|part| part == b"denied"));
    assert_eq!(server.stop(), Some(0));
    // And it does not heal by being started again.
    server.start_again();
    let refused = server.client().post("/api/v1/events", &[], &body(&numbered("late", 1)));
    assert!(refused.expect(503).text().contains("entry 2 was changed"));
}
