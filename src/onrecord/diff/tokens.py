"""A text as words in their normal forms, each tied to its place in the text.

Two spellings of the same spoken words get the same forms: "can't" and "cannot", "gonna" and "going to", "10" and "ten",
"$5" and "five dollars", "U.S." and "US", "honour" and "honor", "café" and "cafe", in capitals or not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from onrecord.diff import normal_forms as forms

_INVISIBLE = "\u00ad\u200b-\u200d\u2060"  # soft hyphens and marks without width, within words
_LETTERS = rf"[^\W_](?:[^\W_]|[\u0300-\u036f{_INVISIBLE}])*"
_CONSONANT = "[b-df-hj-np-tv-zB-DF-HJ-NP-TV-Z]"  # "f--king" is one word; "years--and" and "I--and" are two
_WORD = re.compile(
    rf"""(?P<number_sign>No\.(?=\s?\d)|\#(?=\d))
    | (?P<simple>[A-Za-z]+(?=[\s,;:?!]|\.\s))
    | (?P<ratio>[½⅓⅔¼¾⅕⅛]|(?<![\d/.,])[1-9][/⁄](?:10|[2-58])\b(?![/⁄]))
    | (?P<money>(?:US)?[$£€]\s?(?=\d))? (?P<number>\d+(?:[,.:]\d+)*) (?:(?P<ordinal>st|nd|rd|th|s)?
      (?P<magnitude>(?(money)k|(?!))|(?(money)m|(?!))|mn|mln|bn|tn|trn)?\b|(?P<fraction>[½¼]))
      (?:\s?(?P<percent>%))?
    | (?P<initials>(?:[^\W\d_]\.){{2,}}[^\W\d_]?)
    | (?P<masked>[^\W\d_]+\*{{2,}}[^\W\d_]*|[^\W\d_]+[-–—]{{2,}}t\b(?!-)|\b{_CONSONANT}(?:[-–—]{{2,}}[^\W\d_]+|-{{3,}}))
    | (?P<clipped>['’‘](?:cause|em|til|bout)\b)
    | (?P<word>{_LETTERS}(?:['’‘`]{_LETTERS})*)['’]?""",
    re.VERBOSE,
)
_FIGURE_GROUPS = frozenset({"number", "ordinal", "magnitude", "fraction", "percent"})
_FRACTIONS = {"½": "half", "¼": "quarter"}
_PARTS = {"2": "half", "3": "third", "4": "quarter", "5": "fifth", "8": "eighth", "10": "tenth"}
_COUNTED = forms.MAGNITUDES.keys() | {"quarter", "third"}
_ORDINAL_PARTS = frozenset({"third"})
_RATIO_MARK = re.compile("[/⁄]")
_MAGNITUDE_SIGNS = {"k": "thousand", "m": "million", "mn": "million", "mln": "million", "bn": "billion"}
_MAGNITUDE_SIGNS |= {"tn": "trillion", "trn": "trillion"}
_CURRENCIES = {"$": "dollars", "£": "pounds", "€": "euros"}
_MAGNITUDE = re.compile(r"[\s-]*(hundred|thousand|million|billion|trillion)\b", re.IGNORECASE)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})


class Word(NamedTuple):
    """A word of a text: ``text[start:end]`` and its normal form. The parts of a contraction share its characters."""

    start: int
    end: int
    text: str
    form: str


def split_words(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """Return the words of ``text[start:end]`` in order; offsets are into ``text``.

    A word that the text writes as a sign, as "dollars" in "$5 million", is empty and lies where it would be spoken.
    """
    words = list(_iterate_words(text, start, len(text) if end is None else end))
    for number, (word, following) in enumerate(pairwise(words)):
        if word.form in forms.ARTICLES and following.form in _COUNTED:  # "a trillion" is "1 trillion"
            is_part = following.form in _ORDINAL_PARTS  # "a third of it", not "a third term"
            if not is_part or [after.form for after in words[number + 2 : number + 3]] == ["of"]:
                words[number] = word._replace(form="1")
    return tuple(words)


def _iterate_words(text: str, start: int, end: int) -> Iterator[Word]:
    pending_currency: tuple[str, int] | None = None  # "dollars" comes after "5 million": the word and its place
    for match in _WORD.finditer(text, start, end):
        if pending_currency and match.start() >= pending_currency[1]:
            yield Word(pending_currency[1], pending_currency[1], "", pending_currency[0])
            pending_currency = None
        group = match.lastgroup
        if group == "simple" and (form := _simple_form(match[0])) is not None:
            yield Word(match.start(), match.end(), match[0], form)
            continue
        if group in _FIGURE_GROUPS:
            yield from _number_words(match)
            if match["money"]:
                magnitude = _MAGNITUDE.match(text, match.end(), end)
                spoken_at = magnitude.end() if magnitude else match.end()
                pending_currency = _CURRENCIES[match["money"].strip()[-1]], spoken_at
            continue
        if group == "ratio":
            yield from _ratio_words(match)
            continue
        word_start, written = match.start(), match.group()
        if group == "number_sign":  # "No. 1" is not "no"
            yield Word(word_start, match.end(), written, "number")
            continue
        for (part_start, part_end), form in _word_parts(written):
            yield Word(word_start + part_start, word_start + part_end, written[part_start:part_end], form)
    if pending_currency:
        place = min(pending_currency[1], end)
        yield Word(place, place, "", pending_currency[0])


def _ratio_words(match: re.Match[str]) -> Iterator[Word]:
    """The words of a part of a whole: "3/4" and "¾" are "three quarters", "1/4" is "a quarter", "1/2" is "half"."""
    count, denominator = _RATIO_MARK.split(unicodedata.normalize("NFKD", match[0]))
    singular = [_PARTS[denominator]] if denominator == "2" else ["1", _PARTS[denominator]]
    *counted, part = singular if count == "1" else [count, _PARTS[denominator] + "s"]
    start, end = match.span()
    middle = start + len(count) if end - start > 1 and counted else start  # "¾" has no letter for its "three"
    yield from (Word(start, middle, match.string[start:middle], form) for form in counted)
    yield Word(middle, end, match.string[middle:end], part)


def _number_words(match: re.Match[str]) -> Iterator[Word]:
    """The words of a number in figures: the number itself, and "percent" after it where a sign says so."""
    start, end = match.span()
    figures = match["number"].replace(",", "").removesuffix(":00")
    if "." in figures:
        figures = figures.rstrip("0").rstrip(".")
    form = figures.lstrip("0") or "0"
    if match["ordinal"] == "s":
        form += "s"
    elif match["ordinal"]:
        form = forms.FIRST_ORDINALS.get(form + match["ordinal"], form)
    if sign := match["magnitude"] or match["fraction"]:
        yield Word(start, end - len(sign), match.string[start : end - len(sign)], form)
        yield Word(end - len(sign), end, sign, _MAGNITUDE_SIGNS.get(sign) or _FRACTIONS[sign])
    elif match["percent"]:
        figures_end = match.end("ordinal" if match["ordinal"] else "number")
        yield Word(start, figures_end, match.string[start:figures_end], form)
        yield Word(end - 1, end, "%", "percent")
    else:
        yield Word(start, end, match.string[start:end], form)


@lru_cache(maxsize=200_000)
def _simple_form(written: str) -> str | None:
    """The form of a word of letters alone; None when it stands for two words ("cannot")."""
    return None if (folded := written.casefold()) in forms.CONTRACTIONS else forms.normal_form(folded)


def _is_visible(sign: str) -> bool:
    """Whether a character is neither an accent nor one without width."""
    return unicodedata.category(sign) not in {"Mn", "Cf"}


@lru_cache(maxsize=200_000)
def _word_parts(written: str) -> tuple[tuple[tuple[int, int], str], ...]:
    """Split a written word into the words that it stands for: ((start, end) within it, form)."""
    folded = written.translate(_APOSTROPHES).casefold()
    size = len(written)
    if not folded.isascii():
        folded = "".join(filter(_is_visible, unicodedata.normalize("NFKD", folded)))
    if len(folded) != size:  # a letter that folds into two: offsets of parts are unknown
        return (((0, size), forms.normal_form(folded.strip("'."))),)
    if "." in folded:
        return (((0, size), folded.replace(".", "")),)
    bare = folded.strip("'")
    if bare in forms.CONTRACTIONS:
        first, second, cut = forms.CONTRACTIONS[bare]
        return (((0, cut), first), ((cut, size), second))
    for ending, form in forms.CONTRACTION_ENDINGS.items():
        if folded.endswith(ending) and len(folded) > len(ending):
            cut = size - len(ending)
            return (*_word_parts(written[:cut]), ((cut, size), form))
    return (((0, size), forms.normal_form(bare)),)
