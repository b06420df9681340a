//! Files of a backup that are for nobody but the holder of its key.
//!
//! | bytes | content |
//! |---|---|
//! | 0..18 | `daybook backup v1` and a line end |
//! | 18..33 | 15 random bytes, the front of every nonce |
//! | then | pieces: ciphertext of 64 KiB of plaintext (the last one less), 16 bytes of tag |
//!
//! XChaCha20-Poly1305. The nonce of piece `n` is the front, `n` (u64 BE), and 1 for the
//! last piece or 0: pieces that are moved, left out or added are noticed. The plaintext
//! begins with where the file belongs: its mode (u32 BE), the length of its path below the
//! data folder (u16 BE), the path. So a listing of a backup tells nobody what is in it.

use std::io::{self, Read, Write};

use chacha20poly1305::aead::{AeadInPlace, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};

use super::key::BackupKey;

const MAGIC: &[u8; 18] = b"daybook backup v1\n";
const FRONT: usize = 15;
const TAG: usize = 16;
/// Bytes of plaintext in a piece.
const PIECE: usize = 64 << 10;
/// Longest path, in bytes.
const PATH_MAX: usize = 1_024;

/// Where a file belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Below the data folder, with `/`.
    pub(super) path: String,
    /// Its permission bits.
    pub(super) mode: u32,
}

/// Encrypts what `from` gives into `to`.
///
/// # Errors
/// What either of the two said.
pub(super) fn encrypt(
    key: &BackupKey,
    place: &Place,
    from: &mut impl Read,
    to: &mut impl Write,
) -> io::Result<()> {
    let mut front = [0; FRONT];
    getrandom::fill(&mut front).map_err(io::Error::from)?;
    to.write_all(MAGIC)?;
    to.write_all(&front)?;
    let cipher = XChaCha20Poly1305::new(&key.encrypting.into());
    let length = u16::try_from(place.path.len()).map_err(|_| io::Error::other("a long path"))?;
    let mut plain = place.mode.to_be_bytes().to_vec();
    plain.extend_from_slice(&length.to_be_bytes());
    plain.extend_from_slice(place.path.as_bytes());
    let mut from = io::Cursor::new(plain).chain(from);
    let mut piece = read_piece(&mut from, PIECE)?;
    for n in 0.. {
        let next = read_piece(&mut from, PIECE)?;
        let nonce = nonce(&front, n, next.is_empty());
        let tag = cipher
            .encrypt_in_place_detached(&nonce, b"", &mut piece)
            .map_err(|_| io::Error::other("a piece cannot be encrypted"))?;
        to.write_all(&piece)?;
        to.write_all(&tag)?;
        if next.is_empty() {
            break;
        }
        piece = next;
    }
    Ok(())
}

/// Decrypts what `from` gives: first tells `open` where it belongs, which gives a place
/// to write to. Nothing that was not authenticated is ever written.
///
/// # Errors
/// `InvalidData` where it is not what was encrypted with this key.
pub(super) fn decrypt<W: Write>(
    key: &BackupKey,
    from: &mut impl Read,
    open: impl FnOnce(&Place) -> io::Result<W>,
) -> io::Result<(Place, W)> {
    let mut head = [0; MAGIC.len() + FRONT];
    from.read_exact(&mut head).map_err(|_| wrong())?;
    let (magic, front) = head.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(wrong());
    }
    let front: &[u8; FRONT] = front.try_into().map_err(|_| wrong())?;
    let cipher = XChaCha20Poly1305::new(&key.encrypting.into());
    let mut open = Some(open);
    let mut out: Option<(Place, W)> = None;
    let mut piece = read_piece(from, PIECE + TAG)?;
    for n in 0.. {
        let next = read_piece(from, PIECE + TAG)?;
        let tag_at = piece.len().checked_sub(TAG).ok_or_else(wrong)?;
        let tag = piece.split_off(tag_at);
        cipher
            .decrypt_in_place_detached(
                &nonce(front, n, next.is_empty()),
                b"",
                &mut piece,
                Tag::from_slice(&tag),
            )
            .map_err(|_| wrong())?;
        match (&mut out, open.take()) {
            (None, Some(open)) => {
                let (place, rest) = place_of(&piece)?;
                let mut writer = open(&place)?;
                writer.write_all(rest)?;
                out = Some((place, writer));
            }
            (Some((_, writer)), _) => writer.write_all(&piece)?,
            (None, None) => return Err(wrong()),
        }
        if next.is_empty() {
            break;
        }
        piece = next;
    }
    out.ok_or_else(wrong)
}

fn place_of(piece: &[u8]) -> io::Result<(Place, &[u8])> {
    let (mode, rest) = piece.split_first_chunk::<4>().ok_or_else(wrong)?;
    let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(wrong)?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (path, rest) = rest.split_at_checked(length).ok_or_else(wrong)?;
    let path = std::str::from_utf8(path).map_err(|_| wrong())?;
    let is_plain = path.len() <= PATH_MAX
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        && !path.contains('\0');
    if !is_plain {
        return Err(wrong());
    }
    Ok((Place { path: path.to_owned(), mode: u32::from_be_bytes(*mode) & 0o777 }, rest))
}

fn nonce(front: &[u8; FRONT], n: u64, is_last: bool) -> XNonce {
    let mut nonce = [0; 24];
    nonce[..FRONT].copy_from_slice(front);
    nonce[FRONT..23].copy_from_slice(&n.to_be_bytes());
    nonce[23] = u8::from(is_last);
    nonce.into()
}

/// As many bytes as there are, up to `length`.
fn read_piece(from: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut piece = Vec::new();
    from.take(length as u64).read_to_end(&mut piece)?;
    Ok(piece)
}

fn wrong() -> io::Error {
    let problem = "is not what was encrypted with this key: it is damaged, or the key is another";
    io::Error::new(io::ErrorKind::InvalidData, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place { path: "pending/a.json".to_owned(), mode: 0o600 }
    }

    fn sealed(key: &BackupKey, plain: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::new();
        encrypt(key, &place(), &mut &plain[..], &mut sealed).unwrap();
        sealed
    }

    fn opened(key: &BackupKey, sealed: &[u8]) -> io::Result<(Place, Vec<u8>)> {
        decrypt(key, &mut &sealed[..], |_| Ok(Vec::new()))
    }

    #[test]
    fn files_of_every_length_come_back_with_their_place() {
        let key = BackupKey::new(&[7; 32]);
        let front = 4 + 2 + place().path.len();
        for length in [0, 1, PIECE - front - 1, PIECE - front, PIECE - front + 1, 3 * PIECE] {
            let plain: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let sealed = sealed(&key, &plain);
            assert_eq!(opened(&key, &sealed).unwrap(), (place(), plain), "{length} bytes");
        }
    }

    #[test]
    fn nothing_of_the_plaintext_or_its_name_can_be_seen() {
        let key = BackupKey::new(&[7; 32]);
        let sealed = sealed(&key, &b"PRIVATE+KEY+example ".repeat(5_000));
        for needle in [&b"PRIVATE"[..], b"pending", b"a.json"] {
            assert!(!sealed.windows(needle.len()).any(|part| part == needle));
        }
        assert_ne!(sealed, self::sealed(&key, &b"PRIVATE+KEY+example ".repeat(5_000)));
    }

    #[test]
    fn what_is_changed_cut_moved_or_of_another_key_is_refused() {
        let key = BackupKey::new(&[7; 32]);
        let sealed = sealed(&key, &vec![3; 2 * PIECE + 9]);
        assert!(opened(&BackupKey::new(&[8; 32]), &sealed).is_err());
        for byte in [0, 20, 40, PIECE, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[byte] ^= 1;
            assert!(opened(&key, &changed).is_err(), "byte {byte}");
        }
        let head = MAGIC.len() + FRONT;
        let cut = &sealed[..head + PIECE + TAG];
        assert!(opened(&key, cut).is_err(), "cut at the end of a piece");
        assert!(opened(&key, &sealed[..10]).is_err());
        let (first, second) =
            (head..head + PIECE + TAG, head + PIECE + TAG..head + 2 * (PIECE + TAG));
        let moved =
            [&sealed[..head], &sealed[second], &sealed[first], &sealed[head + 2 * (PIECE + TAG)..]];
        assert!(opened(&key, &moved.concat()).is_err(), "pieces moved");
    }

    #[test]
    fn a_place_outside_the_folder_is_refused() {
        let key = BackupKey::new(&[7; 32]);
        for path in ["../x", "/x", "a//b", "a/../../b", "", "."] {
            let place = Place { path: path.to_owned(), mode: 0o600 };
            let mut sealed = Vec::new();
            encrypt(&key, &place, &mut &b"x"[..], &mut sealed).unwrap();
            assert!(opened(&key, &sealed).is_err(), "{path}");
        }
    }
}
