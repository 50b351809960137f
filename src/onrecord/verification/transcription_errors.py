"""Slips of whoever wrote a transcript down: "some people hat have been here".

A word that differs from the printed one by a letter or two, and that stands beside its neighbours in no other
transcript while the printed one does, on both sides, was not spoken so. Forms of one word ("number", "numbers") are
never slips: an editor changes those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.diff.slips import is_misheard
from onrecord.diff.tokens import split_words
from onrecord.records import Edit, EditReason
from onrecord.verification.trigram_index import Index

_BESIDE = 2  # words on either side


def without_slips(edits: Sequence[Edit], text: str, index: Index, number: int) -> tuple[Edit, ...]:
    """The edits of a printed text; those that are slips of transcript ``number`` are small."""
    return tuple(_judged(edit, text, index, number) for edit in edits)


def _judged(edit: Edit, text: str, index: Index, number: int) -> Edit:
    if edit.minor or edit.kind != "changed":
        return edit
    new, old = split_words(edit.text), split_words(edit.other)
    if len(new) != 1 or len(old) != 1 or not is_misheard(new[0].form, old[0].form):
        return edit
    before = " ".join(word.text for word in split_words(text[: edit.start])[-_BESIDE:])
    after = " ".join(word.text for word in split_words(text[edit.end :])[:_BESIDE])
    if index.elsewhere(f"{before} {edit.text} {after}", number, least=2) and not index.elsewhere(
        f"{before} {edit.other} {after}", number
    ):
        return replace(edit, minor=True, meaning_changed=False, reason=EditReason.TRANSCRIPTION_ERROR)
    return edit
