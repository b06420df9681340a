"""The golden cases, good and must-fail, made with the twin."""

import base64
import copy
import hashlib

from . import ed25519, entry, jcs, note, tree
from .blake3 import blake3

ORIGIN = "daybook.example/vectors"
SEED = bytes(range(32))
PERSON = bytes(range(32, 64))


def salt(n):
    """A salt for tests: never random, so that the file is the same each time."""
    return hashlib.sha256(b"vector salt %d" % n).digest()


def _hex(data):
    return data.hex()


def json_cases():
    """Texts and their canonical form; texts that must be refused."""
    good = {
        "empty object": "{}",
        "spaces go": ' { "b" : [ 1 , 2 ] ,\n"a" : null } ',
        "members by UTF-16 units": '{"\u20ac":1,"\\r":2,"\ufb33":3,"1":4,"\U0001f600":5,"\u0080":6,"\u00f6":7}',
        "escapes shortest": '"\\u0041\\u002f\\u000a\\u001f\\"\\\\\\/\\u007f\\u2028"',
        "control characters": '"\\b\\t\\n\\f\\r\\u0000\\u000b"',
        "surrogate pair": '"\\ud83d\\ude00"',
        "not normalised": '["\u00e9","e\u0301"]',
        "right to left and marks": '"\u05e9\u05dc\u05d5\u05dd \u0627\u0644\u0639\u0631\u0628\u064a\u0629"',
        "largest integers": "[9007199254740991,-9007199254740991,0]",
        "minus zero": "[-0]",
        "32 levels": "[" * 32 + "]" * 32,
    }
    bad = {
        "empty": b"",
        "byte order mark": b"\xef\xbb\xbf{}",
        "not UTF-8": b'"\xff"',
        "fraction": b"1.0",
        "exponent": b"1e2",
        "leading zero": b"01",
        "plus": b"+1",
        "2^53": b"9007199254740992",
        "-2^53": b"-9007199254740992",
        "NaN": b"NaN",
        "member twice": b'{"a":1,"a":2}',
        "member twice by escape": b'{"a":1,"\\u0061":2}',
        "lone high surrogate": b'"\\ud83d"',
        "lone low surrogate": b'"\\ude00x"',
        "surrogate as UTF-8": b'"\xed\xa0\x80"',
        "raw control character": b'"\n"',
        "33 levels": b"[" * 33 + b"]" * 33,
        "two values": b"{} {}",
        "comma at the end": b"[1,]",
        "single quotes": b"{'a':1}",
        "cut": b'{"a":',
    }
    return {
        "good": [
            {"name": n, "input": t, "canonical": jcs.canonical(jcs.parse(t.encode()))}
            for n, t in good.items()
        ],
        "bad": [{"name": n, "input_hex": _hex(t)} for n, t in bad.items()],
    }


def _lists():
    opened = [
        entry.Opening("/event/name", salt(0), "Jos\u00e9 \u4f60\u597d \U0001f642"),
        entry.Opening("/event/count", salt(1), 3),
        entry.Opening("/sources/0/title", salt(2), "Report, part 1"),
        entry.Opening("/sources/10/title", salt(3), None),
        entry.Opening("/sources/2/title", salt(4), {"b": [1, "\u20ac"], "a": True}),
    ]
    mixed = [o.withheld() if n % 2 else o for n, o in enumerate(opened)]
    return {
        "nothing sealed": [],
        "one": opened[:1],
        "five in byte order of pointers": opened,
        "some withheld": mixed,
        "all withheld": [o.withheld() for o in opened],
        "long text": [entry.Opening("/uncertainty", salt(5), "word " * 60)],
    }


def sealed_cases():
    """Lists of openings with their commitments, root and bytes; lists to refuse."""
    good = []
    for name, openings in _lists().items():
        made = []
        for o in entry.ordered(openings):
            one = {"pointer": o.pointer, "commitment": _hex(o.commitment)}
            if o.open:
                one |= {"salt": _hex(o.salt), "value": jcs.canonical(o.value)}
            made.append(one)
        encoded = entry.opening_list(openings)
        assert entry.opening_list(entry.parse_opening_list(encoded)) == encoded
        root = _hex(entry.sealed_root(openings))
        good.append({"name": name, "openings": made, "root": root, "list_hex": _hex(encoded)})
    one = entry.opening_list(_lists()["one"])
    two = entry.opening_list(_lists()["five in byte order of pointers"][:2])
    # The first opening of `two` is /event/count: tag, length, 12 bytes, salt, length, 1 byte.
    first, second = two[1 : 1 + 1 + 1 + 12 + 32 + 1 + 1], two[1 + 48 :]
    bad = {
        "nothing at all": b"",
        "cut": one[:-1],
        "a byte too many": one + b"\0",
        "count too high": b"\x02" + one[1:],
        "count too low": b"\x00" + one[1:],
        "unknown tag": b"\x01\x02" + one[2:],
        "longer length than needed": b"\xfb\x01\x00" + one[1:],
        "not in order": b"\x02" + second + first,
        "pointer twice": b"\x02" + first + first,
        "length past the end": b"\x01\x00\xfd" + b"\xff" * 8,
        "value not canonical": one.replace(b'"Jos', b' "Jos').replace(bytes([19]) + b' "', bytes([20]) + b' "'),
        "value not UTF-8": one.replace("\u00e9".encode(), b"\xff\xff"),
    }
    for name, data in bad.items():
        _must_refuse(name, entry.parse_opening_list, data)
    return {"good": good, "bad": [{"name": n, "list_hex": _hex(d)} for n, d in bad.items()]}


def _must_refuse(name, action, *arguments):
    try:
        action(*arguments)
    except jcs.Refused:
        return
    raise AssertionError(f"the twin accepts what it must refuse: {name}")


def _draft(n, openings, **more):
    event = {"body": "health-board-%d" % n, "words_chosen": n * 7}
    return {
        "id": f"vector-{n}",
        "kind": "vector_kind",
        "event": event,
        "inquiry": "vectors",
        "basis": "official_record",
        "certainty": "stated",
        "by": "clerk",
        "sources": [{"kind": "web_page", "url": "https://daybook.example/%d" % n}],
        "sealed": _hex(entry.sealed_root(openings)),
    } | more


def ledger():
    """Five entries with everything that follows from them."""
    lists = list(_lists().values())[:5]
    times = [
        "2026-11-23T18:44:24.123Z",
        "2026-11-23T18:44:24.123Z",
        "2026-12-31T23:59:59.999Z",
        "2027-01-01T00:00:00.000Z",
        "2028-02-29T12:00:00.000Z",
    ]
    lines, entries, before = [], [], entry.genesis(ORIGIN)
    for n, (openings, recorded) in enumerate(zip(lists, times)):
        more = {"lang": "cy", "uncertain": [True, None, -5, "\u2028\u00e9"]} if n == 2 else {}
        draft = _draft(n, openings, **more)
        signatures = []
        if n == 3:
            signed = ed25519.sign(PERSON, jcs.canonical(draft).encode())
            key = _hex(blake3(ed25519.public_key(PERSON)))
            signatures = [{"key": key, "signature": base64.b64encode(signed).decode()}]
        line = entry.seal(draft, n, before, recorded, signatures)
        entries.append(
            {
                "draft": jcs.canonical(draft),
                "openings_hex": _hex(entry.opening_list(openings)),
                "recorded": recorded,
                "signatures": signatures,
                "line": line.decode(),
                "hash": _hex(blake3(line)),
                "leaf": _hex(tree.leaf(line)),
            }
        )
        lines.append(line)
        before = blake3(line)
    assert entry.follow(ORIGIN, lines) is None
    return lines, lists, entries


def ledger_case():
    """The ledger above as a read tree, and the checkpoint at every size."""
    lines, lists, entries = ledger()
    leaves = [tree.leaf(line) for line in lines]
    public = ed25519.public_key(SEED)
    # Signed at every size but 4, as a server that committed two entries at once.
    signed = [(s, note.signature(ORIGIN, SEED, s, tree.root(leaves[:s]))) for s in (1, 2, 3, 5)]
    files = {p: _hex(b) for p, b in tree.tiles(leaves).items()}
    files[tree.path("tile/entries", 0, 5)] = _hex(entry.entry_bundle(lines))
    encoded = [entry.opening_list(one) for one in lists]
    files[tree.path("openings", 0, 5)] = _hex(entry.openings_bundle(encoded))
    files[tree.path("history", 0, 4)] = _hex(note.history(signed))
    files["vkey"] = _hex((note.vkey(ORIGIN, public) + "\n").encode())
    newest = note.checkpoint(ORIGIN, SEED, 5, tree.root(leaves))
    assert note.open_checkpoint(newest.encode(), ORIGIN, public) == (5, tree.root(leaves))
    files["checkpoint"] = _hex(newest.encode())
    return {
        "origin": ORIGIN,
        "seed": _hex(SEED),
        "public_key": _hex(public),
        "vkey": note.vkey(ORIGIN, public),
        "genesis": _hex(entry.genesis(ORIGIN)),
        "entries": entries,
        "checkpoints": [
            {"size": s, "root": _hex(tree.root(leaves[:s])), "note": note.checkpoint(ORIGIN, SEED, s, tree.root(leaves[:s]))}
            for s in range(len(leaves) + 1)
        ],
        "files": files,
    }


def tree_case():
    """Roots, proofs and paths of trees whose entry i is i in decimal digits."""
    leaves = [tree.leaf(b"%d" % i) for i in range(600)]
    sizes = [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 100, 255, 256, 257, 300, 511, 512, 513, 600]
    pairs = [(0, 1), (0, 8), (7, 8), (4, 5), (2, 7), (255, 256), (256, 257), (299, 300), (0, 600), (511, 600)]
    steps = [(1, 2), (1, 8), (3, 7), (4, 8), (6, 7), (8, 8), (255, 256), (256, 257), (256, 512), (300, 600), (599, 600)]
    return {
        "roots": [{"size": s, "root": _hex(tree.root(leaves[:s]))} for s in sizes],
        "inclusion": [
            {"index": i, "size": s, "proof": [_hex(h) for h in tree.inclusion(i, leaves[:s])]}
            for i, s in pairs
        ],
        "consistency": [
            {"old": m, "new": n, "proof": [_hex(h) for h in tree.consistency(m, leaves[:n])]}
            for m, n in steps
        ],
        "tiles": [
            {"size": s, "sha256": {p: hashlib.sha256(b).hexdigest() for p, b in tree.tiles(leaves[:s]).items()}}
            for s in (0, 1, 5, 255, 256, 257, 600)
        ],
        "numbers": [{"n": n, "path": tree.number(n)} for n in (0, 5, 999, 1000, 1234067)],
    }


def edit(line, change):
    """The line after `change` was done to its parsed form."""
    value = copy.deepcopy(jcs.parse(line))
    change(value)
    return jcs.canonical(value).encode()
