//! TLS that the server ends itself: what a client may rely on when certificates are
//! renewed, also when that goes wrong.

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, Stream};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tests::daybook::{new_ledger, run};
use tests::drafts::{body, numbered};
use tests::running::Running;

/// A certificate of its own authority.
struct Made {
    cert: String,
    key: String,
    der: CertificateDer<'static>,
}

fn made() -> Made {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    Made { cert: cert.pem(), key: signing_key.serialize_pem(), der: cert.der().clone() }
}

/// Where a server looks for both.
struct Place {
    cert: PathBuf,
    key: PathBuf,
}

impl Place {
    fn new(dir: &Path) -> Self {
        Self { cert: dir.join("cert.pem"), key: dir.join("key.pem") }
    }

    fn put(&self, made: &Made) {
        std::fs::write(&self.key, &made.key).expect("written");
        std::fs::write(&self.cert, &made.cert).expect("written");
    }

    fn arguments(&self) -> [&str; 4] {
        let (cert, key) = (self.cert.to_str().expect("UTF-8"), self.key.to_str().expect("UTF-8"));
        ["--tls-cert", cert, "--tls-key", key]
    }
}

/// A connection that trusts `made` and nobody else.
fn connect(server: &Running, made: &Made) -> (ClientConnection, TcpStream) {
    let mut roots = RootCertStore::empty();
    roots.add(made.der.clone()).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    let address = server.url().strip_prefix("https://").expect("an address with TLS");
    let socket = TcpStream::connect(address).expect("a connection");
    socket.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
    (ClientConnection::new(Arc::new(config), name).expect("a client"), socket)
}

/// One request and its whole answer; an error where the certificate is not trusted.
fn ask(server: &Running, made: &Made, request: &str) -> Result<String, String> {
    let (mut tls, mut socket) = connect(server, made);
    let mut stream = Stream::new(&mut tls, &mut socket);
    stream.write_all(request.as_bytes()).map_err(|error| error.to_string())?;
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => Ok(String::from_utf8_lossy(&answer).into_owned()),
        Err(error) if !answer.is_empty() => {
            Ok(format!("{} {error}", String::from_utf8_lossy(&answer)))
        }
        Err(error) => Err(error.to_string()),
    }
}

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[track_caller]
fn trusts(server: &Running, made: &Made) {
    let answer = ask(server, made, HEALTH).expect("trusted");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.to_lowercase().contains("strict-transport-security: max-age="), "{answer}");
}

#[test]
fn a_renewed_certificate_is_taken_and_a_bad_one_is_not() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("ledger");
    let token = new_ledger(&data);
    let (place, first, second, third) = (Place::new(dir.path()), made(), made(), made());
    place.put(&first);
    let server = Running::start(&data, &place.arguments(), &dir.path().join("log"));
    trusts(&server, &first);
    assert!(ask(&server, &second, HEALTH).is_err(), "somebody else's certificate is trusted");

    // An event by TLS, with its receipt.
    let draft = String::from_utf8(body(&numbered("tls", 0))).expect("JSON");
    let request = format!(
        "POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Authorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{draft}",
        draft.len()
    );
    let answer = ask(&server, &first, &request).expect("trusted");
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");

    // Renewed, and told so. A connection of before goes on with what it began with.
    let (mut old, mut socket) = connect(&server, &first);
    let mut open = Stream::new(&mut old, &mut socket);
    open.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("written");
    let mut one = [0; 4096];
    assert!(open.read(&mut one).expect("an answer") > 0);
    place.put(&second);
    server.signal("HUP");
    server.wait_for_words("new connections use the certificate");
    trusts(&server, &second);
    assert!(ask(&server, &first, HEALTH).is_err(), "the old certificate is still in use");
    open.write_all(HEALTH.as_bytes()).expect("still open");
    assert!(open.read(&mut one).expect("an answer") > 0, "the open connection was cut");

    // Half a renewal: the certificate is new, its key is not there yet.
    std::fs::write(&place.cert, &third.cert).expect("written");
    server.signal("HUP");
    server.wait_for_words("the certificate from before stays in use");
    trusts(&server, &second);
    for nonsense in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "x"] {
        std::fs::write(&place.cert, nonsense).expect("written");
        server.signal("HUP");
        std::thread::sleep(Duration::from_millis(200));
        trusts(&server, &second);
    }
    std::fs::remove_file(&place.key).expect("removed");
    server.signal("HUP");
    std::thread::sleep(Duration::from_millis(200));
    trusts(&server, &second);
    let log = server.log();
    assert!(
        !log.contains("PRIVATE KEY") && !log.contains(third.key.lines().nth(1).expect("a line"))
    );

    // The rest of it comes, and nobody says so: it is seen.
    place.put(&third);
    let until = std::time::Instant::now() + Duration::from_mins(1);
    while ask(&server, &third, HEALTH).is_err() {
        assert!(std::time::Instant::now() < until, "changed files are not seen: {}", server.log());
        std::thread::sleep(Duration::from_millis(250));
    }

    // Whoever speaks plainly, or nonsense, is turned away and harms nobody.
    let address = server.url().strip_prefix("https://").expect("an address");
    for words in [&b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"[..], b"\x16\x03\x01\xff\xff", b"\0"]
    {
        let mut plain = TcpStream::connect(address).expect("a connection");
        plain.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        plain.write_all(words).expect("written");
        plain.shutdown(std::net::Shutdown::Write).expect("shut");
        let mut answer = Vec::new();
        let _ = plain.read_to_end(&mut answer);
        assert!(!String::from_utf8_lossy(&answer).contains("200"), "answered without TLS");
    }
    trusts(&server, &third);
}

#[test]
fn a_server_does_not_start_with_what_it_cannot_use() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("ledger");
    new_ledger(&data);
    let data = data.to_str().expect("UTF-8");
    let (place, one, other) = (Place::new(dir.path()), made(), made());
    let serve = |code: i32, words: &str, more: &[&str]| {
        let mut line = vec!["serve", "--data", data];
        line.extend(more);
        if !more.iter().any(|word| word.starts_with("--listen")) {
            line.extend(["--listen", "127.0.0.1:0"]);
        }
        let done = run(&line);
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(code), "{more:?}: {told}");
        assert!(told.contains(words), "{more:?}: {told}");
    };
    serve(3, "cert.pem", &place.arguments());
    place.put(&one);
    std::fs::write(&place.key, &other.key).expect("written");
    serve(2, "cert.pem and ", &place.arguments());
    std::fs::write(&place.key, &one.cert).expect("written");
    serve(2, "key.pem: holds no private key", &place.arguments());
    std::fs::write(&place.cert, &one.key).expect("written");
    serve(2, "cert.pem: holds no certificate", &place.arguments());
    serve(2, "--tls-key", &["--tls-cert", place.cert.to_str().expect("UTF-8")]);
    serve(2, "--metrics-listen", &["--listen=127.0.0.1:1", "--metrics-listen=127.0.0.1:1"][..]);
}
