"""Tags with thousands of attributes without them: a parser of HTML compares each attribute with all before it."""

from __future__ import annotations

import re

MAX_ATTRIBUTES = 500  # of one tag; pages have dozens
MIN_LONG_TAG = 4000  # characters; two thousand attributes take as many
_LONG_TAG = re.compile(rf"<([a-zA-Z][\w:-]*+)([^<>]{{{MIN_LONG_TAG},}})")
_ATTRIBUTE = re.compile(r"[^\s=\"'/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"']*+))?+")


def limit_attributes(source: str) -> str:
    """Return the page with the attributes taken off every tag that has more than ``MAX_ATTRIBUTES``."""
    has_long_tag = any(len(part) > MIN_LONG_TAG and ">" not in part[:MIN_LONG_TAG] for part in source.split("<"))
    if not has_long_tag:
        return source  # nearly every page; the pattern takes ten times as long
    return _LONG_TAG.sub(_without_flood, source)


def _without_flood(tag: re.Match[str]) -> str:
    has_too_many = any(number == MAX_ATTRIBUTES for number, _ in enumerate(_ATTRIBUTE.finditer(tag[2])))
    return f"<{tag[1]}" if has_too_many else tag[0]
