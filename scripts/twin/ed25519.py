"""Ed25519 in plain Python: RFC 8032 section 5.1, sign and strict verify.

Not constant in time: for test vectors only, never for a real key.
"""

import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = _add(q, p)
        p = _add(p, p)
        n >>= 1
    return q


def _same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def _x_of(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE_X = _x_of(_BASE_Y, 0)
BASE = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)


def _pack(p):
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _unpack(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def _expand(seed):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & (1 << 254) - 8 | 1 << 254
    return a, h[32:]


def _hash_to_scalar(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L


def public_key(seed):
    """The 32-byte public key of a 32-byte seed."""
    return _pack(_times(_expand(seed)[0], BASE))


def sign(seed, message):
    """The 64-byte signature."""
    a, prefix = _expand(seed)
    public = _pack(_times(a, BASE))
    r = _hash_to_scalar(prefix, message)
    big_r = _pack(_times(r, BASE))
    k = _hash_to_scalar(big_r, public, message)
    return big_r + ((r + k * a) % L).to_bytes(32, "little")


def usable(public):
    """Whether 32 bytes are a public key: a point, canonical, not of small order."""
    point = _unpack(public)
    return point is not None and not _same(_times(8, point), (0, 1, 1, 0))


def verify(public, message, signature):
    """True only for a canonical signature under a key of full order (strict)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = _unpack(public), _unpack(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    identity = (0, 1, 1, 0)
    if _same(_times(8, a), identity) or _same(_times(8, r), identity):
        return False  # small order: such a key signs anything
    k = _hash_to_scalar(signature[:32], public, message)
    return _same(_times(s, BASE), _add(r, _times(k, a)))


def self_check():
    """RFC 8032 section 7.1, tests 1 and 3."""
    known = (
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    )
    for seed, public, message, signature in known:
        seed, message = bytes.fromhex(seed), bytes.fromhex(message)
        assert public_key(seed).hex() == public, "Ed25519 public key"
        assert sign(seed, message).hex() == signature, "Ed25519 signature"
        assert verify(bytes.fromhex(public), message, bytes.fromhex(signature))
        assert not verify(bytes.fromhex(public), message + b"x", bytes.fromhex(signature))
