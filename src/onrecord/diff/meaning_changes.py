"""Which differences turn the sense: a "not", a number, a name, a condition, or whom "they" means."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from onrecord.diff import normal_forms as forms
from onrecord.diff.minor_edits import contrary, number
from onrecord.diff.tokens import Word
from onrecord.diff.word_similarity import akin
from onrecord.records import EditReason

_NEAR = 8  # words: in a longer stretch that is left out, a "not" belongs to a sentence of its own
_CONDITIONS = frozenset({"if", "unless", "only", "except", "until", "might", "may", "maybe", "perhaps", "allegedly"})
_THINGS = frozenset({"it", "this", "these", "those", "such"})
_MEANT = frozenset({"he", "she", "it", "they", "this", "these", "those", "such"})


def gravity(
    new: Sequence[Word], old: Sequence[Word], after: Sequence[Word], *, starts: bool = False, apart: bool = False
) -> EditReason | None:
    """Why printing ``new`` for ``old`` turns the sense, or nothing. ``after`` are the printed words that follow.

    ``starts``: a sentence starts there; ``apart``: what is left out are sentences of their own.
    """
    near = len(old) <= _NEAR and not apart
    if near and (why := negated(new, old)):
        return why
    if any(contrary(one.form, other.form) for one in new for other in old):
        return EditReason.CONTRARY
    numbers, others = _numbers(new), _numbers(old)
    if numbers and others and numbers != others:
        return EditReason.OTHER_NUMBER
    names, theirs = _names(new, starts), _names(old, starts)
    if names and theirs and not _alike(names, theirs):
        return EditReason.OTHER_NAME
    if near and {word.form for word in old} & _CONDITIONS > {word.form for word in new} & _CONDITIONS:
        return EditReason.CONDITION_DROPPED
    meant = bool(after) and after[0].form in _MEANT and not _with_noun(after)
    if len(old) > 3 and not new and meant and theirs | _plain(old):
        return EditReason.REFERENT_DROPPED
    return None


def bracketed(put: Sequence[Word], old: Sequence[Word]) -> EditReason | None:
    """Why words in brackets, printed for ``old``, turn the sense: a "not" or a name of their own makes no clarity."""
    if why := negated(put, old):
        return why
    names, theirs = _names(put, False), _names(old, False)
    return EditReason.OTHER_NAME if names and theirs and not _alike(names, theirs) else None


def _with_noun(after: Sequence[Word]) -> bool:
    """Whether "this" stands before what it means: "this year"."""
    return after[0].form in _THINGS - {"it"} and len(after) > 1 and after[1].form not in forms.FUNCTION


def negated(new: Sequence[Word], old: Sequence[Word]) -> EditReason | None:
    """Whether one of two has a "not" more, in words; nothing where neither has."""
    if _negations(new) % 2 == _negations(old) % 2:
        return None
    if new and old:
        return EditReason.NEGATION_CHANGED
    return EditReason.NEGATION_DROPPED if old else EditReason.NEGATION_ADDED


def _negations(words: Sequence[Word]) -> int:
    return sum(word.form in forms.NEGATIONS for word in words)


def _numbers(words: Sequence[Word]) -> set[float]:
    """The numbers among words; "twenty thousand" is one."""
    runs = groupby((word.form for word in words), key=lambda form: number([form]) is not None)
    values = (number([form for form in run if form not in forms.ARTICLES]) for counts, run in runs if counts)
    return {value for value in values if value is not None}


def _names(words: Sequence[Word], starts: bool) -> set[str]:
    """Capitalised words of content; all capitals are a way of writing, and the first word of a sentence is no name."""
    later = words[1:] if starts else words
    return {
        word.form
        for word in later
        if word.text[:1].isupper() and not word.text.isupper() and word.form not in forms.FUNCTION
    }


def _plain(words: Sequence[Word]) -> set[str]:
    return {word.form for word in words if word.form not in forms.FUNCTION and word.form not in forms.FILLERS}


def _alike(names: set[str], others: set[str]) -> bool:
    return any(name == other or akin(name, other) for name in names for other in others)
