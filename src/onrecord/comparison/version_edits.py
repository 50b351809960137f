"""How each printed wording of an utterance differs from the fullest one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from onrecord.comparison.overlap import find_overlap
from onrecord.comparison.word_weights import total_weight
from onrecord.diff import Word, diff_texts
from onrecord.diff.lead_ins import find_cut_lead_in
from onrecord.diff.normal_forms import CONDITION_OPENERS, DENIALS, NEGATIONS, REPORT_WORDS
from onrecord.diff.tokens import split_words
from onrecord.diff.wordings import PrintedText, Wording
from onrecord.records import Edit, EditReason

NEGATION_REACH = 2  # words before a quotation among which a "not" belongs to it
PRINTED_OUTSIDE = {  # a cut that changes the meaning, and the words by which an article says outside the marks the same
    EditReason.NEGATION_DROPPED: NEGATIONS | DENIALS,
    EditReason.NEGATION_CHANGED: NEGATIONS | DENIALS,
    EditReason.CONDITION_DROPPED: CONDITION_OPENERS,
    EditReason.REPORT_DROPPED: REPORT_WORDS,
}
MAX_JOINT = 4  # characters between an edit and the separate quotation before which it is: an ellipsis with its spaces
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_PUNCTUATION = re.compile(r"[^\w\s'’]")
_ANSWER = re.compile(r"(?:no|yes|well)\b(?! \w)", re.IGNORECASE)  # before a sentence it changes no meaning
_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")


def fullest_wording(texts: Sequence[str]) -> int:
    """Return the position of the text with most words, the earliest of equals: the others are compared with it.

    Words in brackets are the outlet's own and do not count.
    """
    weights = [round(total_weight(word.form for word in split_words(_BRACKETS.sub(" ", text))), 6) for text in texts]
    return weights.index(max(weights))


class PrintedPiece(NamedTuple):
    """One of the separate quotations that make up a version's text.

    Attributes:
        start: Where it begins in the text.
        introduction: What the article prints before it, in its sentence or since the piece before, outside the marks.
    """

    start: int
    introduction: str


def version_edits(
    text: str, fullest: str, pieces: Sequence[PrintedPiece] = (), cue: str = "", *, asks: bool = False
) -> tuple[Edit, ...]:
    """Return the edits that lead from the fullest wording to another, in the order of the latter.

    If a text begins later or ends earlier than the fullest, or goes on where that one ends, the edit is minor: an
    outlet may quote as little or as much as it likes, as long as no "not", condition, report or question is cut off
    that it does not print in its own words either.

    Args:
        text: What a version quotes.
        fullest: The fullest wording.
        pieces: The separate quotations in ``text``.
        cue: The version's cue, which is no report of others.
        asks: Whether the article says that the words are a question.
    """
    if text == fullest:
        return ()
    return tuple(
        _as_quoted_less(edit) if _says_so_outside(edit, pieces, cue, asks) else edit
        for edit in _with_cut_lead_in(_wording_edits(text, fullest), text, fullest)
    )


def _as_quoted_less(edit: Edit) -> Edit:
    return replace(edit, minor=True, meaning_changed=False, reason=EditReason.QUOTED_LESS)


def _says_so_outside(edit: Edit, pieces: Sequence[PrintedPiece], cue: str, asks: bool) -> bool:
    """Whether the article prints outside the marks what an edit before one of its quotations leaves out."""
    if not edit.meaning_changed or edit.text or edit.reason is None:
        return False
    if edit.reason is EditReason.QUESTION_DROPPED:
        return asks
    telling_words = PRINTED_OUTSIDE.get(edit.reason, frozenset())
    if edit.reason is EditReason.REPORT_DROPPED:
        telling_words -= {word.form for word in split_words(cue)}
    return any(
        word.form in telling_words
        for piece in pieces
        if abs(piece.start - edit.start) <= MAX_JOINT
        for word in split_words(piece.introduction)
    )


def _wording_edits(text: str, fullest: str) -> tuple[Edit, ...]:
    words, fullest_words = split_words(text), split_words(fullest)
    overlap = find_overlap(text, words, fullest, fullest_words)
    if overlap is None:
        return tuple(_between_versions(diff_texts(text, fullest), text, fullest))
    start, end = _character_range(text, words, overlap.first, overlap.last)
    other_start, other_end = _character_range(fullest, fullest_words, overlap.other_first, overlap.other_last)
    inner_edits = diff_texts(text[start:end], fullest[other_start:other_end])
    return (
        *_outer_edits(text, (0, start), fullest, (0, other_start)),
        *_between_versions((_shift(edit, start, other_start) for edit in inner_edits), text, fullest),
        *_outer_edits(text, (end, len(text)), fullest, (other_end, len(fullest))),
    )


def _character_range(text: str, words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """Return the characters of a range of words, with the punctuation up to the next word."""
    start = words[first].start if first else 0
    return start, words[last].start if last < len(words) else len(text)


def _shift(edit: Edit, offset: int, other_offset: int) -> Edit:
    return replace(
        edit,
        start=edit.start + offset,
        end=edit.end + offset,
        other_start=edit.other_start + other_offset,
        other_end=edit.other_end + other_offset,
    )


def _outer_edits(
    text: str, text_range: tuple[int, int], fullest: str, fullest_range: tuple[int, int]
) -> Iterator[Edit]:
    """Yield the edits for what only one of the two quotes, before or after the words that both have."""
    at_head = text_range[0] == 0
    start, end = _word_range(text, *text_range)
    other_start, other_end = _word_range(fullest, *fullest_range)
    if start < end:
        yield Edit(
            "added",
            start,
            end,
            text[start:end],
            other_start,
            other_start,
            "",
            minor=True,
            reason=EditReason.QUOTED_MORE,
        )
    if other_start < other_end:
        edge = text_range[1] if at_head else text_range[0]
        words = split_words(text)
        bound = (words[0].start if at_head else words[-1].end) if words and start == end else edge
        marked = bool(_ELLIPSIS.search(text[:bound] if at_head else text[bound:]))
        yield Edit(
            "dropped",
            edge,
            edge,
            "",
            other_start,
            other_end,
            fullest[other_start:other_end],
            marked=marked,
            minor=True,
            reason=EditReason.QUOTED_LESS,
        )


def _with_cut_lead_in(edits: Sequence[Edit], text: str, fullest: str) -> Iterator[Edit]:
    """Yield the edits; those that cut off what comes before the quotation are one, which may change the meaning."""
    words = split_words(text)
    beginning = words[0].start if words else 0
    cuts = list(takewhile(lambda edit: edit.start <= beginning and edit.reason is EditReason.QUOTED_LESS, edits))
    rest = edits[len(cuts) :]
    if words and not (rest and rest[0].text and rest[0].start <= beginning):  # nothing else stands there instead
        change = _cut_off_change(text, fullest, cuts[-1].other_end if cuts else 0)
    else:
        change = None
    if cuts or change:
        start, end = (cuts[0].other_start, cuts[-1].other_end) if cuts else (0, 0)
        yield Edit(
            "dropped",
            0 if change and not cuts else cuts[-1].start,
            0 if change and not cuts else cuts[-1].end,
            "",
            start,
            end,
            fullest[start:end],
            marked=any(cut.marked for cut in cuts),
            minor=change is None,
            meaning_changed=change is not None,
            reason=change or EditReason.QUOTED_LESS,
        )
    yield from rest


def _cut_off_change(text: str, fullest: str, cut_end: int) -> EditReason | None:
    """Return how leaving out the fullest wording up to a place changes the meaning, by the rules of verification."""
    printed, spoken = PrintedText.parse(text), Wording(fullest, tuple(split_words(fullest)))
    first = next((number for number, word in enumerate(spoken.words) if word.start >= cut_end), None)
    if first is None:
        return None
    if negation := _meaning_cut_off(fullest, spoken.words, spoken.words[first].start):
        return negation
    overlap = find_overlap(text, printed.words, fullest, spoken.words)
    last = overlap.other_last if overlap else len(spoken.words)
    lead_in = find_cut_lead_in(printed, spoken, first, max(first, last - 1))
    return lead_in.reason if lead_in else None


def _meaning_cut_off(fullest: str, words: Sequence[Word], end: int) -> EditReason | None:
    """Return the reason why leaving out the words before a place changes the meaning of what follows, or None.

    Only a "not" that no punctuation sets apart from what follows belongs to it.
    """
    last_words = [word for word in words if word.end <= end][-NEGATION_REACH:]
    negations = [word for word in last_words if word.form in NEGATIONS]
    if not negations or _PUNCTUATION.search(fullest, negations[-1].end, end):
        return None
    return EditReason.NEGATION_DROPPED


def _word_range(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range from its first word to the end of its last; empty if it has no words."""
    words = split_words(text, start, end)
    return (words[0].start, words[-1].end) if words else (start, start)


def _between_versions(edits: Iterator[Edit] | Sequence[Edit], text: str, fullest: str) -> Iterator[Edit]:
    """Yield edits as they count between two printed wordings, neither of which is what was spoken."""
    brackets = [match.span() for match in _BRACKETS.finditer(fullest)]
    words = split_words(text)
    for edit in edits:
        at_head = bool(words) and edit.start <= words[0].start
        at_tail = not words or edit.start >= words[-1].end
        dropped = not edit.text and bool(edit.other)
        in_brackets = any(start <= edit.other_start and edit.other_end <= end for start, end in brackets)
        if edit.other and edit.text.strip("[]") == edit.other.strip("[]"):
            continue  # both have the words, and one of them or both in brackets
        if edit.text.strip("[]").casefold() == "sic":
            yield replace(edit, marked=True, minor=True, meaning_changed=False, reason=EditReason.SIC)
        elif dropped and in_brackets:
            yield replace(edit, minor=True, meaning_changed=False, reason=EditReason.BRACKETS_ELSEWHERE)
        elif at_head and not edit.other and _ANSWER.match(edit.text):
            yield replace(edit, minor=True, meaning_changed=False, reason=EditReason.QUOTED_MORE)
        elif edit.kind == "joined" and not edit.other and not edit.marked:
            yield replace(edit, kind="moved", reason=EditReason.REORDERED)
        elif dropped and (at_head or at_tail):
            yield replace(edit, kind="dropped", minor=True, meaning_changed=False, reason=EditReason.QUOTED_LESS)
        else:
            yield edit
