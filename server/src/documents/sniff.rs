//! What a file is, told from its first bytes. What the sender says is noted and
//! never served: a page that is called a picture must not be run as a page.

/// Bytes that are looked at.
pub(super) const HEAD: usize = 4 << 10;

/// What a file is, as it is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its media type.
    pub media_type: &'static str,
    /// The ending of its name when it is saved; empty for none.
    pub ending: &'static str,
    /// Whether a browser may show it: pictures and plain text, which cannot run
    /// anything. All else is saved.
    pub inert: bool,
}

const OCTETS: Kind = Kind { media_type: "application/octet-stream", ending: "", inert: false };
const TEXT: Kind = Kind { media_type: "text/plain; charset=utf-8", ending: "txt", inert: true };

const INERT: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp"];

/// What a browser, or a desktop, could run: served as mere bytes.
const ACTIVE: &[&str] = &[
    "text/html",
    "text/xml",
    "image/svg+xml",
    "application/wasm",
    "text/x-shellscript",
    "application/x-executable",
    "application/vnd.microsoft.portable-executable",
    "application/x-mach-binary",
];

/// What a file is that begins with these bytes.
pub(super) fn kind(head: &[u8]) -> Kind {
    if let Some(found) = infer::get(head) {
        let media_type = found.mime_type();
        if ACTIVE.contains(&media_type) {
            return OCTETS;
        }
        let inert = INERT.contains(&media_type);
        return Kind { media_type, ending: found.extension(), inert };
    }
    // Text is what is UTF-8 without control characters. Markup that the table
    // above does not know is shown as text, not as a page: the type says so, and
    // browsers are told not to guess.
    if !head.is_empty() && is_text(head) { TEXT } else { OCTETS }
}

fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The last character may have been cut in two.
        Err(error) if error.error_len().is_none() && head.len() >= HEAD => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_is_never_shown() {
        for head in [
            &b"<!DOCTYPE html><script>alert(1)</script>"[..],
            b"<html><body>x",
            b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            b"#!/bin/sh\nrm -rf x",
            b"\0asm\x01\0\0\0",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            b"%PDF-1.7\n",
        ] {
            assert!(!kind(head).inert, "{}", String::from_utf8_lossy(head));
        }
        assert_eq!(kind(b"<!DOCTYPE html><p>x").media_type, "application/octet-stream");
        assert_eq!(kind(b"%PDF-1.7\n").media_type, "application/pdf");
        // A script without a mark of its own is text, and shown as text.
        for head in [&b"alert(1)"[..], b"  <svg onload=alert(1)>", b"\xEF\xBB\xBF<script>"] {
            assert!(kind(head).media_type.starts_with("text/plain") || !kind(head).inert);
        }
    }

    #[test]
    fn text_is_text_and_bytes_are_bytes() {
        assert_eq!(kind("a,b\r\n1,ŵ\n".as_bytes()), TEXT);
        assert_eq!(kind(b""), OCTETS);
        assert_eq!(kind(b"a\0b"), OCTETS);
        assert_eq!(kind(b"a\xffb"), OCTETS);
        let mut cut = vec![b'a'; HEAD - 1];
        cut.push(0xc5);
        assert_eq!(kind(&cut), TEXT, "a character cut in two at the end of what is looked at");
        assert_eq!(
            kind(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            Kind { media_type: "image/png", ending: "png", inert: true }
        );
    }
}
