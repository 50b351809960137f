"""Transcription errors: differences that are mistakes of whoever wrote the transcript ("some people hat have been").

A word that differs from the printed one by little is a mistake where no other transcript has it beside the same
neighbours while another has the printed word there. Forms of one word ("number", "numbers") are not taken for mistakes
so easily, because editors change those. They are where nobody else says the words in a row although they are common, so
that they would be expected several times ("will get happened"), or where the word itself is hardly in any other
transcript and the printed one is in many ("Stars of Davids").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.diff import split_words
from onrecord.diff.normal_forms import NEGATIONS
from onrecord.diff.numbers import is_number
from onrecord.diff.slips import is_contrary, is_misheard
from onrecord.diff.word_similarity import similar_words
from onrecord.records import Edit, EditReason
from onrecord.verification.trigram_index import TrigramIndex

_CONTEXT_WORDS = 2  # on either side
# Of 4,000 words of the 1,261 transcripts in whose place another form of the word was put, these excuse 15: 0.4 %.
MIN_EXPECTED = 5.0  # times that words in a row would be in other transcripts by chance; in none, they are a mistake
MAX_RARE, MIN_COMMON = 1, 30  # other transcripts with a word that nobody says, and with the printed word
_BOUNDARY = re.compile(r"[.?!:;()\[\]]|--|[—–]|\n")


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The index, and what an edit is looked at in."""

    printed: str
    spoken: str
    index: TrigramIndex
    transcript_index: int

    def count(self, words: Sequence[str]) -> int:
        """How often other transcripts have some words in a row."""
        return self.index.count_elsewhere(" ".join(words), self.transcript_index)


def excuse_transcription_errors(
    edits: Sequence[Edit], printed_text: str, spoken_text: str, index: TrigramIndex, transcript_index: int
) -> tuple[Edit, ...]:
    """Return the edits of a printed text; those that are mistakes of the transcript become minor.

    Args:
        edits: The edits of the printed text.
        printed_text: The printed text.
        spoken_text: The transcript's text.
        index: The index of all transcripts.
        transcript_index: The number of the transcript.
    """
    comparison = _Comparison(printed_text, spoken_text, index, transcript_index)
    mistakes = [edit for edit in edits if _is_transcription_error(edit, comparison)]
    return tuple(
        _as_minor(edit) if edit in mistakes or any(_belongs_to(edit, mistake, spoken_text) for mistake in mistakes)
        else edit
        for edit in edits
    )  # fmt: skip


def _belongs_to(edit: Edit, mistake: Edit, spoken_text: str) -> bool:
    """Whether an edit leaves out the one word before a mistake: "get" of "will get happened"."""
    if edit.kind != "dropped" or edit.minor or edit.meaning_changed or len(edit.other.split()) != 1:
        return False
    between = spoken_text[edit.other_end : mistake.other_start]
    return edit.other_end <= mistake.other_start and not between.strip()


def _is_transcription_error(edit: Edit, comparison: _Comparison) -> bool:
    if edit.minor or edit.kind != "changed":
        return False
    printed_words, spoken_words = split_words(edit.text), split_words(edit.other)
    if len(printed_words) != 1 or len(spoken_words) != 1:
        return False
    printed_form, spoken_form = printed_words[0].form, spoken_words[0].form
    if is_misheard(printed_form, spoken_form) and _is_unknown_elsewhere(edit, comparison):
        return True
    return _may_be_forms(printed_form, spoken_form) and (
        _is_rare_word(edit, comparison) or _is_never_said(edit, comparison)
    )


def _is_unknown_elsewhere(edit: Edit, comparison: _Comparison) -> bool:
    """Whether other transcripts have the printed word beside its neighbours, and none has the spoken one there."""
    printed, index, number = comparison.printed, comparison.index, comparison.transcript_index
    before = " ".join(word.text for word in split_words(printed[: edit.start])[-_CONTEXT_WORDS:])
    after = " ".join(word.text for word in split_words(printed[edit.end :])[:_CONTEXT_WORDS])
    return index.occurs_elsewhere(f"{before} {edit.text} {after}", number, min_trigrams=2) and not (
        index.occurs_elsewhere(f"{before} {edit.other} {after}", number)
    )


def _may_be_forms(form: str, other_form: str) -> bool:
    """Whether two words may be forms of one word, and none of them a "not", a number or the other's contrary."""
    if any(word in NEGATIONS or is_number(word) for word in (form, other_form)) or is_contrary(form, other_form):
        return False
    shorter, longer = sorted((form, other_form), key=len)
    return similar_words(form, other_form) or (len(shorter) > 1 and longer.startswith(shorter))


def _is_rare_word(edit: Edit, comparison: _Comparison) -> bool:
    """Whether hardly another transcript has the spoken word, and many have the printed one."""
    index, number = comparison.index, comparison.transcript_index
    return (
        index.count_transcripts(edit.other, number) <= MAX_RARE
        and index.count_transcripts(edit.text, number) >= MIN_COMMON
    )


def _is_never_said(edit: Edit, comparison: _Comparison) -> bool:
    """Whether no other transcript has the spoken words in a row, though common, and others have the printed ones."""
    printed, place = _sequence(comparison.printed, edit.start, edit.end)
    if not all(comparison.count(pair) for pair in _runs(printed, place, 2)):
        return False
    spoken, place = _sequence(comparison.spoken, edit.other_start, edit.other_end)
    return any(
        not comparison.count(run) and _expected(run, comparison) >= MIN_EXPECTED
        for size in (2, 3)
        for run in _runs(spoken, place, size)
    )


def _expected(run: Sequence[str], comparison: _Comparison) -> float:
    """How often two or three words would be in a row by chance, as their parts are."""
    if len(run) == 2:
        return comparison.count(run[:1]) * comparison.count(run[1:]) / comparison.index.word_count
    return comparison.count(run[:2]) * comparison.count(run[1:]) / max(1, comparison.count(run[1:2]))


def _sequence(text: str, start: int, end: int) -> tuple[list[str], int]:
    """Return a word with its neighbours in its clause, and its place among them."""
    before = _BOUNDARY.split(text[max(0, start - 60) : start])[-1].split()[-_CONTEXT_WORDS:]
    after = _BOUNDARY.split(text[end : end + 60])[0].split()[:_CONTEXT_WORDS]
    return [*before, text[start:end], *after], len(before)


def _runs(words: Sequence[str], place: int, size: int) -> list[Sequence[str]]:
    """Return the runs of some words that hold the word at a place."""
    first, last = max(0, place - size + 1), min(place, len(words) - size)
    return [words[start : start + size] for start in range(first, last + 1)]


def _as_minor(edit: Edit) -> Edit:
    return replace(edit, minor=True, meaning_changed=False, reason=EditReason.TRANSCRIPTION_ERROR)
