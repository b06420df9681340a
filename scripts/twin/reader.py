"""Checks a read tree in a folder by FORMAT.md section 12, from its files alone."""

import base64

from . import ed25519, entry, note, people, tree
from .jcs import Refused


def _items(data, width):
    """The pieces of a bundle whose lengths take `width` bytes."""
    found = []
    while data:
        length = int.from_bytes(data[:width], "big")
        if len(data) < width + length:
            raise Refused("a bundle is cut short")
        found.append(data[width : width + length])
        data = data[width + length :]
    return found


def verify(folder):
    """Every problem of the tree in `folder`, as text; none where it holds."""
    try:
        name, _, key = (folder / "vkey").read_text().strip().split("+", 2)
        public = base64.b64decode(key)[1:]
        size, root = note.open_checkpoint((folder / "checkpoint").read_bytes(), name, public)
        leaves, lines, lists = [], [], []
        for n, width in tree.ranges(size):
            hashes = (folder / tree.path("tile/0", n, width)).read_bytes()
            leaves += [hashes[i : i + 32] for i in range(0, len(hashes), 32)]
            lines += _items((folder / tree.path("tile/entries", n, width)).read_bytes(), 2)
            lists += _items((folder / tree.path("openings", n, width)).read_bytes(), 4)
        problems = _compare(name, size, root, leaves, lines, lists)
        for path, made in tree.tiles([tree.leaf(line) for line in lines]).items():
            if not problems and (folder / path).read_bytes() != made:
                problems.append(f"{path} is not what the entries give")
        return problems or _history(folder, name, public, size, lines)
    except (Refused, OSError, ValueError) as why:
        return [str(why)]


def _compare(name, size, root, leaves, lines, lists):
    problems = []
    if tree.root(leaves) != root:
        problems.append("the tiles do not lead to the signed root")
    if not len(lines) == len(lists) == len(leaves) == size:
        problems.append(f"{len(lines)} entries, {len(lists)} lists of openings, size {size}")
    for at, (line, leaf) in enumerate(zip(lines, leaves)):
        if tree.leaf(line) != leaf:
            problems.append(f"entry {at} is not what was signed")
    if problems:
        return problems
    broken = entry.follow(name, lines)
    if broken:
        problems.append(f"entry {broken[0]}: {broken[1]}")
    for at, (line, one) in enumerate(zip(lines, lists)):
        if not one:  # whoever made the copy could not read it: not checked
            continue
        openings = entry.parse_opening_list(one)
        if entry.sealed_root(openings).hex() != entry.parse(line)["draft"]["sealed"]:
            problems.append(f"entry {at}: the openings do not lead to its sealed root")
    if not problems:
        told, _ = people.follow(lines)
        problems += [f"entry {at}: signature {place} of a person: {why}" for at, place, why in told if why]
    return problems


def _history(folder, name, public, size, lines):
    leaves = [tree.leaf(line) for line in lines]
    before, n = 0, 0
    records = b""
    while True:
        found = sorted((folder / "history").glob(f"{tree.number(n)}*")) if (folder / "history").exists() else []
        full = folder / "history" / tree.number(n)
        if full.is_file():
            records += full.read_bytes()
            n += 1
            continue
        partial = folder / "history" / (tree.number(n) + ".p")
        if found and partial.is_dir():
            widest = max(partial.iterdir(), key=lambda p: int(p.name))
            records += widest.read_bytes()
        break
    for at in range(0, len(records), 72):
        signed = int.from_bytes(records[at : at + 8], "big")
        text = note.text(name, signed, tree.root(leaves[:signed])).encode()
        if not before < signed + 1 <= size + 1 or not ed25519.verify(public, text, records[at + 8 : at + 72]):
            return [f"history record {at // 72} (size {signed}) does not hold"]
        before = signed + 1
    return [] if before == size + 1 else [f"the history ends at {before - 1}, the checkpoint at {size}"]
