//! The key of whoever is signed in, kept by this browser.
//!
//! Where the browser has Ed25519 the private half is a key that it lets nobody
//! read, this page included (not extractable, in `IndexedDB`). Elsewhere it is made
//! and used by our own code, and lies in local storage; the page says so.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use ledger::signing::{PersonKey, PersonSigner};
use ledger::spelling::{base64, hex, parse_hex};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CryptoKey, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransactionMode, SubtleCrypto,
};
use yew::prelude::*;

use crate::browser;

const BASE: &str = "daybook-keys";
const STORE: &str = "keys";
const ALGORITHM: &str = "Ed25519";

/// A key that this browser can sign with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OwnKey {
    /// BLAKE3 of the public key, hex: what names it in entries.
    pub(crate) id: String,
    /// The public key, hex.
    pub(crate) public: String,
    /// The browser lets nobody read the private half.
    pub(crate) guarded: bool,
}

fn place(holder: &str) -> String {
    format!("daybook.key.{holder}")
}

fn own(public: &[u8; 32], guarded: bool) -> Result<OwnKey, JsValue> {
    let key =
        PersonKey::new(public).ok_or_else(|| JsValue::from("the browser made no usable key"))?;
    Ok(OwnKey { id: key.id().to_hex(), public: hex(public), guarded })
}

fn subtle() -> Option<SubtleCrypto> {
    let crypto = browser::window()?.crypto().ok()?;
    // Not there on plain http from another machine.
    Reflect::get(&crypto, &"subtle".into()).ok()?.dyn_into().ok()
}

async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await?;
    request.result()
}

async fn store(mode: IdbTransactionMode) -> Result<IdbObjectStore, JsValue> {
    let window = browser::window().ok_or("no window")?;
    let factory = window.indexed_db()?.ok_or("this browser keeps nothing")?;
    let request = factory.open_with_u32(BASE, 1)?;
    let opening = request.clone();
    let upgrade = Closure::once(move |_: JsValue| {
        let base = opening.result().ok().and_then(|base| base.dyn_into::<IdbDatabase>().ok());
        if let Some(base) = base {
            let _ = base.create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let base: IdbDatabase = done(&request).await?.dyn_into()?;
    drop(upgrade);
    base.transaction_with_str_and_mode(STORE, mode)?.object_store(STORE)
}

/// The private half that the browser guards, and the public one.
async fn guarded(holder: &str) -> Result<Option<(CryptoKey, [u8; 32])>, JsValue> {
    let found = done(&store(IdbTransactionMode::Readonly).await?.get(&holder.into())?).await?;
    if !found.is_object() {
        return Ok(None);
    }
    let private = Reflect::get(&found, &"private".into())?.dyn_into()?;
    let public = Reflect::get(&found, &"public".into())?.as_string().unwrap_or_default();
    Ok(parse_hex(&public).map(|public| (private, public)))
}

fn plain(holder: &str) -> Option<PersonSigner> {
    let seed = browser::storage()?.get_item(&place(holder)).ok()??;
    Some(PersonSigner::from_seed(&parse_hex(&seed)?))
}

/// The key of `holder` in this browser, if there is one.
pub(crate) async fn find(holder: &str) -> Option<OwnKey> {
    if let Ok(Some((_, public))) = guarded(holder).await {
        return own(&public, true).ok();
    }
    let key = plain(holder)?;
    own(key.public().as_bytes(), false).ok()
}

async fn make_guarded(holder: &str) -> Result<OwnKey, JsValue> {
    let subtle = subtle().ok_or("no keys here")?;
    let uses = Array::of2(&"sign".into(), &"verify".into());
    let pair = JsFuture::from(subtle.generate_key_with_str(ALGORITHM, false, &uses)?).await?;
    let half = |name: &str| Reflect::get(&pair, &name.into());
    let public: CryptoKey = half("publicKey")?.dyn_into()?;
    let raw = JsFuture::from(subtle.export_key("raw", &public)?).await?;
    let bytes: [u8; 32] =
        Uint8Array::new(&raw).to_vec().try_into().map_err(|_| "the key has another length")?;
    let made = own(&bytes, true)?;
    let kept = Object::new();
    Reflect::set(&kept, &"private".into(), &half("privateKey")?)?;
    Reflect::set(&kept, &"public".into(), &made.public.as_str().into())?;
    let store = store(IdbTransactionMode::Readwrite).await?;
    done(&store.put_with_key(&kept, &holder.into())?).await?;
    Ok(made)
}

fn make_plain(holder: &str) -> Result<OwnKey, String> {
    let seed = browser::random().ok_or("This browser gives no random bytes: use another one.")?;
    let storage = browser::storage().ok_or("This browser keeps nothing: use another one.")?;
    let kept = storage.set_item(&place(holder), &hex(&seed));
    kept.map_err(|_| "This browser keeps nothing: use another one.")?;
    let key = PersonSigner::from_seed(&seed).public();
    own(key.as_bytes(), false).map_err(|error| browser::words(&error))
}

/// Makes a key for `holder`, in place of none.
pub(crate) async fn make(holder: &str) -> Result<OwnKey, String> {
    match make_guarded(holder).await {
        Ok(made) => Ok(made),
        Err(_) => make_plain(holder),
    }
}

/// Throws the key of `holder` away.
pub(crate) async fn forget(holder: &str) {
    if let Ok(store) = store(IdbTransactionMode::Readwrite).await
        && let Ok(request) = store.delete(&holder.into())
    {
        let _ = done(&request).await;
    }
    if let Some(storage) = browser::storage() {
        let _ = storage.remove_item(&place(holder));
    }
}

/// Signs the canonical text of a draft; the signature as a request spells it.
pub(crate) async fn sign(holder: &str, text: &str) -> Result<String, String> {
    let (public, signature) =
        try_sign(holder, text).await.map_err(|error| browser::words(&error))?;
    // What the browser made is held against our own rules before it goes anywhere.
    let key = PersonKey::new(&public).filter(|key| key.verify(text, &signature));
    let key = key.ok_or("The signature that this browser made does not hold.")?;
    Ok(format!(r#"{{"key":"{}","signature":"{}"}}"#, key.id(), base64(&signature)))
}

async fn try_sign(holder: &str, text: &str) -> Result<([u8; 32], [u8; 64]), JsValue> {
    if let Ok(Some((private, public))) = guarded(holder).await {
        let subtle = subtle().ok_or("no keys here")?;
        let bytes = Uint8Array::from(text.as_bytes());
        let signing = subtle.sign_with_str_and_buffer_source(ALGORITHM, &private, &bytes)?;
        let made = Uint8Array::new(&JsFuture::from(signing).await?).to_vec();
        let signature = made.try_into().map_err(|_| "the signature has another length")?;
        return Ok((public, signature));
    }
    let key = plain(holder).ok_or("this browser holds no key of yours")?;
    Ok((*key.public().as_bytes(), key.sign(text).signature))
}

/// The key of `holder` in this browser, and whether that is known by now. Asked
/// anew with each `turn`.
#[hook]
pub(crate) fn use_own_key(holder: &str, turn: u32) -> (bool, Option<OwnKey>) {
    let found = use_state(|| (false, None));
    use_effect_with((holder.to_owned(), turn), {
        let found = found.setter();
        move |(holder, _): &(String, u32)| {
            let holder = holder.clone();
            wasm_bindgen_futures::spawn_local(async move {
                found.set((true, find(&holder).await));
            });
        }
    });
    (*found).clone()
}
