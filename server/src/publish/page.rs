//! The viewer as files for static hosting.
//!
//! Its program lies in a folder named by its content, so that it can be kept
//! for ever and a page never gets a part of another build. `index.html` names
//! that folder, says where the read tree is, all relative to itself, so the
//! copy works below any prefix; and it carries the content security policy that
//! nobody else can send.

use super::target::{Caching, Object};
use crate::http::headers::CSP;
use crate::http::site::{FILES, File};

const INDEX: &str = "index.html";

/// The viewer's files, the page last.
pub(super) struct Viewer {
    /// The folder of the program, with a slash at its end.
    pub(super) folder: String,
    /// The program's files, and pages that are whole in themselves.
    pub(super) files: Vec<Object>,
    /// The page that uses it.
    pub(super) page: Object,
}

/// The viewer in this program.
pub(super) fn viewer() -> Option<Viewer> {
    of(FILES)
}

fn of(files: &'static [File]) -> Option<Viewer> {
    let page = files.iter().find(|file| name(file) == INDEX)?;
    let mut hasher = blake3::Hasher::new();
    let program = || files.iter().filter(|file| !is_page(file));
    for file in program() {
        hasher.update(file.path.as_bytes()).update(&[0]);
        hasher.update(&(file.raw.len() as u64).to_le_bytes()).update(file.raw);
    }
    let folder = format!("viewer/{}/", &hasher.finalize().to_hex()[..16]);
    let object = |file: &'static File, path: String, caching| Object {
        path,
        bytes: file.raw.to_vec(),
        gzip: file.gzip,
        mime: file.mime,
        caching,
        inert: false,
    };
    let mut objects: Vec<Object> = program()
        .map(|file| object(file, format!("{folder}{}", name(file)), Caching::Forever))
        .collect();
    let others = files.iter().filter(|file| is_page(file) && name(file) != INDEX);
    objects.extend(others.map(|file| object(file, name(file).to_owned(), Caching::Never)));
    let html = moved(std::str::from_utf8(page.raw).ok()?, &folder);
    let mut page = object(page, INDEX.to_owned(), Caching::Never);
    (page.bytes, page.gzip) = (html.into_bytes(), &[]);
    Some(Viewer { folder, files: objects, page })
}

fn name(file: &File) -> &str {
    file.path.trim_start_matches('/')
}

fn is_page(file: &File) -> bool {
    file.mime.starts_with("text/html")
}

/// The page with addresses relative to itself.
fn moved(html: &str, folder: &str) -> String {
    // A browser ignores this one in a page, and says so in its log.
    let policy = CSP.replace("; frame-ancestors 'none'", "");
    let charset = r#"<meta charset="utf-8">"#;
    let said = format!(
        "{charset}\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<meta name=\"daybook-program\" content=\"{folder}\">"
    );
    html.replace("\"/log/", "\"log/")
        .replace("href=\"/", &format!("href=\"{folder}"))
        .replace("src=\"/", &format!("src=\"{folder}"))
        .replacen(charset, &said, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_relative_and_has_its_policy() {
        let html = "<meta charset=\"utf-8\"><meta name=\"daybook-log\" content=\"/log/\"><link href=\"/style.css\"><script src=\"/app.js\"></script><a href=\"/log/checkpoint\">";
        let moved = moved(html, "viewer/0123/");
        assert!(!moved.contains("\"/"), "{moved}");
        for part in [
            "content=\"log/\"",
            "href=\"viewer/0123/style.css\"",
            "src=\"viewer/0123/app.js\"",
            "href=\"log/checkpoint\"",
            "name=\"daybook-program\" content=\"viewer/0123/\"",
            "script-src 'self' 'wasm-unsafe-eval'",
        ] {
            assert!(moved.contains(part), "{part}: {moved}");
        }
        assert!(!moved.contains("frame-ancestors"), "{moved}");
        assert_eq!(CSP.matches("; frame-ancestors 'none'").count(), 1);
    }
}
