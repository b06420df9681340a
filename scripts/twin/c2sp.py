"""Cosignatures, policies, proof files and add-checkpoint requests, from the
text of the C2SP specifications (tlog-cosignature, tlog-policy, tlog-proof,
tlog-witness) and FORMAT.md. Shares no line with the Rust code."""

import base64
import hashlib
import re

from . import ed25519, note, tree
from .jcs import Refused

NOTE_MAX = 65_536
SIGNATURES_MAX = 100


def key_id(name, kind, public):
    """The four bytes before a signature."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def vkey(name, kind, public):
    """A verifier key as text; kind 1 is a log's, 4 a cosigner's."""
    raw = base64.b64encode(bytes([kind]) + public).decode()
    return f"{name}+{key_id(name, kind, public).hex()}+{raw}"


def parse_vkey(text):
    """(name, kind, public key) or Refused."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not note.NAME.match(parts[0]) or not re.match(r"[0-9a-f]{8}\Z", parts[1]):
        raise Refused("not a key")
    raw = note._base64(parts[2], 33)
    kind, public = raw[0], raw[1:]
    if kind not in (1, 4) or key_id(parts[0], kind, public).hex() != parts[1]:
        raise Refused("another algorithm or another id")
    point = ed25519._unpack(public)
    if point is None or ed25519._same(ed25519._times(8, point), (0, 1, 1, 0)):
        raise Refused("not a usable point")
    return parts[0], kind, public


def cosignature_text(seconds, body):
    """What a cosigner signs."""
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()


def cosign(name, seed, seconds, body):
    """A signature line of a cosigner."""
    public = ed25519.public_key(seed)
    signature = ed25519.sign(seed, cosignature_text(seconds, body))
    raw = key_id(name, 4, public) + seconds.to_bytes(8, "big") + signature
    return f"{note.DASH}{name} {base64.b64encode(raw).decode()}\n"


def parse_note(data):
    """(text, [(name, id, rest)]) or Refused."""
    if len(data) > NOTE_MAX:
        raise Refused("too long")
    try:
        whole = data.decode()
    except UnicodeDecodeError as why:
        raise Refused("not UTF-8") from why
    if any(ord(c) < 32 and c != "\n" for c in whole):
        raise Refused("control character")
    body, gap, lines = whole.rpartition("\n\n")
    if not gap or not body or not lines.endswith("\n"):
        raise Refused("no signatures")
    signatures = []
    for line in lines[:-1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] + " " != note.DASH or not note.NAME.match(parts[1]):
            raise Refused("not a signature line")
        raw = base64.b64decode(parts[2].encode("ascii", "strict"), validate=True)
        if base64.b64encode(raw).decode() != parts[2] or len(raw) < 5:
            raise Refused("not base64")
        signatures.append((parts[1], raw[:4], raw[4:]))
    if len(signatures) > SIGNATURES_MAX:
        raise Refused("too many signatures")
    return body + "\n", signatures


def signed_by(data, key):
    """(text, signatures) of a checkpoint note that this log key signed."""
    name, kind, public = parse_vkey(key)
    body, signatures = parse_note(data)
    own = [rest for who, ident, rest in signatures if who == name and ident == key_id(name, kind, public)]
    if not own or any(not ed25519.verify(public, body.encode(), rest) for rest in own):
        raise Refused("not signed by this key")
    if note.parse_text(body)[0] != name:
        raise Refused("another ledger")
    return body, signatures


def cosigned_at(data, key):
    """When this cosigner signed; None when it did not; Refused when it is wrong."""
    name, kind, public = parse_vkey(key)
    if kind != 4:
        raise Refused("not a cosigner's key")
    body, signatures = parse_note(data)
    newest = None
    for who, ident, rest in signatures:
        if who != name or ident != key_id(name, kind, public):
            continue
        seconds = int.from_bytes(rest[:8], "big")
        good = len(rest) == 72 and seconds < 2**63
        if not good or not ed25519.verify(public, cosignature_text(seconds, body), rest[8:]):
            raise Refused("the cosignature does not fit")
        newest = max(newest or 0, seconds)
    return newest


def parse_policy(data):
    """(logs, {name: key}, {name: (least, members)}, quorum) or Refused."""
    if len(data) > 65_536 or any((b < 32 and b not in (9, 10)) or b == 127 for b in data):
        raise Refused("too long, or a control character")
    logs, cosigners, groups, grouped, quorum = [], {}, {}, set(), False
    for line in data.split(b"\n"):
        items = line.replace(b"\t", b" ").split(b" ")
        items = [item for item in items if item]
        if not items or items[0].startswith(b"#"):
            continue
        word, rest = items[0], items[1:]
        if word == b"log" and len(rest) in (1, 2):
            _, kind, public = parse_vkey(_utf8(rest[0]))
            if kind != 1 or public in logs:
                raise Refused("not a log's key, or there already")
            logs.append(public)
        elif word == b"witness" and len(rest) in (2, 3):
            _, kind, public = parse_vkey(_utf8(rest[1]))
            if kind != 4 or public in [parse_vkey(key)[2] for key in cosigners.values()]:
                raise Refused("not a witness's key, or there already")
            _new(rest[0], cosigners, groups)
            cosigners[rest[0]] = _utf8(rest[1])
        elif word == b"group" and len(rest) >= 3:
            _new(rest[0], cosigners, groups)
            members = rest[2:]
            for member in members:
                if member in grouped or (member not in cosigners and member not in groups):
                    raise Refused("not a member")
                grouped.add(member)
            least = {b"all": len(members), b"any": 1}.get(rest[1])
            if least is None:
                if not re.match(rb"[1-9][0-9]*\Z", rest[1]):
                    raise Refused("not a rule")
                least = int(rest[1])
            if least > len(members):
                raise Refused("more than members")
            groups[rest[0]] = (least, members)
        elif word == b"quorum" and len(rest) == 1 and quorum is False:
            if rest[0] != b"none" and rest[0] not in cosigners and rest[0] not in groups:
                raise Refused("not a quorum")
            quorum = None if rest[0] == b"none" else rest[0]
        else:
            raise Refused("not a line of a policy")
    if quorum is False:
        raise Refused("no quorum")
    return logs, cosigners, groups, quorum


def _utf8(item):
    try:
        return item.decode()
    except UnicodeDecodeError as why:
        raise Refused("key is not UTF-8") from why


def _new(name, cosigners, groups):
    if name == b"none" or name in cosigners or name in groups:
        raise Refused("name taken")


def meets(policy, data):
    """Whether a note has the cosignatures that a policy asks for."""
    _, cosigners, groups, quorum = policy

    def confirmed(name):
        if name in groups:
            least, members = groups[name]
            return sum(confirmed(member) for member in members) >= least
        try:
            return cosigned_at(data, cosigners[name]) is not None
        except Refused:
            return False

    return quorum is None or confirmed(quorum)


def proof_text(index, hashes, checkpoint, extra=None):
    """A proof file."""
    head = "c2sp.org/tlog-proof@v1\n"
    if extra is not None:
        head += f"extra {base64.b64encode(extra).decode()}\n"
    head += f"index {index}\n" + "".join(f"{base64.b64encode(h).decode()}\n" for h in hashes)
    return head + "\n" + checkpoint


def _decimal(text):
    if not re.match(r"(0|[1-9][0-9]*)\Z", text, re.A) or int(text) >= 2**64:
        raise Refused("not a number")
    return int(text)


def _head(data):
    head, gap, rest = data.partition(b"\n\n")
    if not gap:
        raise Refused("no empty line")
    try:
        return head.decode().split("\n"), rest
    except UnicodeDecodeError as why:
        raise Refused("not UTF-8") from why


def check_proof(data, entry, log):
    """(index, size) of a proof that holds for an entry, or Refused."""
    lines, checkpoint = _head(data)
    if lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Refused("not a proof")
    if lines and lines[0].startswith("extra "):
        text = lines.pop(0)[6:]
        raw = base64.b64decode(text.encode("ascii", "replace"), validate=True)
        if base64.b64encode(raw).decode() != text:
            raise Refused("extra is not base64")
    if not lines or not lines[0].startswith("index "):
        raise Refused("no index")
    index = _decimal(lines.pop(0)[6:])
    if len(lines) > 63:
        raise Refused("too many hashes")
    hashes = [note._base64(line, 32) for line in lines]
    body, _ = signed_by(checkpoint, log)
    _, size, root = note.parse_text(body)
    if inclusion_root(index, size, tree.leaf(entry), hashes) != root:
        raise Refused("leads to another root")
    return index, size


def inclusion_root(index, size, leaf, hashes):
    """Where an audit path leads (RFC 9162 section 2.1.3.2), or None."""
    if index >= size:
        return None
    fn, sn, root = index, size - 1, leaf
    for sibling in hashes:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            root = tree.node(sibling, root)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            root = tree.node(root, sibling)
        fn, sn = fn >> 1, sn >> 1
    return root if sn == 0 else None


def consistent(old, new, old_root, new_root, hashes):
    """RFC 9162 section 2.1.4.2, with the witness rule for an old size of 0."""
    if old == new or old == 0:
        return not hashes and (old == 0 or old_root == new_root)
    if old & (old - 1) == 0:
        hashes = [old_root, *hashes]
    if not hashes:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = hashes[0]
    for c in hashes[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = tree.node(c, fr), tree.node(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = tree.node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return fr == old_root and sr == new_root and sn == 0


def request_text(old, hashes, checkpoint):
    """The body of an add-checkpoint request."""
    lines = "".join(f"{base64.b64encode(h).decode()}\n" for h in hashes)
    return f"old {old}\n{lines}\n{checkpoint}"


def answer(data, logs, last):
    """The status a cosigner gives that knows these log keys and signed `last`,
    (size, root) or None, before."""
    try:
        lines, checkpoint = _head(data)
        if not lines[0].startswith("old "):
            raise Refused("no old size")
        old = _decimal(lines[0][4:])
        if len(lines) > 64:
            raise Refused("too many hashes")
        hashes = [note._base64(line, 32) for line in lines[1:]]
        body, _ = parse_note(checkpoint)
        origin, size, root = note.parse_text(body)
    except Refused:
        return 400
    keys = [key for key in logs if parse_vkey(key)[0] == origin]
    if not keys:
        return 404
    signed = []
    for key in keys:
        try:
            signed_by(checkpoint, key)
            signed.append(key)
        except Refused:
            name, kind, public = parse_vkey(key)
            if any(s[0] == name and s[1] == key_id(name, kind, public) for s in parse_note(checkpoint)[1]):
                return 403
    if not signed:
        return 403
    if old > size:
        return 400
    if old != (last[0] if last else 0):
        return 409
    if size == 0 and root != tree.root([]):
        return 422
    before = last[1] if last else tree.root([])
    return 200 if consistent(old, size, before, root, hashes) else 422
