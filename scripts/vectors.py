#!/usr/bin/env python3
"""The twin: re-implements ledger/FORMAT.md from its text and makes golden vectors.

  scripts/vectors.py --check   exit 1 unless tests/vectors/ is what the twin makes
  scripts/vectors.py --write   make those files anew
  scripts/vectors.py --verify PATH
                               check an exported read tree, folder or .daybook file, with
                               nothing but the twin; scripts/check.py says more

Standard library only. See scripts/twin/ for the parts.
"""

import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from twin import archive, blake3, c2sp_cases, cases, ed25519, faults, jcs, reader, signed, tree  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "tests" / "vectors"
C2SP = FOLDER / "c2sp"


def make():
    """The text of the vector file of the whole format."""
    for part in (blake3, ed25519, jcs, tree):
        part.self_check()
    vectors = {
        "about": "Golden vectors of ledger/FORMAT.md version 1, made by scripts/vectors.py --write. Never edited by hand.",
        "version": 1,
        "json": cases.json_cases(),
        "sealed": cases.sealed_cases(),
        "ledger": cases.ledger_case(),
        "tree": cases.tree_case(),
        "entries": faults.entry_cases(),
        "chains": faults.chain_cases(),
        "checkpoints": faults.checkpoint_cases(),
    }
    return _text(vectors)


def make_signed():
    """The text of the vector file of people's signatures."""
    vectors = {
        "about": "Ledgers with signatures of people (ledger/FORMAT.md section 6), made by scripts/vectors.py --write. Never edited by hand.",
        "version": 1,
        "origin": signed.ORIGIN,
        "ledgers": signed.cases(),
    }
    return _text(vectors)


def _text(vectors):
    return json.dumps(vectors, indent=1, ensure_ascii=True, sort_keys=True) + "\n"


def write_c2sp():
    """Writes the neutral C2SP vectors, and takes away what is none of them."""
    files = c2sp_cases.make()
    for path in [p for p in C2SP.rglob("*") if p.is_file() and p.name != "README.md"]:
        path.unlink()
    for path, data in files.items():
        (C2SP / path).parent.mkdir(parents=True, exist_ok=True)
        (C2SP / path).write_bytes(data)
    return len(files)


def stale_c2sp():
    """The first file that differs from what the twin makes, or None."""
    files = c2sp_cases.make()
    there = {str(p.relative_to(C2SP)) for p in C2SP.rglob("*") if p.is_file()} - {"README.md"}
    for path in sorted(there | set(files)):
        if path not in there or path not in files or (C2SP / path).read_bytes() != files[path]:
            return path
    return None


def main():
    """Does what the command line asks; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true", help="compare with tests/vectors/v1*.json")
    what.add_argument("--write", action="store_true", help="write tests/vectors/v1*.json")
    what.add_argument("--verify", metavar="PATH", help="check an exported read tree")
    asked = parser.parse_args()
    if asked.verify:
        try:
            problems = reader.verify(archive.open_tree(asked.verify))
        except (archive.Unreadable, jcs.Refused, OSError) as why:
            problems = [str(why)]
        print("\n".join(problems) if problems else "verified by the twin")
        return 1 if problems else 0
    for name, made in (("v1.json", make()), ("v1-signed.json", make_signed())):
        file = FOLDER / name
        if asked.write:
            FOLDER.mkdir(parents=True, exist_ok=True)
            file.write_text(made, encoding="utf-8")
            print(f"vectors: wrote {len(made)} bytes to {name}")
        elif not file.exists() or file.read_text(encoding="utf-8") != made:
            print(f"vectors: tests/vectors/{name} is not what the twin makes.", file=sys.stderr)
            print("A change of the format is a new version; else run scripts/vectors.py --write", file=sys.stderr)
            return 1
        else:
            print(f"vectors: {name} is fresh ({len(made)} bytes)")
    if asked.write:
        print(f"vectors: wrote {write_c2sp()} files to c2sp/")
        return 0
    stale = stale_c2sp()
    if stale:
        print(f"vectors: c2sp/{stale} is not what the twin makes; run scripts/vectors.py --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
