"""The word lists of this folder: lines of ``label: words``."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources

# What Unicode does not take apart into a letter and its mark.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"})
_NO_LETTERS = re.compile(r"[^\w&@+]+|_+")
_APOSTROPHES = re.compile(r"[.'’‘`´ʼ]")


@lru_cache(maxsize=8)
def lines(file: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A list's lines in order, as label and words."""
    text = resources.files(__package__).joinpath(file).read_text("utf-8")
    pairs = (line.split(":", 1) for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple((label.strip(), tuple(words.split())) for label, words in pairs)


@lru_cache(maxsize=64)
def words(file: str, *labels: str) -> frozenset[str]:
    """All words that stand under the labels."""
    return frozenset(word for label, found in lines(file) if label in labels for word in found)


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """The text without case, accents, full stops and apostrophes, other marks as single blanks: “Jean-Luc É.” is
    “jean luc e”."""
    lowered = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    plain = "".join(letter for letter in lowered if not unicodedata.combining(letter))
    return _NO_LETTERS.sub(" ", _APOSTROPHES.sub("", plain)).strip()
