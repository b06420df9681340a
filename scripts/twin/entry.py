"""Sealed fields, openings, entries, chain and bundles: FORMAT.md sections 3 to 7."""

import base64
import binascii
import datetime
import re

from . import jcs
from .blake3 import blake3, derive_key
from .jcs import Refused

COMMITMENT = "daybook 2026-11-23 sealed field commitment v1"
ROOT = "daybook 2026-11-23 sealed fields root v1"
LONGEST = 65_535  # bytes of a line, and of an encoded list of openings
MOST_SIGNATURES = 8
HEX64 = re.compile(r"[0-9a-f]{64}\Z")
MEMBERS = {"draft", "index", "previous", "recorded", "signatures", "v"}


def _u32(n):
    return n.to_bytes(4, "big")


def commit(salt, pointer, value):
    """The commitment to `value` (a JSON value) at `pointer`."""
    parts = salt, pointer.encode(), jcs.canonical(value).encode()
    return derive_key(COMMITMENT, b"".join(_u32(len(p)) + p for p in parts))


class Opening:
    """A pointer with salt and value (open) or only the commitment (withheld)."""

    def __init__(self, pointer, salt=None, value=None, commitment=None):
        self.pointer, self.salt, self.value = pointer, salt, value
        self.commitment = commitment or commit(salt, pointer, value)
        self.open = salt is not None

    def withheld(self):
        """The same field after redaction."""
        return Opening(self.pointer, commitment=self.commitment)


def ordered(openings):
    """The openings in the order of the bytes of their pointers, each once."""
    openings = sorted(openings, key=lambda o: o.pointer.encode())
    for a, b in zip(openings, openings[1:]):
        if a.pointer == b.pointer:
            raise Refused(f"two openings for {a.pointer}")
    return openings


def sealed_root(openings):
    """The root over all commitments."""
    message = b""
    for o in ordered(openings):
        pointer = o.pointer.encode()
        message += _u32(len(pointer)) + pointer + _u32(32) + o.commitment
    return derive_key(ROOT, message)


def varint(n):
    """bincode 2's variable-length number."""
    if n <= 250:
        return bytes([n])
    for mark, width in ((0xFB, 2), (0xFC, 4), (0xFD, 8)):
        if n < 1 << 8 * width:
            return bytes([mark]) + n.to_bytes(width, "little")
    raise Refused(f"{n} does not fit")


def opening_list(openings):
    """The encoded list of one entry's openings."""
    made = varint(len(openings))
    for o in ordered(openings):
        pointer = o.pointer.encode()
        made += bytes([0 if o.open else 1]) + varint(len(pointer)) + pointer
        if o.open:
            value = jcs.canonical(o.value).encode()
            made += o.salt + varint(len(value)) + value
        else:
            made += o.commitment
    if len(made) > LONGEST:
        raise Refused(f"{len(made)} bytes of openings")
    return made


class _Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        if self.at + n > len(self.data):
            raise Refused(f"cut short at byte {self.at}")
        self.at += n
        return self.data[self.at - n : self.at]

    def varint(self):
        mark = self.take(1)[0]
        if mark <= 250:
            return mark
        if mark == 0xFE or mark == 0xFF:
            raise Refused(f"{mark:02x} is not a length")
        n = int.from_bytes(self.take({0xFB: 2, 0xFC: 4, 0xFD: 8}[mark]), "little")
        if varint(n)[0] != mark:
            raise Refused("a longer length than needed")
        return n

    def text(self):
        try:
            return self.take(self.varint()).decode()
        except UnicodeDecodeError as why:
            raise Refused(str(why)) from why


def parse_opening_list(data):
    """The openings of an encoded list, or Refused."""
    if len(data) > LONGEST:
        raise Refused(f"{len(data)} bytes of openings")
    source, found = _Bytes(data), []
    for _ in range(source.varint()):
        tag = source.take(1)[0]
        if tag > 1:
            raise Refused(f"{tag} is neither open nor withheld")
        pointer = source.text()
        if tag:
            found.append(Opening(pointer, commitment=source.take(32)))
            continue
        salt, text = source.take(32), source.text().encode()
        value = jcs.parse(text)
        if jcs.canonical(value).encode() != text:
            raise Refused("the value is not canonical")
        found.append(Opening(pointer, salt, value))
    if source.at != len(data):
        raise Refused("bytes after the last opening")
    pointers = [o.pointer.encode() for o in found]
    if pointers != sorted(set(pointers)):
        raise Refused("pointers are not in order, each once")
    return found


def genesis(origin):
    """What the first entry names as the one before it."""
    return blake3(f"daybook genesis v1\n{origin}\n".encode())


def seal(draft, index, previous, recorded, signatures=()):
    """The line of an entry, from a draft that holds its `sealed` root."""
    entry = {
        "draft": draft,
        "index": index,
        "previous": previous.hex(),
        "recorded": recorded,
        "signatures": list(signatures),
        "v": 1,
    }
    return jcs.canonical(entry).encode()


def _instant(text):
    if not isinstance(text, str) or not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z", text, re.A):
        raise Refused("recorded is not a time")
    try:
        datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError as why:
        raise Refused(str(why)) from why


def _signature(item):
    if not isinstance(item, dict) or set(item) != {"key", "signature"}:
        raise Refused("a signature has exactly key and signature")
    if not isinstance(item["key"], str) or not HEX64.match(item["key"]):
        raise Refused("the key is not 64 hex digits")
    try:
        raw = base64.b64decode(item["signature"].encode(), validate=True)
    except (AttributeError, binascii.Error, UnicodeEncodeError) as why:
        raise Refused("the signature is not base64") from why
    if len(raw) != 64 or base64.b64encode(raw).decode() != item["signature"]:
        raise Refused("the signature is not 64 bytes in standard base64")


def parse(line):
    """The entry of a line as a dict, or Refused: everything but its neighbours."""
    if len(line) > LONGEST:
        raise Refused(f"{len(line)} bytes; the limit is {LONGEST}")
    entry = jcs.parse(line)
    if jcs.canonical(entry).encode() != line:
        raise Refused("not canonical")
    if not isinstance(entry, dict):
        raise Refused("not an object")
    version = entry.get("v")
    if type(version) is not int:  # True is an int to Python
        raise Refused("v is not a number")
    if version != 1:
        raise Refused(f"version {version}: this reader is too old")
    if set(entry) != MEMBERS:
        raise Refused("not exactly the six members")
    if type(entry["index"]) is not int or entry["index"] < 0:
        raise Refused("index is not a position")
    if not isinstance(entry["previous"], str) or not HEX64.match(entry["previous"]):
        raise Refused("previous is not 64 hex digits")
    _instant(entry["recorded"])
    if not isinstance(entry["signatures"], list) or len(entry["signatures"]) > MOST_SIGNATURES:
        raise Refused("signatures is not a list of at most 8")
    for item in entry["signatures"]:
        _signature(item)
    draft = entry["draft"]
    if not isinstance(draft, dict) or not isinstance(draft.get("sealed"), str):
        raise Refused("the draft has no sealed root")
    if not HEX64.match(draft["sealed"]):
        raise Refused("draft.sealed is not 64 hex digits")
    return entry


def follow(origin, lines):
    """None where the lines are one chain from the start, else (index, why)."""
    before, time = genesis(origin), ""
    for at, line in enumerate(lines):
        entry = parse(line)
        if entry["index"] != at:
            return at, "gap"
        if entry["previous"] != before.hex():
            return at, "link"
        if entry["recorded"] < time:
            return at, "time"
        before, time = blake3(line), entry["recorded"]
    return None


def entry_bundle(lines):
    """C2SP's bundle of up to 256 lines."""
    return b"".join(len(line).to_bytes(2, "big") + line for line in lines)


def openings_bundle(lists):
    """The bundle of up to 256 encoded lists of openings."""
    return b"".join(_u32(len(one)) + one for one in lists)
