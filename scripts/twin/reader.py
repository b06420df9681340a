"""Checks a read tree by FORMAT.md section 12, from its files alone."""

from . import ed25519, entry, note, people, tree
from .blake3 import blake3
from .entry import HEX64
from .jcs import Refused

VERIFIED, MISMATCH, UNSURE = 0, 1, 3


class Report:
    """What a check came to: the worst thing found decides."""

    def __init__(self):
        self.origin, self.size, self.root = None, None, None
        self.wrong, self.open = [], []

    @property
    def code(self):
        """The exit code: does not match, could not check, verified."""
        return MISMATCH if self.wrong else UNSURE if self.open else VERIFIED

    def __str__(self):
        word = {MISMATCH: "DOES NOT MATCH", UNSURE: "NOT VERIFIED", VERIFIED: "VERIFIED"}[self.code]
        lines = [f"{word}: {self.origin or 'unnamed ledger'}, {self.size or 0} entries"]
        lines += [f"  {problem}" for problem in (self.wrong + self.open)[:20]]
        if self.code == UNSURE:
            lines.append("  this is not a sign of tampering")
        return "\n".join(lines + ([f"  root  {self.root.hex()}"] if self.root else []))


def check(files, key=None, seen=None):
    """The report on the read tree in `files`, for a reader who trusts `key` (a
    verifier key's line; else the one in the tree is believed) and saw the
    checkpoint `seen` before."""
    report = Report()
    data = files.read("checkpoint")
    if data is None:
        report.open.append("there is no signed summary (checkpoint)")
        return report
    try:
        report.origin, report.size, report.root = note.parse_text(note.split(data)[0])
    except Refused as why:
        report.open.append(f"the signed summary (checkpoint) cannot be read: {why}")
        return report
    _signature(report, files, data, key)
    if not report.wrong:
        leaves = _entries(report, files)
        _documents(report, files)
        if leaves and seen:
            _seen(report, leaves, seen)
    return report


def _signature(report, files, data, key):
    line = key or (files.read("vkey") or b"").decode(errors="replace")
    try:
        note.open_checkpoint(data, *note.parse_vkey(line))
    except note.BadSignature:
        report.wrong.append("the signature on the summary does not fit")
    except Refused as why:
        report.open.append(f"we do not know who signed this: {why}")


def _items(data, width):
    """The pieces of a bundle whose lengths take `width` bytes; what is cut off is left out."""
    found = []
    while len(data) >= width:
        length = int.from_bytes(data[:width], "big")
        if len(data) < width + length:
            break
        found.append(data[width : width + length])
        data = data[width + length :]
    return found


def _entries(report, files):
    """The leaf hashes of good entries; nothing where something is wrong with them."""
    size, ranges = report.size, tree.ranges(report.size)
    tiles = b"".join(files.read(tree.path("tile/0", n, width)) or b"" for n, width in ranges)
    signed = [tiles[at : at + 32] for at in range(0, len(tiles), 32)]
    if len(tiles) != 32 * size or tree.root(signed) != report.root:
        signed = None
    lines = []
    for n, width in ranges:
        lines += _items(files.read(tree.path("tile/entries", n, width)) or b"", 2)
    leaves = [tree.leaf(line) for line in lines]
    if signed is None and tree.root(leaves) == report.root:
        signed = leaves
    if signed is None:
        report.wrong.append("neither the tiles nor the entries lead to the signed root")
        return None
    for at, leaf in enumerate(signed):
        if at >= len(leaves):
            report.wrong.append(f"entry {at} and everything after it is missing")
            return None
        if leaves[at] != leaf:
            report.wrong.append(f"entry {at} is not the same as what was signed")
            return None
    if len(leaves) > size:
        report.wrong.append(f"entry {size} is not covered by the signed summary")
        return None
    for path, made in tree.tiles(leaves).items():
        if files.read(path) not in (None, made):
            report.wrong.append(f"{path} is not what the entries give")
    if not _chain(report, lines) or not _openings(report, files, lines):
        return None
    told, _ = people.follow(lines)
    report.wrong += [f"entry {at}: signature {place} of a person: {why}" for at, place, why in told if why]
    return leaves


def _chain(report, lines):
    try:
        broken = entry.follow(report.origin, lines)
    except Refused as why:
        newer = "this reader is too old" in str(why)
        (report.open if newer else report.wrong).append(f"an entry is as signed, but {why}")
        return False
    if broken:
        report.wrong.append(f"entry {broken[0]} does not link to the one before it ({broken[1]})")
    return not broken


def _openings(report, files, lines):
    lists, missing = [], 0
    for n, width in tree.ranges(report.size):
        data = files.read(tree.path("openings", n, width))
        found = _items(data or b"", 4)
        missing += data is None
        lists += found + [None] * (width - len(found))
    if missing:
        report.open.append(f"{missing} files of sealed values are not there: those words were not checked")
    unread = sum(1 for one in lists if one == b"")
    if unread:
        report.open.append(f"{unread} lists of sealed values could not be read where the copy was made: not checked")
    for at, (line, one) in enumerate(zip(lines, lists)):
        try:
            good = one == b"" or one is None and missing or entry.sealed_root(entry.parse_opening_list(one or b"")).hex() == entry.parse(line)["draft"]["sealed"]
        except Refused:
            good = False
        if not good:
            report.wrong.append(f"entry {at} has other sealed values beside it than it was made with")
            return False
    return True


def _documents(report, files):
    for path in files.documents():
        name = path.removeprefix("documents/")
        if HEX64.match(name) and blake3(files.read(path)).hex() != name:
            report.wrong.append(f"document {name} is another file")


def _seen(report, leaves, seen):
    origin, size, root = note.parse_text(note.split(seen)[0])
    if origin != report.origin:
        report.open.append(f"the summary seen before is of another ledger, {origin}")
    elif size > len(leaves):
        report.wrong.append(f"the ledger went back from {size} entries, seen before, to {len(leaves)}")
    elif tree.root(leaves[:size]) != root:
        report.wrong.append(f"the {len(leaves)} entries shown now do not begin with the {size} seen before")


def verify(files):
    """Every problem of a whole read tree, its history included; none where it holds."""
    report = check(files)
    problems = report.wrong + report.open
    return problems or _history(report, files)


def _history(report, files):
    name, public = note.parse_vkey(files.read("vkey").decode())
    leaves = []
    for n, width in tree.ranges(report.size):
        data = files.read(tree.path("tile/0", n, width))
        if data is None:
            return [f"{tree.path('tile/0', n, width)} is not there"]
        leaves += [data[at : at + 32] for at in range(0, len(data), 32)]
    before, n, records = 0, 0, b""
    while len(records) == n * 256 * 72:
        # The newest file is also there under the name of a full one.
        found = files.read(f"history/{tree.number(n)}")
        if not found:
            break
        records, n = records + found, n + 1
    for at in range(0, len(records), 72):
        signed = int.from_bytes(records[at : at + 8], "big")
        text = note.text(name, signed, tree.root(leaves[:signed])).encode()
        if not before < signed + 1 <= report.size + 1 or not ed25519.verify(public, text, records[at + 8 : at + 72]):
            return [f"history record {at // 72} (size {signed}) does not hold"]
        before = signed + 1
    if before == report.size + 1:
        return []
    return [f"the history ends at {before - 1}, the checkpoint at {report.size}"]
