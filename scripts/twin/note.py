"""Checkpoints, keys and history: FORMAT.md sections 9 and 10."""

import base64
import binascii
import hashlib
import re

from . import ed25519
from .jcs import Refused

DASH = "\u2014 "
class BadSignature(Refused):
    """A signature of the key that is there, and does not fit."""


class UnknownSigner(Refused):
    """No signature of the key."""


NAME = re.compile(r"[^\s+\x00-\x1f\x7f]+\Z")


def _base64(text, length):
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as why:
        raise Refused("not base64") from why
    if len(raw) != length or base64.b64encode(raw).decode() != text:
        raise Refused(f"not {length} bytes in standard base64")
    return raw


def key_id(name, public):
    """The four bytes that tell keys of one name apart."""
    return hashlib.sha256(name.encode() + b"\x0a\x01" + public).digest()[:4]


def vkey(name, public):
    """The verifier key as text."""
    key = base64.b64encode(b"\x01" + public).decode()
    return f"{name}+{key_id(name, public).hex()}+{key}"


def text(origin, size, root):
    """What is signed: three lines."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def signature(origin, seed, size, root):
    """The 64 bytes under the checkpoint of this size and root."""
    return ed25519.sign(seed, text(origin, size, root).encode())


def checkpoint(origin, seed, size, root):
    """The signed note."""
    public = ed25519.public_key(seed)
    raw = key_id(origin, public) + signature(origin, seed, size, root)
    return f"{text(origin, size, root)}\n{DASH}{origin} {base64.b64encode(raw).decode()}\n"


def parse_text(body):
    """(origin, size, root) of a checkpoint's text, or Refused."""
    parts = body.split("\n")
    if len(parts) != 4 or parts[3]:
        raise Refused("not exactly three lines")
    origin, size, root = parts[:3]
    if not NAME.match(origin) or len(origin.encode()) > 255:
        raise Refused("not an origin")
    if not re.match(r"(0|[1-9][0-9]*)\Z", size, re.A) or int(size) >= 2**64:
        raise Refused("not a size")
    return origin, int(size), _base64(root, 32)


def parse_vkey(line):
    """(name, public key) of a verifier key's line, or Refused."""
    name, _, rest = line.strip().partition("+")
    _, _, key = rest.partition("+")
    public = _base64(key, 33)[1:]
    if vkey(name, public) != line.strip():
        raise Refused("not a verifier key, which is written NAME+ID+KEY")
    return name, public


def split(data):
    """(text, [(name, signature)]) of a note, or Refused."""
    try:
        note = data.decode()
    except UnicodeDecodeError as why:
        raise Refused(str(why)) from why
    body, gap, lines = note.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise Refused("no signature lines")
    found = []
    for line in lines[:-1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] + " " != DASH:
            raise Refused("not a signature line")
        try:
            found.append((parts[1], base64.b64decode(parts[2], validate=True)))
        except ValueError as why:
            raise Refused("not a signature line") from why
    return body + "\n", found


def open_checkpoint(data, origin, public):
    """(size, root) of a note signed by this key, or Refused."""
    body, signatures = split(data)
    found = False
    for name, raw in signatures:
        if name != origin or raw[:4] != key_id(origin, public):
            continue
        if not ed25519.verify(public, body.encode(), raw[4:]):
            raise BadSignature("the signature does not fit")
        found = True
    if not found:
        raise UnknownSigner("not signed by this key")
    name, size, root = parse_text(body)
    if name != origin:
        raise UnknownSigner("the key is of another ledger")
    return size, root


def history(signed):
    """The records of [(size, signature), …]."""
    return b"".join(size.to_bytes(8, "big") + raw for size, raw in signed)
