"""A text as words in their normal forms, each tied to its place in the text.

Two writings of the same spoken words get the same forms: "can't" and "cannot", "gonna" and "going to", "10" and "ten",
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

_HIDDEN = "\u00ad\u200b-\u200d\u2060"  # soft hyphens and marks without width, within words
_LETTERS = rf"[^\W_](?:[^\W_]|[\u0300-\u036f{_HIDDEN}])*"
_CONSONANT = "[b-df-hj-np-tv-zB-DF-HJ-NP-TV-Z]"  # "f--king"; "years--and" and "I--and" are two words
_WORD = re.compile(
    rf"""(?P<nth>No\.(?=\s?\d)|\#(?=\d))
    | (?P<plain>[A-Za-z]+(?=[\s,;:?!]|\.\s))
    | (?P<money>(?:US)?[$£€]\s?(?=\d))? (?P<number>\d+(?:[,.:]\d+)*) (?P<ordinal>st|nd|rd|th|s)?\b
      (?:\s?(?P<percent>%))?
    | (?P<initials>(?:[^\W\d_]\.){{2,}}[^\W\d_]?)
    | (?P<masked>[^\W\d_]+\*{{2,}}[^\W\d_]*|[^\W\d_]+[-–—]{{2,}}t\b(?!-)|\b{_CONSONANT}(?:[-–—]{{2,}}[^\W\d_]+|-{{3,}}))
    | (?P<cut>['’‘](?:cause|em|til|bout)\b)
    | (?P<word>{_LETTERS}(?:['’‘`]{_LETTERS})*)['’]?""",
    re.VERBOSE,
)
_FIGURES = frozenset({"number", "ordinal", "percent"})
_MONEY = {"$": "dollars", "£": "pounds", "€": "euros"}
_MAGNITUDE = re.compile(r"[\s-]*(hundred|thousand|million|billion|trillion)\b", re.IGNORECASE)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'"})


class Word(NamedTuple):
    """A word of a text: ``text[start:end]``, and its normal form. Parts of a contraction share out its characters."""

    start: int
    end: int
    text: str
    form: str


def words(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The words of ``text[start:end]``, in order; offsets are into ``text``.

    A word that another writing leaves to a sign ("$5") stands where the sign is.
    """
    found = list(_words(text, start, len(text) if end is None else end))
    for number, (word, after) in enumerate(pairwise(found)):
        if word.form in forms.ARTICLES and after.form in forms.MAGNITUDES:  # "a trillion" is "1 trillion"
            found[number] = word._replace(form="1")
    return tuple(found)


def _words(text: str, start: int, end: int) -> Iterator[Word]:
    owed: tuple[str, int] | None = None  # "dollars" comes after "5 million"
    for match in _WORD.finditer(text, start, end):
        if owed and match.start() >= owed[1]:
            yield Word(owed[1], owed[1], "", owed[0])
            owed = None
        group = match.lastgroup
        if group == "plain" and (form := _plain(match[0])) is not None:
            yield Word(match.start(), match.end(), match[0], form)
            continue
        if group in _FIGURES:
            yield from _number(match)
            if match["money"]:
                after = _MAGNITUDE.match(text, match.end(), end)
                owed = _MONEY[match["money"].strip()[-1]], after.end() if after else match.end()
            continue
        first, written = match.start(), match.group()
        if group == "nth":  # "No. 1" is no "no"
            yield Word(first, match.end(), written, "number")
            continue
        for (left, right), form in _parts(written):
            yield Word(first + left, first + right, written[left:right], form)
    if owed:
        yield Word(min(owed[1], end), min(owed[1], end), "", owed[0])


def _number(match: re.Match[str]) -> Iterator[Word]:
    first, last = match.span()
    figures = match["number"].replace(",", "").removesuffix(":00")
    if "." in figures:
        figures = figures.rstrip("0").rstrip(".")
    form = figures.lstrip("0") or "0"
    if match["ordinal"] == "s":
        form += "s"
    elif match["ordinal"]:
        form = forms.FIGURES.get(form + match["ordinal"], form)
    if match["percent"]:
        end = match.end("ordinal" if match["ordinal"] else "number")
        yield Word(first, end, match.string[first:end], form)
        yield Word(last - 1, last, "%", "percent")
    else:
        yield Word(first, last, match.string[first:last], form)


@lru_cache(maxsize=200_000)
def _plain(written: str) -> str | None:
    """The form of a word without marks in it; None when it is two ("cannot")."""
    return None if (small := written.casefold()) in forms.CONTRACTED else forms.one(small)


def _is_letter(sign: str) -> bool:
    """Whether a sign is neither an accent nor one that is not seen."""
    return unicodedata.category(sign) not in {"Mn", "Cf"}


@lru_cache(maxsize=200_000)
def _parts(written: str) -> tuple[tuple[tuple[int, int], str], ...]:
    """A written word as its parts: ((start, end) in it, form)."""
    plain = written.translate(_QUOTES).casefold()
    size = len(written)
    if not plain.isascii():
        plain = "".join(filter(_is_letter, unicodedata.normalize("NFKD", plain)))
    if len(plain) != size:  # a letter that folds into two: the parts cannot be told apart by place
        return (((0, size), forms.one(plain.strip("'."))),)
    if "." in plain:
        return (((0, size), plain.replace(".", "")),)
    bare = plain.strip("'")
    if bare in forms.CONTRACTED:
        first, second, cut = forms.CONTRACTED[bare]
        return (((0, cut), first), ((cut, size), second))
    for ending, form in forms.ENDINGS.items():
        if plain.endswith(ending) and len(plain) > len(ending):
            cut = size - len(ending)
            return (*_parts(written[:cut]), ((cut, size), form))
    return (((0, size), forms.one(bare)),)
