"""Which differences leave the words as they were spoken: fillers, false starts, articles, spelling, numerals.

Each function returns why a difference is small, or None when it is not. The classes
are those that transcripts of one speech differ in among themselves, and what editors leave out of any speech.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import DamerauLevenshtein

from onrecord.diff import normal_forms as forms
from onrecord.diff.word_similarity import akin, equal
from onrecord.records import Edit, EditReason

Forms = Sequence[str]
WRITTEN = frozenset({EditReason.SPELLING, EditReason.NUMERAL})
DIRECTION = re.compile(r"\([^()\n]{1,60}\)|\[[^\[\]\n]{1,60}\]")  # (APPLAUSE), [laughter], (PH)
UNHEARD = re.compile(r"[(\[](?:inaudible|unintelligible|crosstalk|indiscernible|off.?mic)", re.IGNORECASE)
_SET_OFF = re.compile(r"^\W*[,.?!…—–-]|[,.?!…—–-]\W*$")
_GUESS = re.compile(r"\s*[(\[](?:ph|sp|sic|phonetic|\?+)[)\]]", re.IGNORECASE)
BREAK = re.compile(r"(?:\.\.+|…|--+|[—–]|\s-\s?)[\s\W]*$")
_VOWELS = re.compile("[aeiouy]")
_RANGE = frozenset({"to", "or", "and"})
_THIRDS = {"first": 1, "second": 2, "third": 3}
_STRUCK = re.compile(r"[-–—*]{2,}")
_YEAR = re.compile(r"(?:19|20)?\d\d|(?:\d\d)?\d0s")
_UNITS = frozenset({"percent", "dollars", "pounds", "euros"})
_NEXT = 16  # characters between a word and where its twin stands
_RESTART = 4  # words of a false start, at most, that the transcript breaks off
_REPEATED = 3  # words said twice, at most, without a break
_PARTITIVE = frozenset({"all", "both", "half", "off", "outside", "inside"})
_INFLECTIONS = frozenset(["", *"s es d ed ing er ers est r st ly y ies ied ier iest e en t 's".split()])  # noqa: SIM905


def dropped(gone: Forms, before: Forms, after: Forms, between: str, begins: bool) -> EditReason | None:
    """Why it is small that ``gone`` is not printed.

    ``between`` is the other's text between the words printed; ``begins``: a sentence begins there.
    """
    apart = begins or bool(_SET_OFF.search(between))
    if not (left := _without_small(gone, before, begins, apart)):
        return EditReason.FILLER
    broken = bool(BREAK.search(DIRECTION.sub(" ", between)))
    if (broken or len(gone) <= _REPEATED) and (repeats(gone, before, after) or repeats(left, before, after)):
        return EditReason.REPETITION
    again = bool(gone and after) and gone[0] == after[0]  # "I don't -- I do": what the speaker settled on is printed
    if len(left) <= _RESTART and broken and (again or not any(word in forms.NEGATIONS for word in left)):
        return EditReason.FALSE_START
    if gone == ["to"] and [number([*some]) for some in (before[-1:], after[:1])].count(None) == 0:
        return EditReason.NUMERAL  # "51-49"
    return None


def said_once(unit: Forms, after: Forms) -> EditReason | None:
    """Why it is small that a unit is there or not: what follows has it, as in "10 to 15 percent" for "10% to 15%"."""
    if len(unit) != 1 or unit[0] not in _UNITS or unit[0] not in after[:4]:
        return None
    between = after[: after.index(unit[0])]
    return EditReason.FILLER if all(word in _RANGE or number([word]) is not None for word in between) else None


def added(new: Forms, before: Forms, text: str, between: str, begins: bool) -> EditReason | None:
    """Why it is small that ``new``, the end of ``text``, is printed and not in the other, which has ``between``."""
    if not _without_small(new, before, begins, begins or bool(_SET_OFF.search(text[len(text.rstrip()) - 1 :]))):
        return EditReason.SMALL_WORDS
    if UNHEARD.search(between):
        return EditReason.UNINTELLIGIBLE
    if new == ["to"] and before and before[-1].isdecimal():
        return EditReason.NUMERAL
    if new == ["right"] and text.rstrip().endswith("?"):
        return EditReason.SMALL_WORDS
    return None


def changed(new: Forms, old: Forms) -> EditReason | None:
    """Why it is small that ``new`` is printed in place of ``old``."""
    if _joined(new) == _joined(old):
        return EditReason.SPELLING
    if ((value := number(new)) is not None and value == number(old)) or _one_year(new, old):
        return EditReason.NUMERAL
    if _without_phrases(new) == _without_phrases(old):
        return EditReason.FILLER
    if len(new) == len(old) and all(equal(a, b) or noise(a, b) or masked(a, b) for a, b in zip(new, old, strict=True)):
        return EditReason.TRANSCRIPTION_ERROR
    return None


def swapped(edit: Edit, near: Sequence[Edit]) -> Edit:
    """The edit; a small word that changed places with its neighbour, "to want" for "want to", is a slip."""
    if edit.kind not in ("dropped", "added") or _only(edit) not in forms.FUNCTION:
        return edit
    for one in near:
        twins = {edit.kind, one.kind} == {"dropped", "added"} and _only(edit) == _only(one)
        if twins and max(abs(edit.start - one.start), abs(edit.other_start - one.other_start)) < _NEXT:
            return replace(edit, kind="moved", minor=True, meaning_changed=False, reason=EditReason.TRANSCRIPTION_ERROR)
    return edit


def _only(edit: Edit) -> str:
    return (edit.text or edit.other).casefold()


def unsure(after: str) -> EditReason | None:
    """Why a difference is small when ``after`` is what follows it in a transcript: it says itself that it guesses."""
    return EditReason.UNCERTAIN_TRANSCRIPTION if _GUESS.match(after) else None


def noise(one: str, other: str) -> bool:
    """Whether two forms differ as a slip of a key or ear does, and not as two words: "oppose" and "propose" are two.

    Slips are other vowels in a name or long word ("Qaida", "definately"), a letter of a long word that is left out
    within ("goverment"), an "n" heard or not ("American audience"), a letter of another alphabet.
    """
    size, longer = sorted((len(one), len(other)))
    if size < 5 or longer - size > 1 or not akin(one, other) or not misheard(one, other):
        return False
    if not (one + other).isascii():
        return True
    if sorted(one) == sorted(other):
        return one.replace("ei", "ie") == other.replace("ei", "ie")
    apart = DamerauLevenshtein.distance(one, other)
    if {one, other} == {f"{min(one, other, key=len)}g", min(one, other, key=len)}:
        return min(one, other, key=len).endswith("in")  # "cuttin'"
    if longer > size and apart == 1 and size >= 7 and one[-1] != other[-1]:
        return {one, other} == {one[:size], one[:size] + "n"} or {one, other} == {other[:size], other[:size] + "n"}
    if longer > size and apart == 1 and size >= 8 and one[:2] == other[:2]:
        return True
    return apart <= 2 and one[:3] == other[:3] and _VOWELS.sub("", one) == _VOWELS.sub("", other)


def masked(one: str, other: str) -> bool:
    """Whether one of two forms is the other with letters struck out: "s**t"."""
    return any(
        _STRUCK.search(a) is not None and re.fullmatch(_STRUCK.sub(r"\\w*", a), b) is not None
        for a, b in ((one, other), (other, one))
    )


def misheard(one: str, other: str) -> bool:
    """Whether two forms differ by so little that one may be the other misheard or mistyped; not two forms of a word."""
    if any(word in forms.NEGATIONS or number([word]) is not None for word in (one, other)):
        return False
    if not (one + other).isalpha() or {one, other} <= forms.FUNCTION or _inflected(one, other) or contrary(one, other):
        return False
    return DamerauLevenshtein.distance(one, other) <= (1 if min(len(one), len(other)) < 4 else 2)


def contrary(one: str, other: str) -> bool:
    """Whether two forms are contraries: "raise" and "lower", or one with a negative prefix, as "unsatisfied"."""
    if frozenset((one, other)) in forms.CONTRARIES:
        return True
    return any(one == prefix + other or other == prefix + one for prefix in forms.NEGATIVE)


def number(words: Forms) -> float | None:
    """The value of words that are all one number: ``["20", "thousand"]`` is 20,000."""
    total, part, seen, point = 0.0, 0.0, False, False
    for word in words:
        if point and not word.isdecimal():
            return None
        if point:
            part, point = float(f"{part:.0f}.{word}"), False  # "one point two"
        elif word in forms.MAGNITUDES:
            scale = forms.MAGNITUDES[word]
            part = (part or 1.0) * scale
            if scale > 100:
                total, part = total + part, 0.0
        elif word == "1" and part == 0.5:
            continue  # "half a million"
        elif word.replace(".", "", 1).isdecimal():
            if part and (part % 10 or float(word) >= (100 if part % 100 == 0 else 10)):
                return None  # "twenty, thirty people"
            part += float(word)
        elif word in _THIRDS and part >= 20 and part % 10 == 0:
            part += _THIRDS[word]  # "twenty-first"
        elif word == "half" and (not seen or part):
            part += 0.5  # "half a million", "two and a half"
        elif word == "point" and seen and part == int(part):
            point = True
            continue
        elif word == "a":
            part += not seen  # "two and a half"
        elif word in ("and", "dollars", "pounds", "euros"):
            continue
        else:
            return None
        seen = True
    return (
        total + part
        if seen and not point and any(word not in ("a", "and", "dollars", "pounds", "euros") for word in words)
        else None
    )


def _one_year(new: Forms, old: Forms) -> bool:
    """Whether two are one year or decade: "1992" and "'92", "1990s" and "'90s"."""
    if len(new) != 1 or len(old) != 1 or not (_YEAR.fullmatch(new[0]) and _YEAR.fullmatch(old[0])):
        return False
    return new[0].endswith(old[0]) or old[0].endswith(new[0])


def _without_phrases(words: Forms) -> list[str]:
    left, place = [], 0
    while place < len(words):
        for phrase in forms.PHRASES:
            if tuple(words[place : place + len(phrase)]) == phrase:
                place += len(phrase)
                break
        else:
            if words[place] not in forms.FILLERS:
                left.append(words[place])
            place += 1
    return left


def _without_small(words: Forms, before: Forms, begins: bool, apart: bool) -> list[str]:
    left = [word for word in _without_phrases(words) if not (apart and word in forms.ASIDES)]
    if left == ["'s"]:  # a possessive; "is" is written out or stands behind a word that is left out with it
        return []
    if left == ["like"] and before and before[-1] not in forms.VERBAL:
        return []
    if begins and left and left[0] in forms.BEGINNING:
        left = left[1:]
    if left == ["of"] and before and before[-1] in _PARTITIVE:
        return []
    return [word for word in left if word not in forms.ARTICLES and word not in forms.LINKING]


def repeats(gone: Forms, before: Forms, after: Forms) -> bool:
    """Whether words are those that stand next to them again."""
    size = len(gone)
    return _same(gone, after[:size]) or _same(gone, before[-size:])


def _same(one: Forms, other: Forms) -> bool:
    return len(one) == len(other) > 0 and all(equal(a, b) for a, b in zip(one, other, strict=True))


def _joined(words: Forms) -> str:
    return "".join(words).replace("'", "").replace(":", "")


def _inflected(one: str, other: str) -> bool:
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 3 and one[shared:] in _INFLECTIONS and other[shared:] in _INFLECTIONS
