//! A provider of accounts (`OpenID` Connect Core 1.0) on loopback, which signs anybody in,
//! and lies where a test asks it to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

use data_encoding::BASE64URL_NOPAD as BASE64URL;
use ed25519_dalek::Signer;
use rsa::pkcs1v15;
use rsa::signature::SignatureEncoding;
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Who the server is to this provider.
pub const CLIENT: &str = "ledger";
/// What proves it.
const SECRET: &str = "an invented secret of a test";

/// What it signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// RS256, as the large providers do.
    Rsa,
    /// `EdDSA`: the key that follows.
    Ed,
    /// RS256 under the same name, with a key that it never published.
    Stranger,
    /// Not at all: `alg` is `none`.
    None,
    /// HS256 with the secret of the client.
    Secret,
}

/// What is to be wrong with the next ID token: claims in place of its own, `null` to
/// leave one out, and the key.
struct Next {
    claims: Value,
    key: Key,
}

/// What was granted to a browser.
struct Grant {
    nonce: String,
    challenge: String,
    redirect: String,
}

struct State {
    url: String,
    next: Next,
    published: Vec<Key>,
    grants: BTreeMap<String, Grant>,
    /// How often it was asked for its keys.
    asked: u32,
}

/// A running provider; it stops with the process.
#[derive(Clone)]
pub struct Provider(Arc<Mutex<State>>);

/// What a browser brings back.
#[derive(Clone, Debug)]
pub struct Back {
    /// Of the sign-in.
    pub state: String,
    /// For the server.
    pub code: String,
}

impl Provider {
    /// A provider that signs `who` in.
    pub fn start(who: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let next = Next { claims: json!({ "sub": who }), key: Key::Rsa };
        let (published, grants) = (vec![Key::Rsa], BTreeMap::new());
        let provider = Self(Arc::new(Mutex::new(State { url, next, published, grants, asked: 0 })));
        let shared = provider.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                // A browser opens more connections than it uses, and hangs up when it likes.
                std::thread::spawn(move || drop(shared.answer(&stream)));
            }
        });
        provider
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no thread panicked")
    }

    /// Its address, which is its name in tokens.
    pub fn url(&self) -> String {
        self.state().url.clone()
    }

    /// The options of a server at `ours` that takes its word; the secret of the client is
    /// put into `secret`.
    pub fn options(&self, ours: &str, secret: &Path) -> Vec<String> {
        std::fs::write(secret, format!("{SECRET}\n")).expect("a file");
        let secret = secret.to_str().expect("a path in UTF-8");
        [
            ["--openid-issuer", &self.url()],
            ["--openid-client-id", CLIENT],
            ["--openid-client-secret-file", secret],
            ["--public-url", ours],
        ]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect()
    }

    /// What it says from now on.
    pub fn say(&self, claims: Value, key: Key) {
        self.state().next = Next { claims, key };
    }

    /// The keys that it publishes from now on.
    pub fn publish(&self, keys: &[Key]) {
        self.state().published = keys.to_vec();
    }

    /// How often it was asked for its keys.
    pub fn asked(&self) -> u32 {
        self.state().asked
    }

    /// What a browser that is sent to `address` brings back; panics where the address
    /// lacks something that the protocol wants.
    #[track_caller]
    pub fn authorize(&self, address: &str) -> Back {
        let (path, query) = address.split_once('?').expect("parameters");
        assert_eq!(path, format!("{}/authorize", self.url()));
        let given = pairs(query);
        let has = |name: &str| given.get(name).unwrap_or_else(|| panic!("no {name} in {address}"));
        assert_eq!((has("response_type").as_str(), has("client_id").as_str()), ("code", CLIENT));
        assert_eq!(has("code_challenge_method"), "S256");
        assert!(has("scope").split(' ').any(|scope| scope == "openid"), "{address}");
        let mut state = self.state();
        let code = format!("code-{}", state.grants.len());
        let grant = Grant {
            nonce: has("nonce").clone(),
            challenge: has("code_challenge").clone(),
            redirect: has("redirect_uri").clone(),
        };
        state.grants.insert(code.clone(), grant);
        Back { state: has("state").clone(), code }
    }

    fn answer(&self, stream: &TcpStream) -> std::io::Result<()> {
        let (line, head, body) = read(stream)?;
        let target = line.split(' ').nth(1).unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let url = self.url();
        let json = match path {
            "/.well-known/openid-configuration" => configuration(&url),
            "/keys" => {
                let mut state = self.state();
                state.asked += 1;
                json!({ "keys": state.published.iter().map(|key| jwk(*key)).collect::<Vec<_>>() })
            }
            "/authorize" => {
                let back = self.authorize(&format!("{url}{target}"));
                let redirect = pairs(query).remove("redirect_uri").unwrap_or_default();
                let place = format!("{redirect}?code={}&state={}", back.code, back.state);
                return write(stream, "302 Found", &format!("Location: {place}\r\n"), b"");
            }
            "/token" => match self.token(&head, &pairs(&body)) {
                Some(json) => json,
                None => {
                    let refusal = json!({ "error": "invalid_grant" }).to_string();
                    return write(stream, "400 Bad Request", JSON, refusal.as_bytes());
                }
            },
            _ => return write(stream, "404 Not Found", "", b""),
        };
        write(stream, "200 OK", JSON, json.to_string().as_bytes())
    }

    /// Trades a code, once, for whoever has its verifier.
    fn token(&self, head: &str, given: &BTreeMap<String, String>) -> Option<Value> {
        let mut state = self.state();
        let grant = state.grants.get(given.get("code")?)?;
        let challenge = BASE64URL.encode(&Sha256::digest(given.get("code_verifier")?));
        let basic =
            data_encoding::BASE64.encode(format!("{CLIENT}:{}", escaped(SECRET)).as_bytes());
        let is_ours = head.lines().any(|line| {
            line.to_ascii_lowercase().starts_with("authorization: basic") && line.ends_with(&basic)
        });
        if challenge != grant.challenge
            || given.get("redirect_uri") != Some(&grant.redirect)
            || !is_ours
        {
            return None;
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        let mut claims = json!({
            "iss": state.url, "aud": CLIENT, "nonce": grant.nonce, "iat": now, "exp": now + 300,
        });
        for (name, value) in state.next.claims.as_object()? {
            claims[name] = value.clone();
        }
        claims.as_object_mut()?.retain(|_, value| !value.is_null());
        let key = state.next.key;
        state.grants.remove(given.get("code")?);
        Some(json!({
            "access_token": "nothing that anybody asks for", "token_type": "Bearer",
            "expires_in": 300, "id_token": signed(&claims, key),
        }))
    }
}

const JSON: &str = "Content-Type: application/json\r\n";

fn configuration(url: &str) -> Value {
    json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "EdDSA", "HS256", "none"],
    })
}

fn rsa_key(stranger: bool) -> &'static rsa::RsaPrivateKey {
    static KEYS: OnceLock<[rsa::RsaPrivateKey; 2]> = OnceLock::new();
    let make = || rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2_048).expect("a key");
    &KEYS.get_or_init(|| [make(), make()])[usize::from(stranger)]
}

fn ed_key() -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(&[7; 32])
}

fn jwk(key: Key) -> Value {
    if key == Key::Ed {
        let x = BASE64URL.encode(ed_key().verifying_key().as_bytes());
        return json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": "two", "x": x});
    }
    let public = rsa_key(false).to_public_key();
    let (n, e) = (public.n().to_bytes_be(), public.e().to_bytes_be());
    let (n, e) = (BASE64URL.encode(&n), BASE64URL.encode(&e));
    json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "one", "n": n, "e": e})
}

fn signed(claims: &Value, key: Key) -> String {
    let (alg, kid) = match key {
        Key::Rsa | Key::Stranger => ("RS256", "one"),
        Key::Ed => ("EdDSA", "two"),
        Key::None => ("none", "one"),
        Key::Secret => ("HS256", "one"),
    };
    let head = json!({ "alg": alg, "kid": kid, "typ": "JWT" });
    let part = |json: &Value| BASE64URL.encode(json.to_string().as_bytes());
    let text = format!("{}.{}", part(&head), part(claims));
    let signature = match key {
        Key::Rsa | Key::Stranger => {
            let key = rsa_key(key == Key::Stranger).clone();
            pkcs1v15::SigningKey::<Sha256>::new(key).sign(text.as_bytes()).to_vec()
        }
        Key::Ed => ed_key().sign(text.as_bytes()).to_vec(),
        Key::None => Vec::new(),
        Key::Secret => hmac(SECRET.as_bytes(), text.as_bytes()),
    };
    format!("{text}.{}", BASE64URL.encode(&signature))
}

/// HMAC with SHA-256 (RFC 2104), for a key of at most 64 bytes.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let pad = |with: u8| {
        let mut block = [with; 64];
        key.iter().zip(&mut block).for_each(|(byte, place)| *place ^= byte);
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
}

fn read(stream: &TcpStream) -> std::io::Result<(String, String, String)> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut head) = (String::new(), String::new());
    reader.read_line(&mut line)?;
    loop {
        let mut field = String::new();
        if reader.read_line(&mut field)? == 0 || field.trim().is_empty() {
            break;
        }
        head.push_str(field.trim_end());
        head.push('\n');
    }
    let length = head.lines().find_map(|field| {
        let (name, value) = field.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok((line, head, String::from_utf8_lossy(&body).into_owned()))
}

fn write(mut stream: &TcpStream, status: &str, fields: &str, body: &[u8]) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{fields}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)
}

/// Parameters of an address or a form.
fn pairs(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), plain(value))).collect()
}

fn plain(text: &str) -> String {
    let (mut out, mut bytes) = (Vec::new(), text.bytes());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits: Vec<u8> = bytes.by_ref().take(2).collect();
                let digits = String::from_utf8(digits).unwrap_or_default();
                u8::from_str_radix(&digits, 16).unwrap_or(b'?')
            }
            byte => byte,
        });
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A secret as RFC 6749 section 2.3.1 wants it in a header.
fn escaped(text: &str) -> String {
    text.replace(' ', "+")
}
