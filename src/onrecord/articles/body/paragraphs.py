"""Paragraphs of a text and their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from onrecord.text.sentences import LINE_ENDS_CLAUSE

WRAPPED_WIDTH = range(40, 101)  # characters in a wrapped line that another one follows
MIN_WRAPPED_SHARE = 0.8  # of the lines followed by another that must have that width
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![^\S\n]*(?:\n|\Z))[^\n]+)*")
_LINE = re.compile(r"[^\n]+")
_WHITESPACE = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")


def collapse_whitespace(words: str) -> str:
    """Return the words with single spaces between them and without characters that print nothing."""
    joined = " ".join(words.split())
    if joined.isprintable():  # nearly every text; the patterns below take ten times as long
        return joined
    return _WHITESPACE.sub(" ", _INVISIBLE.sub("", words)).strip()


def join_paragraphs(paragraphs: Iterable[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the paragraphs joined by one blank line, and the offsets of each one."""
    filled = [paragraph for paragraph in paragraphs if paragraph]
    offsets, start = [], 0
    for paragraph in filled:
        offsets.append((start, start + len(paragraph)))
        start += len(paragraph) + 2
    return "\n\n".join(filled), tuple(offsets)


def locate_paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Return the offsets of a text's paragraphs, trimmed: its lines, or its blocks if it is hard-wrapped."""
    offsets = []
    for match in (_PARAGRAPH if is_hard_wrapped(text) else _LINE).finditer(text):
        words = match.group()
        start = match.start() + len(words) - len(words.lstrip())
        end = match.start() + len(words.rstrip())
        if end > start:
            offsets.append((start, end))
    return tuple(offsets)


def is_hard_wrapped(text: str) -> bool:
    """Whether a text's lines are broken at a column, with blank lines between its paragraphs."""
    lines = text.split("\n")
    followed = [(line.rstrip(), after.strip()) for line, after in pairwise(lines) if line.strip() and after.strip()]
    wrapped = [line for line, _ in followed if len(line) in WRAPPED_WIDTH]
    if not followed or len(wrapped) < MIN_WRAPPED_SHARE * len(followed):
        return False
    continued = sum(not LINE_ENDS_CLAUSE.search(line) or after[0].islower() for line, after in followed)
    any_lower_case = any(after[0].islower() for _, after in followed)  # else they may be headlines, a line each
    return any_lower_case and continued > len(followed) / 2
