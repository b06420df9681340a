"""The Merkle tree of RFC 6962 with SHA-256, and the tile paths of C2SP tlog-tiles."""

import hashlib


def leaf(entry):
    """The leaf hash of an entry's bytes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left, right):
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(n):
    return 1 << ((n - 1).bit_length() - 1)


def root(leaves):
    """The root over a list of leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = _split(len(leaves))
    return node(root(leaves[:k]), root(leaves[k:]))


def inclusion(index, leaves):
    """The audit path of `leaves[index]`: sibling of the leaf first."""
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return inclusion(index, leaves[:k]) + [root(leaves[k:])]
    return inclusion(index - k, leaves[k:]) + [root(leaves[:k])]


def consistency(old, leaves):
    """The proof that the first `old` leaves are a prefix of all of them."""

    def walk(m, part, whole):
        if m == len(part):
            return [] if whole else [root(part)]
        k = _split(len(part))
        if m <= k:
            return walk(m, part[:k], whole) + [root(part[k:])]
        return walk(m - k, part[k:], False) + [root(part[:k])]

    return walk(old, leaves, True) if 0 < old < len(leaves) else []


def number(n):
    """A tile number as path: 0 -> 000, 1234067 -> x001/x234/067."""
    groups = [f"{n % 1000:03d}"]
    n //= 1000
    while n:
        groups.insert(0, f"x{n % 1000:03d}")
        n //= 1000
    return "/".join(groups)


def ranges(count):
    """(number, width) of the full tiles and the partial one of `count` items."""
    full = [(n, 256) for n in range(count // 256)]
    return full + ([(count // 256, count % 256)] if count % 256 else [])


def path(prefix, n, width):
    """The path of a tile or bundle."""
    return f"{prefix}/{number(n)}" + (f".p/{width}" if width < 256 else "")


def tiles(leaves):
    """{path: bytes} of every hash tile of the tree over `leaves`."""
    found, level, hashes = {}, 0, list(leaves)
    while hashes:
        for n, width in ranges(len(hashes)):
            found[path(f"tile/{level}", n, width)] = b"".join(hashes[n * 256 : n * 256 + width])
        full = len(hashes) // 256
        hashes = [root(hashes[i * 256 : i * 256 + 256]) for i in range(full)]
        level += 1
    return found


def self_check():
    """Roots of the well-known seven-leaf certificate-transparency example."""
    data = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43"]
    leaves = [leaf(d) for d in data]
    known = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    }
    for size, expected in known.items():
        assert root(leaves[:size]).hex() == expected, f"root of {size} leaves"
    assert number(0) == "000" and number(1234067) == "x001/x234/067"
