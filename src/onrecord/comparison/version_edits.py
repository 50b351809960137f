"""How each wording of an utterance differs from the fullest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.comparison.overlap import overlap
from onrecord.comparison.word_weights import weigh
from onrecord.diff import Word, diff_texts
from onrecord.diff.normal_forms import NEGATIONS
from onrecord.diff.tokens import split_words
from onrecord.records import Edit, EditKind, EditReason

CUT, MORE = EditReason.QUOTED_LESS, EditReason.QUOTED_MORE
SIC, BRACKETS, ORDER = EditReason.SIC, EditReason.BRACKETS_ELSEWHERE, EditReason.REORDERED
CLOSE = 2  # words before a quotation among which a "not" belongs to it
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_ANSWER = re.compile(r"(?:no|yes|well)\b(?! \w)", re.IGNORECASE)  # before a sentence it turns nothing in it
_MARKED = re.compile(r"…|\.\s?\.\s?\.")


def fullest(texts: Sequence[str]) -> int:
    """Which of the texts, the earliest first, has most words: what the others are compared with.

    Words in brackets are the outlet's own and do not count.
    """
    weights = [round(weigh(word.form for word in split_words(_BRACKETS.sub(" ", text))), 6) for text in texts]
    return weights.index(max(weights))


def differences(text: str, full: str) -> tuple[Edit, ...]:
    """What leads from the fullest wording to another, in the order of the latter.

    That a text begins later or ends earlier than the fullest, or goes on where that one ends, is minor: an outlet may
    quote as little or as much as it likes, as long as no "not" is cut off.
    """
    if text == full:
        return ()
    own, others = split_words(text), split_words(full)
    shared = overlap(text, own, full, others)
    if shared is None:
        return tuple(_settled(diff_texts(text, full), text, full))
    start, end = _extent(text, own, shared.first, shared.last)
    other_start, other_end = _extent(full, others, shared.other_first, shared.other_last)
    inner = diff_texts(text[start:end], full[other_start:other_end])
    return (
        *_outer(text, (0, start), full, (0, other_start), others),
        *_settled((_shifted(one, start, other_start) for one in inner), text, full),
        *_outer(text, (end, len(text)), full, (other_end, len(full)), others),
    )


def _extent(text: str, some: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """Where words stand, with the marks between them and the next."""
    start = some[first].start if first else 0
    return start, some[last].start if last < len(some) else len(text)


def _shifted(edit: Edit, by: int, other: int) -> Edit:
    return replace(
        edit,
        start=edit.start + by,
        end=edit.end + by,
        other_start=edit.other_start + other,
        other_end=edit.other_end + other,
    )


def _outer(text: str, at: tuple[int, int], full: str, other: tuple[int, int], others: Sequence[Word]) -> Iterator[Edit]:
    """What only one of the two quotes, before or after the words that both have."""
    start, end = _bare(text, *at)
    other_start, other_end = _bare(full, *other)
    if start < end:
        yield Edit("added", start, end, text[start:end], other_start, other_start, "", minor=True, reason=MORE)
    if other_start < other_end:
        place = at[1] if at[0] == 0 else at[0]
        own = split_words(text)
        bound = (own[0].start if at[0] == 0 else own[-1].end) if own and start == end else place
        marked = bool(_MARKED.search(text[:bound] if at[0] == 0 else text[bound:]))
        why = _cut_off(others, other_start, other_end) if at[0] == 0 and start == end else None
        kept = full[other_start:other_end]
        yield Edit("dropped", place, place, "", other_start, other_end, kept, marked, not why, bool(why), why or CUT)


def _cut_off(others: Sequence[Word], start: int, end: int) -> EditReason | None:
    """Why it turns the sense that the words before a quotation are not in it."""
    before = [word for word in others if start <= word.start and word.end <= end][-CLOSE:]
    return EditReason.NEGATION_DROPPED if any(word.form in NEGATIONS for word in before) else None


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch from its first word to the end of its last; empty where it has none."""
    some = split_words(text, start, end)
    return (some[0].start, some[-1].end) if some else (start, start)


def _settled(some: Iterator[Edit] | Sequence[Edit], text: str, full: str) -> Iterator[Edit]:
    """Edits as they are meant here: between two printed wordings, of which neither is what was spoken."""
    brackets = [match.span() for match in _BRACKETS.finditer(full)]
    own, others = split_words(text), split_words(full)
    for edit in some:
        kind: EditKind = edit.kind
        at_head = bool(own) and edit.start <= own[0].start
        if edit.text.strip("[]").casefold() == "sic":
            yield replace(edit, marked=True, minor=True, meaning_changed=False, reason=SIC)
        elif not edit.text and edit.other and any(a <= edit.other_start and edit.other_end <= b for a, b in brackets):
            yield replace(edit, minor=True, meaning_changed=False, reason=BRACKETS)
        elif at_head and not edit.other and _ANSWER.match(edit.text):
            yield replace(edit, minor=True, meaning_changed=False, reason=MORE)
        elif kind == "joined" and not edit.other and not edit.marked:
            yield replace(edit, kind="moved", reason=ORDER)
        elif not edit.text and edit.other and (at_head or not own or edit.start >= own[-1].end):
            why = _cut_off(others, edit.other_start, edit.other_end) if at_head else None
            yield replace(edit, kind="dropped", minor=not why, meaning_changed=bool(why), reason=why or CUT)
        else:
            yield edit
