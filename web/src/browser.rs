//! The few things asked of the browser itself. Everything that can fail here
//! fails quietly: none of it decides a verdict.

use js_sys::{Array, Date, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, Document, Element, HtmlElement, Storage, Window};

/// True inside a worker.
pub(crate) fn is_worker() -> bool {
    js_sys::global().is_instance_of::<DedicatedWorkerGlobalScope>()
}

/// Milliseconds since 1970 UTC by the reader's clock.
pub(crate) fn now() -> i64 {
    // Exact: a date's milliseconds are whole and below 2^53.
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds below 2^53")]
    let millis = Date::now() as i64;
    millis
}

/// The window; only the page has one.
pub(crate) fn window() -> Option<Window> {
    web_sys::window()
}

/// The document.
pub(crate) fn document() -> Option<Document> {
    window()?.document()
}

/// True in `viewer.html`, which is one file and has no server.
#[cfg(feature = "whole")]
pub(crate) fn is_one_file() -> bool {
    meta("daybook-log").is_some_and(|content| content == "file")
}

/// The worker of `viewer.html`, started by the function that its own script made.
#[cfg(feature = "whole")]
pub(crate) fn one_file_worker() -> Result<web_sys::Worker, JsValue> {
    let start = Reflect::get(&js_sys::global(), &"daybookWorker".into())?;
    let start: js_sys::Function = start.dyn_into()?;
    start.call0(&JsValue::NULL)?.dyn_into()
}

/// What a `<meta>` of this name says.
pub(crate) fn meta(name: &str) -> Option<String> {
    let selector = format!("meta[name={name}]");
    document()?.query_selector(&selector).ok().flatten()?.get_attribute("content")
}

/// Where the read tree is: what `<meta name="daybook-log">` says, absolute.
pub(crate) fn base() -> String {
    let said = meta("daybook-log").unwrap_or_else(|| "/log/".into());
    web_sys::Url::new_with_base(&said, &here())
        .map_or_else(|_| format!("{}/log/", origin()), |url| url.href())
}

/// The folder of the viewer's program, relative to the page, where the page is
/// one file among others on static hosting: `<meta name="daybook-program">`.
/// `None` where a server answers every path with the page.
pub(crate) fn program() -> Option<String> {
    thread_local! {
        static SAID: std::cell::OnceCell<Option<String>> = const { std::cell::OnceCell::new() };
    }
    SAID.with(|said| said.get_or_init(|| meta("daybook-program")).clone())
}

/// The address of the page, without what stands behind `#`.
pub(crate) fn here() -> String {
    let address = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_owned()
}

/// Scrolls to an element and moves the focus there.
pub(crate) fn show(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.scroll_into_view();
        focus(&format!("#{id}"));
    }
}

/// The page's own origin, `https://host`; empty where it is a file.
pub(crate) fn origin() -> String {
    #[cfg(feature = "whole")]
    if is_one_file() {
        return String::new();
    }
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// The origin of the page that a worker works for.
pub(crate) fn worker_origin() -> String {
    let origin = Reflect::get(&js_sys::global(), &"origin".into());
    origin.ok().and_then(|origin| origin.as_string()).unwrap_or_default()
}

/// Local storage, where the browser allows it.
pub(crate) fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

/// Session storage: this tab only, gone when it is closed.
pub(crate) fn session() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}

/// 32 bytes from the browser's cryptographic source, or `None` where it has none.
pub(crate) fn random() -> Option<[u8; 32]> {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).ok()?;
    let crypto: web_sys::Crypto = crypto.dyn_into().ok()?;
    let mut bytes = [0; 32];
    crypto.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// 64 random hexadecimal digits: a name that nobody else chose.
pub(crate) fn random_hex() -> String {
    random().map_or_else(|| now().to_string(), |bytes| ledger::spelling::hex(&bytes))
}

/// Sets the title of the page.
pub(crate) fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Moves the focus to an element without scrolling to it, then scrolls to the top.
pub(crate) fn focus_heading() {
    let heading = document().and_then(|document| document.query_selector("h1").ok().flatten());
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = heading.focus_with_options(&options);
    }
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Moves the focus to the first element that a selector finds.
pub(crate) fn focus(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// The event that tells that the page's colours have changed.
pub(crate) const THEME: &str = "daybook-theme";

/// Opens a `<details>`, or closes it.
pub(crate) fn open_details(id: &str) {
    let details = document().and_then(|document| document.get_element_by_id(id));
    if let Some(details) = details {
        let _ = details.toggle_attribute("open");
    }
}

/// Sets or removes an attribute of the root element.
pub(crate) fn set_root_attribute(name: &str, value: Option<&str>) {
    let root = document().and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
    if let (Some(window), Ok(event)) = (window(), web_sys::Event::new(THEME)) {
        let _ = window.dispatch_event(&event);
    }
}

/// True when the reader's system asks for a dark page.
pub(crate) fn prefers_dark() -> bool {
    matches("(prefers-color-scheme: dark)")
}

/// Whether the page can be seen, as far as the browser knows.
pub(crate) fn is_seen() -> bool {
    document().is_none_or(|document| !document.hidden())
}

/// True where a page has one column (`web/static/style.css` has the same width).
pub(crate) fn is_narrow() -> bool {
    matches("(max-width: 60rem)")
}

fn matches(query: &str) -> bool {
    let query = window().and_then(|window| window.match_media(query).ok().flatten());
    query.is_some_and(|query| query.matches())
}

/// Puts text on the clipboard.
pub(crate) fn copy(text: &str) {
    // Not there on plain http from another machine; asking for it then throws.
    if let Some(window) = window() {
        let clipboard = Reflect::get(&window.navigator(), &"clipboard".into());
        if clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
            let _ = window.navigator().clipboard().write_text(text);
        }
    }
}

/// Offers text as a file to save.
pub(crate) fn save(name: &str, text: &str) {
    save_parts(name, &[text]);
}

/// Offers text in pieces as one file to save.
pub(crate) fn save_parts(name: &str, pieces: &[impl AsRef<str>]) {
    let parts = Array::new();
    for piece in pieces {
        parts.push(&JsValue::from_str(piece.as_ref()));
    }
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("text/plain;charset=utf-8");
    let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options) else {
        return;
    };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    let link = document().and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok()) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    let _ = web_sys::Url::revoke_object_url(&url);
}

/// The width an element has on screen, CSS pixels.
pub(crate) fn width(element: &Element) -> f64 {
    element.get_bounding_client_rect().width()
}

/// All bytes of a file of the reader's.
#[cfg(feature = "whole")]
pub(crate) async fn contents(file: &web_sys::Blob) -> Result<Vec<u8>, String> {
    let buffer = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|error| words(&error))?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// A JavaScript error as words.
pub(crate) fn words(error: &JsValue) -> String {
    Reflect::get(error, &"message".into())
        .ok()
        .and_then(|message| message.as_string())
        .or_else(|| error.as_string())
        .unwrap_or_else(|| "unknown error".into())
}

/// A timer that is called off when it is dropped.
pub(crate) struct Timer {
    id: i32,
    _callback: wasm_bindgen::closure::Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `then` once after so many milliseconds.
    pub(crate) fn after(millis: i32, then: impl FnOnce() + 'static) -> Option<Self> {
        let callback = wasm_bindgen::closure::Closure::once(then);
        let id = window()?
            .set_timeout_with_callback_and_timeout_and_arguments_0(
                callback.as_ref().unchecked_ref(),
                millis,
            )
            .ok()?;
        Some(Self { id, _callback: callback })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = window() {
            window.clear_timeout_with_handle(self.id);
        }
    }
}

/// A listener that is taken away when it is dropped.
pub(crate) struct Listener {
    target: web_sys::EventTarget,
    name: &'static str,
    callback: wasm_bindgen::closure::Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    /// Listens for an event that may be cancelled (`passive: false`).
    pub(crate) fn new(
        target: &web_sys::EventTarget,
        name: &'static str,
        heard: impl FnMut(web_sys::Event) + 'static,
    ) -> Self {
        let callback = wasm_bindgen::closure::Closure::<dyn FnMut(web_sys::Event)>::new(heard);
        let options = web_sys::AddEventListenerOptions::new();
        options.set_passive(false);
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            callback.as_ref().unchecked_ref(),
            &options,
        );
        Self { target: target.clone(), name, callback }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self
            .target
            .remove_event_listener_with_callback(self.name, self.callback.as_ref().unchecked_ref());
    }
}
