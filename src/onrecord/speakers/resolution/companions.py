"""Sources of somebody and others: “**Hansen** and his collaborators”, “**he** and some neighbours”."""

from __future__ import annotations

import re

from onrecord.speakers.entities.entity import Offsets

_PRONOUN_AND = re.compile(r"(?:he|she|they|I|we)(?P<and>,? and )(?=\w)", re.IGNORECASE)
_AND_COMPANIONS = re.compile(
    r"(?P<and>,? and )(?=(?:his|her|their|its|other|others|some|several|many|fellow|colleagues)\b)"
)
_END_OF_COMPANIONS = re.compile(r"[,;:—–(]")


def split_companions(text: str, start: int, end: int) -> tuple[int, Offsets] | None:
    """Return where the first part of a source of somebody and others ends, and the offsets of the others.

    After a pronoun anybody may follow; after a name or a phrase only words for people who belong to it.
    """
    joined = _PRONOUN_AND.match(text, start, end) or _AND_COMPANIONS.search(text, start, end)
    if joined is None or joined.start("and") == start or "," in text[start : joined.start("and")]:
        return None
    others_start = joined.end("and")
    others_end = others_start + len(_END_OF_COMPANIONS.split(text[others_start:end], maxsplit=1)[0].rstrip())
    return (joined.start("and"), (others_start, others_end)) if others_end > others_start else None
