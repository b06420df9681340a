//! The digest that a document must have, as its sender says.

use axum::http::{HeaderMap, StatusCode};
use base64ct::{Base64, Encoding};
use ledger::documents::Hashed;
use ledger::record::Hash;

use crate::http::problem::Problem;

/// What was announced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Expected {
    blake3: Option<Hash>,
    sha256: Option<Hash>,
}

impl Expected {
    /// Reads `?blake3=`, `Content-Digest` (RFC 9530) and `Digest` (RFC 3230).
    /// Other algorithms than SHA-256 are passed over, as both RFCs say.
    pub(super) fn read(
        headers: &HeaderMap,
        parameters: &[(String, String)],
    ) -> Result<Self, Problem> {
        let mut expected = Self::default();
        for (name, value) in parameters {
            if name != "blake3" {
                let remedy = "leave it out; known here: blake3";
                return Err(Problem::parameter(name, value, "is not a parameter", remedy));
            }
            let hash = Hash::parse(value).map_err(|_| {
                let remedy = "write 64 lower-case hexadecimal digits";
                Problem::parameter(name, value, "is not a digest", remedy)
            })?;
            expected.blake3 = Some(hash);
        }
        for (name, marks) in [("content-digest", true), ("digest", false)] {
            for value in headers.get_all(name) {
                let text = value.to_str().unwrap_or("(not text)");
                for item in text.split(',') {
                    let Some((algorithm, digest)) = item.trim().split_once('=') else { continue };
                    if algorithm.eq_ignore_ascii_case("sha-256") {
                        expected.sha256 = Some(sha256(digest, marks).ok_or_else(|| {
                            let remedy = if marks {
                                "write sha-256=:<base64 of 32 bytes>:"
                            } else {
                                "write sha-256=<base64 of 32 bytes>"
                            };
                            Problem::parameter(name, text, "is not a digest", remedy)
                        })?);
                    }
                }
            }
        }
        Ok(expected)
    }

    /// Compares with what came.
    pub(super) fn compare(&self, came: &Hashed) -> Result<(), Problem> {
        let pairs = [
            ("BLAKE3", self.blake3, came.digest.blake3),
            ("SHA-256", self.sha256, came.digest.sha256),
        ];
        for (name, announced, found) in pairs {
            if let Some(announced) = announced.filter(|announced| *announced != found) {
                let detail = format!(
                    "the file that came has {name} {found}, announced was {announced}; nothing was \
                     kept: send the file again, or find out which of the two is right"
                );
                let title = "The file is not the one that was announced";
                return Err(Problem::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "digest",
                    title,
                    detail,
                ));
            }
        }
        Ok(())
    }
}

fn sha256(text: &str, marks: bool) -> Option<Hash> {
    let text = if marks { text.strip_prefix(':')?.strip_suffix(':')? } else { text };
    let mut bytes = [0; 32];
    let decoded = Base64::decode(text, &mut bytes).ok()?;
    <[u8; 32]>::try_from(decoded).ok().map(Hash::from_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        headers
    }

    #[test]
    fn both_headers_are_read_and_bad_ones_named() {
        let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let good = headers(
            "content-digest",
            "sha-512=:AAAA:, sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
        );
        let read = Expected::read(&good, &[]).unwrap();
        assert_eq!(read.sha256.unwrap().to_hex(), hash);
        let old = headers("digest", "SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(Expected::read(&old, &[]).unwrap(), read);
        for (name, value) in [
            ("content-digest", "sha-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
            ("content-digest", "sha-256=:AAAA:"),
            ("digest", "sha-256=not base64"),
        ] {
            let problem = Expected::read(&headers(name, value), &[]).unwrap_err();
            assert_eq!((problem.status, problem.faults[0].field.as_str()), (400, name));
        }
        let other = headers("content-digest", "sha-512=:AAAA:");
        assert_eq!(Expected::read(&other, &[]).unwrap(), Expected::default());
        for (name, value) in [("blake3", "ABC"), ("name", "x.pdf")] {
            let parameters = [(name.to_owned(), value.to_owned())];
            let problem = Expected::read(&HeaderMap::new(), &parameters).unwrap_err();
            assert_eq!((problem.status, problem.faults[0].field.as_str()), (400, name));
        }
    }

    #[test]
    fn a_difference_names_both() {
        let came = ledger::documents::DocumentHasher::new().finish();
        let (blake3, sha256) = (Some(Hash::of(b"other")), Some(came.digest.sha256));
        let problem = Expected { blake3, sha256 }.compare(&came).unwrap_err();
        assert_eq!(problem.status, 422);
        for hash in [Hash::of(b"other"), came.digest.blake3] {
            assert!(problem.detail.contains(&hash.to_hex()), "{}", problem.detail);
        }
        assert_eq!(Expected { blake3: Some(came.digest.blake3), sha256 }.compare(&came), Ok(()));
        assert_eq!(Expected::default().compare(&came), Ok(()));
    }
}
