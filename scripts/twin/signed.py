"""Golden ledgers with signatures of people, good and must-fail."""

import base64

from . import ed25519, entry, jcs, people
from .blake3 import blake3

ORIGIN = "daybook.example/signed"
SEEDS = {name: bytes([n]) * 32 for n, name in enumerate(["clerk", "editor", "next", "late", "stranger"], 1)}
KEYS = {name: blake3(ed25519.public_key(seed)).hex() for name, seed in SEEDS.items()}


def _new(name, may, **more):
    public = ed25519.public_key(SEEDS[name]).hex()
    return {"key": KEYS[name], "public_key": public, "may": may} | more


def _registered(name, may, holder=None, **more):
    return ("key_registered", _new(name, may, holder=holder or name, **more), [])


def _said(*signers, by="clerk", bend=None, over=None):
    return ("vector_kind", {"number": 1}, list(signers), by, bend, over)


CLERK = _registered("clerk", ["author"])
EDITOR = _registered("editor", ["author", "approve"])
ROTATED = ("key_rotated", _new("next", ["author"], old_key=KEYS["clerk"]), ["clerk"])


def _revoked(name, **more):
    return ("key_revoked", {"key": KEYS[name]} | more, [])


CASES = {
    "nobody signs": [CLERK, _said()],
    "author": [CLERK, _said("clerk")],
    "author and approver": [CLERK, EDITOR, _said("clerk", "editor")],
    "before the key is registered": [_said("clerk"), CLERK],
    "a key that nobody registered": [CLERK, _said("stranger")],
    "a bit of the signature": [CLERK, _said("clerk", bend=7)],
    "over other bytes": [CLERK, _said("clerk", over="{}")],
    "of somebody else": [CLERK, EDITOR, _said("editor")],
    "approver is the author": [CLERK, _registered("editor", ["approve"], holder="clerk"), _said("clerk", "editor")],
    "one approver twice": [CLERK, EDITOR, _said("clerk", "editor", "editor")],
    "a key that may not author": [_registered("clerk", ["approve"]), _said("clerk")],
    "a key that may not approve": [CLERK, _registered("editor", ["author"]), _said("clerk", "editor")],
    "before its day": [_registered("clerk", ["author"], valid_from="2026-11-24"), _said("clerk")],
    "on its day": [_registered("clerk", ["author"], valid_from="2026-11-23"), _said("clerk")],
    "rotated": [CLERK, ROTATED, _said("next"), _said("clerk")],
    "rotated without the old key": [CLERK, (*ROTATED[:2], []), _said("next"), _said("clerk")],
    "rotated by another key": [CLERK, EDITOR, (*ROTATED[:2], ["editor"]), _said("next")],
    "revoked": [CLERK, _said("clerk"), _revoked("clerk"), _said("clerk")],
    "revoked twice": [CLERK, _revoked("clerk", unreliable_from=1), _revoked("clerk"), _said("clerk")],
    "compromised from before": [CLERK, _said("clerk"), _said("clerk"), _revoked("clerk", unreliable_from=2)],
    "registered twice": [CLERK, _registered("clerk", ["author", "approve"], holder="editor"), _said("clerk")],
    "a key of another number": [("key_registered", _new("clerk", ["author"], holder="clerk") | {"key": KEYS["editor"]}, []), _said("clerk")],
    "a key of small order": [
        ("key_registered", {"key": blake3(b"\x01" + bytes(31)).hex(), "public_key": "01" + "00" * 31, "holder": "clerk", "may": ["author"]}, []),
        _said(),
    ],
}


def _line(n, before, case):
    kind, event, signers = case[:3]
    by, bend, over = case[3:] if len(case) > 3 else ("clerk", None, None)
    by = event.get("holder", by)
    draft = {"id": f"signed-{n}", "kind": kind, "by": by, "event": event, "sealed": entry.sealed_root([]).hex()}
    signatures = []
    for name in signers:
        signed = bytearray(ed25519.sign(SEEDS[name], (over or jcs.canonical(draft)).encode()))
        if bend is not None:
            signed[bend] ^= 1
        signatures.append({"key": KEYS[name], "signature": base64.b64encode(bytes(signed)).decode()})
    return entry.seal(draft, n, before, f"2026-11-23T00:00:{n:02}.000Z", signatures)


def cases():
    """Each ledger with what is to be said of each signature, and of each key at its end."""
    made = []
    for name, case in CASES.items():
        lines, before = [], entry.genesis(ORIGIN)
        for n, one in enumerate(case):
            line = _line(n, before, one)
            lines.append(line)
            before = blake3(line)
        told, keys = people.follow(lines)
        made.append(
            {
                "name": name,
                "lines": [line.decode() for line in lines],
                "signatures": [{"entry": at, "place": place, "why": why} for at, place, why in told],
                "keys": [
                    {
                        "key": key,
                        "holder": found["holder"],
                        "since": found["since"],
                        "ended": list(found["ended"]) if found["ended"] else None,
                        "unreliable_from": found["unreliable"],
                    }
                    for key, found in sorted(keys.items())
                ],
            }
        )
    return made
