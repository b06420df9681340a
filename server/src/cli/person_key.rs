//! Key files of people: PKCS #8 in PEM (RFC 8410), as other tools write and read
//! them for Ed25519.

use std::path::Path;

use ledger::signing::PersonSigner;
use ledger::spelling::{base64, parse_base64};

use super::Failure;
use crate::files::{self, Readers};
use crate::random;

/// What stands before the 32 bytes of the seed: version 0, Ed25519, an octet
/// string in an octet string (RFC 8410, section 7).
const BEFORE: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// Makes a key and writes it to a file that must not be there yet (mode 0600).
pub(super) fn make(path: &Path) -> Result<PersonSigner, Failure> {
    let key = PersonSigner::from_seed(&random::bytes().map_err(Failure::unable)?);
    let text = format!("{BEGIN}\n{}\n{END}\n", base64(&[&BEFORE[..], key.seed()].concat()));
    files::create(path, text.as_bytes(), Readers::Owner).map_err(|error| {
        Failure::unable(format!("{}: {error}; a key is never written over", path.display()))
    })?;
    Ok(key)
}

/// Reads a key file. No message repeats the secret.
pub(super) fn read(path: &Path) -> Result<PersonSigner, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::unable(format!("{}: {error}", path.display())))?;
    parse(&text).ok_or_else(|| {
        Failure::refused(format!(
            "{}: is no Ed25519 private key in PEM; make one with `daybook key new`",
            path.display()
        ))
    })
}

fn parse(text: &str) -> Option<PersonSigner> {
    let inside = text.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
    let plain: String = inside.split_whitespace().collect();
    let bytes = parse_base64(&plain)?;
    let seed = bytes.strip_prefix(&BEFORE[..])?;
    Some(PersonSigner::from_seed(seed.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_for_its_owner_alone_and_never_written_over() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("clerk.pem");
        let made = make(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        assert_eq!(read(&path).unwrap().public(), made.public());
        let again = make(&path).unwrap_err();
        assert!(again.code == 3 && again.message.contains("never written over"), "{again:?}");
        assert_eq!(read(&path).unwrap().public(), made.public());
    }

    /// RFC 8410, section 10.3: the first example, and its public key.
    #[test]
    fn the_example_of_the_rfc_is_read() {
        let text = "-----BEGIN PRIVATE KEY-----\n\
                    MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
                    -----END PRIVATE KEY-----\n";
        let key = parse(text).unwrap();
        let public = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
        assert_eq!(ledger::spelling::hex(key.public().as_bytes()), public);
        let dir = tempfile::tempdir().unwrap();
        for bad in [
            "",
            &text.replace("PRIVATE", "PUBLIC"),
            &text.replace("VhC", "Vh"),
            &text.replace("MC4CAQAw", "MC4CAQEw"),
            "PRIVATE+KEY+daybook.example+00000000+AA==",
        ] {
            let path = dir.path().join("bad.pem");
            std::fs::write(&path, bad).unwrap();
            let refused = read(&path).unwrap_err();
            assert!(refused.code == 1 && !refused.message.contains("1NTuctv5"), "{refused:?}");
        }
    }
}
