"""Canonical JSON (RFC 8785) over the values Daybook allows: no floats."""

import json


class Refused(Exception):
    """The text is not a value that this format allows."""


LIMIT = 2**53  # every integer is strictly between -LIMIT and LIMIT


def _string(text):
    short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
    out = ['"']
    for char in text:
        code = ord(char)
        out.append(short.get(code) or (f"\\u{code:04x}" if code < 32 else char))
    return "".join(out) + '"'


def _utf16(key):
    return key.encode("utf-16-be")


def canonical(value):
    """The canonical text of a value made of None, bool, int, str, list, dict."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        if not -LIMIT < value < LIMIT:
            raise Refused(f"integer {value} is out of range")
        return str(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(v) for v in value) + "]"
    if isinstance(value, dict):
        keys = sorted(value, key=_utf16)
        return "{" + ",".join(_string(k) + ":" + canonical(value[k]) for k in keys) + "}"
    raise Refused(f"{type(value).__name__} is not a JSON value here")


def _object(pairs):
    made = {}
    for key, value in pairs:
        if key in made:
            raise Refused(f"key {key!r} is given twice")
        made[key] = value
    return made


def _no_float(text):
    raise Refused(f"{text} is not an integer")


DEEPEST = 32  # levels of lists and objects inside each other


def depth(value):
    """How deeply arrays and objects are nested: 0 for a scalar."""
    inner = value if isinstance(value, list) else value.values() if isinstance(value, dict) else None
    return 0 if inner is None else 1 + max((depth(v) for v in inner), default=0)


def parse(data):
    """The value of JSON bytes, or Refused."""
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
        canonical(value).encode("utf-8")  # lone surrogates and big integers fail here
    except (ValueError, RecursionError) as why:
        raise Refused(str(why)) from why
    if depth(value) > DEEPEST:
        raise Refused(f"nested deeper than {DEEPEST} levels")
    return value


def self_check():
    """The sorting example of RFC 8785 section 3.2.3."""
    keys = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    order = list(json.loads(canonical(keys)).values())
    assert order == [2, 4, 6, 7, 1, 5, 3], order
    assert canonical({"b": [1, -0, "\x1f/\u2028"], "a": None}) == '{"a":null,"b":[1,0,"\\u001f/\u2028"]}'
