"""Paragraphs and their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from onrecord.text.sentences import LINE_ENDS_CLAUSE

WIDTH = range(40, 101)  # characters in a wrapped line that another one follows
MOST = 0.8  # share of those lines that are as long
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![^\S\n]*(?:\n|\Z))[^\n]+)*")
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
    """Where a text's paragraphs lie, without blanks at their edges: its lines, or its blocks when it is wrapped."""
    found = []
    for match in (_PARAGRAPH if is_wrapped(text) else _LINE).finditer(text):
        words = match.group()
        start = match.start() + len(words) - len(words.lstrip())
        end = match.start() + len(words.rstrip())
        if end > start:
            found.append((start, end))
    return tuple(found)


def is_wrapped(text: str) -> bool:
    """Whether the lines of a text were broken by hand or machine at a column, and blank lines part its paragraphs."""
    lines = text.split("\n")
    broken = [(line.rstrip(), after.strip()) for line, after in pairwise(lines) if line.strip() and after.strip()]
    full = [line for line, _ in broken if len(line) in WIDTH]
    if not broken or len(full) < MOST * len(broken):
        return False
    running = sum(not LINE_ENDS_CLAUSE.search(line) or after[0].islower() for line, after in broken)
    going_on = any(after[0].islower() for _, after in broken)  # or they are headlines, a line each
    return going_on and running > len(broken) / 2
