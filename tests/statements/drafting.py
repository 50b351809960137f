"""Drafts written by hand: a text with its parts in brackets."""

from __future__ import annotations

import re

from onrecord.statements.attribution_draft import Draft

_PART = re.compile(r"\[(?P<role>[SCK]) (?P<words>[^\]]*)\]")


def draft(marked: str) -> tuple[str, Draft]:
    """The text and the draft of “[S Ms Ray] [C said] [K it was late].”: S source, C cue, K content."""
    spans: dict[str, list[tuple[int, int]]] = {"S": [], "C": [], "K": []}
    text, last = "", 0
    for part in _PART.finditer(marked):
        text += marked[last : part.start()]
        spans[part["role"]].append((len(text), len(text) + len(part["words"])))
        text += part["words"]
        last = part.end()
    text += marked[last:]
    return text, Draft(content=tuple(spans["K"]), cue=tuple(spans["C"]), source=tuple(spans["S"]))


def words(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start:end] for start, end in spans]
