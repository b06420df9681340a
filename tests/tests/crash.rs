//! Killed in the middle of concurrent appends, ten times over.
//!
//! `kill -9` keeps the page cache, so this shows nothing about the disk (that
//! is `power_cut.rs`); it shows that no commit is half done and no answer is
//! given early.

use std::time::Duration;
use tests::daybook::TestServer;
use tests::kills::Killed;

#[test]
fn what_was_acknowledged_survives_ten_kills() {
    let mut ledger = Killed::default();
    for round in 0..10 {
        let lost = ledger.round(round);
        assert!(lost.is_empty(), "round {round}: {} entries lost: {lost:?}", lost.len());
    }
    let kept = ledger.acknowledged().len();
    assert!(kept > 50, "only {kept} entries were acknowledged");
    assert_eq!(ledger.doubled(), [""; 0], "recorded twice");
    println!("{kept} acknowledged entries survived 10 kills");
}

/// Uploads killed at any moment: what was acknowledged is there and right, and
/// what was not is there whole or not at all.
#[test]
fn uploads_that_were_acknowledged_survive_ten_kills() {
    let mut server = TestServer::start();
    let mut acknowledged: Vec<Vec<u8>> = Vec::new();
    for round in 0..10_u64 {
        let senders: Vec<_> = (0..4_u64)
            .map(|sender| {
                let client = server.client();
                std::thread::spawn(move || {
                    let mut kept = Vec::new();
                    for n in 0.. {
                        let text = format!("round {round}, sender {sender}, file {n}; ");
                        let bytes = text.repeat(1 + usize::try_from(n % 7).unwrap_or(0) * 900);
                        let sent = client.try_post("/api/v1/documents", &[], bytes.as_bytes());
                        match sent {
                            Ok(reply) if reply.status == 201 => kept.push(bytes.into_bytes()),
                            _ => return kept,
                        }
                    }
                    kept
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(15 + round * 41 % 230));
        server.kill();
        for sender in senders {
            acknowledged.extend(sender.join().expect("a sender"));
        }
        server.start_again();
        for bytes in &acknowledged {
            let path = format!("/documents/{}", ledger::record::Hash::of(bytes));
            let reply = server.client().get(&path).expect(200);
            assert_eq!(&reply.body, bytes, "round {round}: {path} is another file");
        }
        // Whatever has a name is what its name says.
        let data = server.data().join("documents");
        assert_eq!(std::fs::read_dir(data.join("incoming")).map_or(0, Iterator::count), 0);
    }
    assert!(acknowledged.len() > 20, "only {} uploads were acknowledged", acknowledged.len());
    println!("{} acknowledged uploads survived 10 kills", acknowledged.len());
}
