"""Lines, chains and checkpoints that every reader must refuse."""

import base64

from . import ed25519, entry, jcs, note, tree
from .cases import ORIGIN, PERSON, SEED, _must_refuse, edit, ledger


def _set(*path_and_value):
    *path, name, value = path_and_value

    def change(top):
        for step in path:
            top = top[step]
        top[name] = value

    return change


def entry_cases():
    """Lines that are no entry of version 1, and the longest that is one."""
    lines, _, _ = ledger()
    line = lines[3]
    text = line.decode()
    signature = jcs.parse(line)["signatures"][0]

    def padded(length):
        short = edit(lines[0], _set("draft", "event", "pad", ""))
        return edit(lines[0], _set("draft", "event", "pad", "x" * max(0, length - len(short))))

    def deep(levels):
        inner = 1
        for _ in range(levels):
            inner = [inner]
        return inner

    longest = padded(entry.LONGEST)
    assert len(longest) == entry.LONGEST and entry.parse(longest)
    bad = {
        "no bytes": b"",
        "not an object": b"[]",
        "a line end": line + b"\n",
        "white space": text.replace('"v":1', '"v": 1').encode(),
        "members not sorted": ('{"v":1,' + text[1:].replace(',"v":1}', "}")).encode(),
        "escape that is not needed": text.replace("vector-3", "vector-\\u0033").encode(),
        "upper-case escape": lines[2].decode().replace("-5,", '"\\u001F",').encode(),
        "a sixth of a member": edit(line, _set("extra", 1)),
        "no signatures": edit(line, lambda e: e.pop("signatures")),
        "no draft": edit(line, lambda e: e.pop("draft")),
        "version 0": edit(line, _set("v", 0)),
        "version as text": edit(line, _set("v", "1")),
        "version true": edit(line, _set("v", True)),
        "negative index": edit(line, _set("index", -1)),
        "index as text": edit(line, _set("index", "3")),
        "minus zero": text.replace('"words_chosen":21', '"words_chosen":-0').encode(),
        "index with fraction": text.replace('"index":3', '"index":3.0').encode(),
        "previous in upper case": edit(line, _set("previous", "AB" * 32)),
        "previous too short": edit(line, _set("previous", "ab" * 31)),
        "recorded without milliseconds": edit(line, _set("recorded", "2026-11-23T18:44:24Z")),
        "recorded on no such day": edit(line, _set("recorded", "2027-02-29T00:00:00.000Z")),
        "recorded at a leap second": edit(line, _set("recorded", "2026-12-31T23:59:60.000Z")),
        "recorded in another zone": edit(line, _set("recorded", "2026-11-23T18:44:24.123+01:00")),
        "recorded in other digits": edit(line, _set("recorded", "2026-11-23T18:44:24.12\u0663Z")),
        "draft a text": edit(line, _set("draft", "x")),
        "no sealed root": edit(line, lambda e: e["draft"].pop("sealed")),
        "sealed root in upper case": edit(line, _set("draft", "sealed", "AB" * 32)),
        "sealed root null": edit(line, _set("draft", "sealed", None)),
        "nine signatures": edit(line, _set("signatures", [signature] * 9)),
        "signature with a member more": edit(line, _set("signatures", [signature | {"name": "x"}])),
        "signature in other base64": edit(
            line, _set("signatures", 0, "signature", base64.urlsafe_b64encode(b"\xff" * 64).decode())
        ),
        "signature of 63 bytes": edit(
            line, _set("signatures", 0, "signature", base64.b64encode(b"\xff" * 63).decode())
        ),
        "signature key too short": edit(line, _set("signatures", 0, "key", "ab")),
        "33 levels": edit(line, _set("draft", "event", "deep", deep(30))),
    }
    for name, data in bad.items():
        _must_refuse(name, entry.parse, data)
    deepest = edit(line, _set("draft", "event", "deep", deep(29)))
    assert entry.parse(deepest)
    too_long = padded(entry.LONGEST + 1)
    _must_refuse("too long", entry.parse, too_long)
    newer = edit(line, _set("v", 2))
    _must_refuse("newer", entry.parse, newer)
    return {
        "bad": [{"name": n, "line_hex": d.hex()} for n, d in bad.items()],
        "good": [{"name": "32 levels", "line_hex": deepest.hex()}],
        "newer": [
            {"name": "version 2", "line_hex": newer.hex(), "version": 2},
            {"name": "version 2 with other members", "line_hex": b'{"new":true,"v":2}'.hex(), "version": 2},
        ],
        # `pad` times "x" stands where @ is, so that the file stays readable.
        "longest": [
            {
                "line": padded(0).decode().replace('"pad":""', '"pad":"@"'),
                "pad": len(made) - len(padded(0)),
                "length": len(made),
                "accepted": accepted,
            }
            for made, accepted in ((longest, True), (too_long, False))
        ],
    }


def chain_cases():
    """Entries that are well formed and do not continue each other."""
    lines, _, _ = ledger()

    def relinked(at, change):
        """Entry `at` changed, and everything after it sealed anew over it."""
        made = list(lines)
        made[at] = edit(made[at], change)
        return made

    other = [edit(lines[0], _set("draft", "id", "another")), *lines[1:]]
    cases = {
        "as it is": lines,
        "first missing": lines[1:],
        "third missing": lines[:2] + lines[3:],
        "two changed places": [lines[0], lines[2], lines[1], *lines[3:]],
        "one twice": [*lines[:2], lines[1], *lines[2:]],
        "one altered": other,
        "index jumps": relinked(2, _set("index", 7)),
        "time goes back": relinked(4, _set("recorded", "2026-01-01T00:00:00.000Z")),
        "another ledger's start": relinked(0, _set("previous", entry.genesis("other.example").hex())),
    }
    made = []
    for name, chain in cases.items():
        broken = entry.follow(ORIGIN, chain)
        made.append(
            {
                "name": name,
                "lines": [line.decode() for line in chain],
                "breaks": None if broken is None else {"at": broken[0], "why": broken[1]},
            }
        )
    assert [c["breaks"] is None for c in made] == [True] + [False] * (len(made) - 1)
    return made


def checkpoint_cases():
    """Notes to refuse, and unusual ones to accept."""
    lines, _, _ = ledger()
    root = tree.root([tree.leaf(line) for line in lines])
    public = ed25519.public_key(SEED)
    good = note.checkpoint(ORIGIN, SEED, 5, root)
    body, line = good.split("\n\n")
    body += "\n"

    def signed(body, seed=SEED, name=ORIGIN):
        raw = note.key_id(name, ed25519.public_key(seed)) + ed25519.sign(seed, body.encode())
        return f"{body}\n{note.DASH}{name} {base64.b64encode(raw).decode()}\n"

    raw = base64.b64decode(line.split(" ")[2])
    scalar = int.from_bytes(raw[36:], "little") + ed25519.L
    malleable = raw[:36] + scalar.to_bytes(32, "little")
    encoded = base64.b64encode(root).decode()
    bad = {
        "empty": "",
        "no signature": body,
        "signature of another size": good.replace("\n5\n", "\n6\n"),
        "signature of another key": signed(body, PERSON),
        "signature with one bit changed": good.replace(line, f"{note.DASH}{ORIGIN} {base64.b64encode(raw[:-1] + bytes([raw[-1] ^ 1])).decode()}\n"),
        "malleable signature": good.replace(line, f"{note.DASH}{ORIGIN} {base64.b64encode(malleable).decode()}\n"),
        "another origin": signed(f"other.example\n5\n{encoded}\n"),
        "size with leading zero": signed(f"{ORIGIN}\n05\n{encoded}\n"),
        "size negative": signed(f"{ORIGIN}\n-5\n{encoded}\n"),
        "size not a number": signed(f"{ORIGIN}\nfive\n{encoded}\n"),
        "root too short": signed(f"{ORIGIN}\n5\n{base64.b64encode(root[:31]).decode()}\n"),
        "root in other base64": signed(f"{ORIGIN}\n5\n{encoded.rstrip('=')}\n"),
        "no root": signed(f"{ORIGIN}\n5\n"),
        "an extension line": signed(f"{body}extra\n"),
        "hyphen for the dash": good.replace("\u2014", "-"),
        "no line end": good[:-1],
    }
    for name, text in bad.items():
        _must_refuse(name, note.open_checkpoint, text.encode(), ORIGIN, public)
    stranger = signed(body, PERSON, "cosigner.example").split("\n\n")[1]
    accepted = {"alone": good, "beside a stranger's": good + stranger, "after a stranger's": good.replace(line, stranger + line)}
    for text in accepted.values():
        assert note.open_checkpoint(text.encode(), ORIGIN, public) == (5, root)
    return {
        "good": [{"name": n, "note": t, "size": 5, "root": root.hex()} for n, t in accepted.items()],
        "bad": [{"name": n, "note": t} for n, t in bad.items()],
    }
