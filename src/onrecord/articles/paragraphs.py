"""Paragraphs and their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LINE = re.compile(r"[^\n]+")
_BLANK = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")


def collapse(words: str) -> str:
    """The words with every run of white space one space, and characters that print nothing left out."""
    return _BLANK.sub(" ", _HIDDEN.sub("", words)).strip()


def join(paragraphs: Iterable[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The paragraphs joined by one blank line, and where each one lies."""
    kept = [p for p in paragraphs if p]
    offsets, at = [], 0
    for paragraph in kept:
        offsets.append((at, at + len(paragraph)))
        at += len(paragraph) + 2
    return "\n\n".join(kept), tuple(offsets)


def locate(text: str) -> tuple[tuple[int, int], ...]:
    """Where the paragraphs of a text lie: its lines, blanks at their edges left out."""
    found = []
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        end = match.start() + len(line.rstrip())
        if end > start:
            found.append((start, end))
    return tuple(found)
