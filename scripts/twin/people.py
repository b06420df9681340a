"""Signatures of people and the register of their keys (FORMAT.md section 6)."""

import base64

from . import ed25519, entry, jcs
from .blake3 import blake3


def _hex32(value):
    """The 32 bytes of a hex text, or None."""
    good = isinstance(value, str) and len(value) == 64 and all(c in "0123456789abcdef" for c in value)
    return bytes.fromhex(value) if good else None


def _new(event, at, holder):
    public = _hex32(event.get("public_key"))
    if public is None or not isinstance(holder, str) or not ed25519.usable(public):
        return None
    if event.get("key") != blake3(public).hex():
        return None
    may = event.get("may")
    may = may if isinstance(may, list) else []
    since = event.get("valid_from")
    return {
        "public": public,
        "holder": holder,
        "may": may,
        "from": since if isinstance(since, str) else "",
        "since": at,
        "ended": None,
        "unreliable": None,
    }


def judge(draft, recorded, signatures, keys):
    """For each signature why it does not count, or None."""
    holders, told = [draft.get("by")], []
    text = jcs.canonical(draft).encode()
    for place, one in enumerate(signatures):
        key = keys.get(one["key"])
        if key is None:
            why = "unknown"
        elif key["ended"] is not None:
            why = "over"
        elif recorded < key["from"]:
            why = "not_yet"
        elif place == 0 and key["holder"] != draft.get("by"):
            why = "not_author"
        elif place > 0 and key["holder"] in holders:
            why = "same"
        elif ("author" if place == 0 else "approve") not in key["may"]:
            why = "may_not"
        elif not ed25519.verify(key["public"], text, base64.b64decode(one["signature"])):
            why = "does_not_hold"
        else:
            why = None
            holders.append(key["holder"])
        told.append(why)
    return told


def _apply(draft, at, counting, keys):
    event, kind = draft.get("event"), draft.get("kind")
    if not isinstance(event, dict):
        return
    if kind == "key_registered":
        new = _new(event, at, event.get("holder"))
        if new and event["key"] not in keys:
            keys[event["key"]] = new
    elif kind == "key_rotated":
        old = event.get("old_key")
        live = isinstance(old, str) and old in keys and keys[old]["ended"] is None and old in counting
        new = _new(event, at, keys[old]["holder"]) if live else None
        if new and event["key"] not in keys:
            keys[old]["ended"] = ("rotated", at)
            keys[event["key"]] = new
    elif kind == "key_revoked":
        key = keys.get(event.get("key")) if isinstance(event.get("key"), str) else None
        if key and (key["ended"] is None or key["ended"][0] == "rotated"):
            key["ended"] = ("revoked", key["ended"][1] if key["ended"] else at)
            key["unreliable"] = event.get("unreliable_from")


def follow(lines):
    """Every signature of a ledger: (entry, place, why or None), and the keys at its end."""
    keys, told = {}, []
    for at, line in enumerate(lines):
        value = entry.parse(line)
        found = judge(value["draft"], value["recorded"][:10], value["signatures"], keys)
        told += [(at, place, why) for place, why in enumerate(found)]
        counting = [s["key"] for s, why in zip(value["signatures"], found) if why is None]
        _apply(value["draft"], at, counting, keys)
    return told, keys
