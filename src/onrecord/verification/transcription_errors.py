"""Transcription errors: differences that are mistakes of whoever wrote the transcript ("some people hat have been").

A word of the transcript that differs from the printed word by a letter or two, and that no other transcript has beside
the same neighbours while another has the printed word there, is a mistake. Forms of one word ("number", "numbers") are
never mistakes, because editors change those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.diff import split_words
from onrecord.diff.slips import is_misheard
from onrecord.records import Edit, EditReason
from onrecord.verification.trigram_index import TrigramIndex

_CONTEXT_WORDS = 2  # on either side


def excuse_transcription_errors(
    edits: Sequence[Edit], printed_text: str, index: TrigramIndex, transcript_index: int
) -> tuple[Edit, ...]:
    """Return the edits of a printed text; those that are mistakes of the transcript become minor."""
    return tuple(
        _as_minor(edit) if _is_transcription_error(edit, printed_text, index, transcript_index) else edit
        for edit in edits
    )


def _is_transcription_error(edit: Edit, printed_text: str, index: TrigramIndex, transcript_index: int) -> bool:
    if edit.minor or edit.kind != "changed":
        return False
    printed_words, spoken_words = split_words(edit.text), split_words(edit.other)
    if len(printed_words) != 1 or len(spoken_words) != 1:
        return False
    if not is_misheard(printed_words[0].form, spoken_words[0].form):
        return False
    before = " ".join(word.text for word in split_words(printed_text[: edit.start])[-_CONTEXT_WORDS:])
    after = " ".join(word.text for word in split_words(printed_text[edit.end :])[:_CONTEXT_WORDS])
    return index.occurs_elsewhere(
        f"{before} {edit.text} {after}", transcript_index, min_trigrams=2
    ) and not index.occurs_elsewhere(f"{before} {edit.other} {after}", transcript_index)


def _as_minor(edit: Edit) -> Edit:
    return replace(edit, minor=True, meaning_changed=False, reason=EditReason.TRANSCRIPTION_ERROR)
