"""How each printed wording of an utterance differs from the fullest one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.comparison.overlap import find_overlap
from onrecord.comparison.word_weights import total_weight
from onrecord.diff import Word, diff_texts
from onrecord.diff.normal_forms import NEGATIONS
from onrecord.diff.tokens import split_words
from onrecord.records import Edit, EditReason

NEGATION_REACH = 2  # words before a quotation among which a "not" belongs to it
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_ANSWER = re.compile(r"(?:no|yes|well)\b(?! \w)", re.IGNORECASE)  # before a sentence it changes no meaning
_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")


def fullest_wording(texts: Sequence[str]) -> int:
    """Return the position of the text with most words, the earliest of equals: the others are compared with it.

    Words in brackets are the outlet's own and do not count.
    """
    weights = [round(total_weight(word.form for word in split_words(_BRACKETS.sub(" ", text))), 6) for text in texts]
    return weights.index(max(weights))


def version_edits(text: str, fullest: str) -> tuple[Edit, ...]:
    """Return the edits that lead from the fullest wording to another, in the order of the latter.

    If a text begins later or ends earlier than the fullest, or goes on where that one ends, the edit is minor: an
    outlet may quote as little or as much as it likes, as long as no "not" is cut off.
    """
    if text == fullest:
        return ()
    words, fullest_words = split_words(text), split_words(fullest)
    overlap = find_overlap(text, words, fullest, fullest_words)
    if overlap is None:
        return tuple(_between_versions(diff_texts(text, fullest), text, fullest))
    start, end = _character_range(text, words, overlap.first, overlap.last)
    other_start, other_end = _character_range(fullest, fullest_words, overlap.other_first, overlap.other_last)
    inner_edits = diff_texts(text[start:end], fullest[other_start:other_end])
    return (
        *_outer_edits(text, (0, start), fullest, (0, other_start), fullest_words),
        *_between_versions((_shift(edit, start, other_start) for edit in inner_edits), text, fullest),
        *_outer_edits(text, (end, len(text)), fullest, (other_end, len(fullest)), fullest_words),
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
    text: str, text_range: tuple[int, int], fullest: str, fullest_range: tuple[int, int], fullest_words: Sequence[Word]
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
        reason = _meaning_cut_off(fullest_words, other_start, other_end) if at_head and start == end else None
        yield Edit(
            "dropped",
            edge,
            edge,
            "",
            other_start,
            other_end,
            fullest[other_start:other_end],
            marked=marked,
            minor=reason is None,
            meaning_changed=reason is not None,
            reason=reason or EditReason.QUOTED_LESS,
        )


def _meaning_cut_off(words: Sequence[Word], start: int, end: int) -> EditReason | None:
    """Return the reason why cutting off the words before a quotation changes its meaning; None if it does not."""
    last_words = [word for word in words if start <= word.start and word.end <= end][-NEGATION_REACH:]
    return EditReason.NEGATION_DROPPED if any(word.form in NEGATIONS for word in last_words) else None


def _word_range(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range from its first word to the end of its last; empty if it has no words."""
    words = split_words(text, start, end)
    return (words[0].start, words[-1].end) if words else (start, start)


def _between_versions(edits: Iterator[Edit] | Sequence[Edit], text: str, fullest: str) -> Iterator[Edit]:
    """Yield edits as they count between two printed wordings, neither of which is what was spoken."""
    brackets = [match.span() for match in _BRACKETS.finditer(fullest)]
    words, fullest_words = split_words(text), split_words(fullest)
    for edit in edits:
        at_head = bool(words) and edit.start <= words[0].start
        at_tail = not words or edit.start >= words[-1].end
        dropped = not edit.text and bool(edit.other)
        in_brackets = any(start <= edit.other_start and edit.other_end <= end for start, end in brackets)
        if edit.text.strip("[]").casefold() == "sic":
            yield replace(edit, marked=True, minor=True, meaning_changed=False, reason=EditReason.SIC)
        elif dropped and in_brackets:
            yield replace(edit, minor=True, meaning_changed=False, reason=EditReason.BRACKETS_ELSEWHERE)
        elif at_head and not edit.other and _ANSWER.match(edit.text):
            yield replace(edit, minor=True, meaning_changed=False, reason=EditReason.QUOTED_MORE)
        elif edit.kind == "joined" and not edit.other and not edit.marked:
            yield replace(edit, kind="moved", reason=EditReason.REORDERED)
        elif dropped and (at_head or at_tail):
            reason = _meaning_cut_off(fullest_words, edit.other_start, edit.other_end) if at_head else None
            yield replace(
                edit,
                kind="dropped",
                minor=reason is None,
                meaning_changed=reason is not None,
                reason=reason or EditReason.QUOTED_LESS,
            )
        else:
            yield edit
