"""How each wording of an utterance differs from the fullest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.compare.quoted import pieces
from onrecord.compare.rarity import weigh
from onrecord.records import Edit
from onrecord.wording import edits

CUT = "less is quoted"
MORE = "more is quoted"
SIC = "sic"
ORDER = "in another order"
_SENTENCE = re.compile(r"[.!?…][\"”’')\]]*\s")
_NEAR = 6  # words at an end that are held against who left them out, where they turn the sense


def fullest(texts: Sequence[str]) -> int:
    """Which of the texts, the earliest first, has most words: what the others are compared with."""
    return max(range(len(texts)), key=lambda n: (round(sum(map(weigh, pieces([texts[n]]))), 6), -n))


def differences(text: str, full: str) -> tuple[Edit, ...]:
    """What leads from the fullest wording to another, in the order of the latter.

    That a text begins later or ends earlier than the fullest, or goes on where that one ends, is minor: an outlet may
    quote as little or as much as it likes. What it leaves out at an end is grave only where a few words of the same
    sentence turn the sense ("not").
    """
    return tuple(_judged(text, full)) if text != full else ()


def _judged(text: str, full: str) -> Iterator[Edit]:
    for edit in edits(text, full):
        begins, ends = edit.other_start == 0, _rest(full, edit.other_end)
        if edit.text.casefold() == SIC:
            yield replace(edit, marked=True, minor=True, grave=False, why=SIC)
        elif edit.kind == "joined" and not edit.other and not edit.marked:
            yield replace(edit, kind="moved", why=ORDER)
        elif not edit.text and edit.other and (begins or ends) and _outside(text, edit):
            yield edit if edit.grave and _counts(edit, ends) else _minor(edit, "dropped", CUT)
        elif edit.text and not edit.other and (begins or _rest(full, edit.other_start)) and _at_end(text, edit):
            yield edit if edit.grave and len(edit.text.split()) <= _NEAR else _minor(edit, "added", MORE)
        else:
            yield edit


def _minor(edit: Edit, kind: str, why: str) -> Edit:
    return replace(edit, kind=kind, minor=True, grave=False, why=why)  # type: ignore[arg-type]


def _counts(edit: Edit, ends: bool) -> bool:
    """Whether words left out at an end belong to the sentence that is quoted, and are few."""
    if len(edit.other.split()) > _NEAR:
        return False
    return not ends and not _SENTENCE.search(edit.other + " ")


def _rest(text: str, place: int) -> bool:
    """Whether no word comes after a place."""
    return not re.search(r"\w", text[place:])


def _outside(text: str, edit: Edit) -> bool:
    """Whether an edit without words stands before or after all words of the text."""
    return not re.search(r"\w", text[: edit.start]) or _rest(text, edit.end)


def _at_end(text: str, edit: Edit) -> bool:
    return not re.search(r"\w", text[: edit.start]) or _rest(text, edit.end)
