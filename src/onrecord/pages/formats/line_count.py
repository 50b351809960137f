"""How many lines a JSON Lines file has, for an estimate of how long reading it takes."""

from __future__ import annotations

from pathlib import Path

from onrecord.errors import PageError
from onrecord.pages.formats import files

SLICE_BYTES = 1 << 20


def count_lines(path: Path) -> int | None:
    """Return how many lines a JSON Lines file has; None for every other file, and for one that cannot be read."""
    try:
        if files.kind_of(path) != "jsonl" or not path.is_file():
            return None
        count, ends_with_line = 0, True
        with files.open_file(path) as stream:
            while data := stream.read(SLICE_BYTES):
                count += data.count(b"\n")
                ends_with_line = data.endswith(b"\n")
        return count + (not ends_with_line)
    except (PageError, OSError, ValueError):
        return None
