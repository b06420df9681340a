"""A second implementation of ledger/FORMAT.md, written from its text alone.

Nothing here was derived from the Rust sources, and nothing beyond Python's
standard library is used: where the two agree byte for byte, the text is
complete. Slow and plain on purpose.
"""
