"""Whether one word is another one misspelt, misheard or masked, and not a different word.

Forms of one word ("number", "numbers") are not slips: editors change those. Contraries and numbers never are.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import DamerauLevenshtein

from onrecord.diff import normal_forms as forms
from onrecord.diff.numbers import is_number
from onrecord.diff.word_similarity import similar_words

_VOWELS = re.compile("[aeiouy]")
_MASK = re.compile(r"[-–—*]{2,}")
_INFLECTIONS = frozenset(["", *"s es d ed ing er ers est r st ly y ies ied ier iest e en t 's".split()])  # noqa: SIM905
# Letters; set by hand, so that "oppose" and "propose", "formal" and "former", "Iran" and "Iraq" are different words.
MIN_SLIP = 5  # in a word that may be a slip
MIN_EDGE_LETTER = 7  # in a word of which a missing last letter is never a slip
MIN_INNER_LETTER = 8  # in a word of which a missing letter within is a slip
SHORT_WORD = 4  # below it one wrong letter makes a misheard word, from it two


def is_slip(form: str, other_form: str) -> bool:
    """Whether two forms differ as a slip of a key or the ear does.

    Slips are other vowels in a name or long word ("Qaida", "definately"), a missing letter within a long word
    ("goverment"), a missing last "g" ("cuttin'"), "ie" for "ei", a letter of another
    alphabet.
    """
    shorter, longer = sorted((form, other_form), key=len)
    missing_letters = len(longer) - len(shorter)
    if len(shorter) < MIN_SLIP or missing_letters > 1:
        return False
    if not similar_words(form, other_form) or not is_misheard(form, other_form):
        return False
    if not (form + other_form).isascii():
        return True
    if sorted(form) == sorted(other_form):
        return form.replace("ei", "ie") == other_form.replace("ei", "ie")
    if longer == f"{shorter}g":
        return shorter.endswith("in")
    distance = DamerauLevenshtein.distance(form, other_form)
    if missing_letters and distance == 1:
        if len(shorter) >= MIN_EDGE_LETTER and shorter[-1] != longer[-1]:
            return False  # another ending
        if len(shorter) >= MIN_INNER_LETTER and shorter[:2] == longer[:2]:
            return True
    return distance <= 2 and form[:3] == other_form[:3] and _VOWELS.sub("", form) == _VOWELS.sub("", other_form)


def masks(form: str, other_form: str) -> bool:
    """Whether one of two forms is the other with letters masked: "s**t"."""
    return any(
        _MASK.search(masked) is not None and re.fullmatch(_MASK.sub(r"\\w*", masked), full) is not None
        for masked, full in ((form, other_form), (other_form, form))
    )


def is_misheard(form: str, other_form: str) -> bool:
    """Whether two forms differ by so little that one may be the other misheard or mistyped; not two forms of a word."""
    if any(word in forms.NEGATIONS or is_number(word) for word in (form, other_form)):
        return False
    if not (form + other_form).isalpha() or {form, other_form} <= forms.FUNCTION_WORDS:
        return False
    if _inflected(form, other_form) or is_contrary(form, other_form):
        return False
    return DamerauLevenshtein.distance(form, other_form) <= (1 if min(len(form), len(other_form)) < SHORT_WORD else 2)


def is_contrary(form: str, other_form: str) -> bool:
    """Whether two forms are contraries: "raise" and "lower", or one with a negative prefix, as "unsatisfied"."""
    if frozenset((form, other_form)) in forms.CONTRARIES:
        return True
    return any(form == prefix + other_form or other_form == prefix + form for prefix in forms.NEGATIVE_PREFIXES)


def _inflected(form: str, other_form: str) -> bool:
    """Whether two forms share a stem of three letters at least and end in inflections."""
    stem = 0
    for letter, other_letter in zip(form, other_form, strict=False):
        if letter != other_letter:
            break
        stem += 1
    return stem >= 3 and form[stem:] in _INFLECTIONS and other_form[stem:] in _INFLECTIONS
