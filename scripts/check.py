#!/usr/bin/env python3
"""Checks a ledger's copy with Python alone: no other program, no network.

  scripts/check.py FILE.daybook
  scripts/check.py FOLDER --key 'NAME+ID+KEY' --seen CHECKPOINT

FILE.daybook and FOLDER are what `daybook export` makes. Without --key the key
in the copy is believed: the copy is then shown to agree with itself. --seen
is a checkpoint that you kept from an earlier time.

Exit code 0: verified. 1: does not match, and what is named. 2: the command
line is wrong. 3: could not be checked, which is no sign of tampering.

Written from ledger/FORMAT.md, standard library only; the parts are in
scripts/twin/, which must lie beside this file.
"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from twin import archive, blake3, ed25519, jcs, note, reader, tree  # noqa: E402


def main():
    """Does what the command line asks; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("path", metavar="PATH", help="a .daybook file, or a folder made by daybook export")
    parser.add_argument("--key", help="the ledger's key line, or a file that holds it")
    parser.add_argument("--seen", help="a checkpoint that you kept")
    asked = parser.parse_args()
    # Whoever checks by this program first checks the program.
    for part in (blake3, ed25519, jcs, tree):
        part.self_check()
    try:
        key = asked.key
        if key and pathlib.Path(key).is_file():
            key = pathlib.Path(key).read_text(encoding="utf-8")
        if key:
            note.parse_vkey(key)
        seen = pathlib.Path(asked.seen).read_bytes() if asked.seen else None
        if seen is not None:
            note.parse_text(note.split(seen)[0])
    except (OSError, jcs.Refused) as why:
        print(f"check: {why}", file=sys.stderr)
        return 2
    try:
        report = reader.check(archive.open_tree(asked.path), key, seen)
    except archive.Unreadable as why:
        print(f"NOT VERIFIED: this file cannot be read\n  {why}")
        print("  nothing could be checked; this is not a sign of tampering")
        return reader.UNSURE
    except OSError as why:
        print(f"check: {why}", file=sys.stderr)
        return reader.UNSURE
    print(report)
    return report.code


if __name__ == "__main__":
    sys.exit(main())
