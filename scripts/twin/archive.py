"""A .daybook file: FORMAT.md section 14, and the read tree wherever it lies."""

import pathlib
import re

BLOCK = 512
NAME = re.compile(rb"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*\Z")
LARGEST_FILE = 64 << 20
LARGEST_DOCUMENT = (1 << 33) - 1


class Unreadable(Exception):
    """Cut short, damaged, or another file: never a sign of tampering."""


def header(name, size):
    """The 512 bytes before a member, in their one form."""
    fields = [
        name.ljust(100, b"\0"),
        b"0000644\0" + b"0000000\0" * 2,
        b"%011o\0" % size,
        b"0" * 11 + b"\0",
        b" " * 8,
        b"0" + bytes(100) + b"ustar\x0000" + bytes(64),
        b"0000000\0" * 2,
    ]
    block = bytearray(b"".join(fields).ljust(BLOCK, b"\0"))
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def _begins(block):
    """Whether a file may begin so, as far as it goes."""
    wanted = b"checkpoint\0"
    return block[: len(wanted)] == wanted[: len(block)]


def _read_header(block, at):
    """(name, size) of a header, or Unreadable."""
    name, digits = block[:100].rstrip(b"\0"), block[124:135]
    good = NAME.match(name) and not {b".", b".."} & set(name.split(b"/")) and re.match(rb"[0-7]{11}\Z", digits)
    if not good or header(name, int(digits, 8)) != block:
        raise Unreadable(f"the header at byte {at} is damaged or was written by another program")
    return name, int(digits, 8)


class Archive:
    """A .daybook file. Its members are found at once, and read when asked for."""

    def __init__(self, path):
        self.file = open(path, "rb")
        self.length = self.file.seek(0, 2)
        self.members = {}
        at, last = self._filled(0), b""
        while True:
            block = self._piece(at, BLOCK)
            if not self.members and not _begins(block):
                raise Unreadable("it is not a .daybook file: it does not begin with a member named checkpoint")
            if len(block) < BLOCK:
                raise self._cut()
            if block == bytes(BLOCK):
                break
            name, size = _read_header(block, at)
            if name <= last:
                raise Unreadable(f"the member {name.decode()} at byte {at} is named twice or out of order")
            if size > (LARGEST_DOCUMENT if name.startswith(b"documents/") else LARGEST_FILE):
                raise Unreadable(f"the member {name.decode()} at byte {at} is too large")
            if at + BLOCK + size > self.length:
                raise self._cut()
            self.members[name.decode()] = (at + BLOCK, size)
            at, last = self._filled(at + BLOCK + size), name
        rest = self._piece(at + BLOCK, BLOCK + 1)
        if rest[:BLOCK].strip(b"\0"):
            raise Unreadable(f"the header at byte {at + BLOCK} is damaged or was written by another program")
        if len(rest) < BLOCK:
            raise self._cut()
        if len(rest) > BLOCK:
            raise Unreadable(f"bytes follow the end marker at byte {at + 2 * BLOCK}")

    def _cut(self):
        return Unreadable(f"it was cut short at byte {self.length}; get a whole copy")

    def _filled(self, end):
        """Where the next header begins, after a content that ends here."""
        filling = self._piece(end, -end % BLOCK)
        if filling.strip(b"\0"):
            raise Unreadable(f"the filling at byte {end} is not empty: the file is damaged")
        if len(filling) < -end % BLOCK:
            raise self._cut()
        return end + len(filling)

    def _piece(self, at, size):
        self.file.seek(at)
        return self.file.read(size)

    def read(self, path):
        """The bytes of a file of the tree; None when there is none."""
        if path not in self.members:
            return None
        return self._piece(*self.members[path])

    def documents(self):
        """The names of the documents that are there."""
        return [path for path in self.members if path.startswith("documents/")]


class Folder:
    """The read tree as plain files."""

    def __init__(self, path):
        self.top = pathlib.Path(path)

    def read(self, path):
        """The bytes of a file of the tree; None when there is none."""
        try:
            return (self.top / path).read_bytes()
        except FileNotFoundError:
            return None

    def documents(self):
        """The names of the documents that are there."""
        folder = self.top / "documents"
        return [f"documents/{file.name}" for file in sorted(folder.iterdir())] if folder.is_dir() else []


def open_tree(path):
    """The read tree at a path: a folder or a .daybook file."""
    path = pathlib.Path(path)
    return Folder(path) if path.is_dir() else Archive(path)
