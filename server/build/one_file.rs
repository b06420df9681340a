//! `viewer.html`: the whole viewer in one file that needs no server and can
//! reach none. It opens from a disk with the network off.
//!
//! Its policy lets run what is in the file, by hash, and WebAssembly; a worker
//! from a `blob:` address, which inherits the policy; and no connection at all.

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

use super::{Result, gzip};

/// The style sheets, in the order of the whole viewer.
const STYLES: [&str; 4] = ["style.css", "clerk.css", "sheets.css", "print.css"];

/// The file, from the program (`program`, glue for a classic script, and
/// `wasm`) and the folder of the viewer's sources.
pub(super) fn make(program: &str, wasm: &[u8], web: &Path) -> Result<Vec<u8>> {
    let read = |name: &str| {
        let path = web.join(name);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let mut style = String::new();
    for name in STYLES {
        style.push_str(&read(&format!("static/{name}"))?);
    }
    let boot = read("one-file/boot.js")?;
    for text in [program, &boot, &style] {
        // What would end the element that holds it, or hide what follows.
        if ["</script", "</style", "<!--", "\r", "\0"].iter().any(|end| text.contains(end)) {
            return Err("the program cannot stand in an HTML file as it is".into());
        }
    }
    let policy = format!(
        "default-src 'none'; script-src '{}' '{}' 'wasm-unsafe-eval'; worker-src blob:; \
         style-src '{}'; img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'",
        source_hash(program),
        source_hash(&boot),
        source_hash(&style)
    );
    let icon = Base64::encode_string(read("static/favicon.svg")?.as_bytes());
    let wasm = Base64::encode_string(&gzip(wasm)?);
    Ok(format!(
        "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>Daybook viewer</title>
<meta name=\"color-scheme\" content=\"light dark\">
<meta name=\"daybook-log\" content=\"file\">
<meta name=\"daybook-program\" content=\"\">
<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">
<style>{style}</style>
</head>
<body>
<noscript><main class=\"page\"><h1>Daybook needs JavaScript and WebAssembly</h1>
<p>This file checks a ledger on your own device, so it has to run a program there. Without it,
<code>daybook verify FILE.daybook</code> and <code>scripts/check.py</code> make the same checks.</p></main></noscript>
<div id=\"app\"></div>
<script type=\"text/plain\" id=\"wasm\">{wasm}</script>
<script id=\"program\">{program}</script>
<script>{boot}</script>
</body>
</html>
"
    )
    .into_bytes())
}

/// A text as the policy names it.
fn source_hash(text: &str) -> String {
    format!("sha256-{}", Base64::encode_string(&Sha256::digest(text.as_bytes())))
}
